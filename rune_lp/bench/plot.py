"""The plot of a report: how the contestants' sums grow along each series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from rune_lp.bench.entrants import ENTRANTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["draw"]

_SERIES = {
    "images": "images",
    "objects": "objects of an image",
    "variables": "variables of a chain",
}


def draw(report: Mapping[str, Any], path: Path) -> None:
    """Draw a report to a file; its suffix, such as `.svg` or `.png`, says in what form.

    A hollow mark is a lower bound: something in that sum was not answered in time.
    """
    kinds = [kind for kind in _SERIES if any(p["series"] == kind for p in report["points"])]
    figure = Figure(figsize=(4.2 * max(1, len(kinds)), 4), layout="constrained")
    for place, kind in enumerate(kinds):
        axes = figure.add_subplot(1, len(kinds), place + 1)
        mine = [point for point in report["points"] if point["series"] == kind]
        for number, name in enumerate(ENTRANTS):
            found = [
                (point["value"], total["seconds"], total["lower_bound"])
                for point in mine
                for total in point["totals"]
                if total["contestant"] == name and total["seconds"] > 0
            ]
            colour = f"C{number}"
            axes.plot(
                [value for value, _, _ in found],
                [seconds for _, seconds, _ in found],
                color=colour,
                label=name,
            )
            for value, seconds, bound in found:
                face = "none" if bound else colour
                axes.plot(value, seconds, marker="o", color=colour, markerfacecolor=face)
        axes.set_yscale("log")
        if kind != "variables":
            axes.set_xscale("log")
        axes.set_xlabel(_SERIES[kind])
        axes.set_ylabel("seconds, all questions" if kind != "variables" else "seconds")
        axes.grid(visible=True, which="major", alpha=0.3)
    if kinds:
        figure.axes[0].legend(fontsize="small")
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
