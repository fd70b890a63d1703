"""The layout of rule files: what it looks like, and that it changes nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from clingo.ast import ASTType, parse_string
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.authoring.formatting import WIDTH, formatted
from rune_lp.authoring.tokens import chunks, tokens
from rune_lp.errors import InputError
from rune_lp.rulefiles.library import rules_directory
from rune_lp.rulefiles.source import Source

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = sorted(rules_directory().glob("*.lp"))


def laid_out(text: str) -> str:
    return formatted(Source("a.lp", text))


def program(text: str) -> list[object]:
    """Return the statements of a text, in order; clingo's comparison leaves places out."""
    nodes: list[object] = []
    parse_string(text, nodes.append)
    return [node for node in nodes if node.ast_type != ASTType.Comment]


def comments(text: str) -> list[str]:
    """Return the comments of a text, in order, blanks at the ends of lines left out."""
    found = [token.text for token in tokens(Source("a.lp", text)) if token.kind == "comment"]
    return [re.sub(r"[ \t]+(?=\n|$)", "", comment) for comment in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("p(X):-q(X),not   r.", "p(X) :- q(X), not r.", id="blanks"),
        pytest.param("p.q.", "p.\nq.", id="a line each"),
        pytest.param("\n\np.\n\n\n\nq.\n\n", "p.\n\nq.", id="blank lines"),
        pytest.param("p.%why", "p.  %why", id="comment behind"),
        pytest.param("%a  \np. % b \n% c", "%a\np.  % b\n% c", id="comments"),
        pytest.param("%!class plane\n%?scene: x", "%! class plane\n%? scene: x", id="marks"),
        pytest.param(
            "%? scene: a;\n%?        b",
            "%? scene: a;\n%?        b",
            id="what goes on stays aligned",
        ),
        pytest.param("p:-\n  q,\n  r.", "p :- q, r.", id="what fits is a line"),
        pytest.param("p(X-1,-X,-1,2-(-3)).", "p(X - 1, -X, -1, 2 - (-3)).", id="minus"),
        pytest.param("p(1 .. 3 ;X*2+Y/3).", "p(1..3; X*2 + Y/3).", id="arithmetic"),
        pytest.param("N=#count{S:s(S)}.", "N = #count { S : s(S) }.", id="aggregate"),
        pytest.param("1{p(X):q(X)}2:-r.", "1 { p(X) : q(X) } 2 :- r.", id="choice"),
        pytest.param(":-p.-q:-not not r.", ":- p.\n-q :- not not r.", id="negations"),
        pytest.param(
            "#const few=3.#defined p/1.", "#const few = 3.\n#defined p/1.", id="directives"
        ),
        pytest.param("p(@f (1)).", "p(@f(1)).", id="script"),
        pytest.param('p("a,b;  c.").', 'p("a,b;  c.").', id="string"),
        pytest.param("p(X') :- q'(X').", "p(X') :- q'(X').", id="primes"),
        pytest.param("p(#inf,#sup).", "p(#inf, #sup).", id="infinities"),
        pytest.param("p:-q, % why\n  r.", "p:-q, % why\n  r.", id="a comment inside is left"),
        pytest.param("p :-  |X|=3.", "p :-  |X|=3.", id="bars are left"),
        pytest.param("#script (lua) a  b #end.", "#script (lua) a  b #end.", id="scripts are left"),
        pytest.param('#include   "a.lp".', '#include   "a.lp".', id="includes are left"),
        pytest.param("", "", id="nothing"),
        pytest.param("\n\n", "", id="blank lines alone"),
    ],
)
def test_the_layout(text: str, expected: str) -> None:
    assert laid_out(text) == (f"{expected}\n" if expected else "")


def test_a_body_that_does_not_fit_has_a_line_for_each_literal() -> None:
    literals = [f"class(X{n}, ship), 3 < #count {{ S : near(S, X{n}) }}" for n in range(3)]
    lines = laid_out(f"p :- {', '.join(literals)}.").splitlines()
    assert lines[:3] == ["p :-", "    class(X0, ship),", "    3 < #count { S : near(S, X0) },"]
    assert len(lines) == 7


def test_a_literal_that_does_not_fit_is_broken_after_a_separator() -> None:
    names = "; ".join(f"class_{number}" for number in range(30))
    lines = laid_out(f"p(X) :- class(X, ({names})).").splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert all(line.endswith(";") for line in lines[1:-1])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_shipped_files_stay_the_same_programs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    once = laid_out(text)
    assert laid_out(once) == once
    assert program(once) == program(text)
    assert comments(once) == comments(text)


@pytest.mark.parametrize(
    "text", [pytest.param("p :- q", id="syntax"), pytest.param("p(1.5).", id="decimal"), "é."]
)
def test_what_clingo_cannot_parse_is_not_touched(text: str) -> None:
    with pytest.raises(InputError):
        laid_out(text)


def test_a_directive_that_a_rule_file_may_not_have_is_laid_out_all_the_same() -> None:
    assert laid_out("#show   p/1.:~p.[1@2]\nq.") == "#show p/1.\n:~p.[1@2]\nq.\n"


