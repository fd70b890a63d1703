"""Supervised training: twenty steps learn something, can be interrupted, and are repeatable."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

from rune_lp.errors import InputError
from rune_lp.training.supervised import Settings, train

SETTINGS = Settings(
    examples=60, steps=20, batch=8, width=32, layers=1, heads=2, tokens=400, save_every=10
)


def weights(folder):
    return (folder / "model" / "model.safetensors").read_bytes()


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    told = []
    train(folder, SETTINGS, told.append)
    return folder, told


def test_loss_falls(trained):
    _, told = trained
    first, second = (float(line.split()[3].rstrip(",")) for line in told if "loss" in line)
    assert second < first


def test_model_is_a_directory_without_pickle(trained):
    folder, _ = trained
    names = {path.name for path in (folder / "model").iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json", "words.json"} <= names
    assert not any(name.endswith((".bin", ".pt", ".pkl")) for name in names)
    assert "near" in json.loads((folder / "model" / "words.json").read_text(encoding="utf-8"))


def test_same_settings_give_the_same_weights(trained, tmp_path):
    train(tmp_path, SETTINGS, lambda _: None)
    assert weights(tmp_path) == weights(trained[0])


def test_interrupted_run_goes_on_as_if_it_had_not_been(trained, tmp_path):
    def stop(line):
        if line.startswith("step 20"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, SETTINGS, stop)
    told = []
    train(tmp_path, SETTINGS, told.append)
    assert [line.split(":")[0] for line in told] == ["step 20"]
    assert weights(tmp_path) == weights(trained[0])


def test_other_settings_in_the_same_folder_are_refused(trained):
    with pytest.raises(InputError, match="another rate"):
        train(trained[0], replace(SETTINGS, rate=1e-4), lambda _: None)


def test_damaged_checkpoint_is_refused(tmp_path):
    train(tmp_path, replace(SETTINGS, steps=1), lambda _: None)
    (tmp_path / "checkpoint.pt").write_bytes(b"PK nothing")
    with pytest.raises(InputError, match="the checkpoint cannot be read"):
        train(tmp_path, replace(SETTINGS, steps=1), lambda _: None)


def test_training_goes_on_from_a_model(trained, tmp_path):
    further = replace(SETTINGS, seed=1, steps=10, start=trained[0] / "model")
    train(tmp_path, further, lambda _: None)
    before, after = (trained[0] / "model", tmp_path / "model")
    assert (before / "tokenizer.json").read_bytes() == (after / "tokenizer.json").read_bytes()
    assert weights(tmp_path) != weights(trained[0])
