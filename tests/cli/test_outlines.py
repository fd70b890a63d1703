"""`--outlines mask`: a question about what objects cover, and not about their boxes."""

import json

import pytest

from tests.cli.program import call, refused

INSIDE = "exists x y. ship(x) & harbor(y) & inside(x, y)"

# An L-shaped harbour; the ship lies in the corner that its box encloses.
HARBOR = [0, 0, 10, 0, 10, 90, 100, 90, 100, 100, 0, 100]
SHIP = [50, 20, 70, 20, 70, 30, 50, 30]


@pytest.fixture
def bay(tmp_path):
    document = {
        "images": [{"id": 1, "file_name": "P1.png", "width": 200, "height": 200, "gsd": 1}],
        "categories": [{"id": 1, "name": "harbor"}, {"id": 2, "name": "ship"}],
        "annotations": [
            {"image_id": 1, "category_id": 1, "segmentation": [HARBOR]},
            {"image_id": 1, "category_id": 2, "segmentation": [SHIP]},
        ],
    }
    (tmp_path / "a.json").write_text(json.dumps(document))
    assert call("index", tmp_path / "a.json", "-o", tmp_path / "x.catalog").code == 0
    return tmp_path / "x.catalog"


@pytest.mark.parametrize("options", [[], ["--jobs", 2], ["--verify"]], ids=["", "jobs", "verify"])
def test_a_search_looks_at_the_masks_if_told(bay, options):
    assert call("search", bay, "--fol", INSIDE, *options).code == 0
    assert call("search", bay, "--fol", INSIDE, "--outlines", "mask", *options).code == 1


def test_an_explanation_and_facts_have_the_numbers_of_the_masks(bay):
    question = ["--fol", "exists x y. ship(x) & harbor(y) & distance(x, y) > 39 px"]
    assert call("explain", bay, "P1", *question).code == 1
    ran = call("explain", bay, "P1", *question, "--outlines", "mask")
    assert ran.code == 0
    assert "40.0 px" in ran.out
    assert "area(0,100000)." in call("facts", bay, "P1").out
    assert "area(0,19000)." in call("facts", bay, "P1", "--outlines", "mask").out


def test_a_catalogue_without_masks_is_refused(catalog):
    ran = call("search", catalog, "a ship", "--outlines", "mask")
    assert "has no masks for --outlines mask" in refused(ran)
