from fractions import Fraction

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.metrics import evaluate_detections
from rune_lp.scenes import Scene
from tests.geometry.shapes import Shape


def scene(name: str, *shapes: Shape) -> Scene:
    return Scene.of(
        name,
        [shape.label for shape in shapes],
        [shape.score for shape in shapes],
        [shape.corners() for shape in shapes],
    )


def by_definition(truth: list[Scene], predicted: list[Scene], label: str, threshold: float):
    """Average precision as PASCAL VOC's development kit words it, one prediction after another."""
    true = {
        (one.image, row): shapely.Polygon(one.corners[row])
        for one in truth
        for row in range(len(one))
        if one.labels[row] == label
    }
    every = [
        (-one.scores[row], one.image, row, shapely.Polygon(one.corners[row]))
        for one in predicted
        for row in range(len(one))
        if one.labels[row] == label
    ]
    every.sort(key=lambda entry: entry[:3])
    taken, points, right = set(), [], 0
    for number, (_, image, _, polygon) in enumerate(every, start=1):
        best, which = 0.0, None
        for key, other in true.items():
            if key[0] == image:
                shared = polygon.intersection(other).area
                overlap = shared / (polygon.area + other.area - shared)
                if overlap > best:
                    best, which = overlap, key
        if best > threshold and which not in taken:
            taken.add(which)
            right += 1
        points.append((Fraction(right, len(true)), Fraction(right, number)))
    # The area under the highest precision at each recall or a greater one, step by step.
    area, before = Fraction(0), Fraction(0)
    for recall in sorted({recall for recall, _ in points}):
        area += (recall - before) * max(p for r, p in points if r >= recall)
        before = recall
    return float(area)


def shapes(size: int, score: st.SearchStrategy[float]) -> st.SearchStrategy[list[Shape]]:
    # A coarse grid, so that boxes overlap, scores tie and objects are found twice.
    place, side = st.integers(0, 6).map(lambda n: n * 3.0), st.sampled_from([4.0, 6.0, 8.0])
    angle, label = st.sampled_from([0.0, 10.0, 45.0]), st.sampled_from(["ship", "plane"])
    return st.lists(st.builds(Shape, place, place, side, side, angle, label, score), max_size=size)


@settings(deadline=None)
@given(
    st.lists(shapes(5, st.just(1.0)), min_size=2, max_size=2),
    st.lists(shapes(8, st.sampled_from([0.2, 0.5, 0.9])), min_size=2, max_size=2),
)
def test_the_average_precision_is_the_one_of_the_definition(true, found):
    truth = [scene(f"P{n}", *each) for n, each in enumerate(true)]
    predicted = [scene(f"P{n}", *each) for n, each in enumerate(found)]
    # No two boxes of the grid overlap by just so much, where the last bit would decide.
    thresholds = (0.31, 0.51, 0.76)
    result = evaluate_detections(truth, predicted, thresholds)
    labels = {shape.label for each in (*true, *found) for shape in each}
    assert {one.name for one in result.classes} == labels
    for one in result.classes:
        if one.truth:
            expected = [by_definition(truth, predicted, one.name, each) for each in thresholds]
            assert one.average_precision == pytest.approx(tuple(expected))
        else:
            assert one.average_precision is None


def found_as_a_detector_does(rng: np.random.Generator) -> tuple[list[Scene], list[Scene]]:
    """Return scenes of 30 objects and predictions of them: askew, missed, doubled, made up."""
    truth, predicted = [], []
    for name in ("P1", "P2", "P3", "P4"):
        true = [
            Shape(*rng.uniform(0, 300, 2), *rng.uniform(12, 40, 2), rng.uniform(0, 180), label)
            for label in rng.choice(["ship", "plane"], 30)
        ]
        found = []
        for one in true:
            for _ in range(rng.integers(0, 3) or rng.integers(0, 2)):
                cx, cy, angle = np.array([one.cx, one.cy, one.angle]) + rng.normal(0, 2, 3)
                length, width = np.array([one.length, one.width]) * rng.uniform(0.87, 1.15, 2)
                found.append(Shape(cx, cy, length, width, angle, one.label, rng.random()))
        found += [
            Shape(*rng.uniform(0, 300, 2), 20, 10, rng.uniform(0, 180), "ship", rng.random())
            for _ in range(8)
        ]
        truth.append(scene(name, *true))
        predicted.append(scene(name, *found))
    return truth, predicted


