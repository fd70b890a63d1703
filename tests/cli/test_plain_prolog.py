"""A question's program and an image's facts in plain SWI-Prolog, with no Python around them."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import SCENES
from tests.cli.program import call

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("swipl") is None, reason="SWI-Prolog is not installed")

IMAGES = [scene.image for scene in SCENES]
QUESTIONS = [
    "exists x y. ship(x) & harbor(y) & near(x, y)",
    "exists x y. ship(x) & harbor(y) & distance(x, y) > 8 & length(x) <= 20",
    "forall x. ship(x) -> exists y. harbor(y) & near(x, y)",
    "exists x y z. between(x, y, z)",
    "~(exists x. vehicle(x))",
    "count(x: ship(x)) > 2 * count(y: harbor(y))",
    "exists=2 x. ship(x) & exists y. harbor(y) & next_to(x, y)",
    "{x | ship(x) & exists y. harbor(y) & near(x, y)}",
    "{x, y | ship(x) & ship(y) & x != y}",
]


def swipl(*files: Path) -> str:
    """Return what `show` prints; anything on standard error is a failure."""
    done = subprocess.run(
        ["swipl", "-q", "-g", "show", "-t", "halt", *map(str, files)],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("fol", QUESTIONS)
def test_the_answer_is_that_of_search(catalog: Path, tmp_path: Path, fol: str) -> None:
    query, facts = tmp_path / "query.pl", tmp_path / "image.pl"
    query.write_text(call("translate", "--fol", fol, "--emit", "prolog").out, encoding="utf-8")
    asked = ("search", catalog, "--fol", fol, "--all", "--explanations", 99)
    results = {one["image"]: one for one in call(*asked, "--format", "json").json["results"]}
    for image in IMAGES:
        wanted = ["satisfied"] if results[image]["satisfied"] else []
        if fol.startswith("{"):
            bound = (one["bindings"].values() for one in results[image]["assignments"])
            found = [",".join(str(each["id"]) for each in objects) for objects in bound]
            wanted += [f"witness({ids})" for ids in found]
        for arguments in ([], ["--fol", fol]):  # all facts, and those that the question reaches
            facts.write_text(
                call("facts", catalog, image, *arguments, "--prolog").out, encoding="utf-8"
            )
            for files in ((query, facts), (facts, query)):
                assert sorted(swipl(*files).splitlines()) == sorted(wanted)


def test_rule_files_of_both_languages_come_with_it(catalog: Path, tmp_path: Path) -> None:
    rules, more = tmp_path / "a.lp", tmp_path / "b.pl"
    rules.write_text('%! linked(X, Y): "l"\nlinked(X, Y) :- near(X, Y).\n'
                     "linked(X, Y) :- linked(X, Z), near(Z, Y).\n")  # fmt: skip
    more.write_text('%! berth(X): "b"\nberth(X) :- class(X, ship), linked(X, H), class(H, harbor).')
    asked = ("--fol", "{x | berth(x)}", "--rules", rules, "--rules", more)
    query, facts = tmp_path / "query.pl", tmp_path / "image.pl"
    query.write_text(call("translate", *asked, "--emit", "prolog").out, encoding="utf-8")
    ran = call("facts", catalog, "P1", *asked, "--solver", "prolog", "--prolog")
    facts.write_text(ran.out, encoding="utf-8")
    assert swipl(query, facts).split() == ["satisfied", "witness(1)", "witness(2)"]


def test_a_violated_constraint_is_told(catalog: Path, tmp_path: Path) -> None:
    rules = tmp_path / "a.lp"
    rules.write_text('%! berth(X): "b"\nberth(X) :- class(X, ship). :- berth(X), near(X, _).')
    asked = ("--fol", "exists x. berth(x)", "--rules", rules)
    query, facts = tmp_path / "query.pl", tmp_path / "image.pl"
    query.write_text(call("translate", *asked, "--emit", "prolog").out, encoding="utf-8")
    for image, told in (("P1", "the rules have no model\n"), ("P4", "")):
        ran = call("facts", catalog, image, *asked, "--prolog")
        facts.write_text(ran.out, encoding="utf-8")
        assert swipl(query, facts) == told


def test_the_program_without_decomposition_is_one_clause() -> None:
    fol = "exists x y. ship(x) & harbor(y) & near(x, y)"
    asked = ("translate", "--fol", fol, "--emit", "prolog", "--no-decomposition")
    text = call(*asked).out
    (clause,) = re.findall(r"^some_1 :- .*$", text, re.MULTILINE)
    assert clause == "some_1 :- once((class(X, ship), near(X, Y), class(Y, harbor)))."
