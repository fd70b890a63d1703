"""`rune-lp train`: models of one's own."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from rune_lp.cli.train_detector import detector
from rune_lp.optional import require

__all__ = ["command"]

_LIBRARIES = ("torch", "transformers", "tokenizers")


@click.group("train", epilog="\b\nExample: rune-lp train translator -o build/translator")
def command() -> None:
    """Train a model."""


command.add_command(detector)


@command.command(
    "translator",
    epilog="\b\nExample: rune-lp train translator -o build/translator --steps 3000 --measure 100",
)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the model and the report are written. An interrupted run goes on from here.",
)
@click.option("--seed", metavar="N", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--examples",
    metavar="N",
    type=click.IntRange(min=1),
    default=60_000,
    show_default=True,
    help="How many different sentences are learned.",
)
@click.option(
    "--steps",
    metavar="N",
    type=click.IntRange(min=1),
    default=3_000,
    show_default=True,
    help="How many batches of them.",
)
@click.option("--batch", metavar="N", type=click.IntRange(min=1), default=64, show_default=True)
@click.option("--width", metavar="N", type=click.IntRange(min=16), default=128, show_default=True)
@click.option("--layers", metavar="N", type=click.IntRange(min=1), default=4, show_default=True)
@click.option(
    "--threads",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Of the processor. With another number the weights may differ in the last digits.",
)
@click.option(
    "--from",
    "start",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Go on from the model in this folder, such as one that was trained on other sentences.",
)
@click.option(
    "--rate",
    metavar="R",
    type=click.FloatRange(min=0, min_open=True),
    default=2e-3,
    show_default=True,
    help="The greatest learning rate.",
)
@click.option(
    "--reinforce",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Then so many steps of GRPO, rewarded by the solver.",
)
@click.option(
    "--measure",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Then translate N sentences of each test set, and count what is right.",
)
def translator(folder: Path, threads: int, reinforce: int, measure: int, **options: Any) -> None:
    """Train a translator of English into logic, and report what it can.

    The sentences and their formulas are made from a phrasebook and random vocabularies; nothing
    is fetched. DIR/model is the model: weights as safetensors, tokenizer, and the words and
    phrases it knows.
    """
    for library in _LIBRARIES:
        require(library, extra="train")
    from rune_lp.training.supervised import Settings, train

    settings = Settings(threads=threads, **options)
    model = train(folder, settings, lambda line: click.echo(line, err=True))
    report = {"settings": settings.told(), "measured": _measured(model, measure)}
    if reinforce:
        require("trl", extra="train")
        from rune_lp.training.reinforced import ReinforcedSettings
        from rune_lp.training.reinforced import reinforce as reinforced

        further = ReinforcedSettings(steps=reinforce)
        model = reinforced(model, folder / "reinforced", further)
        report["reinforced"] = {"settings": asdict(further), "measured": _measured(model, measure)}
    path = folder / "report.json"
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    click.echo(f"{model}\n{path}")


def _measured(model: Path, number: int) -> dict[str, Any]:
    """Return for each test set how many sentences that the grammar refuses were graded how."""
    if not number:
        return {}
    from rune_lp.training.measure import TEST_SETS, first, grade, refused_pairs, tally, voted
    from rune_lp.translate.shipped.proposer import SmallModel

    proposer = SmallModel(model)
    translators = {"first candidate": first(proposer), "ten votes": voted(proposer)}
    return {
        name: {
            by: asdict(tally(grade(pair, translated) for pair in refused_pairs(name, number)))
            for by, translated in translators.items()
        }
        for name in TEST_SETS
    }
