"""Every programme folder under data/: found by its presence, sound, in all its languages, with every source known."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT, counted_nouns
from workbench.gate import check_programme
from workbench.observations import read_observations, read_outcomes
from workbench.programme import Words, load_programme, read_programme

FOLDERS = sorted(path.parent for path in (ROOT / "data").glob("*/programme.toml"))
# Health insurance is counted where cards are issued: a published figure may lie above 100 % and is told as such.
KNOWN = {"outcomes.csv, row 329: value 102 of HEALTH_INSURED is above 100. Mend the figure, or the bounds in the area's file."}
every_programme = pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)


def texts(value: object) -> list[Words]:
    if isinstance(value, Words):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, tuple | list):
        return [text for one in value for text in texts(one)]
    return [text for key in getattr(type(value), "model_fields", {}) for text in texts(getattr(value, key))]


def test_the_programmes_are_there():
    assert {path.name for path in FOLDERS} >= {"cam-lo", "vietnam-provinces", "world-2015"}


@every_programme
def test_a_programme_has_no_fault_that_is_not_known(path: Path):
    programme, faults = read_programme(path)
    assert faults == []
    told = [str(fault) for fault in (*read_observations(programme)[1], *read_outcomes(programme)[1])]
    assert [fault for fault in told if fault not in KNOWN] == []
    assert programme.header.id == path.name


@every_programme
def test_a_programme_passes_the_gate(path: Path, capsys):
    import sys

    check_programme(str(path), sys.stdout)
    assert f"{path.name}: errors 0," in capsys.readouterr().out


@every_programme
def test_every_english_noun_behind_a_number_has_its_singular(path: Path):
    nouns = [words.root for words in counted_nouns(load_programme(path)) if words.root.get("") not in ("%", "‰")]
    is_plural = re.compile(r"children|(?!times)\w+s")
    behind = [one for one in nouns if not one["en"].startswith(("thousand ", "million "))]
    assert [one for one in behind if is_plural.fullmatch(one["en"].split(" per ")[0].split()[-1]) and "en_one" not in one] == []


@every_programme
def test_every_text_stands_in_every_language_and_differs_where_it_is_written_twice(path: Path):
    programme = load_programme(path)
    assert programme.header.languages and "en" in programme.header.languages  # no other is read everywhere
    everything = (programme.header, programme.registers, programme.areas, programme.breaks, programme.sources, programme.identities)
    found = [text for one in everything for text in texts(one)]
    assert len(found) > 50
    assert [text.root for text in found if not all(text[lang].strip() for lang in programme.header.languages)] == []


@every_programme
def test_every_source_that_is_named_is_used_and_says_who_published_it(path: Path):
    programme = load_programme(path)
    tables = (read_observations(programme)[0], read_outcomes(programme)[0])
    used = {one for table in tables for one in table["source_id"]}
    assert used == used & programme.sources.keys() and used
    assert all(source.publisher[lang] for lang in programme.header.languages for source in programme.sources.values())


@every_programme
def test_outcomes_are_later_than_every_figure_that_is_projected_from(path: Path):
    programme = load_programme(path)
    later, observed = read_outcomes(programme)[0], read_observations(programme)[0]
    assert later["year"].min() > programme.header.as_of >= observed["year"].max()


@every_programme
def test_every_target_can_be_judged_by_the_horizon(path: Path):
    programme = load_programme(path)
    assert programme.targets
    for target in programme.targets.values():
        assert (target.horizon or programme.header.horizon) <= programme.header.horizon
        assert all(target.basis[lang].strip() and target.quote[lang].strip() for lang in programme.header.languages)


@every_programme
def test_a_folder_holds_only_what_a_district_writes(path: Path):
    known = {
        "programme.toml",
        "units.csv",
        "breaks.toml",
        "sources.toml",
        "registers.toml",
        "identities.toml",
        "facts.csv",
        "outcomes.csv",
        "recipients.toml",
        "README.md",
        "prior.toml",
    }
    top = {file.name for file in path.iterdir() if file.is_file()}
    assert top - known <= {"simulate_annex.py", "annex_areas.py", "from_benchmark.py"}
    assert {file.suffix for file in (path / "areas").iterdir()} == {".toml"}
    assert all("area" in tomllib.loads(file.read_text(encoding="utf-8")) for file in (path / "areas").iterdir())
