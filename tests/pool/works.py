"""What the tests' workers do. It is importable, so that spawned workers find it."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
import time
from pathlib import Path

import clingo

from rune_lp.errors import InputError, NotSolvedError, Place

LONG = "n(1..100000). p(X,Y,Z,U) :- n(X), n(Y), n(Z), n(U), X < Y, Y < Z, Z < U."
"""A program that clingo does not finish grounding in time."""

LARGE = "n(1..100000). p(X,Y,Z,U) :- n(X), n(Y), n(Z), n(U)."
"""A program that clingo does not finish grounding in memory."""


def keep(payload):
    return payload


def refuse(_payload):
    raise InputError.of("no such catalogue", Place("x.catalog"), hint="make one")


def break_down(_payload):
    raise KeyError("odd")


def vanish(_payload):
    os.kill(os.getpid(), signal.SIGKILL)


def do(_state, value):
    """Do what a value says: a word, or a word with an argument."""
    word, _, argument = str(value).partition(" ")
    return WORDS[word](argument) if word in WORDS else value


def nap(argument):
    time.sleep(float(argument))
    return "woke"


def refuse_to_solve(argument):
    raise NotSolvedError(argument)


def bug(argument):
    raise ValueError(argument)


def allocate(argument):
    return len(bytearray(int(argument) * 1_000_000))


def ground(program):
    control = clingo.Control()
    control.add("base", [], program)
    control.ground([("base", [])])


def say_bad_alloc(_argument):
    """End as a C++ library does whose allocation fails where nothing catches it."""
    os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
    crash(os.abort)


def crash(how):
    faulthandler.disable()  # pytest's, which a forked worker inherits
    how()


def say(argument):
    print(argument)
    print(argument, file=sys.stderr)


def once(path):
    """Die the first time."""
    mark = Path(path)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


WORDS = {
    "nap": nap,
    "unsolved": refuse_to_solve,
    "bug": bug,
    "allocate": allocate,
    "ground-long": lambda _: ground(LONG),
    "ground-large": lambda _: ground(LARGE),
    "bad_alloc": say_bad_alloc,
    "segfault": lambda _: crash(lambda: ctypes.string_at(0)),
    "abort": lambda _: crash(os.abort),
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "exit": lambda argument: os._exit(int(argument)),
    "sys.exit": lambda argument: sys.exit(int(argument)),
    "unpicklable": lambda _: lambda: None,
    "interrupt": lambda _: os.kill(os.getpid(), signal.SIGINT),
    "pid": lambda _: os.getpid(),
    "say": say,
    "once": once,
}
