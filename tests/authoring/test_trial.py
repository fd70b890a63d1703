"""Running tests of rule files: what passes, what fails, and how a failure is explained."""

import pytest

from rune_lp.authoring.cases import read_cases
from rune_lp.authoring.trial import Failure, try_case
from rune_lp.rulefiles.library import RuleLibrary
from rune_lp.rulefiles.rulefile import read_rule_file
from rune_lp.rulefiles.source import Source

RULES = """\
#const berths = 3.
marina(H) :- class(H, harbor), N = #count { S : moored(S, H) }, N >= berths.
moored(S, H) :- class(S, ship), class(H, harbor), next_to(S, H).
big(S) :- class(S, ship), area(S, A), A >= 5000.
linked(X, Y) :- class(X, ship), class(Y, ship), near(X, Y).
linked(X, Z) :- linked(X, Y), linked(Y, Z), X != Z.
lone(X) :- class(X, ship), not linked(X, _).
crowd(X) :- class(X, ship), near(X, Y) : class(Y, ship), X != Y.
-wet(X) :- class(X, plane).
"""


def failures(test: str, rules: str = RULES) -> tuple[Failure, ...]:
    source = Source("a.lp", rules + test)
    (case,), faults = read_cases(source)
    assert faults == ()
    return try_case(source, case, RuleLibrary((read_rule_file(source),))).failures


PIER = "%? scene: harbor h at 200 200 200x40; ship s1..s3 beside h; plane p at 600 600\n"
ROW = "%? scene: ship s1..s4 at 100 100 in a row step 25; ship t at 500 500\n"


@pytest.mark.parametrize(
    "test",
    [
        pytest.param(f"{PIER}%? expect: marina(h), moored(s1..s3, h)", id="rules and helpers"),
        pytest.param(f"{PIER}%? forbid: marina(s1), marina(p), moored(p, _)", id="forbidden"),
        pytest.param(f"{PIER}%? exactly: moored(s1..s3, h)", id="exactly"),
        pytest.param(f"{PIER}%? expect: near(s1, h), class(h, harbor), object(p)", id="facts"),
        pytest.param(f"{PIER}%? expect: area(s1, 2000), center(h, 2000, 2000)", id="numbers"),
        pytest.param(f"{PIER}%? expect: -wet(p)\n%? forbid: -wet(h)", id="classical negation"),
        pytest.param(f"{ROW}%? expect: linked(s1, s4), lone(t)", id="recursion"),
        pytest.param(f"{ROW}%? exactly: lone(t)", id="exactly one"),
        pytest.param(
            "%? scene: ship s at 1 1 90x90; ship t at 500 1 90x90 score 0.4\n%? exactly: big(s)",
            id="below the threshold",
        ),
        pytest.param("%? scene: image 100x100\n%? forbid: object(_), big(_)", id="nothing there"),
        pytest.param("%? scene: ship s at 9 9; gsd 0.5\n%? expect: gsd(500)", id="gsd"),
    ],
)
def test_a_test_that_passes(test: str) -> None:
    assert failures(test) == ()


