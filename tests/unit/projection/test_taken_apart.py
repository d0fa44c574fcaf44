"""A real panel taken apart: both ways of projecting say the same, and the filter's states add up to what was reported."""

import numpy as np
import pytest

from tests.unit.projection.small import DISTRICT, programme_of, real_projections, real_values
from workbench.projection.conditioning import common_covariance, own_covariance
from workbench.projection.prior import load_prior
from workbench.projection.statespace import PanelTrend
from workbench.projection.taken_apart import simulate_paths, take_apart


@pytest.mark.parametrize(
    ("name", "indicator", "parent"),
    [
        ("vietnam-provinces", "TRAINED_WORKERS", "R3"),  # published, equal years
        ("cam-lo", "POV_RATE", DISTRICT),  # a change of definition, small numbers
        ("cam-lo", "EMP_TRAINED_RATE", DISTRICT),  # one unit missing in one year
    ],
)
def test_the_state_space_and_the_closed_form_say_the_same_of_it(name: str, indicator: str, parent: str) -> None:
    programme, projections = programme_of(name), real_projections(name)
    found = take_apart(programme, real_values(name), programme.indicators[indicator], parent, as_of=programme.header.as_of)
    assert 0 < found.apart < 1e-8  # computed twice, not copied
    np.testing.assert_allclose(found.weights_by_filter, found.weights, rtol=0, atol=1e-8)
    for place, code in enumerate(found.units):
        one = projections.predictive[code, indicator]
        np.testing.assert_allclose(found.mean[:, place], one.mean[-1], rtol=0, atol=1e-12)
        np.testing.assert_allclose(found.width_by_filter[:, place], one.width[-1], rtol=1e-7)
    assert found.years[-1] < found.horizon == programme.header.horizon


def test_the_filtered_level_lies_between_the_report_and_what_was_expected() -> None:
    programme = programme_of("vietnam-provinces")
    indicator = programme.indicators["TRAINED_WORKERS"]
    found = take_apart(programme, real_values("vietnam-provinces"), indicator, "R3", as_of=programme.header.as_of)
    known = ~np.isnan(found.values)
    assert found.level.shape == found.values.shape == found.own_drift.shape and found.common_drift.shape == (len(found.years),)
    # A level that starts diffuse is the first report itself; later ones are drawn towards the trend.
    np.testing.assert_allclose(found.level[0][known[0]], found.values[0][known[0]], rtol=1e-3)
    apart = np.abs(found.level - found.values)[known]
    assert 0 < apart.max() < 5 and np.median(apart) < 1  # points
    assert not found.is_simulated


def test_a_panel_that_is_not_projected_cannot_be_taken_apart() -> None:
    programme = programme_of()
    found = take_apart(programme, real_values(observed_only=True), programme.indicators["POV_RATE"], DISTRICT, as_of=2017)
    assert found is None


@pytest.mark.parametrize("kind", ["rates", "amounts"])
def test_simulated_paths_move_as_their_regime_says(kind: str) -> None:
    for regime in load_prior(kind).regimes:
        paths = simulate_paths(regime, years=4, paths=40_000, rng=np.random.default_rng(5))
        moved = paths[:, -1] - paths[:, 0]
        expected = (own_covariance(regime, 4) + common_covariance(regime, 4)).sum() + 2 * regime.noise_variance
        assert moved.mean() == pytest.approx(4 * regime.improvement, abs=0.025 * np.sqrt(expected))
        assert moved.var() == pytest.approx(expected, rel=0.04)
        model = PanelTrend(paths[:1].T, regime, improvement=regime.improvement)  # and the state space finds nothing impossible in them
        assert np.isfinite(model.filter([]).llf)
