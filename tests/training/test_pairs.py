"""Laws of the training pairs: sound formulas, names of the vocabulary, held out is held out."""

from __future__ import annotations

import re
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.logic.printing import to_text
from rune_lp.logic.scope import atoms
from rune_lp.training.pairs import known_words, pairs
from rune_lp.training.vocabularies import HELD_OUT
from rune_lp.translate.shipped.linking import Linker
from rune_lp.vocabulary import predicate_name

KINDS = {
    "trained": {},
    "held-out phrases": {"held_out_phrases": True},
    "held-out names": {"held_out_names": True},
}
HELD_OUT_PREDICATES = {predicate_name(name) for each in HELD_OUT.values() for name in each}


def drawn(seed: int, number: int, **kind):
    return list(islice(pairs(seed, **kind), number))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_formula_parses_checks_and_is_printed_as_it_is_read(kind, seed):
    for pair in drawn(seed, 12, **kind):
        query = check(parse_query(pair.formula), pair.vocabulary)
        assert to_text(query) == pair.formula


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_same_seed_draws_the_same_pairs(kind):
    first, second = ([(p.text, p.formula) for p in drawn(3, 60, **kind)] for _ in range(2))
    assert first == second
    assert first != [(p.text, p.formula) for p in drawn(4, 60, **kind)]


def used(pair):
    own = {name for name, each in pair.vocabulary.predicates.items() if each.kind != "relation"}
    return own & {atom.predicate for atom in atoms(parse_query(pair.formula).formula)}


def test_held_out_names_are_never_trained_on():
    trained = {name for seed in range(5) for pair in drawn(seed, 100) for name in used(pair)}
    measured = {name for pair in drawn(5, 200, held_out_names=True) for name in used(pair)}
    assert trained.isdisjoint(HELD_OUT_PREDICATES)
    assert measured <= HELD_OUT_PREDICATES
    assert len(measured) > 20


def test_names_are_drawn_anew_for_each_vocabulary():
    vocabularies = {id(pair.vocabulary): pair.vocabulary for pair in drawn(6, 600)}
    names = [{each.name for each in one.classes()} for one in vocabularies.values()]
    assert len(names) == 10
    assert len(set().union(*names)) > 0.6 * sum(map(len, names))


def test_sentences_vary():
    texts = [pair.text for pair in drawn(7, 300)]
    assert len(set(texts)) > 270
    assert any("?" in text for text in texts)
    assert any(text.isupper() for text in texts)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_without_noise_every_word_is_known_or_a_name(kind):
    for pair in islice(pairs(8, noise=0.0, **kind), 200):
        linked = Linker(pair.vocabulary, known_words()).link(pair.text)
        assert [note for note in linked.notes if "is read as '" in note] == []
        assert {name for names in linked.names.values() for name in names} >= used(pair)


def test_a_sentence_of_several_ways_to_say_it_has_one_formula():
    by_meaning = {}
    for pair in drawn(9, 90):
        shape = re.sub(r"\b(?!exists|forall|count)[a-z_]{2,}\(", "P(", pair.formula)
        by_meaning.setdefault(shape, set()).add(pair.text)
    assert max(map(len, by_meaning.values())) >= 3
