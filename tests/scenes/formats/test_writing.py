import pytest
from hypothesis import HealthCheck, given, settings

from rune_lp.errors import InputError
from rune_lp.scenes import Scene
from rune_lp.scenes.formats import write_dota_labels, write_dota_results
from tests.scenes.formats.source_files import CORNERS, read
from tests.scenes.scene_strategies import collections

any_scenes = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def folders(tmp_path_factory):
    """Make a new folder at each call: hypothesis runs a test many times."""
    return lambda: tmp_path_factory.mktemp("written")


@any_scenes
@given(collections())
def test_results_hold_labels_scores_and_corners(folders, scenes):
    folder = folders()
    write_dota_results(scenes, folder)
    found, faults, _ = read(folder)
    if any(map(len, scenes)):
        assert faults == []
    assert set(found) == {scene.image for scene in scenes if len(scene)}
    for scene in scenes:
        if len(scene):
            assert rows(found[scene.image]) == rows(scene)


@any_scenes
@given(collections())
def test_labels_hold_corners_order_and_gsd_of_every_image(folders, scenes):
    folder = folders()
    write_dota_labels(scenes, folder)
    found, faults, _ = read(folder)
    if scenes:
        assert faults == []
    assert set(found) == {scene.image for scene in scenes}
    for scene in scenes:
        again = found[scene.image]
        assert again.labels == scene.labels
        assert again.corners.tolist() == scene.corners.tolist()
        assert again.gsd == scene.gsd


def rows(scene):
    """The detections, in an order that does not depend on the source's."""
    columns = (scene.labels, scene.scores.tolist(), scene.corners.tolist())
    return sorted(zip(*columns, strict=True))


@pytest.mark.parametrize(
    ("write", "image", "label", "message"),
    [
        (write_dota_results, "P 1", "ship", "image 'P 1' cannot be written in DOTA's format"),
        (write_dota_results, "P1", "a/b", "class 'a/b' cannot be written in DOTA's format"),
        (write_dota_labels, "a/P1", "ship", "image 'a/P1' cannot be written in DOTA's format"),
        (write_dota_labels, "P1", "large vehicle", "class 'large vehicle' cannot be written"),
    ],
)
def test_a_name_that_has_no_room_in_the_format_is_refused(tmp_path, write, image, label, message):
    with pytest.raises(InputError, match=message):
        write([Scene.of(image, [label], [0.5], [CORNERS])], tmp_path)


def test_a_class_without_a_detection_has_an_empty_file(tmp_path):
    scene = Scene.of("P1", ["ship", "plane"], [0.9, 0.1], [CORNERS, CORNERS]).at_least(0.5)
    write_dota_results([scene], tmp_path)
    assert (tmp_path / "Task1_plane.txt").read_text() == ""
    assert read(tmp_path)[0]["P1"].class_names == ("plane", "ship")
