"""Supervised training: the small model learns to write the formula after the sentence."""

from __future__ import annotations

import json
import random
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rune_lp.errors import InputError, Place
from rune_lp.training.examples import Example, read_examples, write_examples
from rune_lp.training.learned import learned_phrases
from rune_lp.training.pairs import known_words
from rune_lp.training.tokenizer import trained_tokenizer
from rune_lp.translate.shipped.linking import prompt_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import torch
    from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

__all__ = ["Settings", "train"]

_IGNORED = -100
"""The label that torch's cross entropy passes over."""

_BUCKET = 32
"""Batches that are sorted by length together, so that little is padded."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a training run is made of; the same settings give the same weights on one machine.

    Attributes:
        seed: Of the examples, the first weights and the order.
        examples: How many different examples there are.
        steps: How many batches are learned.
        batch: Examples in a batch.
        width: Of the model's states.
        layers: Of the model.
        heads: Of each layer's attention.
        tokens: The greatest size of the tokenizer.
        rate: The greatest learning rate; it rises for a twentieth of the steps, then falls to 0
            along a cosine.
        save_every: Steps between checkpoints.
        threads: Of the processor.
        start: The folder of a model to go on from, with its tokenizer and its size, or None.
    """

    seed: int = 0
    examples: int = 60_000
    steps: int = 3_000
    batch: int = 64
    width: int = 128
    layers: int = 4
    heads: int = 4
    tokens: int = 1024
    rate: float = 2e-3
    save_every: int = 200
    threads: int = 1
    start: Path | None = None

    def told(self) -> dict[str, Any]:
        """Return the settings as JSON has them."""
        return {**asdict(self), "start": self.start and str(self.start)}


def train(folder: Path, settings: Settings, told: Callable[[str], None]) -> Path:
    """Train a model, from where an interrupted run in the same folder stopped.

    Args:
        folder: Where the examples, checkpoints and at the end the model go.
        settings: What to train.
        told: Is given a line of progress from time to time.

    Returns:
        The folder of the model: weights as safetensors, tokenizer, and the words and phrases that
        it knows.

    Raises:
        InputError: The folder holds a run of other settings, or a checkpoint that is damaged.
    """
    import torch

    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    folder.mkdir(parents=True, exist_ok=True)
    _check_settings(folder / "settings.json", settings)
    learned = _examples(folder, settings, told)
    tokenizer, model = _begun(settings, learned)
    encoded = [_encoded(each, tokenizer) for each in learned]
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=settings.rate, weight_decay=0.05, betas=(0.9, 0.98)
    )
    checkpoint = folder / "checkpoint.pt"
    done = _resumed(checkpoint, model, optimizer) if checkpoint.exists() else 0
    model.train()
    began, losses = time.monotonic(), []
    for step, batch in enumerate(_batches(encoded, settings), start=1):
        if step <= done:
            continue
        for group in optimizer.param_groups:
            group["lr"] = settings.rate * _share(step, settings.steps)
        losses.append(_step(model, optimizer, batch))
        if step % settings.save_every == 0 or step == settings.steps:
            mean = sum(losses) / len(losses)
            told(f"step {step}: loss {mean:.4f}, {time.monotonic() - began:.0f} s")
            losses.clear()
            _save(checkpoint, step, model, optimizer)
            _write_model(folder / "model", model, tokenizer)
    return folder / "model"


def _check_settings(path: Path, settings: Settings) -> None:
    """Write the settings of a run, or check that they are those of the run that goes on."""
    ours = {name: value for name, value in settings.told().items() if name != "threads"}
    if not path.exists():
        path.write_text(json.dumps(ours, indent=2) + "\n", encoding="utf-8")
        return
    theirs = json.loads(path.read_text(encoding="utf-8"))
    changed = sorted(name for name in ours if ours[name] != theirs.get(name))
    if changed:
        message = f"the run in this folder has another {changed[0]}: {theirs.get(changed[0])}"
        raise InputError.of(message, Place(str(path)), hint="use its settings, or another folder")


def _examples(folder: Path, settings: Settings, told: Callable[[str], None]) -> list[Example]:
    path = folder / f"examples-{settings.seed}-{settings.examples}.jsonl"
    if not path.exists():
        told(f"writing {settings.examples} examples")
        unfinished = path.with_suffix(".part")
        write_examples(unfinished, settings.seed, settings.examples)
        unfinished.replace(path)
    return read_examples(path)