def test_chunks_are_statements_and_the_comments_between_them() -> None:
    found = chunks(Source("a.lp", "p :- q(1..2). % a\n\n%* b *% r. s :- % c\n t."))
    assert [chunk.is_comment for chunk in found] == [False, True, True, False, False]
    assert [chunk.trailing for chunk in found] == [False, True, False, False, False]
    assert [chunk.gap for chunk in found] == [False, False, True, False, False]


variables = st.sampled_from(["X", "Y", "_", "Long_Variable'"])
names = st.sampled_from(["p", "ship", "_under'", "a_rather_long_name_for_a_predicate"])


def spread(*parts: object) -> list[str]:
    """Return tokens and lists of tokens as one list."""
    flat: list[str] = []
    for part in parts:
        flat += [part] if isinstance(part, str) else part
    return flat


def separated(items: list[list[str]], mark: str) -> list[str]:
    return [token for item in items for token in (mark, *item)][1:]


@st.composite
def terms(draw: st.DrawFn, depth: int = 2) -> list[str]:
    leaf = st.one_of(variables, st.sampled_from(["3", "0", "few", '"a, b"', "#inf"]))
    if depth == 0:
        return [draw(leaf)]
    kind = draw(st.sampled_from(["leaf", "leaf", "function", "minus", "sum", "tuple", "range"]))
    inner = terms(depth - 1)
    match kind:
        case "leaf":
            return [draw(leaf)]
        case "function":
            return spread(
                "f", "(", separated(draw(st.lists(inner, min_size=1, max_size=3)), ","), ")"
            )
        case "minus":
            return spread("-", draw(inner))
        case "sum":
            operator = draw(st.sampled_from(["+", "-", "*", "/", "\\", "**", "?", "^"]))
            return spread("(", draw(inner), operator, draw(inner), ")")
        case "range":
            return spread("(", draw(inner), "..", draw(inner), ")")
        case _:
            return spread("(", draw(inner), ",", draw(inner), ")")


@st.composite
def atoms(draw: st.DrawFn) -> list[str]:
    arguments = draw(st.lists(terms(), max_size=3))
    sign = draw(st.sampled_from([[], [], ["-"]]))
    mark = draw(st.sampled_from([",", ",", ";"]))
    return spread(
        sign, draw(names), *((["("], separated(arguments, mark), [")"]) if arguments else ())
    )


@st.composite
def literals(draw: st.DrawFn, depth: int = 1) -> list[str]:
    kinds = ["atom", "atom", "not", "compare", *(["count", "condition", "set"] if depth else [])]
    match draw(st.sampled_from(kinds)):
        case "not":
            return spread(["not"] * draw(st.integers(1, 2)), draw(atoms()))
        case "compare":
            sign = draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
            return spread(draw(terms()), sign, draw(terms()))
        case "count":
            function = draw(st.sampled_from(["#count", "#sum", "#min"]))
            inner = separated(draw(st.lists(literals(0), min_size=1, max_size=2)), ",")
            return spread("N", "=", function, "{", draw(terms()), ":", inner, "}")
        case "condition":
            return spread(draw(atoms()), ":", draw(atoms()))
        case "set":
            return spread("1", "{", draw(atoms()), ":", draw(atoms()), "}", "3")
        case _:
            return draw(atoms())


@st.composite
def statements(draw: st.DrawFn) -> list[str]:
    body = separated(draw(st.lists(literals(), min_size=1, max_size=3)), ";")
    match draw(st.sampled_from(["rule", "rule", "fact", "constraint", "choice", "const"])):
        case "rule":
            return spread(draw(atoms()), ":-", body, ".")
        case "fact":
            return spread(draw(atoms()), ".")
        case "constraint":
            return spread(":-", body, ".")
        case "choice":
            return spread("{", draw(atoms()), ":", draw(atoms()), "}", "=", "1", ":-", body, ".")
        case _:
            return ["#const", "few", "=", "3", "."]


GAPS = (
    " ",
    "  ",
    "\n",
    "\n\n\n",
    "\t",
    " % why\n",
    "%* a\n b *%",
    "\n%! class  plane\n",
    "%?x: y\n",
)


@st.composite
def programs(draw: st.DrawFn) -> str:
    run = [token for statement in draw(st.lists(statements(), max_size=3)) for token in statement]
    plain = draw(st.booleans())
    gaps = st.sampled_from(GAPS[:1] if plain else GAPS)
    few = st.one_of(st.just(" "), st.just(" "), st.just(" "), gaps)
    return "".join(f"{draw(few)}{token}" for token in run)


@given(programs())
def test_the_layout_changes_neither_program_nor_comments_and_is_settled(text: str) -> None:
    once = laid_out(text)
    assert program(once) == program(text)
    assert [re.sub(r"^(%[!?])\s*", r"\1", one) for one in comments(once)] == [
        re.sub(r"^(%[!?])\s*", r"\1", one) for one in comments(text)
    ]
    assert laid_out(once) == once
    assert all(line == line.rstrip() for line in once.split("\n"))
