"""Thin and clean notebooks with exactly the parameters of the contract."""

import ast
import tomllib
from pathlib import Path

import nbformat
import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").rglob("*.ipynb") if path.parent.name != ".ipynb_checkpoints")
PARAMETERS = {"programme": "cam-lo", "unit_code": "468", "lang": "vi", "as_of": 0, "observed_only": False, "scenario": ""}
PUBLISHED = {"programme": "vietnam-provinces", "unit_code": "45"}  # the method is explained on figures that nobody simulated
KINDS = {"programme": "str", "unit_code": "str", "lang": "str", "as_of": "int", "observed_only": "bool", "scenario": "str", "area": "str"}
FORBIDDEN = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.With, ast.If),
)
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)


def cells(path: Path, kind: str) -> list:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def parameters(path: Path) -> ast.Module:
    return ast.parse(next(cell.source for cell in cells(path, "code") if "parameters" in tags(cell)))


def test_the_notebooks_of_the_first_day_are_there():
    assert {"00_overview.ipynb", "02_employment.ipynb", "03_poverty_reduction.ipynb", "area.ipynb"} <= {path.name for path in NOTEBOOKS}


@every_notebook
def test_a_notebook_is_valid_and_runs_in_the_usual_kernel(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec["name"] == "python3"
    assert "papermill" not in notebook.metadata


@every_notebook
def test_a_notebook_is_kept_without_outputs_and_counts(path):
    for cell in cells(path, "code"):
        assert (cell.outputs, cell.execution_count) == ([], None)
        assert set(cell.metadata) <= {"tags"}


@every_notebook
def test_parameters_come_first_typed_and_commented_and_exactly_these(path):
    first, *others = cells(path, "code")
    assert tags(first) == ["parameters"] and not any("parameters" in tags(cell) for cell in others)
    statements = parameters(path).body
    assert all(isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) for one in statements)
    given = {one.target.id: ast.literal_eval(one.value) for one in statements}
    published = {"method.ipynb": PUBLISHED, "backtest.ipynb": PUBLISHED | {"as_of": 2014}}
    own = {"area.ipynb": {"area": given.get("area")}, **published}.get(path.name, {})
    assert given == PARAMETERS | own and list(given) == list(PARAMETERS | own)
    assert {one.target.id: one.annotation.id for one in statements} == {name: KINDS[name] for name in given}
    assert all("  # " in line for line in first.source.splitlines())


def test_the_plain_story_starts_with_an_area_of_its_programme_and_a_plain_one_if_there_is_any():
    areas = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted((ROOT / "data/cam-lo/areas").glob("*.toml"))]
    policy = [area for area in areas if area.get("kind", "policy") == "policy"]
    plain = {area["area"] for area in policy if "notebook" not in area}
    default = next(ast.literal_eval(one.value) for one in parameters(ROOT / "notebooks/area.ipynb").body if one.target.id == "area")
    assert default in (plain or {area["area"] for area in policy})


@every_notebook
def test_a_code_cell_is_at_most_five_lines_of_calls(path):
    for cell in cells(path, "code"):
        if "parameters" in tags(cell):
            continue
        tree = ast.parse(cell.source)
        assert len(cell.source.splitlines()) <= 5
        assert [type(node).__name__ for node in ast.walk(tree) if isinstance(node, FORBIDDEN)] == []
        for statement in tree.body:
            assert isinstance(statement, ast.ImportFrom) or isinstance(statement.value, ast.Call)


@every_notebook
def test_a_notebook_imports_from_the_front_door_alone(path):
    imports = [
        node for cell in cells(path, "code") for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert [node.module for node in imports] == ["workbench"]


@every_notebook
def test_a_case_is_loaded_with_every_parameter(path):
    (call,) = [
        node
        for cell in cells(path, "code")
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "load_case"
    ]
    assert [getattr(one, "id", None) for one in call.args][::2] == ["programme", "unit_code"]
    assert {one.arg: one.value.id for one in call.keywords} == {name: name for name in ("lang", "as_of", "observed_only", "scenario")}


@every_notebook
def test_notes_between_analysts_stay_out_of_the_page(path):
    notes = cells(path, "markdown")
    assert notes and all("hide" in tags(cell) for cell in notes)


@every_notebook
def test_a_page_draws_at_most_four_figures(path):
    calls = [
        node.func.attr
        for cell in cells(path, "code")
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "figures"
    ]
    assert (0 if path.parent.name == "desk" else 1) <= len(calls) <= 4


def test_every_notebook_that_an_area_names_is_there():
    files = (ROOT / "data").glob("*/areas/*.toml")
    named = {tomllib.loads(file.read_text(encoding="utf-8")).get("notebook") for file in files} - {None}
    assert named and named <= {path.name for path in NOTEBOOKS}
