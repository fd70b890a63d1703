"""`rune-lp search`: what it finds, in which order, how it is printed, how it exits."""

from __future__ import annotations

import pytest

from rune_lp.cli.search import TOP
from tests.cli.program import call, check_schema, refused, spawn

NEAR = "a ship near a harbor"
FORMULA = "exists x y. ship(x) & harbor(y) & near(x, y)"


def test_text_shows_the_formula_first_then_the_ranked_images_with_their_reasons(catalog):
    ran = spawn("search", catalog, NEAR)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        f"query:   {NEAR}",
        f"formula: {FORMULA}",
        "",
        "  1. P1  score 0.8000  2 assignments",
        "     x = ship 1 (0.80), y = harbor 0 (0.90)",
        "       because ship 1 is 5.0 px from harbor 0, near means ≤ 20.0 px",
        "  2. P2 été  score 0.5500  1 assignment",
        "     x = ship 1 (0.55), y = harbor 0 (0.60)",
        "       because ship 1 is 5.0 px from harbor 0, near means ≤ 20.0 px",
        "",
        "2 of 4 images match",
    ]


def test_jsonl_is_a_header_and_a_line_for_each_image_with_the_documented_keys(catalog):
    ran = call("search", catalog, NEAR, "--format", "jsonl")
    assert (ran.code, ran.err) == (0, "")
    header, first, second = ran.lines
    check_schema(header, "header")
    assert header == {
        "query": NEAR,
        "fol": FORMULA,
        "translator": "controlled",
        "confidence": 1.0,
        "notes": [],
        "min_score": 0.5,
    }
    for line in (first, second):
        check_schema(line, "result")
    ship = {
        "id": 1,
        "class": "ship",
        "score": 0.8,
        "polygon": [[125.0, 100.0], [145.0, 100.0], [145.0, 110.0], [125.0, 110.0]],
    }
    harbor = {
        "id": 0,
        "class": "harbor",
        "score": 0.9,
        "polygon": [[100.0, 100.0], [120.0, 100.0], [120.0, 110.0], [100.0, 110.0]],
    }
    sentence = "ship 1 is 5.0 px from harbor 0, near means ≤ 20.0 px"
    assert first == {
        "image": "P1",
        "score": 0.8,
        "satisfied": True,
        "assignment_count": 2,
        "assignment_count_exact": True,
        "assignments": [
            {
                "score": 0.8,
                "bindings": {"x": ship, "y": harbor},
                "because": ["ship(1)", "harbor(0)", "near(1, 0)"],
                "reasons": ["ship 1 is a ship", "harbor 0 is a harbor", sentence],
            }
        ],
        "explanation": sentence,
    }
    assert second["image"] == "P2 été"


def test_json_is_one_document_of_the_same(catalog):
    lines = call("search", catalog, NEAR, "--format", "jsonl", "--all").lines
    ran = call("search", catalog, NEAR, "--format", "json", "--all")
    check_schema(ran.json, "document")
    assert ran.json == {**lines[0], "results": lines[1:]}


def test_a_formula_has_no_sentence_and_no_translator(catalog):
    header, *_ = call("search", catalog, "--fol", FORMULA, "--format", "jsonl").lines
    assert (header["query"], header["translator"], header["confidence"]) == (None, None, None)
    assert header["fol"] == FORMULA
    assert call("search", catalog, "--fol", FORMULA).out.startswith(f"formula: {FORMULA}\n")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["--fol", FORMULA], [("P1", True), ("P2 été", True)], id="matches"),
        pytest.param(
            ["--fol", FORMULA, "--all"],
            [("P1", True), ("P2 été", True), ("P3", False), ("P4", False)],
            id="all",
        ),
        pytest.param(["--fol", FORMULA, "--top", "1"], [("P1", True)], id="top"),
        pytest.param(
            ["--fol", FORMULA, "--top", "0"], [("P1", True), ("P2 été", True)], id="top 0"
        ),
        pytest.param(["--fol", FORMULA, "--min-score", "0.6"], [("P1", True)], id="threshold"),
        pytest.param(
            ["--fol", "exists x. ship(x)", "--min-score", "0"],
            [("P1", True), ("P2 été", True), ("P3", True)],
            id="threshold 0",
        ),
        pytest.param(["--fol", "exists x. ship(x)", "--min-score", "1"], [], id="threshold 1"),
        pytest.param(
            ["--fol", "~(exists x. ship(x))"], [("P4", True), ("P3", True)], id="by score"
        ),
        pytest.param(["--fol", "~(exists x. true)"], [("P4", True)], id="no objects"),
        pytest.param(
            ["--fol", "true"],
            [("P1", True), ("P2 été", True), ("P3", True), ("P4", True)],
            id="equal scores by name",
        ),
        pytest.param(
            ["--fol", "exists x y. harbor(x) & harbor(y)"],
            [("P1", True), ("P2 été", True)],
            id="variables may be one object",
        ),
        pytest.param(
            ["--fol", "exists x y. harbor(x) & harbor(y)", "--distinct-variables"],
            [],
            id="variables that are distinct",
        ),
    ],
)
def test_images_come_by_truth_then_score_then_name(catalog, arguments, expected):
    ran = call("search", catalog, *arguments, "--format", "jsonl")
    assert [(line["image"], line["satisfied"]) for line in ran.lines[1:]] == expected
    assert ran.code == (0 if any(satisfied for _, satisfied in expected) else 1)