@pytest.mark.parametrize(
    ("test", "place", "messages", "why"),
    [
        pytest.param(
            "%? scene: ship s at 100 100 40x12\n%? expect: big(s)",
            "11:12",
            ["big(s) is expected, but does not hold"],
            [
                "✗ big(s)",
                "  a.lp:4: big(S) :- class(S, ship), area(S, A), A >= 5000.",
                "    ✓ class(s, ship)",
                "    ✓ area(s, 4800 (480.0 px2))",
                "    ✗ A >= 5000  with A = 4800 (480.0 px2)",
            ],
            id="a comparison with its numbers",
        ),
        pytest.param(
            "%? scene: plane s at 100 100\n%? expect: big(s)",
            "11:12",
            ["big(s) is expected, but does not hold"],
            [
                "✗ big(s)",
                "  a.lp:4: big(S) :- class(S, ship), area(S, A), A >= 5000.",
                "    ✗ class(s, ship): it is plane s",
            ],
            id="another class",
        ),
        pytest.param(
            "%? scene: harbor h at 99 99 99x9; ship s1..s2 beside h; ship t at 600 99\n"
            "%? expect: marina(h)",
            "11:12",
            ["marina(h) is expected, but does not hold"],
            [
                "✗ marina(h)",
                (
                    "  a.lp:2: marina(H) :- class(H, harbor), N = #count { S : moored(S, H) }, "
                    "N >= berths."
                ),
                "    ✓ class(h, harbor)",
                "    ✓ N = #count { S: moored(S,H) }  with H = h, N = 2",
                "      2 in it: s1, s2",
                "      ✗ moored(_, h)",
                "        a.lp:3: moored(S, H) :- class(S, ship), class(H, harbor), next_to(S, H).",
                "          ✓ class(t, ship)",
                "          ✓ class(h, harbor)",
                (
                    "          ✗ next_to(t, h): ship t is 441.5 px from harbor h, "
                    "not next to, which means ≤ 14.9 px"
                ),
                "    ✗ N >= berths  with N = 2",
            ],
            id="a count, and what is not in it",
        ),
        pytest.param(
            f"{ROW}%? forbid: linked(s1, s3)",
            "11:12",
            ["linked(s1, s3) holds, but is forbidden"],
            [
                "✓ linked(s1, s3)",
                "  a.lp:6: linked(X, Z) :- linked(X, Y), linked(Y, Z), X != Z.",
                "    ✓ linked(s1, s2)",
                "      a.lp:5: linked(X, Y) :- class(X, ship), class(Y, ship), near(X, Y).",
                "        ✓ class(s1, ship)",
                "        ✓ class(s2, ship)",
                "        ✓ near(s1, s2): ship s1 is 5.0 px from ship s2, near means ≤ 20.0 px",
                "    ✓ linked(s2, s3)",
                "      a.lp:5: linked(X, Y) :- class(X, ship), class(Y, ship), near(X, Y).",
                "        ✓ class(s2, ship)",
                "        ✓ class(s3, ship)",
                "        ✓ near(s2, s3): ship s2 is 5.0 px from ship s3, near means ≤ 20.0 px",
                "    ✓ X != Z  with X = s1, Z = s3",
            ],
            id="recursion down to the facts",
        ),
        pytest.param(
            f"{ROW}%? expect: lone(s1)",
            "11:12",
            ["lone(s1) is expected, but does not hold"],
            [
                "✗ lone(s1)",
                "  a.lp:7: lone(X) :- class(X, ship), not linked(X, _).",
                "    ✓ class(s1, ship)",
                "    ✗ not linked(X,_)  with X = s1",
                "      ✓ linked(s1, s2)",
                "        a.lp:5: linked(X, Y) :- class(X, ship), class(Y, ship), near(X, Y).",
                "          ✓ class(s1, ship)",
                "          ✓ class(s2, ship)",
                "          ✓ near(s1, s2): ship s1 is 5.0 px from ship s2, near means ≤ 20.0 px",
            ],
            id="a negation, and why it fails",
        ),
        pytest.param(
            f"{ROW}%? expect: crowd(s2)",
            "11:12",
            ["crowd(s2) is expected, but does not hold"],
            [
                "✗ crowd(s2)",
                "  a.lp:8: crowd(X) :- class(X, ship), near(X, Y) : class(Y, ship), X != Y.",
                "    ✓ class(s2, ship)",
                "    ✗ near(X,Y): class(Y,ship), X != Y  with X = s2",
                (
                    "      ✗ near(s2, s4): ship s2 is 30.0 px from ship s4, not near, which means "
                    "≤ 20.0 px"
                ),
                (
                    "      ✗ near(s2, t): ship s2 is 527.4 px from ship t, not near, which means "
                    "≤ 20.0 px"
                ),
            ],
            id="a condition, and its exceptions",
        ),
        pytest.param(
            f"{ROW}%? expect: near(s1, s4)",
            "11:12",
            ["near(s1, s4) is expected, but does not hold"],
            ["✗ near(s1, s4): ship s1 is 55.0 px from ship s4, not near, which means ≤ 20.0 px"],
            id="a fact",
        ),
        pytest.param(
            "%? scene: ship s at 9 9 score 0.3\n%? expect: big(s)",
            "11:12",
            ["big(s) is expected, but does not hold"],
            [
                "✗ big(s)",
                "  a.lp:4: big(S) :- class(S, ship), area(S, A), A >= 5000.",
                "    ✗ class(s, ship): s is below the score threshold",
            ],
            id="below the threshold",
        ),
        pytest.param(
            "%? scene: plane p at 9 9\n%? expect: marina(_)",
            "11:12",
            ["marina(_) is expected, but does not hold"],
            [
                "✗ marina(_)",
                (
                    "  a.lp:2: marina(H) :- class(H, harbor), N = #count { S : moored(S, H) }, "
                    "N >= berths."
                ),
                "    ✗ class(_, harbor): there is none",
            ],
            id="anything",
        ),
    ],
)
def test_a_failure_is_explained(test: str, place: str, messages: list[str], why: list[str]) -> None:
    found = failures(test)
    assert [failure.fault.message for failure in found] == messages
    assert str(found[0].fault.place) == f"a.lp:{place}"
    assert list(found[0].why) == why


