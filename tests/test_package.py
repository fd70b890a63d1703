"""The package as it is shipped: what it imports, what its wheel holds, what its files say."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rune_lp import __version__

ROOT = Path(__file__).parents[1]
HEAVY = ("clingo", "lark", "numpy", "PIL", "rich", "shapely", "torch")


def run(*arguments: str, folder: Path | None = None) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("import rune_lp", id="import"),
        pytest.param(
            "import rune_lp.cli; rune_lp.cli.cli(['--help'], standalone_mode=False)", id="help"
        ),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(statement: str) -> None:
    found = f"[name for name in {HEAVY} if name in sys.modules]"
    assert run("-c", f"import sys; {statement}; print({found})").endswith("[]\n")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder), folder=ROOT)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_carries_rules_and_data_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {f"rune_lp/rules/{path.name}" for path in (ROOT / "rules").glob("*.*")}
    shipped |= {"rune_lp/py.typed", "rune_lp/logic/grammar.lark"}
    shipped |= {"rune_lp/serve/page/index.html", "rune_lp/explain/page/viewer/viewer.js"}
    assert shipped <= names
    assert {name.partition("/")[0] for name in names} == {
        "rune_lp",
        f"rune_lp-{__version__}.dist-info",
    }


def test_the_rules_are_found_where_the_wheel_is_installed(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    program = (
        "import sys; sys.path.insert(0, '.')\n"
        "from rune_lp.rulefiles.library import load_rule_files, rules_directory\n"
        "print(rules_directory(), len(load_rule_files().exports))"
    )
    folder, exports = run("-c", program, folder=tmp_path).split()
    assert Path(folder).resolve() == (tmp_path / "rune_lp" / "rules").resolve()
    assert int(exports) > 0


def test_the_changelog_has_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    released = re.findall(r"^## \[(\d\S*)\]", text, re.MULTILINE)
    coming = re.findall(r"^This will be (\S+)\.$", text, re.MULTILINE)
    assert "## [Unreleased]" in text
    assert __version__ in (*released[:1], *coming)


def test_no_file_depends_on_the_folders_around_the_checkout() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [name for name in listed.stdout.splitlines() if not name.startswith("tests/")]
    texts = {name: (ROOT / name).read_bytes() for name in names if (ROOT / name).is_file()}
    assert [name for name, text in texts.items() if re.search(rb"\.\./shared|/work/", text)] == []
