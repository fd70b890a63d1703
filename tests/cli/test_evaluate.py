import pytest

from tests.cli.program import call, refused

TRUTH = (
    '{"image": "P1", "objects": ['
    '{"class": "ship", "polygon": [[0, 0], [20, 0], [20, 10], [0, 10]]}, '
    '{"class": "ship", "polygon": [[50, 0], [70, 0], [70, 10], [50, 10]]}]}\n'
)
FOUND = (
    '{"image": "P1", "objects": ['
    '{"class": "ship", "score": 0.9, "polygon": [[0, 0], [20, 0], [20, 10], [0, 10]]}]}\n'
)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "truth.jsonl").write_text(TRUTH)
    (tmp_path / "found.jsonl").write_text(FOUND)
    return tmp_path / "truth.jsonl", tmp_path / "found.jsonl"


def test_the_table_has_a_line_for_each_class_and_the_mean(files):
    ran = call("evaluate", "detections", *files)
    assert ran.code == 0
    head, ship, mean, last = ran.out.splitlines()
    heads = "class,objects,found,AP50,AP75,AP50:95,precision,recall"
    assert ",".join(head.split()) == heads
    assert ship.split() == ["ship", "2", "1", "0.5000", "0.5000", "0.5000", "1.0000", "0.5000"]
    assert mean.split() == ["mean", "0.5000", "0.5000", "0.5000"]
    assert last == "1 images; precision and recall at IoU > 0.5 and score >= 0.5"


def test_catalogues_are_read_like_their_sources(files, tmp_path):
    for file in files:
        assert call("index", file, "-o", tmp_path / f"{file.stem}.catalog").code == 0
    catalogues = [tmp_path / f"{file.stem}.catalog" for file in files]
    one = call("evaluate", "detections", *files, "--iou", 0.5, "--format", "json").json
    assert one == call("evaluate", "detections", *catalogues, "--iou", 0.5, "--format", "json").json
    assert one["mean_average_precision"] == [0.5]


def test_images_that_do_not_count_are_named(files):
    files[1].write_text(FOUND + FOUND.replace("P1", "P9"))
    ran = call("evaluate", "detections", *files)
    assert ran.code == 3
    assert "P9 are not in" in ran.err


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (FOUND.replace("P1", "P9"), "has no image of"),
        ("", "has no image of"),
    ],
    ids=["other images", "nothing"],
)
def test_two_sides_without_a_common_image_are_refused(files, found, message):
    files[1].write_text(found)
    ran = call("evaluate", "detections", *files)
    assert message in refused(ran)


def test_what_is_not_there_is_refused(files, tmp_path):
    assert "no such" in refused(call("evaluate", "detections", files[0], tmp_path / "none"))
    assert "cannot be evaluated" in refused(call("evaluate", "detection"))
