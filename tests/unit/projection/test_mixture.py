"""Mixtures of Student t's beside those whose distribution has a formula: one degree of freedom (Cauchy's), and two."""

import numpy as np
import pytest

from workbench.projection import mixture
from workbench.projection.mixture import chance_below, quantile

LEVELS = np.array([1e-6, 0.025, 0.1, 0.5, 0.9, 0.975, 1 - 1e-6])


def alone(value: float) -> np.ndarray:
    """One component, the same at each of the levels."""
    return np.full((len(LEVELS), 1), value)


def test_with_one_degree_of_freedom_it_is_cauchys_distribution() -> None:
    expected = 3.0 + 2.0 * np.tan(np.pi * (LEVELS - 0.5))
    found = quantile(LEVELS, alone(1.0), alone(3.0), alone(2.0), np.ones(len(LEVELS)))
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    np.testing.assert_allclose(chance_below(expected, alone(1.0), alone(3.0), alone(2.0), np.ones(len(LEVELS))), LEVELS, rtol=1e-9)


def test_with_two_degrees_of_freedom_the_quantile_is_a_root() -> None:
    expected = -1.0 + 0.5 * (2 * LEVELS - 1) / np.sqrt(2 * LEVELS * (1 - LEVELS))
    np.testing.assert_allclose(quantile(LEVELS, alone(1.0), alone(-1.0), alone(0.5), np.full(len(LEVELS), 2.0)), expected, rtol=1e-9)


# Of two Cauchy distributions, 0.3 at 0 and 0.7 at 5.
TWO = np.array([0.3, 0.7]), np.array([0.0, 5.0]), np.array([1.0, 2.0]), np.array(1.0)


@pytest.mark.parametrize("x", [-40.0, 0.0, 1.0, 4.0, 60.0])
def test_each_component_counts_by_its_weight(x: float) -> None:
    expected = 0.3 * (0.5 + np.arctan(x) / np.pi) + 0.7 * (0.5 + np.arctan((x - 5.0) / 2.0) / np.pi)
    assert chance_below(np.array(x), *TWO) == pytest.approx(expected, rel=1e-12)
    assert quantile(np.array(expected), *TWO) == pytest.approx(x, rel=1e-9, abs=1e-9)


def test_every_place_is_answered_by_itself() -> None:
    """Levels, components and degrees of freedom of many years at once; each is as if it alone were asked."""
    levels, degrees = np.array([[0.1, 0.5], [0.9, 0.999]]), np.array([[3.0, 3.0], [8.0, 8.0]])
    mean, width = np.array([[[0.0, 1.0]], [[-2.0, 7.0]]]), np.array([[[1.0, 0.2]], [[3.0, 0.5]]])
    weights = np.array([0.6, 0.4])
    found = quantile(levels, weights, mean, width, degrees)
    for place in np.ndindex(levels.shape):
        row = place[0], 0
        assert found[place] == pytest.approx(quantile(levels[place], weights, mean[row], width[row], degrees[place]), rel=1e-12)


def test_a_handful_of_steps_is_enough_where_the_regimes_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mixture, "STEPS", 5)
    weights, mean, width = np.array([0.5, 0.4, 0.1]), np.array([0.0, 0.3, 0.1]), np.array([1.0, 0.7, 0.5])
    levels, degrees = np.array([0.025, 0.1, 0.5, 0.9, 0.975]), np.full(5, 9.0)
    found = quantile(levels, weights, mean, width, degrees)
    np.testing.assert_allclose(chance_below(found, weights, mean, width, degrees), levels, rtol=1e-12)


def test_it_stops_where_a_step_moves_nothing_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(mixture, "chance_below", lambda *given: asked.append(given) or chance_below(*given))
    mean, width = np.array([1e6, 1.2e6]), np.array([1e5, 1e5])
    found = quantile(np.array([0.1, 0.9]), np.array([0.5, 0.5]), mean, width, np.array([9.0, 9.0]))
    assert found[0] < 1e6 < found[1] and len(asked) < 10


@pytest.mark.parametrize("first", [0.2, 0.5, 0.9])
def test_humps_apart_are_searched_by_halving(first: float) -> None:
    """Between them nothing is dense, and the slope at any point leads out of the picture."""
    two = np.array([first, 1 - first]), np.array([-1.0, 1.0]), np.array([1e-3, 1e-3])
    levels = np.array([0.01, 0.15, 0.25, 0.45, 0.55, 0.85, 0.95, 0.999])
    degrees = np.full(len(levels), 1e6)
    found = quantile(levels, *two, degrees)
    np.testing.assert_allclose(chance_below(found, *two, degrees), levels, rtol=1e-9)


def test_between_two_humps_where_nothing_is_dense_any_value_between_is_an_answer() -> None:
    two = np.array([0.5, 0.5]), np.array([-1.0, 1.0]), np.array([1e-3, 1e-3])
    assert abs(quantile(np.array(0.5), *two, np.array(1e6))) < 1.0
