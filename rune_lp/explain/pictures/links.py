"""Relations as labelled lines between two objects, as pictures of an answer show them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["assignment_links", "failing_links"]

MOST = 60
"""Lines drawn for one answer: more hide the picture."""

Said: TypeAlias = "tuple[list[int], str, bool]"
"""Two objects, what is said of them, and whether it holds."""

LITERAL = re.compile(r"(?P<no>~?)\(?(?P<name>[^\W\d]\w*)\((?P<objects>\d+(?:, \d+)+)\)")
"""A literal whose arguments are the ids of objects, or a comparison that begins with a term."""

COMPARED = re.compile("[<>=]")

MEASURED = re.compile(r"\d+(?:\.\d+)? (?:px2?|m2?|deg)(?!\w)")
"""The first number with a unit in a sentence about two objects is what was measured of them."""


def assignment_links(assignment: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the lines of an assignment: `objects`, two ids, a `label`, and whether it `holds`.

    They are those of the relations, rules and numbers of its proof, or of its reasons where it has
    none. What is said of one pair is on one line.

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

    >>> failing = {"fol": "near(4, 2)", "sentence": "143.0 px", "objects": [4, 2], "numbers": []}
    >>> failing_links(failing)
    [{'objects': [4, 2], 'label': 'not near 143.0 px', 'holds': False}]
    """
    text, measured = failing["fol"], _measured(failing["numbers"], failing["sentence"])
    found = LITERAL.match(text)
    if found is None or not _alone(text, found):
        return _joined((pair, measured, False) for pair in _pairs(failing["objects"]))
    return _joined(_of_literal(text, found, _objects(found), measured, holds=False))


def _of_nodes(nodes: Sequence[Mapping[str, Any]]) -> Iterator[Said]:
    """Yield the lines of a proof's nodes, those of measured facts after what rests on them."""
    for node in sorted(nodes, key=lambda node: _is_fact(node["kind"], node["text"])):
        text, objects = node["text"], node["objects"]
        found = LITERAL.match(text)
        if found is not None and node["kind"] in ("rule", "relation", "number"):
            measured = _measured(node["numbers"], node["sentence"])
            yield from _of_literal(text, found, objects, measured, holds=node["holds"])


def _is_fact(kind: str, text: str) -> bool:
    """Return whether a node is a fact such as `distance(7, 2, 124)`, with its value in it."""
    return kind == "number" and COMPARED.search(text) is None


def _of_reasons(said: Iterable[tuple[str, str]]) -> Iterator[Said]:
    for text, sentence in said:
        found = LITERAL.match(text)
        if found is not None and _alone(text, found):
            measured = _measured((), sentence)
            yield from _of_literal(text, found, _objects(found), measured, holds=True)


def _alone(text: str, found: re.Match[str]) -> bool:
    """Return whether a formula is a literal, and does not merely begin with one."""
    return not re.search("[&|]|->", text[found.end() :])


def _objects(found: re.Match[str]) -> list[int]:
    return [int(id_) for id_ in found["objects"].split(", ")]


def _of_literal(
    text: str, found: re.Match[str], objects: Sequence[int], measured: str, *, holds: bool
) -> Iterator[Said]:
    """Yield the lines of a literal: a relation that does not hold is called so."""
    positive = holds != bool(found["no"])
    name = found["name"].replace("_", " ")
    called = name if positive or COMPARED.search(text) else f"not {name}"
    for pair in _pairs(objects):
        yield pair, f"{called} {measured}".strip(), positive


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


def _joined(said: Iterable[Said]) -> list[dict[str, Any]]:
    """Return one line for each pair, with all that is said of it; no number is written twice."""
    found: dict[tuple[frozenset[int], bool], dict[str, Any]] = {}
    for pair, label, holds in said:
        key = frozenset(pair), holds
        if key not in found:
            found[key] = {"objects": pair, "label": label, "holds": holds}
            continue
        written = found[key]["label"]
        measured = MEASURED.search(label)
        if label not in written.split("; ") and not (measured and measured[0] in written):
            found[key]["label"] = f"{written}; {label}"
    return list(found.values())[:MOST]
