"""The tidy table: every row that breaks its shape is told with file and row, what was seen and what to do."""

import re

import numpy as np
import pytest

from workbench.errors import TableError
from workbench.observations import COLUMNS, digest_of, load_observations, read_observations, select_observations

ROW = "observations/reported.csv, row 42"  # the row that `folder.observe` adds


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            ("101", "INCOME", 2017, "21,5"),
            "value '21,5' is not a number. Write a full stop for the decimals and nothing between thousands.",
        ),
        (
            ("101", "INCOME", 2017, "1 100"),
            "value '1 100' is not a number. Write a full stop for the decimals and nothing between thousands.",
        ),
        (
            ("101", "INCOME", 2017, "1_100"),
            "value '1_100' is not a number. Write a full stop for the decimals and nothing between thousands.",
        ),
        (("101", "INCOME", 2017, "KPS"), "value 'KPS' is not a number. Leave the row out where there is no figure; 0 is a figure."),
        (("101", "INCOME", 2017, ""), "value '' is not a number. Leave the row out where there is no figure; 0 is a figure."),
        (("101", "INCOME", 2017, "nan"), "value 'nan' is not a figure. Leave the row out where there is no figure."),
        (("101", "INCOME", 2017, "inf"), "value 'inf' is not a figure. Leave the row out where there is no figure."),
        (("D1", "POV_RATE", 2017, "-0.1"), "value -0.1 of POV_RATE is below 0. Mend the figure, or the bounds in the area's file."),
        (("D1", "POV_RATE", 2017, "100.1"), "value 100.1 of POV_RATE is above 100. Mend the figure, or the bounds in the area's file."),
        (("101", "CLINIC", 2017, "2"), "value 2 of CLINIC is above 1. Mend the figure, or the bounds in the area's file."),
        (("101", "URBAN_JOBLESS__num", 2017, "-1"), "value -1 of URBAN_JOBLESS__num is below 0. A count cannot be negative."),
        (("101", "POV_CUT", 2017, "0.5"), "POV_CUT is computed from POV_RATE. Give POV_RATE instead."),
        (("101", "INCOME", 2017, "2\x0b"), "the text holds the sign '\\x0b', which cannot be printed. Take it out."),
        (("101", "INCOM", 2017, "20"), "indicator 'INCOM' is not in the catalogue. Did you mean 'INCOME' or 'INCOME_INDEX'?"),
        (("101", "TRAINED__nun", 2017, "20"), "indicator 'TRAINED__nun' is not in the catalogue. Did you mean 'TRAINED__num'?"),
        (("101", "ZZZZ", 2017, "20"), "indicator 'ZZZZ' is not in the catalogue. Define it in its area's file."),
        (("101", "INCOME", "17", "20"), "year '17' is not a year. Write four digits, such as 2017."),
        (("101", "INCOME", "2017 ", "20"), "year '2017 ' is not a year. Write four digits, such as 2017."),
        (("101", "INCOME", "2017.0", "20"), "year '2017.0' is not a year. Write four digits, such as 2017."),
        (("101 ", "INCOME", 2017, "20"), "unit code '101 ' has a space around it. Write '101'."),
        (("1O1", "INCOME", 2017, "20"), "unit '1O1' is not in units.csv. Did you mean '101'?"),
        (("999", "INCOME", 2017, "20"), "unit '999' is not in units.csv."),
        (
            ("101", "SCHOOLS__primary", 2017, "1"),
            "SCHOOLS__primary is not kept for commune '101', only down to district (huyện). Take the row out.",
        ),
        (("102", "URBAN_JOBLESS", 2017, "1"), "URBAN_JOBLESS is for urban units and '102' is rural. Take the row out."),
    ],
)
def test_a_row_that_cannot_be_is_told_with_its_place_and_a_remedy(folder, cells, told):
    assert folder.observe(*cells).table_faults() == [f"{ROW}: {told}"]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"status": "guessed"}, "status 'guessed' is not known. One of: corrected, reported, estimated, simulated."),
        (
            {"qualifier": "roughly"},
            "qualifier 'roughly' is not known. One of: exact, preliminary, about, at_least, at_most, part_year, planned.",
        ),
        ({"source_id": "registr"}, "source 'registr' is not in sources.toml. Did you mean 'register'?"),
        ({"source_id": "zzz"}, "source 'zzz' is not in sources.toml. Write it there."),
        (
            {"status": "simulated"},
            "status 'simulated' does not fit source 'register' of kind 'register'. "
            "Simulated figures come from simulated sources, and only they.",
        ),
        (
            {"source_id": "invented"},
            "status 'reported' does not fit source 'invented' of kind 'simulated'. "
            "Simulated figures come from simulated sources, and only they.",
        ),
        ({"status": "corrected"}, "a corrected figure has no reason. Give the reason and the figure it replaces under note."),
    ],
)
def test_status_qualifier_and_source_must_be_known_and_agree(folder, cells, told):
    assert folder.observe("101", "INCOME", 2017, 20, **cells).table_faults() == [f"{ROW}: {told}"]


