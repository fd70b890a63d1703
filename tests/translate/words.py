"""The vocabulary of the translation tests: DOTA's classes with English synonyms, and two rules."""

from __future__ import annotations

from pathlib import Path

from rune_lp.vocabulary import ClassNote, Predicate, Vocabulary

LABELS = [
    "plane",
    "ship",
    "storage-tank",
    "baseball-diamond",
    "tennis-court",
    "basketball-court",
    "ground-track-field",
    "harbor",
    "bridge",
    "large-vehicle",
    "small-vehicle",
    "helicopter",
    "roundabout",
    "soccer-ball-field",
    "swimming-pool",
]

VOCABULARY = Vocabulary.of(
    LABELS,
    [
        ClassNote("plane", ("airplane", "aircraft", "jet")),
        ClassNote("ship", ("boat", "vessel")),
        ClassNote("harbor", ("port", "dock", "pier")),
        ClassNote("storage_tank", ("tank", "oil tank")),
        ClassNote("small_vehicle", ("car",)),
        ClassNote("large_vehicle", ("truck", "lorry", "bus")),
        ClassNote("ground_track_field", ("running track",)),
        ClassNote("tennis_court", ("court",)),
        ClassNote("basketball_court", ("court",)),
    ],
    [
        Predicate("vehicle", 1, "rule", gloss="a small or a large vehicle"),
        Predicate("isolated", 1, "rule", gloss="far from everything else"),
        Predicate("guards", 2, "rule", synonyms=("guarding", "on guard at"), gloss="x guards y"),
    ],
)


def sentences() -> list[tuple[str, str]]:
    """Return the sentences of sentences.txt with their formulas."""
    lines = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    return list(zip(kept[::2], (line.strip() for line in kept[1::2]), strict=True))
