"""All tests of some files: what is run, what is reported, and what a faulty file comes to."""

from pathlib import Path

import pytest

from rune_lp.authoring.suite import Report, Suite, run_tests
from rune_lp.rulefiles.library import rules_directory

GOOD = """\
%! big(S): "a big ship"
big(S) :- class(S, ship), area(S, A), A >= 5000.
%? scene: ship s at 9 9 50x10
%? expect: big(s)
"""


@pytest.fixture
def run(tmp_path):
    def run(**texts: str) -> dict[str, Report]:
        paths = [tmp_path / f"{name}.lp" for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_text(text, encoding="utf-8")
        return {Path(report.path).stem: report for report in run_tests(Suite.read(paths))}

    return run


def messages(report: Report) -> list[str]:
    outcomes = [failure for outcome in report.outcomes for failure in outcome.failures]
    return [failure.fault.message for failure in (*outcomes, *report.faults, *report.unread)]


def test_the_shipped_files_pass_their_tests() -> None:
    reports = list(run_tests(Suite.read()))
    assert [Path(report.path) for report in reports] == sorted(rules_directory().glob("*.lp"))
    assert [message for report in reports for message in messages(report)] == []


def test_only_the_named_files_are_tested_and_with_the_shipped_rules(run) -> None:
    text = '%! wet(X): "x"\nwet(X) :- watercraft(X).\n%? scene: ship s at 9 9\n%? expect: wet(s)'
    reports = run(a=GOOD, b=text)
    assert {name: report.passed for name, report in reports.items()} == {"a": True, "b": True}


def test_files_are_tested_together(run) -> None:
    other = '%! huge(S): "x"\nhuge(S) :- big(S).\n%? scene: ship s at 9 9 50x10\n%? expect: huge(s)'
    assert all(report.passed for report in run(b=other, a=GOOD).values())


def test_what_no_test_names_is_told(run) -> None:
    text = f'{GOOD}%! small(S): "x"\nsmall(S) :- class(S, ship), not big(S).'
    assert run(a=text)["a"].untested == ("small",)


def test_a_test_that_cannot_be_read_fails_and_the_others_run(run) -> None:
    report = run(a=f"{GOOD}%? scene: ship\n%? expect: big(s)")["a"]
    assert (report.passed, report.faults, len(report.outcomes)) == (False, (), 1)
    assert len(report.unread) == 1


def test_a_faulty_file_is_unusable_and_says_why(run) -> None:
    report = run(a=GOOD.replace("area(", "aera("))["a"]
    assert (report.passed, len(report.faults)) == (False, 1)
    assert messages(report) == ["no rule and no fact defines aera/2"]


def test_a_missing_file_is_reported_by_its_name(tmp_path) -> None:
    (report,) = run_tests(Suite.read([tmp_path / "none.lp"]))
    assert (report.path, len(report.faults)) == (str(tmp_path / "none.lp"), 1)


@pytest.mark.parametrize("error", ["R010", "no fact defines aera"])
def test_a_fault_of_the_file_can_be_expected(run, error: str) -> None:
    report = run(a=f"%? expect error: {error}\n" + GOOD.replace("area(", "aera("))["a"]
    assert (report.passed, report.faults) == (True, ())


def test_a_fault_that_does_not_come_is_a_failure(run) -> None:
    report = run(a=f"%? expect error: R010\n{GOOD}")["a"]
    assert messages(report) == ["the error 'R010' is expected, but there is none"]


def test_an_unknown_class_makes_a_file_unusable(run) -> None:
    report = run(a=GOOD.replace("ship), area", "shpi), area"))["a"]
    assert report.faults
    assert messages(report) == ["unknown class 'shpi'"]
