import copy
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings

from rune_lp.scenes.formats import ReadOptions, write_coco
from tests.scenes.formats.source_files import CORNERS, read, shown, write
from tests.scenes.scene_strategies import collections

DOCUMENT = {
    "images": [
        {"id": 1, "file_name": "val/P1.png", "width": 200, "height": 100},
        {"id": 2, "file_name": "P2.png", "width": 40, "height": 30},
    ],
    "categories": [{"id": 1, "name": "ship"}, {"id": 7, "name": "plane"}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 7, "bbox": [10, 20, 30, 5]}],
}


def document(**changes):
    """The document with members replaced."""
    return copy.deepcopy(DOCUMENT) | changes


def annotated(*annotations):
    """The document with other annotations, each of image 1 and a ship."""
    return document(annotations=[{"image_id": 1, "category_id": 1} | a for a in annotations])


def read_document(folder, value, **options):
    return read(write(folder / "a.json", json.dumps(value)), options=ReadOptions(**options))


def corners_of(scene):
    """The corners of a scene's boxes, in an order that does not depend on where they begin."""
    return [sorted(map(tuple, box)) for box in scene.corners.round(9).tolist()]


def test_images_categories_and_boxes(tmp_path):
    scenes, faults, notices = read_document(tmp_path, DOCUMENT)
    assert (faults, notices, list(scenes)) == ([], [], ["P1", "P2"])
    scene = scenes["P1"]
    assert scene.corners.tolist() == [[[10, 20], [40, 20], [40, 25], [10, 25]]]
    assert (scene.labels, scene.scores.tolist()) == (("plane",), [1.0])
    assert (scene.width, scene.height, scene.size_known) == (200, 100, True)
    assert scene.class_names == ("plane", "ship")


def test_an_image_without_annotations_has_no_objects(tmp_path):
    scenes, _, _ = read_document(tmp_path, DOCUMENT)
    assert (len(scenes["P2"]), scenes["P2"].width) == (0, 40)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ({"segmentation": [[0, 0, 4, 0, 4, 2, 2, 1, 0, 2]]}, CORNERS),
        ({"segmentation": [[0, 0, 1, 0, 0, 2], [4, 0, 4, 2, 3, 2]]}, CORNERS),
        ({"segmentation": [[0, 0, 4, 0, 4, 2, 0, 2]], "bbox": [9, 9, 9, 9]}, CORNERS),
        ({"segmentation": [], "bbox": [0, 0, 4, 2]}, CORNERS),
        ({"poly": [0, 0, 4, 0, 4, 2, 0, 2], "bbox": [9, 9, 9, 9]}, CORNERS),
        ({"poly": [0, 0, 4, 0, 5, 2, 0, 2]}, [[0, 0], [4, 0], [5, 2], [0, 2]]),
    ],
    ids=["polygon", "two polygons", "before bbox", "none", "poly", "poly as it is"],
)
def test_the_most_exact_geometry_counts(tmp_path, annotation, expected):
    scenes, faults, _ = read_document(tmp_path, annotated(annotation))
    assert faults == []
    assert corners_of(scenes["P1"]) == [sorted(map(tuple, expected))]


def test_scores_are_read_where_there_are_some(tmp_path):
    box = {"bbox": [0, 0, 4, 2]}
    scenes, _, _ = read_document(tmp_path, annotated(box | {"score": 0.25}, box))
    assert scenes["P1"].scores.tolist() == [0.25, 1.0]


# Columns 2 to 5 of 100 rows, the first 20 pixels of each but the first, which has 40.
RUNS = [200, 40, 60, 20, 80, 20, 80, 20, 100 * 200 - 520]


@pytest.mark.parametrize("box", [{}, {"bbox": [0, 0, 9, 9]}], ids=["alone", "with a bbox"])
def test_a_run_length_mask_is_read_and_its_rectangle_is_the_box(tmp_path, box):
    annotation = {"segmentation": {"counts": RUNS, "size": [100, 200]}} | box
    scenes, faults, notices = read_document(tmp_path, annotated(annotation))
    assert (faults, notices) == ([], [])
    (mask,) = scenes["P1"].masks
    assert (mask.left, mask.top, mask.width, mask.height, mask.area) == (2, 0, 4, 40, 100)
    assert corners_of(scenes["P1"]) == [[(2.0, 0.0), (2.0, 40.0), (6.0, 0.0), (6.0, 40.0)]]


