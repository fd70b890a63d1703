"""The documentation of rule files, as Markdown and as HTML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from rune_lp.authoring.html import html_page
from rune_lp.authoring.manual import Chapter, dependency_edges, manual, overview_edges
from rune_lp.authoring.markdown import markdown_page
from rune_lp.rulefiles.library import load_rule_files

RULES = """\
% Berths and who lies
% in them.
#const many = 3.  % ships; fewer | are few

%! busy(H): "a harbour with <many> ships"
%! synonyms: crowded harbour
%! because: "{H} has {N} ships"
busy(H) :- class(H, harbor), N = #count { S : lying(S, H) }, N >= many.
busy(H) :- class(H, harbor), 2 <= #count { T : busy(T), near(T, H) }, N = many.

%! lying(S, H): "a ship beside a harbour"
lying(S, H) :- class(S, ship), class(H, harbor), next_to(S, H).

%? test: three of them
%? scene: harbor h at 9 9 200x40;
%?        ship s1..s3 beside h
%? expect: busy(h), lying(s1..s3, h)
%? forbid: busy(s1)
"""


@pytest.fixture
def chapters(tmp_path) -> tuple[Chapter, ...]:
    path = tmp_path / "berths.lp"
    path.write_text(RULES, encoding="utf-8")
    library = load_rule_files([path])
    return manual(library.named([path]), library)


def test_a_chapter_has_what_the_file_says(chapters) -> None:
    (chapter,) = chapters
    assert (chapter.title, chapter.introduction) == ("berths.lp", "Berths and who lies in them.")
    (constant,) = chapter.constants
    assert (constant.name, constant.value) == ("many", "3")
    assert constant.comment == "ships; fewer | are few"
    busy, lying = chapter.articles
    assert (len(busy.rules), len(lying.rules)) == (2, 1)
    (example,) = busy.examples
    assert example.scene == "harbor h at 9 9 200x40; ship s1..s3 beside h"
    assert example.says == ("busy(h)", "lying(s1..s3, h)", "not busy(s1)")
    assert lying.examples == (example,)


def test_the_graph_has_the_predicates_and_what_they_rest_on(chapters) -> None:
    (chapter,) = chapters
    assert dependency_edges(chapter) == {
        "busy": ("lying", "near"),
        "lying": ("next_to",),
        "near": (),
        "next_to": (),
    }


def test_the_overview_has_what_rests_on_other_predicates() -> None:
    library = load_rule_files()
    names = {predicate.name for predicate in library.exports}
    edges = overview_edges(manual(library.files, library))
    assert set(edges) <= names
    linked = {name for below in edges.values() for name in below}
    assert all(below or name in linked for name, below in edges.items())


def test_the_markdown_page(chapters) -> None:
    page = markdown_page(chapters)
    assert "    busy --> lying\n" in page
    assert "| `many` | 3 | ships; fewer \\| are few |" in page
    assert "### `busy(H)`\n\nA harbour with \\<many\\> ships." in page
    assert "- In English also: crowded harbour." in page
    assert "Example, three of them: in `harbor h at 9 9 200x40; ship s1..s3 beside h`" in page


def test_nothing_in_a_file_is_markup_in_markdown(tmp_path) -> None:
    path = tmp_path / "<b>.lp"
    text = '%! odd(X): "<script>1</script> [a](b) *c*"\nodd(X) :- object(X).\n'
    path.write_text(text, encoding="utf-8")
    library = load_rule_files([path])
    page = markdown_page(manual(library.named([path]), library))
    assert r"\<script\>1\</script\> \[a\](b) \*c\*." in page
    assert r"## \<b\>.lp" in page


class _Reader(HTMLParser):
    """Collects what an HTML page holds, and what is left open."""

    VOID = ("meta", "path", "rect")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        given = dict(attrs)
        self.links += [given[key] for key in ("href", "src") if key in given]
        self.ids |= {given["id"]} if "id" in given else set()

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_the_html_page_is_whole_and_needs_nothing_besides(chapters) -> None:
    page = html_page(chapters)
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    assert set(reader.links) == {"#busy", "#lying"}
    assert {"busy", "lying"} <= reader.ids
    text = " ".join(" ".join(reader.text).split())
    assert "A harbour with <many> ships." in text
    assert "busy(H) :- class(H, harbor), N = #count { S : lying(S, H) }, N >= many." in text
    svg = page[page.rindex("<svg") : page.rindex("</svg>") + len("</svg>")]
    names = [each.text for each in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert sorted(names) == ["busy", "lying", "near", "next_to"]


def test_an_empty_file_has_a_page(tmp_path) -> None:
    path = tmp_path / "empty.lp"
    path.write_text("", encoding="utf-8")
    library = load_rule_files([path])
    chapters = manual(library.named([path]), library)
    assert markdown_page(chapters) == "# Rules\n\n## empty.lp\n"
    assert "<h2>empty.lp</h2>" in html_page(chapters)


def test_the_shipped_rules_have_a_page_in_both_forms() -> None:
    library = load_rule_files()
    chapters = manual(library.files, library)
    for page in (markdown_page(chapters), html_page(chapters)):
        assert all(predicate.name in page for predicate in library.exports)
        assert "smokestack" in page
