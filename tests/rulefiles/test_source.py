"""The text of a rule file, as it is looked at before clingo parses it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.errors import InputError
from rune_lp.rulefiles.rulefile import read_rule_file
from rune_lp.rulefiles.source import Source

PIECES = (
    *"pX_(){}.,:;|%\"\\\n#&@$'é\0\ufeff\x85",
    *("%*", "*%", "%! ", " :- ", "class(X,ship)", "object(X)", "#script", "#script (lua)", "#end"),
    *("#include", "#count{", "#const k=", "1.5", "..", "not ", "&t{", "@f(X)", '%! p(X): "a"\n'),
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("p. % q.", "p.     ", id="line comment"),
        pytest.param("p %* a\nb *% .", "p     \n     .", id="block comment"),
        pytest.param("%* a %* b *% c *%p.", "                 p.", id="nested block comment"),
        pytest.param('p("%é").', "p(    ).", id="string"),
        pytest.param(r'p("\"").', "p(    ).", id="escaped quote"),
        pytest.param("#script (lua) é #end.p.", "                    .p.", id="script"),
    ],
)
def test_code_is_the_text_without_comments_strings_and_scripts(text: str, code: str) -> None:
    assert Source("a.lp", text).code == code


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("p(1.5).", "1:3: rule files have integers only, but got 1.5", id="decimal"),
        pytest.param("p(X) :- 0 < 0.85.", "or for a score 85 (unit: 0.01)", id="score"),
        pytest.param("p :- 1 < 2147483648.", "1:10: clingo has integers up to", id="32 bits"),
        pytest.param("p(1..0x80000000).", "1:6: clingo has integers up to", id="hexadecimal"),
        pytest.param("p.\né(X).", "2:1: 'é' cannot stand outside strings", id="letter"),
        pytest.param('p("a).', "1:3: this string is not closed", id="open string"),
        pytest.param(r'p("\t").', "1:3: this string is not closed, or has an unknown", id="escape"),
        pytest.param("p.\0q.", "1:3: a NUL character", id="NUL"),
        pytest.param("p.\n%* q.", "2:1: this comment is not closed", id="open comment"),
        pytest.param("#script (lua) q.", "1:1: this script is not closed", id="open script"),
        pytest.param("#script lua #end.", "1:1: #script needs its language", id="no language"),
    ],
)
def test_faults_that_clingo_would_not_survive_or_explain(text: str, fault: str) -> None:
    with pytest.raises(InputError) as error:
        read_rule_file(Source("a.lp", text))
    assert fault in str(error.value)


@pytest.mark.parametrize("text", ["p(1..5).", 'p("1.5").', "p. % 1.5", "p(X1) :- q(X1).q(1)."])
def test_a_decimal_is_only_one_in_the_code(text: str) -> None:
    assert read_rule_file(Source("a.lp", text)).rules


@pytest.mark.parametrize("number", ["2147483647", "0x7fffffff", "0b101", "0o17"])
def test_an_integer_of_32_bits_is_read_as_clingo_reads_it(number: str) -> None:
    assert read_rule_file(Source("a.lp", f'p({number}). q("99999999999").')).rules


@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    rules, place = (), None
    try:
        rules = read_rule_file(Source("a.lp", text)).rules
    except InputError as error:
        place = error.fault.place
    assert place is None or (place.line is not None and place.column is not None)
    assert all(rule.text in text for rule in rules)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path) -> None:
    path = tmp_path / "a.lp"
    path.write_bytes('\ufeff%! big(X): "größer"\r\nbig(X) :- object(X).\r\n'.encode())
    (predicate,) = read_rule_file(Source.read(path)).exports
    assert (predicate.name, predicate.gloss) == ("big", "größer")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param("p.".encode("utf-16"), "must be UTF-8", id="UTF-16"),
        pytest.param(None, "No such file", id="no file"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, content: bytes | None, fault: str) -> None:
    path = tmp_path / "a.lp"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=fault):
        Source.read(path)


def test_places_after_letters_of_several_bytes_are_characters() -> None:
    with pytest.raises(InputError) as error:
        read_rule_file(Source("a.lp", 'p("é船") :- q(X). r(Y) :- :- s.'))
    assert error.value.fault.drawn().splitlines()[2].index("^") == 2 + 26 - 1 + 1  # 船 is wide
