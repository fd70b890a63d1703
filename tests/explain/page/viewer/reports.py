"""Reports for the browser, of images that are made for it."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

from PIL import Image

from rune_lp.explain.page.view import unsolved_view, view_of
from rune_lp.explain.page.writing import Page, write_page
from rune_lp.scenes import Scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PROGRAM = "satisfied :- class(X, ship)."


def box(left: float, top: float, width: float = 40, height: float = 20) -> list[list[float]]:
    right, bottom = left + width, top + height
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


PIER = Scene.of(
    "pier",
    ["harbor", "ship", "ship", "small-vehicle", "plane"],
    [0.9, 0.8, 0.7, 0.6, 0.31],
    [box(100, 100, 200, 40), box(320, 100), box(40, 100), box(200, 300), box(300, 300)],
    width=400,
    height=400,
)

SEA = Scene.of(
    "sea", ["ship", "harbor"], [0.85, 0.6], [box(10, 10), box(300, 300)], width=400, height=400
)


def bound(scene: Scene, id_: int) -> dict[str, Any]:
    return {
        "id": id_,
        "class": scene.labels[id_],
        "score": float(scene.scores[id_]),
        "polygon": scene.corners[id_].tolist(),
    }


def gap(value: float, limit: float) -> dict[str, Any]:
    return {
        "quantity": "gap", "value": value, "comparison": "<=", "bound": limit, "unit": "px",
        "holds": value <= limit,
    }  # fmt: skip


def node(text: str, sentence: str, kind: str, objects: list[int], **more: Any) -> dict[str, Any]:
    plain = {"holds": True, "numbers": [], "place": None, "alternatives": 0, "children": []}
    return {"text": text, "sentence": sentence, "kind": kind, "objects": objects, **plain, **more}


PROOF = {
    "nodes": [
        node("moored(1, 0)", "ship 1 is moored at harbor 0", "rule", [1, 0], children=[1, 2],
             place="rules/maritime.lp:12", alternatives=2),
        node("near(1, 0)", "ship 1 is 20.0 px from harbor 0, near means ≤ 60.0 px", "relation",
             [1, 0], numbers=[gap(20.0, 60.0)]),
        node("~(exists z. plane(z))", "no plane is detected with score ≥ 0.5", "scope", [],
             children=[3]),
        node("plane(4)", "plane 4 has 0.31", "class", [4], holds=False),
    ]
}  # fmt: skip

MATCHED: dict[str, Any] = {
    "image": "pier",
    "satisfied": True,
    "score": 0.8,
    "assignment_count": 7,
    "assignment_count_exact": False,
    "explanation": "",
    "assignments": [
        {
            "score": 0.8,
            "bindings": {"x": bound(PIER, 1), "y": bound(PIER, 0)},
            "because": ["near(1, 0)"],
            "reasons": ["ship 1 is 20.0 px from harbor 0, near means ≤ 60.0 px"],
            "proof": PROOF,
        },
        {
            "score": 0.7,
            "bindings": {"x": bound(PIER, 2), "y": bound(PIER, 0)},
            "because": ["near(2, 0)"],
            "reasons": ["ship 2 is 20.0 px from harbor 0, near means ≤ 60.0 px"],
        },
    ],
}

REFUTED: dict[str, Any] = {
    "image": "sea",
    "satisfied": False,
    "score": 0.6,
    "assignment_count": 0,
    "assignment_count_exact": True,
    "assignments": [],
    "explanation": "",
    "why_not": {
        "fol": "~(exists x y. ship(x) & harbor(y) & near(x, y))",
        "assignments": [],
        "held": {
            "fol": "ship(x) & harbor(y)",
            "bindings": {"x": bound(SEA, 0), "y": bound(SEA, 1)},
            "sentences": ["ship 0 is a ship", "harbor 1 is a harbor"],
        },
        "failing": [
            {
                "fol": "near(0, 1)",
                "sentence": "ship 0 is 371.2 px from harbor 1, near means ≤ 40.0 px",
                "objects": [0, 1],
                "numbers": [gap(371.2, 40.0)],
            }
        ],
        "changes": [
            {
                "cost": 1.5,
                "sentence": "if ship 0 were ≤ 40.0 px from harbor 1 (now 371.2 px)",
                "edits": [
                    {"kind": "relation", "text": "near(0, 1)", "objects": [0, 1], "sentence": ""}
                ],
            }
        ],
        "minimal": True,
        "fault": None,
    },
}  # fmt: skip

UNSOLVED = {"image": "fog", "satisfied": None, "error": "took longer than 30 s"}


def picture(width: int, height: int, colour: str = "#204060") -> str:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, "JPEG")
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"


def three() -> list[Page]:
    return [
        Page(view_of(MATCHED, PIER, 0.5), picture(200, 200), picture(100, 100)),
        Page(view_of(REFUTED, SEA, 0.5, note="There is no picture.")),
        Page(unsolved_view(UNSOLVED)),
    ]


def write(path: Path, pages: Iterable[Page] | None = None, **asked: Any) -> Path:
    """Write a report, by default of the three images."""
    header: Mapping[str, Any] = {
        "query": "a ship near a harbor",
        "fol": "exists x y. ship(x) & harbor(y) & near(x, y)",
        "notes": [],
        "min_score": 0.5,
        "witnesses": ["x", "y"],
        "program": PROGRAM,
        "about": ["Written for a test."],
        **asked,
    }

    def report(index: list[dict[str, Any]]) -> dict[str, Any]:
        outcomes = [entry["satisfied"] for entry in index]
        named = {"matched": True, "unmatched": False, "unsolved": None}
        counts = {name: outcomes.count(outcome) for name, outcome in named.items()}
        return {
            **header,
            "counts": {"images": len(index), **counts, "unsearched": 0, "hidden": 0},
        }

    with path.open("w", encoding="utf-8") as stream:
        write_page(stream, three() if pages is None else pages, report)
    return path
