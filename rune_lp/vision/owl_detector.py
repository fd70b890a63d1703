"""OWLv2, which is told in words what to look for, from a folder of transformers; upright boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rune_lp.errors import InputError, Place
from rune_lp.optional import require
from rune_lp.vision.detector import Found

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["OwlDetector"]

PROMPT = "a photo of a {}"
"""What a class is put into: the words that OWL's authors put classes into."""


class OwlDetector:
    """An OWLv2 model in a folder, as transformers' `save_pretrained` writes it, in safetensors.

    Args:
        folder: The folder, with the network, the tokenizer and the settings of the pictures.
        names: What to look for; each is a class.
        device: A device of torch, such as `cpu` or `cuda`.
        threads: How many of the processor's threads torch may use; 0 for its own choice.

    Raises:
        InputError: transformers is not installed, the folder has no such model, there are no
            names, or one is too long for the model.
    """

    def __init__(
        self, folder: Path, names: Sequence[str], *, device: str = "cpu", threads: int = 0
    ) -> None:
        require("torch", extra="llm")
        require("transformers", extra="llm")
        self._place = Place(str(folder))
        if not names:
            hint = "such as --classes 'ship, lighthouse'"
            raise InputError.of("must be told what to look for", self._place, hint=hint)
        import torch

        from rune_lp.translate.models.loading import quiet, transformers

        if threads:
            torch.set_num_threads(threads)
        try:
            self._device = torch.device(device)
            with quiet():
                self._processor = transformers.AutoProcessor.from_pretrained(
                    str(folder), local_files_only=True, trust_remote_code=False
                )
                loaded: Any = transformers.Owlv2ForObjectDetection.from_pretrained(
                    str(folder),
                    local_files_only=True,
                    use_safetensors=True,
                    output_loading_info=True,
                )
                network, report = loaded
                self._network = network.to(self._device).eval()
        # What is wrong with somebody's folder may show in any way.
        except Exception as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            message = f"cannot be loaded as OWLv2 on {device!r}: {reason}"
            raise InputError.of(message, self._place) from None
        missing = sorted(
            {str(key) for key in (*report["missing_keys"], *report["mismatched_keys"])}
        )
        if missing:
            # The library has put random numbers in their place.
            message = f"the weights lack {len(missing)} parts of the model, such as {missing[0]}"
            raise InputError.of(message, self._place, hint="is the folder complete?")
        self._names = tuple(names)
        longest = self._network.config.text_config.max_position_embeddings
        prompts = [PROMPT.format(name) for name in names]
        words = self._processor.tokenizer(prompts, padding="max_length", max_length=longest)
        for name, tokens in zip(names, words["input_ids"], strict=True):
            if len(tokens) > longest:
                message = f"class {name!r} must be at most {longest} tokens, but has {len(tokens)}"
                raise InputError.of(message, self._place)
        self._words = {key: torch.tensor(value) for key, value in words.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """What is looked for."""
        return self._names

    @property
    def tile(self) -> int | None:
        """The side in pixels of the pictures that the network is given."""
        return int(self._network.config.vision_config.image_size)

    def detect(self, tiles: Sequence[NDArray[np.uint8]], min_score: float) -> list[Found]:
        """Return what is found in each tile; see `Detector`."""
        import torch

        # Copies: pixels of a picture that was read whole cannot be written, which torch warns of.
        pictures = self._processor.image_processor(
            [tile.copy() for tile in tiles], return_tensors="pt", input_data_format="channels_last"
        )
        words = {key: value.repeat(len(tiles), 1) for key, value in self._words.items()}
        given = {key: value.to(self._device) for key, value in (pictures | words).items()}
        try:
            with torch.inference_mode():
                output = self._network(**given)
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[0]
            raise InputError.of(f"stops with {reason}", self._place) from None
        results = self._processor.image_processor.post_process_object_detection(
            output, threshold=min_score, target_sizes=[tile.shape[:2] for tile in tiles]
        )
        return [
            _found(*(result[key].cpu().numpy() for key in ("boxes", "labels", "scores")))
            for result in results
        ]


def _found(
    boxes: NDArray[np.float32], labels: NDArray[np.int64], scores: NDArray[np.float32]
) -> Found:
    left, top, right, bottom = boxes.astype(np.float64).T
    corners = np.stack([left, top, right, top, right, bottom, left, bottom], axis=1)
    found = Found(corners.reshape(-1, 4, 2), labels.astype(np.int64), scores.astype(np.float64))
    return found.at((right > left) & (bottom > top))
