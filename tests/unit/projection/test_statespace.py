"""Three ways to write the model say the same: the state space, the closed form, the two steps on equal years."""

import numpy as np
import pytest

from tests.unit.projection.small import programme_of, real_values
from tests.unit.projection.two_steps import two_steps
from workbench.projection.conditioning import condition, lay_out, part_by_chance
from workbench.projection.prior import load_prior
from workbench.projection.scale import choose_scale
from workbench.projection.statespace import PanelTrend, project_levels, project_panel, squared_surprise

PRIOR = load_prior("rates")


def real_panel(indicator: str, region: str, *, name: str = "vietnam-provinces") -> np.ndarray:
    """Published values of the units of one parent on their projection scale, years without figures as NaN."""
    units = [unit.code for unit in programme_of(name).units if unit.parent == region]
    values = real_values(name)
    wide = values[(values["indicator_id"] == indicator) & values["unit_code"].isin(units)]
    wide = wide.pivot(index="year", columns="unit_code", values="value")
    wide = wide.reindex(range(wide.index.min(), wide.index.max() + 1)).to_numpy()
    ceiling = programme_of(name).indicators[indicator].bounds[1]
    return choose_scale(wide, ceiling=ceiling).forward(wide)


def closed_form(
    levels: np.ndarray, *, horizons: int, direction: int, breaks: tuple[int, ...] = (), chance: np.ndarray | None = None
) -> tuple:
    """Weights, means and covariances by regime and unit from each unit's own last value, degrees."""
    segments = np.searchsorted(breaks, np.arange(len(levels)), side="right")
    layout, ends, last = lay_out(~np.isnan(levels), horizons=horizons, segments=segments)
    differences = levels[ends[1], layout.seen_unit] - levels[ends[0], layout.seen_unit]
    found = condition(differences, layout, PRIOR, direction=direction, chance=chance)
    units, years = found.moved.shape[1:]
    means, covariances = [], []
    for regime in range(len(PRIOR.regimes)):
        parts = [slice(unit * years, (unit + 1) * years) for unit in range(units)]
        ahead = [len(levels) + horizons - 1 - last[unit] for unit in range(units)]
        spread = found.spread[regime]
        means.append([levels[last[unit], unit] + found.moved[regime, unit, years - ahead[unit] :] for unit in range(units)])
        whole = [spread[unit] ** 2 * found.covariance[regime][part, part] for unit, part in enumerate(parts)]
        covariances.append([one[years - n :, years - n :] for one, n in zip(whole, ahead, strict=True)])
    return found.weights, means, covariances, found.degrees


def assert_same(found: tuple, expected: tuple) -> None:
    """Weights, means, covariances and degrees, regime by regime and unit by unit."""
    np.testing.assert_allclose(found[0], expected[0], rtol=0, atol=1e-8)
    np.testing.assert_array_equal(found[3], expected[3])
    for regime in range(len(expected[0])):
        for unit in range(len(expected[3])):
            np.testing.assert_allclose(found[1][regime][unit], expected[1][regime][unit], rtol=0, atol=1e-8)
            np.testing.assert_allclose(found[2][regime][unit], expected[2][regime][unit], rtol=0, atol=1e-8)


@pytest.mark.parametrize("units", [1, 2, 3, 9, 14])
@pytest.mark.parametrize("years", [3, 5, 8])
@pytest.mark.parametrize("direction", [-1, 0, 1])
def test_on_equal_years_all_three_agree(units: int, years: int, direction: int, rng: np.random.Generator) -> None:
    levels = np.cumsum(rng.normal(0.05, 0.2, (years, units)), axis=0)
    found = closed_form(levels, horizons=3, direction=direction)
    assert_same(found, two_steps(levels, PRIOR, horizons=3, direction=direction))
    assert_same(project_panel(levels, PRIOR, horizons=3, direction=direction), found)


