import pytest

from tests.scenes.formats.source_files import BOX, CORNERS, read, shown, write


def test_a_label_file_is_the_image_it_is_called_as(tmp_path):
    text = f"imagesource:GoogleEarth\ngsd:0.25\n{BOX} ship 0\n{BOX} small-vehicle 1\n{BOX} ship\n"
    scenes, faults, notices = read(write(tmp_path / "P0003.txt", text))
    assert (faults, notices) == ([], [])
    scene = scenes["P0003"]
    assert scene.labels == ("ship", "small-vehicle", "ship")
    assert scene.scores.tolist() == [1.0, 1.0, 1.0]
    assert scene.corners[0].tolist() == CORNERS
    assert (scene.gsd, scene.size_known) == (0.25, False)


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeffgsd:0.25\r\n\r\n{BOX} ship 0\r\n",
        f"gsd: 0.25\n  {BOX}   ship\t0  ",
        f"GSD:0.25\nacquisition dates:2010-01-01\n{BOX} ship 0\n\n\n",
        f"{BOX} ship 0\ngsd:0.25\n",
    ],
    ids=["windows", "spaces", "headers", "header last"],
)
def test_line_ends_blanks_and_headers_are_no_faults(tmp_path, content):
    scenes, faults, notices = read(write(tmp_path / "P1.txt", content))
    assert (len(scenes["P1"]), scenes["P1"].gsd, faults, notices) == (1, 0.25, [], [])


@pytest.mark.parametrize("content", ["", "\r\n", "imagesource:GF\ngsd:1\n"])
def test_a_label_file_without_labels_is_an_image_with_no_objects(tmp_path, content):
    scenes, faults, _ = read(write(tmp_path / "P1.txt", content))
    assert (len(scenes["P1"]), faults) == (0, [])


@pytest.mark.parametrize("value", ["null", "None", "", "2.68220901489e-06", "1e9", "nan", "-0.3"])
def test_a_nonsense_gsd_is_noticed_once_and_unknown(tmp_path, value):
    scenes, faults, notices = read(write(tmp_path / "P1.txt", f"gsd:{value}\n{BOX} ship 0\n"))
    assert (len(scenes["P1"]), scenes["P1"].gsd, faults) == (1, None, [])
    (notice,) = shown(notices, tmp_path)
    assert notice.startswith("P1.txt:1: gsd must be ")
    assert notice.endswith(": taken as unknown")


LABEL = "label must be x1 y1 x2 y2 x3 y3 x4 y4 class difficult"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("0 0 4 0 4 2 ship", f"2: {LABEL}, but got 7 words"),
        (f"{BOX} large vehicle 0", f"2: {LABEL}, but got 11 words"),
        ("0 0 4 0 4 2x 0 2 ship 0", "2:11: coordinate must be a number, but got '2x'"),
        ("0 0 4 0 4 nan 0 2 ship 0", "2:11: coordinate must be finite, but got 'nan'"),
        ("inf 0 4 0 4 2 0 2 ship 0", "2:1: coordinate must be finite, but got 'inf'"),
        ("1e300 0 4 0 4 2 0 2 ship 0", "2:1: coordinate must be within 10,000,000 px"),
        ("0 0 4 0 4 0 0 0 ship 0", "2:1: box must have an area"),
        (f"{BOX} ship 0.9", "2:22: difficult must be 0 or 1, but got '0.9' (a confidence?"),
    ],
)
def test_a_bad_label_is_reported_with_its_place_and_the_rest_loads(tmp_path, line, message):
    text = f"{BOX} plane 0\n{line}\n{BOX} harbor 0\n"
    scenes, faults, notices = read(write(tmp_path / "P1.txt", text))
    assert scenes["P1"].labels == ("plane", "harbor")
    assert scenes["P1"].ids.tolist() == [0, 1]
    assert notices == []
    (fault,) = shown(faults, tmp_path)
    assert fault.startswith(f"P1.txt:{message}")