def test_nothing_matched_is_exit_1_and_said(catalog):
    ran = call("search", catalog, "two planes")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[-1] == "0 of 4 images match"


def test_explanations_are_as_many_as_asked_for_the_best_first(catalog):
    def scores(number):
        ran = call(
            "search", catalog, NEAR, "--explanations", number, "--format", "jsonl", "--top", 1
        )
        return [assignment["score"] for assignment in ran.lines[1]["assignments"]]

    assert [scores(number) for number in (0, 1, 5)] == [[], [0.8], [0.8, 0.7]]


def test_text_shows_the_best_images_unless_told_and_counts_the_rest(catalog):
    assert TOP >= 4
    ran = call("search", catalog, "--fol", "true", "--top", "3")
    assert ran.out.splitlines()[-1] == (
        "4 of 4 images match; 1 more is not shown (--top 0 shows all)"
    )


def test_an_image_that_cannot_be_decided_is_named_and_exit_3(catalog):
    question = "a ship within 10 m of a harbor"
    ran = call("search", catalog, question, "--format", "jsonl")
    assert ran.code == 3
    cause = (
        "the image has no ground sample distance, so metres cannot be known "
        "(ask in px, or index with --gsd)"
    )
    assert ran.err == f"rune-lp: not solved: P2 été, P3, P4: {cause}\n"
    _, first, *rest = ran.lines
    assert first["explanation"] == "ship 1 is 2.5 m from harbor 0, at most 10 m"
    for line in rest:
        check_schema(line, "result")
    assert rest == [
        {"image": image, "satisfied": None, "error": cause} for image in ("P2 été", "P3", "P4")
    ]
    text = call("search", catalog, question)
    assert text.out.splitlines()[-1] == "1 of 4 images matches; 3 not solved"
    assert (text.code, text.err) == (3, ran.err)


def test_rules_that_decide_nothing_are_no_answer(catalog, tmp_path):
    file = tmp_path / "odd.lp"
    file.write_text(
        '%! odd(X): "odd"\n%! args: X: object\n'
        "odd(X) :- object(X), not even(X).\neven(X) :- object(X), not odd(X).\n"
    )
    ran = call("search", catalog, "--fol", "exists x. odd(x)", "--rules", file)
    assert ran.code == 3
    assert "not solved: P1, P2 été, P3: the rules have several stable models" in ran.err


def test_a_rule_file_brings_words_and_sentences(catalog, tmp_path):
    file = tmp_path / "berth.lp"
    file.write_text(
        '%! berth(X): "a harbor with a ship"\n%! args: X: object\n'
        '%! because: "{X} has a ship near it"\n'
        "berth(X) :- class(X, harbor), near(X, S), class(S, ship).\n"
    )
    ran = call("search", catalog, "a berth", "--rules", file, "--format", "jsonl", "--top", 1)
    assert ran.code == 0
    assert ran.lines[1]["explanation"] == "harbor 0 has a ship near it"


def test_a_profile_changes_what_relations_mean(catalog, tmp_path):
    file = tmp_path / "strict.toml"
    file.write_text("near_factor = 0.3\n")
    ran = call("search", catalog, NEAR, "--profile", file, "--format", "jsonl", "--top", 1)
    assert ran.lines[1]["assignment_count"] == 1
    assert ran.lines[1]["explanation"].endswith("near means ≤ 6.0 px")


@pytest.mark.parametrize("text", ["a ship near a harbor\n", "\ufeffa ship\nnear a harbor"])
def test_a_dash_reads_the_sentence(catalog, text):
    ran = call("search", catalog, "-", stdin=text.encode())
    assert ran.code == 0
    assert ran.out.splitlines()[:2] == [f"query:   {NEAR}", f"formula: {FORMULA}"]


def test_a_dash_reads_the_formula(catalog):
    ran = call("search", catalog, "--fol", "-", stdin="∃x ∃y (ship(x) ∧ harbor(y))\n".encode())
    assert ran.out.splitlines()[0] == "formula: exists x. exists y. ship(x) & harbor(y)"


