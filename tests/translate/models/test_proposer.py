"""Proposers: a model, its prompt and its cache put together; nothing is asked twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rune_lp.errors import Fault, InputError
from rune_lp.translate.candidate import Candidate, Repairer
from rune_lp.translate.models import Cache, Sampling, open_model
from rune_lp.vocabulary import ClassNote, Vocabulary
from tests.translate.models.openai_server import FORMULAS

VOCABULARY = Vocabulary.of(["ship", "harbor"])


@pytest.fixture
def asks(host, request):
    """Return how to open a proposer of the server for this test, and how often it was asked."""
    manner = f"answers-{request.node.name}".replace("[", "-").replace("]", "").replace(" ", "-")

    def opened(cache=None, sampling=None):
        return open_model(f"openai:{host.url}/{manner}/v1#tiny", cache=cache, sampling=sampling)

    return opened, lambda: len(host.asked(manner))


def texts(candidates):
    return [candidate.text for candidate in candidates]


def test_candidates_are_samples_of_equal_weight(asks):
    opened, _ = asks
    candidates = opened().propose("a ship", VOCABULARY, 3)
    assert candidates == [Candidate(FORMULAS[0]), *map(Candidate, FORMULAS[:2])]


def test_a_run_again_costs_no_request(asks, tmp_path):
    opened, count = asks
    sentences = [f"{number} ships" for number in range(5)]
    runs = []
    for _ in range(2):
        proposer = opened(Cache(tmp_path / "cache.sqlite"))
        runs.append([texts(proposer.propose(text, VOCABULARY, 2)) for text in sentences])
    assert runs[0] == runs[1]
    assert count() == 2 * len(sentences)


def test_without_a_cache_everything_is_asked_again(asks):
    opened, count = asks
    for _ in range(2):
        opened().propose("a ship", VOCABULARY, 1)
    assert count() == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"text": "a harbor"}, id="the sentence"),
        pytest.param({"vocabulary": Vocabulary.of(["ship"])}, id="the classes"),
        pytest.param(
            {"vocabulary": Vocabulary.of(["ship", "harbor"], [ClassNote("ship", ("boat",))])},
            id="the synonyms",
        ),
        pytest.param({"number": 2}, id="the number"),
        pytest.param({"sampling": Sampling(seed=1)}, id="the seed"),
        pytest.param({"sampling": Sampling(temperature=1.0)}, id="the temperature"),
        pytest.param({"model": "other"}, id="the model"),
        pytest.param({"version": "0"}, id="the prompt"),
    ],
)
def test_what_is_asked_otherwise_is_asked_again(asks, tmp_path, monkeypatch, change):
    opened, count = asks
    cache = Cache(tmp_path / "cache.sqlite")
    opened(cache).propose("a ship", VOCABULARY, 1)
    before = count()
    if "version" in change:
        monkeypatch.setattr("rune_lp.translate.models.proposer.PROMPT_VERSION", change["version"])
    proposer = opened(cache, change.get("sampling"))
    proposer.writer._model = change.get("model", "tiny")
    asked = change.get("text", "a ship"), change.get("vocabulary", VOCABULARY)
    proposer.propose(*asked, change.get("number", 1))
    assert count() > before


def test_a_repair_tells_the_fault_and_is_kept_too(asks, tmp_path):
    opened, count = asks
    proposer = opened(Cache(tmp_path / "cache.sqlite"))
    assert isinstance(proposer, Repairer)
    candidate, faults = Candidate("shpi(x)"), [Fault("unknown predicate shpi")]
    for _ in range(2):
        repaired = proposer.repair("a ship", VOCABULARY, candidate, faults)
        assert texts(repaired) == FORMULAS[:1]
    assert count() == 1
    proposer.repair("a ship", VOCABULARY, candidate, [replace(faults[0], message="other")])
    assert count() == 2


def test_a_cache_that_cannot_be_used_is_told_and_costs_no_answer(asks, tmp_path):
    opened, _ = asks
    (tmp_path / "file").write_text("")
    proposer = opened(Cache(tmp_path / "file" / "cache.sqlite"))
    assert proposer.fault is None
    assert texts(proposer.propose("a ship", VOCABULARY, 1)) == FORMULAS[:1]
    assert "the cache cannot be used" in str(proposer.fault)


def test_the_prompt_can_be_shown(asks):
    opened, count = asks
    assert opened().prompt("a ship", VOCABULARY).text.endswith("Sentence: a ship\nFormula:\n")
    assert count() == 0


def test_a_local_model_that_is_known_is_not_loaded(tiny_model, tmp_path, monkeypatch):
    cache = Cache(tmp_path / "cache.sqlite")
    sampling = Sampling(max_tokens=10)
    first = open_model(f"hf:{tiny_model}", cache=cache, sampling=sampling)
    assert first.name == f"hf:{tiny_model}"
    written = texts(first.propose("a ship", VOCABULARY, 2))
    monkeypatch.setattr("rune_lp.translate.models.transformer.Transformer", None)
    second = open_model(f"hf:{tiny_model}", cache=cache, sampling=sampling)
    assert texts(second.propose("a ship", VOCABULARY, 2)) == written


def test_a_local_model_that_changed_is_another(tmp_path):
    pytest.importorskip("torch")
    (tmp_path / "config.json").write_text("{}")
    before = open_model(f"hf:{tmp_path}").writer.identity
    (tmp_path / "config.json").write_text('{"a": 1}')
    assert open_model(f"hf:{tmp_path}").writer.identity != before


@pytest.mark.parametrize(
    ("specification", "said"),
    [
        ("", "no such language model (hf:DIR or openai:URL)"),
        ("hf:", "no such language model"),
        ("bert", "no such language model"),
        ("hf:/no/such/place", "/no/such/place: there is no such directory"),
        (f"hf:{Path(__file__).parent}", "there is no config.json here"),
        ("openai:", "no such language model"),
        ("openai:localhost", "this is not the URL of a server"),
    ],
)
def test_specifications_of_nothing(specification, said):
    with pytest.raises(InputError) as caught:
        open_model(specification)
    assert said in str(caught.value)