@pytest.mark.parametrize(
    "mask",
    [
        {"counts": "é", "size": [100, 200]},
        {"counts": [1], "size": [100, 200]},
        {"counts": [20_000], "size": [100, 200]},
        {"counts": [81], "size": [9, 9]},
        {"size": [100, 200]},
        {},
    ],
    ids=["no text", "too short", "no pixel", "another size", "no counts", "empty"],
)
def test_a_broken_mask_is_noticed_and_the_bbox_stands_in(tmp_path, mask):
    annotation = {"segmentation": mask, "bbox": [0, 0, 4, 2]}
    scenes, faults, notices = read_document(tmp_path, annotated(annotation))
    assert (corners_of(scenes["P1"]), faults) == ([sorted(map(tuple, CORNERS))], [])
    assert scenes["P1"].masks is None
    assert "the box stands in" in str(notices[0])


def test_a_polygon_that_is_no_box_has_a_mask_too(tmp_path):
    # An L of two arms of 10 x 40 and 30 x 10.
    corner = [0, 0, 10, 0, 10, 30, 40, 30, 40, 40, 0, 40]
    scenes, *_ = read_document(tmp_path, annotated({"segmentation": [corner]}))
    (mask,) = scenes["P1"].masks
    assert mask.area == 10 * 40 + 30 * 10
    scenes, *_ = read_document(tmp_path, annotated({"segmentation": [[0, 0, 9, 0, 9, 5, 0, 5]]}))
    assert scenes["P1"].masks is None


BBOX = {"bbox": [0, 0, 4, 2]}


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        ({}, "must have a segmentation, or a bbox"),
        ({"bbox": [0, 0, 4]}, "must have a segmentation, or a bbox"),
        ({"bbox": [0, 0, 0, 2]}, "bbox must have an area, but got 0 by 2"),
        ({"bbox": [0, 0, 4, -2]}, "bbox must have an area, but got 4 by -2"),
        ({"bbox": [0, 0, 4, "2px"]}, "bbox must be a number, but got '2px'"),
        ({"bbox": [0, 0, 4, float("inf")]}, "bbox must be finite, but got inf"),
        ({"segmentation": [[0, 0, 4, 0]]}, "segmentation must be of polygons"),
        ({"segmentation": [[0, 0, 4, 0, 4]]}, "segmentation must be of polygons"),
        ({"segmentation": [0, 0, 4, 0, 4, 2]}, "segmentation must be of polygons"),
        ({"segmentation": [[0, 0, 2, 2, 4, 4]]}, "polygon must have an area"),
        ({"segmentation": [[0, 0, 2, None, 4, 4]]}, "coordinate must be a number"),
        ({"poly": [0, 0, 4, 0]}, "box must have 8 coordinates, but got 4"),
        (
            {"segmentation": {"counts": [1], "size": [9, 9]}},
            "mask must be of 200x100 px, but got 9x9",
        ),
        (BBOX | {"iscrowd": 1}, "iscrowd: a region of many objects is no object"),
        (BBOX | {"score": 1.5}, "score must be in 0..1, but got 1.5"),
        (BBOX | {"score": None}, "score must be a number, but got None"),
        (BBOX | {"image_id": 3}, "image_id must be an image's id, but got 3"),
        (BBOX | {"image_id": None}, "image_id must be an image's id, but is missing"),
        (BBOX | {"image_id": [1]}, "image_id must be an image's id, but is missing"),
        (BBOX | {"category_id": 2}, "category_id must be a category's id, but got 2"),
        (BBOX | {"category_id": {}}, "category_id must be a category's id, but got {}"),
    ],
)
def test_a_bad_annotation_is_reported_with_its_place_and_the_rest_loads(
    tmp_path, annotation, message
):
    entries = annotated(BBOX, annotation, BBOX)["annotations"]
    head = json.dumps(document(annotations=[])).removesuffix("]}")
    text = "\n".join([head, ",\n".join(map(json.dumps, entries)), "]}"])
    scenes, faults, _ = read(write(tmp_path / "a.json", text))
    assert len(scenes["P1"]) == 2
    (fault,) = shown(faults, tmp_path)
    assert fault.startswith(f"a.json:3:1: annotations[1]: {message}")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (document(images=[{"id": 1}]), "images[0]: file_name must be a name, but got None"),
        (document(images=[{"file_name": "P1.png"}]), "images[0]: id must be a whole number or"),
        (document(images=["P1.png"]), "images[0]: must be a JSON object, but is none"),
        (
            document(images=[*DOCUMENT["images"], DOCUMENT["images"][0]]),
            "images[2]: id must be its own, but 1 was given before",
        ),
        (document(categories=[{"id": 7}]), "categories[0]: category's name must be a name"),
        (document(annotations=None), "annotations: must be a list, but got null"),
        (document(images={}), "images: must be a list, but got an object"),
        ({"images": [], "categories": []}, "must have annotations, but has none"),
        ({"annotations": []}, "must have images, but has none"),
    ],
)
def test_a_bad_image_or_category_is_reported(tmp_path, value, message):
    _, faults, _ = read_document(tmp_path, value, format="coco")
    assert faults[0].message.startswith(message)