@pytest.mark.parametrize(("code", "told"), [
    ("1961", "unit '1961' is not in units.csv. Did you mean '19612'?"),
    ("19612 ", "unit code '19612 ' has a space around it. Write '19612'."),
    (" 19612", "unit code ' 19612' has a space around it. Write '19612'."),
])  # fmt: skip
def test_a_code_of_cam_lo_mistyped_is_told(folder, code, told):
    folder.write("units.csv", (folder.path / "units.csv").read_text(encoding="utf-8").replace("102,", "19612,"))
    folder.write("observations/reported.csv", ",".join(COLUMNS) + "\n").observe(code, "INCOME", 2017, 20)
    assert folder.table_faults() == [f"observations/reported.csv, row 2: {told}"]


def test_a_unit_that_did_not_exist_that_year_is_told(folder):
    folder.replace("units.csv", "102,Bình Hở,With a gap,commune,D1,rural,", "102,Bình Hở,With a gap,commune,D1,rural,2014-01-01")
    assert folder.table_faults() == [
        f"observations/reported.csv, row {row}: unit '102' did not exist at the end of 2013. See valid_from and valid_to in units.csv."
        for row in (7, 17, 27, 37)
    ]


def test_the_same_figure_twice_is_a_duplicate_even_across_files(folder):
    folder.write("observations/second.csv", ",".join(COLUMNS) + "\n").observe("101", "BASE_HH", 2013, 999, file="observations/second.csv")
    assert folder.table_faults() == [
        "observations/second.csv, row 2: 101, BASE_HH, 2013 stands already in observations/reported.csv, row 2. "
        "Keep one; a correction has status 'corrected' and a note."
    ]


def test_a_simulated_figure_beside_a_reported_one_is_no_duplicate_and_the_reported_one_wins(folder):
    folder.observe("101", "BASE_HH", 2013, 1, status="simulated", source_id="invented")
    assert folder.table_faults() == []
    chosen = folder.observations().query("unit_code == '101' and indicator_id == 'BASE_HH' and year == 2013")
    assert chosen[["value", "status"]].values.tolist() == [[1000.0, "reported"]]


@pytest.mark.parametrize(("better", "worse"), [("corrected", "reported"), ("reported", "estimated"), ("estimated", "simulated")])
def test_of_two_figures_the_better_status_stands(folder, better, worse):
    for value, status in ((1, worse), (2, better)):
        folder.observe(
            "101", "INCOME", 2017, value, status=status, note="why", source_id="invented" if status == "simulated" else "register"
        )
    chosen = folder.observations().query("indicator_id == 'INCOME'")
    assert chosen[["value", "status"]].values.tolist() == [[2.0, better]]


def test_all_faults_of_all_rows_are_told_at_once_and_the_table_is_refused_as_a_whole(folder):
    folder.observe("101", "INCOME", 2017, "x").observe("999", "INCOME", 17, "-1", status="guessed")
    faults = folder.table_faults()
    assert [fault.partition(":")[0] for fault in faults] == [ROW, *["observations/reported.csv, row 43"] * 3]
    with pytest.raises(TableError) as refused:
        load_observations(folder.programme)
    assert str(refused.value) == "three-communes: 4 faults.\n  " + "\n  ".join(faults)


def test_a_figure_above_a_soft_bound_is_a_doubt_and_stays(folder):
    folder.replace("areas/02_work.toml", 'id = "TRAINED"', 'id = "TRAINED"\nabove_bound = "warn"').observe("101", "TRAINED", 2017, 104.0)
    table, (fault,) = read_observations(folder.programme)
    assert (fault.severity, str(fault)) == (
        "doubt",
        f"{ROW}: value 104.0 of TRAINED is above 100. Mend the figure, or the bounds in the area's file.",
    )
    assert 104.0 in load_observations(folder.programme)["value"].tolist() and len(table) == 41


def test_yes_or_no_in_a_commune_is_a_count_in_the_district(folder):
    assert folder.observe("D1", "CLINIC", 2017, 3).table_faults() == []


HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (HEADER.replace("value", "vallue"), "missing: value; not known: vallue"),
        (HEADER.replace(",note", ""), "missing: note"),
        (HEADER + ",extra", "not known: extra"),
        (HEADER + ",note", "a column stands twice"),
    ],
)
def test_a_header_that_is_not_the_tables_is_told_with_the_one_to_write(folder, header, told):
    assert folder.write("observations/reported.csv", header + "\n101,INCOME,2017\n").table_faults() == [
        f"observations/reported.csv, row 1: the header is not the one of the table ({told}). Write: {HEADER}"
    ]


def test_a_table_parted_by_semicolons_is_told_so_and_not_cell_by_cell(folder):
    assert folder.write("observations/reported.csv", HEADER.replace(",", ";") + "\n101;INCOME;2017\n").table_faults() == [
        "observations/reported.csv, row 1: its columns are parted by semicolons, not by commas. "
        "Save it with commas between columns and a full stop before decimals, in UTF-8."
    ]


