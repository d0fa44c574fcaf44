"""A divided programme: each part reads its own units' rows, of CSV or parquet alike, and is what it would be alone."""

from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Folder
from workbench.errors import DefinitionError
from workbench.findings import digest_now, load_findings
from workbench.programme import load_programme
from workbench.settings import find_programme, split_part

parquet = pytest.importorskip("pyarrow.parquet", reason="the extra 'cluster' is not installed")


@pytest.fixture
def divided(folder: Folder) -> Folder:
    """D1 with its three communes, and D2 with one that reports what 101 does."""
    folder.replace("programme.toml", "format = 1", "format = 1\nis_divided = true")
    header, *rows = (folder.path / "units.csv").read_text(encoding="utf-8").splitlines()
    told = pd.DataFrame([row.split(",") for row in rows], columns=header.split(","))
    told = told[told["code"].isin(["D1", "101"])].replace({"D1": "D2", "101": "201"})
    folder.append("units.csv", told.to_csv(index=False, header=False))
    table = pd.read_csv(folder.path / "observations" / "reported.csv", dtype=str, keep_default_na=False)
    other = table[table["unit_code"] == "101"].assign(unit_code="201")
    return folder.write("observations/reported.csv", pd.concat([table, other]).to_csv(index=False))


def as_parquet(folder: Folder) -> Folder:
    path = folder.path / "observations" / "reported.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False).astype({"year": "int64", "value": "float64"})
    table.sort_values("unit_code").to_parquet(path.with_suffix(".parquet"), index=False, row_group_size=5)
    return folder.remove("observations/reported.csv")


def test_a_name_with_a_part_behind_it_is_the_programme_and_the_part(divided: Folder) -> None:
    assert split_part(f"{divided.path}/D2") == (str(divided.path), "D2") and split_part("cam-lo") == ("cam-lo", "")
    assert find_programme(f"{divided.path}/D2") == divided.path.resolve()


def test_a_part_has_its_own_units_and_rows_alone(divided: Folder) -> None:
    part = load_programme(f"{divided.path}/D2")
    assert [unit.code for unit in part.units] == ["D2", "201"] and part.part == "D2"
    assert set(load_findings(f"{divided.path}/D2").observations["unit_code"]) == {"201"}


def test_parquet_tells_what_csv_tells(divided: Folder) -> None:
    csv = load_findings(f"{divided.path}/D1").values
    as_parquet(divided)
    pd.testing.assert_frame_equal(load_findings(f"{divided.path}/D1").values, csv)


def test_groups_of_other_units_are_not_read(divided: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    as_parquet(divided)
    read, real = [], parquet.ParquetFile.read_row_group
    monkeypatch.setattr(parquet.ParquetFile, "read_row_group", lambda self, group, **how: read.append(group) or real(self, group, **how))
    load_findings(f"{divided.path}/D2")
    (path,) = (divided.path / "observations").glob("*.parquet")
    assert 0 < len(read) < parquet.ParquetFile(path).num_row_groups


def test_a_changed_figure_or_unit_of_one_part_is_no_matter_of_the_other(divided: Folder) -> None:
    def digests() -> list[str]:
        return [digest_now(load_programme(f"{divided.path}/{part}"), 2017, False) for part in ("D1", "D2")]

    before = digests()
    path = divided.path / "observations" / "reported.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")  # the last row is of D2
    between = digests()
    assert between[0] == before[0] and between[1] != before[1]
    units = (divided.path / "units.csv").read_text(encoding="utf-8")
    divided.write("units.csv", units.replace("\n201,", "\n201,Other ", 1))
    assert digests()[0] == before[0] and digests()[1] != between[1]


def test_a_fault_in_parquet_is_told_by_what_the_row_is_about(divided: Folder) -> None:
    as_parquet(divided)
    (path,) = (divided.path / "observations").glob("*.parquet")
    table = pd.read_parquet(path)
    table.loc[table.index[0], "status"] = "guessed"
    table.to_parquet(path, index=False)
    row = table.iloc[0]
    where = f"observations/reported.parquet, row of {row['unit_code']} {row['indicator_id']} {row['year']}"
    assert any(fault.startswith(f"{where}: status 'guessed'") for fault in divided.table_faults())


def test_the_whole_of_a_divided_programme_and_an_unknown_part_are_refused(divided: Folder) -> None:
    with pytest.raises(DefinitionError, match=r"one by one\. Name one: .*/D1"):
        load_findings(divided.path)
    with pytest.raises(DefinitionError, match="'101' is no part of this programme"):
        load_programme(f"{divided.path}/101")


def test_several_tops_are_a_fault_unless_the_programme_says_that_it_is_divided(divided: Folder, tmp_path: Path) -> None:
    assert divided.definition_faults() == []
    divided.replace("programme.toml", "is_divided = true", "")
    assert any("2 units have no parent" in fault for fault in divided.definition_faults())