@pytest.mark.parametrize("region", ["R1", "R2", "R5", "VN"])
@pytest.mark.parametrize("indicator", ["TRAINED_WORKERS", "INCOME_MONTH", "IMMUNISED"])
def test_on_published_series_with_gaps_the_closed_form_is_the_state_space(indicator: str, region: str) -> None:
    levels = real_panel(indicator, region)
    assert levels.shape[1] >= 4
    found = closed_form(levels, horizons=4, direction=1)
    assert_same(found, project_panel(levels, PRIOR, horizons=4, direction=1))


@pytest.mark.parametrize("horizons", [0, 1, 3])
def test_with_unequal_years_too_from_each_units_own_last_value(horizons: int) -> None:
    levels = real_panel("TRAINED_WORKERS", "R4")[:, :5].copy()
    assert levels.shape == (9, 5) and not np.isnan(levels).any()
    levels[0:4, 0] = np.nan  # begins late
    levels[7:, 1] = np.nan  # reported last two years before the panel
    levels[[2, 5, 8], 2] = np.nan  # gaps, and last a year before
    levels[[1, 2, 3], 3] = np.nan
    found = project_panel(levels, PRIOR, horizons=horizons, direction=-1)
    assert [len(mean) for mean in found[1][0]] == [horizons, horizons + 2, horizons + 1, horizons, horizons]
    assert_same(found, closed_form(levels, horizons=horizons, direction=-1))


@pytest.mark.parametrize("breaks", [(3,), (2, 6)])
def test_across_a_break_of_definition_too(breaks: tuple[int, ...]) -> None:
    levels = real_panel("TRAINED_WORKERS", "R2").copy()
    for start in breaks:
        levels[start:] += 0.7
    levels[4, 0] = levels[0, 1] = levels[-1, 2] = np.nan
    found = project_panel(levels, PRIOR, horizons=3, direction=1, breaks=breaks)
    assert_same(found, closed_form(levels, horizons=3, direction=1, breaks=breaks))


def test_with_the_chance_of_small_numbers_too() -> None:
    levels = real_panel("TRAINED_WORKERS", "R2").copy()
    levels[4, 0] = np.nan
    chance = np.linspace(0.0, 0.01, levels.shape[1])
    found = project_panel(levels, PRIOR, horizons=2, direction=1, breaks=(5,), chance=chance)
    assert_same(found, closed_form(levels, horizons=2, direction=1, breaks=(5,), chance=chance))


@pytest.mark.parametrize("start", [1, 2, 7])
def test_a_break_with_one_value_on_a_side_is_one_and_a_break_before_all_values_is_none(start: int) -> None:
    levels = real_panel("TRAINED_WORKERS", "R4")[:8, :3].copy()
    levels[0] = np.nan  # so that a break in row 1 has no value before it
    found = project_panel(levels, PRIOR, horizons=2, direction=1, breaks=(start,))
    assert_same(found, closed_form(levels, horizons=2, direction=1, breaks=(start,)))
    counts = {1: 6, 2: 5, 7: 5}[start]  # changes of seven values, of which none leads across a break
    np.testing.assert_array_equal(found[3], PRIOR.spread_degrees + counts)


def test_the_size_of_the_step_at_a_break_changes_nothing() -> None:
    levels = real_panel("TRAINED_WORKERS", "R2")
    stepped = levels.copy()
    stepped[4:] += 1.3
    plain, moved = (closed_form(one, horizons=3, direction=1, breaks=(4,)) for one in (levels, stepped))
    np.testing.assert_allclose([m - 1.3 for m in moved[1][0]], plain[1][0], atol=1e-12)
    np.testing.assert_allclose(moved[2][0], plain[2][0], atol=1e-12)


def test_a_unit_that_stopped_before_another_began_is_projected_too() -> None:
    levels = real_panel("TRAINED_WORKERS", "R4")[:, :3].copy()
    levels[4:, 0] = np.nan
    levels[:6, 1] = np.nan
    found = project_panel(levels, PRIOR, horizons=2, direction=1)
    assert [len(mean) for mean in found[1][0]] == [7, 2, 2]
    assert_same(found, closed_form(levels, horizons=2, direction=1))


