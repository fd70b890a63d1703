"""The grammar of controlled English."""

from rune_lp.translate.controlled.chart import Grammar
from rune_lp.translate.controlled.grammar.amounts import AMOUNTS
from rune_lp.translate.controlled.grammar.clauses import CLAUSES
from rune_lp.translate.controlled.grammar.counts import COUNTS
from rune_lp.translate.controlled.grammar.joining import JOINING
from rune_lp.translate.controlled.grammar.lists import LISTS
from rune_lp.translate.controlled.grammar.numbers import NUMBERS
from rune_lp.translate.controlled.grammar.predicates import PREDICATES
from rune_lp.translate.controlled.grammar.qualities import QUALITIES
from rune_lp.translate.controlled.grammar.requests import REQUESTS
from rune_lp.translate.controlled.grammar.things import THINGS

__all__ = ["ENGLISH"]

ENGLISH = Grammar.of(
    AMOUNTS, JOINING, THINGS, COUNTS, LISTS, NUMBERS, QUALITIES, PREDICATES, CLAUSES, REQUESTS
)
"""Every rule; the start is `Request`."""
