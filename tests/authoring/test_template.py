"""The file to begin with passes everything that a finished one should."""

import pytest

from rune_lp.authoring.diagnosis import diagnose
from rune_lp.authoring.formatting import formatted
from rune_lp.authoring.suite import Suite, run_tests
from rune_lp.authoring.template import rule_template
from rune_lp.errors import InputError
from rune_lp.rulefiles.source import Source


@pytest.mark.parametrize(
    "name", ["busy", "busy_pier", "a_name_that_is_so_long_that_its_rule_does_not_fit_in_a_line"]
)
def test_it_has_nothing_to_check_and_its_tests_pass(tmp_path, name: str) -> None:
    path = tmp_path / f"{name}.lp"
    path.write_text(rule_template(name), encoding="utf-8")
    suite = Suite.read([path])
    (report,) = run_tests(suite)
    assert diagnose(suite) == ()
    assert (report.passed, len(report.outcomes), report.untested) == (True, 2, ())
    assert formatted(Source.read(path)) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "hint"),
    [("near", "class_near"), ("Busy Pier", "busy_pier"), ("count", "class_count"), ("", "class")],
)
def test_a_name_that_formulas_cannot_use_is_refused(name: str, hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        rule_template(name)