def test_neighbours_later_figures_move_a_unit_that_lags_behind() -> None:
    levels = real_panel("TRAINED_WORKERS", "R4")[:, :4].copy()
    levels[-1, 0] = np.nan
    raised = levels.copy()
    raised[-1, 1:] += 0.5
    low, high = (closed_form(one, horizons=1, direction=1)[1][1][0] for one in (levels, raised))
    assert (high > low).all()


def test_a_small_population_widens_nothing_but_draws_a_jump_back() -> None:
    """What may be chance is expected to revert: the spread that it explains is not the unit's own."""
    levels = np.array([0.0, 0.05, 0.1, 0.15, 0.6])[:, None] * np.ones((1, 4))
    levels[:, 1:] = np.linspace(0, 0.2, 5)[:, None]
    few, many = (closed_form(levels, horizons=1, direction=1, chance=np.array([b, 0.0, 0.0, 0.0])) for b in (0.05, 0.0))
    middle = [sum(w * m[0][0] for w, m in zip(one[0], one[1], strict=True)) for one in (few, many)]
    assert middle[0] < middle[1]


def test_squared_surprise_is_the_quadratic_form_of_the_differences() -> None:
    series = real_panel("TRAINED_WORKERS", "R1")[:, 0].copy()
    series[3] = np.nan
    for regime in PRIOR.regimes:
        layout, ends, _ = lay_out(~np.isnan(series[:, None]), horizons=0)
        changes = series[ends[1]] - series[ends[0]]
        own = regime.drift_variance + regime.common_drift_variance
        lag = np.abs(np.subtract.outer(np.arange(len(series) - 1), np.arange(len(series) - 1)))
        yearly = own + regime.wave_variance * regime.wave_memory**lag + regime.common_wave_variance * regime.common_wave_memory**lag
        yearly += (1 + regime.common_shock_variance) * (lag == 0) + regime.noise_variance * (2.0 * (lag == 0) - (lag == 1))
        expected = changes @ np.linalg.solve(layout.seen @ yearly @ layout.seen.T, changes)
        assert squared_surprise(series, regime) == pytest.approx(expected, rel=1e-9)


def test_squared_surprise_of_a_lone_value_is_nothing() -> None:
    assert squared_surprise(np.array([np.nan, 0.3, np.nan]), PRIOR.regimes[0]) == 0.0


def test_it_is_a_statsmodels_model_whose_likelihood_can_be_asked() -> None:
    levels = real_panel("TRAINED_WORKERS", "R1")[:, :3]
    model = PanelTrend(levels, PRIOR.regimes[0], improvement=0.05)
    assert model.k_endog == 3 and model.k_states == 2 + 3 * 3
    assert np.isfinite(model.ssm.loglike())
    assert len(project_levels(levels, PRIOR.regimes[0], horizons=2, improvement=0.0)[0]) == 3


def test_a_value_off_the_scale_is_refused_in_words() -> None:
    levels = np.array([[0.1, 0.2], [0.2, -np.inf], [0.3, 0.4]])
    with pytest.raises(ValueError, match=r"^a level is not finite: its value has left the projection scale$"):
        project_panel(levels, PRIOR, horizons=2, direction=1)


def test_chance_explains_no_more_than_half_of_what_is_seen() -> None:
    variance, felt, counts = np.array([0.01, 0.01, 0.01]), np.array([2.0, 2.0, 2.0]), np.array([4, 4, 4])
    left, share = part_by_chance(variance, np.array([0.0, 0.004, 1.0]), felt, counts)
    np.testing.assert_allclose(left, [0.01, 0.008, 0.005])
    np.testing.assert_allclose(share, [0.0, 0.004 / 0.008, 0.01 / 0.005])  # of the last, chance is cut down to 0.005 x 4 / 2


def test_chance_is_weighed_by_the_changes_that_felt_it_be_they_one_or_none() -> None:
    variance, chance, felt, counts = np.array([0.01, 0.01]), np.array([0.001, 0.001]), np.array([2.0, 0.0]), np.array([1, 0])
    left, share = part_by_chance(variance, chance, felt, counts)
    np.testing.assert_allclose(left, [0.008, 0.01])
    np.testing.assert_allclose(share, [0.001 / 0.008, 0.0])
