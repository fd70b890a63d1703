"""The pipeline for programs in Python is that of the command line."""

from __future__ import annotations

import json

import pytest

from rune_lp.asking import Asker, search
from rune_lp.asking.answers import Counts
from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.errors import InputError
from tests.cli.conftest import SCENES
from tests.cli.program import call


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    path = tmp_path_factory.mktemp("catalogs") / "some.catalog"
    with CatalogWriter(path) as writer:
        for each in SCENES:
            writer.add(each)
    return Catalog.open(path)


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("top", [0, 1, 3])
@pytest.mark.parametrize("text", ["a ship near a harbor", "a ship within 20 m of a harbor"])
def test_a_search_has_the_document_of_the_verb(catalog, text, top, everything):
    asked = Asker.of(catalog.labels).sentence(text)
    found = search(catalog, asked, top=top, explanations=2, everything=everything)
    options = ["--all"] if everything else []
    arguments = ["--top", top, "--explanations", 2, "--format", "json", *options]
    assert (
        json.loads(json.dumps(found.document()))
        == call("search", catalog.path, text, *arguments).json
    )


def test_images_are_counted_by_outcome(catalog):
    asker = Asker.of(catalog.labels)
    found = search(catalog, asker.sentence("a ship near a harbor"), top=1)
    assert found.counts(len(catalog)) == Counts(4, 2, 2, hidden=1)
    assert found.counts(10) == Counts(10, 2, 2, unsearched=6, hidden=1)
    metres = search(catalog, asker.sentence("a ship within 20 m of a harbor"))
    assert metres.counts(4) == Counts(4, 1, 0, unsolved=3)


@pytest.mark.parametrize("ask", ["sentence", "formula"])
def test_what_is_not_understood_is_refused(catalog, ask):
    with pytest.raises(InputError):
        getattr(Asker.of(catalog.labels), ask)("a shpi(")
