"""What a predictive distribution answers: quantiles, chances, draws."""

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.projection.small import programme_of, project_series, real_values, trained, with_indicator
from workbench.projection import Predictive, project
from workbench.projection.predictive import LEVELS
from workbench.projection.prior import load_prior
from workbench.projection.scale import Scale
from workbench.projection.statespace import project_panel

YEARS = (2018, 2019, 2020)


def predictive(values: list[float], *, scale: Scale | None = None, direction: int = 1) -> Predictive:
    """The projection of one series, for the years 2018 to 2020."""
    scale = scale or Scale(ceiling=100.0)
    mean, covariance, degrees = project_panel(scale.forward(np.array(values)[:, None]), load_prior(), horizons=3, direction=direction)
    return Predictive("468", "X", YEARS, mean[0], covariance[0], float(degrees[0]), scale, len(values), 0, False, "panel_trend")


RISING = predictive([56.0, 58.5, 57.9, 61.0, 63.2])
NEAR_TOP = predictive([97.0, 98.5, 99.0, 99.2, 99.9])
NEAR_FLOOR = predictive([2.1, 1.8, 1.4, 0.9, 0.4], direction=-1)
COUNT = predictive([0.0, 3.0, 5.0, 2.0, 7.0], scale=Scale(ceiling=None, shift=0.5))
AMOUNT = predictive([19.5, 21.0, 24.4, 26.1, 29.9], scale=Scale(ceiling=None))
ALL = [RISING, NEAR_TOP, NEAR_FLOOR, COUNT, AMOUNT, replace(NEAR_FLOOR, scale=Scale(ceiling=100.0, lower=0.3))]


@pytest.mark.parametrize("one", ALL)
@pytest.mark.parametrize("year", YEARS)
def test_quantiles_rise_with_their_level_and_stay_inside_the_bounds(one: Predictive, year: int) -> None:
    found = [one.quantile(year, level) for level in (0.0001, *LEVELS.values(), 0.9999)]
    assert found == sorted(found) and found[0] < found[-1]
    assert found[0] >= one.scale.lower and found[-1] <= (one.scale.ceiling or np.inf)


@pytest.mark.parametrize("one", [RISING, COUNT])
def test_the_interval_widens_with_the_horizon_on_the_projection_scale(one: Predictive) -> None:
    widths = [one.scale.forward(one.quantile(year, 0.9)) - one.scale.forward(one.quantile(year, 0.1)) for year in YEARS]
    assert widths[0] < widths[1] < widths[2]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("level", [0.01, 0.1, 0.5, 0.8, 0.975])
def test_the_chance_of_passing_a_quantile_is_what_its_level_leaves(year: int, level: float) -> None:
    for one in (RISING, AMOUNT):
        threshold = one.quantile(year, level)
        for operator in (">", ">=", "="):
            assert one.probability(year, operator, threshold) == pytest.approx(1.0 - level, abs=1e-9)
        for operator in ("<", "<="):
            assert one.probability(year, operator, threshold) == pytest.approx(level, abs=1e-9)


def test_quantiles_are_those_of_the_student_t() -> None:
    # t with 5 degrees of freedom: the 90 % point is 1.4758840 (Abramowitz & Stegun, table 26.10).
    one = Predictive("u", "i", (2018,), np.array([0.3]), np.array([[0.04]]), 5.0, Scale(ceiling=None), 5, 0, False, "m")
    assert np.log(one.quantile(2018, 0.9)) == pytest.approx(0.3 + 0.2 * 1.4758840, abs=1e-6)
    assert np.log(one.quantile(2018, 0.1)) == pytest.approx(0.3 - 0.2 * 1.4758840, abs=1e-6)
    assert one.quantile(2018, 0.5) == pytest.approx(np.exp(0.3), rel=1e-12)


def test_more_than_everybody_is_impossible_and_everybody_is_not() -> None:
    assert NEAR_TOP.probability(2020, ">", 100.0) == 0.0
    assert 0.0 < NEAR_TOP.probability(2020, ">=", 100.0) < 1.0
    assert NEAR_TOP.probability(2020, "=", 100.0) == NEAR_TOP.probability(2020, ">=", 100.0)
    assert NEAR_TOP.probability(2020, ">=", 100.5) == 0.0