@pytest.mark.parametrize("seed", range(3))
def test_the_average_precision_is_the_one_of_other_libraries(seed):
    # Overlaps by OpenCV, the area under the curve by Ultralytics; theirs is of 101 points of it.
    cv2 = pytest.importorskip("cv2")
    pytest.importorskip("ultralytics")
    from rune_lp.vision.ultralytics_detector import offline_ultralytics

    offline_ultralytics()
    from ultralytics.utils.metrics import ap_per_class

    def overlap(one, other):
        first, second = (cv2.minAreaRect(corners.astype(np.float32)) for corners in (one, other))
        _, points = cv2.rotatedRectangleIntersection(first, second)
        shared = 0.0 if points is None else cv2.contourArea(cv2.convexHull(points))
        return shared / (np.prod(first[1]) + np.prod(second[1]) - shared)

    thresholds = (0.5, 0.75)
    truth, predicted = found_as_a_detector_does(np.random.default_rng(seed))
    rows = sorted(
        (-score, number, row)
        for number, one in enumerate(predicted)
        for row, score in enumerate(one.scores.tolist())
    )
    taken = {threshold: set() for threshold in thresholds}
    right = []
    for _, number, row in rows:
        true, found = truth[number], predicted[number]
        every = [
            overlap(found.corners[row], corners) * (label == found.labels[row])
            for label, corners in zip(true.labels, true.corners, strict=True)
        ]
        best = (number, int(np.argmax(every)))
        right.append([max(every) > each and best not in taken[each] for each in thresholds])
        for each, hit in zip(thresholds, right[-1], strict=True):
            taken[each] |= {best} if hit else set()
    theirs = ap_per_class(
        np.array(right),
        np.array([-score for score, _, _ in rows]),
        np.array([predicted[number].labels[row] == "ship" for _, number, row in rows], dtype=int),
        np.array([label == "ship" for one in truth for label in one.labels], dtype=int),
    )[5]
    ours = [
        one.average_precision for one in evaluate_detections(truth, predicted, thresholds).classes
    ]
    assert np.array(ours) == pytest.approx(theirs, abs=0.01)
    assert 0.1 < np.min(ours) < np.max(ours) < 0.9


A, B, C = Shape(10, 10), Shape(30, 10), Shape(50, 10)
NOWHERE = Shape(80, 80)


def scored(shape: Shape, score: float, label: str = "ship") -> Shape:
    return Shape(shape.cx, shape.cy, shape.length, shape.width, shape.angle, label, score)


CASES = {
    "all found": ([scored(A, 0.9), scored(B, 0.8), scored(C, 0.7)], 1),
    "nothing found": ([], 0),
    "all wrong": ([scored(NOWHERE, 0.9)], 0),
    # Precision 1 up to a recall of 1/3.
    "one of three": ([scored(A, 0.9)], 1 / 3),
    # Right, wrong, right, wrong, right: 1/3 (1 + 2/3 + 3/5).
    "every other": (
        [
            scored(A, 0.9),
            scored(NOWHERE, 0.8),
            scored(B, 0.7),
            scored(NOWHERE, 0.6),
            scored(C, 0.5),
        ],
        (1 + 2 / 3 + 3 / 5) / 3,
    ),
    # Wrong first: the precision that is reached later counts for all recalls before.
    "wrong first": (
        [scored(NOWHERE, 0.95), scored(A, 0.9), scored(B, 0.8), scored(C, 0.7)],
        3 / 4,
    ),
    # A second prediction of A is wrong: 1/3 (1 + 2/3).
    "twice": ([scored(A, 0.9), scored(A, 0.8), scored(B, 0.7)], (1 + 2 / 3) / 3),
}


@pytest.mark.parametrize(("found", "expected"), CASES.values(), ids=CASES)
def test_the_average_precision_by_hand(found, expected):
    (ship,) = evaluate_detections([scene("P1", A, B, C)], [scene("P1", *found)], [0.5]).classes
    assert ship.average_precision == pytest.approx((expected,))


def test_the_mean_is_over_the_classes_that_have_objects():
    truth = [scene("P1", A, scored(B, 1, "plane"))]
    found = [scene("P1", scored(A, 0.9), scored(C, 0.9, "harbor"))]
    result = evaluate_detections(truth, found, [0.5])
    assert {one.name: one.average_precision for one in result.classes} == {
        "harbor": None,
        "plane": (0.0,),
        "ship": (1.0,),
    }
    assert result.mean_average_precision == (0.5,)


def test_precision_and_recall_are_at_the_score_threshold():
    found = [scored(A, 0.9), scored(NOWHERE, 0.6), scored(B, 0.4)]
    (ship,) = evaluate_detections(
        [scene("P1", A, B, C)], [scene("P1", *found)], [0.5], min_score=0.5
    ).classes
    assert (ship.precision, ship.recall) == (1 / 2, 1 / 3)


def test_images_of_one_side_only_are_named():
    truth = [scene("P1", A), scene("P2", A)]
    found = [scene("P2", scored(A, 0.9)), scene("P3", scored(A, 0.9))]
    result = evaluate_detections(truth, found, [0.5])
    assert (result.images, result.missing, result.unknown) == (2, ("P1",), ("P3",))
    assert result.mean_average_precision == (0.5,)


def test_spellings_of_a_class_are_one_class():
    truth = [scene("P1", scored(A, 1, "small-vehicle"))]
    found = [scene("P1", scored(A, 0.9, "small_vehicle"))]
    (vehicle,) = evaluate_detections(truth, found, [0.5]).classes
    assert (vehicle.name, vehicle.average_precision) == ("small-vehicle", (1.0,))
