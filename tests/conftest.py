"""One valid small programme folder, of which each test changes one fact; and the real programmes, computed once."""

import csv
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

from workbench.findings import Findings, load_findings
from workbench.observations import COLUMNS, compute_values, load_observations, read_observations, read_outcomes, select_observations
from workbench.programme import Programme, Words, load_programme, read_programme

ROOT = Path(__file__).resolve().parents[1]
os.environ["WORKBENCH_PROGRAMME"] = "cam-lo"  # where a test names none
THREE_COMMUNES = Path(__file__).resolve().parent / "data" / "three-communes"

# The same examples each time, so that a change is judged by what it changed; `make fuzz` looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the golden texts of pages anew; read them in the diff")


class Folder:
    """A programme folder of one's own, and the ways to spoil it.

    District D1 holds 101 (urban, five years), 102 (rural, 2015 missing) and 103 (rural, 2017 only).
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, text: str | bytes) -> "Folder":
        """Put a whole file in place of another."""
        (self.path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return self

    def replace(self, name: str, old: str, new: str) -> "Folder":
        """Change one place; a place that is not there, or there twice, is a fault of the test."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} holds {old!r} {text.count(old)} times"
        return self.write(name, text.replace(old, new))

    def append(self, name: str, text: str) -> "Folder":
        old = (self.path / name).read_text(encoding="utf-8") if (self.path / name).exists() else ""
        return self.write(name, old + text)

    def remove(self, name: str) -> "Folder":
        (self.path / name).unlink()
        return self

    def observe(self, unit_code: str, indicator_id: str, year: object, value: object, **cells: str) -> "Folder":
        """Add one observation; it is the last row of observations/reported.csv, or of the file named."""
        row = {"status": "reported", "qualifier": "exact", "source_id": "register"} | cells
        row |= {"unit_code": unit_code, "indicator_id": indicator_id, "year": year, "value": value}
        with open(self.path / row.pop("file", "observations/reported.csv"), "a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n").writerow(row)
        return self

    def forget(self, *key: object) -> "Folder":
        """Take out the one observation of this unit, indicator and year."""
        name, start = "observations/reported.csv", ",".join(map(str, key)) + ","
        lines = (self.path / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(start)]
        assert len(kept) == len(lines) - 1, f"{start} stands {len(lines) - len(kept)} times"
        return self.write(name, "".join(kept))

    def definition_faults(self) -> list[str]:
        return [str(fault) for fault in read_programme(self.path)[1]]

    def table_faults(self) -> list[str]:
        return [str(fault) for fault in read_observations(self.programme)[1]]

    def outcome_faults(self) -> list[str]:
        return [str(fault) for fault in read_outcomes(self.programme)[1]]

    @property
    def programme(self) -> Programme:
        return load_programme(self.path)

    def observations(self, *, as_of: int = 2017, observed_only: bool = False) -> pd.DataFrame:
        return select_observations(load_observations(self.programme), as_of=as_of, observed_only=observed_only)

    def values(self, *, as_of: int = 2017, observed_only: bool = False) -> pd.DataFrame:
        return compute_values(self.programme, self.observations(as_of=as_of, observed_only=observed_only), as_of=as_of)

    def value(self, unit_code: str, indicator_id: str, year: int, *, as_of: int = 2017) -> dict:
        """The one value of a unit, indicator and year, as a plain record."""
        return one_value(self.values(as_of=as_of), unit_code, indicator_id, year)


def counted_nouns(programme: Programme) -> list[Words]:
    """Every unit of the programme that may stand behind a number."""
    indicators = [words for one in programme.indicators.values() for words in (one.unit, one.quantity_unit)]
    return [words for words in (*indicators, *(target.unit for target in programme.targets.values())) if words]


def one_of_many(programme: Programme) -> re.Pattern[str]:
    """What no English page may say: "1 persons"."""
    many = {re.escape(words["en"]) for words in counted_nouns(programme) if "en_one" in words.root}
    return re.compile(rf"(?<![\d.,/])1(?:sim|\[sim\])? (?:{'|'.join(sorted(many))})\b")


def one_value(values: pd.DataFrame, unit_code: str, indicator_id: str, year: int) -> dict:
    """The one row of a unit, indicator and year."""
    rows = values[(values["unit_code"] == unit_code) & (values["indicator_id"] == indicator_id) & (values["year"] == year)]
    assert len(rows) == 1, f"{len(rows)} rows of {unit_code} {indicator_id} {year}"
    return rows.iloc[0].to_dict()


def run_workbench(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The real command, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words], cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


@pytest.fixture(autouse=True)
def _nothing_left_by_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads statistics that an earlier one has stored."""
    monkeypatch.delenv("WORKBENCH_COMPUTED", raising=False)
    monkeypatch.setenv("WORKBENCH_DISCLOSED", "")  # put back afterwards, whatever a test sets


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(53)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A valid programme folder, free to be changed."""
    return Folder(Path(shutil.copytree(THREE_COMMUNES, tmp_path / "three-communes")))


@cache
def findings_of(name: str, *, as_of: int = 0, observed_only: bool = False) -> Findings:
    """The findings of one of the project's programmes, computed once in a process; not to be changed."""
    return load_findings(ROOT / "data" / name, as_of=as_of, observed_only=observed_only)


@pytest.fixture(scope="session")
def cam_lo() -> Findings:
    """The findings of Cam Lộ at its own as-of year, simulated figures included; not to be changed."""
    return findings_of("cam-lo")


@pytest.fixture(scope="session")
def cam_lo_2020() -> Findings:
    """The same as of 2020, after the merger of Cam An and Cam Thanh."""
    return findings_of("cam-lo", as_of=2020)