def test_odd_labels_and_names_are_shown_as_they_are(odd_catalog):
    formula = "{x | score(x) >= 0}"
    arguments = ["search", odd_catalog, "--fol", formula, "--min-score", 0, "--explanations", 9]
    result = call(*arguments, "--format", "jsonl").lines[1]
    check_schema(result, "result")
    assert result["image"] == 'a "quoted" <b>name</b> [bold]'
    found = [assignment["bindings"]["x"] for assignment in result["assignments"]]
    assert [(each["class"], each["score"]) for each in found] == [
        ("船", 1.0),
        ('say "hi"\\', 1.0),
        ("[red]<i>&amp;", 0.5),
        ("Größe's", 0.0),
    ]
    text = call(*arguments).out.splitlines()
    assert '  1. a "quoted" <b>name</b> [bold]  score 1.0000  4 assignments' in text
    assert "     x = 船 0 (1.00)" in text
    assert "     x = Größe's 1 (0.00)" in text


def test_a_catalogue_without_images_matches_nothing(empty_catalog):
    ran = call("search", empty_catalog, "no objects")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[-1] == "0 of 0 images match"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "there is no question (such as ", id="no question"),
        pytest.param([NEAR, "--fol", "true"], "the question is given twice (", id="two questions"),
        pytest.param([""], "query:1:1: there is nothing to translate (", id="empty sentence"),
        pytest.param(["--fol", ""], "query:1:1: the query is empty (", id="empty formula"),
        pytest.param(["a shpi"], "query:1:3: 'shpi' is not understood (nearest: ship", id="word"),
        pytest.param(
            ["--fol", "exists x. shpi(x)"],
            "query:1:11: unknown predicate shpi (did you mean ship?)",
            id="predicate",
        ),
        pytest.param(
            ["--fol", "exists x. near(x)"],
            "query:1:11: near takes 2 objects, but got 1",
            id="arity",
        ),
        pytest.param(["--fol", "ship(x)"], "query:1:1: the variable x is free", id="free"),
        pytest.param(["--fol", "exists x. ship(x"], "query:1:17: the query ends too", id="syntax"),
        pytest.param(
            ["--fol", "exists x. area(x) > 3 px"], "query:1:21: the unit px does not", id="unit"
        ),
        pytest.param(["--fol", "∃x. ship(x) ∧ ‘"], "query:1:15: unexpected", id="odd Unicode"),
        pytest.param(["a ship \u202e\x00👾"], "query:1:8: ", id="odder Unicode"),
        pytest.param([NEAR, "--min-score", "2"], "Invalid value for '--min-score'", id="score 2"),
        pytest.param(
            [NEAR, "--min-score", "nan"],
            "Invalid value for '--min-score': nan is not in the range 0<=x<=1 (see ",
            id="score nan",
        ),
        pytest.param([NEAR, "--top", "-1"], "Invalid value for '--top'", id="top"),
        pytest.param([NEAR, "--format", "xml"], "Invalid value for '--format'", id="format"),
        pytest.param([NEAR, "--bogus"], "No such option '--bogus'", id="option"),
        pytest.param([NEAR, "--rules", "no.lp"], "no.lp: cannot read the rule file", id="rules"),
        pytest.param([NEAR, "--profile", "no.toml"], "no.toml: cannot read", id="profile"),
    ],
)
def test_a_question_at_fault_is_one_line_and_exit_2(catalog, arguments, message):
    assert refused(call("search", catalog, *arguments)).startswith(message)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param("nowhere", "no such catalogue (make one with rune-lp index", id="absent"),
        pytest.param("file", "is not a catalogue (make one with rune-lp index", id="a file"),
        pytest.param("folder", "is not a catalogue (make one with rune-lp index", id="a folder"),
    ],
)
def test_what_is_no_catalogue_is_said(tmp_path, path, message):
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    assert refused(call("search", tmp_path / path, NEAR)).startswith(
        f"{tmp_path / path}: {message}"
    )


def test_a_broken_rule_file_is_pointed_at(catalog, tmp_path):
    file = tmp_path / "broken.lp"
    file.write_text("foo(X) :- bar(.\n")
    ran = call("search", catalog, NEAR, "--rules", file)
    assert refused(ran).startswith(f"{file}:1:15: syntax error")
    assert ran.err.splitlines()[1:] == ["  foo(X) :- bar(.", "                ^"]


def test_what_is_no_text_is_refused(catalog):
    message = refused(call("search", catalog, "-", stdin=b"a ship\xff"))
    assert message == "standard input: is not utf-8 text: invalid start byte (save it as UTF-8)"


@pytest.mark.parametrize("limits", [[], ["--time-limit", 0], ["--jobs", 2]], ids=str)
def test_without_decomposition_the_answer_is_the_same(catalog, limits):
    arguments = ["search", catalog, "a ship near a harbor", "--all", "--format", "jsonl"]
    assert call(*arguments, "--no-decomposition", *limits) == call(*arguments)


def test_there_is_nothing_to_verify_without_decomposition(catalog):
    ran = call("search", catalog, "a ship", "--verify", "--no-decomposition")
    assert refused(ran) == "--verify and --no-decomposition exclude each other"
