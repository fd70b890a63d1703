"""Answers in notebooks: self-contained HTML, in which all from outside is text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from rune_lp.asking import Asker, search
from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.scenes import Scene
from tests.cli.conftest import SCENES, box

EVIL = '"><script>alert(1)</script>&'


@pytest.fixture(scope="module")
def catalog(tmp_path_factory) -> Catalog:
    path = tmp_path_factory.mktemp("catalogs") / "some.catalog"
    evil = Scene.of(EVIL, [EVIL, "ship"], [0.9, 0.6], [box(0, 0), box(60, 60)])
    with CatalogWriter(path) as writer:
        for each in (*SCENES, evil):
            writer.add(each)
    return Catalog.open(path)


def parsed(html: str) -> ElementTree.Element:
    """Read HTML that is XML, too; there is nothing in it that loads or runs."""
    root = ElementTree.fromstring(html)
    tags = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert tags.isdisjoint({"script", "img", "image", "link", "style", "iframe", "foreignObject"})
    names = {name for each in root.iter() for name in each.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name or name == "src"}
    return root


def test_a_search_shows_its_question_images_plans_and_reasons(catalog):
    found = search(catalog, Asker.of(catalog.labels).sentence("a ship near a harbor"), top=1)
    root = parsed(found._repr_html_())
    text = " ".join(root.itertext())
    assert "a ship near a harbor" in text
    assert found.asked.fol in text
    assert "2 of 5 images match" in text
    assert "P1" in text
    assert "ship 1 is 5.0 px from harbor 0" in text
    assert "… and 1 more" in text
    (plan,) = [each for each in root.iter() if each.tag.endswith("svg")]
    assert plan.get("viewBox")
    assert plan.get("width") is None
    assert "harbor 0" in " ".join(plan.itertext())


def test_one_answer_shows_itself(catalog):
    found = search(catalog, Asker.of(catalog.labels).sentence("a ship near a harbor"))
    text = " ".join(parsed(next(found.reasoned())._repr_html_()).itertext())
    assert "P1" in text
    assert "P2 été" not in text


def test_images_that_do_not_match_or_were_not_solved_say_so(catalog):
    asker = Asker.of(catalog.labels)
    found = search(catalog, asker.sentence("a ship near a harbor"), everything=True)
    assert "no match" in " ".join(parsed(found._repr_html_()).itertext())
    metres = search(catalog, asker.sentence("a ship within 20 m of a harbor"))
    assert "not solved" in " ".join(parsed(metres._repr_html_()).itertext())


def test_labels_and_names_are_text(catalog):
    found = search(catalog, Asker.of(catalog.labels).formula("exists x. ship(x)"), top=0)
    assert EVIL in " ".join(parsed(found._repr_html_()).itertext())