def test_an_empty_file_has_no_header(folder):
    assert folder.write("observations/reported.csv", "").table_faults() == [
        f"observations/reported.csv, row 1: the header is not the one of the table (missing: {', '.join(COLUMNS)}). Write: {HEADER}"
    ]


@pytest.mark.parametrize("line", ["101,INCOME,2017,21,5,reported,exact,register,,,,,\n", "101,INCOME,2017,21\n"])
def test_a_row_with_more_or_fewer_cells_than_the_header_is_told(folder, line):
    assert folder.append("observations/reported.csv", line).table_faults() == [
        f"{ROW}: the row has not as many cells as the header. Quote cells that hold commas."
    ]


def test_a_file_that_is_not_utf_8_is_told(folder):
    (fault,) = folder.write(
        "observations/reported.csv", f"{HEADER}\n101,INCOME,2017,2,reported,exact,register,,,,,Cam Lộ".encode("utf-16")
    ).table_faults()
    assert fault.startswith("observations/reported.csv: the file cannot be read (") and fault.endswith("Save it as CSV in UTF-8.")


def test_an_open_quote_is_told_with_the_row_before_it(folder):
    (fault,) = folder.append("observations/reported.csv", '101,INCOME,2017,21,reported,exact,register,,,,,"no end\n').table_faults()
    assert re.fullmatch(
        r"observations/reported\.csv, after row \d+: it cannot be read \(unexpected end of data\)\. Close every quote\.", fault
    )


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(folder):
    text = (folder.path / "observations/reported.csv").read_text(encoding="utf-8")
    before = digest_of(folder.observations())
    folder.write("observations/reported.csv", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert folder.table_faults() == []
    assert digest_of(folder.observations()) == before


def test_a_folder_without_observations_is_told_and_a_header_alone_is_enough(folder):
    folder.remove("observations/reported.csv")
    assert folder.table_faults() == [
        "observations/: there is no CSV file of observations. Put at least one there; its header may stand alone."
    ]
    assert folder.write("observations/none.csv", HEADER + "\n").table_faults() == []
    assert folder.values().empty


def test_rows_know_where_they_come_from_and_codes_stay_text(folder):
    table = load_observations(folder.programme)
    assert list(table.columns) == [*COLUMNS, "origin"]
    first = table.iloc[0]
    assert (first["unit_code"], first["year"], first["value"], first["origin"]) == ("101", 2013, 1000.0, "observations/reported.csv, row 2")


def test_outcomes_are_read_by_the_same_rules_and_may_be_absent(folder):
    assert folder.outcome_faults() == []
    folder.write("outcomes.csv", HEADER + "\n").observe("101", "INCOME", 2019, "x", file="outcomes.csv")
    assert folder.outcome_faults() == [
        "outcomes.csv, row 2: value 'x' is not a number. Leave the row out where there is no figure; 0 is a figure."
    ]


def test_selection_stops_at_the_as_of_year(folder):
    assert set(folder.observations(as_of=2015)["year"]) == {2013, 2014, 2015}


def test_selection_leaves_simulated_figures_out_on_request(folder):
    folder.observe("101", "INCOME", 2017, 20, status="simulated", source_id="invented")
    assert "INCOME" in set(folder.observations()["indicator_id"])
    assert set(folder.observations(observed_only=True)["status"]) == {"reported"}
    assert "INCOME" not in set(folder.observations(observed_only=True)["indicator_id"])


def test_selection_gives_each_unit_indicator_and_year_once_and_leaves_the_table_alone(folder):
    folder.observe("101", "BASE_HH", 2013, 1, status="simulated", source_id="invented")
    table = load_observations(folder.programme)
    before = table.copy()
    chosen = select_observations(table, as_of=2017, observed_only=False)
    assert not chosen.duplicated(["unit_code", "indicator_id", "year"]).any() and len(chosen) == len(table) - 1
    assert table.equals(before)


def test_the_digest_does_not_depend_on_the_order_of_rows_but_on_each_cell(folder, rng):
    table = load_observations(folder.programme)
    shuffled = table.iloc[rng.permutation(len(table))]
    assert digest_of(shuffled) == digest_of(table)
    assert len({digest_of(table.assign(**{column: "x"})) for column in COLUMNS} | {digest_of(table)}) == len(COLUMNS) + 1
    changed = table.assign(value=np.where(table.index == 3, table["value"] + 1e-9, table["value"]))
    assert digest_of(changed) != digest_of(table)


def test_a_code_cut_short_is_answered_with_all_that_begin_like_it(folder):
    assert folder.observe("10", "INCOME", 2017, 20).table_faults() == [
        f"{ROW}: unit '10' is not in units.csv. Did you mean '101' or '102' or '103'?"
    ]
