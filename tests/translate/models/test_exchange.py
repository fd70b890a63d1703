"""JSON over HTTP with a real server: polite, busy, broken, hostile."""

from __future__ import annotations

import time

import pytest

from rune_lp.errors import InputError
from rune_lp.translate.models.exchange import Patience, RefusedError, exchange

QUICK = Patience(timeout=0.5, attempts=3, longest_wait=60)


def ask(host, manner, *, key=None, patience=None):
    """Ask a manner of the server; return the reply and the pauses between attempts."""
    pauses = []
    url = f"{host.url}/{manner}/v1/chat/completions"
    patience = patience or Patience(timeout=10, attempts=3)
    return exchange(url, {"model": "tiny"}, key=key, patience=patience, sleep=pauses.append), pauses


def fault(host, manner, **options):
    with pytest.raises(InputError) as caught:
        ask(host, manner, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_reply_is_its_value(host):
    reply, pauses = ask(host, "answers")
    assert reply == {"choices": [{"message": {"content": "exists x. ship(x)"}}]}
    assert pauses == []


def test_json_in_another_encoding_is_read(host):
    assert "choices" in ask(host, "wide")[0]


def test_the_key_is_the_bearers(host):
    ask(host, "answers-key", key="k-123")
    assert [each["key"] for each in host.asked("answers-key")] == ["Bearer k-123"]


def test_a_busy_server_is_asked_again_when_it_wants(host):
    assert ask(host, "busy-1")[1] == [0.25, 0.25]
    assert len(host.asked("busy-1")) == 3


def test_a_date_in_the_past_means_now(host):
    assert ask(host, "dated-1")[1] == [0.0]


def test_a_failing_server_is_asked_again_after_growing_pauses(host):
    (pause,) = ask(host, "flaky-1")[1]
    assert 0.5 <= pause <= 1.0


def test_in_the_end_it_is_given_up(host):
    message = fault(host, "failing-1")
    assert message.endswith("the server answered 500 Internal Server Error (3 attempts)")
    assert len(host.asked("failing-1")) == 3


def test_a_server_that_wants_an_hour_is_not_waited_for(host):
    message = fault(host, "later-1")
    assert "429 Too Many Requests (1 attempt, try again in 3600 s)" in message
    assert len(host.asked("later-1")) == 1


@pytest.mark.parametrize("manner", ["slow", "dripping", "preparing"])
def test_a_reply_that_does_not_end_is_given_up(host, manner):
    begun = time.monotonic()
    message = fault(host, manner, patience=Patience(timeout=0.3, attempts=2))
    assert "the server does not answer in time (2 attempts)" in message
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ("huge", "the reply is longer than 8 MiB"),
        ("garbage", "the reply is not JSON"),
        ("page", "the reply is not JSON (is this the URL of an OpenAI-compatible server?)"),
        ("nested", "the reply is not JSON"),
        ("cut", "the server broke the connection off (3 attempts)"),
        ("moved", "307 Temporary Redirect (write the URL that it leads to)"),
        ("closed", "401 Unauthorized"),
    ],
)
def test_hostile_replies_are_one_line(host, manner, said):
    assert said in fault(host, manner)


def test_a_redirect_is_not_followed(host):
    before = len(host.asked("answers"))
    fault(host, "moved", key="k-123")
    assert len(host.asked("answers")) == before


def test_the_key_is_in_no_error(host):
    message = fault(host, "closed", key="k-secret")
    assert "wrong key" in message
    assert "k-secret" not in message
    assert "\x1b" not in message


def test_a_request_that_is_not_accepted_is_told_from_others(host):
    with pytest.raises(RefusedError, match="404 Not Found: no such model"):
        ask(host, "never")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:9/v1", "127.0.0.1:9/v1: the server cannot be asked: "),
        ("http://no-such-host.invalid/v1", "the server cannot be asked: "),
        ("https://user:word@127.0.0.1:9/v1?key=word", "https://127.0.0.1:9/v1: the server"),
    ],
)
def test_a_server_that_is_not_there(url, said):
    with pytest.raises(InputError) as caught:
        exchange(url, {}, patience=QUICK, sleep=lambda _: None)
    assert said in str(caught.value)
    assert "word" not in str(caught.value)
