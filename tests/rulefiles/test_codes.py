"""The page of the checks: every code is on it, and its examples are what it says they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rune_lp.authoring.diagnosis import diagnose
from rune_lp.authoring.suite import Suite, run_tests
from rune_lp.rulefiles.codes import CODES

PAGE = (Path(__file__).parents[2] / "docs/rule-checks.md").read_text(encoding="utf-8")
SECTIONS = {
    match[1]: (match[2], match[3])
    for match in re.finditer(
        r"^## (R\d+) ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
}
EXAMPLES = [
    pytest.param(code, kind, text, id=f"{code}-{kind}")
    for code, (_, section) in SECTIONS.items()
    for kind, text in re.findall(r"```prolog (bad|good)\n(.*?)```", section, re.DOTALL)
]


def test_every_code_has_its_section_in_order() -> None:
    assert {code: name for code, (name, _) in SECTIONS.items()} == {
        code: entry.name for code, entry in CODES.items()
    }
    assert list(SECTIONS) == sorted(CODES)


def test_every_code_has_a_bad_and_a_good_example() -> None:
    shown = {(example.values[0], example.values[1]) for example in EXAMPLES}
    without = {code for code in CODES if not {(code, "bad"), (code, "good")} <= shown}
    assert without == {"R007"}, "an unreadable file cannot be shown"


def test_warnings_say_so() -> None:
    warned = {code for code, (_, text) in SECTIONS.items() if text.strip().startswith("A warning.")}
    assert warned == {code for code, entry in CODES.items() if entry.severity == "warning"}


@pytest.mark.parametrize(("code", "kind", "text"), EXAMPLES)
def test_an_example_is_what_the_page_says(tmp_path, code: str, kind: str, text: str) -> None:
    path = tmp_path / "example.lp"
    path.write_text(text, encoding="utf-8")
    if code == "R043":
        (report,) = run_tests(Suite.read([path]))
        found = [failure.fault for one in report.outcomes for failure in one.failures]
    else:
        found = diagnose(Suite.read([path]))
        # A choice, or unstratified negation, is warned of where it matters and where it may.
        found = [fault for fault in found if fault.code == code or kind == "good"]
    assert {fault.code for fault in found} == ({code} if kind == "bad" else set())
    assert all(
        (fault.place and fault.hint) or code in ("R001", "R041", "R042", "R043", "R044")
        for fault in found
    )


def test_a_file_that_is_not_there_is_unreadable(tmp_path) -> None:
    (fault,) = diagnose(Suite.read([tmp_path / "none.lp"]))
    assert (fault.code, str(fault.place)) == ("R007", str(tmp_path / "none.lp"))
