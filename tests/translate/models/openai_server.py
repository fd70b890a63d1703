"""An OpenAI-compatible server as a process of its own, with good and bad manners.

The first part of the path says how it behaves: `http://127.0.0.1:PORT/busy/v1`. `/requests` tells
what was asked so far. Started as a script it prints its port.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import llguidance
from llguidance.gbnf_to_lark import gbnf_to_lark

FORMULAS = ["exists x. ship(x)", "exists x. harbor(x)", "exists>=2 x. ship(x)"]

REQUESTS: list[dict[str, object]] = []
VISITS: Counter[str] = Counter()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path == "/requests":
            self.reply(REQUESTS)
        elif self.path.startswith("/several"):
            self.reply({"data": [{"id": "one"}, {"id": "two"}]})
        elif self.path.startswith("/small"):
            self.reply({"data": [{"id": "tiny", "max_model_len": 2000}]})
        else:
            self.reply({"data": [{"id": "tiny"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        kept = {"path": self.path, "key": self.headers.get("Authorization"), "body": body}
        REQUESTS.append(kept)
        VISITS[self.path] += 1
        manner = self.path.split("/")[1].partition("-")[0]
        getattr(self, f"be_{manner}")(body)

    def reply(self, value: object, status: int = 200, **headers: str) -> None:
        self.send(json.dumps(value).encode(), status, **headers)

    def send(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def answer(self, contents: list[object]) -> None:
        self.reply({"choices": [{"message": {"content": content}} for content in contents]})

    def be_answers(self, body: dict[str, object]) -> None:
        number = int(body.get("n", 1))
        self.answer([FORMULAS[turn % len(FORMULAS)] for turn in range(number)])

    def be_single(self, body: dict[str, object]) -> None:
        self.answer([FORMULAS[int(body.get("seed", 0)) % len(FORMULAS)]])

    def be_many(self, _: object) -> None:
        self.answer([FORMULAS[0]] * 20_000)

    def be_guided(self, body: dict[str, object]) -> None:
        """Write what the grammar allows, at random."""
        numbers = random.Random(int(body["seed"]))
        number = int(body["n"])
        self.answer([random_text(str(body["grammar"]), numbers) for _ in range(number)])

    def be_refusing(self, body: dict[str, object]) -> None:
        if "grammar" in body:
            self.reply({"error": {"message": "unknown field grammar"}}, 400)
        else:
            self.be_answers(body)

    def be_bare(self, body: dict[str, object]) -> None:
        if set(body) != {"model", "messages"}:
            self.reply({"error": "unsupported"}, 422)
        else:
            self.be_answers(body)

    def be_never(self, _: object) -> None:
        self.reply({"error": {"message": "no such model"}}, 404)

    def be_busy(self, body: dict[str, object]) -> None:
        if VISITS[self.path] <= 2:
            self.reply({}, 429, Retry_After="0.25")
        else:
            self.be_answers(body)

    def be_dated(self, body: dict[str, object]) -> None:
        if VISITS[self.path] <= 1:
            self.reply({}, 503, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT")
        else:
            self.be_answers(body)

    def be_later(self, _: object) -> None:
        self.reply({}, 429, Retry_After="3600")

    def be_failing(self, _: object) -> None:
        self.send(b"<h1>oops</h1>", 500)

    def be_flaky(self, body: dict[str, object]) -> None:
        if VISITS[self.path] <= 1:
            self.send(b"", 502, Retry_After="soon")
        else:
            self.be_answers(body)

    def be_slow(self, _: object) -> None:
        time.sleep(5)

    def be_dripping(self, _: object) -> None:
        self.send_response(200)
        self.end_headers()
        self.drip(b" ")

    def be_preparing(self, _: object) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Header: ")
        self.drip(b"x")

    def drip(self, data: bytes) -> None:
        for _ in range(100):
            self.wfile.write(data)
            self.wfile.flush()
            time.sleep(0.05)

    def be_huge(self, _: object) -> None:
        self.send(b'{"choices": "' + b"x" * 10 * 2**20 + b'"}')

    def be_garbage(self, _: object) -> None:
        self.send(b"\xff\xfe\xd8\x00 certainly, here is")

    def be_page(self, _: object) -> None:
        self.send(b"<!doctype html><title>Welcome</title>")

    def be_nested(self, _: object) -> None:
        self.send(b"[" * 500_000)

    def be_wide(self, _: object) -> None:
        reply = {"choices": [{"message": {"content": FORMULAS[0]}}]}
        self.send(json.dumps(reply).encode("utf-16"))

    def be_empty(self, _: object) -> None:
        self.reply({"choices": []})

    def be_listed(self, _: object) -> None:
        self.reply(["choices"])

    def be_odd(self, _: object) -> None:
        self.reply({"choices": [{"message": {"content": None}}, {"text": 3}, 7]})

    def be_cut(self, _: object) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"choices"')
        self.close_connection = True

    def be_moved(self, _: object) -> None:
        self.send(b"", 307, Location="/answers/v1/chat/completions")

    def be_closed(self, _: object) -> None:
        told = f"wrong key \x1b[31m{self.headers.get('Authorization')}\nInjected: line"
        self.reply({"error": {"message": told}}, 401)


def random_text(gbnf: str, numbers: random.Random) -> str:
    """Return a text of a grammar, each byte at random; short, for closings are preferred."""
    tokenizer = llguidance.LLTokenizer("byte")
    grammar = llguidance.grammar_from("lark", gbnf_to_lark(gbnf))
    matcher = llguidance.LLMatcher(tokenizer, grammar)
    text = bytearray()
    while not (matcher.is_accepting() and (len(text) > 40 or matcher.is_stopped())):
        mask = matcher.compute_bitmask()
        allowed = [byte for byte in range(256) if mask[byte // 8] >> byte % 8 & 1]
        byte = ord(")") if len(text) > 60 and ord(")") in allowed else numbers.choice(allowed)
        matcher.consume_token(byte)
        text.append(byte)
    return text.decode()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
