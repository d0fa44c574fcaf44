"""`project`: which series are projected, from which values, over which years; and why the others are not."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.unit.projection.small import (
    COMMUNES,
    DISTRICT,
    TOWN,
    observe,
    poverty,
    programme_of,
    project_series,
    real_projections,
    real_values,
    trained,
    values_of,
    with_indicator,
)
from workbench.observations import compute_values, segment_from
from workbench.projection import PROJECTIONS, project
from workbench.projection.panel import condition_panel, predictives
from workbench.projection.predictive import LEVELS
from workbench.projection.prior import load_prior
from workbench.projection.projecting import small_number_variance
from workbench.projection.scale import Scale

FULL = dict(zip(range(2013, 2018), (50.0, 51.5, 53.8, 54.0, 56.1), strict=True))
BEFORE, AFTER = {2011: 10.1, 2012: 9.6, 2013: 9.0, 2014: 8.3}, {2015: 12.0, 2016: 11.2, 2017: 10.1}  # a new standard in 2015
RATE = "EMP_TRAINED_RATE"
PRIORS = {kind: load_prior(kind) for kind in ("rates", "amounts")}


def last(count: int) -> dict[int, float]:
    """The last `count` of five years."""
    return {year: FULL[year] for year in sorted(FULL)[5 - count :]}


def beside(number: int, *others: tuple) -> tuple:
    """`number` communes with five years each, and the series given."""
    return tuple(one for code in COMMUNES[1 : 1 + number] for one in trained(code, FULL)) + others


@pytest.mark.parametrize("name", ["cam-lo", "vietnam-provinces"])
def test_the_table_of_a_real_programme_is_whole(name: str) -> None:
    programme = programme_of(name)
    table = real_projections(name).table()
    assert list(table.columns) == PROJECTIONS
    assert not table.isna().any().any() and np.isfinite(table.select_dtypes("number")).all().all()
    assert not table.duplicated(["unit_code", "indicator_id", "year"]).any()
    assert table.equals(table.sort_values(["unit_code", "indicator_id", "year"], kind="stable").reset_index(drop=True))
    quantiles = table[["q025", "q10", "q50", "q90", "q975"]].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert table["year"].max() == programme.header.horizon == 2020
    assert set(table["method"]) == {"panel_trend"}


def test_every_indicator_of_every_unit_is_projected_or_has_its_reason() -> None:
    for name in ("cam-lo", "vietnam-provinces"):
        programme = programme_of(name)
        found = real_projections(name)
        names = {one.id for one in programme.indicators.values() if one.role == "indicator" and not one.derive}
        expected = {(code, indicator) for code in programme.units_in(programme.header.as_of) for indicator in names}
        assert set(found.predictive) | set(found.obstacles) == expected
        assert not set(found.predictive) & set(found.obstacles)


def test_columns_that_tell_where_a_projection_comes_from() -> None:
    table = real_projections().table()
    poor = table[(table["indicator_id"] == "POV_RATE") & (table["unit_code"] == DISTRICT)]
    assert (poor["n_obs"] == 3).all() and (poor["segment_from"] == 2015).all() and poor["is_simulated"].all()
    jobs = table[(table["indicator_id"] == "EMP_NEW_JOBS") & (table["unit_code"] == DISTRICT)]
    assert (jobs["n_obs"] == 5).all() and (jobs["segment_from"] == 0).all()
    real = real_projections("vietnam-provinces").table()
    assert not real["is_simulated"].any()
    income = real[real["indicator_id"] == "INCOME_MONTH"]
    assert (income["n_obs"] == 4).all() and (income["segment_from"] == 0).all()


def test_the_table_has_a_row_for_each_unit_indicator_and_year_in_that_order() -> None:
    found = project_series(*trained(COMMUNES[1], FULL), *trained(COMMUNES[0], FULL), *poverty(DISTRICT, AFTER)).table()
    assert list(found.columns) == PROJECTIONS and list(found.index) == list(range(15)) and not found.isna().any().any()
    keys = list(found[["unit_code", "indicator_id", "year"]].itertuples(index=False, name=None))
    named = [(COMMUNES[0], RATE), (COMMUNES[1], RATE), *((DISTRICT, name) for name in ("POV_CUT_PP", "POV_HH", "POV_RATE"))]
    assert keys == [(*one, year) for one in named for year in (2018, 2019, 2020)]
    about = found[["method", "n_obs", "segment_from", "is_simulated"]].drop_duplicates().to_dict("records")
    expected = [("panel_trend", 5, 0, False), ("panel_trend", 3, 2015, False)]
    assert [tuple(one.values()) for one in about] == expected


def test_one_simulated_neighbour_makes_the_whole_panels_projection_simulated() -> None:
    values = values_of(*beside(3))
    values["is_simulated"] = values["unit_code"] == COMMUNES[1]
    found = project(programme_of(), values, as_of=2017).predictive
    assert all(found[code, RATE].is_simulated for code in COMMUNES[1:4])
    assert not any(one.is_simulated for one in project_series(*beside(3)).predictive.values())


# ---- how many values


def test_without_any_value_there_is_no_projection_and_the_reason_says_so() -> None:
    found = project_series(*beside(3))
    assert (COMMUNES[5], RATE) not in found.predictive
    assert found.obstacles[COMMUNES[5], RATE] == "no_value"


def test_a_real_amount_without_prices_says_that_it_lacks_an_index_and_without_an_amount_that_it_has_no_value() -> None:
    found = project_series((DISTRICT, "EMP_INCOME_PC", FULL))
    assert found.obstacles[DISTRICT, "EMP_INCOME_REAL"] == "no_price_index"
    assert found.obstacles[COMMUNES[0], "EMP_INCOME_REAL"] == found.obstacles[COMMUNES[0], "EMP_INCOME_PC"] == "no_value"


def test_one_value_is_too_few_even_beside_many_neighbours() -> None:
    found = project_series(*beside(7, *trained(COMMUNES[0], last(1))))
    assert found.obstacles[COMMUNES[0], RATE] == "too_few_values"
    assert (COMMUNES[0], RATE) not in found.predictive and (COMMUNES[1], RATE) in found.predictive


@pytest.mark.parametrize(("neighbours", "is_projected"), [(0, False), (2, False), (3, True), (5, True)])
def test_two_values_are_enough_only_beside_three_neighbours_with_three(neighbours: int, is_projected: bool) -> None:
    found = project_series(*beside(neighbours, *trained(COMMUNES[0], last(2))))
    assert ((COMMUNES[0], RATE) in found.predictive) == is_projected
    if is_projected:
        assert found.predictive[COMMUNES[0], RATE].n_obs == 2
    else:
        assert found.obstacles[COMMUNES[0], RATE] == "too_few_values"


def test_neighbours_with_two_values_each_do_not_carry_one_another() -> None:
    found = project_series(*(one for code in COMMUNES[:6] for one in trained(code, last(2))))
    assert not found.predictive
    assert {found.obstacles[code, RATE] for code in COMMUNES[:6]} == {"too_few_values"}


@pytest.mark.parametrize("unit", [DISTRICT, COMMUNES[0]])
def test_three_values_are_enough_alone(unit: str) -> None:
    found = project_series(*trained(unit, last(3)))
    assert found.predictive[unit, RATE].n_obs == 3
    assert found.predictive[unit, RATE].years == (2018, 2019, 2020)

    one = project_series(*trained(DISTRICT, FULL)).predictive[DISTRICT, RATE]
    wide = np.array(list(FULL.values()))[:, None]
    share = (np.mean(wide) + 0.35) / 100.7
    chance = np.array([1 / (10_000 * share * (1 - share))])  # of 10,000 workers
    alone = predictives(
        condition_panel("p", [DISTRICT], sorted(FULL), wide, horizon=2020, ceiling=100.0, direction=1, prior=PRIORS, chance=chance)
    )[0]
    np.testing.assert_allclose(one.mean, alone.mean, atol=1e-12)
    np.testing.assert_allclose(one.width, alone.width, atol=1e-12)
    assert one.degrees == alone.degrees


def test_the_district_is_projected_from_its_own_figures_not_from_the_communes_projections() -> None:
    whole = real_projections()
    values = real_values()
    alone = project(programme_of(), values[values["unit_code"] == DISTRICT], as_of=2017)
    assert alone.table().equals(whole.table()[whole.table()["unit_code"] == DISTRICT].reset_index(drop=True))


# ---- constants


@pytest.mark.parametrize("rate", [0.0, 100.0])
def test_a_series_constant_at_its_bound_is_told_and_not_projected(rate: float) -> None:
    found = project_series(*beside(3, *trained(COMMUNES[0], dict.fromkeys(range(2013, 2018), rate))))
    assert found.obstacles[COMMUNES[0], RATE] == "constant_at_bound"
    assert (COMMUNES[0], RATE) not in found.predictive and (COMMUNES[1], RATE) in found.predictive


def test_a_series_constant_elsewhere_is_projected_with_a_spread() -> None:
    one = project_series(*trained(DISTRICT, dict.fromkeys(range(2013, 2018), 40.0))).predictive[DISTRICT, RATE]
    assert one.quantile(2020, 0.1) < 40.0 < one.quantile(2020, 0.9)
    assert one.quantile(2020, 0.5) == pytest.approx(40.0, abs=1.0)


def test_constant_are_the_values_of_the_definition_in_force_whatever_stood_before_it() -> None:
    stood, moved = (
        project_series(*poverty(DISTRICT, before | after))
        for before, after in ((BEFORE, dict.fromkeys(AFTER, 0.0)), (dict.fromkeys(BEFORE, 0.0), AFTER))
    )
    assert stood.obstacles[DISTRICT, "POV_RATE"] == "constant_at_bound"
    assert moved.predictive[DISTRICT, "POV_RATE"].n_obs == 3


def test_two_values_at_a_bound_are_constant_and_one_is_too_few() -> None:
    assert project_series(*trained(DISTRICT, {2016: 100.0, 2017: 100.0})).obstacles[DISTRICT, RATE] == "constant_at_bound"
    assert project_series(*trained(DISTRICT, {2017: 100.0})).obstacles[DISTRICT, RATE] == "too_few_values"


# ---- gaps, breaks, partial years


def test_income_of_every_second_year_is_projected_over_each_coming_year() -> None:
    found = real_projections("vietnam-provinces")
    one = found.predictive["45", "INCOME_MONTH"]
    assert one.years == (2017, 2018, 2019, 2020) and one.n_obs == 4
    panel = real_values("vietnam-provinces")
    parents = {unit.code: unit.parent for unit in programme_of("vietnam-provinces").units}
    own = panel[(panel["indicator_id"] == "INCOME_MONTH") & (panel["unit_code"].map(parents) == parents["45"])]
    wide = own.pivot(index="year", columns="unit_code", values="value").reindex(range(2010, 2017)).sort_index(axis=1)
    assert wide.isna().any(axis=1).sum() == 3
    alone = condition_panel(
        "p", list(wide.columns), list(wide.index), wide.to_numpy(), horizon=2020, ceiling=None, direction=1, prior=PRIORS
    )
    again = predictives(alone)[list(wide.columns).index("45")]
    np.testing.assert_allclose(one.quantiles, again.quantiles, rtol=1e-12)


def test_a_year_that_nobody_reported_makes_one_change_of_two_years() -> None:
    rates = {year: rate for year, rate in FULL.items() if year != 2015}
    one = project_series((DISTRICT, "EMP_NEW_JOBS", rates)).predictive[DISTRICT, "EMP_NEW_JOBS"]
    wide = np.array([rates.get(year, np.nan) for year in range(2013, 2018)])[:, None]
    asked = {"horizon": 2020, "ceiling": None, "direction": 1, "prior": PRIORS}
    (alone,) = predictives(condition_panel("p", [DISTRICT], range(2013, 2018), wide, **asked))
    np.testing.assert_allclose(one.mean, alone.mean, atol=1e-12)
    np.testing.assert_allclose(one.width, alone.width, atol=1e-12)


def test_the_step_at_a_break_of_definition_is_no_change() -> None:
    """Only how much the old figures moved is used: a standard three times as strict moves nothing else."""
    full = project_series(*(one for code in COMMUNES for one in poverty(code, BEFORE | AFTER)))
    assert segment_from(programme_of(), "POV_RATE", 2017) == 2015
    scale = Scale(ceiling=100.0)
    shifted = {year: float(scale.back(scale.forward(value) + 0.7)) for year, value in BEFORE.items()}
    other = project_series(*(one for code in COMMUNES for one in poverty(code, shifted | AFTER)))
    table, again = (one.table()[lambda table: table["indicator_id"] == "POV_RATE"] for one in (full, other))
    assert len(table) == 30 and (table["n_obs"] == 3).all() and (table["segment_from"] == 2015).all()
    np.testing.assert_allclose(table["q50"], again["q50"], rtol=1e-9)


def test_what_moved_before_the_break_says_how_much_the_panel_moves() -> None:
    alone, restless, quiet = (
        project_series(*poverty(DISTRICT, before | AFTER)).predictive[DISTRICT, "POV_RATE"]
        for before in ({}, {2011: 5.0, 2012: 11.0, 2013: 4.0, 2014: 12.0}, {2011: 9.6, 2012: 9.4, 2013: 9.2, 2014: 9.0})
    )
    widths = [one.quantile(2020, 0.9) - one.quantile(2020, 0.1) for one in (quiet, alone, restless)]
    assert widths[0] < widths[1] < widths[2]
    assert alone.degrees < quiet.degrees == restless.degrees


def test_old_figures_of_another_definition_alone_are_too_few_not_unusable() -> None:
    found = project_series(*poverty(DISTRICT, {2012: 12.0, 2013: 11.0, 2014: 10.0}))
    assert found.obstacles[DISTRICT, "POV_RATE"] == "too_few_values"


@pytest.mark.parametrize("qualifier", ["part_year", "about", "planned", "at_least"])
def test_a_year_reported_in_part_or_roughly_is_not_used(qualifier: str) -> None:
    exact, rough = observe(*trained(DISTRICT, last(5))), observe(*trained(DISTRICT, {2017: 90.0}), qualifier=qualifier)
    kept = exact[exact["year"] < 2017]
    found = project(programme_of(), compute_values(programme_of(), pd.concat([kept, rough]), as_of=2017), as_of=2017)
    without = project(programme_of(), compute_values(programme_of(), kept, as_of=2017), as_of=2017)
    assert found.table().equals(without.table()) and found.predictive[DISTRICT, RATE].years == (2017, 2018, 2019, 2020)
    alone = project(programme_of(), compute_values(programme_of(), rough, as_of=2017), as_of=2017)
    assert alone.obstacles[DISTRICT, RATE] == "not_usable"


def test_a_sum_over_eight_of_nine_communes_is_no_value_of_the_district() -> None:
    full = {code: trained(code, FULL) for code in COMMUNES}
    whole = project_series(*(one for pair in full.values() for one in pair))
    assert whole.predictive[DISTRICT, RATE].n_obs == 5
    short = {unit: trained(unit, FULL if unit != COMMUNES[3] else last(4)) for unit in COMMUNES}
    found = project_series(*(one for pair in short.values() for one in pair))
    assert found.predictive[DISTRICT, RATE].n_obs == 4
    assert found.predictive[COMMUNES[3], RATE].n_obs == 4 and found.predictive[COMMUNES[0], RATE].n_obs == 5


# ---- years ahead


def test_a_unit_that_reported_last_in_an_earlier_year_is_projected_from_there() -> None:
    stopped = {year: value for year, value in FULL.items() if year <= 2015}
    found = project_series(*beside(4, *trained(COMMUNES[0], stopped)))
    assert found.predictive[COMMUNES[0], RATE].years == (2016, 2017, 2018, 2019, 2020)
    assert found.predictive[COMMUNES[1], RATE].years == (2018, 2019, 2020)
    assert len(found.predictive[COMMUNES[0], RATE].mean) == 5
    one = found.predictive[COMMUNES[0], RATE]
    widths = one.scale.forward(one.quantiles[:, 3]) - one.scale.forward(one.quantiles[:, 1])
    assert (np.diff(widths) > 0).all()


def test_a_cut_starts_from_the_last_rate_of_the_unit_itself() -> None:
    rates = {2015: 12.0, 2016: 11.2, 2017: 10.1}
    series = [one for code in COMMUNES[1:6] for one in poverty(code, rates)]
    found = project_series(*series, *poverty(COMMUNES[0], {2014: 9.0, 2015: 8.8, 2016: 8.0}))
    assert found.bases[COMMUNES[0], "POV_CUT_PP"] == pytest.approx(8.0)
    assert found.bases[COMMUNES[1], "POV_CUT_PP"] == pytest.approx(10.1)
    table = found.table()
    years = table[(table["unit_code"] == COMMUNES[0]) & (table["indicator_id"] == "POV_CUT_PP")]["year"]
    assert list(years) == [2017, 2018, 2019, 2020]


def test_a_base_of_another_definition_or_roughly_known_is_no_base() -> None:
    amounts = {2014: 20.0, 2015: 21.0, 2016: 23.0, 2017: 25.0}
    values = values_of((DISTRICT, "EMP_INCOME_PC", amounts))
    rough = values["year"] == 2015
    assert project(programme_of(), values, as_of=2017).bases == {(DISTRICT, "EMP_INCOME_INDEX15"): 21.0}
    assert project(programme_of(), values.assign(is_usable=values["is_usable"] & ~rough), as_of=2017).bases == {}
    assert project(programme_of(), values.assign(segment_from=np.where(values["year"] > 2015, 2016, 0)), as_of=2017).bases == {}


def test_no_ratio_is_taken_to_zero_and_a_cut_may_start_from_it() -> None:
    for in_2015, bases in ((0.5, {(DISTRICT, "EMP_INCOME_INDEX15"): 0.5}), (0.0, {})):
        assert project_series((DISTRICT, "EMP_INCOME_PC", {2014: 0.4, 2015: in_2015, 2016: 0.6, 2017: 0.8})).bases == bases
    assert project_series(*poverty(DISTRICT, {2015: 3.0, 2016: 1.0, 2017: 0.0})).bases == {(DISTRICT, "POV_CUT_PP"): 0.0}


def test_the_ratio_to_the_base_year_is_the_projection_divided_by_its_value() -> None:
    amounts = {2013: 18.0, 2014: 20.0, 2015: 21.0, 2016: 23.0, 2017: 25.0}
    found = project_series((DISTRICT, "EMP_INCOME_PC", amounts))
    table = found.table().set_index(["indicator_id", "year"])
    columns = ["q025", "q10", "q50", "q90", "q975"]
    for year in (2018, 2019, 2020):
        ratio, amount = (table.loc[(name, year), columns].astype(float) for name in ("EMP_INCOME_INDEX15", "EMP_INCOME_PC"))
        np.testing.assert_allclose(ratio, amount / 21.0, rtol=1e-12)
    paths = found.derived_paths(programme_of().indicators["EMP_INCOME_INDEX15"], DISTRICT)
    np.testing.assert_allclose(paths, found.paths("EMP_INCOME_PC", DISTRICT) / 21.0, rtol=1e-12)


def test_cuts_are_differences_of_the_same_draw_so_that_they_add_up() -> None:
    found = project_series(*poverty(DISTRICT, {2015: 12.0, 2016: 11.2, 2017: 10.1}))
    cuts, paths = found.derived_paths(programme_of().indicators["POV_CUT_PP"], DISTRICT), found.paths("POV_RATE", DISTRICT)
    np.testing.assert_allclose(cuts.sum(axis=1), 10.1 - paths[:, -1], atol=1e-9)
    np.testing.assert_allclose(cuts[:, 0], 10.1 - paths[:, 0], atol=1e-9)
    table = found.table().query("indicator_id == 'POV_CUT_PP'")
    assert list(table["year"]) == [2018, 2019, 2020]
    for place, (_, row) in enumerate(table.iterrows()):
        for column, level in LEVELS.items():
            assert np.mean(cuts[:, place] <= row[column]) == pytest.approx(level, abs=1e-3)


def test_a_horizon_already_reached_leaves_nothing_to_project() -> None:
    found = project_series(*trained(DISTRICT, {2016: 50.0, 2017: 52.0, 2018: 53.0, 2019: 56.0, 2020: 60.0}), as_of=2020)
    assert not found.predictive and found.table().empty
    assert list(found.table().columns) == PROJECTIONS


def test_a_unit_behind_a_panel_that_has_reached_the_horizon_is_still_projected() -> None:
    years = {2016: 50.0, 2017: 52.0, 2018: 53.0, 2019: 56.0, 2020: 60.0}
    communes = [code for code in programme_of().units_in(2020) if code != DISTRICT]
    series = [one for code in communes[1:5] for one in trained(code, years)]
    behind = {year: value for year, value in years.items() if year < 2020}
    found = project_series(*series, *trained(communes[0], behind), as_of=2020)
    assert {key[0]: one.years for key, one in found.predictive.items()} == {communes[0]: (2020,)}


def test_values_after_the_as_of_year_are_not_asked_for() -> None:
    early = project(programme_of("vietnam-provinces"), real_values("vietnam-provinces", 2014), as_of=2014)
    assert early.predictive["45", "TRAINED_WORKERS"].years[0] == 2015


# ---- the floor


def test_poverty_never_falls_below_the_households_that_cannot_work() -> None:
    found = real_projections()
    table = found.table()
    values = real_values().set_index(["unit_code", "indicator_id", "year"])["value"]
    poor = table[table["indicator_id"] == "POV_RATE"]
    assert len(poor) == 30
    touched = 0
    for row in poor.to_dict("records"):
        floor = 100.0 * values[row["unit_code"], "POV_ASS_HH", 2017] / values[row["unit_code"], "BASE_HH", 2017]
        floor = min(floor, values[row["unit_code"], "POV_RATE", 2017])
        assert row["q025"] >= floor - 1e-12
        lowest = found.paths("POV_RATE", row["unit_code"]).min()
        assert lowest >= floor - 1e-12
        touched += lowest == pytest.approx(floor)
    assert touched > 0


def test_the_floor_is_the_latest_one_and_never_above_the_latest_rate() -> None:
    rates = {2015: 6.0, 2016: 5.5, 2017: 5.2}

    def lower(count: dict[int, float]) -> float:
        return project_series(*poverty(DISTRICT, rates), (DISTRICT, "POV_ASS_HH", count)).predictive[DISTRICT, "POV_RATE"].scale.lower

    assert lower({2016: 300.0, 2017: 480.0}) == pytest.approx(4.8)
    assert lower({2016: 300.0}) == pytest.approx(3.0)
    assert lower({2017: 900.0}) == pytest.approx(5.2)
    assert lower({2010: 10.0}) == 0.0


def test_a_floor_known_for_some_communes_only_is_none_of_the_district() -> None:
    series = [one for code in COMMUNES for one in poverty(code, {2015: 6.0, 2016: 5.5, 2017: 5.2})]
    floors = [(code, "POV_ASS_HH", {2017: 400.0}) for code in COMMUNES[:4]]
    found = project_series(*series, *floors).predictive
    assert found[DISTRICT, "POV_RATE"].scale.lower == 0.0
    assert found[COMMUNES[0], "POV_RATE"].scale.lower == pytest.approx(4.0)


def test_a_lower_bound_other_than_zero_is_kept_and_none_is_zero() -> None:
    series = trained(DISTRICT, FULL)
    for bounds, lower in (((40.0, 100.0), 40.0), ((None, 100.0), 0.0)):
        programme = with_indicator(programme_of(), RATE, bounds=bounds)
        assert project_series(*series, programme=programme).predictive[DISTRICT, RATE].scale.lower == lower


# ---- small numbers


def counted(*rows: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit_code", "value", "denominator"])


def test_of_a_hundred_persons_half_of_them_the_logit_varies_by_four_hundredths() -> None:
    rate = programme_of().indicators[RATE]
    assert small_number_variance(rate, counted(("a", 50.0, 100.0)), ["a"]) == pytest.approx([1 / (100 * 0.5 * 0.5)])
    # Means over the years, each unit by itself and in the order asked for; who was not counted has no chance in it.
    rows = counted(("a", 20.0, 400.0), ("b", 50.0, 100.0), ("a", 30.0, 600.0), ("c", 10.0, np.nan))
    share = (25.0 + 0.35) / 100.7
    found = small_number_variance(rate, rows, ["c", "b", "a", "d"])
    np.testing.assert_allclose(found, [0.0, 0.04, 1 / (500 * share * (1 - share)), 0.0], rtol=1e-12)


def test_a_share_of_one_has_the_variance_of_the_same_share_in_per_cent() -> None:
    share = programme_of().indicators[RATE].model_copy(update={"bounds": (0.0, 1.0)})
    assert small_number_variance(share, counted(("a", 0.5, 100.0)), ["a"]) == pytest.approx([0.04])


def test_amounts_rates_without_a_ceiling_and_figures_without_persons_have_no_chance_in_them() -> None:
    indicators, one = programme_of().indicators, counted(("a", 50.0, 100.0))
    for name in ("EMP_INCOME_PC", "EMP_NEW_JOBS", "NCC_FUND_PLAN"):
        assert small_number_variance(indicators[name], one, ["a"]) is None
    assert small_number_variance(indicators[RATE], counted(("a", 50.0, np.nan)), ["a"]) is None
    assert small_number_variance(indicators[RATE].model_copy(update={"aggregate": "sum"}), one, ["a"]) is None


# ---- scale, kinds, order


def test_yes_or_no_is_no_trend() -> None:
    found = real_projections()
    assert {found.obstacles[code, "HLT_COMMUNE_STD"] for code in (DISTRICT, *COMMUNES)} == {"not_a_trend"}


def test_neither_one_yes_or_no_nor_a_handful_of_schools_is_a_trend_and_one_of_nine_communes_no_figure_of_the_district() -> None:
    schools = {2013: 1.0, 2014: 2.0, 2015: 2.0, 2016: 3.0, 2017: 4.0}
    found = project_series((TOWN, "HLT_COMMUNE_STD", dict.fromkeys(schools, 1.0)), (TOWN, "EDU_MODEL_SCHOOL", schools))
    assert not found.predictive
    for name in ("HLT_COMMUNE_STD", "EDU_MODEL_SCHOOL"):
        reasons = [found.obstacles[code, name] for code in (TOWN, DISTRICT, COMMUNES[1])]
        assert reasons == ["not_a_trend", "not_usable", "no_value"]


def test_insurance_above_its_ceiling_takes_the_log_scale_for_the_panel() -> None:
    people = dict.fromkeys(range(2015, 2018), 1000.0)
    cards = [
        ("19600", "HLT_HI_RATE__num", {2015: 960.0, 2016: 990.0, 2017: 1_030.0}),
        ("19606", "HLT_HI_RATE__num", {2015: 900.0, 2016: 920.0, 2017: 940.0}),
    ]
    found = project_series(*cards, ("19600", "BASE_POP", people), ("19606", "BASE_POP", people)).predictive
    assert {one.scale.ceiling for key, one in found.items() if key[1] == "HLT_HI_RATE"} == {None}
    assert found["19600", "HLT_HI_RATE"].quantile(2020, 0.975) > 103.0


def test_a_direction_without_improvement_has_no_drift_put_into_it() -> None:
    flat = (DISTRICT, "EMP_NEW_JOBS", dict.fromkeys(range(2013, 2018), 500.0))
    median = {}
    for better in ("higher", "none", "lower"):
        programme = with_indicator(programme_of(), "EMP_NEW_JOBS", better=better)
        median[better] = project_series(flat, programme=programme).predictive[DISTRICT, "EMP_NEW_JOBS"].quantile(2020, 0.5)
    assert median["none"] == pytest.approx(500.0, rel=1e-12)
    assert median["lower"] < 500.0 < median["higher"]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_move_a_figure_in_its_last_digit(seed: int) -> None:
    for name in ("cam-lo", "vietnam-provinces"):
        programme, values = programme_of(name), real_values(name)
        as_of = programme.header.as_of
        shuffled = values.sample(frac=1.0, random_state=seed).reset_index(drop=True)
        expected = real_projections(name).table()
        pd.testing.assert_frame_equal(project(programme, shuffled, as_of=as_of).table(), expected, check_exact=True)


def test_only_what_is_asked_about_is_projected_and_as_ever() -> None:
    values = values_of(*beside(3), (DISTRICT, "EMP_NEW_JOBS", FULL))
    whole, part = (project(programme_of(), values, as_of=2017, only=only) for only in (None, {RATE}))
    assert {name for _, name in whole.predictive} == {RATE, "EMP_NEW_JOBS"}
    assert {name for _, name in [*part.predictive, *part.obstacles]} == {RATE}
    pd.testing.assert_frame_equal(part.table(), whole.table().query("indicator_id == @RATE").reset_index(drop=True), check_exact=True)


def test_the_values_given_are_left_alone() -> None:
    values = real_values().copy()
    project(programme_of(), values, as_of=2017)
    pd.testing.assert_frame_equal(values, real_values())


def test_another_prior_can_be_put_in_its_place() -> None:
    wild = {kind: replace(prior, log_spread=-3.0, spread_weight=1e6) for kind, prior in PRIORS.items()}
    values = values_of(*trained(DISTRICT, FULL))
    usual, other = (project(programme_of(), values, as_of=2017, prior=prior).predictive[DISTRICT, RATE] for prior in (None, wild))
    assert (other.width > 2 * usual.width).all()


# ---- the room itself


def test_importing_the_room_loads_nothing_that_it_does_not_need_yet() -> None:
    asked = (
        "import sys, workbench.projection; print([m for m in ('statsmodels', 'scipy.stats', 'matplotlib', 'pydantic') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_insurance_counted_by_place_of_issue_above_100_per_cent_is_projected_without_a_ceiling() -> None:
    rates = {2013: 88.0, 2014: 93.0, 2015: 97.0, 2016: 101.5, 2017: 104.0}
    found = project_series(*(one for code in COMMUNES[:4] for one in insured(code, rates)))
    one = found.predictive[COMMUNES[0], "HLT_HI_RATE"]
    assert one.scale.ceiling is None and one.quantile(2020, 0.5) > 100.0
    assert one.probability(2020, ">=", 90.0) > 0.9 and one.probability(2020, ">", 100.0) > 0.5


def test_a_denominator_that_moves_moves_the_rate_and_nothing_else() -> None:
    """Half the persons in and out of the rate: rates are what is projected, not counts."""
    small, large = (project_series(*trained(DISTRICT, FULL, workers)).predictive[DISTRICT, RATE] for workers in (1e6, 2e6))
    np.testing.assert_allclose(small.quantiles, large.quantiles, rtol=1e-3)


def test_zeros_anywhere_in_a_panel_of_counts_shift_the_whole_panel() -> None:
    counts = {year: float(10 + year - 2013) for year in range(2013, 2018)}
    series = [(code, "EMP_EXPORT", counts) for code in COMMUNES[:4]] + [(COMMUNES[4], "EMP_EXPORT", counts | {2014: 0.0})]
    found = project_series(*series).predictive
    assert all(found[code, "EMP_EXPORT"].scale.shift == 0.5 for code in COMMUNES[:5])
    assert all((found[code, "EMP_EXPORT"].quantiles >= 0).all() for code in COMMUNES[:5])


def insured(unit: str, rates: dict[int, float]) -> tuple:
    """Insured persons and population of a unit."""
    people = {year: rate / 100.0 * 5_000.0 for year, rate in rates.items()}
    return (unit, programme_of().indicators["HLT_HI_RATE"].numerator, people), (unit, "BASE_POP", dict.fromkeys(rates, 5_000.0))
