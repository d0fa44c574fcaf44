"""Each type of target and each way of adding up, worked out in a spreadsheet: worked_targets.sheet.csv holds its formulas.

LibreOffice turns it into worked_targets.csv; where there is one, a slow test does so again. `pytest --renew-golden` keeps what comes out.
"""

import csv
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from tests.unit.projection.small import COMMUNES, DISTRICT, Series, assess_values, row_of, values_of, years_of
from workbench.assessment import Assessments

HERE = Path(__file__).parent
SHEET, WORKED = HERE / "worked_targets.sheet.csv", HERE / "worked_targets.csv"
UNITS = (DISTRICT, *COMMUNES)
FORMULAS_IN = "CSV:44,34,76,1,,1033,false,false,false,false,false,-1,true"  # the last word: evaluate formulas
FIGURES_OUT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false"  # the last word: all digits, not as shown


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")))


CASES = list(dict.fromkeys(row["case"] for row in rows_of(WORKED)))


@cache
def worked(case: str) -> tuple[pd.DataFrame, Assessments]:
    """What the project makes of the figures that a case gives."""
    rows = [row for row in rows_of(WORKED) if row["case"] == case]
    series: list[Series] = [
        (unit, row["what"], {int(row["when"]): float(row[unit])}) for row in rows if row["kind"] == "given" for unit in UNITS if row[unit]
    ]
    as_of = int(rows[0]["as_of"])
    values = values_of(*series, as_of=as_of)
    return values, assess_values(values, as_of=as_of)


def ours(case: str, what: str, when: str, unit: str) -> object:
    """Our answer: a field of an assessment, of one of its years or of another reading; or of a value of an indicator."""
    values, found = worked(case)
    year, _, field = when.rpartition(" ")
    if what.startswith("X-"):
        return found.readings.set_index(["reading_id", "unit_code"]).loc[(what, unit), when]
    if what.startswith("T-"):
        return years_of(found, what, unit).loc[int(year), field] if year else row_of(found, what, unit)[when]
    own = values[(values["indicator_id"] == what) & (values["unit_code"] == unit)].set_index("year")
    return own.loc[int(year or when), field if year else "value"]


@pytest.mark.parametrize("case", CASES)
def test_the_project_finds_what_was_worked_out_in_the_spreadsheet(case: str) -> None:
    asked = [row for row in rows_of(WORKED) if row["case"] == case and row["kind"] == "expect"]
    wrong = []
    for row in asked:
        for unit in [one for one in UNITS if row[one]]:
            found = ours(case, row["what"], row["when"], unit)
            is_right = found == row[unit] if isinstance(found, str) else found == pytest.approx(float(row[unit]), rel=1e-12, abs=1e-10)
            wrong += [] if is_right else [(unit, row["what"], row["when"], row[unit], found)]
    assert asked and wrong == []


@pytest.mark.parametrize("case", [one for one in CASES if any(r["case"] == one and r["when"] == "gap_quantity" for r in rows_of(WORKED))])
def test_what_is_missing_in_the_communes_adds_up_to_the_digit(case: str) -> None:
    """Not of a doubling, which is money for one person, nor of yearly cuts, which are differences of two years' rates."""
    (target,) = {row["what"] for row in rows_of(WORKED) if row["case"] == case and row["when"] == "gap_quantity"}
    _, found = worked(case)
    parts = [row_of(found, target, code)["gap_quantity"] for code in COMMUNES if code in set(found.table["unit_code"])]
    adds_up = target not in ("T-EMP-05", "T-POV-01")
    assert (round(sum(parts), 9) == round(row_of(found, target)["gap_quantity"], 9)) is adds_up


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice on this machine")
def test_libreoffice_works_out_the_same_again(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, f"--infilter={FORMULAS_IN}", "--convert-to", FIGURES_OUT, "--outdir", tmp_path, SHEET]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    comments = [line for line in SHEET.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#")]
    found = rows_of(tmp_path / SHEET.name)
    if request.config.getoption("--renew-golden"):
        with WORKED.open("w", encoding="utf-8", newline="") as file:
            file.writelines(comments)
            writer = csv.DictWriter(file, list(found[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)
    assert found == rows_of(WORKED)
