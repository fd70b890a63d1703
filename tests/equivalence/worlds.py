"""The world of these tests: a few classes of DOTA, with the shipped rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rune_lp.equivalence.world import World
from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import load_rule_files

if TYPE_CHECKING:
    from rune_lp.logic.syntax import Query

LABELS = ("ship", "harbor", "small-vehicle", "large-vehicle", "plane", "bridge")
LIBRARY = load_rule_files()
WORLD = World(LIBRARY.vocabulary(LABELS), LIBRARY)


def query(text: str, world: World = WORLD) -> Query:
    return check(parse_query(text), world.vocabulary, text)
