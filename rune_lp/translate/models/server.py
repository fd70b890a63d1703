"""Language models behind an OpenAI-compatible server: vLLM, llama.cpp, Ollama, hosted ones."""

from __future__ import annotations

import math
import os
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from rune_lp.errors import InputError, Place
from rune_lp.translate.models.exchange import Patience, RefusedError, exchange
from rune_lp.translate.models.grammar import formula_grammar
from rune_lp.translate.models.reply import formula_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.translate.models.prompt import Prompt
    from rune_lp.translate.models.settings import Sampling
    from rune_lp.vocabulary import Vocabulary

__all__ = ["KEY_VARIABLES", "Server", "key_from", "patience_from"]

KEY_VARIABLES = ("RUNE_LP_API_KEY", "OPENAI_API_KEY")
"""The environment variables that may hold the key; the first that is set counts."""

_CONTEXT = 16_000
"""Tokens that a server which does not tell its context is taken to read."""

_CHARACTERS = 3
"""Characters to a token, taken low, for the tokenizer of a server is not at hand."""

_LONGEST_TIMEOUT = 86_400
"""Seconds that a reply may take at most: a day."""

_THOUGHTS = 8
"""How much longer than a formula a reply may be: some models think aloud, whatever one says."""

_AT_ONCE = 4
"""Requests at the same time to a server that answers them one choice at a time."""


def key_from(environment: Mapping[str, str]) -> str | None:
    """Return the key that an environment holds, or None.

    Raises:
        InputError: It has characters that no key has. The message does not repeat it.

    >>> key_from({"OPENAI_API_KEY": " abc "}), key_from({})
    ('abc', None)
    """
    for variable in KEY_VARIABLES:
        key = environment.get(variable, "").strip()
        if key:
            if not (key.isascii() and key.isprintable() and " " not in key):
                hint = "copy it again, without line breaks"
                raise InputError.of(
                    "the key has characters that no key has", Place(variable), hint=hint
                )
            return key
    return None


def patience_from(environment: Mapping[str, str]) -> Patience:
    """Return how long a server is waited for, with the seconds of `RUNE_LP_TIMEOUT` if it is set.

    Raises:
        InputError: It is set to what is no number of seconds.

    >>> patience_from({"RUNE_LP_TIMEOUT": "600"}).timeout, patience_from({}).timeout
    (600.0, 120.0)
    """
    told = environment.get("RUNE_LP_TIMEOUT", "").strip()
    if not told:
        return Patience()
    try:
        seconds = float(told)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= _LONGEST_TIMEOUT:
        message = f"the seconds must be in 0..{_LONGEST_TIMEOUT}, but got {told[:40]!r}"
        raise InputError.of(message, Place("RUNE_LP_TIMEOUT"))
    return Patience(timeout=seconds)


