"""Every unit times every target: each type of target, each word, each reason."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.unit.projection.small import (
    COMMUNES,
    DISTRICT,
    TOWN,
    Series,
    assess_series,
    assess_values,
    observe,
    poverty,
    programme_of,
    project_series,
    real_assessments,
    real_projections,
    real_values,
    row_of,
    trained,
    unemployment,
    values_of,
    with_indicator,
    with_target,
    years_of,
)
from workbench.assessment import ASSESSMENT_YEARS, ASSESSMENTS, Assessments, Verdict, assess
from workbench.assessment.measures import chance_of_no_loss
from workbench.observations import compute_values
from workbench.projection import project

FIVE = range(2013, 2018)
RURAL = "19612"


def series(unit: str, name: str, values: list[float], *, first: int = 2013) -> Series:
    return unit, name, {first + place: value for place, value in enumerate(values)}


def judged(*observed: Series, target: str, unit: str = DISTRICT, as_of: int = 2017, programme: object = None) -> dict:
    return row_of(assess_series(*observed, as_of=as_of, programme=programme), target, unit)


# ---- the whole table


@pytest.mark.parametrize(
    ("name", "as_of", "rows"),
    [("cam-lo", 2017, 200), ("cam-lo", 2016, 200), ("cam-lo", 2013, 200), ("cam-lo", 2020, 180), ("vietnam-provinces", 2016, 1_050)],
)
@pytest.mark.parametrize("observed_only", [False, True])
def test_every_unit_and_target_stands_there_exactly_once(name: str, as_of: int, rows: int, observed_only: bool) -> None:
    programme = programme_of(name)
    found = real_assessments(name, as_of, observed_only)
    assert list(found.table.columns) == ASSESSMENTS and list(found.years.columns) == ASSESSMENT_YEARS
    pairs = list(zip(found.table["unit_code"], found.table["target_id"], strict=True))
    assert pairs == [(unit, target) for unit in programme.units_in(as_of) for target in programme.targets]
    assert len(pairs) == rows
    assert set(found.table["verdict"]) <= set(Verdict)
    assert not found.years.duplicated(["unit_code", "target_id", "year"]).any()


@pytest.mark.parametrize("name", ["cam-lo", "vietnam-provinces"])
def test_what_stands_beside_a_word_hangs_together(name: str) -> None:
    found = real_assessments(name).table
    silent = found["verdict"].isin(["no_data", "not_applicable", "qualitative", "no_event"])
    assert found.loc[silent & (found["verdict"] != "qualitative"), "reason"].ne("").all()
    assert found.loc[silent, "p_met"].isna().all() and not found.loc[silent, "is_reference"].any()
    assert found["is_reference"].dtype == bool and found["is_simulated"].dtype == bool  # in every row yes or no
    told = found[~silent]
    assert told["latest_value"].notna().all() and told["gap"].ge(0).all()
    assert told["p_met"].dropna().between(0, 1).all()
    with_both = told[told["p_stretch"].notna()]
    assert (with_both["p_stretch"] <= with_both["p_met"]).all()
    ranges = told[told["projected_q50"].notna()]
    assert (ranges["projected_q10"] <= ranges["projected_q50"]).all() and (ranges["projected_q50"] <= ranges["projected_q90"]).all()


def test_the_second_programme_compares_63_provinces_six_regions_and_the_country() -> None:
    found = real_assessments("vietnam-provinces")
    assert not found.table["is_simulated"].any()
    assert found.table.loc[found.table["target_id"].isin(["T-EMP-01", "T-EMP-02"]), "p_met"].notna().all()
    country = row_of(found, "T-EMP-01", "VN")
    assert country["latest_year"] == 2016 and country["latest_value"] < 25.0 and country["gap_quantity"] is None
    assert row_of(found, "T-EMP-02", "45")["gap_unit"] == "nghìn đồng/người/tháng"


def test_without_simulated_figures_the_answer_is_too_little_data_almost_everywhere() -> None:
    found = real_assessments("cam-lo", 0, True).table
    applies = found[~found["verdict"].isin(["not_applicable", "qualitative"])]
    assert (applies["verdict"] == "no_data").all() and len(applies) == 172
    assert applies["reason"].ne("").all() and not found["is_simulated"].any()


def test_what_rests_on_simulated_figures_says_so() -> None:
    found = real_assessments()
    with_value = found.table[found.table["latest_value"].notna()]
    assert len(with_value) == 164 and with_value["is_simulated"].all()
    assert found.years["is_simulated"].all() and len(found.years) > 0


def test_a_reported_value_beside_simulated_neighbours_has_a_simulated_projection() -> None:
    values = values_of(*(one for code in COMMUNES[:4] for one in trained(code, dict(zip(FIVE, (50, 51, 53, 54, 56), strict=True)))))
    values["is_simulated"] = values["unit_code"] == COMMUNES[0]
    found = assess_values(values)
    assert row_of(found, "T-EMP-02", COMMUNES[1])["is_simulated"]


def test_a_programme_without_targets_has_tables_without_rows_and_with_all_columns() -> None:
    programme = programme_of("vietnam-provinces")
    without = replace(programme, areas=tuple(area.model_copy(update={"targets": ()}) for area in programme.areas))
    found = assess(without, real_values("vietnam-provinces"), real_projections("vietnam-provinces"), as_of=2016)
    assert found.table.empty and list(found.table.columns) == ASSESSMENTS
    assert found.years.empty and list(found.years.columns) == ASSESSMENT_YEARS
    assert found.readings.empty and list(found.readings.columns) == [*ASSESSMENTS, "reading_id"]


def test_the_order_of_the_values_changes_nothing() -> None:
    found = real_assessments()
    shuffled = assess_values(real_values().sample(frac=1.0, random_state=7))
    for name in ("table", "years", "readings"):
        pd.testing.assert_frame_equal(getattr(shuffled, name), getattr(found, name), check_exact=True)


def test_other_readings_of_a_target_stand_apart() -> None:
    found = real_assessments()
    assert "reading_id" not in found.table.columns
    assert set(found.readings["reading_id"]) >= {"X-03b", "X-04b", "X-05b"}
    assert list(found.readings.columns) == [*ASSESSMENTS, "reading_id"]
    own = row_of(found, "T-EMP-03")
    other = found.readings[(found.readings["unit_code"] == DISTRICT) & (found.readings["reading_id"] == "X-03b")].iloc[0]
    assert own["indicator_id"] == "EMP_CERT_RATE" and other["indicator_id"] == "EMP_CERT_OF_TRAINED"
    assert other["latest_value"] > own["latest_value"] and other["p_stretch"] is None
    real = found.readings[(found.readings["unit_code"] == DISTRICT) & (found.readings["reading_id"] == "X-05b")].iloc[0]
    assert (real["indicator_id"], real["target_value"]) == ("EMP_INCOME_REAL15", 2.0) and real["reason"] == ""
    assert real["p_met"] < row_of(found, "T-EMP-05")["p_met"]
    town = found.readings[(found.readings["reading_id"] == "X-04b")].set_index("unit_code")
    assert town.loc[RURAL, "verdict"] == "not_applicable" and town.loc[TOWN, "verdict"] != "not_applicable"


# ---- level


@pytest.mark.parametrize(
    ("last", "verdict", "gap"), [(0.96, "met_final", 0.0), (1.0, "missed", 0.0), (1.04, "missed", 0.04), (0.999, "met_final", 0.0)]
)
def test_below_one_per_cent_is_judged_on_the_unrounded_rate(last: float, verdict: str, gap: float) -> None:
    row = judged(*unemployment(DISTRICT, {2019: 1.3, 2020: last}), target="T-EMP-04", as_of=2020)
    assert row["verdict"] == verdict and row["gap"] == pytest.approx(gap, abs=1e-12)


def test_a_level_has_its_chance_in_closed_form_and_its_range_at_the_horizon() -> None:
    observed = unemployment(DISTRICT, dict(zip(FIVE, (1.9, 1.75, 1.60, 1.48, 1.36), strict=True)))
    row = judged(*observed, target="T-EMP-04")
    one = project_series(*observed).predictive[DISTRICT, "EMP_UNEMP_RATE"]
    assert (row["indicator_id"], row["operator"], row["target_value"], row["unit"]) == ("EMP_UNEMP_RATE", "<", 1.0, "%")
    assert row["p_met"] == one.probability(2020, "<", 1.0)
    assert row["projected_q10"] == one.quantile(2020, 0.1) and row["projected_q90"] == one.quantile(2020, 0.9)
    assert row["projected_q50"] == one.quantile(2020, 0.5)
    assert (row["latest_year"], row["latest_value"]) == (2017, pytest.approx(1.36))
    assert row["required_pace"] == pytest.approx(0.12) and row["recent_pace"] == pytest.approx((1.75 - 1.36) / 3)
    assert row["recent_years"] == 3
    assert row["best_pace"] == pytest.approx(0.15) and row["gap"] == pytest.approx(0.36)
    assert row["gap_quantity"] == pytest.approx(36.0) and row["gap_unit"] == "người"
    assert not row["is_reference"] and not row["is_simulated"] and row["reason"] == ""


def test_the_higher_mark_has_a_chance_of_its_own() -> None:
    observed = (series(DISTRICT, "EMP_CERT_RATE__num", [4_000, 4_200, 4_400, 4_650, 4_900]), series(DISTRICT, "BASE_LF", [10_000] * 5))
    row = judged(*observed, target="T-EMP-03")
    one = project_series(*observed).predictive[DISTRICT, "EMP_CERT_RATE"]
    assert row["p_met"] == one.probability(2020, ">=", 50.0) and row["p_stretch"] == one.probability(2020, ">=", 55.0)
    assert 0.0 < row["p_stretch"] < row["p_met"]
    assert judged(*observed, target="T-EMP-02")["p_stretch"] is None


def test_with_two_values_nothing_stronger_than_uncertain_is_said() -> None:
    strong = dict(zip(FIVE, (50.0, 55.0, 60.0, 64.5, 69.5), strict=True))
    beside = [one for code in COMMUNES[1:] for one in trained(code, strong)]
    row = judged(*beside, *trained(COMMUNES[0], {2016: 64.5, 2017: 69.5}), target="T-EMP-02", unit=COMMUNES[0])
    assert row["p_met"] >= 0.8 and row["verdict"] == "likely_uncertain" and row["is_reference"]
    full = judged(*beside, *trained(COMMUNES[0], strong), target="T-EMP-02", unit=COMMUNES[0])
    assert full["verdict"] == "on_track" and not full["is_reference"]


def test_two_values_alone_that_meet_are_present_status_only() -> None:
    row = judged(*trained(DISTRICT, {2016: 71.0, 2017: 72.0}), target="T-EMP-02")
    assert (row["verdict"], row["reason"], row["p_met"]) == ("achieved", "too_few_values", None) and row["is_reference"]


@pytest.mark.parametrize("rates", [{2017: 65.0}, {2016: 64.0, 2017: 65.0}])
def test_too_few_values_that_miss_are_too_little_data_and_still_show_the_gap(rates: dict[int, float]) -> None:
    row = judged(*trained(DISTRICT, rates), target="T-EMP-02")
    assert (row["verdict"], row["reason"]) == ("no_data", "too_few_values")
    assert row["latest_value"] == pytest.approx(65.0) and row["gap_quantity"] == pytest.approx(500.0) and not row["is_reference"]


@pytest.mark.parametrize(
    ("years", "workers", "rate", "expected"),
    [(5, 10_000, 50.0, False), (3, 10_000, 50.0, True), (5, 999, 50.0, True), (5, 1_000, 50.0, False), (5, 10_000, 0.15, True)],
)
def test_a_word_is_tentative_on_few_years_or_few_people(years: int, workers: int, rate: float, expected: bool) -> None:
    rates = {year: rate + 0.01 * (year - 2013) for year in range(2018 - years, 2018)}
    assert judged(*trained(DISTRICT, rates, workers=workers), target="T-EMP-02")["is_reference"] is expected


# ---- a horizon that is reached, earlier, or further


@pytest.mark.parametrize(("last", "verdict"), [(70.0, "met_final"), (69.9, "missed"), (75.0, "met_final")])
def test_at_the_horizon_the_reported_year_decides(last: float, verdict: str) -> None:
    row = judged(*trained(DISTRICT, {2018: 75.0, 2019: 74.0, 2020: last}), target="T-EMP-02", as_of=2020)
    assert row["verdict"] == verdict and row["p_met"] is None and row["required_pace"] is None


def test_a_target_with_an_earlier_horizon_is_judged_there() -> None:
    observed = trained(DISTRICT, dict(zip(FIVE, (50.0, 52.0, 54.0, 56.0, 58.0), strict=True)))
    one = project_series(*observed).predictive[DISTRICT, "EMP_TRAINED_RATE"]
    for horizon in (2018, 2019):
        row = judged(*observed, target="T-EMP-02", programme=with_target(programme_of(), "T-EMP-02", horizon=horizon))
        assert row["p_met"] == one.probability(horizon, ">=", 70.0) and row["projected_q50"] == one.quantile(horizon, 0.5)
        assert row["required_pace"] == pytest.approx(12.0 / (horizon - 2017))
    done = judged(*observed, target="T-EMP-02", programme=with_target(programme_of(), "T-EMP-02", horizon=2016))
    assert done["verdict"] == "missed"


def test_an_earlier_horizon_that_the_unit_alone_has_not_reported_yet_is_projected() -> None:
    programme = with_target(programme_of(), "T-EMP-02", horizon=2017)
    rates = dict(zip(FIVE, (50.0, 52.0, 54.0, 56.0, 58.0), strict=True))
    beside = [one for code in COMMUNES[1:5] for one in trained(code, rates)]
    behind = trained(COMMUNES[0], {year: value for year, value in rates.items() if year < 2017})
    found = assess_series(*beside, *behind, programme=programme)
    assert row_of(found, "T-EMP-02", COMMUNES[1])["verdict"] == "missed"
    row = row_of(found, "T-EMP-02", COMMUNES[0])
    assert row["latest_year"] == 2016 and row["p_met"] is not None and row["projected_q50"] == pytest.approx(57.5, abs=1.0)


def test_a_target_beyond_the_programmes_horizon_shows_the_present_and_no_chance() -> None:
    programme = with_target(programme_of(), "T-EMP-02", horizon=2025)
    row = judged(*trained(DISTRICT, dict(zip(FIVE, (50, 52, 54, 56, 58), strict=True))), target="T-EMP-02", programme=programme)
    assert row["verdict"] == "no_data" and row["reason"] and row["required_pace"] == pytest.approx(1.5)


# ---- a yearly flow


JOBS = {2015: 1_050.0, 2016: 1_120.0, 2017: 1_180.0}


def test_each_year_of_a_flow_is_met_or_missed_and_the_sum_repairs_nothing() -> None:
    found = assess_series((DISTRICT, "EMP_NEW_JOBS", JOBS))
    years = years_of(found, "T-EMP-01")
    assert sum(JOBS.values()) >= 3 * 1_100
    assert list(years.loc[2015:2017, "verdict"]) == ["missed_year", "met_year", "met_year"]
    assert list(years.loc[2015:2017, "value"]) == list(JOBS.values())
    assert list(years.index) == [2015, 2016, 2017, 2018, 2019, 2020] and years["is_simulated"].tolist() == [False] * 6
    row = row_of(found, "T-EMP-01")
    assert row["gap"] == 0.0 and row["gap_quantity"] == pytest.approx(-80.0) and row["latest_value"] == 1_180.0
    assert (row["required_pace"], row["best_pace"]) == (1_100.0, 1_180.0)
    assert row["recent_pace"] == pytest.approx(3_350.0 / 3)


def test_the_chance_of_a_flow_is_that_of_every_remaining_year_and_each_years_stands_beside_it() -> None:
    observed = (DISTRICT, "EMP_NEW_JOBS", JOBS)
    found = assess_series(observed)
    projections = project_series(observed)
    one, drawn = projections.predictive[DISTRICT, "EMP_NEW_JOBS"], projections.paths("EMP_NEW_JOBS", DISTRICT)
    row, years = row_of(found, "T-EMP-01"), years_of(found, "T-EMP-01").loc[2018:]
    assert row["p_met"] == np.mean((drawn >= 1_100).all(axis=1)) and row["p_stretch"] == np.mean((drawn >= 1_200).all(axis=1))
    assert row["p_met"] < years["p_met"].min()
    assert row["p_met"] > years["p_met"].prod()  # years go together: more than if each were a throw of its own
    for year in (2018, 2019, 2020):
        assert years.loc[year, "p_met"] == one.probability(year, ">=", 1_100.0) and pd.isna(years.loc[year, "verdict"])
        assert years.loc[year, ["q10", "q50", "q90"]].tolist() == [one.quantile(year, level) for level in (0.1, 0.5, 0.9)]
    assert row["projected_q50"] == one.quantile(2020, 0.5)


def test_a_flow_that_falls_is_a_step_back_though_its_pace_is_a_positive_number() -> None:
    row = judged(series(DISTRICT, "EMP_NEW_JOBS", [1_090, 1_060, 1_010, 980, 930]), target="T-EMP-01")
    assert row["recent_pace"] > 0 and row["p_met"] < 0.5 and row["verdict"] == "regressing"
    slow = judged(series(DISTRICT, "EMP_NEW_JOBS", [900, 910, 915, 930, 940]), target="T-EMP-01")
    assert slow["verdict"] == "unlikely"


def test_a_flow_with_an_earlier_horizon_counts_the_years_up_to_it() -> None:
    programme = with_target(programme_of(), "T-EMP-01", horizon=2018)
    observed = (DISTRICT, "EMP_NEW_JOBS", JOBS)
    found = assess_series(observed, programme=programme)
    projections = project_series(observed)
    one, drawn = projections.predictive[DISTRICT, "EMP_NEW_JOBS"], projections.paths("EMP_NEW_JOBS", DISTRICT)
    assert list(years_of(found, "T-EMP-01").index) == [2015, 2016, 2017, 2018]
    assert row_of(found, "T-EMP-01")["p_met"] == np.mean(drawn[:, 0] >= 1_100)
    assert row_of(found, "T-EMP-01")["projected_q50"] == one.quantile(2018, 0.5)


def test_a_yearly_quantity_that_is_to_stay_low_has_the_chance_of_staying_so_in_every_year() -> None:
    observed = (DISTRICT, "EMP_NEW_JOBS", JOBS)
    found = assess_series(observed, programme=with_target(programme_of(), "T-EMP-01", operator="<=", value=1_300.0, stretch=None))
    drawn = project_series(observed).paths("EMP_NEW_JOBS", DISTRICT)
    assert 0.0 < row_of(found, "T-EMP-01")["p_met"] == np.mean((drawn <= 1_300).all(axis=1)) < 1.0
    assert years_of(found, "T-EMP-01").loc[2017, "verdict"] == "met_year"
    assert years_of(found, "T-EMP-01").loc[2020, "p_met"] == pytest.approx(np.mean(drawn[:, 2] <= 1_300), abs=0.02)


def test_years_after_a_flows_horizon_are_not_judged() -> None:
    found = assess_series((DISTRICT, "EMP_NEW_JOBS", JOBS), programme=with_target(programme_of(), "T-EMP-01", horizon=2016))
    assert years_of(found, "T-EMP-01")["verdict"].to_dict() == {2015: "missed_year", 2016: "met_year"}


def test_a_year_that_only_this_unit_has_not_reported_is_a_remaining_year() -> None:
    jobs = {year: 120.0 + 2 * (year - 2013) for year in FIVE}
    force = [(code, "BASE_LF", dict.fromkeys(FIVE, 3_000.0)) for code in COMMUNES]
    full = [(code, "EMP_NEW_JOBS", jobs) for code in COMMUNES[1:]]
    behind = (COMMUNES[0], "EMP_NEW_JOBS", {year: value for year, value in jobs.items() if year < 2017})
    found = assess_series(*force, *full, behind)
    years, row = years_of(found, "T-EMP-01", COMMUNES[0]), row_of(found, "T-EMP-01", COMMUNES[0])
    assert list(years.index) == list(range(2013, 2021)) and pd.isna(years.loc[2017, "value"])
    # All years together come from draws, each year by itself from the closed form.
    assert years.loc[2017, "p_met"] > 0 and row["p_met"] <= years.loc[2017:, "p_met"].min() + 0.02
    assert row["latest_year"] == 2016 and row["target_value"] == pytest.approx(1_100 / 9)


def test_a_share_needs_figures_to_share_by() -> None:
    row = judged(series(RURAL, "EMP_NEW_JOBS", [160, 161, 164, 168, 169]), target="T-EMP-01", unit=RURAL)
    assert (row["verdict"], row["reason"], row["target_value"]) == ("no_data", "no_share", None)


def test_the_higher_mark_of_a_share_is_shared_as_well() -> None:
    force = [(code, "BASE_LF", dict.fromkeys(FIVE, 3_000.0)) for code in COMMUNES]
    jobs = series(RURAL, "EMP_NEW_JOBS", [118, 121, 123, 126, 128])
    row = judged(*force, jobs, target="T-EMP-01", unit=RURAL)
    drawn = project_series(*force, jobs).paths("EMP_NEW_JOBS", RURAL)
    assert row["p_stretch"] == np.mean((drawn >= 1_200 / 9).all(axis=1)) and 0 < row["p_stretch"] < row["p_met"]


# ---- a yearly cut in points


def test_each_years_cut_is_met_or_missed_under_one_standard() -> None:
    found = assess_series(*poverty(DISTRICT, {2014: 6.5, 2015: 9.2, 2016: 8.4, 2017: 7.7}))
    years, row = years_of(found, "T-POV-01"), row_of(found, "T-POV-01")
    assert list(years.loc[:2017].index) == [2016, 2017]  # 2014 to 2015 crosses the new standard
    assert list(years.loc[:2017, "verdict"]) == ["met_year", "met_year"]
    assert years.loc[:2017, "value"].tolist() == pytest.approx([0.8, 0.7])
    assert list(years.loc[2018:].index) == [2018, 2019, 2020]
    assert row["latest_value"] == pytest.approx(0.7) and row["gap"] == 0.0
    assert row["gap_quantity"] == pytest.approx(-20.0) and row["gap_unit"] == "hộ"
    assert row["p_stretch"] < row["p_met"] < years.loc[2018:, "p_met"].min() and row["is_reference"]


def test_years_under_an_earlier_standard_keep_their_word_in_the_table_of_years() -> None:
    found = assess_series(*poverty(DISTRICT, {2013: 7.2, 2014: 6.9, 2015: 9.2, 2016: 8.4, 2017: 7.7}))
    assert years_of(found, "T-POV-01").loc[:2017, "verdict"].to_dict() == {2014: "missed_year", 2016: "met_year", 2017: "met_year"}
    assert row_of(found, "T-POV-01")["best_pace"] == pytest.approx(0.8)


def test_the_chance_of_the_cuts_comes_from_joint_draws_of_consecutive_years() -> None:
    observed = poverty(DISTRICT, {2015: 9.2, 2016: 8.4, 2017: 7.7})
    found = assess_series(*observed)
    projections = project_series(*observed)
    cuts = projections.derived_paths(programme_of().indicators["POV_CUT_PP"], DISTRICT)
    assert projections.bases[DISTRICT, "POV_CUT_PP"] == pytest.approx(7.7)
    row, years = row_of(found, "T-POV-01"), years_of(found, "T-POV-01")
    assert row["p_met"] == np.mean((cuts >= 0.5).all(axis=1)) > 0
    assert years.loc[2018:, "p_met"].tolist() == np.mean(cuts >= 0.5, axis=0).tolist()
    assert years.loc[2020, "q50"] == row["projected_q50"] == np.quantile(cuts[:, 2], 0.5)
    slower = assess_series(*observed, programme=with_target(programme_of(), "T-POV-01", operator="<=", stretch=None))
    assert years_of(slower, "T-POV-01").loc[2018:, "p_met"].tolist() == np.mean(cuts <= 0.5, axis=0).tolist()


def test_a_cut_read_as_a_part_of_the_rate_itself_is_asked_in_points_of_the_latest_rate() -> None:
    readings = assess_series(*poverty(DISTRICT, {2015: 9.2, 2016: 8.4, 2017: 8.0})).readings
    read = readings[(readings["reading_id"] == "X-06b") & (readings["unit_code"] == DISTRICT)].iloc[0]
    assert read["target_value"] == pytest.approx(0.04)  # 0.5 % of 8 %
    assert read["gap_quantity"] == pytest.approx(-36.0)  # 0.4 points of 10,000 households


def test_a_floor_takes_away_the_chance_of_a_cut_below_it() -> None:
    observed = poverty(DISTRICT, {2015: 9.2, 2016: 8.4, 2017: 7.7})
    free = judged(*observed, target="T-POV-01")
    floored = judged(*observed, (DISTRICT, "POV_ASS_HH", {2017: 700.0}), target="T-POV-01")
    assert free["p_met"] > 0.0 == floored["p_met"]


def test_a_rate_already_below_the_cut_has_nothing_to_answer_for() -> None:
    found = assess_series(*poverty(DISTRICT, {2015: 1.6, 2016: 0.9, 2017: 0.45}))
    row, years = row_of(found, "T-POV-01"), years_of(found, "T-POV-01")
    assert (row["verdict"], row["reason"], row["p_met"]) == ("not_applicable", "already_below", None)
    assert years["verdict"].to_dict() == {2016: "met_year", 2017: "missed_year"}  # the years in which it still could


def test_a_year_that_began_below_the_cut_is_not_counted_against_the_unit() -> None:
    found = assess_series(*poverty(DISTRICT, {2015: 0.9, 2016: 0.4, 2017: 0.8}))
    assert years_of(found, "T-POV-01").loc[:2017, "verdict"].to_dict() == {2016: "met_year", 2017: "not_applicable"}
    assert row_of(found, "T-POV-01")["verdict"] in ("regressing", "unlikely", "accelerate")


def test_a_year_that_began_below_the_cut_is_known_under_an_earlier_standard_too() -> None:
    found = assess_series(*poverty(DISTRICT, {2013: 0.4, 2014: 0.2, 2015: 9.2, 2016: 8.4}))
    assert years_of(found, "T-POV-01").loc[:2016, "verdict"].to_dict() == {2014: "not_applicable", 2016: "met_year"}


def test_exactly_the_cut_left_can_still_be_cut() -> None:
    found = assess_series(*poverty(DISTRICT, {2015: 1.6, 2016: 0.9, 2017: 0.5}))
    assert row_of(found, "T-POV-01")["verdict"] != "not_applicable" and 2018 in years_of(found, "T-POV-01").index
    assert years_of(assess_series(*poverty(DISTRICT, {2016: 0.5, 2017: 0.0})), "T-POV-01").loc[2017, "verdict"] == "met_year"


def test_cuts_that_are_reported_without_the_rates_are_judged_as_they_are() -> None:
    found = assess_series((DISTRICT, "POV_CUT_PP", {2016: 0.8, 2017: 0.4}))
    assert years_of(found, "T-POV-01")["verdict"].to_dict() == {2016: "met_year", 2017: "missed_year"}
    assert row_of(found, "T-POV-01")["verdict"] == "no_data" and row_of(found, "T-POV-01")["gap"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("rates", "verdict"), [((1.2, 0.6), "met_final"), ((1.2, 0.4), "met_final"), ((1.2, 0.9), "missed"), ((0.4, 0.3), "not_applicable")]
)
def test_the_cut_of_the_last_year_is_final(rates: tuple[float, float], verdict: str) -> None:
    row = judged(*poverty(DISTRICT, {2018: 2.0, 2019: rates[0], 2020: rates[1]}), target="T-POV-01", as_of=2020)
    assert row["verdict"] == verdict


def test_cuts_are_asked_from_the_units_own_last_rate() -> None:
    rates = {2015: 9.2, 2016: 8.4, 2017: 7.7}
    beside = [one for code in COMMUNES[1:6] for one in poverty(code, rates)]
    found = assess_series(*beside, *poverty(COMMUNES[0], {2014: 6.0, 2015: 9.2, 2016: 8.6}))
    row, years = row_of(found, "T-POV-01", COMMUNES[0]), years_of(found, "T-POV-01", COMMUNES[0])
    assert list(years.loc[2017:].index) == [2017, 2018, 2019, 2020]
    assert row["latest_year"] == 2016 and row["verdict"] == "achieved_at_risk" and row["reason"] == ""
    assert row["p_met"] <= years.loc[2017:, "p_met"].min()


def test_a_worsening_rate_is_a_step_back() -> None:
    assert judged(*poverty(DISTRICT, {2015: 9.2, 2016: 9.4, 2017: 9.9}), target="T-POV-01")["verdict"] == "regressing"


def test_cuts_that_grow_smaller_are_no_step_back_as_long_as_there_are_cuts() -> None:
    assert judged(*poverty(DISTRICT, {2015: 9.2, 2016: 8.8, 2017: 8.5}), target="T-POV-01")["verdict"] in ("unlikely", "accelerate")


def test_one_rate_makes_no_cut() -> None:
    row = judged(*poverty(DISTRICT, {2017: 7.7}), target="T-POV-01")
    assert (row["verdict"], row["reason"]) == ("no_data", "too_few_values")


def test_a_cut_over_few_households_is_tentative() -> None:
    programme = with_indicator(programme_of(), "POV_RATE", breaks=())
    rates = {2014: 9.5, 2015: 9.2, 2016: 8.4, 2017: 7.7}  # four rates, three cuts: the rates count
    for households, expected in ((10_000.0, False), (999.0, True)):
        row = judged(*poverty(DISTRICT, rates, households=households), target="T-POV-01", programme=programme)
        assert row["is_reference"] is expected


# ---- twice the base year


def test_a_doubling_is_the_chance_of_twice_the_base_years_figure() -> None:
    income = (DISTRICT, "EMP_INCOME_PC", {2013: 21.0, 2014: 23.4, 2015: 26.0, 2016: 29.9, 2017: 34.1})
    row = judged(income, target="T-EMP-05")
    one = project_series(income).predictive[DISTRICT, "EMP_INCOME_PC"]
    assert row["p_met"] == one.probability(2020, ">=", 52.0)
    assert row["projected_q10"] == one.quantile(2020, 0.1) / 26.0 and row["projected_q90"] == one.quantile(2020, 0.9) / 26.0
    assert row["latest_value"] == pytest.approx(34.1 / 26.0) and row["gap"] == pytest.approx(2 - 34.1 / 26.0)
    assert row["gap_quantity"] == pytest.approx(52.0 - 34.1) and row["gap_unit"] == "triệu đồng/người/năm"
    assert row["required_pace"] == pytest.approx(100 * ((52 / 34.1) ** (1 / 3) - 1))
    assert row["recent_pace"] == pytest.approx(100 * ((34.1 / 23.4) ** (1 / 3) - 1))
    assert row["best_pace"] == pytest.approx(100 * (29.9 / 26.0 - 1))


def test_what_is_missing_to_a_doubling_is_told_in_money_where_the_base_is_known() -> None:
    row = judged((DISTRICT, "EMP_INCOME_PC", {2015: 26.0, 2017: 34.1}), target="T-EMP-05")
    assert (row["reason"], row["gap_quantity"]) == ("too_few_values", pytest.approx(52.0 - 34.1))
    alone = judged((DISTRICT, "EMP_INCOME_INDEX15", {2016: 1.1, 2017: 1.3}), target="T-EMP-05")
    assert (alone["latest_value"], alone["gap_quantity"]) == (1.3, None)


def test_without_the_base_year_there_is_no_ratio() -> None:
    row = judged((DISTRICT, "EMP_INCOME_PC", {2013: 21.0, 2014: 23.4, 2016: 29.9, 2017: 34.1}), target="T-EMP-05")
    assert (row["verdict"], row["reason"], row["p_met"]) == ("no_data", "too_few_values", None)


def test_the_districts_ratio_is_that_of_its_weighted_mean() -> None:
    people = [(code, "BASE_POP", dict.fromkeys(FIVE, 1_000.0 * (place + 1))) for place, code in enumerate(COMMUNES)]
    income = [series(code, "EMP_INCOME_PC", [20, 21, 22 + place, 25 + 2 * place, 28 + 3 * place]) for place, code in enumerate(COMMUNES)]
    row = judged(*people, *income, target="T-EMP-05")
    weights = np.arange(1, 10)
    expected = np.dot(weights, 28 + 3 * np.arange(9)) / np.dot(weights, 22 + np.arange(9))
    assert row["latest_value"] == pytest.approx(expected, rel=1e-12)


# ---- everybody


COVERED = (series(DISTRICT, "ASS_MONTHLY", [900, 920, 931, 940, 955]), series(DISTRICT, "BASE_ASS_ELIGIBLE", [1_000] * 5))


def test_coverage_counts_the_uncovered() -> None:
    row = judged(*COVERED, target="T-ASS-01")
    assert row["latest_value"] == pytest.approx(95.5) and row["gap"] == pytest.approx(4.5)
    assert row["gap_quantity"] == pytest.approx(45.0) and row["operator"] == "="
    one = project_series(*COVERED).predictive[DISTRICT, "ASS_COVER"]
    assert row["p_met"] == one.probability(2020, ">=", 100.0) < 0.5


def test_all_but_one_is_not_all() -> None:
    row = judged(("468", "ASS_MONTHLY", {2020: 9_999.0}), ("468", "BASE_ASS_ELIGIBLE", {2020: 10_000.0}), target="T-ASS-01", as_of=2020)
    assert row["verdict"] == "missed" and row["gap_quantity"] == pytest.approx(1.0)


def test_everybody_in_every_year_is_achieved_without_a_projection() -> None:
    row = judged(series(DISTRICT, "ASS_MONTHLY", [1_000] * 5), COVERED[1], target="T-ASS-01")
    assert (row["verdict"], row["reason"], row["p_met"], row["gap_quantity"]) == ("achieved", "constant_at_bound", None, 0.0)


def test_nobody_in_every_year_is_too_little_to_project() -> None:
    row = judged(series(DISTRICT, "ASS_MONTHLY", [0] * 5), COVERED[1], target="T-ASS-01")
    assert (row["verdict"], row["reason"]) == ("no_data", "constant_at_bound") and row["gap_quantity"] == 1_000.0


def test_a_year_in_which_nobody_was_concerned_is_no_event() -> None:
    hit = (DISTRICT, "ASS_EMERG_COVER__den", {2016: 12.0, 2017: 0.0})
    helped = (DISTRICT, "ASS_EMERG_COVER__num", {2016: 12.0, 2017: 0.0})
    row = judged(hit, helped, target="T-ASS-03")
    assert (row["verdict"], row["reason"]) == ("no_event", "denominator_zero")
    earlier = judged(
        (DISTRICT, "ASS_EMERG_COVER__den", {2016: 0.0, 2017: 12.0}),
        (DISTRICT, "ASS_EMERG_COVER__num", {2016: 0.0, 2017: 12.0}),
        target="T-ASS-03",
    )
    assert (earlier["verdict"], earlier["latest_year"]) == ("achieved", 2017)


def test_a_rate_reported_for_a_later_year_says_that_somebody_was_concerned_again() -> None:
    nobody = ((DISTRICT, f"ASS_EMERG_COVER__{part}", {2015: 3.0, 2016: 0.0}) for part in ("num", "den"))
    row = judged(*nobody, (DISTRICT, "ASS_EMERG_COVER", {2017: 100.0}), target="T-ASS-03")
    assert (row["verdict"], row["latest_year"]) == ("achieved", 2017)


# ---- a status that is to be kept


def kept(*, last: int = 2017, lost: dict[str, int] | None = None, units: tuple[str, ...] = COMMUNES) -> list[Series]:
    """A yes of each commune in each year, except from the year named in `lost` on."""
    lost = lost or {}
    return [(code, "HLT_COMMUNE_STD", {year: float(year < lost.get(code, 9999)) for year in range(2013, last + 1)}) for code in units]


def test_nine_of_nine_are_kept_with_the_chance_that_no_unit_is_lost() -> None:
    found = assess_series(*kept())
    row = row_of(found, "T-HLT-01")
    assert (row["verdict"], row["reason"]) == ("achieved", "loss_rate")
    assert (row["target_value"], row["latest_value"], row["gap"], row["gap_quantity"]) == (9.0, 9.0, 0.0, 0.0)
    assert row["p_met"] == pytest.approx(chance_of_no_loss(36, 0, 27))  # 9 units x 4 yearly steps seen, x 3 years ahead
    one = row_of(found, "T-HLT-01", RURAL)
    assert (one["verdict"], one["target_value"], one["p_met"]) == ("achieved", 1.0, pytest.approx(chance_of_no_loss(36, 0, 3)))
    assert not row["is_reference"]


@pytest.mark.parametrize(("first", "expected"), [(2014, False), (2015, True)])
def test_a_status_known_for_three_years_only_is_tentative(first: int, expected: bool) -> None:
    short = [(code, name, {year: value for year, value in years.items() if year >= first}) for code, name, years in kept()]
    assert judged(*short, target="T-HLT-01")["is_reference"] is expected


def test_a_lost_unit_is_missing_in_the_district_and_named_by_its_own_row() -> None:
    found = assess_series(*kept(lost={RURAL: 2017}))
    row = row_of(found, "T-HLT-01")
    assert row["verdict"] not in ("achieved", "achieved_at_risk") and row["p_met"] is None
    assert (row["latest_value"], row["gap"], row["gap_quantity"], row["gap_unit"]) == (8.0, 1.0, 1.0, "xã, thị trấn")
    assert row["reason"] == "not_a_trend"
    gaps = {code: row_of(found, "T-HLT-01", code)["gap_quantity"] for code in COMMUNES}
    assert gaps == {code: float(code == RURAL) for code in COMMUNES}
    others = row_of(found, "T-HLT-01", COMMUNES[0])
    assert others["p_met"] == pytest.approx(chance_of_no_loss(36, 1, 3))


def test_a_unit_lost_earlier_and_won_back_counts_as_one_loss() -> None:
    back = [(code, name, years | {2015: 0.0} if code == RURAL else years) for code, name, years in kept()]
    row = judged(*back, target="T-HLT-01")
    assert row["p_met"] == pytest.approx(chance_of_no_loss(35, 1, 27)) and row["verdict"] == "achieved_at_risk"


def test_only_years_that_follow_each_other_tell_of_keeping() -> None:
    gap = [(code, name, {year: value for year, value in years.items() if year != 2015}) for code, name, years in kept()]
    assert judged(*gap, target="T-HLT-01")["p_met"] == pytest.approx(chance_of_no_loss(18, 0, 27))


@pytest.mark.parametrize(("lost", "verdict", "value"), [({}, "met_final", 8.0), ({"19612": 2020}, "missed", 7.0)])
def test_after_the_merger_eight_of_eight_are_all(lost: dict[str, int], verdict: str, value: float) -> None:
    units = tuple(code for code in programme_of().units_in(2020) if code != DISTRICT)
    assert len(units) == 8
    both = [(code, name, {2020: years[2020]}) for code, name, years in kept(last=2020, lost=lost, units=units)]
    row = judged(*both, target="T-HLT-01", as_of=2020)
    assert (row["verdict"], row["latest_value"], row["target_value"], row["gap"]) == (verdict, value, 8.0, 8.0 - value)


@pytest.mark.parametrize(("lost", "is_met"), [({}, True), ({"19609": 2018}, False)])
def test_figures_from_before_the_merger_are_held_against_the_units_of_their_year(lost: dict[str, int], is_met: bool) -> None:
    row = judged(*kept(last=2019, lost=lost), target="T-HLT-01", as_of=2020)
    assert row["latest_year"] == 2019 and row["target_value"] == 8.0 and row["gap_quantity"] == float(not is_met)
    assert row["latest_value"] == 8.0 - (not is_met) and (row["verdict"] == "achieved") == is_met
    merged = judged(*kept(last=2019, lost=lost), target="T-HLT-01", as_of=2020, unit="19603")
    assert merged["target_value"] == 1.0 and (merged["verdict"] == "achieved") == is_met


def test_each_year_is_held_against_the_units_of_its_own_year() -> None:
    after = tuple(code for code in programme_of().units_in(2020) if code != DISTRICT)
    row = judged(*kept(last=2019), *((code, "HLT_COMMUNE_STD", {2020: 1.0}) for code in after), target="T-HLT-01", as_of=2020)
    assert (row["verdict"], row["latest_year"], row["latest_value"], row["gap_quantity"]) == ("met_final", 2020, 8.0, 0.0)


def test_a_share_of_units_is_told_in_per_cent() -> None:
    radio = [(code, "INF_RADIO", dict.fromkeys(FIVE, float(code != TOWN))) for code in COMMUNES]
    found = assess_series(*radio)
    row = row_of(found, "T-INF-01")
    assert (row["target_value"], row["latest_value"]) == (pytest.approx(100.0), pytest.approx(100 * 8 / 9))
    assert row["gap_quantity"] == 1.0 and row["gap"] == pytest.approx(100 / 9)
    assert row_of(found, "T-INF-01", TOWN)["target_value"] == 100.0


def test_a_status_without_figures_says_what_the_report_says() -> None:
    row = judged(*COVERED, target="T-HLT-01")
    assert (row["verdict"], row["reason"], row["target_value"]) == ("no_data", "as_reported", 9.0)
    assert judged(*COVERED, target="T-HLT-01", unit=RURAL)["target_value"] == 1.0
    silent = with_target(programme_of(), "T-HLT-01", as_reported=None)
    assert judged(*COVERED, target="T-HLT-01", programme=silent)["reason"] == "no_value"


def test_a_status_that_only_rural_units_can_have_is_asked_of_them_alone() -> None:
    programme = with_indicator(programme_of(), "HLT_COMMUNE_STD", scope="rural")
    rural = tuple(code for code in COMMUNES if code != TOWN)
    row = judged(*kept(units=rural), target="T-HLT-01", programme=programme)
    assert (row["target_value"], row["latest_value"], row["verdict"]) == (8.0, 8.0, "achieved")
    row = judged(*kept(units=rural, lost={RURAL: 2017}), target="T-HLT-01", programme=programme)
    assert (row["target_value"], row["latest_value"], row["gap_quantity"]) == (8.0, 7.0, 1.0)


# ---- other kinds


def test_one_school_on_each_level_is_the_smallest_of_the_levels() -> None:
    parts = list(programme_of().indicators["EDU_MODEL_SCHOOL"].parts)
    assert len(parts) >= 3
    full = [(DISTRICT, f"EDU_MODEL_SCHOOL__{part}", {2016: 1.0, 2017: 2.0}) for part in parts]
    row = judged(*full, target="T-EDU-01")
    assert (row["verdict"], row["reason"], row["p_met"], row["latest_value"]) == ("achieved", "not_a_trend", None, 2.0)
    short = judged(*full[:-1], (*full[-1][:2], {2016: 0.0, 2017: 0.0}), target="T-EDU-01")
    assert (short["verdict"], short["reason"], short["gap_quantity"]) == ("no_data", "not_a_trend", 1.0)
    final = judged(*((unit, name, {2020: 1.0}) for unit, name, _ in full), target="T-EDU-01", as_of=2020)
    assert final["verdict"] == "met_final"


def test_a_count_on_each_level_follows_no_trend_even_where_its_figures_have_one() -> None:
    programme = with_target(programme_of(), "T-EMP-02", type="count_per_level")
    row = judged(*trained(DISTRICT, dict(zip(FIVE, (50, 52, 54, 56, 58), strict=True))), target="T-EMP-02", programme=programme)
    assert (row["verdict"], row["reason"], row["p_met"], row["projected_q50"]) == ("no_data", "not_a_trend", None, None)


def test_a_title_is_assessed_in_words() -> None:
    row = judged(*COVERED, target="T-EDU-02")
    assert row["verdict"] == "qualitative" and row["target_value"] is None and row["latest_value"] is None


@pytest.mark.parametrize(
    ("target", "unit", "reason"),
    [
        ("T-WAT-01", RURAL, "urban_only"),
        ("T-WAT-02", TOWN, "rural_only"),
        ("T-EDU-01", RURAL, "top_level_only"),
        ("T-EDU-02", TOWN, "top_level_only"),
    ],
)
def test_a_target_for_others_does_not_apply(target: str, unit: str, reason: str) -> None:
    row = judged(*COVERED, target=target, unit=unit)
    assert (row["verdict"], row["reason"], row["p_met"], row["gap"]) == ("not_applicable", reason, None, None)
    assert row["target_value"] == programme_of().targets[target].value  # what it asks of the others


@pytest.mark.parametrize(
    ("target", "unit"), [("T-WAT-01", TOWN), ("T-WAT-01", DISTRICT), ("T-WAT-02", RURAL), ("T-WAT-02", DISTRICT), ("T-EDU-01", DISTRICT)]
)
def test_the_same_target_applies_where_it_is_meant(target: str, unit: str) -> None:
    assert judged(*COVERED, target=target, unit=unit)["verdict"] != "not_applicable"


def test_an_indicator_kept_for_the_district_only_does_not_apply_below() -> None:
    programme = with_target(programme_of(), "T-EMP-02", indicator="INS_SI_RATE")
    assert judged(*COVERED, target="T-EMP-02", unit=RURAL, programme=programme)["reason"] == "not_kept_here"
    assert judged(*COVERED, target="T-EMP-02", programme=programme)["reason"] == "no_value"


@pytest.mark.parametrize(("scope", "unit", "reason"), [("urban", RURAL, "urban_only"), ("rural", TOWN, "rural_only")])
def test_a_target_for_some_units_of_an_indicator_kept_by_all_does_not_apply_to_the_others(scope: str, unit: str, reason: str) -> None:
    programme = with_target(programme_of(), "T-EMP-02", scope=scope)
    rates = dict(zip(FIVE, (50, 52, 54, 56, 58), strict=True))
    found = assess_series(*trained(TOWN, rates), *trained(RURAL, rates), programme=programme)
    assert row_of(found, "T-EMP-02", unit)["reason"] == reason
    assert row_of(found, "T-EMP-02", RURAL if unit == TOWN else TOWN)["latest_value"] == pytest.approx(58.0)


def test_an_urban_indicator_does_not_apply_to_a_rural_commune() -> None:
    programme = with_target(programme_of(), "T-EMP-04", indicator="EMP_UNEMP_URBAN")
    assert judged(*COVERED, target="T-EMP-04", unit=RURAL, programme=programme)["reason"] == "urban_only"


def test_a_lower_is_better_target_beyond_its_mark_is_met_not_exceeded() -> None:
    row = judged(
        series(DISTRICT, "HLT_UNDERWEIGHT__num", [80, 75, 70, 66, 60]), series(DISTRICT, "BASE_CHILD_U5", [1_000] * 5), target="T-HLT-03"
    )
    assert row["verdict"] == "achieved" and row["gap"] == 0.0 and row["gap_quantity"] == pytest.approx(-10.0)
    assert row["required_pace"] == 0.0 and row["recent_pace"] > 0


def test_houses_still_to_go_are_counted_downwards() -> None:
    programme = with_target(programme_of(), "T-EMP-02", indicator="HOU_TEMP_LEFT", operator="<=", value=3.0)
    row = judged(series(DISTRICT, "HOU_TEMP_LEFT", [90, 70, 52, 33, 12]), target="T-EMP-02", programme=programme)
    assert (row["gap"], row["gap_quantity"], row["gap_unit"]) == (9.0, 9.0, programme.indicators["HOU_TEMP_LEFT"].unit["vi"])
    assert row["required_pace"] == 3.0 and row["recent_pace"] == pytest.approx(58 / 3) and row["p_met"] > 0


# ---- reasons for too little data


def test_figures_that_are_only_approximate_are_named_as_the_reason() -> None:
    values = compute_values(programme_of(), observe(*trained(DISTRICT, {2016: 60.0, 2017: 61.0}), qualifier="about"), as_of=2017)
    row = row_of(assess_values(values), "T-EMP-02")
    assert (row["verdict"], row["reason"], row["latest_value"]) == ("no_data", "not_usable", None)


def test_a_published_figure_that_cannot_be_used_stands_in_the_table_all_the_same() -> None:
    programme, values = programme_of("vietnam-provinces"), real_values("vietnam-provinces").copy()
    assert programme.indicators["HEALTH_INSURED"].published_for
    values.loc[(values["unit_code"] == "45") & (values["indicator_id"] == "HEALTH_INSURED"), "is_usable"] = False
    row = row_of(assess(programme, values, real_projections("vietnam-provinces"), as_of=2016), "T-INS-01", "45")
    assert (row["verdict"], row["reason"]) == ("no_data", "not_usable")


def test_figures_of_an_old_definition_only_are_too_few() -> None:
    row = judged(*poverty(DISTRICT, {2012: 11.0, 2013: 9.0, 2014: 7.0}), target="T-POV-01")
    assert (row["verdict"], row["reason"]) == ("no_data", "too_few_values")


def test_no_figures_at_all_are_named_as_the_reason() -> None:
    assert judged(*COVERED, target="T-EMP-02")["reason"] == "no_value"


def test_a_gap_in_the_last_years_keeps_the_latest_value_there_is() -> None:
    rates = dict(zip(FIVE, (50.0, 52.0, 54.0, 56.0, 58.0), strict=True))
    row = judged(*trained(DISTRICT, {year: rate for year, rate in rates.items() if year <= 2015}), target="T-EMP-02")
    assert (row["latest_year"], row["latest_value"]) == (2015, pytest.approx(54.0))
    assert row["required_pace"] == pytest.approx(16 / 5)


@pytest.mark.parametrize("as_of", range(2013, 2021))
@pytest.mark.parametrize("observed_only", [False, True])
def test_no_as_of_year_of_the_real_programme_raises(as_of: int, observed_only: bool) -> None:
    found = real_assessments("cam-lo", as_of, observed_only)
    assert len(found.table) == 20 * len(programme_of().units_in(as_of))
    assert not found.table["verdict"].isin(["met_final", "missed"]).any()  # no figure of 2020 is in use


def test_assessing_leaves_values_and_projections_alone() -> None:
    values = real_values().copy()
    projections = project(programme_of(), values, as_of=2017)
    before = projections.table()
    assert isinstance(assess(programme_of(), values, projections, as_of=2017), Assessments)
    pd.testing.assert_frame_equal(values, real_values())
    pd.testing.assert_frame_equal(projections.table(), before)
    assert not math.isnan(before["q50"].sum())
