"""The list of everything in force."""

from __future__ import annotations

import pytest

from rune_lp.authoring.listing import Entry, entries, rests_on
from rune_lp.geometry.attributes import ATTRIBUTES
from rune_lp.geometry.relations import RELATIONS
from rune_lp.rulefiles.library import load_rule_files

RULES = """\
%! class solar_panel
%! synonyms: PV panel

%! busy(H): "a harbour with many ships"
%! synonyms: crowded harbour
%! because: "{H} has {N} ships"
busy(H) :- berths(H, N), N >= 3.

%! berths(H, N): "a harbour and its number of ships"
%! args: H: object, N: count
berths(H, N) :- class(H, harbor), N = #count { S : lying(S, H) }.
lying(S, H) :- vehicle(S), next_to(S, H), distance(S, H, D), D < 50.
"""


@pytest.fixture
def found(tmp_path) -> dict[str, Entry]:
    path = tmp_path / "a.lp"
    path.write_text(RULES, encoding="utf-8")
    return {entry.name: entry for entry in entries(load_rule_files([path]))}


def test_everything_in_force_is_listed_once(found) -> None:
    library = load_rule_files()
    listed = [entry.name for entry in entries(library)]
    assert len(set(listed)) == len(listed)
    assert set(library.vocabulary().predicates) | set(ATTRIBUTES) == set(listed)
    assert {"busy", "berths", "solar_panel", *RELATIONS, *ATTRIBUTES} <= set(found)
    assert "lying" not in found


def test_an_entry_says_what_its_block_does(found, tmp_path) -> None:
    busy = found["busy"]
    assert (busy.written, busy.kind, busy.sorts) == ("busy(H)", "rule", ("object",))
    assert (busy.path, busy.line) == (str(tmp_path / "a.lp"), 7)
    assert (busy.gloss, busy.because) == ("a harbour with many ships", "{H} has {N} ships")
    assert busy.synonyms == ("crowded harbour",)


@pytest.mark.parametrize(
    ("name", "kind", "sorts", "line"),
    [
        ("berths", "helper", ("object", "count"), 11),
        ("solar_panel", "class", ("object",), 1),
        ("between", "relation", ("object", "object", "object"), None),
        ("center_distance", "attribute", ("object", "object", "length"), None),
        ("image_width", "attribute", ("length",), None),
    ],
)
def test_where_each_kind_comes_from(found, name, kind, sorts, line) -> None:
    assert (found[name].kind, found[name].sorts, found[name].line) == (kind, sorts, line)


def test_what_a_predicate_rests_on_is_seen_through_its_helpers(found) -> None:
    assert found["busy"].rests_on == ("berths",)
    assert found["berths"].rests_on == ("class", "distance", "next_to", "vehicle")


def test_recursion_is_seen_through() -> None:
    library = load_rule_files()
    assert all(name not in below for (name, _), below in rests_on(library).items())
