"""Whatever a file of a programme folder says, the folder can be checked: it is sound, or refused with the file and the place."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import THREE_COMMUNES
from workbench.errors import DefinitionError, TableError
from workbench.gate import check_programme
from workbench.programme import load_programme

FEW = settings(max_examples=25)
DEFINITIONS = sorted(path.relative_to(THREE_COMMUNES).as_posix() for path in THREE_COMMUNES.rglob("*.toml"))
TABLES = ["units.csv", "facts.csv"]
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=12)
# What a hand, a program or a bad copy may leave behind an equals sign.
LITERALS = st.one_of(
    st.sampled_from(['""', '" "', '"../x"', '"<b>"', '"{n}"', "nan", "inf", "-inf", "1e400", "9" * 30, "true", "[]", "{}", "[[]]", '[""]']),
    st.sampled_from(["2018-02-29", "2018-04-18", "12:00:00", "{ vi = 'x' }", "{ en = 1 }", "0x10", "007", "no", "", "'''"]),
    st.integers(-3000, 3000).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    TEXTS.map(lambda text: json.dumps(text, ensure_ascii=False)),
)
KEYS = st.sampled_from(["id", "unit", "kind", "value", "bounds", "level", "type", "horizon", "weight", "numerator", "parent", "titel"])


@st.composite
def altered(draw: st.DrawFn, name: str) -> str:
    """A definition file of which one or two lines say something else, are gone, doubled, exchanged, or cut."""
    lines = (THREE_COMMUNES / name).read_text(encoding="utf-8").splitlines()
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.integers(0, len(lines) - 1))
        key = lines[place].partition("=")[0]
        other = draw(st.integers(0, len(lines) - 1))
        lines[place : place + 1] = draw(
            st.one_of(
                LITERALS.map(lambda said, key=key: [f"{key}= {said}"]),
                st.sampled_from([[], [lines[place]] * 2, [lines[place][: len(lines[place]) // 2]], [lines[other]], ["[[targets]]"]]),
                st.tuples(KEYS, LITERALS).map(lambda pair, line=lines[place]: [line, " = ".join(pair)]),
            )
        ) or [""]
    return "\n".join(lines)


@st.composite
def altered_table(draw: st.DrawFn, name: str) -> str:
    """A table of which a cell, a comma or a row is another."""
    rows = [line.split(",") for line in (THREE_COMMUNES / name).read_text(encoding="utf-8").splitlines()]
    for _ in range(draw(st.integers(1, 2))):
        row = draw(st.sampled_from(rows))
        place = draw(st.integers(0, len(row) - 1))
        cell = st.one_of(
            TEXTS, st.sampled_from(["", "101", " 101", "2016-01-01", "2016-13-01", "1e9", "nan", "district", "commune", '"', "D1,"])
        )
        row[place : place + 1] = draw(st.one_of(cell.map(lambda one: [one]), st.just([]))) or [""]
    if draw(st.booleans()):
        rows.insert(draw(st.integers(0, len(rows))), draw(st.sampled_from(rows)))
    return "\n".join(map(",".join, rows)) + "\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(THREE_COMMUNES, tmp_path_factory.mktemp("altered") / "three-communes"))


def told(folder: Path, name: str, text: str) -> list[str]:
    """What `workbench check` tells of the folder with this file in it: every error with its file, none where it is sound."""
    before = (folder / name).read_bytes()
    (folder / name).write_text(text, encoding="utf-8", newline="")
    out = io.StringIO()
    try:
        check_programme(str(folder), out, lang="en")
        load_programme(folder)
    except (DefinitionError, TableError) as refused:
        assert "listed above" in str(refused)
    finally:
        (folder / name).write_bytes(before)
    return [line.removeprefix("error\t") for line in out.getvalue().splitlines() if line.startswith("error\t")]


def has_place_and_words(line: str) -> bool:
    """A file of the folder, what was seen there; none of the words of the libraries beneath."""
    where, _, problem = line.partition(": ")
    files = [path.relative_to(THREE_COMMUNES).as_posix() for path in THREE_COMMUNES.rglob("*.*")]
    return where.startswith((*files, "areas/")) and bool(problem.strip()) and not any(one in line for one in ("pydantic", "Traceback"))


@pytest.mark.parametrize(("altering", "name"), [*((altered, one) for one in DEFINITIONS), *((altered_table, one) for one in TABLES)])
def test_an_altered_file_is_sound_or_refused_with_its_place(
    place: Path, altering: Callable[[str], st.SearchStrategy[str]], name: str
) -> None:
    @FEW
    @given(text=altering(name))
    def check(text: str) -> None:
        assert [line for line in told(place, name, text) if not has_place_and_words(line)] == []

    check()
