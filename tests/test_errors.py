from __future__ import annotations

import pytest

from rune_lp.errors import Fault, InputError, NotSolvedError, Place, RuneError, fault_in_text


@pytest.mark.parametrize(
    ("place", "text"),
    [
        pytest.param(Place("a.txt"), "a.txt", id="source"),
        pytest.param(Place("a.txt", 3), "a.txt:3", id="line"),
        pytest.param(Place("a.txt", 3, 7), "a.txt:3:7", id="column"),
        pytest.param(Place("a.txt", None, 7), "a.txt", id="column without line"),
    ],
)
def test_a_place_is_written_as_editors_read_it(place, text):
    assert str(place) == text


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        pytest.param(Fault("odd"), "odd", id="message"),
        pytest.param(Fault("odd", Place("q", 1, 2)), "q:1:2: odd", id="place"),
        pytest.param(Fault("odd", hint="even?"), "odd (even?)", id="hint"),
        pytest.param(Fault("odd", Place("q"), "even?"), "q: odd (even?)", id="all"),
    ],
)
def test_a_fault_is_one_line(fault, text):
    assert str(fault) == text
    assert fault.drawn() == text


TEXT = "first\n\tsecond line\r\nlast"


@pytest.mark.parametrize(
    ("start", "end", "drawn"),
    [
        pytest.param(0, 5, "query:1:1: odd\n  first\n  ^^^^^", id="first line"),
        pytest.param(4, 9, "query:1:5: odd\n  first\n      ^", id="ends with its line"),
        pytest.param(7, 13, "query:2:2: odd\n  \tsecond line\n  \t^^^^^^", id="tab, CRLF"),
        pytest.param(23, 23, "query:3:4: odd\n  last\n     ^", id="no length"),
        pytest.param(24, 24, "query:3:5: odd\n  last\n      ^", id="at the end"),
        pytest.param(99, 120, "query:3:5: odd\n  last\n      ^", id="beyond the end"),
        pytest.param(5, 6, "query:1:6: odd\n  first\n       ^", id="at a line end"),
        pytest.param(14, 19, "query:2:9: odd\n  \tsecond line\n  \t       ^^^^", id="before CRLF"),
    ],
)
def test_a_fault_in_text_has_line_column_and_caret(start, end, drawn):
    assert fault_in_text("odd", TEXT, start, end).drawn() == drawn


@pytest.mark.parametrize(
    ("text", "word", "caret"),
    [
        pytest.param("船 near x", "near", "   ^^^^", id="after a wide letter"),
        pytest.param("a 港口 b", "港口", "  ^^^^", id="wide letters"),
        pytest.param("cafe\u0301 x", "x", "     ^", id="after a combining accent"),
    ],
)
def test_the_caret_stands_where_a_terminal_shows_the_word(text, word, caret):
    start = text.index(word)
    drawn = fault_in_text("odd", text, start, start + len(word)).drawn()
    assert drawn.split("\n")[2] == f"  {caret}"


def test_a_fault_in_an_empty_text_draws_nothing():
    fault = fault_in_text("empty", "", 0, 0, source="-", hint="say something")
    assert fault.drawn() == "-:1:1: empty (say something)"


@pytest.mark.parametrize("position", [0, 49, 50, 51, 99, 150, 250, 298], ids="at column {}".format)
def test_of_a_long_line_the_part_around_the_caret_is_drawn(position):
    line = "".join(chr(ord("a") + column % 26) for column in range(300))
    _, excerpt, caret = fault_in_text("odd", line, position, position + 2).drawn().split("\n")
    assert len(excerpt) <= 104
    assert caret.strip() == "^^"
    assert excerpt[caret.index("^") :][:2] == line[position : position + 2]
    assert excerpt.strip().strip("…") in line
    assert excerpt.strip().startswith("…") == (not line.startswith(excerpt.strip().strip("…")))
    assert excerpt.endswith("…") == (not line.endswith(excerpt.strip().strip("…")))


def test_a_long_stretch_is_underlined_to_the_end_of_what_is_drawn():
    _, excerpt, caret = fault_in_text("odd", "a" * 300, 0, 300).drawn().split("\n")
    assert (excerpt, caret) == ("  " + "a" * 100 + "…", "  " + "^" * 100)


def test_an_error_can_be_told_where_its_text_came_from():
    error = InputError(fault_in_text("odd", "one two", 4, 7)).in_source("questions.txt")
    assert str(error) == "questions.txt:1:5: odd"
    assert error.fault.excerpt == "one two"


def test_an_error_without_a_place_gets_the_source_for_one():
    assert str(InputError.of("odd").in_source("a.txt")) == "a.txt: odd"


def test_a_source_keeps_the_kind_of_error():
    class OwnError(InputError):
        pass

    assert isinstance(OwnError(Fault("odd")).in_source("a.txt"), OwnError)


def test_not_understood_and_not_solved_are_kept_apart():
    assert issubclass(InputError, RuneError)
    assert issubclass(NotSolvedError, RuneError)
    assert not issubclass(NotSolvedError, InputError)
