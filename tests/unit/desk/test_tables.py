"""The tidy tables of the desk: names beside codes, one row each, and the examples of their documentation run."""

import doctest

import pytest

import workbench.desk.tables
from workbench import desk
from workbench.errors import NotebookError


def test_the_examples_run_as_documented():
    found = doctest.testmod(workbench.desk.tables)
    assert (found.failed, found.attempted > 0) == (0, True)


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
    shown = [programme, programme.targets["T-EMP-01"], desk.load_case(folder.path, "EMP", "101")]
    for one in shown:
        html = one._repr_html_()
        assert html.startswith("<table><caption>") and "<làm>" not in html
    assert "Việc &lt;làm&gt;" in shown[0]._repr_html_() and "T-EMP-01" in shown[1]._repr_html_()


def test_indicators_are_completed_by_their_titles():
    names = desk.load_programme("cam-lo").names
    assert "ty_le_lao_dong_qua_dao_tao" in dir(names) and names.ty_le_lao_dong_qua_dao_tao == "EMP_TRAINED_RATE"
    assert set(names._ids.values()) == set(desk.load_programme("cam-lo").indicators)
    with pytest.raises(AttributeError, match="Did you mean"):
        names.dao_tao  # noqa: B018
