"""One direction of imports, one door for each heavy dependency, small rooms, and nothing of one district in the code."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "workbench"
MODULES = sorted(PACKAGE.rglob("*.py"))
# From left to right; rooms in one set do not know each other.
ROOMS = [
    {"errors", "files"},
    {"messages"},
    {"settings"},
    {"programme"},
    {"observations"},
    {"disclosure"},
    {"projection"},
    {"plausibility"},
    {"assessment"},
    {"withholding"},
    {"findings"},
    {"subject"},
    {"case"},
    {"extract"},
    {"gate", "printing"},
    {"briefing"},
    {"batch"},
    {"intake", "desk"},
    {"start"},
    {"cli"},
    {"__main__"},
]
PLACE = {room: place for place, rooms in enumerate(ROOMS) for room in rooms}
DOORS = {
    "typer": {"cli"},
    "nbconvert": {"briefing/page"},
    "papermill": {"batch/engine"},
    "seaborn": {"briefing/coverage"},
    "distributed": {"batch/cluster"},
    "pyarrow": {"observations/parquet"},
    "statsmodels": {"projection/statespace", "projection/comparisons"},
    "jupyter_client": {"batch/kernel", "batch/provisioner"},
    "nbclient": {"batch/engine", "batch/kernel"},
    "matplotlib": {"briefing", "batch/preloaded"},
    "babel": {"briefing"},
    "jinja2": {"briefing"},
    "ipywidgets": {"desk/explore"},
    "docx": {"briefing/document", "briefing/stationery"},
    "openpyxl": {"intake", "briefing/workbook"},
    "xlrd": {"intake/old_excel"},
}


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def imported(path: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)} imports by dots"
            names |= {node.module} | ({f"workbench.{alias.name}" for alias in node.names} if node.module == "workbench" else set())
    return names


def strings(path: Path) -> list[str]:
    """Texts that the code works with: no docstrings, no comments."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {id(node.body[0].value) for node in documented if node.body and isinstance(node.body[0], ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings]
    return [str(node.value) for node in constants if isinstance(node.value, str | int) and not isinstance(node.value, bool)]


def test_there_are_rooms_to_look_at():
    assert len(MODULES) > 30


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_room_imports_from_rooms_to_its_left_only(path):
    room = named(path).partition("/")[0]
    if room == "__init__":
        assert not any(name.startswith("workbench") for name in imported(path))  # it hands out its names lazily
        return
    others = {name.split(".")[1] for name in imported(path) if name.startswith("workbench.")} - {room}
    assert {other for other in others if PLACE[other] >= PLACE[room]} == set()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_heavy_dependencies_come_through_their_door(path):
    room = named(path)
    used = {name.partition(".")[0] for name in imported(path)}
    assert {name for name in used & DOORS.keys() if not DOORS[name] & {room, room.partition("/")[0]}} == set()


def test_every_door_that_is_built_is_used():
    behind = {name.partition(".")[0]: named(path) for path in MODULES for name in imported(path)}
    assert {name for name in DOORS if name != "ipywidgets"} <= behind.keys()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_room_has_a_name_of_its_own_and_is_read_in_one_sitting(path):
    assert not set(path.relative_to(PACKAGE).with_suffix("").parts) & {"utils", "util", "helpers", "common", "core", "misc"}
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


A_DISTRICT = r"cam[-_ ]?lo|cam lộ|\b468\b|\b19[56]\d\d\d\b|\b(commune|district|province|xã|huyện|tỉnh)s?\b"
ITS_YEARS = {"2015", "2020"}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_the_code_knows_no_district_no_level_of_units_and_no_year_of_a_programme(path):
    found = strings(path)
    assert [text for text in found if re.search(A_DISTRICT, text, re.IGNORECASE)] == []
    assert ITS_YEARS.isdisjoint(found)


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*/language/*.toml")), ids=named)
def test_sentences_name_the_levels_of_a_programme_by_its_own_words(path):
    """Other places of which something was measured, rural areas and the name of the State are no levels of a programme."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(("scope = ", "nation = "))]
    assert [line for line in lines if re.search(A_DISTRICT, re.sub("(?i)xã hội", "", line), re.IGNORECASE)] == []


def tracked() -> list[Path]:
    """Files of the repository, those not yet added too; without git, all that is not ignored by habit."""
    if not (ROOT / ".git").exists():
        pytest.skip("no git here: what belongs to the project cannot be told")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_place_on_one_machine():
    place = re.compile(rf"(?<![\w.:/\-}}])/(?:{'|'.join(['work', 'root', 'home', 'Users'])})/\w")
    found = {}
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        lines = [line for line in text.splitlines() if place.search(line)]
        if lines:
            found[path.relative_to(ROOT).as_posix()] = lines[:3]
    assert found == {}


def test_no_output_is_kept_in_the_repository():
    assert [path for path in tracked() if path.relative_to(ROOT).parts[0] in ("outputs", ".venv")] == []
