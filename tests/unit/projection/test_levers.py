"""Projections under levers: what they are told to move is moved as they say, and nothing else is."""

import numpy as np
import pytest

from tests.unit.projection.small import COMMUNES, DISTRICT, poverty, project_series, trained
from workbench.programme import Lever
from workbench.projection import Projections

RATE, INCOME = "EMP_TRAINED_RATE", "EMP_INCOME_PC"
FULL = dict(zip(range(2013, 2018), (50.0, 51.5, 53.8, 54.0, 56.1), strict=True))
FIRST, SECOND, LATE = COMMUNES[:3]


@pytest.fixture(scope="module")
def found() -> Projections:
    """Three communes, of which one reported last in 2016, and the district's poverty and income."""
    late = {year: value for year, value in FULL.items() if year < 2017}
    communes = [*trained(FIRST, FULL), *trained(SECOND, FULL), *trained(LATE, late)]
    income = (DISTRICT, INCOME, {2013: 18.0, 2014: 20.0, 2015: 21.0, 2016: 23.0, 2017: 25.0})
    return project_series(*communes, *poverty(DISTRICT, {2015: 12.0, 2016: 11.2, 2017: 10.1}), income)


def middle(projections: Projections, year: int, code: str = FIRST, name: str = RATE) -> float:
    return projections.predictive[code, name].quantile(year, 0.5)


def steps(projections: Projections, other: Projections, code: str = FIRST, name: str = RATE) -> np.ndarray:
    """How far each year is moved on the projection scale, all regimes alike."""
    one, moved = (which.predictive[code, name] for which in (projections, other))
    np.testing.assert_allclose(moved.mean - one.mean, (moved.mean - one.mean)[:, :1] * np.ones(one.mean.shape[1]), atol=1e-12)
    return (moved.mean - one.mean)[:, 0]


def test_another_pace_stretches_the_projected_change_of_the_units_named_and_of_no_other(found: Projections) -> None:
    faster = found.under([Lever(indicator=RATE, units=(SECOND,), pace=2.0)])
    one, moved = (which.predictive[SECOND, RATE] for which in (found, faster))
    np.testing.assert_allclose(moved.mean - one.last, 2.0 * (one.mean - one.last), rtol=1e-12)
    np.testing.assert_array_equal(moved.width, one.width)
    assert {key for key in found.predictive if faster.predictive[key] is not found.predictive[key]} == {(SECOND, RATE)}
    assert {key for key in found.panels if faster.panels[key] is not found.panels[key]} == {(RATE, DISTRICT)}


def test_without_units_a_lever_moves_all_of_them(found: Projections) -> None:
    still = found.under([Lever(indicator=RATE, pace=0.0)])
    for code in (FIRST, SECOND, LATE):
        np.testing.assert_allclose(still.predictive[code, RATE].mean, found.predictive[code, RATE].last, rtol=1e-12)


def test_paces_of_two_levers_multiply(found: Projections) -> None:
    both = found.under([Lever(indicator=RATE, pace=3.0), Lever(indicator=RATE, units=(FIRST,), pace=0.5)])
    for code, pace in ((FIRST, 1.5), (SECOND, 3.0)):
        one = found.predictive[code, RATE]
        np.testing.assert_allclose(both.predictive[code, RATE].mean - one.last, pace * (one.mean - one.last), rtol=1e-12)


def test_a_shock_is_said_at_the_middle_of_its_year_and_lasts_on_the_projection_scale(found: Projections) -> None:
    shocked = found.under([Lever(indicator=RATE, shock=-2.0, shock_year=2019)])
    assert middle(shocked, 2019) == pytest.approx(middle(found, 2019) - 2.0, rel=1e-9)
    before, in_2019, in_2020 = steps(found, shocked)
    assert before == 0.0 and in_2019 == pytest.approx(in_2020, rel=1e-12) and in_2019 < 0.0
    np.testing.assert_allclose(steps(found, shocked, LATE)[:2], 0.0, atol=1e-12)  # 2017 and 2018
    assert middle(shocked, 2019, LATE) == pytest.approx(middle(found, 2019, LATE) - 2.0, rel=1e-9)


def test_shocks_of_two_levers_add_up_each_at_the_middle_as_the_pace_leaves_it(found: Projections) -> None:
    faster = found.under([Lever(indicator=RATE, pace=2.0)])
    both = found.under([Lever(indicator=RATE, pace=2.0, shock=-1.0, shock_year=2018), Lever(indicator=RATE, shock=-2.0, shock_year=2020)])
    assert middle(both, 2018) == pytest.approx(middle(faster, 2018) - 1.0, rel=1e-9)
    first, between, last = steps(faster, both)
    alone = steps(faster, found.under([Lever(indicator=RATE, pace=2.0, shock=-2.0, shock_year=2020)]))
    assert first == pytest.approx(between, rel=1e-12) and last == pytest.approx(first + alone[-1], rel=1e-12)


def test_a_shock_of_a_year_already_reported_moves_every_year_ahead(found: Projections) -> None:
    shocked = found.under([Lever(indicator=RATE, shock=-2.0, shock_year=2017)])
    assert middle(shocked, 2018) == pytest.approx(middle(found, 2018) - 2.0, rel=1e-9)
    np.testing.assert_allclose(steps(found, shocked), steps(found, shocked)[0], rtol=1e-12)
    assert middle(shocked, 2017, LATE) == pytest.approx(middle(found, 2017, LATE) - 2.0, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "unit", "shock", "bound"),
    [(RATE, FIRST, 80.0, 100.0), ("POV_RATE", DISTRICT, -50.0, 0.0), (INCOME, DISTRICT, -1000.0, 0.0)],
)
def test_a_shock_beyond_what_is_possible_ends_at_the_bound(found: Projections, name: str, unit: str, shock: float, bound: float) -> None:
    shocked = found.under([Lever(indicator=name, shock=shock, shock_year=2018)]).predictive[unit, name]
    assert shocked.quantile(2018, 0.5) == pytest.approx(bound, abs=1e-9)
    assert np.isfinite(shocked.quantiles).all()
    # The bound is where the middle lies, not where all is lost; but of nothing on a log scale nothing is left.
    assert (np.ptp(shocked.quantiles[0]) > 1e-9) == (name != INCOME)


def test_an_amount_may_rise_by_any_shock(found: Projections) -> None:
    shocked = found.under([Lever(indicator=INCOME, shock=1000.0, shock_year=2018)])
    assert middle(shocked, 2018, DISTRICT, INCOME) == pytest.approx(middle(found, 2018, DISTRICT, INCOME) + 1000.0, rel=1e-9)


@pytest.mark.parametrize("lever", [Lever(indicator=RATE, pace=2.0), Lever(indicator=RATE, shock=-2.0, shock_year=2019)])
def test_draws_move_with_the_closed_form_whatever_was_drawn_before(found: Projections, lever: Lever) -> None:
    assert found.paths(RATE, FIRST).shape[1] == 3
    moved = found.under([lever])
    for code in (FIRST, LATE):
        years = moved.predictive[code, RATE].years
        for place, year in enumerate(years):
            below = np.mean(moved.paths(RATE, code)[:, place] < middle(moved, year, code))
            assert below == pytest.approx(0.5, abs=0.02), (code, year)
