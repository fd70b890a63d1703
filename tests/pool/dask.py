"""A Dask cluster of real processes on the loopback interface."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_STARTING = 30
"""Seconds for a part of the cluster to come up."""


@contextmanager
def started(
    *arguments: str, folder: Path, ready: str, env: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run a part of a cluster until the block is left; give it and what `ready` found."""
    log = folder / f"{arguments[0]}-{time.monotonic_ns()}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"],
            stdout=file,
            stderr=file,
            cwd=folder,
            env=os.environ | (env or {}),
        )
    try:
        deadline = time.monotonic() + _STARTING
        while not (found := re.search(ready, log.read_text(encoding="utf-8"))):
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            assert process.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield process, found[1]
    finally:
        process.kill()
        process.wait()


def scheduler(folder: Path):
    return started("scheduler", "--port", "0", folder=folder, ready=r"Scheduler at: +(tcp\S+)")


def worker(address: str, folder: Path, **env: str):
    return started(
        "worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder),
        folder=folder, ready=r"(Starting established connection)", env=env,
    )  # fmt: skip
