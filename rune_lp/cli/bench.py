"""`rune-lp bench`: rune-lp and its rivals, timed on the same questions and the same images."""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rune_lp.cli import INTERRUPTED
from rune_lp.cli.printing import print_json
from rune_lp.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rune_lp.bench.cases import Case
    from rune_lp.bench.entrants import Entrant
    from rune_lp.bench.explaining import ExplanationCost
    from rune_lp.bench.neural import NeuralCost
    from rune_lp.bench.run import Point, Settings

__all__ = ["command"]


@click.command("bench", epilog="\b\nExample: rune-lp bench --quick -o build/bench")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where bench.json and bench.svg are written; nothing is written without it.",
)
@click.option("--quick", is_flag=True, help="A run of a minute or two that shows that all works.")
@click.option(
    "--series",
    type=click.Choice(["images", "objects", "variables"]),
    multiple=True,
    help="Growth along this only; may be given again.  [default: all]",
)
@click.option(
    "--images",
    metavar="N",
    type=click.IntRange(min=1),
    multiple=True,
    help="How many images, for growth along images; may be given again.",
)
@click.option(
    "--contestant",
    "chosen",
    metavar="NAME",
    multiple=True,
    help="Only this contestant; may be given again.  [default: all that are installed]",
)
@click.option(
    "--case",
    "case_names",
    metavar="NAME",
    multiple=True,
    help="Only this question, where the points have several; may be given again.",
)
@click.option("--seed", metavar="N", type=click.IntRange(min=0), help="Of the images.")
@click.option("--repeats", metavar="N", type=click.IntRange(min=1), help="Medians are of so many.")
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    help="What a contestant may take for a question over all images.",
)
@click.option(
    "--memory-limit",
    metavar="GIB",
    type=click.FloatRange(min=1),
    help="What a contestant may take of address space.",
)
@click.option("--no-neural", is_flag=True, help="Do not time the CLIP-sized network.")
@click.option(
    "--data",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where generated data are kept and used again; without it they are thrown away.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def command(
    output: Path | None,
    quick: bool,
    series: tuple[str, ...],
    images: tuple[int, ...],
    chosen: tuple[str, ...],
    case_names: tuple[str, ...],
    seed: int | None,
    repeats: int | None,
    time_limit: float | None,
    memory_limit: float | None,
    no_neural: bool,
    data: Path | None,
    output_format: str,
) -> int:
    """Time rune-lp and its rivals on the same questions and the same generated images.

    Exit status: 0 if all answers agree and rune-lp gave all of its own, 3 if not: then they are
    named. Interrupted, it reports what is done.
    """
    from rune_lp.bench.report import document, sound, text
    from rune_lp.bench.run import PLANS, measured, points

    settings = _settings(
        PLANS["quick" if quick else "full"], images, seed, repeats, time_limit, memory_limit
    )
    todo = points(settings, _cases(case_names))
    todo = [point for point in todo if not series or point.series in series]
    entrants, left_out = _entrants(chosen)
    interrupted = False
    neural, explanations = None, []
    with _told() as told, _folder(data) as folder:
        try:
            for _ in measured(todo, entrants, settings, folder, told):
                pass
            told("explanations")
            explanations = _explanations(todo, entrants, settings, folder)
            told("the neural way")
            neural = None if no_neural else _neural(todo, left_out)
        except KeyboardInterrupt:
            interrupted = True
    report = document(settings, todo, left_out, neural, explanations)
    if output is not None:
        _write(report, output)
    if output_format == "json":
        print_json(report, indent=2)
    else:
        for line in text(report):
            click.echo(line)
    if interrupted:
        click.echo("rune-lp: interrupted: the last point above is not whole", err=True)
        return INTERRUPTED
    return 0 if sound(report) else 3


def _settings(
    plan: Settings,
    images: tuple[int, ...],
    seed: int | None,
    repeats: int | None,
    time_limit: float | None,
    memory_limit: float | None,
) -> Settings:
    limits = plan.limits
    if time_limit is not None:
        limits = replace(limits, seconds=time_limit)
    if memory_limit is not None:
        limits = replace(limits, memory=int(memory_limit * (1 << 30)))
    return replace(
        plan,
        images=tuple(sorted(set(images))) or plan.images,
        seed=plan.seed if seed is None else seed,
        repeats=plan.repeats if repeats is None else repeats,
        limits=limits,
    )


def _cases(names: tuple[str, ...]) -> tuple[Case, ...]:
    from rune_lp.bench.cases import CASES

    known = {case.name: case for case in CASES}
    _check("case", names, known)
    return tuple(known[name] for name in dict.fromkeys(names)) or CASES


def _entrants(names: tuple[str, ...]) -> tuple[list[Entrant], dict[str, str]]:
    """Return who takes part, and why others do not."""
    from rune_lp.bench.entrants import ENTRANTS

    _check("contestant", names, ENTRANTS)
    wanted = [entrant for name, entrant in ENTRANTS.items() if not names or name in names]
    left_out = {entrant.name: why for entrant in wanted if (why := entrant.missing) is not None}
    taking_part = [entrant for entrant in wanted if entrant.name not in left_out]
    if not taking_part:
        raise InputError.of(f"no contestant can take part: {'; '.join(left_out.values())}")
    return taking_part, left_out


def _check(kind: str, names: tuple[str, ...], known: Mapping[str, object]) -> None:
    for name in names:
        if name not in known:
            raise InputError.of(f"there is no {kind} {name!r}", hint=f"one of {', '.join(known)}")


def _explanations(
    todo: list[Point], entrants: list[Entrant], settings: Settings, folder: Path
) -> list[ExplanationCost]:
    """Return what rune-lp's explanations cost, if it takes part in growth along objects."""
    from rune_lp.bench.data import prepared
    from rune_lp.bench.entrants import OURS
    from rune_lp.bench.explaining import explanation_costs

    middling = [point for point in todo if point.series == "objects"][:2]
    if not middling or all(entrant.name != OURS for entrant in entrants):
        return []
    data = prepared(middling[-1].data, folder)
    return explanation_costs(data, middling[-1].cases, settings.repeats)


def _neural(todo: list[Point], left_out: dict[str, str]) -> NeuralCost | None:
    from rune_lp.bench.neural import NEEDED, neural_cost

    cost = neural_cost(max(point.data.images for point in todo))
    if cost is None:
        left_out["clip"] = f"{' or '.join(NEEDED)} is not installed (pip install 'rune-lp[bench]')"
    return cost


def _write(report: Mapping[str, object], output: Path) -> None:
    from importlib.util import find_spec

    output.mkdir(parents=True, exist_ok=True)
    written = json.dumps(report, indent=1, ensure_ascii=False)
    (output / "bench.json").write_text(f"{written}\n", encoding="utf-8")
    if find_spec("matplotlib") is None:
        click.echo("rune-lp: no plot: matplotlib is not installed", err=True)
        return
    from rune_lp.bench.plot import draw

    draw(report, output / "bench.svg")


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="rune-lp-bench-") as folder:
        yield Path(folder)


@contextmanager
def _told() -> Iterator[Callable[[str], None]]:
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("bench") as status:
        yield lambda said: status.update(said)
