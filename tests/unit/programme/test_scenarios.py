"""Scenarios: read whole or refused with every fault, kept so that they read the same again, applied to marks and projections alone."""

import datetime

import numpy as np
import pytest

from workbench.assessment import assess
from workbench.errors import DefinitionError
from workbench.findings import load_findings
from workbench.observations import compute_values, load_observations, select_observations
from workbench.programme import Aim, Lever, Scenario, Words, keep_scenario, load_programme, load_scenario, under
from workbench.projection import project

HEAD = 'format = 1\nprogramme = "three-communes"\ntitle = "Thử"\n'
FASTER = '[[levers]]\nindicator = "TRAINED"\npace = 1.5\n'


def scenario_of(folder, text: str, name: str = "thu") -> Scenario:
    (folder.path / "scenarios").mkdir(exist_ok=True)
    folder.write(f"scenarios/{name}.toml", text)
    return load_scenario(folder.programme, name)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD, "a scenario assumes something"),
        (HEAD + "[[levers]]\nindicator = 'TRAINED'\n", "a lever needs a pace other than 1, or a shock"),
        (HEAD + "[[levers]]\nindicator = 'TRAINED'\nshock = 2.0\n", "shock and shock_year go together"),
        (HEAD + "[[levers]]\nindicator = 'TRAINED'\npaec = 2.0\n", "Did you mean 'pace'?"),
        (HEAD + "[[levers]]\nindicator = 'TRAINDE'\npace = 2.0\n", "there is no indicator 'TRAINDE'. Did you mean 'TRAINED'?"),
        (HEAD + "[[levers]]\nindicator = 'POV_CUT'\npace = 2.0\n", "'POV_CUT' follows from 'POV_RATE'. Move that one."),
        (HEAD + "[[levers]]\nindicator = 'BASE_HH'\npace = 2.0\n", "'BASE_HH' follows no trend that could be moved"),
        (HEAD + "[[levers]]\nindicator = 'TRAINED'\nunits = ['999']\npace = 2.0\n", "there is no unit '999'"),
        (HEAD + "[[levers]]\nindicator = 'TRAINED'\nshock = 1.0\nshock_year = 2031\n", "shock_year 2031 is outside"),
        (HEAD + "[[targets]]\ntarget = 'T-EMP-01'\n", "a target needs either value or reading"),
        (HEAD + "[[targets]]\ntarget = 'T-EMP-99'\nvalue = 3.0\n", "there is no target 'T-EMP-99'"),
        (HEAD + "[[targets]]\ntarget = 'T-EMP-01'\nreading = 'other'\n", "has no reading 'other'"),
        (HEAD.replace("three-communes", "elsewhere") + FASTER, "it belongs to programme 'elsewhere'"),
        (HEAD.replace("= 1", "= 2") + FASTER, "2 is none of the words that may stand here. One of: 1."),
        ("levers = ", "this is not TOML"),
    ],
)
def test_a_scenario_that_does_not_fit_is_refused_with_its_fault(folder, text, told):
    with pytest.raises(DefinitionError) as refused:
        scenario_of(folder, text)
    assert told in str(refused.value)


def test_all_faults_of_a_scenario_are_told_at_once(folder):
    text = HEAD + "[[levers]]\nindicator = 'NO'\npace = 2.0\n[[targets]]\ntarget = 'NOR'\nvalue = 1.0\n"
    with pytest.raises(DefinitionError, match=r"'NO'(.|\n)*'NOR'"):
        scenario_of(folder, text)


def test_a_name_without_a_file_is_told_with_those_there_are(folder):
    scenario_of(folder, HEAD + FASTER, "faster")
    with pytest.raises(DefinitionError, match=r"there is no scenario 'fastre'\. There are: faster\."):
        load_scenario(folder.programme, "fastre")


def test_what_is_kept_reads_the_same_again(folder):
    kept = Scenario(
        programme="three-communes",
        name="tiếng-việt",
        title=Words({"vi": 'Một "nháy" \\ và\nxuống dòng', "en": "quotes"}),
        kept=datetime.date(2026, 11, 24),
        levers=(Lever(indicator="TRAINED", units=("101", "102"), pace=1.25, shock=-2.5, shock_year=2019),),
        targets=(Aim(target="T-EMP-01", value=65.5),),
    )
    path = keep_scenario(folder.programme, kept)
    assert load_scenario(folder.programme, "tiếng-việt") == kept == load_scenario(folder.programme, str(path))
    assert [one.name for one in path.parent.iterdir()] == ["tiếng-việt.toml"]


