"""Each claim of docs/security.md names the test that holds it; the rules that the code leaves out say why."""

import re
import tomllib

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "security.md"


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 25
    absent = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")]
    assert absent == []


def test_every_row_of_what_could_go_wrong_names_a_test_or_says_that_none_holds_it() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and "---" not in line]
    assert [row for row in rows[1:] if "`tests/" not in row and "no test" not in row and "| what" not in row] == []


def test_a_rule_of_security_that_is_left_out_has_its_reason_beside_it() -> None:
    silent = []
    for path in sorted((ROOT / "workbench").rglob("*.py")):
        for line in path.read_text(encoding="utf-8").splitlines():
            left_out = re.search(r"# noqa: (S\d+)(.*)", line)
            if left_out and len(left_out[2].strip(" -–")) < 10:
                silent.append(f"{path.name}: {line.strip()}")
    assert silent == []
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in rules["select"]
    assert [name for name in rules["ignore"] if name.startswith("S")] == []  # nowhere left out as a whole


def test_every_rule_that_is_left_out_of_a_file_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = text.partition("[tool.ruff.lint.per-file-ignores]\n")[2].partition("\n\n")[0].splitlines()
    left_out = [place for place, line in enumerate(lines) if line.startswith('"')]
    assert len(left_out) > 5
    assert [lines[place] for place in left_out if "  # " not in lines[place] and not lines[place - 1].startswith("#")] == []


def test_nothing_is_unpickled() -> None:
    """What lies in a file is text or numbers; a pickle would be a program."""
    loads = re.compile(
        r"\b(?:pickle|cPickle|dill|joblib|cloudpickle|shelve|marshal)\b|read_pickle|allow_pickle=True|yaml\.load\(|\beval\(|\bexec\("
    )
    found = {
        path.name
        for path in (ROOT / "workbench").rglob("*.py")
        if loads.search(re.sub(r'""".*?"""|#.*', "", path.read_text("utf-8"), flags=re.DOTALL))
    }
    assert found == set()