def _encoded(example: Example, tokenizer: PreTrainedTokenizerFast) -> tuple[list[int], int]:
    """Return an example's tokens, and how many of them are the prompt."""
    prompt = tokenizer.encode(prompt_text(example.prompt))
    answer = tokenizer.encode(f"{example.answer}{tokenizer.eos_token}")
    return prompt + answer, len(prompt)


def _begun(
    settings: Settings, learned: Sequence[Example]
) -> tuple[PreTrainedTokenizerFast, LlamaForCausalLM]:
    """Return the tokenizer and the model as they are before the first step."""
    from rune_lp.translate.models.loading import load_model, load_tokenizer

    if settings.start is not None:
        return load_tokenizer(settings.start), load_model(settings.start)
    texts = (text for each in learned for text in (each.prompt, each.answer))
    tokenizer = trained_tokenizer(texts, settings.tokens)
    return tokenizer, _model(settings, tokenizer)


def _model(settings: Settings, tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    from rune_lp.translate.models.loading import transformers

    config = transformers.LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=settings.width,
        intermediate_size=3 * settings.width,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        max_position_embeddings=1024,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return transformers.LlamaForCausalLM(config)


def _batches(
    encoded: list[tuple[list[int], int]], settings: Settings
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield the tokens and labels of each step, shape (batch, longest), in an order of the seed."""
    rng = random.Random(settings.seed)  # noqa: S311
    yielded = 0
    while yielded < settings.steps:
        order = rng.sample(range(len(encoded)), len(encoded))
        for start in range(0, len(order), settings.batch * _BUCKET):
            bucket = sorted(
                order[start : start + settings.batch * _BUCKET], key=lambda i: len(encoded[i][0])
            )
            chunks = [bucket[i : i + settings.batch] for i in range(0, len(bucket), settings.batch)]
            rng.shuffle(chunks)
            for chunk in chunks[: settings.steps - yielded]:
                yielded += 1
                yield _padded([encoded[index] for index in chunk])


def _padded(batch: list[tuple[list[int], int]]) -> tuple[torch.Tensor, torch.Tensor]:
    import torch

    longest = max(len(tokens) for tokens, _ in batch)
    inputs = torch.zeros((len(batch), longest), dtype=torch.long)
    labels = torch.full((len(batch), longest), _IGNORED)
    for row, (tokens, prompt) in enumerate(batch):
        inputs[row, : len(tokens)] = torch.tensor(tokens)
        labels[row, prompt : len(tokens)] = torch.tensor(tokens[prompt:])
    return inputs, labels


def _step(
    model: LlamaForCausalLM,
    optimizer: torch.optim.Optimizer,
    batch: tuple[torch.Tensor, torch.Tensor],
) -> float:
    import torch

    inputs, labels = batch
    # What is padded stands behind the end, where causal attention does not look.
    with torch.autocast("cpu", torch.bfloat16):
        loss = model(input_ids=inputs, labels=labels).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.item())


def _share(step: int, steps: int) -> float:
    """Return the share of the greatest learning rate at a step."""
    import math

    rising = max(1, steps // 20)
    if step < rising:
        return step / rising
    return 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, steps - rising)))


def _save(path: Path, step: int, model: LlamaForCausalLM, optimizer: torch.optim.Optimizer) -> None:
    import torch

    unfinished = path.with_suffix(".part")
    state = {"step": step, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(state, unfinished)
    unfinished.replace(path)


def _resumed(path: Path, model: LlamaForCausalLM, optimizer: torch.optim.Optimizer) -> int:
    import torch

    try:
        state = torch.load(path, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        return int(state["step"])
    except Exception as error:  # a damaged file can make torch raise anything
        message = f"the checkpoint cannot be read: {str(error).splitlines()[0]}"
        raise InputError.of(message, Place(str(path)), hint="delete it to begin anew") from error


def _write_model(folder: Path, model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast) -> None:
    from rune_lp.translate.models.loading import quiet

    with quiet():
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    words = json.dumps(sorted(known_words()), indent=0)
    (folder / "words.json").write_text(words + "\n", encoding="utf-8")
    (folder / "phrases.json").write_text(learned_phrases().written(), encoding="utf-8")
