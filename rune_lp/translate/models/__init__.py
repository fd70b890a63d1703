"""Language models as translators: they propose formulas, which are checked and voted on.

A model is told the vocabulary, shown the examples nearest to the sentence, and held to the
vocabulary's formulas while it writes: a local one always, one behind a server where the server
takes a grammar. What it answered is kept, so that nothing is asked twice.
"""

from __future__ import annotations

from pathlib import Path

from rune_lp.errors import InputError, Place
from rune_lp.translate.models.cache import Cache, cache_path
from rune_lp.translate.models.local import LocalModel
from rune_lp.translate.models.proposer import ModelProposer
from rune_lp.translate.models.server import Server
from rune_lp.translate.models.settings import Sampling

__all__ = ["Cache", "ModelProposer", "Sampling", "cache_path", "open_model"]


def open_model(
    specification: str, *, cache: Cache | None = None, sampling: Sampling | None = None
) -> ModelProposer:
    """Return the proposer that a specification names; a local model is loaded when first needed.

    Args:
        specification: `hf:DIR`, a directory with a causal language model of transformers, or
            `openai:URL`, an OpenAI-compatible server, `openai:URL#MODEL` where it has several.
        cache: Where answers are kept and looked up, such as `Cache(cache_path())`; None for none.
        sampling: How candidates are drawn; by default as `Sampling()` says.

    Raises:
        InputError: The specification is none of these, there is no model, or a library is missing.

    >>> open_model("openai:http://localhost:8000/v1#tiny").name
    'openai:http://localhost:8000/v1#tiny'
    >>> open_model("gpt")
    Traceback (most recent call last):
        ...
    rune_lp.errors.InputError: gpt: no such language model (hf:DIR or openai:URL)
    """
    kind, _, where = specification.partition(":")
    if kind == "hf" and where:
        return ModelProposer(LocalModel(Path(where).expanduser()), cache, sampling)
    if kind == "openai" and where:
        return ModelProposer(Server.of_environment(where), cache, sampling)
    raise InputError.of("no such language model", Place(specification), hint="hf:DIR or openai:URL")
