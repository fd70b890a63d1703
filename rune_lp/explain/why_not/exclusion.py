"""Relations that exclude each other: no two of them hold of the same objects."""

from __future__ import annotations

__all__ = ["excluded_by", "exclusive_pairs"]

_EXCLUSIVE = (
    ("left_of", "right_of", "above", "below"),
    ("west_of", "east_of", "north_of", "south_of"),
    ("inside", "contains", "overlaps"),
    ("larger", "smaller", "same_size"),
    ("inside", "larger"),
    ("contains", "smaller"),
    ("in_left", "in_right"),
    ("in_top", "in_bottom"),
)
"""Groups of relations, each of which excludes the others whatever the profile."""


def exclusive_pairs() -> tuple[tuple[str, str], ...]:
    """Return the pairs of relations that exclude each other, each once."""
    return tuple(
        (one, other)
        for group in _EXCLUSIVE
        for place, one in enumerate(group)
        for other in group[place + 1 :]
    )


def excluded_by(name: str) -> tuple[str, ...]:
    """Return the relations that do not hold of objects of which a relation holds.

    >>> excluded_by("inside")
    ('contains', 'overlaps', 'larger')
    >>> excluded_by("near")
    ()
    """
    found = (pair for pair in exclusive_pairs() if name in pair)
    return tuple(other for pair in found for other in pair if other != name)
