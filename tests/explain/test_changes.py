"""The least changes: the reference evaluator is satisfied by them, and by none that is cheaper."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings

from rune_lp.asp.question import make_question
from rune_lp.explain.changes import changes_in
from rune_lp.explain.space import space_of
from rune_lp.logic.evaluate import satisfies
from tests.explain.edited import Edited
from tests.explain.images import RULES
from tests.strategies import CLASSES, scenes, sentences, set_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rune_lp.asp.question import Question
    from rune_lp.explain.edits import Edit, Space

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

    found = changes_in(space, question, number=3, seconds=30)

    for change in found.found:
        assert satisfies(question.plan.query, edited(space, change.edits, question))
        assert change.cost == sum(edit.cost for edit in change.edits)
    costs = [change.cost for change in found.found]
    assert costs == sorted(costs)
    below = costs[0] if costs else 10**9
    for number, edits in enumerate(cheapest_first(space, below)):
        if number == TRIED:
            break
        if consistent(edits):
            assert not satisfies(question.plan.query, edited(space, edits, question)), edits
