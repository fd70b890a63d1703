"""The least changes: the reference evaluator is satisfied by them, and by none that is cheaper."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rune_lp.asp.question import make_question
from rune_lp.explain.why_not.changes import changes_in
from rune_lp.explain.why_not.space import space_of
from rune_lp.logic.evaluate import satisfies
from rune_lp.logic.parse import parse_query
from rune_lp.rulefiles.library import RuleLibrary
from rune_lp.rulefiles.rulefile import read_rule_file
from rune_lp.rulefiles.source import Source
from tests.explain.edited import Edited
from tests.explain.images import RULES
from tests.strategies import CLASSES, scenes, sentences, set_queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rune_lp.asp.question import Question
    from rune_lp.explain.why_not.edits import Edit, Space

VOCABULARY = RULES.vocabulary(CLASSES)
VEHICLE = {"vehicle": frozenset({"small_vehicle"})}
TRIED = 150
"""Sets of edits that brute force looks at, the cheapest first."""

law = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def question_of(query) -> Question:
    return make_question(query, VOCABULARY, RULES)


def edited(space: Space, edits: tuple[Edit, ...], question: Question) -> Edited:
    return Edited(space, edits, question.profile, VEHICLE)


def refuted_cheaper(question: Question, space: Space, structure: Callable[..., Edited]) -> None:
    """Check what is found in a space against the oracle, and against cheaper sets of edits."""
    found = changes_in(space, question, number=3, seconds=30)
    query = question.plan.query
    for change in found.found:
        assert satisfies(query, structure(space, change.edits, question))
        assert change.cost == sum(edit.cost for edit in change.edits)
    costs = [change.cost for change in found.found]
    assert costs == sorted(costs)
    below = costs[0] if costs else 10**9
    for number, edits in enumerate(cheapest_first(space, below)):
        if number == TRIED:
            break
        if consistent(edits):
            assert not satisfies(query, structure(space, edits, question)), edits


def cheapest_first(space: Space, below: float) -> Iterator[tuple[Edit, ...]]:
    """Yield the sets of edits that cost less than so much, in order of their cost."""
    edits = space.edits
    heap: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    while heap:
        cost, places = heapq.heappop(heap)
        yield tuple(edits[place] for place in places)
        for place in range(places[-1] + 1 if places else 0, len(edits)):
            more = cost + edits[place].cost
            if more >= below:
                break
            heapq.heappush(heap, (more, (*places, place)))


def consistent(edits: tuple[Edit, ...]) -> bool:
    """Whether no number is changed twice, and no relation is given that another excludes."""
    changed = [key for edit in edits if edit.kind == "number" for key in set(edit.tuples)]
    given = {key for edit in edits if edit.kind == "relation" and edit.holds for key in edit.tuples}
    denied = {key for edit in edits for key in edit.denied}
    return len(changed) == len(set(changed)) and not given & denied


@settings(law, max_examples=150)
@given(sentences() | set_queries(), scenes(most=4))
def test_what_is_changed_makes_the_oracle_true_and_nothing_cheaper_does(query, image):
    question = question_of(query)
    space = space_of(question, image, RULES)
    assume(not satisfies(question.plan.query, edited(space, (), question)))

    refuted_cheaper(question, space, edited)


TAUGHT = """
%! crowded(X): "a harbour with at least two ships near it"
%! args: X: object
crowded(X) :- class(X, harbor), 2 <= #count { S : class(S, ship), near(S, X) }.

%! stray(X): "a ship that is near no harbour"
%! args: X: object
stray(X) :- class(X, ship), not sheltered(X).
sheltered(X) :- near(X, Y), class(Y, harbor).

%! fleet(X, Y): "ships that steps from near to near lead between"
%! args: X: object, Y: object
fleet(X, Y) :- class(X, ship), class(Y, ship), near(X, Y).
fleet(X, Z) :- fleet(X, Y), fleet(Y, Z), X != Z.
"""


TAUGHT_RULES = RuleLibrary((read_rule_file(Source("taught.lp", TAUGHT)),))


def of_class(structure: Edited, name: str) -> list[int]:
    return [one for one in structure.domain if structure.relates(name, (one,))]


def crowded(structure: Edited, object_: int) -> bool:
    ships = of_class(structure, "ship")
    near = [one for one in ships if structure.relates("near", (one, object_))]
    return structure.relates("harbor", (object_,)) and len(near) >= 2


def stray(structure: Edited, object_: int) -> bool:
    harbors = of_class(structure, "harbor")
    near = any(structure.relates("near", (object_, one)) for one in harbors)
    return structure.relates("ship", (object_,)) and not near


def fleet(structure: Edited, one: int, other: int) -> bool:
    ships = of_class(structure, "ship")
    reached, waiting = {one}, [one] if one in ships else []
    while waiting:
        last = waiting.pop()
        new = {each for each in ships if structure.relates("near", (last, each))} - reached
        reached |= new
        waiting += new
    return one != other and other in reached and other in ships


@settings(law, max_examples=60)
@given(
    st.sampled_from(
        [
            "exists x. crowded(x)",
            "~exists x. crowded(x)",
            "exists x. stray(x) & elongated(x)",
            "forall x. ship(x) -> stray(x)",
            "forall x. ship(x) -> exists y. crowded(y) & near(x, y)",
            "exists x y z. fleet(x, y) & fleet(y, z) & x != z",
            "forall x y. ship(x) & ship(y) & x != y -> fleet(x, y)",
        ]
    ),
    scenes(most=5),
)
def test_changes_reach_through_rules(formula, image):
    question = make_question(parse_query(formula), TAUGHT_RULES.vocabulary(CLASSES), TAUGHT_RULES)
    rules = {"crowded": crowded, "stray": stray, "fleet": fleet}

    def structure(space: Space, edits: tuple[Edit, ...], question: Question) -> Edited:
        return Edited(space, edits, question.profile, VEHICLE, rules)

    space = space_of(question, image, TAUGHT_RULES)
    assume(not satisfies(question.plan.query, structure(space, (), question)))
    refuted_cheaper(question, space, structure)