class Server:
    """A model of a server, asked by `POST URL/chat/completions`.

    The formula's grammar goes along under the names that servers have for it. A server that
    refuses a request is asked again without the grammar, then without sampling settings; whatever
    it answers is checked as any candidate is.

    Args:
        address: The base URL, such as `http://localhost:8000/v1`, and `#MODEL` where the server
            has several.
        key: The bearer's key, if it wants one.
        patience: How long it is waited for; by default as `Patience()` says.

    Raises:
        InputError: The address is no http or https URL, or has a user or a query in it.
    """

    def __init__(
        self, address: str, key: str | None = None, patience: Patience | None = None
    ) -> None:
        url, _, model = address.partition("#")
        try:
            parts = urllib.parse.urlsplit(url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable or not url.isascii() or not url.isprintable() or " " in url:
            hint = "such as openai:http://localhost:8000/v1"
            raise InputError.of("this is not the URL of a server", Place("openai"), hint=hint)
        if parts.username is not None or parts.query:
            hint = f"the key is read from {KEY_VARIABLES[0]}"
            raise InputError.of("the URL has a user or a query in it", Place("openai"), hint=hint)
        self.url = url.rstrip("/")
        self.place = Place(self.url)
        self._key = key
        self._patience = patience or Patience()
        self._model = urllib.parse.unquote(model) or None
        self._context = _CONTEXT
        self._reduced = 0

    @classmethod
    def of_environment(cls, address: str) -> Server:
        """Return the server at an address with the key and the time-out of the environment.

        Raises:
            InputError: The address, the key or the time-out is none.
        """
        return cls(address, key_from(os.environ), patience_from(os.environ))

    @property
    def name(self) -> str:
        """What a translation says it was made by."""
        return f"openai:{self.url}#{self._model}" if self._model else f"openai:{self.url}"

    @property
    def identity(self) -> str:
        """What tells this model from others, for the cache.

        Raises:
            InputError: The server has to be asked for it, and cannot be.
        """
        return f"openai:{self.url}#{self.model}"

    @property
    def model(self) -> str:
        """The model's name; the server is asked for it if the address does not have it.

        Raises:
            InputError: The server does not tell, or has several.
        """
        if self._model is None:
            found = self._ask("models")
            models = found.get("data") if isinstance(found, dict) else None
            entries = [entry for entry in models or () if isinstance(entry, dict)]
            names = [entry["id"] for entry in entries if isinstance(entry.get("id"), str)]
            if len(names) != 1:
                shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
                message = f"the server has {len(names)} models{': ' if names else ''}{shown}"
                hint = f"name one: openai:{self.url}#MODEL"
                raise InputError.of(message, self.place, hint=hint)
            self._model = names[0]
            context = entries[0].get("max_model_len")
            self._context = context if isinstance(context, int) else _CONTEXT
        return self._model

    def fits(self, prompt: Prompt, max_tokens: int) -> bool:
        """Say whether a prompt leaves room for a formula of so many tokens, by estimate."""
        return len(prompt.text) // _CHARACTERS + _THOUGHTS * max_tokens <= self._context

    def write(
        self, prompt: Prompt, vocabulary: Vocabulary, number: int, sampling: Sampling
    ) -> list[str]:
        """Return formulas as the model wrote them, unchecked, the likeliest first.

        Raises:
            InputError: The server cannot be reached, refuses, or answers with no choices.
        """
        grammar = formula_grammar(vocabulary).gbnf()
        written = self._choices(prompt, grammar, sampling, 1, 0)
        others = number - len(written)
        if others:
            written += self._choices(prompt, grammar, sampling, others, 1)
        # Some servers write one choice whatever they are asked for.
        rest = range(len(written), number)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            single = pool.map(lambda turn: self._choices(prompt, grammar, sampling, 1, turn), rest)
            return [*written, *(formula for formulas in single for formula in formulas)]

    def _choices(
        self, prompt: Prompt, grammar: str, sampling: Sampling, number: int, turn: int
    ) -> list[str]:
        """Return the formulas of one request, `number` at most; the first turn is the likeliest."""
        while True:
            reduced = self._reduced
            try:
                body = self._body(prompt, grammar, sampling, number, turn)
                return self._formulas(self._ask("chat/completions", body), number)
            except RefusedError:
                if reduced == _FORMS - 1:
                    raise
                self._reduced = max(self._reduced, reduced + 1)

    def _body(
        self, prompt: Prompt, grammar: str, sampling: Sampling, number: int, turn: int
    ) -> dict[str, Any]:
        messages = [{"role": turn.role, "content": turn.content} for turn in prompt.messages]
        body: dict[str, Any] = {"model": self.model, "messages": messages}
        if self._reduced < 2:
            body |= {
                "temperature": sampling.temperature if turn else 0.0,
                "max_tokens": _THOUGHTS * sampling.max_tokens,
                "n": number,
                "seed": sampling.seed + turn,
            }
        if self._reduced < 1:
            # llama.cpp; SGLang; vLLM since 0.12, and before.
            body |= {"grammar": grammar, "ebnf": grammar, "guided_grammar": grammar}
            body |= {"structured_outputs": {"grammar": grammar}}
            # A formula needs no thoughts, and the grammar leaves no room for them.
            body |= {"chat_template_kwargs": {"enable_thinking": False}}
        return body

    def _formulas(self, reply: Any, number: int) -> list[str]:
        """Return the formulas of a reply, up to as many as were asked for."""
        choices = reply.get("choices") if isinstance(reply, dict) else None
        if not isinstance(choices, list) or not choices:
            message = "the reply has no choices"
            raise InputError.of(message, self.place, hint="is it an OpenAI-compatible server?")
        return [formula_in(_content(choice)) for choice in choices[:number]]

    def _ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return exchange(f"{self.url}/{path}", body, key=self._key, patience=self._patience)


_FORMS = 3
"""The forms of a request: with the grammar, without, without sampling settings too."""


def _content(choice: Any) -> str:
    message = choice.get("message") if isinstance(choice, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    return content if isinstance(content, str) else ""
