"""The state space says the same as the formulas written with differences."""

import numpy as np
import pytest

from tests.unit.projection.closed_form import project_stacked, project_two_steps, spreads, surprise
from tests.unit.projection.small import programme_of, real_values
from workbench.projection.prior import load_prior
from workbench.projection.scale import choose_scale
from workbench.projection.statespace import PanelTrend, project_levels, project_panel, squared_surprise

PRIOR = load_prior()


def real_panel(indicator: str, region: str, *, name: str = "vietnam-provinces") -> np.ndarray:
    """Published values of the units of one parent on their projection scale, years without figures as NaN."""
    units = [unit.code for unit in programme_of(name).units if unit.parent == region]
    values = real_values(name)
    wide = values[(values["indicator_id"] == indicator) & values["unit_code"].isin(units)]
    wide = wide.pivot(index="year", columns="unit_code", values="value")
    wide = wide.reindex(range(wide.index.min(), wide.index.max() + 1)).to_numpy()
    ceiling = programme_of(name).indicators[indicator].bounds[1]
    return choose_scale(wide, ceiling=ceiling).forward(wide)


def assert_same(found: tuple, expected: tuple) -> None:
    """Means, covariances and degrees, unit by unit."""
    for unit in range(len(expected[2])):
        np.testing.assert_allclose(found[0][unit], expected[0][unit], rtol=0, atol=1e-8)
        np.testing.assert_allclose(found[1][unit], expected[1][unit], rtol=0, atol=1e-8)
    np.testing.assert_array_equal(found[2], expected[2])


@pytest.mark.parametrize("units", [1, 2, 3, 9, 14])
@pytest.mark.parametrize("years", [3, 5, 8])
@pytest.mark.parametrize("direction", [-1, 0, 1])
def test_on_equal_years_it_is_the_two_step_form(units: int, years: int, direction: int, rng: np.random.Generator) -> None:
    levels = np.cumsum(rng.normal(0.05, 0.2, (years, units)), axis=0)
    found = project_panel(levels, PRIOR, horizons=3, direction=direction)
    assert_same(found, project_two_steps(levels, PRIOR, horizons=3, direction=direction))
    assert_same(found, project_stacked(levels, PRIOR, horizons=3, direction=direction))


@pytest.mark.parametrize("region", ["R1", "R2", "R5", "VN"])
@pytest.mark.parametrize("indicator", ["TRAINED_WORKERS", "INCOME_MONTH", "IMMUNISED"])
def test_on_published_series_with_gaps_it_is_the_stacked_form(indicator: str, region: str) -> None:
    levels = real_panel(indicator, region)
    assert levels.shape[1] >= 4
    found = project_panel(levels, PRIOR, horizons=4, direction=1)
    assert_same(found, project_stacked(levels, PRIOR, horizons=4, direction=1))


@pytest.mark.parametrize("horizons", [0, 1, 3])
def test_with_unequal_years_it_is_the_stacked_form_from_each_units_own_last_value(horizons: int) -> None:
    levels = real_panel("TRAINED_WORKERS", "R4")[:, :5].copy()
    assert levels.shape == (9, 5) and not np.isnan(levels).any()
    levels[0:4, 0] = np.nan  # begins late
    levels[7:, 1] = np.nan  # reported last two years before the panel
    levels[[2, 5, 8], 2] = np.nan  # gaps, and last a year before
    levels[[1, 2, 3], 3] = np.nan
    found = project_panel(levels, PRIOR, horizons=horizons, direction=-1)
    assert [len(mean) for mean in found[0]] == [horizons, horizons + 2, horizons + 1, horizons, horizons]
    assert_same(found, project_stacked(levels, PRIOR, horizons=horizons, direction=-1))


def test_a_unit_that_stopped_before_another_began_is_projected_too() -> None:
    levels = real_panel("TRAINED_WORKERS", "R4")[:, :3].copy()
    levels[4:, 0] = np.nan
    levels[:6, 1] = np.nan
    found = project_panel(levels, PRIOR, horizons=2, direction=1)
    assert [len(mean) for mean in found[0]] == [7, 2, 2]
    assert_same(found, project_stacked(levels, PRIOR, horizons=2, direction=1))


def test_neighbours_later_figures_move_a_unit_that_lags_behind() -> None:
    levels = real_panel("TRAINED_WORKERS", "R4")[:, :4].copy()
    levels[-1, 0] = np.nan
    raised = levels.copy()
    raised[-1, 1:] += 0.5
    low, high = (project_panel(one, PRIOR, horizons=1, direction=1)[0][0] for one in (levels, raised))
    assert (high > low).all()


def test_squared_surprise_is_the_quadratic_form_of_the_differences() -> None:
    levels = np.hstack([real_panel("TRAINED_WORKERS", "R1"), real_panel("POPULATION", "R1")])
    levels[3, 0] = levels[[0, 5], 1] = levels[-2:, 2] = np.nan
    for column in levels.T:
        assert squared_surprise(column, PRIOR) == pytest.approx(surprise(column, PRIOR), rel=1e-9)


def test_squared_surprise_of_a_lone_value_is_nothing() -> None:
    assert squared_surprise(np.array([np.nan, 0.3, np.nan]), PRIOR) == 0.0


def test_a_units_spread_lies_between_its_own_and_the_panels() -> None:
    levels = real_panel("TRAINED_WORKERS", "R2")
    levels[3:, 0] = np.nan
    spread, degrees = spreads(levels, PRIOR)
    _, covariance, found = project_panel(levels, PRIOR, horizons=1, direction=1)
    _, plain = project_levels(levels / spread, PRIOR, horizons=1, improvement=PRIOR.improvement)
    np.testing.assert_allclose([one[0, 0] for one in covariance], [s**2 * one[0, 0] for s, one in zip(spread, plain, strict=True)])
    np.testing.assert_array_equal(found, degrees)
    own = np.sqrt([surprise(column, PRIOR) / ((~np.isnan(column)).sum() - 1) for column in levels.T])
    assert (own.max() > spread).all() and (own.min() < spread).all()


def test_it_is_a_statsmodels_model_whose_likelihood_can_be_asked() -> None:
    levels = real_panel("TRAINED_WORKERS", "R1")[:, :3]
    model = PanelTrend(levels, PRIOR, improvement=0.05)
    assert model.k_endog == 3 and model.k_states == 2 + 3 * 3
    assert np.isfinite(model.ssm.loglike())


def test_a_value_off_the_scale_is_refused_in_words() -> None:
    levels = np.array([[0.1, 0.2], [0.2, -np.inf], [0.3, 0.4]])
    with pytest.raises(ValueError, match=r"^a level is not finite: its value has left the projection scale$"):
        project_panel(levels, PRIOR, horizons=2, direction=1)
