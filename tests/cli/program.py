"""The program as its users start it: called in this process, or spawned as one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import jsonschema

from rune_lp.cli import main

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/schema/search.schema.json").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Ran:
    """What came of a call: the exit code and what was printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def call(*arguments: object, stdin: bytes = b"") -> Ran:
    """Run `rune-lp` in this process: everything of it but the start of Python."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    argv = ["rune-lp", *map(str, arguments)]
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    code = None
    with (
        mock.patch.object(sys, "argv", argv),
        mock.patch.object(sys, "stdin", given),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stopped:
            code = stopped.code
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    assert isinstance(code, int)
    return Ran(code, *texts)


def spawn(*arguments: object, stdin: str = "", env: Mapping[str, str] | None = None) -> Ran:
    """Run `python -m rune_lp` as a process of its own, warnings being errors."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "rune_lp", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env=os.environ | (env or {}),
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def refused(ran: Ran) -> str:
    """Return the one line that says what is at fault; where the text is known, a caret follows."""
    assert ran.code == 2, ran
    assert ran.out == ""
    assert "Traceback" not in ran.err
    first, *drawn = ran.err.splitlines()
    assert first.startswith("rune-lp: ")
    assert len(drawn) in (0, 2)
    if drawn:
        assert set(drawn[1]) <= {" ", "^"}
    return first.removeprefix("rune-lp: ")


def check_schema(value: object, definition: str) -> None:
    """Check a JSON value against one definition of the schema."""
    schema = {**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{definition}"}]}
    jsonschema.validate(value, schema)
