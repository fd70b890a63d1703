"""A language model in a directory, loaded when it is first needed."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from rune_lp.errors import InputError, Place
from rune_lp.optional import require
from rune_lp.translate.models.cache import fingerprint

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.translate.models.prompt import Prompt
    from rune_lp.translate.models.settings import Sampling
    from rune_lp.translate.models.transformer import Transformer
    from rune_lp.vocabulary import Vocabulary

__all__ = ["LocalModel"]

_LIBRARIES = ("torch", "transformers", "llguidance")


class LocalModel:
    """A causal language model of transformers in a directory.

    Nothing heavy happens before a formula is asked for: what the cache knows costs no loading.

    Args:
        directory: Where `config.json`, the weights and the tokenizer are.

    Raises:
        InputError: There is no model in the directory, or a library is missing.
    """

    def __init__(self, directory: Path) -> None:
        place = Place(str(directory))
        if not directory.is_dir():
            hint = "give the directory of a transformers model"
            raise InputError.of("there is no such directory", place, hint=hint)
        if not (directory / "config.json").is_file():
            hint = "give the directory that holds it, the weights and the tokenizer"
            raise InputError.of("there is no config.json here", place, hint=hint)
        for library in _LIBRARIES:
            require(library, extra="llm")
        self.directory = directory

    @property
    def name(self) -> str:
        """What a translation says it was made by."""
        return f"hf:{self.directory}"

    @cached_property
    def identity(self) -> str:
        """What tells this model from others, for the cache: its files, as they are now."""
        files = sorted(path for path in self.directory.iterdir() if path.is_file())
        states = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
        return fingerprint(str(self.directory.resolve()), states)

    @cached_property
    def transformer(self) -> Transformer:
        """The loaded model.

        Raises:
            InputError: It cannot be loaded.
        """
        from rune_lp.translate.models.transformer import Transformer

        allow_pickle = os.environ.get("RUNE_LP_ALLOW_PICKLE") == "1"
        return Transformer(self.directory, allow_pickle=allow_pickle)

    def fits(self, prompt: Prompt, max_tokens: int) -> bool:
        """Say whether a prompt leaves room for a formula of so many tokens."""
        return self.transformer.fits(prompt, max_tokens)

    def write(
        self, prompt: Prompt, vocabulary: Vocabulary, number: int, sampling: Sampling
    ) -> list[str]:
        """Return formulas of the vocabulary, the likeliest first; each parses and type-checks."""
        return self.transformer.write(prompt, vocabulary, number, sampling)
