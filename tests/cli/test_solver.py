"""`--solver prolog`: the verbs that solve say the same by either solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.program import call, refused, spawn
from tests.prolog.installed import needs_prolog

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = [
    "a ship near a harbor",
    "a harbor with at least two ships near it",
    "every ship is near a harbor",
    "no planes",
    "more ships than harbors",
    "a watercraft within 10 m of a harbor",
    "a plane near a ship",
]
RULES = """\
%! berth(X): "a ship by a harbour"
berth(X) :- class(X, ship), near(X, H), class(H, harbor).
"""
HINT = "ask with --solver prolog"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "berth.pl"
    file.write_text(RULES, encoding="utf-8")
    return file


@needs_prolog
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "options",
    [
        pytest.param([], id="search"),
        pytest.param(["--all", "--explanations", 5], id="all"),
        pytest.param(["--time-limit", 0], id="in this process"),
        pytest.param(["--jobs", 2, "--memory-limit", 500], id="workers"),
    ],
)
def test_search_says_the_same(catalog: Path, question: str, options: list[object]) -> None:
    asked = ("search", catalog, question, "--format", "jsonl", *options)
    ran = call(*asked, "--solver", "prolog")
    assert ran == call(*asked)
    assert ran.code in (0, 1, 3)


@needs_prolog
@pytest.mark.parametrize("question", QUESTIONS)
def test_explain_says_the_same(catalog: Path, question: str) -> None:
    for image in ("P1", "P3"):
        asked = ("explain", catalog, image, question)
        assert call(*asked, "--solver", "prolog") == call(*asked)


@needs_prolog
def test_prolog_rules_answer_under_prolog_and_are_refused_under_clingo(
    catalog: Path, rules: Path
) -> None:
    asked = ("search", catalog, "a berth", "--rules", rules)
    ran = call(*asked, "--solver", "prolog")
    assert ran.code == 0
    assert "x = ship 1 (0.80)" in ran.out
    message = refused(call(*asked))
    assert message == f"{rules}:2:1: clingo cannot run a rule that is written in Prolog ({HINT})"
    # A question that does not need it is asked of clingo as ever.
    assert call("search", catalog, "a ship", "--rules", rules).code == 0


@needs_prolog
def test_an_image_whose_rules_do_not_end_is_named_and_the_others_are_answered(
    catalog: Path, rules: Path
) -> None:
    rules.write_text(f"{RULES}berth(X) :- class(X, plane), spin. spin :- true, spin.\n")
    options = ("--rules", rules, "--solver", "prolog", "--time-limit", 1)
    ran = call("search", catalog, "a berth", *options)
    assert ran.code == 3
    assert "2 of 4 images match; 1 not solved" in ran.out
    assert ran.err == "rune-lp: not solved: P3: not solved within 1 s\n"


@needs_prolog
@pytest.mark.parametrize("limit", [60, 200])
def test_an_image_that_takes_too_much_memory_is_named(
    catalog: Path, rules: Path, limit: int
) -> None:
    hog = "berth(X) :- class(X, plane), numlist(1, 90000000, L), last(L, _)."
    rules.write_text(f"{RULES}{hog}\n", encoding="utf-8")
    options = ("--rules", rules, "--solver", "prolog", "--memory-limit", limit)
    ran = call("search", catalog, "a berth", *options)
    assert ran.code == 3
    assert "2 of 4 images match; 1 not solved" in ran.out
    assert "P3: SWI-Prolog: needs more memory than it may have" in ran.err


@pytest.mark.parametrize("verb", [("search",), ("explain", "P1"), ("shell", "P1")])
def test_without_swi_prolog_it_is_refused_in_one_line(catalog: Path, verb: tuple[str, ...]) -> None:
    name, *image = verb
    question = [] if name == "shell" else ["a ship"]
    asked = (name, catalog, *image, *question, "--solver", "prolog")
    message = refused(spawn(*asked, env={"PATH": "/nonexistent"}))
    assert message == "SWI-Prolog is not installed (apt-get install swi-prolog-nox)"


def test_the_program_is_printed_without_swi_prolog() -> None:
    asked = ("translate", "a ship near a harbor", "--emit", "prolog")
    ran = spawn(*asked, env={"PATH": "/nonexistent"})
    assert ran.code == 0
    assert "satisfied :- some_1." in ran.out
