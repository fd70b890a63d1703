"""Every contestant's answer to every case is that of the reference evaluator."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

from rune_lp.bench.cases import CASES, CHAINS, Case
from rune_lp.bench.entrants import ENTRANTS
from rune_lp.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rune_lp.bench.contestants.contestant import Contestant

ASKED = tuple(dict.fromkeys((*CASES, *CHAINS)))


@pytest.fixture(scope="module", params=ENTRANTS)
def contestant(request: pytest.FixtureRequest, data: Path) -> Iterator[type[Contestant]]:
    entrant = ENTRANTS[request.param]
    if entrant.missing:
        pytest.skip(entrant.missing)
    with warnings.catch_warnings():
        # What the libraries of others warn of when they are imported is not ours to mend.
        warnings.simplefilter("ignore")
        loaded = entrant.load()
        if entrant.name == "duckdb" and not (data / "objects.duckdb").exists():
            from rune_lp.bench.contestants.duckdb_sql import write_database

            write_database(data)
        yield loaded


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case.name)
def test_the_answer_is_that_of_the_reference(
    contestant: type[Contestant], case: Case, data: Path, truth: Mapping[str, list[str]]
) -> None:
    opened = contestant(data)
    try:
        assert opened.ask(case, lambda _: None) == truth[case.name]
    finally:
        opened.close()


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case.name)
def test_the_case_tells_the_images_apart(
    case: Case, data: Path, truth: Mapping[str, list[str]]
) -> None:
    images = len(Catalog.open(data / "catalog"))
    if case.name == "unsatisfiable":
        assert truth[case.name] == []
    else:
        assert 0 < len(truth[case.name]) < images / 2
