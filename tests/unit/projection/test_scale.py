"""Values go to the projection scale and come back; what is impossible comes back as the bound."""

import numpy as np
import pytest

from workbench.projection.scale import OFFSET, Scale, choose_scale

RATE = Scale(ceiling=100.0)
LOG = Scale(ceiling=None)
COUNT = Scale(ceiling=None, shift=0.5)


@pytest.mark.parametrize("scale", [RATE, LOG, COUNT, Scale(ceiling=1.0), Scale(ceiling=100.0, lower=5.5)])
def test_back_undoes_forward(scale: Scale) -> None:
    values = np.array([0.0, 0.01, 0.4, 0.96, 1.0, 7.3, 50.0, 99.9, 100.0])
    values = values[(values >= scale.lower) & (values <= (scale.ceiling or np.inf)) & (values + scale.shift > 0)]
    assert len(values) >= 4
    np.testing.assert_allclose(scale.back(scale.forward(values)), values, rtol=1e-12, atol=1e-12)


def test_the_rate_scale_is_the_logit_with_035_added_on_both_sides() -> None:
    # PROJECTION step 1: logit((y + 0.35) / (100 + 0.70)); 12.5 % by hand.
    assert RATE.forward(12.5) == pytest.approx(np.log(12.85 / (100.70 - 12.85)), rel=1e-14)


def test_a_rate_on_another_ceiling_has_its_offset_in_proportion() -> None:
    assert OFFSET == 0.0035
    assert Scale(ceiling=1.0).forward(0.125) == pytest.approx(RATE.forward(12.5), rel=1e-14)


def test_the_logit_treats_a_rate_and_its_complement_alike() -> None:
    values = np.array([0.0, 3.0, 42.0, 99.5, 100.0])
    np.testing.assert_allclose(RATE.forward(100.0 - values), -RATE.forward(values), rtol=1e-12)


@pytest.mark.parametrize("scale", [RATE, LOG, COUNT])
def test_a_missing_value_stays_missing(scale: Scale) -> None:
    there = scale.forward(np.array([np.nan, 5.0, np.nan]))
    assert np.isnan(there[[0, 2]]).all() and np.isfinite(there[1])
    assert np.isnan(scale.forward(np.nan)) and np.isnan(scale.back(np.nan))


@pytest.mark.parametrize("scale", [RATE, LOG, COUNT, Scale(ceiling=100.0, lower=5.5), Scale(ceiling=None, lower=3.0)])
def test_nothing_comes_back_outside_the_bounds(scale: Scale) -> None:
    back = scale.back(np.array([-np.inf, -1e6, -800.0, -3.0, 0.0, 3.0, 600.0]))
    assert (back >= scale.lower).all() and (np.diff(back) >= 0).all()
    if scale.ceiling is not None:
        assert (back <= scale.ceiling).all() and scale.back(1e6) == scale.ceiling
    assert np.isfinite(scale.back(1e6))


def test_thresholds_outside_the_scale_go_to_infinity() -> None:
    assert RATE.forward(101.0) == np.inf and RATE.forward(-1.0) == -np.inf
    assert LOG.forward(0.0) == -np.inf and COUNT.forward(-0.5) == -np.inf
    assert np.isfinite(RATE.forward(0.0)) and np.isfinite(RATE.forward(100.0)) and np.isfinite(COUNT.forward(0.0))


def test_values_below_their_ceiling_take_the_logit() -> None:
    assert choose_scale(np.array([[90.0, np.nan], [100.0, 3.0]]), ceiling=100.0) == Scale(ceiling=100.0)


def test_one_value_above_the_ceiling_takes_the_whole_panel_to_the_log() -> None:
    # Health insurance counted by place of issue: 104 % is possible.
    assert choose_scale(np.array([[90.0, np.nan], [104.0, 95.0]]), ceiling=100.0) == Scale(ceiling=None)


def test_a_zero_shifts_the_log_of_the_whole_panel_by_a_half() -> None:
    assert choose_scale(np.array([[0.0, 12.0], [3.0, np.nan]]), ceiling=None) == Scale(ceiling=None, shift=0.5)
    assert choose_scale(np.array([[1.0, 12.0], [3.0, np.nan]]), ceiling=None) == Scale(ceiling=None, shift=0.0)
    assert COUNT.back(COUNT.forward(0.0)) == 0.0


@pytest.mark.parametrize("ceiling", [100.0, None])
def test_a_lower_bound_holds_on_either_scale(ceiling: float | None) -> None:
    assert choose_scale(np.array([[5.0, 12.0]]), ceiling=ceiling, lower=2.0).back(-1e6) == 2.0
