from __future__ import annotations

import pytest

from rune_lp.errors import InputError, Place
from rune_lp.geometry.profile import Profile


def test_a_setting_changes_one_parameter():
    assert Profile().with_setting("near_factor", 2) == Profile(near_factor=2.0)


def test_a_file_sets_some_parameters(tmp_path):
    path = tmp_path / "city.toml"
    path.write_text("# close quarters\nnear_factor = 0.5\n\nborder_pixels = 8\n", encoding="utf-8")
    assert Profile.from_toml(path) == Profile(near_factor=0.5, border_pixels=8.0)


EMPTY = {"no text": b"", "byte order mark": b"\xef\xbb\xbf", "Windows line ends": b"# none\r\n\r\n"}


@pytest.mark.parametrize("content", EMPTY.values(), ids=EMPTY)
def test_an_empty_file_is_the_default_profile(tmp_path, content):
    path = tmp_path / "empty.toml"
    path.write_bytes(content)
    assert Profile.from_toml(path) == Profile()


FAULTS = {
    "unknown": ("a = 1", "profile.toml:1: no parameter is called 'a' (the parameters are near_"),
    "misspelt": ("\n nearfactor = 1", "profile.toml:2: no parameter is called 'nearfactor' (near_"),
    "table": ("\n[near]\nfactor = 1", "profile.toml:2: no parameter is called 'near' (near_fac"),
    "text": (
        'near_factor = "1"',
        "profile.toml:1: near_factor must be a finite number, but got '1'",
    ),
    "truth": ("near_factor = true", "profile.toml:1: near_factor must be a finite number, but got"),
    "nan": (
        "near_factor = nan",
        "profile.toml:1: near_factor must be a finite number, but got nan",
    ),
    "infinite": ("near_factor = inf", "profile.toml:1: near_factor must be a finite number"),
    "immense": ("near_factor = 1" + "0" * 400, "profile.toml:1: near_factor must be a finite num"),
    "negative": ("near_factor = -1", "profile.toml:1: near_factor must be at least 0, but got -1"),
    "fraction of 0": (
        "inside_fraction = 0.0",
        "profile.toml:1: inside_fraction must be above 0 and at most 1, but got 0.0",
    ),
    "over a right angle": (
        "line_degrees = 91",
        "profile.toml:1: line_degrees must be at least 0 and at most 90, but got 91",
    ),
    "ratio below 1": (
        "# ours\nlarger_ratio = 0.8",
        "profile.toml:2: larger_ratio must be at least 1, but got 0.8",
    ),
    "no TOML": ("near_factor 1", "profile.toml:1:13: not a TOML file: Expected '='"),
    "no TOML at its end": ("near_factor = 1\nx = [", "profile.toml:2: not a TOML file: "),
    "set twice": ("near_factor = 1\nnear_factor = 2", "profile.toml:2: not a TOML file: Cannot"),
}


@pytest.mark.parametrize(("content", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_a_file_has_its_place(tmp_path, monkeypatch, content, message):
    monkeypatch.chdir(tmp_path)
    path = (tmp_path / "profile.toml").relative_to(tmp_path)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Profile.from_toml(path)
    assert str(caught.value).startswith(message)


def test_a_file_that_is_not_text_is_named(tmp_path):
    path = tmp_path / "latin.toml"
    path.write_bytes(b"# d\xe9faut")
    with pytest.raises(InputError, match=r"latin\.toml: the profile is not UTF-8 text"):
        Profile.from_toml(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.toml: cannot read the profile: No such file"):
        Profile.from_toml(tmp_path / "none.toml")


def test_a_fault_of_a_setting_has_the_place_it_is_given():
    with pytest.raises(InputError, match="no parameter is called 'far_factor'") as caught:
        Profile().with_setting("far_factor", 2.0, Place("--set"))
    assert caught.value.fault.place == Place("--set")


def test_a_profile_out_of_range_cannot_be_made():
    with pytest.raises(ValueError, match="overlaps_fraction must be above 0"):
        Profile(overlaps_fraction=0.0)
