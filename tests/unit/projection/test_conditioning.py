"""Many panels conditioned at once, and large ones; that one panel is right, test_statespace.py shows."""

import numpy as np
import pytest

from workbench.projection.conditioning import Conditioned, condition, lay_out
from workbench.projection.prior import load_prior

PRIOR = load_prior("rates")


def conditioned(levels: np.ndarray, chance: np.ndarray | None = None) -> Conditioned:
    """Levels of shape (..., years, units), none missing, two years ahead."""
    layout, ends, _ = lay_out(np.ones(levels.shape[-2:], dtype=bool), horizons=2)
    differences = levels[..., ends[1], layout.seen_unit] - levels[..., ends[0], layout.seen_unit]
    return condition(differences, layout, PRIOR, direction=1, chance=chance)


@pytest.mark.parametrize("small_numbers", [False, True])
def test_panels_of_one_layout_are_conditioned_at_once_each_as_if_alone(small_numbers: bool, rng: np.random.Generator) -> None:
    levels = np.cumsum(rng.normal(0.0, 0.1, (2, 4, 5, 3)), axis=-2)  # eight panels of five years and three units
    chance = rng.uniform(0.0, 0.01, (2, 4, 3)) if small_numbers else None
    found = conditioned(levels, chance)
    assert len(np.unique(found.weights[..., 0])) == 8
    for panel in np.ndindex(2, 4):
        alone = conditioned(levels[panel], None if chance is None else chance[panel])
        for part in ("weights", "moved", "spread", "covariance"):
            np.testing.assert_allclose(getattr(found, part)[panel], getattr(alone, part), rtol=1e-12, atol=1e-14)
        np.testing.assert_array_equal(found.degrees, alone.degrees)


def test_the_likelihood_of_a_large_quiet_panel_overflows_nothing_nor_drowns_that_of_another(rng: np.random.Generator) -> None:
    quiet = np.cumsum(rng.normal(0.0, 1e-3, (25, 15)), axis=0)
    weights = conditioned(np.stack([quiet, 1e6 * quiet])).weights
    np.testing.assert_allclose(weights.sum(axis=-1), 1.0)
    assert (weights >= 0.0).all()
