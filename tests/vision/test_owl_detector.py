"""OWLv2 with weights drawn at random and a tokenizer that spells: no others can be had here."""

from __future__ import annotations

import json
import string
from importlib.util import find_spec

import numpy as np
import pytest
from PIL import Image

from rune_lp.catalog import Catalog
from rune_lp.errors import InputError
from rune_lp.vision.loading import digest_of, find_weights, load_detector
from tests.cli.program import call, refused

torch = pytest.importorskip("torch")
if find_spec("transformers") is None or find_spec("torchvision") is None:
    pytest.skip("transformers or torchvision is not installed", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

NOISE = np.random.default_rng(0).integers(0, 255, (40, 70, 3), dtype=np.uint8)
LONGEST = 24


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from rune_lp.torchvision_operators import declare_operators

    declare_operators()
    import transformers

    folder = tmp_path_factory.mktemp("owl")
    letters = [*string.ascii_lowercase, *(f"{one}</w>" for one in string.ascii_lowercase)]
    start, end = "<|startoftext|>", "<|endoftext|>"
    vocabulary = {token: number for number, token in enumerate([*letters, start, end])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = transformers.CLIPTokenizerFast(
        str(folder / "vocab.json"), str(folder / "merges.txt"), pad_token=end
    )
    small = {
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
    }
    text = {
        "vocab_size": len(vocabulary),
        "max_position_embeddings": LONGEST,
        "bos_token_id": vocabulary[start],
        "eos_token_id": vocabulary[end],
        "pad_token_id": vocabulary[end],
    }
    config = transformers.Owlv2Config(
        text_config=small | text,
        vision_config=small | {"image_size": 64, "patch_size": 16},
        projection_dim=16,
    )
    torch.manual_seed(0)
    transformers.Owlv2ForObjectDetection(config).save_pretrained(folder)
    pictures = transformers.Owlv2ImageProcessor(size={"height": 64, "width": 64})
    transformers.Owlv2Processor(pictures, tokenizer).save_pretrained(folder)
    return folder


def test_it_looks_for_what_it_is_told_as_the_library_does(folder):
    import transformers

    weights = find_weights(str(folder))
    assert (weights.kind, weights.warning) == ("owl", None)
    detector = load_detector(weights, ["ship", "pier"], threads=1)
    assert detector.names == ("ship", "pier")
    assert detector.tile == 64
    tall = NOISE.transpose(1, 0, 2)
    found = detector.detect([NOISE, tall], 0.1)
    processor = transformers.AutoProcessor.from_pretrained(folder)
    network = transformers.Owlv2ForObjectDetection.from_pretrained(folder).eval()
    for tile, one in zip((NOISE, tall), found, strict=True):
        words = [["a photo of a ship", "a photo of a pier"]]
        length = {"padding": "max_length", "max_length": LONGEST}
        given = processor(text=words, images=Image.fromarray(tile), return_tensors="pt", **length)
        with torch.inference_mode():
            output = network(**given)
        (known,) = processor.post_process_grounded_object_detection(
            output, threshold=0.1, target_sizes=[tile.shape[:2]]
        )
        # Weights drawn at random give boxes without an extent, too, which are none.
        areas = known["boxes"][:, 2:] > known["boxes"][:, :2]
        known = {key: known[key][areas.all(dim=1)].numpy() for key in ("labels", "scores", "boxes")}
        assert len(one) > 0
        assert one.labels.tolist() == known["labels"].tolist()
        assert one.scores == pytest.approx(known["scores"], abs=1e-5)
        bounds = np.hstack([one.corners.min(axis=1), one.corners.max(axis=1)])
        assert bounds == pytest.approx(known["boxes"], abs=1e-3)


def test_a_catalogue_has_the_classes_that_were_looked_for(tmp_path, folder):
    Image.fromarray(NOISE).save(tmp_path / "a.png")
    options = ("--weights", folder, "--threads", "1", "--min-score", "0.1", "--format", "json")
    command = ("detect", tmp_path / "a.png", "-o", tmp_path / "x.catalog", *options)
    ran = call(*command, "--classes", "light house, big  ship")
    assert ran.code == 0, ran
    assert Catalog.open(tmp_path / "x.catalog").labels == ("big ship", "light house")
    assert call(*command, "--append", "--classes", "light house, big ship").json["unchanged"] == 1
    assert call(*command, "--append", "--classes", "pier").json["images"] == 1
    assert "must be told what to look for" in refused(call(*command))


def test_a_class_that_is_too_long_is_named(folder):
    with pytest.raises(InputError, match="'shipshipshipshipship' must be at most 24 tokens"):
        load_detector(find_weights(str(folder)), ["pier", "ship" * 5])


def test_another_file_in_the_folder_is_other_weights(folder):
    before = digest_of(folder)
    (folder / "preprocessor.json").write_text("{}")
    assert digest_of(folder) != before
    (folder / "preprocessor.json").unlink()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        pytest.param(None, "must be a folder with OWLv2, but its config.json says None", id="none"),
        pytest.param({"model_type": "bert"}, "config.json says bert", id="another"),
    ],
)
def test_a_folder_with_something_else_is_refused(tmp_path, config, message):
    if config is not None:
        (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(InputError, match=message):
        find_weights(str(tmp_path))


def test_a_folder_without_the_network_is_refused(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "owlv2"}))
    with pytest.raises(InputError, match="cannot be loaded as OWLv2 on 'cpu'"):
        load_detector(find_weights(str(tmp_path)), ["ship"])


def test_weights_that_are_not_complete_are_refused(tmp_path, folder):
    from safetensors.torch import load_file, save_file

    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    tensors = load_file(tmp_path / "model.safetensors")
    del tensors["box_head.dense0.weight"]
    save_file(tensors, tmp_path / "model.safetensors", {"format": "pt"})
    message = r"the weights lack 1 parts of the model, such as box_head\.dense0\.weight"
    with pytest.raises(InputError, match=message):
        load_detector(find_weights(str(tmp_path)), ["ship"])
