"""What is answered at which path."""

from __future__ import annotations

import base64
import json
import select
import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from rune_lp.errors import InputError
from rune_lp.pool.limits import Limits
from rune_lp.pool.process import cause_of
from rune_lp.serve.answering import fault_json
from rune_lp.serve.desk import BusyError
from rune_lp.serve.files import page_files
from rune_lp.serve.guarding import HEADERS, host_fault, origin_fault
from rune_lp.serve.nursery import Ended
from rune_lp.serve.pictures import as_it_is
from rune_lp.serve.requests import read_cancel, read_question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rune_lp.serve.nursery import Child
    from rune_lp.serve.server import Server

__all__ = ["Handler"]

MOST_BYTES = 1 << 16
"""Of a request's body."""

STEADY = {"Cache-Control": "private, max-age=600"}
"""Pictures are the same for a while."""

NAMED = 20
"""Images that are proposed for the beginning of a name."""


class RefusedError(Exception):
    """A request that is not answered: the status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "rune-lp"
    sys_version = ""
    timeout = 30
    """Seconds that a request may take to come, and any part of an answer to be taken."""

    def do_GET(self) -> None:
        """Answer a GET request: a file of the page, the catalogue, or a picture."""
        with self._guarded():
            self._check()
            url = urlsplit(self.path)
            if file := page_files().get(url.path):
                self._send(200, *file)
            elif url.path == "/api/catalog":
                self._send(200, "application/json", self.server.catalog_json)
            elif url.path == "/api/images":
                beginning = parse_qs(url.query).get("name", [""])[0]
                self._send_json(200, {"images": self._beginning(beginning)})
            else:
                kind, _, name = url.path.removeprefix("/").partition("/")
                if kind not in ("picture", "thumbnail"):
                    raise RefusedError(404, "there is nothing here")
                self._picture(kind, unquote(name, errors="strict"))

    def do_POST(self) -> None:
        """Answer a POST request: a question."""
        with self._guarded():
            self._check()
            body = self._body()
            path = urlsplit(self.path).path
            if path == "/api/cancel":
                self._send_json(200, {"stopped": self.server.desk.stop(read_cancel(body))})
                return
            what = path.removeprefix("/api/")
            if path not in ("/api/understand", "/api/search", "/api/explain", "/api/report"):
                raise RefusedError(404, "there is nothing here")
            question = read_question(body)
            client = question.client if what == "search" else None
            with self.server.desk.child((what, question), client) as child:
                messages = self._told(child)
                if what == "report":
                    self._report(messages)
                else:
                    self._stream("application/x-ndjson", map(_line, messages))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Say of a request what is wrong with it."""
        try:
            yield
        except RefusedError as refused:
            self._refuse(refused.status, str(refused))
        except InputError as error:
            self._send_json(400, {"fault": fault_json(error.fault)})
        except BusyError:
            self._refuse(503, "too much is asked at once: try again")
        except UnicodeError:
            self._refuse(400, "the path must be UTF-8")
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _check(self) -> None:
        """Refuse what does not come from the page."""
        host, bound = self.headers.get("Host"), self.server.bound
        if fault := host_fault(host, self.server.hosts, bound):
            raise RefusedError(421, fault)
        origin, site = self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site")
        if fault := origin_fault(host, origin, site):
            raise RefusedError(403, fault)

    def _refuse(self, status: int, why: str) -> None:
        # What is left of the request is not read.
        self.close_connection = True
        self._send_json(status, {"failure": why})

    def _body(self) -> bytes:
        if self.headers.get_content_type() != "application/json":
            raise RefusedError(415, "the content type must be application/json")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in self.headers:
            raise RefusedError(411, "the length must be given")
        if int(length) > MOST_BYTES:
            raise RefusedError(413, f"a request has at most {MOST_BYTES:,} bytes")
        return self.rfile.read(int(length))

    def _beginning(self, text: str) -> list[str]:
        """Return some images whose names have a text in them, those that begin with it first."""
        wanted = text.casefold()
        names = self.server.names
        found = [name for name, folded in names if folded.startswith(wanted)][:NAMED]
        if len(found) < NAMED:
            inside = (
                n for n, folded in names if wanted in folded and not folded.startswith(wanted)
            )
            found += [name for name, _ in zip(inside, range(NAMED - len(found)), strict=False)]
        return found

    def _picture(self, kind: str, image: str) -> None:
        path = self.server.service.picture(image)
        if path is None:
            raise RefusedError(404, "the image has no picture here")
        if kind == "picture" and (found := as_it_is(path)):
            self._send(200, *found, STEADY)
            return
        with self.server.gallery.child((kind, image)) as child:
            for message in self._told(child):
                if message is None or "step" in message:
                    continue
                if "picture" not in message:
                    self._send_json(422, message)
                    return
                head, _, content = message["picture"].partition(",")
                media = head.removeprefix("data:").removesuffix(";base64")
                self._send(200, media, base64.b64decode(content), STEADY)
                return

    def _told(self, child: Child) -> Iterator[dict[str, Any] | None]:
        """Yield a child's messages until it is done, or why it is not."""
        step = "solved"
        for message in child.heard():
            if isinstance(message, Ended):
                why = "another search has taken its place"
                yield {"failure": why if child.replaced else self._cause(message, step)}
                return
            if message is not None:
                step = message.get("step", step)
            elif self._is_gone():
                raise ConnectionAbortedError
            yield message
            if message is not None and not message.keys().isdisjoint(("done", "fault", "failure")):
                return

    def _is_gone(self) -> bool:
        """Return whether nobody waits for the answer any more."""
        ready, _, _ = select.select([self.connection], [], [], 0)
        return bool(ready) and not self.connection.recv(1, socket.MSG_PEEK)

    def _cause(self, ended: Ended, step: str) -> str:
        if ended.code is None:
            return "its process is gone"
        service = self.server.service
        failure = cause_of(ended.code, Limits(service.time_limit, service.memory_limit))
        if failure.kind == "time":
            return f"not {step} within {service.time_limit:g} s"
        return failure.message

    def _report(self, messages: Iterator[dict[str, Any] | None]) -> None:
        """Send a report as a file, or why there is none."""
        parts = (message for message in messages if message is not None)
        for message in parts:
            if not message.keys().isdisjoint(("fault", "failure", "done")):
                self._send_json(422, message)
                return
            if "page" in message:
                name = {"Content-Disposition": 'attachment; filename="answers.html"'}
                self._stream("text/html; charset=utf-8", _pages(message, parts), name)
                return

    def _stream(
        self, kind: str, parts: Iterator[bytes], headers: dict[str, str] | None = None
    ) -> None:
        """Send parts as they come; an empty one only finds out if anyone is still there."""
        self._head(200, kind, {**(headers or {}), "Transfer-Encoding": "chunked"})
        for part in parts:
            if part:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
                self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def _send_json(self, status: int, value: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(value).encode())

    def _send(
        self, status: int, kind: str, content: bytes, headers: dict[str, str] | None = None
    ) -> None:
        self._head(status, kind, {**(headers or {}), "Content-Length": str(len(content))})
        self.wfile.write(content)

    def _head(self, status: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, as http.server has it
        """Say nothing: what is asked is the asker's matter."""


def _line(message: dict[str, Any] | None) -> bytes:
    # A blank line is nothing, and its failure shows that nobody listens any more.
    return b"\n" if message is None else json.dumps(message).encode() + b"\n"


def _pages(first: dict[str, Any], rest: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    for message in chain([first], rest):
        if "failure" in message:
            # Half a report is none: the answer is broken off, which browsers tell.
            raise ConnectionAbortedError(message["failure"])
        yield message.get("page", "").encode()
