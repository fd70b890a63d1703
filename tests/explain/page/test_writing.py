"""The report as a file; `tests/explain/page/viewer` opens it in a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.explain.page.writing import json_block, viewer_file, viewer_script
from rune_lp.explain.pictures.layout import WITNESSES
from tests.explain.page.viewer.reports import write


class Elements(HTMLParser):
    """The elements of a page, with the text of those that hold no markup."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str | None, str] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.found and self.cdata_elem is not None:
            tag, attributes = self.found[-1]
            name = attributes.get("id", tag)
            self.texts[name] = self.texts.get(name, "") + data


@given(st.text() | st.dictionaries(st.text(), st.text()))
def test_no_text_leaves_its_block_and_all_of_it_comes_back(value):
    block = json_block("one", value)
    assert block.count("<") == block.count(">") == 2
    assert "&" not in block
    page = Elements(block)
    assert [tag for tag, _ in page.found] == ["script"]
    assert json.loads(page.texts["one"]) == value
    assert block.isascii()


def test_a_report_is_the_viewer_and_a_block_for_each_image_and_picture(tmp_path):
    page = Elements(write(tmp_path / "r.html").read_text())
    blocks = [
        (kind["id"], kind["type"]) for tag, kind in page.found if tag == "script" and "id" in kind
    ]
    json_, text = "application/json", "text/plain"
    assert blocks == [
        ("view-0", json_), ("picture-0", text), ("thumbnail-0", text), ("view-1", json_),
        ("view-2", json_), ("report", json_),
    ]  # fmt: skip
    report = json.loads(page.texts["report"])
    assert [entry["image"] for entry in report["images"]] == ["pier", "sea", "fog"]
    assert report["counts"]["unsolved"] == 1


def test_the_policy_names_the_digests_of_the_viewer_s_style_and_script(tmp_path):
    page = Elements(write(tmp_path / "r.html").read_text())
    (policy,) = [
        kind["content"] or ""
        for tag, kind in page.found
        if tag == "meta" and kind.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.texts[name].encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'"


def test_a_report_refers_to_nothing_outside(tmp_path):
    page = write(tmp_path / "r.html").read_text()
    # The name of SVG's elements is no address.
    addresses = re.findall(r"(?:https?:)?//[a-z][\w.]*\.[a-z]+", page)
    assert set(addresses) <= {"http://www.w3.org"}
    assert re.search(r"@import|url\(|src=|href=", page) is None


def test_each_module_comes_once_after_those_that_it_imports():
    script = viewer_script("report")
    names = re.findall(r"^const (\w+)_js = \(", script, re.MULTILINE)
    assert len(names) == len(set(names))
    for name in names:
        for imported in re.findall(r'from "\./(\w+)\.js"', viewer_file(f"{name}.js")):
            assert names.index(imported) < names.index(name)
    assert re.search("^(import|export) ", script, re.MULTILINE) is None


@pytest.mark.parametrize(
    "forbidden", ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval("]
)
def test_the_viewer_makes_no_markup_of_text(forbidden):
    assert forbidden not in viewer_script("report")


def test_witnesses_have_the_colours_of_overlays():
    (listed,) = re.findall(r"COLOURS = \[(.*)\]", viewer_file("marks.js"))
    colours = [f'"#{red:02x}{green:02x}{blue:02x}"' for red, green, blue, _ in WITNESSES]
    assert listed.split(", ") == colours
