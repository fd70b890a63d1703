"""The shipped rule files, against the label sets that they speak of."""

import pytest

from rune_lp.rulefiles.library import RuleLibrary, load_rule_files
from rune_lp.vocabulary import predicate_name

DOTA = [
    "plane",
    "baseball-diamond",
    "bridge",
    "ground-track-field",
    "small-vehicle",
    "large-vehicle",
    "ship",
    "tennis-court",
    "basketball-court",
    "storage-tank",
    "soccer-ball-field",
    "roundabout",
    "harbor",
    "swimming-pool",
    "helicopter",
    "container-crane",
    "airport",
    "helipad",
]
DIOR = [
    "airplane",
    "airport",
    "baseballfield",
    "basketballcourt",
    "bridge",
    "chimney",
    "dam",
    "Expressway-Service-area",
    "Expressway-toll-station",
    "golffield",
    "groundtrackfield",
    "harbor",
    "overpass",
    "ship",
    "stadium",
    "storagetank",
    "tenniscourt",
    "trainstation",
    "vehicle",
    "windmill",
]
NWPU = [
    "airplane",
    "ship",
    "storage_tank",
    "baseball_diamond",
    "tennis_court",
    "basketball_court",
    "ground_track_field",
    "harbor",
    "bridge",
    "vehicle",
]
XVIEW = [
    *("Fixed-wing Aircraft", "Small Aircraft", "Cargo Plane", "Helicopter", "Passenger Vehicle"),
    *("Small Car", "Bus", "Pickup Truck", "Utility Truck", "Truck", "Cargo Truck", "Truck w/Box"),
    *("Truck Tractor", "Trailer", "Truck w/Flatbed", "Truck w/Liquid", "Crane Truck"),
    *("Railway Vehicle", "Passenger Car", "Cargo Car", "Flat Car", "Tank car", "Locomotive"),
    *("Maritime Vessel", "Motorboat", "Sailboat", "Tugboat", "Barge", "Fishing Vessel", "Ferry"),
    *("Yacht", "Container Ship", "Oil Tanker", "Engineering Vehicle", "Tower crane"),
    *("Container Crane", "Reach Stacker", "Straddle Carrier", "Mobile Crane", "Dump Truck"),
    *("Haul Truck", "Scraper/Tractor", "Front loader/Bulldozer", "Excavator", "Cement Mixer"),
    *("Ground Grader", "Hut/Tent", "Shed", "Building", "Aircraft Hangar", "Damaged Building"),
    *("Facility", "Construction Site", "Vehicle Lot", "Helipad", "Storage Tank"),
    *("Shipping container lot", "Shipping Container", "Pylon", "Tower"),
]
LABEL_SETS = {"DOTA": DOTA, "DIOR": DIOR, "NWPU": NWPU, "xView": XVIEW}


@pytest.fixture(scope="module")
def library() -> RuleLibrary:
    return load_rule_files()


@pytest.mark.parametrize("labels", LABEL_SETS.values(), ids=LABEL_SETS)
def test_each_label_is_described_and_no_word_is_claimed_twice(library, labels) -> None:
    described = {note.name for note in library.class_notes}
    assert [label for label in labels if predicate_name(label) not in described] == []
    assert library.ambiguities(labels) == ()
    vocabulary = library.vocabulary(labels)
    assert all(vocabulary.predicate(label) for label in labels)


@pytest.mark.parametrize(
    ("labels", "word", "name"),
    [
        ("DOTA", "car", "small_vehicle"),
        ("DOTA", "truck", "large_vehicle"),
        ("DOTA", "bus", "large_vehicle"),
        ("DOTA", "airplane", "plane"),
        ("DOTA", "harbour", "harbor"),
        ("DOTA", "dock", "harbor"),
        ("DOTA", "oil tank", "storage_tank"),
        ("DOTA", "football field", "soccer_ball_field"),
        ("DOTA", "pool", "swimming_pool"),
        ("DOTA", "boat", "ship"),
        ("DIOR", "storage tank", "storagetank"),
        ("DIOR", "golf course", "golffield"),
        ("DIOR", "wind turbine", "windmill"),
        ("NWPU", "plane", "airplane"),
        ("xView", "car", "small_car"),
        ("xView", "ship", "watercraft"),
        ("xView", "parking lot", "vehicle_lot"),
    ],
)
def test_what_a_word_means_in_a_label_set(library, labels: str, word: str, name: str) -> None:
    vocabulary = library.vocabulary(LABEL_SETS[labels])
    owners = [entry.name for entry in vocabulary.predicates.values() if word in entry.synonyms]
    assert owners == [name]


@pytest.mark.parametrize(
    ("name", "labels", "members"),
    [
        ("vehicle", "DOTA", {"small_vehicle", "large_vehicle"}),
        ("vehicle", "DIOR", {"vehicle"}),
        ("aircraft", "DOTA", {"plane", "helicopter"}),
        (
            "aircraft",
            "xView",
            {"fixed_wing_aircraft", "small_aircraft", "cargo_plane", "helicopter"},
        ),
        ("watercraft", "NWPU", {"ship"}),
        ("court", "DOTA", {"tennis_court", "basketball_court"}),
        ("court", "DIOR", {"tenniscourt", "basketballcourt"}),
        (
            "sports_field",
            "DOTA",
            {"baseball_diamond", "soccer_ball_field", "ground_track_field"},
        ),
    ],
)
def test_the_members_of_a_superclass(library, name: str, labels: str, members: set[str]) -> None:
    (guard,) = library.guards(name)
    assert guard & {predicate_name(label) for label in LABEL_SETS[labels]} == members


def test_trains_and_cranes_on_rails_are_no_vehicles(library) -> None:
    (guard,) = library.guards("vehicle")
    assert guard.isdisjoint({"railway_vehicle", "locomotive", "tower_crane", "container_crane"})


def test_without_a_catalogue_dota_is_spoken(library) -> None:
    names = {entry.name for entry in library.vocabulary().classes()}
    assert {predicate_name(label) for label in DOTA} <= names
    assert names.isdisjoint({"airplane", "car", "truck", "tenniscourt", "vehicle"})


def test_each_exported_predicate_has_a_block_with_every_key(library) -> None:
    assert all(entry.gloss and entry.because and entry.arguments for entry in library.exports)
