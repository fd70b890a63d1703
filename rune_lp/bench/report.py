"""The report: medians, sums, ratios and memory of what was measured, as JSON and as text."""

from __future__ import annotations

import os
import platform
import statistics
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rune_lp import __version__
from rune_lp.bench.entrants import ENTRANTS, OURS, VERIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rune_lp.bench.explaining import ExplanationCost
    from rune_lp.bench.neural import NeuralCost
    from rune_lp.bench.run import Point, Settings
    from rune_lp.bench.worker import Outcome

__all__ = ["document", "sound", "text"]

_SHOWN = 5
"""Images that a disagreement names."""


def document(
    settings: Settings,
    found: Sequence[Point],
    left_out: Mapping[str, str],
    neural: NeuralCost | None,
    explanations: Sequence[ExplanationCost] = (),
) -> dict[str, Any]:
    """Return the report as the JSON document of `docs/schema/bench.schema.json`.

    Args:
        settings: What was run.
        found: The points, the last one perhaps not finished.
        left_out: Why entrants did not take part, by name.
        neural: What the neural way costs, or None if it was not measured.
        explanations: What explanations cost; none if that was not measured.
    """
    cases = {case.name: case for point in found for case in point.cases}
    names = [name for name in ENTRANTS if any(key[0] == name for p in found for key in p.outcomes)]
    return {
        "version": __version__,
        "machine": {
            "system": platform.platform(),
            "processor": _processor(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        },
        "settings": {
            "seed": settings.seed,
            "repeats": settings.repeats,
            "time_limit_s": settings.limits.seconds,
            "memory_limit_bytes": settings.limits.memory,
        },
        "contestants": [
            {"name": name, "what": ENTRANTS[name].what, "version": ENTRANTS[name].version}
            for name in names
        ],
        "left_out": dict(left_out),
        "cases": [asdict(case) for case in cases.values()],
        "points": [_point(point, settings.limits.seconds) for point in found if point.outcomes],
        "explanations": [asdict(cost) for cost in explanations],
        "neural": None if neural is None else asdict(neural),
    }


def sound(report: Mapping[str, Any]) -> bool:
    """Return whether no answers disagree, and rune-lp answered whatever it was asked.

    Verifying may run out of time, but not fail: that is how a disagreement within shows.
    """
    wrong = {OURS: ("timed out", "failed", "disagrees"), VERIFIED: ("failed", "disagrees")}
    return not any(
        point["disagreements"]
        or any(
            result["status"] in wrong.get(result["contestant"], ()) for result in point["results"]
        )
        for point in report["points"]
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - not a file
            names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def _point(point: Point, limit: float) -> dict[str, Any]:
    disagreements = list(_disagreements(point))
    disputed = {(entry["contestant"], entry["case"]) for entry in disagreements}
    results = [
        _result(name, case, outcomes, point.data.images, disputed=(name, case) in disputed)
        for (name, case), outcomes in sorted(point.outcomes.items(), key=_in_order)
    ]
    return {
        "series": point.series,
        "value": point.value,
        "images": point.data.images,
        "objects": point.data.objects,
        "results": results,
        "totals": _totals(point, results, limit),
        "disagreements": disagreements,
    }


def _in_order(entry: tuple[tuple[str, str], list[Outcome]]) -> int:
    return list(ENTRANTS).index(entry[0][0])


def _disagreements(point: Point) -> Iterator[dict[str, Any]]:
    """Yield for each answer that differs from the first one of its case in what it differs."""
    for case in point.cases:
        answers = [
            (name, set(outcome.matches))
            for name in ENTRANTS
            for outcome in point.outcomes.get((name, case.name), [])
            if outcome.matches is not None
        ]
        named: set[str] = set()
        for name, matches in answers[1:]:
            against, expected = answers[0]
            if matches == expected or name in named:
                continue
            named.add(name)
            missing, extra = sorted(expected - matches), sorted(matches - expected)
            yield {
                "case": case.name,
                "contestant": name,
                "against": against,
                "missing": len(missing),
                "extra": len(extra),
                "images": [*missing, *extra][:_SHOWN],
            }


def _result(
    name: str, case: str, outcomes: Sequence[Outcome], images: int, *, disputed: bool
) -> dict[str, Any]:
    answered = [outcome for outcome in outcomes if outcome.status == "answered"]
    last = outcomes[-1]
    status = "disagrees" if disputed else last.status
    counted = status == "answered"
    extrapolated = None
    if last.status == "timed out" and last.looked_at > 1:
        extrapolated = last.seconds * images / last.looked_at
    return {
        "contestant": name,
        "case": case,
        "status": status,
        "seconds": [outcome.seconds for outcome in answered],
        "median_s": statistics.median(o.seconds for o in answered) if counted else None,
        "matches": len(answered[0].matches or ()) if answered else None,
        "looked_at": last.looked_at or None,
        "extrapolated_s": extrapolated,
        "note": last.note,
    }


def _totals(
    point: Point, results: Sequence[Mapping[str, Any]], limit: float
) -> list[dict[str, Any]]:
    """Return each contestant's sum over the cases; what was not answered in time counts as that.

    So a sum with such a case in it is a lower bound. A ratio is that of the sums; beside it
    stands the ratio over the cases alone that both answered.
    """
    by_name: dict[str, dict[str, Mapping[str, Any]]] = {}
    for result in results:
        by_name.setdefault(result["contestant"], {})[result["case"]] = result
    ours = _times(by_name.get(OURS, {}))
    totals = []
    for name, own in by_name.items():
        times = _times(own)
        late = [case for case, result in own.items() if result["status"] == "timed out"]
        seconds = sum(times.values()) + limit * len(late)
        both = [case for case in times if case in ours]
        known = len(ours) == len(point.cases) and sum(ours.values()) > 0
        shared = sum(ours[case] for case in both)
        totals.append(
            {
                "contestant": name,
                "seconds": seconds,
                "lower_bound": len(times) < len(point.cases),
                "ratio": seconds / sum(ours.values()) if known else None,
                "shared_cases": len(both),
                "shared_ratio": sum(times[case] for case in both) / shared if shared else None,
                "peak_memory_bytes": point.peaks.get(name),
            }
        )
    return totals


def _times(own: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    return {case: r["median_s"] for case, r in own.items() if r["median_s"] is not None}


def text(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the report's lines for people."""
    machine, settings = report["machine"], report["settings"]
    yield f"rune-lp {report['version']} on {machine['processor']}, one core each"
    yield (
        f"medians of {settings['repeats']}, in milliseconds; a case may take "
        f"{settings['time_limit_s']:g} s"
    )
    for name, why in report["left_out"].items():
        yield f"left out: {name}: {why}"
    for point in report["points"]:
        yield ""
        yield from _table(point)
    for point in report["points"]:
        for entry in point["disagreements"]:
            yield _disagreement(point, entry)
    if report["explanations"]:
        yield ""
        yield from _explanations(report["explanations"])
    if report["neural"] is not None:
        yield ""
        yield from _neural(report["neural"])


def _table(point: Mapping[str, Any]) -> Iterator[str]:
    names = [total["contestant"] for total in point["totals"]]
    cells = {(r["contestant"], r["case"]): _cell(r) for r in point["results"]}
    cases = list(dict.fromkeys(result["case"] for result in point["results"]))
    objects = f", {point['objects']:,} objects each" if point["objects"] else ""
    rows = [
        [f"{point['images']:,} images{objects}", *names],
        *([case, *(cells.get((name, case), "") for name in names)] for case in cases),
        ["sum", *(_bounded(t, f"{1000 * t['seconds']:,.0f}") for t in point["totals"])],
        [
            "ratio",
            *(_bounded(t, _ratio(t["ratio"])) if t["ratio"] else "—" for t in point["totals"]),
        ],
        ["ratio where both answered", *(_ratio(t["shared_ratio"]) for t in point["totals"])],
        ["peak memory, MiB", *(_memory(t["peak_memory_bytes"]) for t in point["totals"])],
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cellular = [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join([f"{row[0]:<{widths[0]}}", *cellular]).rstrip()
    for result in point["results"]:
        if result["note"]:
            yield f"{result['contestant']}, {result['case']}: {result['status']}: {result['note']}"


def _cell(result: Mapping[str, Any]) -> str:
    if result["median_s"] is None:
        return str(result["status"])
    return f"{1000 * result['median_s']:,.1f}"


def _bounded(total: Mapping[str, Any], number: str) -> str:
    return f"≥ {number}" if total["lower_bound"] else number


def _ratio(ratio: float | None) -> str:
    return "—" if ratio is None else f"{ratio:,.2f}" if ratio < 10 else f"{ratio:,.0f}"


def _memory(size: int | None) -> str:
    return "—" if size is None else f"{size / (1 << 20):,.0f}"


def _disagreement(point: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    return (
        f"DISAGREEMENT at {point['series']} {point['value']}, {entry['case']}: "
        f"{entry['contestant']} against {entry['against']}: {entry['missing']} images missing, "
        f"{entry['extra']} more: {', '.join(entry['images'])}"
    )


def _explanations(costs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "explanations of one image: the best assignments found, and their reasons, milliseconds"
    for cost in costs:
        times = (f"{1000 * cost[step]:9,.1f}" for step in ("answer", "reasons"))
        yield (
            f"  {cost['case']:<18}{cost['explanations']:>3} of image {cost['image']}, "
            f"{cost['objects']:,} detections {' '.join(times)}"
        )


def _neural(cost: Mapping[str, Any]) -> Iterator[str]:
    yield f"CLIP ViT-B/32, random weights, {cost['parameters'] / 1e6:.0f} million parameters:"
    yield f"  each image once   {1000 * cost['image']:,.1f} ms"
    yield f"  each query        {1000 * cost['query']:,.1f} ms"
    yield f"  ranking {cost['ranked']:,} images  {1000 * cost['ranking']:,.2f} ms"