def test_less_than_nobody_is_impossible_and_nobody_is_not() -> None:
    assert NEAR_FLOOR.probability(2020, "<", 0.0) == 0.0
    assert 0.0 < NEAR_FLOOR.probability(2020, "<=", 0.0) < 1.0
    assert NEAR_FLOOR.probability(2020, "<=", -0.5) == 0.0


def test_what_every_possible_value_meets_is_certain() -> None:
    assert NEAR_FLOOR.probability(2020, ">=", 0.0) == NEAR_FLOOR.probability(2020, ">", -0.1) == 1.0
    assert NEAR_TOP.probability(2020, "<=", 100.0) == NEAR_TOP.probability(2020, "<", 100.2) == 1.0
    assert 0.0 < NEAR_FLOOR.probability(2020, ">", 0.0) < 1.0 and 0.0 < NEAR_TOP.probability(2020, "<", 100.0) < 1.0
    assert COUNT.probability(2020, ">=", 0.0) == 1.0 and COUNT.probability(2020, "<=", 1e9) < 1.0


def test_a_floor_takes_the_place_of_zero() -> None:
    floored = replace(NEAR_FLOOR, scale=Scale(ceiling=100.0, lower=0.3))
    assert floored.quantile(2020, 0.001) == 0.3
    assert floored.probability(2020, "<", 0.3) == floored.probability(2020, "<=", 0.29) == 0.0
    assert floored.probability(2020, "<=", 0.3) == NEAR_FLOOR.probability(2020, "<", 0.3) > 0.0
    assert floored.draws("p").min() == 0.3


@pytest.mark.parametrize("one", ALL)
def test_draws_agree_with_the_closed_form(one: Predictive) -> None:
    drawn = one.draws("cam-lo")
    assert drawn.shape == (4_000, 3)
    for place, year in enumerate(YEARS):
        for level in (0.05, 0.2, 0.5, 0.8, 0.95):
            threshold = one.quantile(year, level)
            assert np.mean(drawn[:, place] >= threshold) == pytest.approx(one.probability(year, ">=", threshold), abs=0.02)
            assert np.mean(drawn[:, place] <= threshold) == pytest.approx(one.probability(year, "<=", threshold), abs=0.02)


def test_draws_of_neighbouring_years_go_together_as_the_covariance_says() -> None:
    drawn = RISING.scale.forward(RISING.draws("cam-lo"))
    spread = np.sqrt(np.diag(RISING.covariance))
    expected = (RISING.covariance / np.outer(spread, spread))[0, 2]
    ranks = np.argsort(np.argsort(drawn, axis=0), axis=0)
    assert expected > 0.3
    assert np.corrcoef(ranks[:, 0], ranks[:, 2])[0, 1] == pytest.approx(expected, abs=0.05)


def test_the_years_of_a_draw_share_their_tail() -> None:
    # Of a multivariate t: years that do not move together are still far out together.
    heavy = Predictive("u", "i", YEARS, np.zeros(3), np.eye(3), 3.0, Scale(ceiling=None), 5, 0, False, "m")
    size = np.abs(np.log(heavy.draws("cam-lo")))
    far = size > np.quantile(size, 0.9, axis=0)
    assert np.mean(far[:, 0] & far[:, 2]) > 2 * 0.1 * 0.1


def test_draws_are_the_same_whatever_else_is_projected_and_in_whatever_order() -> None:
    programme = programme_of()
    values = real_values()
    whole = project(programme, values, as_of=2017).predictive
    backwards = dict(reversed(whole.items()))
    chosen = [key for key in whole if key[1] == "EMP_NEW_JOBS"]
    assert len(chosen) == 10
    first = {key: whole[key].draws("cam-lo") for key in chosen}
    for key in reversed(chosen):
        np.testing.assert_array_equal(backwards[key].draws("cam-lo"), first[key])
    only = project(programme, values[values["indicator_id"] == "EMP_NEW_JOBS"], as_of=2017).predictive
    for key in chosen:
        np.testing.assert_array_equal(only[key].draws("cam-lo"), first[key])


def test_draws_differ_between_units_indicators_and_programmes() -> None:
    others = [RISING.draws("b"), replace(RISING, unit_code="1").draws("a"), replace(RISING, indicator_id="Y").draws("a")]
    assert all((RISING.draws("a") != other).any() for other in others)


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
