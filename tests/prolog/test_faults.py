"""What Prolog cannot run is refused by its place, before anything is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rune_lp.asp.question import make_question
from rune_lp.asp.solve import CLINGO
from rune_lp.errors import InputError
from rune_lp.logic.parse import parse_query
from rune_lp.prolog.solver import PROLOG
from rune_lp.rulefiles.library import load_rule_files

if TYPE_CHECKING:
    from pathlib import Path

    from rune_lp.asp.solver import Solver

SHIP = "class(X, ship)"


def ask(path: Path, text: str, solver: Solver) -> None:
    file = path / "a.lp"
    file.write_text(f'% é\n%! p(X): "one"\n{text}\n', encoding="utf-8")
    library = load_rule_files([file], shipped=False)
    query = parse_query("exists x. p(x)")
    make_question(query, library.vocabulary(["ship", "dock"]), library, solver=solver)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        pytest.param(f"{{ p(X) }} :- {SHIP}.", 3, 1, "a choice", id="choice"),
        pytest.param(f"p(X) | q(X) :- {SHIP}.", 3, 1, "a disjunction", id="disjunction"),
        pytest.param(
            f"p(X) :- {SHIP}, not q(X). q(X) :- {SHIP}, not p(X).",
            3,
            25,
            "p/1, which rests on itself through its negation",
            id="negation",
        ),
        pytest.param(
            f"p(X) :- {SHIP}, #count {{ Y : p(Y) }} > 0.",
            3,
            38,
            "p/1, which rests on itself through a count",
            id="count",
        ),
        pytest.param(
            f"p(X) :- {SHIP}, p(Y) : near(X, Y).",
            3,
            25,
            "p/1, which rests on itself through a condition",
            id="condition",
        ),
        pytest.param(
            f"p(X) :- {SHIP}, -q(X). -q(X) :- {SHIP}.", 3, 25, "the classical negation", id="-q"
        ),
        pytest.param(
            f"p(Y) :- {SHIP}, X = 2*Y.",
            3,
            1,
            "a body in which nothing gives Y a value",
            id="half",
        ),
        pytest.param(
            f"p(X) :- {SHIP}, atom(X). atom(X) :- {SHIP}.", 3, 34, "atom/1", id="built in"
        ),
        pytest.param(f"p(X) :- {SHIP}, X < #sup.", 3, 1, "the term #sup", id="#sup"),
    ],
)
def test_it_is_named_with_its_place(
    tmp_path: Path, text: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        ask(tmp_path, text, PROLOG)
    fault = caught.value.fault
    assert fault.message.startswith(f"Prolog cannot run {message}")
    assert fault.place is not None
    assert (fault.place.source, fault.place.line) == (str(tmp_path / "a.lp"), line)
    assert fault.place.column == column or column == 1
    assert fault.hint


def test_what_the_question_does_not_need_is_not_refused(tmp_path: Path) -> None:
    ask(tmp_path, f"p(X) :- {SHIP}. {{ r(X) }} :- {SHIP}.", PROLOG)


def test_clingo_runs_what_prolog_refuses(tmp_path: Path) -> None:
    ask(tmp_path, f"{{ p(X) }} :- {SHIP}.", CLINGO)