def test_a_size_that_is_none_is_noticed(tmp_path):
    value = document(images=[{"id": 1, "file_name": "P1.png", "width": 0, "height": 9}])
    scenes, faults, notices = read_document(tmp_path, value)
    assert (scenes["P1"].size_known, faults) == (False, [])
    assert notices[0].message == "images[0]: image must have a size, but got 0x9: taken as unknown"


def test_pictures_called_alike_in_two_folders_are_two_images(tmp_path):
    images = [
        {"id": n, "file_name": name} for n, name in enumerate(["a/1.png", "b/1.png", "2.png"])
    ]
    scenes, faults, _ = read_document(tmp_path, document(images=images, annotations=[]))
    assert (list(scenes), faults) == (["a/1", "b/1", "2"], [])


RESULTS = [
    {"image_id": 1, "category_id": 7, "bbox": [0, 0, 4, 2], "score": 0.5},
    {"image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 2], "score": 0.25},
]


def test_results_with_their_annotations_file(tmp_path):
    names = write(tmp_path / "gt/val.json", json.dumps(DOCUMENT))
    scenes, faults, _ = read_document(tmp_path, RESULTS, names=names)
    assert faults == []
    assert scenes["P1"].labels == ("plane", "ship")
    assert scenes["P1"].scores.tolist() == [0.5, 0.25]
    assert (len(scenes["P2"]), scenes["P2"].size_known) == (0, True)


def test_results_with_a_names_file(tmp_path):
    names = write(tmp_path / "names.txt", "plane\nship\n")
    entry = {"image_id": "P7", "category_id": 1, "poly": [0, 0, 4, 0, 4, 2, 0, 2], "score": 0.5}
    scenes, faults, _ = read_document(tmp_path, [entry, entry | {"image_id": 42}], names=names)
    assert (list(scenes), scenes["P7"].labels, faults) == (["P7", "42"], ("ship",), [])


def test_results_without_names_are_reported(tmp_path):
    _, faults, _ = read_document(tmp_path, RESULTS)
    assert faults[0].hint == "give the categories with --names FILE"


def test_a_file_without_categories_takes_the_names_given(tmp_path):
    value = document()
    del value["categories"]
    names = write(tmp_path / "names.txt", "\n".join("abcdefgh"))
    scenes, faults, _ = read_document(tmp_path, value, names=names)
    assert (scenes["P1"].labels, faults) == (("h",), [])


def test_a_result_must_have_a_score(tmp_path):
    names = write(tmp_path / "gt/val.json", json.dumps(DOCUMENT))
    entry = {"image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 2]}
    scenes, faults, _ = read_document(tmp_path, [entry], names=names)
    assert len(scenes["P1"]) == 0
    assert faults[0].message == "[0]: score must be a number, but got None"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(collections())
def test_what_is_written_is_read_as_far_as_coco_holds_it(tmp_path, scenes):
    stream = io.StringIO()
    write_coco(scenes, stream)
    found, faults, notices = read(write(tmp_path / "a.json", stream.getvalue()))
    assert (faults, notices) == ([], [])
    assert list(found) == [scene.image for scene in scenes]
    for written, again in zip(scenes, found.values(), strict=True):
        assert again.labels == written.labels
        assert again.scores.tolist() == written.scores.tolist()
        assert again.corners.tolist() == written.corners.tolist()
        assert (again.width, again.size_known) == (written.width, written.size_known)
        assert (again.gsd, again.north) == (written.gsd, written.north)
