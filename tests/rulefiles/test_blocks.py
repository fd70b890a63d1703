"""Doc blocks: what they say, and what is wrong with those that cannot be read."""

import pytest

from rune_lp.errors import InputError
from rune_lp.rulefiles.rulefile import RuleFile, read_rule_file
from rune_lp.rulefiles.source import Source
from rune_lp.vocabulary import ClassNote, Predicate

MARINA = """\
%! marina(H): "a harbour with at least five ships moored beside it"
%! args: H: object
%! synonyms: marina, yacht  harbour
%! because: "{H} has {N} ships next to it"
marina(H) :- class(H, harbor), N = #count { S : class(S, ship), next_to(S, H) }, N >= 5.
"""


def read(text: str) -> RuleFile:
    return read_rule_file(Source("a.lp", text))


def test_a_block_describes_the_predicate_below_it() -> None:
    assert read(MARINA).exports == (
        Predicate(
            "marina",
            1,
            "rule",
            synonyms=("marina", "yacht harbour"),
            gloss="a harbour with at least five ships moored beside it",
            because="{H} has {N} ships next to it",
            arguments=("H",),
        ),
    )


def test_all_but_the_gloss_may_be_left_out() -> None:
    (predicate,) = read('%!pair(X,Y):"two"\n% as it were\npair(X, Y) :- near(X, Y).').exports
    assert predicate == Predicate("pair", 2, "rule", gloss="two", arguments=("X", "Y"))


def test_class_notes_stand_anywhere() -> None:
    text = f"%! class plane\n%! synonyms: airplane\n%! class solar_panel\n\n{MARINA}%! class ship\n"
    notes = (ClassNote("plane", ("airplane",)), ClassNote("solar_panel"), ClassNote("ship"))
    assert read(text).class_notes == notes


def test_a_because_may_speak_of_the_blocks_arguments_by_their_names_there() -> None:
    text = '%! big(X): "big"\n%! because: "{X} is big"\nbig(Y) :- object(Y).'
    assert read(text).exports[0].because == "{X} is big"


def test_tests_within_a_file_are_plain_comments() -> None:
    assert read(f"{MARINA}\n%? scene: harbor h at 1 1 2x2\n%? expect: marina(h)\n").exports


HEAD = '%! p(X): "a"\n'
RULE = "\np(X) :- object(X)."


@pytest.mark.parametrize(
    ("text", "place", "fault"),
    [
        pytest.param(HEAD, "1:4", "not followed by a rule for p", id="no rule"),
        pytest.param(f"{HEAD}q(X) :- object(X).{RULE}", "1:4", "not followed by", id="other rule"),
        pytest.param(f"{HEAD}p(X,Y) :- near(X,Y).", "2:1", "takes 1 argument", id="arity"),
        pytest.param(f"%! p(X){RULE}", "1:4", "needs a text in double quotes", id="no gloss"),
        pytest.param(f"%! p(X): a{RULE}", "1:4", "needs a text in double quotes", id="no quotes"),
        pytest.param(f'%! p(x): "a"{RULE}', "1:4", "must be variables", id="constant argument"),
        pytest.param('%! p(): "a"\np.', "1:4", "must be variables", id="no argument"),
        pytest.param('%! p(X,X): "a"\np(X,X) :- q.', "1:4", "must differ", id="same argument"),
        pytest.param(f'%! P(X): "a"{RULE}', "1:4", "call it p", id="capital"),
        pytest.param(f'%! near(X): "a"{RULE}', "1:4", "name is taken", id="relation"),
        pytest.param(f'%! area(X): "a"{RULE}', "1:4", "name is taken", id="attribute"),
        pytest.param(f'%! count(X): "a"{RULE}', "1:4", "name is taken", id="word"),
        pytest.param(f"{HEAD}%! synonym: b{RULE}", "2:4", "did you mean synonyms", id="key"),
        pytest.param(f"{HEAD}%! b{RULE}", "2:4", "unknown doc key 'b'", id="no key"),
        pytest.param(
            f"{HEAD}%! synonyms: b\n%! synonyms: c{RULE}", "3:4", "given twice", id="key twice"
        ),
        pytest.param(f"{HEAD}%! synonyms: b,,c{RULE}", "2:4", "missing beside", id="empty synonym"),
        pytest.param(f"{HEAD}%! args: X: lenght{RULE}", "2:4", "did you mean length", id="type"),
        pytest.param(
            f"{HEAD}%! args: X: length\n%! synonyms: b{RULE}",
            "3:4",
            "synonyms is for predicates of objects",
            id="synonym of a number",
        ),
        pytest.param("%! extends p(X)\n%! args: X: object", "2:4", "none in", id="extends key"),
        pytest.param(f"{HEAD}%! args: Y: object{RULE}", "2:4", "write X: object", id="args"),
        pytest.param(f'{HEAD}%! because: "{{Y}}"{RULE}', "2:4", "has a slot {Y}", id="slot"),
        pytest.param(f"{HEAD}%! because: a{RULE}", "2:4", "needs a text", id="because"),
        pytest.param(f"{HEAD}\n%! synonyms: b{RULE}", "3:1", "belongs to no block", id="gap"),
        pytest.param("%! synonyms: b\n", "1:1", "belongs to no block", id="no head"),
        pytest.param("p. %! class plane", "1:4", "on a line of its own", id="beside a rule"),
        pytest.param("%! class small-vehicle\n", "1:4", "call it small_vehicle", id="label"),
        pytest.param("%! class ship\n%! args: X: object", "2:4", "known here: syn", id="class key"),
    ],
)
def test_a_block_that_cannot_be_read(text: str, place: str, fault: str) -> None:
    with pytest.raises(InputError) as error:
        read(text)
    assert str(error.value).startswith(f"a.lp:{place}: ")
    assert fault in str(error.value)


@pytest.mark.parametrize("local", ["1 <= #count { Y : near(X, Y) }", "near(X, Y) : object(Y)"])
def test_a_slot_must_have_one_value(local: str) -> None:
    text = f'%! p(X): "a"\n%! because: "{{Y}}"\np(X) :- object(X), {local}.'
    with pytest.raises(InputError, match=r"has a slot \{Y\}, which the rule in line 3 has not"):
        read(text)
