"""Reinforced training: GRPO with the solver's reward, on sentences that were not learned.

The reward needs no formula written by hand: a candidate is compared with the meaning of the
controlled sentence by bounded model finding, so that any equivalent formula is as good.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from rune_lp.errors import InputError
from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.training.examples import examples
from rune_lp.training.grading import same_meaning
from rune_lp.translate.shipped.linking import prompt_text, slot_vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["ReinforcedSettings", "reinforce", "reward"]

_PARSES, _CHECKS, _MEANS = 0.1, 0.1, 0.8
"""What a formula earns for parsing, for passing the check, and for meaning what it should."""

_SECONDS = 1.0
"""How long a comparison may take; one that is not decided earns nothing."""


@dataclass(frozen=True, slots=True)
class ReinforcedSettings:
    """What a run of GRPO is made of.

    Attributes:
        seed: Of the sentences, which are others than those of supervised training, and of the
            chances.
        steps: How often the weights are changed.
        sentences: In each step.
        group: Candidates for each sentence, which are compared with each other.
        rate: The learning rate.
        temperature: How freely candidates are drawn.
    """

    seed: int = 1_000_000
    steps: int = 50
    sentences: int = 8
    group: int = 8
    rate: float = 2e-5
    temperature: float = 1.0


def reward(candidate: str, meant: str) -> float:
    """Return what a formula over slots earns, 0 to 1.

    >>> meant = "exists x y. kind_a(x) & kind_b(y) & near(x, y)"
    >>> reward("exists x. kind_a(x) & (exists y. near(y, x) & kind_b(y))", meant)
    1.0
    >>> reward("exists x. kind_a(x)", meant), reward("exists x. ship(x)", meant), reward("x", meant)
    (0.2, 0.1, 0.0)
    """
    try:
        query = parse_query(candidate)
    except InputError:
        return 0.0
    try:
        check(query, slot_vocabulary())
    except InputError:
        return _PARSES
    same = same_meaning(candidate, meant, slot_vocabulary(), seconds=_SECONDS)
    return _PARSES + _CHECKS + (_MEANS if same else 0.0)


def reinforce(model: Path, folder: Path, settings: ReinforcedSettings) -> Path:
    """Train a model further, and return the folder of what it became.

    Args:
        model: The folder of the model that supervised training wrote.
        folder: Where the checkpoints and the new model go.
        settings: What to do.
    """
    # First of all: it makes transformers, and so trl, load beside a torchvision without operators.
    from rune_lp.translate.models.loading import load_model, load_tokenizer  # isort: split

    from datasets.arrow_dataset import Dataset
    from trl.trainer.grpo_config import GRPOConfig
    from trl.trainer.grpo_trainer import GRPOTrainer

    tokenizer = load_tokenizer(model)
    number = settings.steps * settings.sentences
    asked = list(islice(examples(settings.seed), number))
    dataset = Dataset.from_list(
        [{"prompt": prompt_text(each.prompt), "meant": each.answer} for each in asked]
    )
    config = GRPOConfig(
        output_dir=str(folder),
        seed=settings.seed,
        max_steps=settings.steps,
        per_device_train_batch_size=settings.sentences * settings.group,
        num_generations=settings.group,
        max_completion_length=192,
        learning_rate=settings.rate,
        temperature=settings.temperature,
        use_cpu=True,
        bf16=False,
        report_to=[],
        logging_steps=5,
        save_steps=50,
        disable_tqdm=True,
    )
    trainer = GRPOTrainer(
        model=load_model(model),
        reward_funcs=_rewards,
        args=config,
        train_dataset=dataset,
        processing_class=tokenizer,
    )
    trainer.train()
    written = folder / "model"
    trainer.save_model(str(written))
    tokenizer.save_pretrained(written)
    for name in ("words.json", "phrases.json"):
        (written / name).write_bytes((model / name).read_bytes())
    return written


def _rewards(
    completions: Sequence[str], meant: Sequence[str], **_columns: Any
) -> list[float | None]:
    return [reward(text, each) for text, each in zip(completions, meant, strict=True)]
