import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rune_lp.errors import InputError
from rune_lp.scenes.formats.json_text import JsonText

values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=4), values, max_size=4), st.sampled_from([None, 0, 2]))
def test_members_are_what_json_says_at_their_places(value, indent):
    text = json.dumps(value, indent=indent)
    document = JsonText(text, "a.json")
    members = document.members()
    assert {key: element.value for key, element in members.items()} == value
    decoder = json.JSONDecoder()
    for element in members.values():
        assert decoder.raw_decode(text, element.offset)[0] == element.value
        for part in document.elements(element) if isinstance(element.value, list) else ():
            assert decoder.raw_decode(text, part.offset)[0] == part.value


@given(st.lists(values, max_size=4))
def test_a_list_has_its_elements(value):
    document = JsonText(json.dumps(value, indent=1), "a.json")
    assert document.is_list
    assert [element.value for element in document.elements(document.top())] == value


def test_the_last_of_two_members_of_one_name_counts_as_in_json():
    assert JsonText('{"a": 1, "a": 2}', "a.json").members()["a"].value == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"images": [}', "a.json:1:13: is not JSON: Expecting value"),
        ('{"images": [\n{"id": 1} {', "a.json:2:11: is not JSON: Expecting ',' delimiter"),
        ('{"images": []', "a.json:1:14: is not JSON: Expecting ',' delimiter"),
        ('{"images": [], 3: 4}', "a.json:1:16: is not JSON: Expecting property name"),
        ('{"images": []} {}', "a.json:1:16: is not JSON: Extra data"),
        ('{"images" []}', "a.json:1:11: is not JSON: Expecting ':' delimiter"),
        ('{"images": ' + "[" * 100_000, "a.json:1:13: is not JSON: "),
        ('{"images": [1' + "0" * 5000 + "]}", "a.json:1:13: is not JSON: "),
        ("[1, 2", "a.json:1:6: is not JSON: Expecting ',' delimiter"),
        ("3", "a.json: must be a JSON object, but is none"),
        ("", "a.json:1:1: is not JSON: Expecting value"),
    ],
)
def test_what_is_no_json_is_reported_with_its_place(text, message):
    document = JsonText(text, "a.json")
    with pytest.raises(InputError) as caught:
        document.top() if document.is_list else document.members()
    assert str(caught.value).startswith(message)
