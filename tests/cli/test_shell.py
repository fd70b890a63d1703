"""`rune-lp shell`: one image, line by line, from a pipe."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import Ran, refused, spawn
from tests.prolog.installed import needs_prolog

if TYPE_CHECKING:
    from pathlib import Path

NEAR = "a ship near a harbor"


def talk(catalog: Path, *lines: str, image: str = "P1", options: tuple[object, ...] = ()) -> Ran:
    return spawn("shell", catalog, image, *options, stdin="\n".join(lines))


def test_a_question_is_answered_and_why_gives_its_reasons(catalog: Path) -> None:
    ran = talk(catalog, NEAR, "", "why")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "formula: exists x y. ship(x) & harbor(y) & near(x, y)",
        "match  score 0.8000  2 assignments",
        "x = ship 1 (0.80), y = harbor 0 (0.90)",
        "x = ship 2 (0.70), y = harbor 0 (0.90)",
        "x = ship 1 (0.80), y = harbor 0 (0.90)",
        "  because ship 1 is 5.0 px from harbor 0, near means ≤ 20.0 px",
        "x = ship 2 (0.70), y = harbor 0 (0.90)",
        "  because ship 2 is 10.0 px from harbor 0, near means ≤ 20.0 px",
    ]


def test_why_not_too(catalog: Path) -> None:
    ran = talk(catalog, "no ships", "why?")
    assert "no match  score 0.0500" in ran.out
    assert ran.out.splitlines()[-4:] == [
        "x = ship 3 (0.95)",
        "x = ship 1 (0.80)",
        "x = ship 2 (0.70)",
        "  would match without ship 2, ship 1 and ship 3 (cost 5.45)",
    ]


def test_formulas_sets_and_facts(catalog: Path) -> None:
    ran = talk(
        catalog,
        "exists x. plane(x)",
        "{x | ship(x) & score(x) > 0.75}",
        "facts near(1, X)",
        "facts plane",
        "help",
        "quit",
        "not read any more",
    )
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:7] == [
        "formula: exists x. plane(x)",
        "no match  score 0.0000",
        "formula: {x | ship(x) & score(x) > 0.75}",
        "match  score 0.9500  2 assignments",
        "x = ship 3 (0.95)",
        "x = ship 1 (0.80)",
        "near(1,0).",
    ]
    assert "none" in lines
    assert any(line.startswith("facts ATOM") for line in lines)


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        pytest.param("a purple elephant", 2, "'purple' is not understood", id="English"),
        pytest.param("exists x. shpi(x)", 2, "unknown predicate shpi", id="formula"),
        pytest.param("facts nera(1, X)", 2, "there are no facts of nera", id="facts"),
        pytest.param("why", 2, "nothing was asked yet", id="why of nothing"),
        pytest.param("exists x. length(x) > 3 m", 3, "no ground sample distance", id="metres"),
    ],
)
def test_what_fails_is_told_and_the_dialogue_goes_on(
    catalog: Path, line: str, code: int, message: str
) -> None:
    ran = talk(catalog, line, NEAR, image="P2 été")
    assert ran.code == code
    assert message in ran.err
    assert "Traceback" not in ran.err
    assert "match  score 0.5500" in ran.out


def test_an_image_that_is_not_there_is_refused(catalog: Path) -> None:
    assert "P99" in refused(talk(catalog, image="P99"))


@needs_prolog
@pytest.mark.parametrize(
    ("goal", "answers"),
    [
        pytest.param("?- class(X, ship), near(X, Y).", ["X = 1, Y = 0", "X = 2, Y = 0"], id="?-"),
        pytest.param("ship(X), near(X, 0)", ["X = 1", "X = 2"], id="a class"),
        pytest.param("near(1, 0)", ["true"], id="no variables"),
        pytest.param("near(0, 0)", ["false"], id="no answer"),
        pytest.param("aggregate_all(count, ship(_), N)", ["N = 3"], id="an aggregate"),
        pytest.param("aggregate_all(count, ship(X), N)", ["N = 3"], id="a variable of its own"),
        pytest.param("X = Y", ["true"], id="variables that may be anything"),
        pytest.param("length(1, L), _T = x", ["L = 200"], id="a fact that Prolog has too"),
        pytest.param("watercraft(X), score(X, S), S > 90", ["X = 3, S = 95"], id="a rule"),
        pytest.param("between(X, Y, Z), Y < Z", ["X = 0, Y = 1, Z = 2"], id="another"),
    ],
)
def test_a_goal_is_answered(catalog: Path, goal: str, answers: list[str]) -> None:
    ran = talk(catalog, goal)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[: len(answers)] == answers


@needs_prolog
def test_many_answers_are_cut_off(catalog: Path) -> None:
    lines = talk(catalog, "object(X), object(Y), object(Z)").out.splitlines()
    assert len(lines) == 21
    assert lines[-1].startswith("… (the first 20")


@needs_prolog
def test_as_many_answers_as_are_shown_are_not_cut_off(catalog: Path) -> None:
    lines = talk(catalog, "member(A, [1, 2, 3, 4]), member(B, [1, 2, 3, 4, 5])").out.splitlines()
    assert (len(lines), lines[-1]) == (20, "A = 4, B = 5")


@needs_prolog
@pytest.mark.parametrize(
    ("goal", "code", "message"),
    [
        pytest.param("ship(X), shell(ls)", 2, "goal:1:10: shell/1 is not allowed", id="shell"),
        pytest.param(
            "shpi(X), near(X, Y)", 2, "nothing defines shpi/1 (did you mean ship?)", id="typo"
        ),
        pytest.param("near(X, ", 2, "goal:1:", id="unfinished"),
        pytest.param("ship(X). ship(Y)", 2, "more than one goal", id="two"),
        pytest.param("near(X, Y), X is Y // 0", 3, "zero", id="error"),
        pytest.param("member(X, [1]), call(X)", 2, "a goal that is a variable", id="made up"),
    ],
)
def test_a_goal_that_fails_is_told(catalog: Path, goal: str, code: int, message: str) -> None:
    ran = talk(catalog, goal, "near(1, 0)")
    assert ran.code == code
    assert message in ran.err
    assert ran.out.splitlines()[-1] == "true"


@needs_prolog
def test_a_goal_ends_at_the_time_limit(catalog: Path) -> None:
    rules = catalog.parent / "loop.pl"
    text = """%! loops(X): "l"
    loops(X) :- object(Y), Y < X, loops(X).
    loops(X) :- object(X), X < 0."""
    rules.write_text(text, encoding="utf-8")
    ran = talk(catalog, "loops(1)", options=("--rules", rules, "--time-limit", 1))
    assert ran.code == 3
    assert "not solved within 1 s" in ran.err


@needs_prolog
def test_prolog_may_answer_the_questions(catalog: Path) -> None:
    lines = (NEAR, "why", "no ships", "why")
    assert talk(catalog, *lines, options=("--solver", "prolog")) == talk(catalog, *lines)


def test_without_swi_prolog_the_rest_works(catalog: Path) -> None:
    env = {"PATH": "/nonexistent"}
    ran = spawn("shell", catalog, "P1", stdin=f"{NEAR}\nnear(X, Y)\nfacts near(1, X)", env=env)
    assert ran.code == 2
    assert "match  score 0.8000" in ran.out
    assert "near(1,0)." in ran.out
    (line,) = ran.err.splitlines()
    assert line == "rune-lp: SWI-Prolog is not installed (apt-get install swi-prolog-nox)"


def test_at_a_terminal_there_are_a_prompt_history_and_completion(
    catalog: Path, tmp_path: Path
) -> None:
    ours, theirs = pty.openpty()
    env = os.environ | {"XDG_STATE_HOME": str(tmp_path), "TERM": "dumb"}
    process = subprocess.Popen(
        [sys.executable, "-m", "rune_lp", "shell", str(catalog), "P1"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=env,
    )
    os.close(theirs)
    os.write(ours, b"{x | harb\t(x)}\nnonsense here\nquit\n")
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # the other side is closed
        pass
    assert process.wait(30) == 0
    text = shown.decode()
    assert re.search(r"formula: \{x \| harbor\(x\)\}", text)
    assert "rune> " in text
    assert "is not understood" in text
    history = (tmp_path / "rune-lp" / "history").read_text(encoding="utf-8")
    assert history.splitlines()[-1] == "quit"
