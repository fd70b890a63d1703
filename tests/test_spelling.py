from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.spelling import snake_case, spelling_key

SPELLINGS = ["SmallVehicle", "small-vehicle", "small_vehicle", "Small Vehicle", "SMALL_VEHICLE"]


@pytest.mark.parametrize("label", SPELLINGS)
def test_the_spellings_of_a_label_are_one_name(label):
    assert snake_case(label) == "small_vehicle"
    assert spelling_key(label) == "smallvehicle"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        pytest.param("ship", "ship", id="as it is"),
        pytest.param("SHIP", "ship", id="capitals"),
        pytest.param("baseball  --diamond", "baseball_diamond", id="several separators"),
        pytest.param(" tank ", "tank", id="separators outside"),
        pytest.param("A220", "a220", id="digits"),
        pytest.param("type2Ship", "type2_ship", id="digit before a capital"),
        pytest.param("Größe", "grosse", id="accents and sharp s"),
        pytest.param("ﬁeld", "field", id="ligature"),
        pytest.param("飛行機", "u98db_u884c_u6a5f", id="no ASCII form"),
        pytest.param("--", "", id="nothing left"),
    ],
)
def test_a_label_in_snake_case(label, name):
    assert snake_case(label) == name


@given(st.text(max_size=12))
def test_snake_case_is_ascii_and_stays_as_it_is(label):
    name = snake_case(label)
    assert re.fullmatch(r"([a-z0-9]+(_[a-z0-9]+)*)?", name)
    assert snake_case(name) == name


@given(st.text("aB-_ 1", max_size=10))
def test_a_label_and_its_snake_case_are_spellings_of_one_name(label):
    assert spelling_key(snake_case(label)) == spelling_key(label)
