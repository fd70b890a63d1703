"""A causal language model of transformers, loaded from a directory, that writes formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import llguidance.hf
import numpy as np
import torch
from jinja2 import TemplateError

from rune_lp.errors import InputError, Place
from rune_lp.translate.models.constraint import Constraint, closed
from rune_lp.translate.models.loading import load_model, load_tokenizer, quiet, transformers

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.translate.models.prompt import Message, Prompt
    from rune_lp.translate.models.settings import Sampling
    from rune_lp.vocabulary import Vocabulary

__all__ = ["Transformer"]

_LEAST_ROOM = 32
"""Tokens that must be left for a formula in a model's context."""

_UNBOUNDED = 1 << 20
"""The context of a model that does not say how long it is."""


class Transformer:
    """A model and its tokenizer, on the device and in the number format that suit them.

    Args:
        directory: Where the model is: `config.json`, the weights, the tokenizer's files.
        allow_pickle: Whether weights in pickle files, which can run any code, may be loaded where
            there are no safetensors.

    Raises:
        InputError: There is no model in the directory, it is incomplete, or cannot be loaded.
    """

    def __init__(self, directory: Path, *, allow_pickle: bool = False) -> None:
        self.place = Place(str(directory))
        self.tokenizer = load_tokenizer(directory)
        self.model = load_model(directory, allow_pickle=allow_pickle)
        ends = self._ends()
        width = max(self.model.get_input_embeddings().num_embeddings, len(self.tokenizer))
        try:
            self._guide = llguidance.hf.from_tokenizer(
                self.tokenizer, n_vocab=width, eos_token=ends
            )
        except ValueError as error:
            message = f"the tokenizer does not go with the model: {error}"
            raise InputError.of(message, self.place, hint="are files missing?") from None
        # The model's own settings, such as penalties, are made for prose.
        self.model.generation_config = transformers.GenerationConfig(
            eos_token_id=ends, pad_token_id=ends[0]
        )

    @property
    def context(self) -> int:
        """How many tokens a prompt and its formula may have together."""
        config = self.model.config.get_text_config()
        longest = getattr(config, "max_position_embeddings", None)
        return longest if isinstance(longest, int) else _UNBOUNDED

    def fits(self, prompt: Prompt, max_tokens: int) -> bool:
        """Say whether a prompt leaves room for a formula of so many tokens."""
        return bool(self._ids(prompt).shape[1] + max_tokens <= self.context)

    def write(
        self, prompt: Prompt | str, vocabulary: Vocabulary, number: int, sampling: Sampling
    ) -> list[str]:
        """Return formulas of a vocabulary, the likeliest first; each parses and type-checks.

        Args:
            prompt: The conversation, or a text as the model has learnt it.
            vocabulary: Whose formulas.
            number: How many; they are written at once.
            sampling: How they are drawn. The same settings give the same formulas.

        Raises:
            InputError: The prompt is too long for the model, or the model computes no numbers.
        """
        ids = self._ids(prompt)
        start = ids.shape[1]
        room = min(sampling.max_tokens, self.context - start)
        if room < min(_LEAST_ROOM, sampling.max_tokens):
            message = f"the prompt of {start} tokens does not fit the context of {self.context}"
            raise InputError.of(message, self.place, hint="use a model with a longer context")
        constraint = Constraint(vocabulary, self._guide, number)
        choice = _Choice(constraint, start, sampling.temperature, self.place)
        devices = [self.model.device] if self.model.device.type == "cuda" else []
        with torch.inference_mode(), torch.random.fork_rng(devices), quiet():
            torch.manual_seed(sampling.seed)
            rows = self.model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                do_sample=True,
                top_k=0,
                max_new_tokens=room,
                num_return_sequences=number,
                logits_processor=transformers.LogitsProcessorList([choice]),
            )
        return [closed(self._text(row), vocabulary) for row in rows[:, start:].tolist()]

    def _text(self, tokens: list[int]) -> str:
        ends = set(self._guide.eos_tokens)
        end = next((place for place, token in enumerate(tokens) if token in ends), len(tokens))
        text: str = self._guide.decode_bytes(tokens[:end]).decode()
        return text.rstrip("\n")

    def _ids(self, prompt: Prompt | str) -> torch.Tensor:
        """Return a prompt's tokens, (1, n)."""
        if isinstance(prompt, str):
            encoded = self.tokenizer(self._inert(prompt), return_tensors="pt")
        elif self.tokenizer.chat_template is None:
            encoded = self.tokenizer(self._inert(prompt.text), return_tensors="pt")
        else:
            try:
                encoded = self._chat(prompt.messages)
            except TemplateError:
                # Some templates have no system turn.
                task, first, *others = prompt.messages
                joined = type(task)("user", f"{task.content}\n\n{first.content}")
                encoded = self._chat((joined, *others))
        ids: torch.Tensor = encoded["input_ids"]
        return ids.to(self.model.device)

    def _chat(self, messages: tuple[Message, ...]) -> Any:
        return self.tokenizer.apply_chat_template(
            [{"role": turn.role, "content": self._inert(turn.content)} for turn in messages],
            add_generation_prompt=True,
            return_dict=True,
            return_tensors="pt",
            enable_thinking=False,
        )

    def _inert(self, text: str) -> str:
        """Return a text in which no control token of the model is spelled out."""
        for token in self.tokenizer.added_tokens_decoder.values():
            if token.special and len(token.content) > 1:
                text = text.replace(token.content, f"{token.content[0]} {token.content[1:]}")
        return text

    def _ends(self) -> list[int]:
        """Return the tokens that end an answer, those of the model before the tokenizer's."""
        config = self.model.config.get_text_config()
        told = [
            getattr(part, "eos_token_id", None) for part in (self.model.generation_config, config)
        ]
        ends: list[int] = []
        for end in (*told, self.tokenizer.eos_token_id):
            ends += [end] if isinstance(end, int) else list(end or ())
        if not ends:
            raise InputError.of("the tokenizer has no end-of-sequence token", self.place)
        return list(dict.fromkeys(ends))


class _Choice:
    """Leaves the next tokens that a constraint allows: of the first row the best one alone.

    It is a logits processor of transformers.
    """

    def __init__(
        self, constraint: Constraint, start: int, temperature: float, place: Place
    ) -> None:
        self.constraint = constraint
        self.start = start
        self.temperature = temperature
        self.place = place

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        if input_ids.shape[1] > self.start:
            self.constraint.accept(input_ids[:, -1].tolist())
        if torch.isnan(scores).any():
            hint = "are the weights damaged?"
            raise InputError.of("the model computes no numbers", self.place, hint=hint)
        allowed = self.constraint.allowed()[:, : scores.shape[1]]
        missing = scores.shape[1] - allowed.shape[1]
        mask = torch.from_numpy(np.pad(allowed, ((0, 0), (0, missing)))).to(scores.device)
        # What is allowed stays above what is not, however unlikely the model finds it.
        kept = scores.float().clamp(-1e30, 1e30).masked_fill(~mask, -torch.inf)
        best = kept[0].argmax()
        kept = kept / self.temperature
        kept[0] = -torch.inf
        kept[0, best] = 0.0
        return kept
