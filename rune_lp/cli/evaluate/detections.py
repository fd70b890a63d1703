"""`rune-lp evaluate detections`: what was found against what is there."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from rune_lp.cli.printing import format_option, print_json
from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from rune_lp.metrics import Evaluation
    from rune_lp.scenes import Scene

__all__ = ["command"]

NAMED = 5
"""Images that are named one by one where something is amiss with them."""


@click.command(
    "detections",
    epilog="\b\nExample: rune-lp evaluate detections val.catalog found.catalog --iou 0.5",
)
@click.argument("truth", metavar="TRUTH", type=click.Path(path_type=Path))
@click.argument("predicted", metavar="PREDICTED", type=click.Path(path_type=Path))
@click.option(
    "--iou",
    "thresholds",
    metavar="X",
    type=click.FloatRange(0, 1, max_open=True),
    multiple=True,
    help="Boxes agree above this intersection over union; may be given again. "
    "[default: 0.5, 0.55, …, 0.95]",
)
@click.option(
    "--min-score",
    metavar="S",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Precision and recall are of the detections of at least this score.",
)
@format_option("A table for people, a JSON document, or the same on one line.")
def command(
    truth: Path,
    predicted: Path,
    thresholds: tuple[float, ...],
    min_score: float,
    output_format: str,
) -> int:
    """Measure the detections of PREDICTED against TRUTH: mean average precision by class.

    Each is a catalogue, or a file or folder that `rune-lp index` reads without more options.
    Images are paired by name. Boxes are compared as exact oriented polygons; average precision is
    PASCAL VOC's over all points, as in DOTA's task 1.

    Exit status: 0, or 2 if the input is at fault, or 3 if some of it was left out; it is named.
    """
    from rune_lp.metrics import evaluate_detections
    from rune_lp.metrics.detections import COCO_THRESHOLDS

    true, faulty = _scenes(truth)
    found, also_faulty = _scenes(predicted)
    chosen = tuple(sorted(set(thresholds))) or COCO_THRESHOLDS
    evaluation = evaluate_detections(true, found, chosen, min_score)
    if not evaluation.images:
        raise InputError.of("has no image", Place(str(truth)))
    if len(evaluation.missing) == evaluation.images:
        hint = f"it has {', '.join(evaluation.unknown[:NAMED]) or 'no image'}"
        raise InputError.of(f"has no image of {truth}", Place(str(predicted)), hint=hint)
    if output_format == "text":
        _print_table(evaluation)
    else:
        print_json(_document(evaluation), indent=2 if output_format == "json" else None)
    _name(evaluation.missing, f"have no detections in {predicted}: their objects are missed")
    _name(evaluation.unknown, f"are not in {truth}: their detections do not count")
    return 3 if evaluation.unknown or faulty or also_faulty else 0


def _scenes(path: Path) -> tuple[list[Scene], int]:
    """Return the scenes of a catalogue or a source, sorted by name, and the number of faults."""
    from rune_lp.catalog import Catalog
    from rune_lp.catalog.layout import is_catalog
    from rune_lp.errors import Fault
    from rune_lp.scenes.formats import Notice, read_scenes

    if is_catalog(path):
        return list(Catalog.open(path).scenes()), 0
    scenes, faults = [], 0
    for item in read_scenes([path]):
        if isinstance(item, Fault):
            click.echo(str(item), err=True)
            faults += not isinstance(item, Notice)
        else:
            scenes.append(item)
    return sorted(scenes, key=lambda scene: scene.image), faults


def _document(evaluation: Evaluation) -> dict[str, Any]:
    return {
        **asdict(evaluation),
        "mean_average_precision": evaluation.mean_average_precision,
        "mean_over_thresholds": _mean(evaluation.mean_average_precision),
    }


def _mean(values: tuple[float, ...] | None) -> float | None:
    return None if values is None else float(np.mean(values))


def _print_table(evaluation: Evaluation) -> None:
    thresholds = evaluation.thresholds
    # Of many thresholds the table has the first two of COCO's, and the mean.
    shown = [at for at, value in enumerate(thresholds) if value in (0.5, 0.75)]
    shown = shown if len(thresholds) > 4 else list(range(len(thresholds)))
    width = max([5, *(len(one.name) for one in evaluation.classes)])
    heads = [f"AP{thresholds[at] * 100:g}" for at in shown]
    if len(thresholds) > 1:
        heads.append(f"AP{thresholds[0] * 100:g}:{thresholds[-1] * 100:g}")
    columns = ["objects", "found", *heads, "precision", "recall"]
    click.echo(f"{'class':<{width}}" + "".join(f"{head:>11}" for head in columns))

    def precisions(values: tuple[float, ...] | None) -> list[float | None]:
        picked = [None if values is None else values[at] for at in shown]
        return [*picked, _mean(values)] if len(thresholds) > 1 else picked

    for one in evaluation.classes:
        numbers = [*precisions(one.average_precision), one.precision, one.recall]
        counts = f"{one.truth:>11,}{one.predicted:>11,}"
        click.echo(f"{one.name:<{width}}{counts}" + "".join(map(_cell, numbers)))
    means = precisions(evaluation.mean_average_precision)
    click.echo(f"{'mean':<{width}}{'':>22}" + "".join(map(_cell, means)))
    at = f"IoU > {thresholds[0]:g} and score >= {evaluation.min_score:g}"
    click.echo(f"{evaluation.images:,} images; precision and recall at {at}")


def _cell(value: float | None) -> str:
    return f"{'-' if value is None else f'{value:.4f}':>11}"


def _name(images: tuple[str, ...], remark: str) -> None:
    if images:
        more = f" and {len(images) - NAMED:,} more" if len(images) > NAMED else ""
        click.echo(f"rune-lp: {', '.join(images[:NAMED])}{more} {remark}", err=True)
