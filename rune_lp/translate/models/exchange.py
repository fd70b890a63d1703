"""JSON over HTTP with servers that may be slow, busy or broken, and may not be trusted."""

from __future__ import annotations

import email.utils
import http.client
import json
import queue
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from rune_lp.errors import InputError, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Patience", "RefusedError", "exchange"]

_LARGEST = 8 * 2**20
"""Bytes of a reply that are read: a hundred long formulas are not a tenth of it."""

_LATER = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
"""The statuses after which another attempt may do better."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class RefusedError(InputError):
    """A server does not accept a request as it is (status 400, 404, 415 or 422)."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server is waited for.

    Attributes:
        timeout: Seconds for one attempt, from connecting to the reply's last byte.
        attempts: How often it is asked at most.
        longest_wait: Seconds between two attempts at most; where the server asks for more time
            (`Retry-After`) it is not asked again.
    """

    timeout: float = 120.0
    attempts: int = 4
    longest_wait: float = 60.0


class _LaterError(Exception):
    """An attempt that failed for now; `after` is when the server wants the next, in seconds."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


def exchange(
    url: str,
    body: Mapping[str, Any] | None = None,
    *,
    key: str | None = None,
    patience: Patience | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Any:
    """Return the JSON value that a server replies with.

    Args:
        url: What is asked for, by http or https.
        body: What is posted; without it the URL is got.
        key: The bearer's key. It appears in no error.
        patience: How long to wait and how often to try again, with growing pauses, after a busy
            or failing server's answer, a broken connection or a time-out; by default as
            `Patience()` says.
        sleep: Waits so many seconds.

    Raises:
        RefusedError: The request is not accepted as it is.
        InputError: The server cannot be reached, does not answer in time, or answers with what is
            no JSON, is too long, leads elsewhere, or is an error.
    """
    place = Place(_shown(url))
    patience = patience or Patience()
    for attempt in range(1, patience.attempts + 1):
        try:
            reply = _within(patience.timeout, lambda: _attempt(url, body, key, patience.timeout))
            return _value(reply, place)
        except _LaterError as error:
            # Doubled each time, and scattered, so that many clients do not come back at once.
            pause = 2.0 ** (attempt - 1) * random.uniform(0.5, 1.0)  # noqa: S311
            wait = pause if error.after is None else error.after
            if attempt == patience.attempts or wait > patience.longest_wait:
                asked = f", try again in {wait:.0f} s" if error.after else ""
                tries = f"{attempt} attempts" if attempt > 1 else "1 attempt"
                raise InputError.of(f"{error} ({tries}{asked})", place) from None
            sleep(wait)
        except urllib.error.HTTPError as error:
            _refuse(error, place, key)
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            message = f"the server cannot be asked: {_scrubbed(str(reason), key)}"
            raise InputError.of(
                message, place, hint="is it running, and is this its URL?"
            ) from None
    raise InputError.of("the server was not asked", place, hint="allow an attempt")


def _attempt(url: str, body: Mapping[str, Any] | None, key: str | None, timeout: float) -> bytes:
    headers = {"Accept": "application/json", "User-Agent": "rune-lp"}
    headers |= {"Authorization": f"Bearer {key}"} if key else {}
    data = None if body is None else json.dumps(body).encode()
    headers |= {} if data is None else {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data, headers)  # noqa: S310
    handlers: list[urllib.request.BaseHandler] = [_Staying()]
    if urllib.parse.urlsplit(url).hostname in _LOOPBACK:
        handlers.append(urllib.request.ProxyHandler({}))
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=timeout) as response:
            reply: bytes = response.read(_LARGEST + 1)
            if response.length and len(reply) <= _LARGEST:
                raise http.client.IncompleteRead(reply, response.length)
            return reply
    except urllib.error.HTTPError as error:
        if error.code not in _LATER:
            raise
        with error:
            message = f"the server answered {error.code} {_reason(error)}"
            raise _LaterError(message, _retry_after(error.headers.get("Retry-After"))) from None
    except (http.client.IncompleteRead, ConnectionResetError, BrokenPipeError) as error:
        raise _LaterError("the server broke the connection off") from error
    except TimeoutError as error:
        raise _LaterError("the server does not answer in time") from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise _LaterError("the server does not answer in time") from error
        raise


def _within(seconds: float, work: Callable[[], bytes]) -> bytes:
    """Return what some work returns, or give it up: a reply may come byte by byte for ever."""
    outcome: queue.SimpleQueue[tuple[bytes | None, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((work(), None))
        except Exception as error:  # handed on to the caller
            outcome.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        reply, failure = outcome.get(timeout=seconds)
    except queue.Empty:
        raise _LaterError("the server does not answer in time") from None
    if failure is not None:
        raise failure
    return reply or b""


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would carry the key and the question to another server."""

    def redirect_request(self, *_: Any) -> None:
        """Return that there is no request to follow."""


def _value(reply: bytes, place: Place) -> Any:
    if len(reply) > _LARGEST:
        raise InputError.of(f"the reply is longer than {_LARGEST // 2**20} MiB", place)
    try:
        return json.loads(reply)
    except (ValueError, RecursionError) as error:
        hint = "is this the URL of an OpenAI-compatible server?"
        raise InputError.of("the reply is not JSON", place, hint=hint) from error


def _refuse(error: urllib.error.HTTPError, place: Place, key: str | None) -> NoReturn:
    with error:
        status = f"{error.code} {_reason(error)}"
        try:
            told = _told(error.read(_LARGEST))
        except (OSError, http.client.HTTPException):
            told = ""
    message = f"the server answered {status}{': ' if told else ''}{_scrubbed(told, key)}"
    hint: str | None = None
    if error.code in (401, 403):
        hint = "set the key in OPENAI_API_KEY" if key is None else "is the key right?"
    elif error.code in (400, 404, 415, 422):
        raise RefusedError.of(message, place) from None
    elif 300 <= error.code < 400:
        hint = "write the URL that it leads to"
    raise InputError.of(message, place, hint=hint) from None


def _told(body: bytes) -> str:
    """Return what the body of an error says."""
    try:
        value = json.loads(body)
        error = value.get("error", value)
        told = error.get("message", "") if isinstance(error, dict) else error
        return str(told or value)
    except (ValueError, AttributeError, RecursionError):
        return body[:1000].decode(errors="replace")


def _reason(error: urllib.error.HTTPError) -> str:
    return http.client.responses.get(error.code, "")


def _scrubbed(text: str, key: str | None) -> str:
    """Return a server's words as part of one line, without the key and terminal controls."""
    text = text.replace(key, "…") if key else text
    return " ".join(re.sub(r"[^\x20-\x7e\u00a1-\uffff]", " ", text).split())[:300]


def _retry_after(value: str | None) -> float | None:
    """Return the seconds that a `Retry-After` header asks for: a number, or a date."""
    if value is None:
        return None
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value.strip()):
        return float(value)
    try:
        then = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - datetime.now(UTC)).total_seconds())


def _shown(url: str) -> str:
    """Return a URL without what may be secret in it: a user, a query."""
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit(
        (parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")
    )