def test_exactly_names_what_there_is_besides() -> None:
    found = failures(f"{PIER}%? exactly: moored(s1, h), moored(s2, h)")
    messages = [failure.fault.message for failure in found]
    assert messages == ["moored(s3, h) holds, but is not exactly what is expected"]


@pytest.mark.parametrize(
    ("test", "code", "message"),
    [
        pytest.param("%? scene: shpi s at 9 9\n%? forbid: big(s)", "R012", "'shpi'", id="class"),
        pytest.param("%? scene: ship s at 9 9\n%? expect: bigg(s)", "R010", "bigg/1", id="name"),
        pytest.param("%? scene: ship s at 9 9\n%? expect: big(s, s)", "R010", "big/2", id="arity"),
        pytest.param("%? scene: ship s at 9 9\n%? expect: big(t)", "R040", "object t", id="object"),
    ],
)
def test_what_nothing_knows_is_no_mere_failure(test: str, code: str, message: str) -> None:
    (failure,) = failures(test)
    assert failure.fault.code == code
    assert message in failure.fault.message


CONTRADICTORY = "p(X) :- class(X, ship).\n:- p(X), not class(X, plane).\n"
UNDECIDED = "p(X) :- class(X, ship), not q(X).\nq(X) :- class(X, ship), not p(X).\n"
SHIP = "%? scene: ship s at 9 9\n"


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        pytest.param(CONTRADICTORY, "R041", id="no model by code"),
        pytest.param(CONTRADICTORY, "no stable model", id="no model by message"),
        pytest.param(UNDECIDED, "R042", id="several by code"),
        pytest.param(
            "p :- class(_, ship), gsd(G), G > 3.\n", "ground sample distance", id="no scale"
        ),
    ],
)
def test_an_error_can_be_expected(rules: str, error: str) -> None:
    assert failures(f"{SHIP}%? expect error: {error}", rules) == ()
    assert failures(f"{SHIP}%? expect error: something else", rules) != ()


def test_an_error_that_does_not_come_is_a_failure() -> None:
    (failure,) = failures(f"{SHIP}%? expect error: R041")
    assert failure.fault.message == "the error 'R041' is expected, but there is none"


def test_a_contradiction_names_its_constraint() -> None:
    (failure,) = failures(f"{SHIP}%? expect: p(s)", CONTRADICTORY)
    assert failure.fault.code == "R041"
    assert failure.why == (
        "a.lp:2: :- p(X), not class(X, plane).",
        "  ✓ p(s)",
        "    a.lp:1: p(X) :- class(X, ship).",
        "      ✓ class(s, ship)",
        "  ✓ not class(X,plane)  with X = s",
    )


def test_several_models_name_what_differs() -> None:
    (failure,) = failures(f"{SHIP}%? expect: p(s)", UNDECIDED)
    assert failure.fault.code == "R042"
    assert failure.why == ("p(s) is in one of them only", "q(s) is in one of them only")
