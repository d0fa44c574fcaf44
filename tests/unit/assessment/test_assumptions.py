"""What a probability becomes under one other assumption: each moves it the way it must."""

import pandas as pd
import pytest

from tests.unit.projection.small import (
    COMMUNES,
    DISTRICT,
    programme_of,
    project_series,
    real_assessments,
    real_projections,
    real_values,
    trained,
    values_of,
)
from workbench.assessment import ASSUMPTIONS, assess, vary_assumptions
from workbench.projection import project

RISING = {2013: 55.0, 2014: 58.0, 2015: 57.5, 2016: 61.0, 2017: 64.0}


def varied(*series: tuple) -> dict[str, float]:
    """Assumption -> chance, for trained labour of the district; 70 % is asked."""
    values = values_of(*series)
    projections = project_series(*series)
    assessed = assess(programme_of(), values, projections, as_of=2017).table
    table = vary_assumptions(programme_of(), values, projections, assessed, as_of=2017)
    own = table[(table["unit_code"] == DISTRICT) & (table["target_id"] == "T-EMP-02")]
    p = assessed[(assessed["unit_code"] == DISTRICT) & (assessed["target_id"] == "T-EMP-02")]["p_met"].iloc[0]
    return {"as projected": p} | own.set_index("assumption")["p_met"].to_dict()


def test_a_faster_trend_and_a_nearer_mark_raise_the_chance_a_stop_and_a_bad_year_lower_it() -> None:
    found = varied(*trained(DISTRICT, RISING))
    assert found["stopped"] < found["as projected"] < found["faster"]
    assert found["setback"] < found["as projected"] < found["halfway"]


def test_the_setback_is_the_worst_change_that_any_unit_of_the_panel_reported() -> None:
    """One year of minus 0.5 points at the district itself: moved by just that step, on the projection scale."""
    series = trained(DISTRICT, RISING)
    one = project_series(*series).predictive[DISTRICT, "EMP_TRAINED_RATE"]
    step = float(one.scale.forward(57.5) - one.scale.forward(58.0))
    assert varied(*series)["setback"] == pytest.approx(one.under(shift=step).probability(2020, ">=", 70.0), abs=1e-12)


def test_where_every_year_went_well_there_is_no_setback_to_speak_of() -> None:
    assert "setback" not in varied(*trained(DISTRICT, {2013: 55.0, 2014: 57.0, 2015: 59.0, 2016: 61.0, 2017: 64.0}))


def test_a_trend_that_stops_leaves_the_latest_value_as_the_middle() -> None:
    one = project_series(*trained(DISTRICT, RISING)).predictive[DISTRICT, "EMP_TRAINED_RATE"]
    still = one.under(pace=0.0)
    assert still.probability(2020, ">=", 64.0) == pytest.approx(0.5, abs=1e-9)
    assert still.quantile(2020, 0.5) == pytest.approx(64.0)
    assert one.under().quantiles == pytest.approx(one.quantiles, rel=1e-9)


@pytest.mark.parametrize("name", ["cam-lo", "vietnam-provinces"])
def test_of_a_real_programme_each_doubtful_target_is_varied_and_none_that_is_met(name: str) -> None:
    programme, assessed = programme_of(name), real_assessments(name).table
    table = vary_assumptions(programme, real_values(name), real_projections(name), assessed, as_of=programme.header.as_of)
    assert list(table.columns) == ASSUMPTIONS and table["p_met"].between(0, 1).all()
    told = set(table[["unit_code", "target_id"]].itertuples(index=False, name=None))
    open_ones = assessed[assessed["p_met"].notna() & (assessed["gap"] > 0)]
    expected = {
        (row["unit_code"], row["target_id"])
        for row in open_ones.to_dict("records")
        if not programme.targets[row["target_id"]].is_annual and programme.targets[row["target_id"]].type != "maintain_count"
    }
    assert told == expected and told


def test_the_best_pace_of_others_is_the_best_of_the_other_units_under_the_same_parent() -> None:
    slow = {2014: 50.0, 2015: 51.0, 2016: 52.0, 2017: 53.0}
    fast = {2014: 40.0, 2015: 41.0, 2016: 47.0, 2017: 48.0}
    series = [one for code in COMMUNES[:3] for one in trained(code, slow)] + [*trained(COMMUNES[3], fast)]
    table = assess(programme_of(), values_of(*series), project_series(*series), as_of=2017).table
    rows = table[table["target_id"] == "T-EMP-02"].set_index("unit_code")
    assert rows.loc[COMMUNES[0], "best_peer_pace"] == pytest.approx(6.0) and rows.loc[COMMUNES[0], "best_pace"] == pytest.approx(1.0)
    assert rows.loc[COMMUNES[3], "best_peer_pace"] == pytest.approx(1.0)
    assert pd.isna(rows.loc[DISTRICT, "best_peer_pace"])
    assert rows.loc[COMMUNES[4], "verdict"] == "no_data" and pd.isna(rows.loc[COMMUNES[4], "best_peer_pace"])  # no pace to hold beside it


def test_real_figures_are_not_held_against_the_pace_of_simulated_ones() -> None:
    slow, fast = {2014: 50.0, 2015: 51.0, 2016: 52.0, 2017: 53.0}, {2016: 40.0, 2017: 48.0}
    series = [*trained(COMMUNES[0], slow), *trained(COMMUNES[1], fast)]
    values = values_of(*series)
    values["is_simulated"] = values["unit_code"] == COMMUNES[1]
    table = assess(programme_of(), values, project(programme_of(), values, as_of=2017), as_of=2017).table
    rows = table[table["target_id"] == "T-EMP-02"].set_index("unit_code")
    assert not rows.loc[COMMUNES[0], "is_simulated"] and rows.loc[COMMUNES[1], "is_simulated"]
    assert pd.isna(rows.loc[COMMUNES[0], "best_peer_pace"]) and rows.loc[COMMUNES[1], "best_peer_pace"] == pytest.approx(1.0)
