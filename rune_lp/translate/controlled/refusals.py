"""Refusals: which words of a sentence are not understood, and what would be."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from rune_lp.translate.refusal import NotUnderstoodError, refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rune_lp.translate.controlled.chart import Chart, Grammar
    from rune_lp.translate.controlled.tokens import Token
    from rune_lp.translate.controlled.words import Words

__all__ = ["MOST_WORDS", "check_words", "misplaced", "too_deep"]

MOST_WORDS = 150
"""The longest sentence that is read, in words and marks; longer ones say too much at once."""

_MOST_DIGITS = 7
_SHOWN_NOUNS = 16
_SHOWN_CHOICES = 6

_KINDS: dict[str, tuple[str, ...]] = {
    "colours are not detected": (
        "red",
        "green",
        "blue",
        "white",
        "black",
        "gray",
        "grey",
        "yellow",
        "orange",
        "brown",
        "purple",
        "pink",
        "dark",
        "bright",
        "light",
        "colorful",
    ),
    "sizes are compared: say 'at least 50 m long' or 'larger than a ship'": (
        "big",
        "small",
        "large",
        "little",
        "tiny",
        "huge",
        "enormous",
        "long",
        "short",
        "wide",
        "narrow",
        "giant",
    ),
    "what happens over time is not seen in one image": (
        "moving",
        "driving",
        "running",
        "flying",
        "sailing",
        "landing",
        "arriving",
        "leaving",
        "entering",
    ),
    "answers are images, not numbers: say 'images with at least three ships'": ("how", "count"),
    "say how near, such as 'within 50 m of'": ("closest", "nearest", "farthest", "furthest"),
    "there is no such relation: say 'behind', 'near' or 'in line with'": ("front",),
}


def check_words(text: str, tokens: Sequence[Token], words: Words, grammar: Grammar) -> None:
    """Refuse an empty text, a text too long, and the first word that is in no phrase.

    Raises:
        NotUnderstoodError: if there is such a word.
    """
    if not tokens:
        hint = "say what to look for, such as 'two ships near a harbor'"
        raise refused("there is nothing to translate", text, (0, len(text)), hint)
    if len(tokens) > MOST_WORDS:
        raise refused(
            f"the sentence has {len(tokens)} words, and at most {MOST_WORDS} are read",
            text,
            (tokens[MOST_WORDS].start, tokens[MOST_WORDS].end),
            "ask for less at once",
        )
    known = words.known() | grammar.words()
    for token in tokens:
        if token.kind == "number" and len(token.word) > _MOST_DIGITS:
            raise refused(
                f"the number has more than {_MOST_DIGITS} digits",
                text,
                (token.start, token.end),
                "no image has so many objects or pixels",
            )
        if token.kind != "number" and token.word not in known:
            raise _unknown(text, token, words)


def _unknown(text: str, token: Token, words: Words) -> NotUnderstoodError:
    word = text[token.start : token.end]
    for reason, kind in _KINDS.items():
        if token.word in kind:
            hint = f"{reason}; {_things(words)}"
            break
    else:
        close = _nearest(token.word, words)
        nearest = f"nearest: {', '.join(close)}; " if close else ""
        hint = nearest + _things(words)
    return refused(f"'{word}' is not understood", text, (token.start, token.end), hint)


def _nearest(word: str, words: Words) -> list[str]:
    """Return words like an unknown one; a noun may be less like it than a relation's word."""
    nouns = difflib.get_close_matches(word, sorted(words.noun_words), n=3, cutoff=0.7)
    others = difflib.get_close_matches(word, sorted(words.known()), n=3, cutoff=0.85)
    return list(dict.fromkeys([*nouns, *others]))[:3]


def too_deep(text: str, tokens: Sequence[Token], place: int) -> NotUnderstoodError:
    """Return the refusal of a sentence with too many clauses inside one another."""
    token = tokens[min(place, len(tokens) - 1)]
    message = "from here on too many clauses stand inside one another"
    return refused(message, text, (token.start, token.end), "say it in several sentences")


def _things(words: Words) -> str:
    more = ", …" if len(words.nouns) > _SHOWN_NOUNS else ""
    return f"things are: {', '.join(words.nouns[:_SHOWN_NOUNS])}{more}"


def misplaced(text: str, tokens: Sequence[Token], chart: Chart, words: Words) -> NotUnderstoodError:
    """Return the refusal that points at the first word that fits no reading of the sentence."""
    place = min(chart.furthest, len(tokens))
    names = [each for each in chart.expected if not each.startswith("'")]
    quoted = [each for each in chart.expected if each.startswith("'")]
    expected = ", ".join([*names, *quoted][:_SHOWN_CHOICES])
    if place == len(tokens):
        end = tokens[-1].end
        message = "the sentence is not finished"
        span = (end, end + 1)
        before = text[tokens[-1].start : end]
        hint = f"after '{before}' there may come {expected}"
    else:
        token = tokens[place]
        span = (token.start, token.end)
        message = f"'{text[token.start : token.end]}' is not understood here"
        hint = f"there may come {expected}" if expected else _things(words)
    if {"a thing", "things"} & set(names):
        hint = f"{hint}; {_things(words)}"
    for reason, kind in _KINDS.items():
        if place < len(tokens) and tokens[place].word in kind:
            hint = f"{reason}; {hint}"
    return refused(message, text, span, hint)
