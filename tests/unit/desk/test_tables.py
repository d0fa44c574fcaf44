"""The tidy tables of the desk: names beside codes, one row each, and the examples of their documentation run."""

import doctest
import importlib
import io

import pytest

from tests.conftest import ROOT
from workbench import desk
from workbench.errors import NotebookError
from workbench.programme.shown import Names
from workbench.start.folder import create_programme


@pytest.fixture
def first_programme(tmp_path, monkeypatch):
    """The folder that the examples speak of, in the working directory."""
    create_programme(tmp_path / "first-programme", "en", io.StringIO())
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["workbench.desk.tables", "workbench.case"])
def test_the_examples_of_the_functions_run_as_documented(first_programme, name):
    found = doctest.testmod(importlib.import_module(name))
    assert (found.failed, found.attempted > 0) == (0, True)


def test_the_page_about_cells_of_ones_own_runs_as_it_stands(first_programme):
    found = doctest.testfile(str(ROOT / "docs" / "how-to" / "own-cells.md"), module_relative=False, encoding="utf-8")
    assert (found.failed, found.attempted > 15) == (0, True)


def test_every_name_of_the_desk_is_there():
    assert {"assess", "figures", "load_case", "load_programme", "observations", "project", "scenario"} <= set(desk.__all__)
    assert all(getattr(desk, name) is not None for name in desk.__all__)
    with pytest.raises(AttributeError, match="has no name 'asses'"):
        desk.asses  # noqa: B018


def test_a_table_has_names_and_measures_for_every_row(folder):
    for table in (desk.observations(folder.path), desk.project(folder.path), desk.assess(folder.path)):
        assert list(table)[:5] == ["unit_code", "unit", "indicator_id", "indicator", "measure"]
        assert len(table) and table["unit"].notna().all()
        assert table.loc[table["indicator_id"].notna(), ["indicator", "measure"]].notna().all(axis=None)


def test_a_table_can_be_of_one_unit_and_one_indicator(folder):
    table = desk.observations(folder.path, unit="101", indicator="TRAINED", lang="en")
    assert set(table["unit_code"]) == {"101"} and set(table["indicator_id"]) == {"TRAINED"}
    with pytest.raises(NotebookError, match="there is no unit '999'"):
        desk.observations(folder.path, unit="999")
    with pytest.raises(NotebookError, match="there is no indicator 'TRAINDE'"):
        desk.project(folder.path, indicator="TRAINDE")


def test_a_count_behind_a_rate_can_be_asked_for(folder):
    assert set(desk.observations(folder.path, indicator="TRAINED__num")["indicator_id"]) == {"TRAINED__num"}


def test_side_by_side_every_column_ends_in_its_measure_and_gaps_stay_gaps(folder):
    table = desk.by_year(folder.path, "TRAINED", "POV_HH", lang="en")
    assert list(table) == ["unit_code", "unit", "year", "TRAINED_pct", "POV_HH_households"]
    row = table[(table["unit_code"] == "101") & (table["year"] == 2017)].iloc[0]
    tidy = desk.observations(folder.path, unit="101", indicator="TRAINED").set_index("year")["value"]
    assert row["TRAINED_pct"] == tidy[2017] and not table.duplicated(["unit_code", "year"]).any()
    assert table[(table["unit_code"] == "102") & (table["year"] == 2015)].empty


def test_the_same_programme_is_computed_once_until_one_of_its_files_changes(folder, monkeypatch):
    import workbench.desk.tables as tables

    loaded = []
    real = tables.load_findings
    monkeypatch.setattr(tables, "load_findings", lambda *words, **asked: loaded.append(1) or real(*words, **asked))
    before = desk.observations(folder.path, unit="101", indicator="POV_HH")
    desk.assess(folder.path)
    assert len(loaded) == 1
    folder.replace("observations/reported.csv", "101,POV_HH,2017,100,", "101,POV_HH,2017,101,")
    after = desk.observations(folder.path, unit="101", indicator="POV_HH")
    assert len(loaded) == 2 and after["value"].iloc[-1] > before["value"].iloc[-1]


def test_a_code_that_passed_to_another_unit_has_the_name_of_its_time():
    names = desk.observations("cam-lo", unit="19603", indicator="BASE_HH")["unit"]
    assert set(names) == {desk.load_programme("cam-lo").units_in(2017)["19603"].name}


def test_every_target_stands_once_for_every_unit(folder):
    table = desk.assess(folder.path)
    assert len(table) == len(table[["unit_code", "target_id"]].drop_duplicates())


def test_a_scenario_made_here_is_one_that_the_tables_take(folder):
    desk.scenario(folder.path, "nhanh", title="Nhanh", levers=[desk.Lever(indicator="TRAINED", pace=2.0)])
    plain, assumed = (
        desk.project(folder.path, unit="101", indicator="TRAINED"),
        desk.project(folder.path, unit="101", indicator="TRAINED", scenario="nhanh"),
    )
    assert (plain["q50"] != assumed["q50"]).all()


# -- how records show themselves ------------------------------------------------------------------


def test_a_programme_a_target_and_a_case_show_themselves_as_escaped_tables(folder):
    folder.replace("areas/02_work.toml", "Việc làm", "Việc <làm>")
    programme = desk.load_programme(folder.path)
    case = desk.load_case(folder.path, "EMP", "101")
    shown = [programme, programme.targets["T-EMP-01"], case, case.assessment("T-EMP-01")]
    for one in shown:
        html = one._repr_html_()
        assert html.startswith("<table><caption>") and "<làm>" not in html
    assert "Việc &lt;làm&gt;" in shown[0]._repr_html_() and "T-EMP-01" in shown[1]._repr_html_()


def test_what_names_nothing_is_answered_with_what_was_meant(folder):
    case = desk.load_case(folder.path, "EMP", "101")
    with pytest.raises(NotebookError, match=r"there is no target 'T-EMP-1'\. Did you mean 'T-EMP-01'"):
        case.assessment("T-EMP-1")


def test_two_indicators_of_one_title_both_bear_their_ids():
    names = Names({"A": ["Tỷ lệ"], "B": ["Tỷ lệ", "Rate"]})
    assert dir(names) == ["rate", "ty_le_a", "ty_le_b"] and (names.ty_le_a, names.ty_le_b) == ("A", "B")


def test_indicators_are_completed_by_their_titles():
    names = desk.load_programme("cam-lo").names
    assert "ty_le_lao_dong_qua_dao_tao" in dir(names) and names.ty_le_lao_dong_qua_dao_tao == "EMP_TRAINED_RATE"
    assert set(names._ids.values()) == set(desk.load_programme("cam-lo").indicators)
    with pytest.raises(AttributeError, match="Did you mean"):
        names.dao_tao  # noqa: B018
