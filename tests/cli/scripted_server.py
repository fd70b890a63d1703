"""A chat server that answers each sentence with formulas of a script, one for each vote."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Scripted(ThreadingHTTPServer):
    """Attributes: the script, and what it was asked so far, the last turn of each."""

    def __init__(self, script: Mapping[str, Sequence[str]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.asked: list[str] = []

    @property
    def translator(self) -> str:
        return f"openai:http://127.0.0.1:{self.server_address[1]}/v1#scripted"


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        last: str = body["messages"][-1]["content"]
        self.server.asked.append(last)
        key = next(key for key in self.server.script if key in last)
        formulas = self.server.script[key]
        number = body.get("n", 1)
        written = [formulas[place % len(formulas)] for place in range(number)]
        answer: dict[str, Any] = {"choices": [{"message": {"content": text}} for text in written]}
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serving(script: Mapping[str, Sequence[str]]) -> Iterator[Scripted]:
    """Serve a script: the formulas for the first key that is in the last turn, over and over."""
    with Scripted(script) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
