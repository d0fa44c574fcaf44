"""What a predictive distribution answers: quantiles, chances, draws."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.unit.projection.small import (
    COMMUNES,
    DISTRICT,
    programme_of,
    project_series,
    real_projections,
    real_values,
    trained,
    values_of,
    with_indicator,
)
from workbench.projection import Predictive, project
from workbench.projection.conditioning import Conditioned
from workbench.projection.panel import DRAWS, Panel, agree, condition_panel, predictives
from workbench.projection.predictive import LEVELS
from workbench.projection.prior import load_prior
from workbench.projection.scale import Scale

YEARS = (2018, 2019, 2020)
PRIORS = {kind: load_prior(kind) for kind in ("rates", "amounts")}


def panel_of(*series: list[float], ceiling: float | None = 100.0, lower: float = 0.0, direction: int = 1) -> Panel:
    """Series of 2013 to 2017 as one panel, projected to 2020."""
    return condition_panel(
        "p|X|",
        [str(unit) for unit in range(len(series))],
        range(2013, 2018),
        np.array(series).T,
        horizon=2020,
        ceiling=ceiling,
        lower=lower,
        direction=direction,
        prior=PRIORS,
    )


SERIES = {
    "rising": ([56.0, 58.5, 57.9, 61.0, 63.2], {}),
    "near the top": ([97.0, 98.5, 99.0, 99.2, 99.9], {}),
    "near the floor": ([2.1, 1.8, 1.4, 0.9, 0.4], {"direction": -1}),
    "count": ([0.0, 3.0, 5.0, 2.0, 7.0], {"ceiling": None}),
    "amount": ([19.5, 21.0, 24.4, 26.1, 29.9], {"ceiling": None}),
    "floored": ([2.1, 1.8, 1.4, 0.9, 0.4], {"lower": 0.3, "direction": -1}),
}


@cache
def alone(name: str) -> Panel:
    """One of the series as a panel of its own."""
    values, about = SERIES[name]
    return panel_of(values, **about)


@cache
def ahead_of(name: str) -> Predictive:
    return predictives(alone(name))[0]


def drawn_of(name: str) -> np.ndarray:
    """Paths of a panel of one, shape (draws, years)."""
    return alone(name).back(alone(name).draw())[:, 0]


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("year", YEARS)
def test_quantiles_rise_with_their_level_and_stay_inside_the_bounds(name: str, year: int) -> None:
    one = ahead_of(name)
    found = [one.quantile(year, level) for level in (0.0001, *LEVELS.values(), 0.9999)]
    assert found == sorted(found) and found[0] < found[-1]
    assert found[0] >= one.scale.lower and found[-1] <= (one.scale.ceiling or np.inf)


@pytest.mark.parametrize("name", ["rising", "count"])
def test_the_interval_widens_with_the_horizon_on_the_projection_scale(name: str) -> None:
    one = ahead_of(name)
    widths = [one.scale.forward(one.quantile(year, 0.9)) - one.scale.forward(one.quantile(year, 0.1)) for year in YEARS]
    assert widths[0] < widths[1] < widths[2]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("level", [0.01, 0.1, 0.5, 0.8, 0.975])
def test_the_chance_of_passing_a_quantile_is_what_its_level_leaves(year: int, level: float) -> None:
    for one in (ahead_of("rising"), ahead_of("amount")):
        threshold = one.quantile(year, level)
        for operator in (">", ">=", "="):
            assert one.probability(year, operator, threshold) == pytest.approx(1.0 - level, abs=1e-9)
        for operator in ("<", "<="):
            assert one.probability(year, operator, threshold) == pytest.approx(level, abs=1e-9)


def one_year(weights: list[float], mean: list[float], width: list[float], degrees: float) -> Predictive:
    """The year 2018 alone, on the log scale, from the components of a mixture."""
    weights, mean, width = (np.array(part) for part in (weights, mean, width))
    found = Conditioned(weights, mean[:, None, None], width[:, None], np.ones((len(mean), 1, 1)), np.array([degrees]))
    return predictives(Panel("p", ("u",), (2018,), np.zeros(1), (Scale(ceiling=None),), found))[0]


def test_with_one_regime_quantiles_are_those_of_the_student_t() -> None:
    # t with 5 degrees of freedom: the 90 % point is 1.4758840 (Abramowitz & Stegun, table 26.10).
    one = one_year([1.0], [0.3], [0.2], 5.0)
    assert np.log(one.quantile(2018, 0.9)) == pytest.approx(0.3 + 0.2 * 1.4758840, abs=1e-6)
    assert np.log(one.quantile(2018, 0.1)) == pytest.approx(0.3 - 0.2 * 1.4758840, abs=1e-6)
    assert one.quantile(2018, 0.5) == pytest.approx(np.exp(0.3), rel=1e-12)
    assert one.probability(2018, "<", np.exp(0.3 + 0.2 * 1.4758840)) == pytest.approx(0.9, abs=1e-7)


def test_regimes_that_disagree_leave_two_humps_and_the_quantile_between() -> None:
    one = one_year([0.3, 0.7], [0.0, 5.0], [0.1, 0.1], 9.0)
    assert one.probability(2018, "<", np.exp(2.5)) == pytest.approx(0.3, abs=1e-6)
    assert np.log(one.quantile(2018, 0.29)) < 1.0 and np.log(one.quantile(2018, 0.31)) > 4.0
    for level in (0.001, 0.2999, 0.3001, 0.999):
        assert one.probability(2018, "<", one.quantile(2018, level)) == pytest.approx(level, abs=1e-9)


def test_another_pace_and_a_shock_move_each_regime_and_leave_its_spread() -> None:
    one = replace(one_year([0.3, 0.7], [0.1, 0.4], [0.2, 0.3], 9.0), last=0.05)
    moved = one.under(pace=2.0, shift=0.25)
    np.testing.assert_allclose(moved.mean, [[0.05 + 2.0 * 0.05 + 0.25, 0.05 + 2.0 * 0.35 + 0.25]], rtol=1e-12)
    np.testing.assert_array_equal(moved.width, one.width)
    for level, mark in zip(LEVELS.values(), moved.marks[0], strict=True):
        assert moved.probability(2018, "<", np.exp(mark)) == pytest.approx(level, abs=1e-9)
    np.testing.assert_allclose(one.under().marks, one.marks, atol=1e-12)


def test_a_shock_is_one_step_for_all_years_or_one_for_each() -> None:
    still = ahead_of("rising").under(pace=0.0, shift=np.array([0.0, 0.1, -0.2]))
    np.testing.assert_allclose(still.mean - ahead_of("rising").last, np.broadcast_to([[0.0], [0.1], [-0.2]], still.mean.shape), atol=1e-12)


def test_more_than_everybody_is_impossible_and_everybody_is_not() -> None:
    assert ahead_of("near the top").probability(2020, ">", 100.0) == 0.0
    assert 0.0 < ahead_of("near the top").probability(2020, ">=", 100.0) < 1.0
    assert ahead_of("near the top").probability(2020, "=", 100.0) == ahead_of("near the top").probability(2020, ">=", 100.0)
    assert ahead_of("near the top").probability(2020, ">=", 100.2) == ahead_of("near the top").probability(2020, "=", 100.5) == 0.0


def test_less_than_nobody_is_impossible_and_nobody_is_not() -> None:
    assert ahead_of("near the floor").probability(2020, "<", 0.0) == 0.0
    assert 0.0 < ahead_of("near the floor").probability(2020, "<=", 0.0) < 1.0
    assert ahead_of("near the floor").probability(2020, "<=", -0.5) == 0.0


def test_what_every_possible_value_meets_is_certain() -> None:
    assert ahead_of("near the floor").probability(2020, ">=", 0.0) == ahead_of("near the floor").probability(2020, ">", -0.1) == 1.0
    assert ahead_of("near the top").probability(2020, "<=", 100.0) == ahead_of("near the top").probability(2020, "<", 100.2) == 1.0
    assert 0.0 < ahead_of("near the floor").probability(2020, ">", 0.0) < 1.0
    assert 0.0 < ahead_of("near the top").probability(2020, "<", 100.0) < 1.0
    assert ahead_of("count").probability(2020, ">=", 0.0) == 1.0 and ahead_of("count").probability(2020, "<=", 1e9) < 1.0


def test_a_floor_takes_the_place_of_zero() -> None:
    assert ahead_of("floored").quantile(2020, 0.001) == 0.3
    assert ahead_of("floored").probability(2020, "<", 0.3) == ahead_of("floored").probability(2020, "<=", 0.29) == 0.0
    assert ahead_of("floored").probability(2020, "<=", 0.3) == ahead_of("near the floor").probability(2020, "<", 0.3) > 0.0
    assert drawn_of("floored").min() == 0.3


@pytest.mark.parametrize("name", SERIES)
def test_draws_agree_with_the_closed_form(name: str) -> None:
    one, drawn = ahead_of(name), drawn_of(name)
    assert drawn.shape == (DRAWS, 3)
    for place, year in enumerate(YEARS):
        for level in (0.05, 0.2, 0.5, 0.8, 0.95):
            threshold = one.quantile(year, level)
            assert np.mean(drawn[:, place] >= threshold) == pytest.approx(one.probability(year, ">=", threshold), abs=0.02)
            assert np.mean(drawn[:, place] <= threshold) == pytest.approx(one.probability(year, "<=", threshold), abs=0.02)


def test_draws_of_neighbouring_years_go_together_as_the_covariance_says() -> None:
    found = alone("amount").conditioned
    drawn = alone("amount").draw()[:, 0]
    middle = (found.weights[:, None] * found.moved[:, 0]).sum(axis=0)
    apart = found.moved[:, 0] - middle
    tails = found.degrees[0] / (found.degrees[0] - 2)
    within = found.spread[:, 0, None, None] ** 2 * found.covariance * tails
    expected = (found.weights[:, None, None] * (within + apart[:, :, None] * apart[:, None, :])).sum(axis=0)
    expected = expected / np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    ranks = np.argsort(np.argsort(drawn, axis=0), axis=0)
    assert expected[0, 2] > 0.3
    assert np.corrcoef(ranks[:, 0], ranks[:, 2])[0, 1] == pytest.approx(expected[0, 2], abs=0.06)


def test_the_years_of_a_draw_share_their_tail() -> None:
    # Of a multivariate t: years that do not move together are still far out together.
    found = Conditioned(np.ones(1), np.zeros((1, 1, 3)), np.ones((1, 1)), np.eye(3)[None], np.array([3.0]))
    size = np.abs(Panel("p", ("u",), YEARS, np.zeros(1), (Scale(ceiling=None),), found).draw()[:, 0])
    far = size > np.quantile(size, 0.9, axis=0)
    assert np.mean(far[:, 0] & far[:, 2]) > 2 * 0.1 * 0.1


def test_neighbours_are_drawn_together() -> None:
    """What the panel shares moves all its units in the same draw."""
    drawn = panel_of(*([50.0 + shift, 52.0 + shift, 53.0 + shift, 55.5 + shift, 56.0 + shift] for shift in (0.0, 5.0, 9.0))).draw()
    ranks = np.argsort(np.argsort(drawn[:, :, -1], axis=0), axis=0)
    assert (np.corrcoef(ranks.T)[np.triu_indices(3, 1)] > 0.2).all()


def test_draws_are_the_same_whatever_else_is_projected_and_in_whatever_order() -> None:
    programme, values = programme_of(), real_values()
    first = project(programme, values, as_of=2017)
    codes = [code for code, name in first.predictive if name == "EMP_NEW_JOBS"]
    assert len(codes) == 10
    drawn = {code: first.paths("EMP_NEW_JOBS", code) for code in codes}
    other = project(programme, values[values["indicator_id"].isin(["EMP_NEW_JOBS", "BASE_LF"])], as_of=2017)
    for code in reversed(codes):
        np.testing.assert_array_equal(other.paths("EMP_NEW_JOBS", code), drawn[code])


def test_draws_differ_between_panels_and_programmes() -> None:
    panel = alone("rising")
    assert (panel.draw() != replace(panel, name="q|X|").draw()).any()


# ---- communes and district


def test_paths_of_the_communes_add_up_to_the_districts_draw_by_draw() -> None:
    found = real_projections()
    counts = sum(found.paths("EMP_NEW_JOBS", code) for code in COMMUNES)
    np.testing.assert_allclose(counts, found.paths("EMP_NEW_JOBS", DISTRICT), rtol=1e-6)
    rates = np.stack([found.paths("EMP_TRAINED_RATE", code) for code in COMMUNES])
    force = real_values()[lambda table: (table["indicator_id"] == "BASE_LF") & (table["year"] == 2017)].set_index("unit_code")["value"]
    weights = np.array([force[code] for code in COMMUNES])[:, None, None]
    above = found.paths("EMP_TRAINED_RATE", DISTRICT)
    np.testing.assert_allclose((rates * weights).sum(axis=0) / weights.sum(), above, rtol=1e-6)


def test_where_the_last_values_do_not_add_up_neither_do_the_paths() -> None:
    values = real_values().copy()
    values.loc[(values["indicator_id"] == "EMP_NEW_JOBS") & (values["unit_code"] == DISTRICT), "value"] += 10.0
    assert ("EMP_NEW_JOBS", DISTRICT) in real_projections().shares
    assert ("EMP_NEW_JOBS", DISTRICT) not in project(programme_of(), values, as_of=2017).shares


def test_real_paths_are_not_moved_to_agree_with_a_simulated_sum() -> None:
    jobs = {year: 100.0 + year - 2013 for year in range(2013, 2018)}
    values = values_of(*((code, "EMP_NEW_JOBS", jobs) for code in COMMUNES))
    assert ("EMP_NEW_JOBS", DISTRICT) in project(programme_of(), values, as_of=2017).shares
    values["is_simulated"] = values["unit_code"] == DISTRICT
    assert ("EMP_NEW_JOBS", DISTRICT) not in project(programme_of(), values, as_of=2017).shares


def test_agreement_keeps_the_units_order_and_moves_them_by_one_step() -> None:
    panel = panel_of([10.0, 12.0, 14.0, 15.0, 17.0], [30.0, 31.0, 33.0, 36.0, 38.0], ceiling=None)
    drawn = panel.draw()
    above = 1.1 * panel.back(drawn).sum(axis=1)
    moved = np.log(agree(panel, drawn, above, [1.0, 1.0])) - drawn
    np.testing.assert_allclose(moved[:, 0], moved[:, 1], atol=1e-9)
    np.testing.assert_allclose(moved, np.log(1.1), atol=1e-9)


def test_a_district_value_out_of_reach_leaves_the_communes_at_their_bound() -> None:
    panel = panel_of([97.0, 98.5, 99.0, 99.2, 99.9], [95.0, 96.0, 97.0, 98.0, 99.0])
    paths = agree(panel, panel.draw(), np.full((DRAWS, 3), 101.0), [0.5, 0.5])
    assert (paths == 100.0).all()


SERVED = {"19600": (62.0, 65.5, 64.0, 69.0, 71.5), "19606": (90.0, 93.0, 96.5, 97.0, 98.9), "19612": (40.0, 41.0, 45.0, 44.0, 50.0)}


@pytest.mark.parametrize(("operator", "flipped"), [(">=", "<="), (">", "<"), ("<", ">"), ("<=", ">=")])
def test_counting_the_served_or_the_unserved_gives_the_same_chance(operator: str, flipped: str) -> None:
    def projected(better: str, rates: dict[str, tuple[float, ...]]) -> dict:
        turned = with_indicator(programme_of(), "EMP_TRAINED_RATE", better=better)
        series = [one for unit, years in rates.items() for one in trained(unit, dict(zip(range(2013, 2018), years, strict=True)))]
        return project_series(*series, programme=turned).predictive

    served = projected("higher", SERVED)
    unserved = projected("lower", {unit: tuple(100.0 - rate for rate in years) for unit, years in SERVED.items()})
    for unit in SERVED:
        one, other = served[unit, "EMP_TRAINED_RATE"], unserved[unit, "EMP_TRAINED_RATE"]
        for threshold in (0.0, 50.0, 70.0, 97.5, 99.99, 100.0):
            for year in YEARS:
                there = one.probability(year, operator, threshold)
                assert there == pytest.approx(other.probability(year, flipped, 100.0 - threshold), abs=1e-9)
        assert one.quantile(2020, 0.1) == pytest.approx(100.0 - other.quantile(2020, 0.9), abs=1e-9)
