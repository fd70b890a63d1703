"""Sketches: small scenes in a line of words, for the tests in rule files.

    image 400x300; harbor h at 100 100 200x40; ship s1..s5 beside h; ship far at 350 280 score 0.7

Statements are separated by semicolons. An object has a class, a name, a place, and what else there
is to say in any order; `docs/rules.md` lists the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NoReturn, cast

import numpy as np
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from rune_lp.authoring.placing import Box, beside, grid, next_on, on, ring, row
from rune_lp.scenes import Scene
from rune_lp.vocabulary import predicate_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rune_lp.errors import InputError
    from rune_lp.logic.syntax import Span
    from rune_lp.rulefiles.source import Source

__all__ = ["MOST_OBJECTS", "Sketch", "read_sketch"]

MOST_OBJECTS = 200
"""A scene of more is no sketch; all its relations are facts of the test."""

_SIZE = (20.0, 10.0)
_SCORE = 0.9
_FRAME = (1000.0, 1000.0)
_GAP = 5.0

_PLACES = ("at", "beside", "on", "left", "right", "above", "below", "around")
_ORDERS = ("row", "grid")
_ALLOWED = {
    "at": {"row", "grid", "step", "heading"},
    "around": {"radius"},
    **{side: {"gap"} for side in ("beside", "left", "right", "above", "below")},
    "on": set(),
}
_ANYWHERE = {"size", "angle", "score"}
_RUN = re.compile(r"(.*?)(\d+)")
_TERMINALS = {
    "NUMBER": "a number",
    "SIZE": "a size such as 40x20",
    "LABEL": "a name",
    "SEMICOLON": "';'",
    "$END": "the end",
}


@dataclass(frozen=True, slots=True)
class Sketch:
    """A sketched scene and what its objects are called.

    Attributes:
        scene: The detections, in the order of the sketch.
        ids: The id of each name.
        labels: Where each class is written, in order.
    """

    scene: Scene
    ids: Mapping[str, int]
    labels: tuple[tuple[str, Span], ...] = ()

    @property
    def names(self) -> Mapping[int, str]:
        """The name of each id."""
        return {object_: name for name, object_ in self.ids.items()}


@cache
def _parser() -> Lark:
    text = resources.files("rune_lp.authoring").joinpath("sketch.lark").read_text("utf-8")
    return Lark(text, parser="lalr", lexer="basic", propagate_positions=True)


def read_sketch(source: Source, text: str, offset: int, title: str = "sketch") -> Sketch:
    """Return the scene that a text sketches.

    Args:
        source: The file it stands in.
        text: The text, as long as it is in the file.
        offset: Where it begins in the file.
        title: The name of the image.

    Raises:
        InputError: A statement that cannot be understood, or an object without a place.

    >>> from rune_lp.rulefiles.source import Source
    >>> text = "harbor h at 100 100 200x40; ship s1..s2 left of h gap 10"
    >>> sketch = read_sketch(Source("a.lp", text), text, 0)
    >>> dict(sketch.ids), sketch.scene.corners[1].mean(axis=0).tolist()
    ({'h': 0, 's1': 1, 's2': 2}, [-20.0, 100.0])
    """
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise _misread(source, text, offset, error) from None
    return _Drawing(source, offset).sketch(tree, title)


class _Drawing:
    """Draws the statements of one sketch, one after another."""

    def __init__(self, source: Source, offset: int) -> None:
        self.source = source
        self.offset = offset
        self.boxes: dict[str, Box] = {}
        self.labels: list[tuple[str, Span]] = []
        self.scores: list[float] = []
        self.image: dict[str, tuple[float, ...]] = {}

    def sketch(self, tree: Tree[Token], title: str) -> Sketch:
        for statement in _trees(tree):
            if statement.data == "objects":
                self.objects(statement)
            elif statement.data in self.image:
                self.refuse(f"{statement.data} is given twice", statement, "keep one")
            else:
                self.image[statement.data] = self.numbers(statement)
        if any(side <= 0 for side in (*self.image.get("image", ()), *self.image.get("gsd", ()))):
            self.refuse("the image's size and gsd must be above 0", tree, "such as 400x300")
        width, height = self.image.get("image", _FRAME)
        scene = Scene.of(
            title,
            [label for label, _ in self.labels],
            self.scores,
            np.array([box.corners for box in self.boxes.values()]).reshape(-1, 4, 2),
            width=width,
            height=height,
            gsd=self.image.get("gsd", (None,))[0],
            north=self.image.get("north", (None,))[0],
        )
        ids = {name: place for place, name in enumerate(self.boxes)}
        return Sketch(scene, ids, tuple(self.labels))

    def objects(self, statement: Tree[Token]) -> None:
        label, named, *rest = statement.children
        names = self.names(cast("Tree[Token]", named))
        given: dict[str, Tree[Token]] = {}
        for said in cast("list[Tree[Token]]", rest):
            if said.data in given:
                self.refuse(f"{said.data} is given twice", said, "keep one")
            given[said.data] = said
        boxes = self.placed(statement, given, len(names))
        score = self.number(given, "score", _SCORE)
        if not 0 <= score <= 1:
            self.refuse("a score must be in 0..1", given["score"], "such as score 0.7")
        token = cast("Token", label)
        span = self.span(token)
        self.boxes |= dict(zip(names, boxes, strict=True))
        self.labels += [(predicate_name(token.strip('"')), span)] * len(names)
        self.scores += [score] * len(names)

    def names(self, tree: Tree[Token]) -> list[str]:
        first, *last = cast("list[Token]", tree.children)
        names = [str(first)]
        if last:
            one, two = _RUN.fullmatch(first), _RUN.fullmatch(last[0])
            if one is None or two is None or one[1] != two[1] or int(one[2]) > int(two[2]):
                self.refuse(f"{first}..{last[0]} is no run of names", tree, "write s1..s5")
            numbers = range(int(one[2]), int(two[2]) + 1)
            if len(numbers) + len(self.boxes) > MOST_OBJECTS:
                hint = f"a sketch may have {MOST_OBJECTS}"
                self.refuse("these are too many objects", tree, hint)
            names = [f"{one[1]}{number}" for number in numbers]
        for name in names:
            if not re.fullmatch(r"[a-z]\w*", name):
                self.refuse(f"an object cannot be called {name}", tree, "begin with a small letter")
            if name in self.boxes:
                self.refuse(f"there are two objects called {name}", tree, "rename one of them")
        return names

    def placed(
        self, statement: Tree[Token], given: dict[str, Tree[Token]], count: int
    ) -> tuple[Box, ...]:
        places = [place for place in _PLACES if place in given]
        if len(places) != 1:
            message = "two places for one object" if places else "this object has no place"
            hint = "say at X Y, beside a, on a, left of a, right of a, above a, below a or around a"
            self.refuse(message, given[places[1]] if places else statement, hint)
        (place,) = places
        for word, said in given.items():
            if word not in {place, *_ALLOWED[place], *_ANYWHERE}:
                self.refuse(f"{word} does not go with {place}", said, "leave it out")
        length, width = self.numbers(given["size"]) if "size" in given else _SIZE
        if length <= 0 or width <= 0:
            self.refuse("a box must have an area", given["size"], "write such as 40x20")
        own = Box(0, 0, length, width, self.number(given, "angle", 0.0))
        if place == "at":
            return self.row_or_grid(statement, given, count, own)
        host = self.host(given[place])
        gap = self.number(given, "gap", _GAP)
        if place == "beside":
            angle = own.angle if "angle" in given else None
            return beside(own, count, host, gap, angle)
        if place == "on":
            return on(own, count, host)
        if place == "around":
            if "radius" not in given:
                self.refuse("around needs a radius", given[place], "such as radius 60")
            return ring(own, count, host, self.number(given, "radius", 0))
        return next_on(own, count, host, place, gap)

    def row_or_grid(
        self, statement: Tree[Token], given: dict[str, Tree[Token]], count: int, own: Box
    ) -> tuple[Box, ...]:
        x, y = self.numbers(given["at"])
        first = own.moved(np.array([x, y]))
        orders = [order for order in _ORDERS if order in given]
        if count > 1 and len(orders) != 1:
            hint = "say in a row, or in a grid of 3 columns"
            self.refuse("several objects at one place", statement, hint)
        if not orders:
            for word in given.keys() & {"step", "heading"}:
                self.refuse(f"{word} is for a row or a grid", given[word], "leave it out")
            return (first,)
        if "step" not in given:
            self.refuse(f"a {orders[0]} needs a step", given[orders[0]], "such as step 40")
        steps = self.numbers(given["step"])
        heading = self.number(given, "heading", 0.0)
        if orders == ["row"]:
            if len(steps) > 1:
                self.refuse("a row has one step", given["step"], "such as step 40")
            return row(first, count, steps[0], heading)
        columns = int(self.number(given, "grid", 0))
        if columns < 1:
            self.refuse("a grid needs a column", given["grid"], "such as a grid of 3 columns")
        return grid(first, count, columns, (steps[0], steps[-1]), heading)

    def host(self, tree: Tree[Token]) -> Box:
        name = str(tree.children[0])
        if name not in self.boxes:
            known = f"known so far: {', '.join(self.boxes)}" if self.boxes else "none is known yet"
            self.refuse(f"there is no object {name} before this", tree, known)
        return self.boxes[name]

    def numbers(self, tree: Tree[Token]) -> tuple[float, ...]:
        return tuple(float(part) for token in tree.children for part in str(token).split("x"))

    def number(self, given: dict[str, Tree[Token]], word: str, default: float) -> float:
        return self.numbers(given[word])[0] if word in given else default

    def span(self, tree: Tree[Token] | Token) -> Span:
        place = tree if isinstance(tree, Token) else tree.meta
        return self.offset + (place.start_pos or 0), self.offset + (place.end_pos or 0)

    def refuse(self, message: str, tree: Tree[Token] | Token, hint: str) -> NoReturn:
        raise self.source.error(message, self.span(tree), hint, code="R040")


def _trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _misread(source: Source, text: str, offset: int, error: UnexpectedInput) -> InputError:
    start, accepted = len(text.rstrip()), set[str]()
    message, end = "the scene ends too early", start
    if isinstance(error, UnexpectedCharacters):
        start = error.pos_in_stream or 0
        end = start + 1
    elif isinstance(error, UnexpectedToken):
        accepted = error.accepts
        if error.token.type != "$END":
            start, end = error.token.start_pos or 0, error.token.end_pos or 0
    if start < end:
        message = f"unexpected {text[start:end]!r} in a scene"
    elif not text.strip():
        message = "the scene is empty"
    words = [_TERMINALS.get(name, name.strip("_").lower()) for name in sorted(accepted)]
    hint = f"expected {' or '.join(words)}" if 0 < len(words) <= 4 else "see the words of a scene"
    span = (offset + start, offset + max(end, start + 1))
    return source.error(message, span, hint, code="R040")
