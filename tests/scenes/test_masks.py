import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from rune_lp.scenes.masks import Mask
from tests.geometry.shapes import Shape

pictures = arrays.arrays(np.bool_, st.tuples(st.integers(1, 12), st.integers(1, 12)))


def whole(mask: Mask, height: int, width: int) -> np.ndarray:
    picture = np.zeros((height, width), dtype=bool)
    rows, columns = (
        slice(mask.top, mask.top + mask.height),
        slice(mask.left, mask.left + mask.width),
    )
    picture[rows, columns] = mask.pixels()
    return picture


def by_hand(text: str) -> list[int]:
    """The run lengths of COCO's text, as its C code reads it."""
    counts, place = [], 0
    while place < len(text):
        value, k, more = 0, 0, True
        while more:
            c = ord(text[place]) - 48
            value |= (c & 0x1F) << 5 * k
            more = bool(c & 0x20)
            place += 1
            k += 1
            if not more and c & 0x10:
                value |= -1 << 5 * k
        if len(counts) > 2:
            value += counts[-2]
        counts.append(value)
    return counts


@given(pictures, st.integers(-50, 50), st.integers(-50, 50))
def test_a_mask_holds_its_pixels(picture, left, top):
    assume(picture.any())
    mask = Mask.of(picture, left=left, top=top)
    rows, columns = np.nonzero(picture)
    assert (mask.left, mask.top) == (columns.min() + left, rows.min() + top)
    assert (
        mask.pixels() == picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    ).all()
    assert mask.area == picture.sum()
    assert Mask.from_bytes(mask.to_bytes()) == mask


@given(pictures, st.integers(1, 4), st.integers(0, 3), st.integers(0, 3))
def test_a_magnified_mask_is_of_larger_pixels_and_cut_at_the_image(picture, factor, right, low):
    larger = np.kron(picture, np.ones((factor, factor), dtype=bool))
    height, width = (max(1, n - cut) for n, cut in zip(larger.shape, (low, right), strict=True))
    assume(larger[:height, :width].any())
    mask = Mask.of(picture).magnified(factor, width, height)
    assert np.array_equal(whole(mask, height, width), larger[:height, :width])


@given(pictures)
def test_the_run_lengths_of_a_whole_image_give_its_pixels(picture):
    assume(picture.any())
    flat = picture.T.ravel().astype(int)
    edges = np.flatnonzero(np.diff(flat, prepend=0)).tolist()
    counts = np.diff([0, *edges, len(flat)]).tolist()
    mask = Mask.of_coco(picture.shape, counts)
    assert (whole(mask, *picture.shape) == picture).all()


@given(pictures.map(lambda small: np.kron(small, np.ones((40, 30), dtype=bool))))
def test_the_text_is_cocos(picture):
    assume(picture.any())
    mask = Mask.of(picture)
    counts = by_hand(mask.counts)
    assert sum(counts[1::2]) == picture.sum()
    assert (
        Mask.of_coco(
            (mask.height, mask.width), [*counts, mask.width * mask.height - sum(counts)]
        ).area
        == mask.area
    )
    assert sum(counts) <= mask.width * mask.height


@given(pictures)
def test_the_outline_is_the_area_of_the_pixels(picture):
    assume(picture.any())
    outline = Mask.of(picture).outline()
    assert outline.is_valid
    assert outline.area == picture.sum()
    for row, column in np.ndindex(picture.shape):
        assert outline.contains(shapely.Point(column + 0.5, row + 0.5)) == picture[row, column]


@given(
    st.builds(
        Shape,
        st.floats(-20, 20),
        st.floats(-20, 20),
        st.floats(3, 30),
        st.floats(3, 30),
        st.floats(0, 180),
    )
)
def test_the_mask_of_a_box_is_the_box_within_a_pixel(shape):
    box = shapely.Polygon(shape.corners())
    outline = Mask.of_polygons([shape.corners()]).outline()
    assert box.buffer(0.75).contains(outline)
    assert outline.buffer(1.5).contains(box.buffer(-0.01))


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 15), st.floats(0, 15)), min_size=3, max_size=6),
        min_size=1,
        max_size=3,
    )
)
def test_a_pixel_is_in_the_mask_iff_its_centre_is_in_a_polygon(rings):
    whole_rings = shapely.make_valid([shapely.Polygon(ring) for ring in rings])
    parts = shapely.get_parts(shapely.union_all(whole_rings)).tolist()
    union = shapely.union_all([part for part in parts if part.area > 0])
    assume(union.area > 0)
    centers = [shapely.Point(x + 0.5, y + 0.5) for y in range(16) for x in range(16)]
    # At an edge it is a matter of rounding.
    sure = [not union.boundary.intersects(center.buffer(1e-6)) for center in centers]
    expected = [union.contains(center) for center in centers]
    assume(any(inside and certain for inside, certain in zip(expected, sure, strict=True)))
    found = whole(Mask.of_polygons(rings), 16, 16).ravel()
    for inside, certain, got in zip(expected, sure, found, strict=True):
        assert not certain or got == inside


@pytest.mark.parametrize(
    ("size", "counts", "message"),
    [
        ((2, 2), [1, 1], "must make up 2 x 2 pixels"),
        ((2, 2), [5, -1], "must make up"),
        ((2, 2), [4], "must have a pixel"),
        ((2, 2), "é", "must be COCO's text, but got 'é'"),
        ((2, 2), "P", "breaks off"),
    ],
)
def test_run_lengths_that_are_none_are_refused(size, counts, message):
    with pytest.raises(ValueError, match=message):
        Mask.of_coco(size, counts)


@pytest.mark.parametrize(
    "rings", [[], [[(0.1, 0.1), (0.2, 0.1), (0.2, 0.2)]], [[(0, 0), (5, 5), (9, 9)]]]
)
def test_polygons_without_a_pixel_have_no_mask(rings):
    with pytest.raises(ValueError, match="must have a pixel"):
        Mask.of_polygons(rings)


def test_a_mask_of_a_huge_image_is_small():
    mask = Mask.of_coco(
        (100_000, 100_000), [50_000 * 100_000 + 7, 3, 10**10 - 50_000 * 100_000 - 10]
    )
    assert (mask.left, mask.top, mask.width, mask.height, mask.area) == (50_000, 7, 1, 3, 3)
