"""The rule library: loading, the vocabulary, and the statements that a question needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from rune_lp.errors import InputError
from rune_lp.rulefiles.library import RuleLibrary, load_rule_files, rules_directory
from tests.prolog.installed import needs_prolog

CLOSURE = """\
#const few = 3.
#const more = few + 1.
#const other = 9.
%! busy(H): "a harbour with many ships"
busy(H) :- class(H, harbor), #count { S : moored(S, H) } >= more.
moored(S, H) :- class(S, ship), next_to(S, H), not -moored(S, H).
-moored(S, H) :- far(S, H), class(S, ship), class(H, harbor).
%! lone(X): "far from all"
lone(X) :- object(X), not near(X, Y) : object(Y).
pick(X); drop(X) :- lone(X).
:- pick(X), moored(X, X).
"""


@pytest.fixture
def write(tmp_path):
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    return write


def lines(library: RuleLibrary, *names: str) -> list[int]:
    text = library.files[0].text
    return [text.count("\n", 0, rule.span[0]) + 1 for rule in library.closure(names)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(["busy"], [1, 2, 5, 6, 7, 10, 11, 9], id="with constants and negations"),
        pytest.param(["lone"], [9], id="what builds on it is left out"),
        pytest.param(["near", "ship", "moored"], [], id="classes, relations and helpers"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_the_closure_defines_the_names_transitively(write, names, expected) -> None:
    library = load_rule_files([write("a.lp", CLOSURE)], shipped=False)
    assert lines(library, *names) == sorted(expected)


def test_a_constraint_over_facts_alone_is_in_every_closure(write) -> None:
    path = write("a.lp", ":- object(X), area(X, A), A < 10.\np. :- p.")
    assert lines(load_rule_files([path], shipped=False)) == [1]


def test_the_closure_is_in_file_order(write) -> None:
    one = write("1.lp", '%! a(X): "a"\na(X) :- b(X).\n')
    two = write("2.lp", "b(X) :- object(X).\n")
    for paths in ([one, two], [two, one]):
        library = load_rule_files(paths, shipped=False)
        assert [file.path for file in library.files] == [str(path) for path in paths]
        assert list(library.closure(["a"])) == list(library.statements)


def test_the_shipped_files_come_first_and_can_be_left_out(write) -> None:
    path = write("a.lp", '%! big(X): "big"\nbig(X) :- vehicle(X).')
    assert load_rule_files([path]).files[-1].path == str(path)
    with pytest.raises(InputError, match="no rule and no fact defines vehicle/1"):
        load_rule_files([path], shipped=False)


def test_a_superclass_that_another_file_extends_takes_in_more(write) -> None:
    text = "%! class snowmobile\n\n%! extends vehicle(V)\nvehicle(V) :- class(V, snowmobile).\n"
    library = load_rule_files([write("a.lp", text)])
    assert {"snowmobile", "small_vehicle"} <= library.superclass("vehicle")
    assert {"snowmobile", "small_vehicle"} <= library.guards("vehicle")[0]


def test_a_predicate_of_numbers_is_documented_and_for_rules_only(write) -> None:
    text = '%! berths(H, N): "n"\n%! args: H: object, N: count\nberths(H, 3) :- class(H, harbor).'
    library = load_rule_files([write("a.lp", text)], shipped=False)
    assert library.exports == ()
    assert library.sorts["berths", 2] == ("object", "count")


def test_a_folder_gives_its_files_by_name_and_no_file_is_read_twice(write, tmp_path) -> None:
    first = write("x/a.lp", "p.")
    write("x/b.lp", "q.")
    library = load_rule_files([tmp_path / "x", first, str(first)], shipped=False)
    assert [Path(file.path).name for file in library.files] == ["a.lp", "b.lp"]


@needs_prolog
def test_a_folder_gives_its_files_in_prolog_too(write, tmp_path) -> None:
    write("x/a.lp", "p.")
    write("x/b.pl", "q(1).")
    library = load_rule_files([tmp_path / "x"], shipped=False)
    assert [Path(file.path).name for file in library.files] == ["a.lp", "b.pl"]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        pytest.param("none.lp", "cannot read the rule file: No such file", id="no file"),
        pytest.param("none.pl", "cannot read the rule file: No such file", id="no Prolog file"),
        pytest.param("empty", "no rule files in this folder", id="empty folder"),
    ],
)
def test_a_path_that_gives_no_rules(tmp_path, name: str, fault: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=fault):
        load_rule_files([tmp_path / name])


def test_included_files_of_the_folder_are_read(write) -> None:
    path = write("a.lp", '#include "x/b.lp".\n%! p(X): "p"\np(X) :- q(X).')
    write("x/b.lp", '#include "../a.lp".\nq(X) :- object(X).')
    library = load_rule_files([path], shipped=False)
    assert [rule.text for rule in library.closure(["p"])] == ["q(X) :- object(X).", "p(X) :- q(X)."]


def test_files_outside_the_folder_are_included_where_that_is_allowed(write) -> None:
    path = write("x/a.lp", '#include "../b.lp".\n%! p(X): "p"\np(X) :- q(X).')
    write("b.lp", "q(X) :- object(X).")
    with pytest.raises(InputError, match=r"a\.lp:1:1: #include is not allowed for files outside"):
        load_rule_files([path], shipped=False)
    library = load_rule_files([path], shipped=False, allow_scripts=True)
    assert len(library.closure(["p"])) == 2


def test_a_link_does_not_lead_out_of_the_folder(write, tmp_path) -> None:
    path = write("x/a.lp", '#include "b.lp".')
    (tmp_path / "x/b.lp").symlink_to(write("b.lp", "q."))
    with pytest.raises(InputError, match="#include is not allowed for files outside"):
        load_rule_files([path], shipped=False)


@pytest.mark.parametrize(
    ("include", "allow_scripts"),
    [('#include "/dev/zero".', False), ("#include <incmode>.", True), ("#include <x>.", False)],
)
def test_other_includes_are_refused_unread(write, include: str, allow_scripts: bool) -> None:
    path = write("a.lp", f"p.\n{include}")
    with pytest.raises(InputError, match=r"a\.lp:2:1: #include is not allowed"):
        load_rule_files([path], allow_scripts=allow_scripts)


def test_a_script_is_in_the_closures_that_call_it(write) -> None:
    text = '%! p(X): "p"\np(@f(1)).\n%! q(X): "q"\nq(X) :- object(X).\n#script (lua) x #end.\n'
    library = load_rule_files([write("a.lp", text)], shipped=False, allow_scripts=True)
    assert (lines(library, "p"), lines(library, "q")) == ([2, 5], [4])


def test_synonyms_of_classes_and_rules_reach_the_vocabulary(write) -> None:
    text = '%! class plane\n%! synonyms: jet, bird\n%! big(X): "big"\n%! synonyms: huge\n'
    library = load_rule_files([write("a.lp", f"{text}big(X) :- object(X).")])
    vocabulary = library.vocabulary(["plane"])
    assert {"jet", "bird", "airplane"} <= set(vocabulary.predicate("plane").synonyms)
    assert vocabulary.predicate("big").synonyms == ("huge",)
    assert vocabulary.predicate("ship") is None


@pytest.mark.parametrize(
    ("labels", "name", "word", "owns"),
    [
        pytest.param(["ship"], "ship", "boat", True, id="class before rule"),
        pytest.param(["yacht"], "watercraft", "boat", True, id="rule where no class"),
        pytest.param(["ship"], "watercraft", "boat", False, id="rule after class"),
        pytest.param(["ship"], "watercraft", "ship", False, id="name before synonym"),
        pytest.param(["plane", "airplane"], "plane", "airplane", False, id="class name first"),
        pytest.param(["plane", "airplane"], "plane", "jet", True, id="first note"),
        pytest.param(["plane", "airplane"], "airplane", "jet", False, id="second note"),
        pytest.param(["airplane"], "airplane", "jet", True, id="the only class"),
    ],
)
def test_a_word_belongs_to_one_predicate(labels, name: str, word: str, owns: bool) -> None:
    predicate = load_rule_files().vocabulary(labels).predicate(name)
    assert (word in predicate.synonyms) == owns


def test_words_that_two_classes_claim_are_reported() -> None:
    faults = load_rule_files().ambiguities(["plane", "airplane", "ship"])
    (jet,) = [fault for fault in faults if "'jet'" in fault.message]
    assert "'jet' could mean plane or airplane, and is taken to mean plane" in jet.message
    assert jet.place.source.endswith("classes.lp")


def test_a_rule_hides_the_class_of_its_name_and_contains_it() -> None:
    library = load_rule_files()
    assert library.vocabulary(["vehicle"]).predicate("vehicle").kind == "rule"
    assert "vehicle" in library.guards("vehicle")[0]


def test_without_a_catalogue_the_classes_are_those_noted_once(write) -> None:
    path = write("a.lp", "%! class car\n%! synonyms: auto\n\n%! class auto\n\n%! class dam\n")
    classes = load_rule_files([path], shipped=False).vocabulary().classes()
    assert [(entry.name, entry.synonyms) for entry in classes] == [("car", ("auto",)), ("dam", ())]


def test_the_signatures_are_all_that_rules_define(write) -> None:
    library = load_rule_files([write("a.lp", CLOSURE)], shipped=False)
    names = {"busy": 1, "moored": 2, "-moored": 2, "lone": 1, "pick": 1, "drop": 1}
    assert library.signatures == set(names.items())


def test_the_shipped_files_are_found_in_a_checkout() -> None:
    assert rules_directory() == Path(__file__).parents[2] / "rules"


def test_loading_the_shipped_files_is_quick() -> None:
    program = (
        "import time, rune_lp.rulefiles.library as rules\n"
        "times = []\n"
        "for _ in range(5):\n"
        "    start = time.process_time()\n"
        "    rules.load_rule_files().vocabulary(['ship'])\n"
        "    times.append(time.process_time() - start)\n"
        "print(min(times))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert float(done.stdout) < 0.1
