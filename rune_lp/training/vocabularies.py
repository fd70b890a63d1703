"""Random vocabularies: classes, adjectives and relations, many of them of invented words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rune_lp.translate.controlled.morphology import plurals
from rune_lp.vocabulary import ClassNote, Predicate, Vocabulary, predicate_name

if TYPE_CHECKING:
    import random

    from rune_lp.translate.shipped.linking import Sort

__all__ = ["HELD_OUT", "RandomVocabulary", "invented", "random_vocabulary"]

_TRAINED: dict[Sort, tuple[str, ...]] = {
    "kind": (
        "barn", "boat", "bulldozer", "bungalow", "cabin", "canal lock", "car", "caravan", "castle",
        "chapel", "church", "container", "cottage", "crane", "digger", "dock", "dredger", "ferry",
        "fountain", "garage", "gate", "glider", "greenhouse", "hangar", "haystack", "hut",
        "jetty", "kiosk", "lamp post", "lighthouse", "lorry", "mast", "mill", "minibus", "monument",
        "orchard", "pavilion", "pylon", "raft", "reservoir", "school", "shed", "silo",
        "solar panel", "statue", "swing", "tent", "tower", "tractor", "trailer", "tram", "tree",
        "tunnel", "warehouse", "water tower", "well", "wind pump", "yacht", "zeppelin", "ambulance",
    ),
    "trait": ("abandoned", "crowded", "derelict", "flooded", "lonely", "rusty", "sunken", "vacant"),
    "link": ("guarding", "serving", "shading", "towing", "feeding", "upwind of", "downhill of"),
}  # fmt: skip

HELD_OUT: dict[Sort, tuple[str, ...]] = {
    "kind": (
        "airport", "baseball diamond", "basketball court", "bridge", "chimney", "dam",
        "expressway service area", "fishing vessel", "golf course", "ground track field", "harbor",
        "helicopter", "helipad", "large vehicle", "motor boat", "oil tanker", "overpass", "plane",
        "railway station", "roundabout", "ship", "small vehicle", "soccer ball field", "stadium",
        "storage tank", "swimming pool", "tennis court", "toll station", "tugboat", "windmill",
    ),
    "trait": ("burnt", "isolated", "stranded"),
    "link": ("blocking", "escorting", "in the shadow of"),
}  # fmt: skip
"""Names that only measurement uses; among them the classes of the public aerial data sets."""

_ONSETS = "b br ch d dr f fl g gl k kr l m n p pl qu r s sk st t tr v w z".split()  # noqa: SIM905
_NUCLEI = ("a", "e", "i", "o", "u", "ai", "ee", "oo", "or", "ar")
_CODAS = "b ck d g k l ll m n nd nt p r rk t x".split()  # noqa: SIM905
_ENDINGS: dict[Sort, str] = {"kind": "", "trait": "ish", "link": "ing"}


def invented(rng: random.Random, sort: Sort) -> str:
    """Return a word that is in no dictionary.

    >>> import random
    >>> [invented(random.Random(3), sort) for sort in ("kind", "trait")]
    ['garrip', 'garripish']
    """
    syllables = [
        rng.choice(_ONSETS) + rng.choice(_NUCLEI) + (rng.choice(_CODAS) if last else "")
        for last in (False, True)
    ]
    return "".join(syllables) + _ENDINGS[sort]


@dataclass(frozen=True, slots=True)
class RandomVocabulary:
    """A vocabulary with the names that sentences use for its predicates.

    Attributes:
        vocabulary: The vocabulary itself.
        predicates: Of each sort, the predicates in the order in which they are used.
        spellings: For each predicate its own name in English and its synonyms, singular.
    """

    vocabulary: Vocabulary
    predicates: dict[Sort, tuple[str, ...]]
    spellings: dict[str, tuple[str, ...]]

    def spelled(self, predicate: str, rng: random.Random, *, plural: bool) -> str:
        """Return a way to write a predicate's name in a sentence."""
        text = rng.choice(self.spellings[predicate])
        if not plural:
            return text
        *first, last = text.split()
        return " ".join([*first, plurals(last)[0]])


def random_vocabulary(rng: random.Random, *, held_out: bool = False) -> RandomVocabulary:
    """Return a vocabulary of 6 to 14 classes, two adjectives and two relations.

    Args:
        rng: Where the chances come from.
        held_out: Take the words of `HELD_OUT`; else trained and invented words.
    """
    names: dict[Sort, list[str]] = {
        "kind": _names(rng, "kind", rng.randint(6, 14), held_out=held_out),
        "trait": _names(rng, "trait", 2, held_out=held_out),
        "link": _names(rng, "link", 2, held_out=held_out),
    }
    synonyms = {
        name: (invented(rng, "kind"),) if rng.random() < 0.3 else () for name in names["kind"]
    }
    vocabulary = Vocabulary.of(
        names["kind"],
        [ClassNote(predicate_name(name), each) for name, each in synonyms.items()],
        [
            *(Predicate(predicate_name(name), 1, "rule", gloss=name) for name in names["trait"]),
            *(
                Predicate(predicate_name(name), 2, "rule", (), (name,), f"x {name} y")
                for name in names["link"]
            ),
        ],
    )
    return RandomVocabulary(
        vocabulary,
        {sort: tuple(map(predicate_name, each)) for sort, each in names.items()},
        {
            predicate_name(name): (name, *synonyms.get(name, ()))
            for each in names.values()
            for name in each
        },
    )


def _names(rng: random.Random, sort: Sort, number: int, *, held_out: bool) -> list[str]:
    if held_out:
        return rng.sample(HELD_OUT[sort], number)
    drawn = rng.sample(_TRAINED[sort], min(number, len(_TRAINED[sort])))
    return list(
        dict.fromkeys(invented(rng, sort) if rng.random() < 0.5 else name for name in drawn)
    )
