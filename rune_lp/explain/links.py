"""Relations as labelled lines between two objects, as pictures of an answer show them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["assignment_links", "failing_links"]

MOST = 60
"""Lines drawn for one answer: more hide the picture."""

LITERAL = re.compile(r"(?P<no>~?)\(?(?P<name>[^\W\d]\w*)\((?P<objects>\d+(?:, \d+)+)\)")
"""A literal whose arguments are the ids of objects, or a comparison that begins with a term."""

MEASURED = re.compile(r"\d+(?:\.\d+)? (?:px2?|m2?|deg)(?!\w)")
"""The first number with a unit in a sentence about two objects is what was measured of them."""


def assignment_links(assignment: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the lines of an assignment: `objects`, two ids, a `label`, and whether it `holds`.

    They are those of its proof, or of its reasons where it has none. What is said of one pair is
    on one line.

    Args:
        assignment: As `result_json` has it.

    >>> because, reasons = ["near(7, 2)"], ["ship 7 is 12.4 px from harbor 2, near means ≤ 60.0 px"]
    >>> assignment_links({"because": because, "reasons": reasons})
    [{'objects': [7, 2], 'label': 'near 12.4 px', 'holds': True}]
    """
    proof = assignment.get("proof")
    if proof:
        said = _of_nodes(proof["nodes"])
    else:
        said = _of_reasons(zip(assignment["because"], assignment["reasons"], strict=True))
    return _joined(said)


def failing_links(failing: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the lines of a conjunct that fails, as `why_not` has it.

    >>> failing_links({"fol": "near(4, 2)", "sentence": "they are 143.0 px apart", "objects": [4, 2]})
    [{'objects': [4, 2], 'label': 'near 143.0 px', 'holds': False}]
    """
    objects = list(failing.get("objects", ()))
    text, sentence = failing.get("fol", ""), failing.get("sentence", "")
    measured = _measured(failing.get("numbers", ()), sentence)
    named = LITERAL.match(text)
    name = _name(named) if named else ""
    return _joined((pair, f"{name} {measured}".strip(), False) for pair in _pairs(objects))


def _of_nodes(nodes: Iterable[Mapping[str, Any]]) -> Iterator[tuple[list[int], str, bool]]:
    for node in nodes:
        found = LITERAL.match(node["text"])
        if found is None or node["kind"] not in ("relation", "number"):
            continue
        measured = _measured(node["numbers"], node["sentence"])
        for pair in _pairs(_objects(found)):
            yield pair, f"{_name(found)} {measured}".strip(), node["holds"]


def _of_reasons(said: Iterable[tuple[str, str]]) -> Iterator[tuple[list[int], str, bool]]:
    for text, sentence in said:
        found = LITERAL.match(text)
        # A formula that merely begins with a literal is no relation.
        if found is None or (rest := text[found.end() :]).startswith((" &", " |", " ->", " <->")):
            continue
        measured = "" if found["no"] and not rest else _measured((), sentence)
        for pair in _pairs(_objects(found)):
            yield pair, f"{_name(found)} {measured}".strip(), True


def _objects(found: re.Match[str]) -> list[int]:
    return [int(id_) for id_ in found["objects"].split(", ")]


def _name(found: re.Match[str]) -> str:
    return f"{'not ' if found['no'] else ''}{found['name'].replace('_', ' ')}"


def _measured(numbers: Sequence[Mapping[str, Any]], sentence: str) -> str:
    if numbers:
        unit = f" {numbers[0]['unit']}" if numbers[0]["unit"] else ""
        return f"{numbers[0]['value']}{unit}"
    found = MEASURED.search(sentence)
    return found[0] if found else ""


def _pairs(objects: Sequence[int]) -> Iterator[list[int]]:
    """Yield the first object with each of the others: with both where it lies between them."""
    for other in objects[1:]:
        if other != objects[0]:
            yield [objects[0], other]


def _joined(said: Iterable[tuple[list[int], str, bool]]) -> list[dict[str, Any]]:
    found: dict[tuple[frozenset[int], bool], dict[str, Any]] = {}
    for pair, label, holds in said:
        link = found.setdefault(
            (frozenset(pair), holds), {"objects": pair, "label": label, "holds": holds}
        )
        if label not in link["label"].split("; "):
            link["label"] += f"; {label}"
    return list(found.values())[:MOST]
