"""One unit in one area: what a notebook may ask for, and what it is told otherwise."""

import pytest

import workbench
from workbench.case import load_case, make_case
from workbench.errors import NotebookError
from workbench.findings import load_findings


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"unit_code": 101}, "unit_code: must be str, not int 101. Pass it as text: papermill -r, not -p."),
        ({"area": 2}, "area: must be str, not int 2. Pass it as text: papermill -r, not -p."),
        ({"lang": None}, "lang: must be str, not NoneType None. Pass it as text: papermill -r, not -p."),
        ({"as_of": "2017"}, "as_of: must be int, not str '2017'. Pass it with papermill -p."),
        ({"as_of": True}, "as_of: must be int, not bool True. Pass it with papermill -p."),
        ({"observed_only": "False"}, "observed_only: must be bool, not str 'False'. Pass it with papermill -p."),
        ({"observed_only": 0}, "observed_only: must be bool, not int 0. Pass it with papermill -p."),
        ({"scenario": 1}, "scenario: must be str, not int 1. Pass it as text: papermill -r, not -p."),
        ({"lang": "fr"}, "lang: 'fr' is not a language of this programme. Choose one of vi, en."),
        ({"unit_code": "101 "}, "unit code: '101 ' has a space around it. Write '101'."),
        ({"unit_code": "1O1"}, "unit code: there is no unit '1O1' in three-communes. Did you mean '101'?"),
        ({"unit_code": "zz"}, "unit code: there is no unit 'zz' in three-communes. Units: D1, 101, 102, 103."),
        ({"area": "GEN"}, "area: there is no policy area 'GEN' in three-communes. Areas: POV, EMP."),
    ],
)
def test_a_parameter_that_cannot_be_is_refused_in_one_sentence(folder, wrong, told):
    asked = {"programme": folder.path, "area": "EMP", "unit_code": "101"} | wrong
    with pytest.raises(NotebookError) as refused:
        load_case(**asked)
    assert str(refused.value) == told


def test_a_unit_that_is_gone_is_told_so(folder):
    folder.replace("units.csv", "103,Chi Ngắn,Too short,commune,D1,rural,,,", "103,Chi Ngắn,Too short,commune,D1,rural,,2018-12-31,")
    assert load_case(folder.path, "EMP", "103").unit.name == "Chi Ngắn"
    with pytest.raises(NotebookError) as refused:
        load_case(folder.path, "EMP", "103", as_of=2019)
    assert str(refused.value) == "unit code: '103' did not exist at the end of 2019. See valid_from and valid_to in units.csv."


def test_an_indicator_that_is_not_there_is_told_with_the_nearest(folder):
    case = load_case(folder.path, "EMP", "101")
    for ask in (case.history, case.projection, case.indicator):
        with pytest.raises(NotebookError) as refused:
            ask("TRAINDE")
        assert str(refused.value) == "02_work: there is no indicator 'TRAINDE'. Did you mean 'TRAINED'?"


@pytest.fixture
def found(folder):
    return load_findings(folder.path)


def test_a_case_of_an_area_shows_that_area(found):
    case = make_case(found, "EMP", "101", "vi")
    assert (case.page, [target.id for target in case.targets]) == ("02_work", ["T-EMP-01"])
    assert case.assessments["target_id"].tolist() == ["T-EMP-01"]
    assert case.assessment("T-EMP-01")["latest_value"] == 60.0 and case.assessment("T-EMP-01", "102")["latest_value"] == 48.0


def test_the_overview_is_about_all_areas(found):
    case = make_case(found, "", "D1", "vi")
    assert (case.area, case.page, case.is_top) == (None, "00_overview", True)
    assert [target.id for target in case.targets] == ["T-POV-01", "T-EMP-01"]


def test_members_lie_below_and_siblings_beside(found):
    top, commune = make_case(found, "EMP", "D1", "vi"), make_case(found, "EMP", "102", "vi")
    assert [unit.code for unit in top.members] == ["101", "102", "103"] and commune.members == []
    assert [unit.code for unit in commune.siblings] == ["101", "102", "103"] and not commune.is_top


def test_history_keeps_its_gap(found):
    assert make_case(found, "EMP", "102", "vi").history("TRAINED")["year"].tolist() == [2013, 2014, 2016, 2017]


def test_a_series_too_short_to_project_says_why(found):
    case = make_case(found, "EMP", "103", "vi")
    assert case.projection("TRAINED").empty
    assert case.obstacle(case.indicator("TRAINED")) not in ("", "no_value")
    assert case.obstacle(case.indicator("INCOME")) == "no_value"


def test_which_units_report_an_indicator_at_all(found):
    case = make_case(found, "EMP", "102", "vi")
    schools, jobless = case.indicator("SCHOOLS"), case.indicator("URBAN_JOBLESS")
    units = case.units
    assert [case.reports(schools, units[code]) for code in ("D1", "101", "102")] == [True, False, False]
    assert [case.reports(jobless, units[code]) for code in ("D1", "101", "102")] == [True, True, False]


def test_a_case_is_simulated_as_soon_as_one_figure_near_it_is(folder):
    assert not load_case(folder.path, "EMP", "102").is_simulated
    folder.observe("101", "INCOME", 2017, 20, status="simulated", source_id="invented")
    assert load_case(folder.path, "EMP", "102").is_simulated  # it is shown beside the others
    assert not load_case(folder.path, "POV", "102").is_simulated
    assert not load_case(folder.path, "EMP", "102", observed_only=True).is_simulated


def test_the_sources_of_a_page_are_those_of_its_figures(folder):
    assert load_case(folder.path, "EMP", "101").source_ids == ["register"]
    folder.observe("101", "INCOME", 2017, 20, status="simulated", source_id="invented")
    assert load_case(folder.path, "EMP", "101").source_ids == ["invented", "register"]
    assert load_case(folder.path, "POV", "101").source_ids == ["register"]


def test_the_package_hands_out_what_a_notebook_needs_and_names_it_otherwise():
    assert dir(workbench) == ["desk", "explore", "figures", "load_case", "load_programme", "show"]
    assert workbench.load_case is load_case
    with pytest.raises(AttributeError) as refused:
        workbench.load_cases  # noqa: B018
    assert str(refused.value) == "workbench has no name 'load_cases'; it has desk, explore, figures, load_case, load_programme, show"
