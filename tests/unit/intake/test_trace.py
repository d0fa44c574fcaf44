"""From a figure back to file, sheet and cell."""

import io

import pytest

from tests.conftest import run_workbench
from workbench.errors import DefinitionError, NotebookError, TableError
from workbench.intake.trace import trace_figure


def traced(folder, *words) -> list[str]:
    out = io.StringIO()
    trace_figure(str(folder.path), *words, out, lang="en")
    return out.getvalue().splitlines()


def test_a_reported_figure_leads_to_its_file_sheet_cell_and_day_and_to_what_it_superseded(desk):
    desk.ingest(desk.fill(desk.form("101"), {"POV_HH": 99}, name="Bieu.xlsx"), received="2018-01-15")
    row = desk.rows()[0]
    assert traced(desk.folder, "101", "POV_HH", 2017) == [
        "Poor households (POV_HH), Good series (101), 2017: 99",
        f"  reported: Bieu.xlsx [{row['source_id']}], 101 An Tốt, {row['cell']}, received 2018-01-15; {row['origin']}",
        f"  sha256 of the file: {row['file_sha256']}",
        "  superseded: 100; reported: The district's register [register]; observations/reported.csv, row 26",
    ]


def test_a_computed_rate_leads_to_both_counts_and_a_sum_to_its_units(folder):
    lines = traced(folder, "D1", "POV_RATE", 2017)
    assert lines[:4] == [
        "Poverty rate (POV_RATE), Three Hills (D1), 2017: 10",
        "  computed = 100 x 175 / 1750",
        "  Poor households (POV_HH), Three Hills (D1), 2017: 175",
        "    computed = sum of 3/3 units",
    ]
    assert sum("reported: The district's register" in line for line in lines) == 6


def test_an_estimate_that_gave_way_to_its_units_reports_is_told_before_them(folder):
    lines = traced(folder.observe("D1", "POV_HH", 2017, 190, status="estimated"), "D1", "POV_HH", 2017)
    assert lines[0].endswith("2017: 175")
    assert lines[1].startswith("  superseded: 190; estimated: The district's register")
    assert lines[2] == "  computed = sum of 3/3 units"


def test_a_difference_leads_to_both_years(folder):
    lines = traced(folder, "101", "POV_CUT", 2017)
    assert lines[1] == "  computed = 2016 - 2017"
    assert [line.strip() for line in lines if "POV_RATE" in line] == [
        "Poverty rate (POV_RATE), Good series (101), 2017: 10",
        "Poverty rate (POV_RATE), Good series (101), 2016: 11",
    ]


@pytest.mark.parametrize(
    ("words", "error", "told"),
    [
        (("109", "POV_HH", 2017), NotebookError, "there is no unit '109'"),
        (("101", "POV_HHH", 2017), DefinitionError, "Did you mean 'POV_HH'?"),
        (("101", "POV_HH", 0), DefinitionError, "0 is not a year of any figure."),
        (("102", "POV_HH", 2015), TableError, "There are those of 2013, 2014, 2016, 2017."),
    ],
)
def test_what_is_not_there_is_told(folder, words, error, told):
    with pytest.raises(error) as refused:
        traced(folder, *words)
    assert told in str(refused.value)


def test_a_figure_of_a_unit_that_is_gone_leads_to_what_it_reported_then():
    done = run_workbench("trace", "19603", "BASE_POP", "2014", "--programme", "cam-lo")
    assert done.returncode == 0 and "thesis-2014" in done.stdout


def test_cam_los_trained_rate_leads_through_its_counts():
    done = run_workbench("trace", "19612", "EMP_TRAINED_RATE", "2017", "--programme", "cam-lo")
    assert done.returncode == 0
    assert "EMP_TRAINED_RATE__num" in done.stdout and "BASE_LF" in done.stdout and done.stdout.count("MÔ PHỎNG") == 2
