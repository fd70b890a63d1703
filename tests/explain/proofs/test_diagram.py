"""Proofs as Markdown, Mermaid and DOT; and that no label gets out of its place in them."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.explain.proofs.diagram import dot, markdown, markdown_text, mermaid
from rune_lp.explain.proofs.proof import Node, Proof

HOSTILE = (
    '"]; evil["',
    "<script>alert(1)</script>",
    "![x](http://evil.example/a.png)",
    "[click](javascript:alert(1))",
    "`code` **bold** _it_ | cell | # head",
    'a" URL="http://evil.example" b="',
    "end\n  click a0n0 call alert()",
    "\\N \\G \\l back\\slash",
    "</text><image href=x onerror=alert(1)>",
    "%%{init: {'securityLevel': 'loose'}}%%",
    "$x$ ~~s~~ www.evil.example me@evil.example &lt; &#60; #60;",
    "\u202egnp.exe",
)


def proof_of(sentence: str) -> Proof:
    return Proof(
        (
            Node("top", sentence, "formula", holds=True, children=(1,)),
            Node("ship(1)", f"{sentence} is a ship", "relation", holds=True),
        )
    )


@pytest.mark.parametrize("label", HOSTILE)
def test_markdown_shows_a_label_as_it_is(label):
    parser = pytest.importorskip("markdown_it").MarkdownIt("gfm-like", {"linkify": False})
    html = parser.render("\n".join(markdown(proof_of(label), long=True)))
    assert set(re.findall(r"</?(\w+)", html)) <= {"ul", "li", "p"}
    shown = re.sub(r"<[^>]*>", "", html)
    for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(escaped, plain)
    expected = re.sub(r"[\n\u202e]+", " ", label)
    assert f"✓ {expected}" in shown


@pytest.mark.parametrize("text", ["1. a list", "- a list", "+ a list", "# head", "> quote"])
def test_markdown_text_begins_no_block(text):
    parser = pytest.importorskip("markdown_it").MarkdownIt()
    html = parser.render(markdown_text(text))
    assert html.startswith("<p>")
    assert html.count("<") == 2


@given(st.sampled_from(HOSTILE) | st.text())
def test_mermaid_has_only_its_own_lines(label):
    lines = mermaid([(label, proof_of(label))])
    text = r"[^\"\[\]<>`{}|\\\x00-\x1f\u202e]*"
    node = rf'    a0n\d+\["{text}(<br>{text})*"\]'
    own = (
        "flowchart TD",
        rf'  subgraph a0\["{text}"\]',
        node,
        r"    a0n\d+ --> a0n\d+",
        "  end",
    )
    for line in lines:
        assert any(re.fullmatch(one, line) for one in own), line
    assert [line[:4] for line in lines].count("    ") == 3


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("label", HOSTILE)
def test_graphviz_draws_a_label_as_text(label):
    graph = "\n".join(dot([(label, proof_of(label))]))
    found = subprocess.run(
        ["dot", "-Tplain"], input=graph, capture_output=True, text=True, check=True
    )
    assert found.stderr == ""
    kinds = [line.split()[0] for line in found.stdout.splitlines()]
    assert (kinds.count("node"), kinds.count("edge")) == (2, 1)
    drawn = subprocess.run(
        ["dot", "-Tsvg"], input=graph, capture_output=True, text=True, check=True
    ).stdout
    assert not re.search(r"<(script|image|a)\b", drawn)


@given(st.sampled_from(HOSTILE) | st.text())
def test_dot_strings_end_where_they_should(label):
    for line in dot([(label, proof_of(label))]):
        assert "\n" not in line
        assert re.sub(r'"(\\.|[^"\\])*"', "", line).count('"') == 0


def test_drawings_tell_places_others_and_what_is_left_out():
    from rune_lp.errors import Place

    node = Node(
        "p(1)", "it is", "rule", holds=True, place=Place("a.lp", 3), alternatives=2, left_out=4
    )
    drawing = "\n".join(dot([("", Proof((node,)))]))
    assert r'label="it is\na.lp:3\n2 others would do\n4 more below"' in drawing
