"""`--report` and `--overlay`: files of answers beside what is printed."""

from __future__ import annotations

import json
import re

import pytest
from PIL import Image

from tests.cli.conftest import SCENES
from tests.cli.program import call, check_schema, refused, spawn

NEAR = "a ship near a harbor"


def blocks(path):
    """Return what the viewer is given: the report, and the view of each image."""
    page = path.read_text(encoding="utf-8")
    found = dict(re.findall(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', page))
    report = json.loads(found.pop("report"))
    return report, [json.loads(found[f"view-{place}"]) for place in range(len(found))]


@pytest.fixture
def images(tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    for each in SCENES[:2]:
        Image.new("RGB", (400, 200), "navy").save(folder / f"{each.image}.png")
    return folder


def test_search_writes_what_it_prints_to_a_report(catalog, tmp_path):
    path = tmp_path / "out.html"
    ran = spawn("search", catalog, NEAR, "--report", path, "--explanations", "2")
    assert ran.code == 0
    assert ran.out == call("search", catalog, NEAR, "--explanations", "2").out
    told = "2 images, 0.1 MB; 2 images have no picture: their boxes are drawn on plans"
    assert ran.err == f"rune-lp: {path}: {told}\n"
    report, views = blocks(path)
    check_schema({key: report[key] for key in report if key != "images"}, "header")
    assert report["query"] == NEAR
    assert "satisfied :-" in report["program"]
    assert report["counts"] == {
        "images": 4, "matched": 2, "unmatched": 2, "unsolved": 0, "unsearched": 0, "hidden": 0,
    }  # fmt: skip
    for view in views:
        check_schema(view, "result")
    assert [(view["image"], len(view["assignments"])) for view in views] == [
        ("P1", 2),
        ("P2 été", 1),
    ]
    assert views[0]["assignments"][0]["proof"]["nodes"][0]["holds"]


def test_images_that_do_not_match_say_why_not(catalog, tmp_path):
    call("search", catalog, NEAR, "--all", "--top", "3", "--report", tmp_path / "out.html")
    report, views = blocks(tmp_path / "out.html")
    assert report["counts"]["hidden"] == 1
    assert [view["why_not"] is None for view in views] == [True, True, False]
    assert views[2]["why_not"]["fol"] == f"~({report['fol']})"


def test_of_many_images_that_do_not_match_the_first_say_why_not(catalog, tmp_path, monkeypatch):
    monkeypatch.setattr("rune_lp.cli.search.REFUTED", 1)
    path = tmp_path / "out.html"
    call("search", catalog, "--fol", "exists x y. plane(x) & ship(y)", "--all", "--report", path)
    said = [view["why_not"] is not None for view in blocks(path)[1]]
    assert said == [True, False, False, False]


def test_images_that_were_not_solved_are_named_with_their_cause(catalog, tmp_path):
    ran = call("search", catalog, "a ship within 20 m of a harbor", "--report", tmp_path / "o.html")
    assert ran.code == 3
    report, views = blocks(tmp_path / "o.html")
    unsolved = [view for view in views if view["satisfied"] is None]
    assert report["counts"]["unsolved"] == len(unsolved) > 0
    assert all("ground sample distance" in view["error"] for view in unsolved)
    assert all(view["objects"] is None for view in unsolved)


@pytest.mark.parametrize(("image", "code"), [("P1", 0), ("P3", 1)], ids=["why", "why not"])
def test_explain_writes_a_report_of_its_image(catalog, tmp_path, image, code):
    path = tmp_path / "out.html"
    ran = call("explain", catalog, image, NEAR, "--report", path, "--format", "json")
    assert ran.code == code
    check_schema(ran.json, "explanation")
    report, (view,) = blocks(path)
    counts = [report["counts"][name] for name in ("images", "matched", "unmatched", "unsolved")]
    assert json.dumps(counts) == json.dumps([1, 1 - code, code, 0])
    assert (view["image"], view["satisfied"]) == (image, code == 0)
    assert (view["why_not"] is None) is (code == 0)


def test_pictures_are_found_and_made_smaller_and_that_is_said(catalog, images, tmp_path):
    path = tmp_path / "out.html"
    options = ["--images", images, "--picture-size", "100", "--report", path]
    ran = call("search", catalog, NEAR, *options)
    assert "2 of 2 pictures made smaller, to 100 px" in ran.err
    report, views = blocks(path)
    assert any("made smaller" in told for told in report["about"])
    assert views[0]["note"] == "The picture is made smaller: 100 × 50 px of 400 × 200 px."
    assert path.read_text().count("data:image/jpeg;base64,") == 4


def test_overlays_are_drawn_into_a_folder(catalog, images, tmp_path):
    out = tmp_path / "new/out"
    options = ["--overlay", out, "--overlay-format", "both", "--images", images]
    ran = call("search", catalog, NEAR, "--explanations", "2", *options)
    assert (ran.code, ran.err) == (0, "")
    names = sorted(path.name for path in out.iterdir())
    assert names[:4] == ["P1.png", "P1.svg", "P1~2.png", "P1~2.svg"]
    assert [re.sub("-[0-9a-f]{8}", "", name) for name in names[4:]] == ["P2_été.png", "P2_été.svg"]
    assert "data:image/jpeg" in (out / "P1.svg").read_text()


def test_a_picture_that_cannot_be_read_is_named_and_the_rest_goes_on(catalog, images, tmp_path):
    (images / "P1.png").write_text("no picture")
    options = ["--images", images, "--report", tmp_path / "o.html", "--overlay", tmp_path / "out"]
    ran = call("search", catalog, NEAR, *options)
    assert ran.code == 3
    assert f"rune-lp: {images / 'P1.png'}: is no picture that Pillow can read" in ran.err
    assert len(list((tmp_path / "out").iterdir())) == 2
    _, views = blocks(tmp_path / "o.html")
    assert "is no picture" in views[0]["note"]
    assert views[1]["note"] is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--report", "no/folder/out.html"], "no/folder/out.html: there is no folder for it"),
        (["--report", "o.html", "--images", "no/folder"], "no/folder: no such folder of pictures"),
    ],
    ids=["no folder", "no pictures"],
)
def test_what_cannot_be_written_is_refused_before_anything_is_solved(
    catalog, monkeypatch, tmp_path, options, message
):
    monkeypatch.chdir(tmp_path)
    assert refused(call("search", catalog, NEAR, *options)) == message


def test_a_report_that_cannot_be_finished_leaves_the_old_one(catalog, tmp_path, monkeypatch):
    path = tmp_path / "out.html"
    path.write_text("the old one")

    def broken(*_):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("rune_lp.explain.page.writing.viewer_file", broken)
    ran = call("search", catalog, NEAR, "--report", path)
    assert (ran.code, ran.err) == (2, f"rune-lp: {path}: No space left on device\n")
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_odd_names_stay_inside_the_folder_and_the_page(odd_catalog, tmp_path):
    options = ["--report", tmp_path / "o.html", "--overlay", tmp_path / "out"]
    ran = call("search", odd_catalog, "--fol", "exists x. score(x) > 0.9", *options)
    assert ran.code == 0
    (path,) = (tmp_path / "out").iterdir()
    assert re.fullmatch(r"a_quoted_b_name_b_bold-[0-9a-f]{8}\.png", path.name)
    assert "<b>" not in (tmp_path / "o.html").read_text()
