"""The server as a program sees it: a real process, asked over a socket."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.cli.program import call, check_schema, refused
from tests.pool.images import EXPLODING
from tests.serve.conftest import CROWD, EVIL, TIME_LIMIT, children, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.serve.conftest import Served

NEAR = "a ship near a harbor"


def test_a_search_is_that_of_the_command_line(served, catalog):
    arguments = ["--format", "json", "--explanations", 3, "--all"]
    told = call("search", catalog, NEAR, *arguments).json
    answer = served.post("search", text=NEAR, everything=True)
    (asked,) = answer.only("asked")
    assert {key: told[key] for key in ("query", "fol", "notes", "translator")} == {
        key: asked[key] for key in ("query", "fol", "notes", "translator")
    }
    assert asked["witnesses"] == ["x", "y"]
    assert "satisfied :-" in asked["program"]
    views = answer.only("view")
    assert [view["image"] for view in views] == [one["image"] for one in told["results"]]
    for view, one in zip(views, told["results"], strict=True):
        check_schema(view, "result")
        assert view["score"] == one["score"]
        bound = [each["bindings"] for each in view["assignments"]]
        assert bound == [each["bindings"] for each in one["assignments"]]
    (counts,) = answer.only("counts")
    assert counts["images"] == len(views) == counts["matched"] + counts["unmatched"]
    assert answer.messages[-1] == {"done": True}


def test_a_formula_and_a_sentence_that_mean_the_same_have_the_same_answers(served):
    by_text = served.post("search", text=NEAR)
    (asked,) = by_text.only("asked")
    by_formula = served.post("search", fol=asked["fol"])
    assert by_formula.only("view") == by_text.only("view")
    assert by_formula.only("asked")[0]["query"] is None


def test_what_is_shown_is_as_much_as_is_asked_for(served):
    answer = served.post("search", fol="exists x. ship(x)", top=1, min_score=0.3)
    assert len(answer.only("view")) == 1
    (counts,) = answer.only("counts")
    assert counts["hidden"] == counts["matched"] - 1
    assert answer.only("asked")[0]["min_score"] == 0.3


@pytest.mark.parametrize(
    ("question", "excerpt", "meant"),
    [
        ({"text": "a shpi near a harbor"}, "a shpi near a harbor", "shpi"),
        ({"fol": "exists x. shpi(x)"}, "exists x. shpi(x)", "shpi"),
        ({"fol": "exists x.\n  ship(y)"}, "  ship(y)", "ship(y)"),
    ],
    ids=["word", "name", "second line"],
)
def test_what_is_not_understood_is_pointed_at(served, question, excerpt, meant):
    for what in ("understand", "search"):
        (fault,) = served.post(what, **question).only("fault")
        start = fault["column"]
        assert fault["excerpt"] == excerpt
        assert excerpt[start : start + fault["length"]] == meant


def test_an_image_that_explodes_is_ended_and_named_and_the_others_answered(served):
    answer = served.post("search", fol=EXPLODING, everything=True)
    views = {view["image"]: view for view in answer.only("view")}
    assert views[CROWD]["satisfied"] is None
    assert views[CROWD]["error"] == f"not solved within {TIME_LIMIT} s"
    assert None not in [view["satisfied"] for name, view in views.items() if name != CROWD]
    (counts,) = answer.only("counts")
    assert counts["unsolved"] == 1


def test_an_explanation_that_takes_too_long_is_no_answer(served):
    answer = served.post("explain", fol=EXPLODING, image=CROWD)
    assert answer.only("failure") == [f"not solved within {TIME_LIMIT} s"]
    assert answer.only("view") == []


def test_one_image_is_explained_whether_it_matches_or_not(served):
    (why,) = served.post("explain", text=NEAR, image="P1").only("view")
    assert why["satisfied"]
    assert why["assignments"][0]["reasons"]
    (why_not,) = served.post("explain", text=NEAR, image="P3").only("view")
    assert why_not["satisfied"] is False
    assert why_not["why_not"]["assignments"][0]["reasons"]
    (fault,) = served.post("explain", text=NEAR, image="P9").only("fault")
    assert "has no image 'P9'" in fault["text"]


@contextmanager
def searching(served: Served, **question: object) -> Iterator[HTTPResponse]:
    """A search that has begun, and is not read to its end."""
    connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
    try:
        body = json.dumps({"fol": EXPLODING, **question})
        connection.request("POST", "/api/search", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        while b"searched" not in answer.readline():
            pass
        yield answer
    finally:
        connection.close()


def rest(answer: HTTPResponse) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.read().splitlines() if line]


def test_a_search_is_stopped_with_what_it_has_found(served):
    with searching(served, client="patient") as answer:
        assert served.ask("POST", "/api/cancel", {"client": "patient"}).json == {"stopped": True}
        messages = rest(answer)
    (counts,) = [message["counts"] for message in messages if "counts" in message]
    assert counts["unsearched"] >= 1
    assert messages[-1] == {"done": True}
    assert served.ask("POST", "/api/cancel", {"client": "nobody"}).json == {"stopped": False}


def test_a_second_search_of_a_client_ends_the_first(served):
    with searching(served, client="test") as answer:
        assert served.post("search", text=NEAR, image="P1").messages[-1] == {"done": True}
        assert rest(answer)[-1] == {"failure": "another search has taken its place"}


def test_the_report_is_one_file_with_the_answers(served):
    answer = served.post("report", text=NEAR)
    assert answer.status == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="answers.html"'
    text = answer.body.decode()
    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")
    assert "ship 1 is" in text
    refusal = served.post("report", text="a shpi")
    assert refusal.status == 422
    assert refusal.json["fault"]["message"] == "'shpi' is not understood"


def test_the_catalogue_is_described(served):
    told = served.get("/api/catalog").json
    assert {one["name"]: one["count"] for one in told["classes"]}["plane"] == 1
    assert "near" in {one["name"] for one in told["relations"]}
    assert "area" in {one["name"] for one in told["attributes"]}
    assert [one["because"] for one in told["rules"] if one["name"] == "vehicle"] != [None]
    assert told["examples"]
    for example in told["examples"]:
        assert served.post("understand", text=example).only("asked")
    assert served.get("/api/images?name=p").json["images"][:2] == ["P1", "P2 été"]


def test_pictures_are_those_of_images_of_the_catalogue(served):
    assert served.get("/picture/P1").headers["Content-Type"] == "image/png"
    assert served.get("/picture/P3").headers["Content-Type"] == "image/jpeg"
    assert served.get("/thumbnail/P1").headers["Content-Type"] == "image/jpeg"
    views = served.post("search", fol="exists x. ship(x)", min_score=0.3)
    pictured = {one["view"]["image"]: one["picture"] for one in views.messages if "view" in one}
    assert pictured["P1"]
    assert not pictured["P2 été"]


@pytest.mark.parametrize(
    "path",
    [
        "/picture/secret",
        "/picture/secret.png",
        "/picture/P1.png",
        "/picture/../P1.png",
        f"/picture/{quote('../../etc/passwd', safe='')}",
        "/picture//etc/passwd",
        "/../../etc/passwd",
        "/viewer/../page.js/../../server.py",
        "/viewer/page.html",
        "/page",
        "/api/search",
        "/picture/%FF",
        "/picture/%00",
    ],
)
def test_nothing_else_is_served(served, path):
    answer = served.get(path)
    assert answer.status in (400, 404)
    assert b"root:" not in answer.body


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
        ({"Host": ""}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Host": "localhost"}, 200),
        ({"Host": "[::1]:80", "Sec-Fetch-Site": "same-origin"}, 200),
    ],
    ids=str,
)
def test_pages_of_others_are_refused(served, headers, status):
    assert served.get("/api/catalog", **headers).status == status
    answer = served.ask("POST", "/api/understand", {"client": "a", "text": NEAR}, headers)
    assert answer.status == status


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (b" " * 70_000, {}, 413),
        (b"{}", {"Content-Length": "-1"}, 411),
        (b"[", {}, 400),
        (b"[]", {}, 400),
        (b"[" * 60_000, {}, 400),
        (b'{"client": "a"}', {}, 400),
        (b'{"client": "a", "text": "a ship", "fol": "exists x. ship(x)"}', {}, 400),
        (b'{"client": "a", "text": "a ship", "top": 1e9}', {}, 400),
        (b'{"client": "a", "text": "a ship", "rules": "x.lp"}', {}, 400),
        (b'{"client": "a", "text": "\\ud800"}', {}, 400),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_question_is_refused(served, body, headers, status):
    assert served.ask("POST", "/api/search", body, headers).status == status


def test_every_answer_forbids_scripts_of_others(served):
    for path in ("/", "/api/catalog", "/picture/P1", "/nothing"):
        headers = served.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_labels_and_names_come_as_data(served):
    answer = served.post("search", fol="exists x. ship(x)", image=EVIL)
    (view,) = answer.only("view")
    assert view["image"] == EVIL
    assert answer.headers["Content-Type"] == "application/x-ndjson"


@pytest.mark.parametrize("what", ["search", "report"])
def test_a_client_that_goes_away_leaves_no_work_behind(served, what):
    (nurse,) = children(served.process.pid)
    connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
    body = json.dumps({"client": "fickle", "fol": EXPLODING})
    connection.request("POST", f"/api/{what}", body, {"Content-Type": "application/json"})
    while not children(nurse):
        time.sleep(0.02)
    connection.close()
    deadline = time.monotonic() + 5
    while children(nurse) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children(nurse) == []


def test_it_listens_at_this_machine_only(served):
    assert served.host == "127.0.0.1"
    assert "warning" not in served.said
    table = Path(f"/proc/{served.process.pid}/net/tcp").read_text(encoding="ascii")
    addresses = {line.split()[1] for line in table.splitlines()[1:]}
    assert f"0100007F:{served.port:04X}" in addresses
    assert f"00000000:{served.port:04X}" not in addresses


def test_another_address_has_to_be_asked_for_and_is_warned_of(catalog):
    with serving(catalog, "--port", 0, "--host", "0.0.0.0") as found:
        assert "warning: whoever can reach 0.0.0.0 can ask" in found.said
        assert found.get("/api/catalog").status == 200
        assert found.get("/api/catalog", Host="evil.example").status == 421


def test_a_server_that_is_killed_takes_its_processes_with_it(catalog):
    with serving(catalog, "--port", 0, end=False) as found:
        (nurse,) = children(found.process.pid)
        found.process.kill()
        deadline = time.monotonic() + 5
        while Path(f"/proc/{nurse}").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not Path(f"/proc/{nurse}").exists()


def test_a_port_that_is_taken_is_named(catalog, served):
    said = refused(call("serve", catalog, "--port", served.port))
    assert f"cannot listen at 127.0.0.1, port {served.port}" in said
    assert "--port 0 takes a free one" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nowhere"], "nowhere"), (["--images", "nowhere"], "no such folder of pictures")],
    ids=["catalogue", "pictures"],
)
def test_what_cannot_be_served_is_named(catalog, arguments, said):
    given = arguments if arguments == ["nowhere"] else [catalog, *arguments]
    assert said in refused(call("serve", *given))
