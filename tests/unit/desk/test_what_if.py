"""What-if answers are those of the batch, and the exploring widgets show them."""

import re

import pytest

from workbench.case import load_case
from workbench.desk.explore import Explorer
from workbench.desk.what_if import WhatIf
from workbench.findings import load_findings
from workbench.programme import Aim, Lever, Scenario, keep_scenario, load_programme, load_scenario

NUMBERS = ["target_value", "latest_value", "projected_q10", "projected_q50", "projected_q90", "p_met", "required_pace", "gap"]


@pytest.fixture(scope="module")
def case():
    return load_case("cam-lo", "", "468")


@pytest.fixture(scope="module")
def what_if(case):
    return WhatIf(case)


@pytest.mark.parametrize("code", ["468", "19609", "19612"])
def test_without_an_assumption_every_answer_is_that_of_the_batch(case, what_if, code):
    for indicator, batch in case.findings.assessments.query("unit_code == @code").groupby("indicator_id", sort=False):
        asked = what_if.ask(code, indicator)
        ahead = case.findings.projections.query("unit_code == @code and indicator_id == @indicator")
        assert asked.assessments[NUMBERS].astype(float).to_numpy() == pytest.approx(batch[NUMBERS].astype(float).to_numpy(), nan_ok=True)
        assert asked.assessments["verdict"].tolist() == batch["verdict"].tolist()
        assert asked.projection(indicator)["q50"].tolist() == pytest.approx(ahead["q50"].tolist())


def test_under_a_scenario_the_answer_is_that_of_a_run_with_it(folder):
    scenario = Scenario(
        programme="three-communes",
        name="both",
        title="x",
        levers=(Lever(indicator="TRAINED", pace=1.5, shock=-2.0, shock_year=2019),),
        targets=(Aim(target="T-EMP-01", value=60.0),),
    )
    keep_scenario(folder.programme, scenario)
    asked = WhatIf(load_case(folder.path, "", "101")).ask("101", "TRAINED", load_scenario(folder.programme, "both")).assessments
    batch = load_findings(folder.path, scenario="both").assessments.query("unit_code == '101' and indicator_id == 'TRAINED'")
    assert asked[NUMBERS].astype(float).to_numpy() == pytest.approx(batch[NUMBERS].astype(float).to_numpy(), nan_ok=True)


@pytest.fixture
def explorer(folder):
    return Explorer(load_case(folder.path, "", "101"))


def test_moving_the_pace_adds_the_answer_as_assumed_beside_the_present_one(explorer):
    explorer.area.value, explorer.indicator.value = "EMP", "TRAINED"
    before = explorer.table.value
    explorer.pace.value = 2.0
    assert explorer.table.value != before and "theo giả định" in explorer.table.value and "xu thế hiện nay" in explorer.table.value
    assert explorer.scenario.levers == (Lever(indicator="TRAINED", pace=2.0),)
    explorer.pace.value = 1.0
    assert explorer.scenario is None and explorer.table.value == before


def test_another_unit_shows_other_figures_and_takes_the_levers_back(explorer):
    explorer.area.value, explorer.indicator.value = "EMP", "TRAINED"
    shown = explorer.picture.value
    explorer.pace.value = 2.0
    explorer.unit.value = "102"
    assert explorer.pace.value == 1.0 and explorer.picture.value != shown
    assert explorer.told.value == ""


def test_neighbours_and_models_are_told_in_the_alt_text_and_the_table(explorer):
    explorer.area.value, explorer.indicator.value = "EMP", "TRAINED"
    explorer.neighbours.value = (explorer.neighbours.options[0][1],)
    explorer.models.value = ("line",)
    assert explorer.neighbours.options[0][0] in explorer.picture.value.partition('alt="')[2].partition('"')[0]
    assert "Đường thẳng" in explorer.table.value


def test_every_simulated_answer_bears_its_mark(case):
    explorer = Explorer(case)
    explorer.area.value, explorer.indicator.value = "EMP", "EMP_TRAINED_RATE"
    explorer.pace.value, explorer.models.value = 1.5, ("line",)
    rows = re.findall(r'<tr class="sim">.*?</tr>', explorer.table.value)
    answers = [cell for row in rows for cell in re.findall("<td>(.*?)</td>", row)[1:] if re.search(r"\d", cell)]  # the first is the promise
    assert len(rows) == 3 and len(answers) > 10 and [cell for cell in answers if "mp" not in cell] == []


def test_a_kept_scenario_can_be_run_as_it_is(explorer, folder):
    explorer.area.value, explorer.indicator.value = "EMP", "TRAINED"
    explorer.pace.value = 1.5
    explorer.name.value, explorer.title.value = "nhanh", "Nhanh <hơn>"
    explorer.keep.click()
    assert f"--programme {folder.path} --scenario nhanh" in explorer.told.value
    assert str(folder.path / "scenarios" / "nhanh.toml") in explorer.told.value  # which of several folders of that name
    told, scenario = explorer.told.value, explorer.scenario
    explorer.pace.value = 1.6  # what was kept is still there
    assert explorer.told.value == told
    kept = load_scenario(folder.programme, "nhanh")
    assert (kept.title["vi"], kept.levers) == ("Nhanh <hơn>", scenario.levers)


@pytest.mark.parametrize(("name", "told"), [("", "is no name for a file"), ("../x", "is no name for a file")])
def test_a_bad_name_is_told_and_nothing_is_kept(explorer, folder, name, told):
    explorer.pace.value = 1.5
    explorer.name.value = name
    explorer.keep.click()
    assert told in explorer.told.value and not (folder.path / "scenarios").exists()


def test_nothing_assumed_is_nothing_to_keep(explorer, folder):
    explorer.name.value = "x"
    explorer.keep.click()
    assert "không có gì để giữ" in explorer.told.value and not (folder.path / "scenarios").exists()


def test_every_indicator_of_a_real_programme_can_be_looked_at():
    explorer = Explorer(load_case("cam-lo", "", "19621", observed_only=True))
    for area in [value for _, value in explorer.area.options]:
        explorer.area.value = area
        for indicator in [value for _, value in explorer.indicator.options]:
            explorer.indicator.value = indicator
            assert explorer.told.value == "" and explorer.picture.value and explorer.table.value


def test_an_earlier_year_and_another_programme_are_loaded_at_once(explorer):
    explorer.as_of.value = 2016
    assert explorer.told.value == "" and explorer.shock_year.options[0][1] == 2017
    explorer.programme.value = next(value for name, value in explorer.programme.options if name == "vietnam-provinces")
    assert explorer.unit.value == next(unit.code for unit in load_programme("vietnam-provinces").units if not unit.parent)
