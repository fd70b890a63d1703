"""Models behind a real OpenAI-compatible server process."""

from __future__ import annotations

import pytest

from rune_lp.errors import InputError
from rune_lp.logic.check import check
from rune_lp.logic.parse import parse_query
from rune_lp.translate import models
from rune_lp.translate.models.exchange import Patience
from rune_lp.translate.models.prompt import Message, Prompt
from rune_lp.translate.models.server import Server, key_from, patience_from
from rune_lp.translate.models.settings import Sampling
from rune_lp.vocabulary import Vocabulary
from tests.translate.models.openai_server import FORMULAS

VOCABULARY = Vocabulary.of(["ship", "harbor"])
PROMPT = Prompt((Message("system", "Translate."), Message("user", "a ship")))
PATIENCE = Patience(timeout=10, attempts=1)


def server(host, manner, model="#tiny", **options):
    return Server(f"{host.url}/{manner}/v1{model}", patience=PATIENCE, **options)


def write(host, manner, number=1, **options):
    sampling = Sampling(temperature=0.9, max_tokens=50, seed=3)
    return server(host, manner, **options).write(PROMPT, VOCABULARY, number, sampling)


def bodies(host, manner):
    return [each["body"] for each in host.asked(manner)]


def test_the_likeliest_is_asked_for_first_then_the_others_at_once(host):
    assert len(write(host, "answers-turns", 10)) == 10
    first, others = bodies(host, "answers-turns")
    assert (first["n"], first["temperature"], first["seed"]) == (1, 0.0, 3)
    assert (others["n"], others["temperature"], others["seed"]) == (9, 0.9, 4)
    assert first["max_tokens"] == others["max_tokens"] == 8 * 50  # room for thoughts
    assert first["model"] == "tiny"
    assert first["messages"] == [
        {"role": "system", "content": "Translate."},
        {"role": "user", "content": "a ship"},
    ]


def test_a_server_of_one_choice_is_asked_for_each(host):
    assert sorted(write(host, "single", 6)) == sorted(FORMULAS * 2)
    seeds = [body["seed"] for body in bodies(host, "single")]
    assert sorted(seeds) == [3, 4, 5, 6, 7, 8]


def test_what_the_grammar_lets_through_parses_and_type_checks(host):
    written = write(host, "guided", 8)
    assert len(set(written)) > 1
    for formula in written:
        check(parse_query(formula), VOCABULARY)


def test_the_grammar_has_the_names_that_servers_have_for_it(host):
    write(host, "answers-names")
    (body,) = bodies(host, "answers-names")
    grammars = {body["grammar"], body["ebnf"], body["guided_grammar"]}
    assert grammars == {body["structured_outputs"]["grammar"]}
    assert '"ship"' in body["grammar"]


def test_a_server_that_refuses_the_grammar_is_asked_without_it_from_then_on(host):
    model = server(host, "refusing-1")
    for _ in range(2):
        assert model.write(PROMPT, VOCABULARY, 1, Sampling()) == FORMULAS[:1]
    assert ["grammar" in body for body in bodies(host, "refusing-1")] == [True, False, False]


def test_a_server_that_refuses_settings_is_asked_without_them(host):
    assert write(host, "bare", 3) == FORMULAS[:1] * 3
    assert set(bodies(host, "bare")[-1]) == {"model", "messages"}


def test_a_server_that_refuses_everything_says_why(host):
    with pytest.raises(InputError, match="404 Not Found: no such model"):
        write(host, "never-1")
    assert len(bodies(host, "never-1")) == 3


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ("empty", "the reply has no choices (is it an OpenAI-compatible server?)"),
        ("listed", "the reply has no choices"),
        ("failing-2", "500 Internal Server Error"),
        ("garbage", "the reply is not JSON"),
    ],
)
def test_replies_that_are_no_answer(host, manner, said):
    with pytest.raises(InputError) as caught:
        write(host, manner)
    assert said in str(caught.value)


def test_choices_without_text_are_empty_candidates(host):
    assert write(host, "odd", 1) == [""]


def test_choices_that_were_not_asked_for_are_not_read(host, monkeypatch):
    read = []
    monkeypatch.setattr(models.server, "formula_in", lambda text: read.append(text) or text)
    assert write(host, "many", 3) == [FORMULAS[0]] * 3
    assert len(read) == 3


def test_the_server_is_asked_for_its_only_model(host):
    model = server(host, "answers-model", model="")
    assert model.name == f"openai:{host.url}/answers-model/v1"
    assert model.identity == f"openai:{host.url}/answers-model/v1#tiny"
    model.write(PROMPT, VOCABULARY, 1, Sampling())
    assert bodies(host, "answers-model")[0]["model"] == "tiny"


def test_one_of_several_models_has_to_be_named(host):
    with pytest.raises(InputError) as caught:
        server(host, "several", model="").identity  # noqa: B018
    assert "the server has 2 models: one, two (name one: openai:" in str(caught.value)
    assert server(host, "several", model="#org%2Fone").model == "org/one"


def test_a_context_that_the_server_tells_is_kept(host):
    long = Prompt((Message("user", "ship " * 900),))
    small = server(host, "small", model="")
    assert small.model == "tiny"
    assert server(host, "answers").fits(long, 100)
    assert not small.fits(long, 100)
    assert small.fits(PROMPT, 100)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost",
        "ftp://localhost/v1",
        "http://",
        "http://[::1/v1",
        "http://localhost:x/v1",
        "http://localhost/v1\nHost: other",
        "http://user:word@localhost/v1",
        "http://localhost/v1?key=word",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_are_none(address):
    with pytest.raises(InputError) as caught:
        Server(address)
    assert "word" not in str(caught.value)
    assert "passwd" not in str(caught.value)


def test_the_key_comes_from_the_environment(host, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "k-other")
    monkeypatch.setenv("RUNE_LP_API_KEY", " k-1 \n")
    model = Server.of_environment(f"{host.url}/answers-environment/v1#tiny")
    model.write(PROMPT, VOCABULARY, 1, Sampling())
    assert host.asked("answers-environment")[0]["key"] == "Bearer k-1"
    assert "k-1" not in repr(vars(model).keys()) + model.name + model.identity


@pytest.mark.parametrize("key", ["k\nX: y", "k y", "ключ", "k\x00"])
def test_a_key_that_cannot_be_one_is_not_repeated(key):
    with pytest.raises(InputError) as caught:
        key_from({"OPENAI_API_KEY": key})
    assert str(caught.value) == (
        "OPENAI_API_KEY: the key has characters that no key has "
        "(copy it again, without line breaks)"
    )


@pytest.mark.parametrize("told", ["0", "-1", "nan", "inf", "a minute", "1e9"])
def test_a_timeout_that_is_none_is_told(told):
    with pytest.raises(InputError, match="RUNE_LP_TIMEOUT: the seconds must be in"):
        patience_from({"RUNE_LP_TIMEOUT": told})
