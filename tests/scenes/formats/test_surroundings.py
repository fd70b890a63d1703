import pytest

from rune_lp.errors import InputError
from rune_lp.scenes.formats import find_pictures
from rune_lp.scenes.formats.surroundings import Surroundings
from tests.scenes.formats.source_files import png, shown, write


def test_a_picture_is_beside_its_labels_or_in_the_folder_of_images(tmp_path):
    beside = write(tmp_path / "flat/P1.jpg", "")
    write(tmp_path / "flat/P1.txt", "")
    parallel = write(tmp_path / "set/images/val/P1.png", "")
    about = Surroundings(None, {})
    assert about.picture(tmp_path / "flat/P1.txt") == beside
    assert about.picture(tmp_path / "set/labels/val/P1.txt") == parallel
    assert about.picture(tmp_path / "set/labels/train/P1.txt") is None


def test_a_picture_that_is_given_comes_first(tmp_path):
    write(tmp_path / "P1.jpg", "")
    given = tmp_path / "given.png"
    assert Surroundings(None, {"P1": given}).picture(tmp_path / "P1.txt") == given


@pytest.mark.parametrize("where", ["labels/val", "labels", "."])
@pytest.mark.parametrize("name", ["names.txt", "classes.txt", "obj.names"])
def test_names_are_beside_the_labels_or_above(tmp_path, where, name):
    write(tmp_path / where / name, "plane\nship\n")
    labels = write(tmp_path / "labels/val/P1.txt", "")
    assert Surroundings(None, {}).names(labels) == {0: "plane", 1: "ship"}


def test_names_that_are_given_come_first(tmp_path):
    write(tmp_path / "names.txt", "plane\n")
    given = write(tmp_path / "given.txt", "ship\n")
    assert Surroundings(given, {}).names(tmp_path / "P1.txt") == {0: "ship"}


def test_names_that_are_nowhere_are_asked_for(tmp_path):
    with pytest.raises(InputError, match="class indices must have names") as caught:
        Surroundings(None, {}).names(tmp_path / "a/b/c/P1.txt")
    assert caught.value.fault.hint == "give --names FILE, or put names.txt beside the labels"


def test_pictures_called_alike_are_faults(tmp_path):
    write(tmp_path / "a/P1.png", png(40, 30))
    write(tmp_path / "b/P1.jpg", png(40, 30))
    pictures, faults = find_pictures(tmp_path)
    assert list(pictures) == ["P1"]
    assert shown(faults, tmp_path)[0].startswith("b/P1.jpg: image 'P1' has another picture, a/P1")


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere", "no such folder of pictures"), ("empty", "folder has no picture")],
)
def test_a_folder_without_pictures_is_refused(tmp_path, name, message):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=message):
        find_pictures(tmp_path / name)
