"""How segments are merged and dropped, so that there are never many and none is mostly dead."""

import numpy as np
import pytest

from rune_lp.catalog import Catalog, CatalogWriter
from rune_lp.catalog.store import SegmentStore
from rune_lp.scenes import Block, Scene

BOX = [(0, 0), (4, 0), (4, 2), (0, 2)]


def scene(image, count=1):
    return Scene.of(image, ["ship"] * count, [0.5] * count, [BOX] * count)


def segments(path):
    return len(list(path.glob("segment-*")))


@pytest.mark.usefixtures("at_once")
def test_images_that_come_one_at_a_time_are_merged_to_few_segments(tmp_path):
    with CatalogWriter(tmp_path / "x") as writer:
        for number in range(100):
            writer.add(scene(f"P{number * 37 % 100:03d}"))
            assert segments(tmp_path / "x") <= 8
    catalog = Catalog.open(tmp_path / "x")
    assert list(catalog.scenes()) == [scene(f"P{number:03d}") for number in range(100)]


def test_an_image_is_rewritten_a_few_times_at_most(tmp_path, monkeypatch):
    written = []
    add = SegmentStore.add
    monkeypatch.setattr(
        SegmentStore,
        "add",
        lambda store, block, *rest: (written.append(len(block)), add(store, block, *rest)),
    )
    store = SegmentStore(tmp_path, 0)
    for number in range(128):
        store.add(Block.of([scene(f"P{number:03d}")]), np.zeros(1, dtype=np.int32))
        store.settle()
    assert sum(written) <= 128 * (1 + np.log2(128))


@pytest.mark.usefixtures("at_once")
def test_segments_that_are_full_are_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("rune_lp.catalog.store.SEALED", 5)
    with CatalogWriter(tmp_path / "x") as writer:
        for number in range(6):
            writer.add(scene(f"P{number}", 3))
    assert segments(tmp_path / "x") == 6


def test_a_segment_whose_images_are_all_replaced_is_dropped(tmp_path, monkeypatch):
    monkeypatch.setattr("rune_lp.catalog.store.SEALED", 5)
    for count in (3, 4):
        with CatalogWriter(tmp_path / "x", append=True) as writer:
            writer.add(scene("P1", count))
    assert segments(tmp_path / "x") == 1
    assert len(Catalog.open(tmp_path / "x").scene("P1")) == 4


def test_a_segment_that_is_mostly_replaced_is_rewritten_without_these(tmp_path, monkeypatch):
    with CatalogWriter(tmp_path / "x") as writer:
        for number in range(5):
            writer.add(scene(f"P{number}", 100))
    before = sum(path.stat().st_size for path in (tmp_path / "x").glob("segment-*"))
    monkeypatch.setattr("rune_lp.catalog.store.SEALED", 5)
    with CatalogWriter(tmp_path / "x", append=True) as writer:
        for number in range(4):
            writer.add(scene(f"P{number}"))
    after = sum(path.stat().st_size for path in (tmp_path / "x").glob("segment-*"))
    assert after < before / 2
    assert [len(item) for item in Catalog.open(tmp_path / "x").scenes()] == [1, 1, 1, 1, 100]
