"""The command as a program: help, exit codes, tracebacks, pipes, terminals, interrupts."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from typing import TYPE_CHECKING

import pytest

from rune_lp import __version__, search
from rune_lp.cli import INTERNAL, INTERRUPTED, VERBS
from tests.cli.program import call, refused, spawn

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = ("clingo", "lark", "numpy", "PIL", "rich", "shapely")


def test_the_installed_command_is_the_module():
    command = shutil.which("rune-lp", path=sysconfig.get_path("scripts"))
    assert command is not None
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == spawn("--version").out == f"rune-lp, version {__version__}\n"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(verb):
    ran = call(verb, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: rune-lp {verb} ")
    assert re.search(rf"^  Example: rune-lp {verb} .*\S$", ran.out, re.MULTILINE)
    assert max(map(len, ran.out.splitlines())) <= 84
    assert call(verb, "-h") == ran


def test_help_lists_the_verbs_and_has_an_example():
    ran = call("--help")
    assert ran.code == 0
    for verb, told in VERBS.items():
        assert f"  {verb} " in ran.out
        assert told.split()[0] in ran.out
    assert '  Example: rune-lp search dota.catalog "a harbor with at least two' in ran.out


def test_without_a_verb_there_is_help_and_exit_2():
    ran = call()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: rune-lp [OPTIONS] VERB ...")


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "index"])
def test_help_imports_nothing_heavy(verb):
    program = (
        "import sys; from rune_lp.cli import cli\n"
        f"cli(['{verb}', '--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("\n[]\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["serch"], "there is no verb 'serch', did you mean search? (see rune-lp --help)"),
        (["xyz"], f"there is no verb 'xyz', verbs: {', '.join(VERBS)} (see rune-lp --help)"),
        (["--bogus"], "No such option '--bogus' (see rune-lp --help)"),
        (["search"], "Missing argument 'CATALOG' (see rune-lp search --help)"),
        (["explain", "x"], "Missing argument 'IMAGE' (see rune-lp explain --help)"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_read_is_one_line_and_exit_2(arguments, message):
    assert refused(call(*arguments)) == message


@pytest.mark.parametrize(
    "arguments",
    [["--debug", "translate", "a shpi"], ["translate", "a shpi", "--debug"]],
    ids=["before the verb", "after the verb"],
)
def test_a_traceback_is_for_debug_only(arguments):
    ran = spawn(*arguments)
    assert "Traceback" in ran.err
    assert "NotUnderstoodError" in ran.err.splitlines()[-1]
    refused(spawn("translate", "a shpi"))


def test_a_fault_of_the_program_is_no_answer(catalog, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr("rune_lp.search.results", broken)
    ran = call("search", catalog, "a ship", "--time-limit", "0")
    assert ran.code == INTERNAL
    assert ran.err == (
        "rune-lp: internal error: ValueError: odd (please report it, with what --debug shows)\n"
    )


def test_a_reader_that_has_seen_enough_is_no_fault(catalog):
    command = f"{sys.executable} -W error -m rune_lp facts '{catalog}' P1 | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "% image P1, 4 objects\n", "")


@pytest.mark.parametrize(
    ("closing", "code"),
    [
        pytest.param("<&-", 2, id="standard input"),
        pytest.param(">&-", 0, id="standard output"),
        pytest.param("2>&-", 0, id="standard error"),
    ],
)
def test_a_closed_stream_is_an_empty_one(catalog, closing, code):
    question = "-" if code else "'a ship'"
    command = f"{sys.executable} -m rune_lp search '{catalog}' {question} {closing}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert ("nothing to translate" in done.stderr) is (code == 2)
    assert "internal error" not in done.stderr


def test_a_stream_that_cannot_show_a_character_gets_its_number(catalog):
    ran = spawn(
        "explain", catalog, "P1", "a ship near a harbor", env={"PYTHONIOENCODING": "cp1252"}
    )
    assert ran.code == 0
    assert r"near means \u2264 20.0 px" in ran.out


def test_an_interrupt_loses_no_finished_image(catalog, monkeypatch):
    whole = search.judged

    def interrupted(*arguments, **options):
        for number, verdict in enumerate(whole(*arguments, **options)):
            if number == 3:
                raise KeyboardInterrupt
            yield verdict

    monkeypatch.setattr(search, "judged", interrupted)
    ran = call("search", catalog, "a ship near a harbor", "--format", "jsonl")
    assert ran.code == INTERRUPTED
    assert [line["image"] for line in ran.lines[1:]] == ["P1"]
    assert ran.err == "rune-lp: interrupted: 1 of 4 images were not searched\n"


def test_an_interrupt_elsewhere_is_one_line(catalog, tmp_path):
    profile = tmp_path / "profile.toml"
    os.mkfifo(profile)
    command = [sys.executable, "-W", "error", "-m", "rune_lp", "search", catalog, "a ship"]
    process = subprocess.Popen(
        [*command, "--profile", profile],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    writing = opened_for_writing(profile, process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    os.close(writing)
    assert (process.returncode, out, err.strip()) == (INTERRUPTED, "", "rune-lp: interrupted")


def opened_for_writing(pipe: Path, reader: subprocess.Popen[str]) -> int:
    """Open a named pipe once a process reads from it, which then waits for what is written."""
    while reader.poll() is None:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            time.sleep(0.01)
    raise AssertionError(f"the program ended early: {reader.communicate()}")


def on_a_terminal(*arguments: object, env: dict[str, str] | None = None) -> str:
    """Return what the program prints where standard output and error are a terminal."""
    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", **(env or {})}
    process = subprocess.Popen(
        [sys.executable, "-m", "rune_lp", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=child,
        stderr=child,
        env=environment,
    )
    os.close(child)
    printed = b""
    while True:
        try:
            piece = os.read(parent, 4096)
        except OSError:  # how Linux says that the other side is closed
            break
        if not piece:
            break
        printed += piece
    os.close(parent)
    assert process.wait(timeout=30) == 0
    return printed.decode()


def test_a_terminal_sees_progress_and_colour(catalog):
    printed = on_a_terminal("search", catalog, "a ship", env={"NO_COLOR": ""})
    assert "solving" in printed
    assert "\x1b[36mformula:\x1b[0m exists x. ship(x)" in printed
    assert "\x1b[1m  1. P1" in printed


def test_no_color_is_respected(catalog):
    printed = on_a_terminal("explain", catalog, "P1", "a ship", env={"NO_COLOR": "1"})
    assert "\x1b[" not in printed


def test_a_pipe_sees_neither(catalog):
    ran = spawn("search", catalog, "a ship")
    assert ran.err == ""
    assert "\x1b[" not in ran.out


def test_what_is_no_text_is_shown_by_number():
    # What Python makes of an argument that is not UTF-8.
    ran = call("translate", "caf\udce9")
    refused(ran)
    assert ran.err.splitlines()[1] == r"  caf\udce9"