def test_a_line_of_another_encoding_is_reported_with_its_place(tmp_path):
    content = f"{BOX} Schiff 0\n{BOX} Fl\xe4che 0\n".encode("latin-1")
    scenes, faults, _ = read(write(tmp_path / "P1.txt", content))
    assert scenes["P1"].labels == ("Schiff",)
    assert shown(faults, tmp_path) == [
        "P1.txt:2:19: must be UTF-8 text, but got byte 0xe4 (save it as UTF-8)"
    ]


def test_a_file_whose_every_box_is_flat_is_an_image_with_no_objects(tmp_path):
    scenes, faults, _ = read(write(tmp_path / "P1.txt", "0 0 4 0 4 0 0 0 ship 0\n"))
    assert (len(scenes["P1"]), len(faults)) == (0, 1)


def test_result_files_of_all_classes_make_the_images(tmp_path):
    write(tmp_path / "Task1_ship.txt", f"P2 0.9 {BOX}\nP1 0.098 {BOX}\nP2 0.5 {BOX}\n")
    write(tmp_path / "Task1_plane.txt", f"P2 0.25 {BOX}\n")
    write(tmp_path / "Task1_helicopter.txt", "")
    scenes, faults, notices = read(tmp_path)
    assert (list(scenes), faults, notices) == (["P1", "P2"], [], [])
    assert scenes["P2"].labels == ("plane", "ship", "ship")
    assert scenes["P2"].scores.tolist() == [0.25, 0.9, 0.5]
    assert scenes["P1"].scores.tolist() == [0.098]


def test_a_class_without_a_result_is_known_all_the_same(tmp_path):
    write(tmp_path / "Task1_ship.txt", f"P1 0.9 {BOX}\n")
    write(tmp_path / "Task1_plane.txt", "")
    scenes, _, _ = read(tmp_path)
    assert scenes["P1"].class_names == ("plane", "ship")
    assert scenes["P1"].labels == ("ship",)


def test_result_files_given_one_by_one_are_read_together_by_name(tmp_path):
    ship = write(tmp_path / "Task1_ship.txt", f"P1 0.9 {BOX}\n")
    plane = write(tmp_path / "Task1_plane.txt", f"P1 0.8 {BOX}\n")
    scenes, faults, _ = read(ship, plane)
    assert (scenes["P1"].labels, faults) == (("plane", "ship"), [])


RESULT = "result must be image score x1 y1 x2 y2 x3 y3 x4 y4"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("P1 0.9 0 0 4 0 4 2", f"2: {RESULT}, but got 8 words"),
        (f"P1 high {BOX}", "2:4: score must be a number, but got 'high'"),
        (f"P1 1.7 {BOX}", "2:4: score must be in 0..1, but got '1.7' (a percentage?"),
        (f"P1 -0.1 {BOX}", "2:4: score must be in 0..1, but got '-0.1'"),
        (f"P1 nan {BOX}", "2:4: score must be finite, but got 'nan'"),
        ("P1 0.9 0 0 4 0 4 2 0 NaN", "2:22: coordinate must be finite, but got 'NaN'"),
        ("P1 0.9 7 7 7 7 7 7 7 7", "2:8: box must have an area"),
    ],
)
def test_a_bad_result_is_reported_with_its_place_and_the_rest_loads(tmp_path, line, message):
    text = f"P1 0.9 {BOX}\n{line}\nP1 0.8 {BOX}\n"
    scenes, faults, _ = read(write(tmp_path / "Task1_ship.txt", text))
    assert scenes["P1"].scores.tolist() == [0.9, 0.8]
    (fault,) = shown(faults, tmp_path)
    assert fault.startswith(f"Task1_ship.txt:{message}")


def test_an_image_whose_only_result_is_flat_is_an_image_with_no_objects(tmp_path):
    scenes, faults, _ = read(write(tmp_path / "Task1_ship.txt", "P1 0.9 1 1 1 1 1 1 1 1\n"))
    assert (len(scenes["P1"]), len(faults)) == (0, 1)
