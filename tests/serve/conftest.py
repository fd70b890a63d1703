"""A server as its users start it, and how it is asked."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from PIL import Image

from rune_lp.scenes import Scene
from tests.cli.conftest import SCENES, box
from tests.pool.images import scattered, write_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EVIL = '"><img src=x onerror=alert(1)>'
"""A label, and an image's name, that would be markup if anything took it for that."""

CROWD = "crowd"
"""An image that takes more than the server's limits to answer `EXPLODING`."""

TIME_LIMIT = 2


class Answer(NamedTuple):
    """What came of a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.body.splitlines() if line]

    def only(self, kind: str) -> list[Any]:
        return [message[kind] for message in self.messages if kind in message]


class Served:
    """A server that runs.

    Args:
        process: Its process.
        said: What it said when it began.
    """

    def __init__(self, process: subprocess.Popen[str], said: str) -> None:
        self.process = process
        self.said = said
        self.url = url = said.partition(" is at ")[2].split(" ")[0]
        self.host, _, port = url.removeprefix("http://").rstrip("/").rpartition(":")
        self.port = int(port)

    def ask(
        self, method: str, path: str, value: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request, by default with the headers that the page sends."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        sent = {"Content-Type": "application/json", **(headers or {})} if method == "POST" else {}
        sent |= headers or {}
        try:
            connection.request(method, path, body if method == "POST" else None, sent)
            found = connection.getresponse()
            return Answer(found.status, dict(found.headers), found.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, what: str, **question: object) -> Answer:
        return self.ask("POST", f"/api/{what}", {"client": "test", **question})


def children(process: int) -> list[int]:
    """The processes that a process has started and not buried."""
    listed = ["ps", "-o", "pid=", "--ppid", str(process)]
    found = subprocess.run(listed, capture_output=True, text=True, check=False).stdout
    # `ps` is no child of the process that is asked about.
    return [int(each) for each in found.split()]


@contextmanager
def serving(*arguments: object, end: bool = True) -> Iterator[Served]:
    """Run `rune-lp serve` on a free port, and end it as Ctrl-C does."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "rune_lp", "serve", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        said = ""
        while " is at http://" not in said:
            line = process.stdout.readline()
            assert line, f"the server did not start: {said}"
            said += line
        yield Served(process, said)
        if end:
            started = children(process.pid)
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=20)
            assert (process.returncode, rest.strip()) == (0, "")
            assert not [one for one in started if Path(f"/proc/{one}").exists()]
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "some.catalog"
    evil = Scene.of(
        EVIL, [EVIL, "ship"], [0.9, 0.6], [box(0, 0), box(60, 60)], width=200, height=100
    )
    return write_catalog(path, [*SCENES, evil, scattered(CROWD, 900)]).path


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures of two images, one of a kind that browsers do not show, and of none."""
    folder = tmp_path_factory.mktemp("pictures")
    Image.new("RGB", (400, 200), "steelblue").save(folder / "P1.png")
    Image.new("RGB", (400, 200), "darkgreen").save(folder / "P3.tif")
    Image.new("RGB", (400, 200), "black").save(folder / "secret.png")
    return folder


@pytest.fixture(scope="session")
def served(catalog: Path, pictures: Path) -> Iterator[Served]:
    arguments = ["--port", 0, "--images", pictures, "--time-limit", TIME_LIMIT]
    with serving(catalog, *arguments) as found:
        yield found
