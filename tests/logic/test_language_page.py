"""The users' page of the language says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rune_lp.errors import InputError
from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS
from rune_lp.logic.check import MAX_DOUBLINGS, check
from rune_lp.logic.parse import MAX_DEPTH, parse_query
from rune_lp.logic.printing import to_text
from rune_lp.plan.plan import make_plan
from rune_lp.quantities import DIMENSIONS
from rune_lp.rulefiles.library import RuleLibrary
from rune_lp.vocabulary import Vocabulary

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
VOCABULARY = Vocabulary.of(["ship", "harbor", "plane", "small-vehicle"])


def spellings(cell: str) -> list[str]:
    return [text.replace(r"\|", "|") for text in re.findall(r"`([^`]+)`", cell)]


ROWS = [
    [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| form", "| ---"))
]
FORMS = {row[0]: (spellings(row[1]), spellings(row[2])) for row in ROWS if len(row) == 3}
BLOCKS = re.findall(r"^    (\S.*)$", PAGE, flags=re.MULTILINE)
QUERIES = [line for line in BLOCKS if not line.startswith(("rune-lp", "query:"))]


@pytest.mark.parametrize("form", FORMS)
def test_every_spelling_of_a_form_is_that_form(form):
    (printed,), others = FORMS[form]
    assert others
    query = check(parse_query(printed), VOCABULARY, printed)
    assert to_text(query) == printed
    assert [other for other in others if parse_query(other) != query] == []


@pytest.mark.parametrize("text", QUERIES)
def test_every_example_is_a_query(text):
    assert to_text(check(parse_query(text), VOCABULARY, text))


def test_the_error_is_drawn_as_shown():
    (shown,) = re.findall(r"^    (query:.*\n(?:      .*\n)+)", PAGE, flags=re.MULTILINE)
    text = "exists x. shpi(x)"
    with pytest.raises(InputError) as caught:
        check(parse_query(text), Vocabulary.of(["ship"]), text)
    assert caught.value.fault.drawn() == shown.replace("\n    ", "\n").strip()


def test_the_command_asks_a_query():
    (text,) = re.findall(r'rune-lp search \S+ --fol "(.*)"', PAGE)
    assert to_text(check(parse_query(text), VOCABULARY, text)) == text


def test_the_witnesses_are_as_told():
    (block,) = re.findall(r"\*witnesses\*[\s\S]*?\n\n((?:    .*\n)+)", PAGE)
    plans = [
        make_plan(check(parse_query(line.strip()), VOCABULARY), VOCABULARY, RuleLibrary(()))
        for line in block.splitlines()
    ]
    assert [plan.witnesses for plan in plans] == [("x", "y"), ("x",), ()]


def test_every_relation_attribute_and_unit_is_on_the_page():
    named = set(re.findall(r"`(\w+)(?:\(.*?\))?`", PAGE))
    units = {unit for dimension in DIMENSIONS.values() for unit in dimension.units}
    assert {*RELATIONS, *ATTRIBUTES, *units} <= named


def test_the_limits_are_as_told():
    assert f"at most {MAX_DEPTH} levels deep" in PAGE
    assert f"exact counts at most {MAX_DOUBLINGS} inside" in PAGE
