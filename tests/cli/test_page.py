"""The page of the command line: its examples do what it says, and it leaves nothing out.

With `--update` the examples' outputs are written anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from rune_lp.cli import VERBS
from tests.cli.program import call

PAGE = Path(__file__).parents[2] / "docs/command-line.md"
SEPARATOR = "\x1e"


def shown(block: str, folder: Path) -> str:
    """Return a console block with the outputs that its commands have now, run in one shell."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    # Between the commands stands a mark, and the exit status is kept for `echo $?`.
    marked = "".join(f"{each}\ns=$?; printf '{SEPARATOR}'; (exit $s)\n" for each in commands)
    scripts = sysconfig.get_path("scripts")
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{marked}"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"},
        check=False,
    )
    outputs = done.stdout.split(SEPARATOR)
    return "".join(f"$ {command}\n{out}" for command, out in zip(commands, outputs, strict=False))


def test_the_examples_do_what_the_page_says(tmp_path: Path, update: bool) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (source,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    (tmp_path / "harbour.jsonl").write_text(source, encoding="utf-8")

    def block(match: re.Match[str]) -> str:
        return f"```console\n{shown(match[1], tmp_path)}```"

    rerun = re.sub(r"```console\n(.*?)```", block, page, flags=re.DOTALL)
    if update:
        PAGE.write_text(rerun, encoding="utf-8")
    assert rerun.splitlines() == page.splitlines()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_section_and_example(verb: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {verb}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert f"$ rune-lp {verb} " in section


def test_every_shared_option_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    options = [
        set(re.findall(r"^  (--[a-z-]+)", call(verb, "--help").out, re.MULTILINE))
        for verb in ("search", "explain", "translate")
    ]
    shared = set.intersection(*options)
    assert "--min-score" in shared
    for option in shared:
        assert f"`{option}" in page
