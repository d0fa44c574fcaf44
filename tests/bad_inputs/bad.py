"""What is done to a sound programme folder, and the words that are typed then."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.conftest import Folder

Spoil = Callable[[Folder], object]
HEADER = "unit_code,indicator_id,year,value,status,qualifier,source_id,file_sha256,sheet,cell,received,note"
POVERTY, WORK, ROWS = "areas/01_poverty.toml", "areas/02_work.toml", "observations/reported.csv"
RECIPIENT = '[[recipients]]\nid = "{id}"\ntitle = "A"\n{more}\n'
SCENARIO = 'programme = "three-communes"\ntitle = "A"\n{more}\n'
LAYOUT = 'format = 1\ntitle = "A"\n[[tables]]\nyear = 2017\n{more}\n'
IDENTITY = '\n[[identities]]\nid = "C-02"\ntitle = "A"\n{more}\n'
TARGET = (
    '\n[[targets]]\nid = "T-2"\ntitle = "A"\ntype = "level"\noperator = ">="\nvalue = 1.0\nunit = "%"\ncarries_down = "none"\n'
    'quote = "A"\nbasis = "Line 5"\nreading = "A"\n{more}\n'
)
INDICATOR = '\n[[indicators]]\nid = "NEW"\ntitle = "A"\nunit = "A"\n{more}\n'


@dataclass(frozen=True)
class Bad:
    """One bad input, what the command ends with, and what it says."""

    cause: str
    spoil: Spoil
    code: int
    told: str  # {folder} stands for the programme's, {notebooks} for the project's
    words: tuple[str, ...] = ("run",)


def put(name: str, text: str | bytes) -> Spoil:
    def spoil(folder: Folder) -> object:
        (folder.path / name).parent.mkdir(parents=True, exist_ok=True)
        return folder.write(name, text)

    return spoil


def change(name: str, old: str, new: str) -> Spoil:
    return lambda folder: folder.replace(name, old, new)


def add(name: str, text: str) -> Spoil:
    return lambda folder: folder.append(name, text)


def steps(*all_of_them: Spoil) -> Spoil:
    return lambda folder: [one(folder) for one in all_of_them]


def gone(name: str) -> Spoil:
    return lambda folder: folder.remove(name)


def row(*key: object, **cells: str) -> Spoil:
    """One observation more, on row 42."""
    return lambda folder: folder.observe(*key, **cells)


def nothing(_: Folder) -> None:
    """The folder is sound; the words are at fault."""


def scenario(more: str) -> Spoil:
    return put("scenarios/a.toml", SCENARIO.format(more=more))