@pytest.mark.parametrize("name", ["", "../away", "a/b", ".hidden"])
def test_a_name_that_is_no_file_name_is_refused(folder, name):
    with pytest.raises(DefinitionError, match="is no name for a file"):
        keep_scenario(folder.programme, Scenario(programme="x", title="x", name=name, levers=(Lever(indicator="TRAINED", pace=2.0),)))


def test_keeping_a_scenario_does_not_change_the_programme(folder):
    before = folder.programme.digest
    scenario_of(folder, HEAD + FASTER)
    assert folder.programme.digest == before


# -- on the real programme ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real():
    programme = load_programme("cam-lo")
    observations = select_observations(load_observations(programme), as_of=2017, observed_only=False)
    values = compute_values(programme, observations, as_of=2017)
    return programme, values, project(programme, values, as_of=2017)


RATE = "EMP_TRAINED_RATE"


def test_a_lever_moves_its_own_indicator_and_no_other(real):
    _, _, base = real
    moved = base.under([Lever(indicator=RATE, pace=2.0)])
    differs = {name for (code, name), one in base.predictive.items() if not np.array_equal(one.marks, moved.predictive[code, name].marks)}
    assert differs == {RATE}


def test_a_lever_for_some_units_leaves_the_others(real):
    _, _, base = real
    moved = base.under([Lever(indicator=RATE, units=("19609",), pace=2.0)])
    differs = {code for (code, name), one in base.predictive.items() if not np.array_equal(one.mean, moved.predictive[code, name].mean)}
    assert differs == {"19609"}


def test_a_shock_moves_the_middle_by_what_it_says_and_only_from_its_year_on(real):
    _, _, base = real
    moved = base.under([Lever(indicator=RATE, shock=-3.0, shock_year=2019)])
    before, after = (found.predictive["19609", RATE] for found in (base, moved))
    steps = [after.quantile(year, 0.5) - before.quantile(year, 0.5) for year in (2018, 2019)]
    assert steps == pytest.approx([0.0, -3.0], abs=1e-6)
    assert after.quantile(2020, 0.5) < before.quantile(2020, 0.5) - 2.0


def test_draws_and_closed_form_are_moved_alike(real):
    _, _, base = real
    moved = base.under([Lever(indicator="POV_RATE", pace=1.5)])
    for code in ("468", "19609"):
        one = moved.predictive[code, "POV_RATE"]
        panel = moved.panels["POV_RATE", "" if code == "468" else "468"]
        drawn = panel.back(panel.draw())[:, panel.units.index(code), -1]
        assert np.median(drawn) == pytest.approx(one.quantile(2020, 0.5), abs=0.15)


def test_another_mark_is_judged_in_the_place_of_the_own_one_which_stays_beside_it(real):
    programme, values, base = real
    scenario = Scenario(programme="cam-lo", title="x", targets=(Aim(target="T-EMP-02", value=65.0),))
    changed = under(programme, scenario)
    target = changed.targets["T-EMP-02"]
    assert (target.value, target.readings[0].value) == (65.0, 70.0) and changed.digest != programme.digest
    before, after = (assess(one, values, base, as_of=2017) for one in (programme, changed))
    row = lambda found, table: getattr(found, table).query("unit_code == '468' and target_id == 'T-EMP-02'").iloc[0]  # noqa: E731
    assert row(after, "table")["p_met"] > row(before, "table")["p_met"]
    assert row(after, "readings")["p_met"] == pytest.approx(row(before, "table")["p_met"])


def test_another_reading_is_the_one_in_force(real):
    programme, _, _ = real
    target = next(one for one in programme.targets.values() if one.readings and one.type != "qualitative")
    changed = under(programme, Scenario(programme="cam-lo", title="x", targets=(Aim(target=target.id, reading=target.readings[0].id),)))
    assert changed.targets[target.id].reading == target.readings[0].title
    assert f"{target.id}-own" in {reading.id for reading in changed.targets[target.id].readings}


def test_findings_under_a_scenario_have_a_digest_of_their_own(folder):
    scenario_of(folder, HEAD + FASTER)
    plain, assumed = load_findings(folder.path), load_findings(folder.path, scenario="thu")
    assert plain.digest != assumed.digest and plain.values.equals(assumed.values)
    assert assumed.programme.scenario.name == "thu"
