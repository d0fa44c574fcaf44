"""Mixtures of Student t distributions, one component for each regime: along axis -1 of every array."""

import numpy as np

STEPS = 60  # of bisection at most; Newton's method needs a handful


def chance_below(x: np.ndarray, weights: np.ndarray, mean: np.ndarray, width: np.ndarray, degrees: np.ndarray) -> np.ndarray:
    """Probability of at most `x`, shape (...); the others (..., K), degrees (...)."""
    from scipy.special import stdtr

    return (weights * stdtr(degrees[..., None], (x[..., None] - mean) / width)).sum(axis=-1)


def quantile(level: np.ndarray, weights: np.ndarray, mean: np.ndarray, width: np.ndarray, degrees: np.ndarray) -> np.ndarray:
    """Values not exceeded with probability `level`, shape (...), to the last digits of a float.

    A mixture's quantile lies between those of its components; from there Newton's method, kept
    inside by bisection.
    """
    from scipy.special import gammaln, stdtrit

    nu = degrees[..., None]
    ends = mean + width * stdtrit(nu, level[..., None])
    low, high = ends.min(axis=-1), ends.max(axis=-1)
    constant = np.exp(gammaln((nu + 1) / 2) - gammaln(nu / 2)) / np.sqrt(nu * np.pi) / width
    x = (weights * ends).sum(axis=-1)
    for _ in range(STEPS):
        miss = chance_below(x, weights, mean, width, degrees) - level
        low, high = np.where(miss < 0, x, low), np.where(miss > 0, x, high)
        density = (weights * constant * (1 + ((x[..., None] - mean) / width) ** 2 / nu) ** (-(nu + 1) / 2)).sum(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):  # far in a tail the density may vanish: bisection then
            step = x - miss / density
        step = np.where((step >= low) & (step <= high), step, 0.5 * (low + high))
        moved = np.abs(step - x)
        x = step
        if np.all(moved <= 1e-13 * (1 + np.abs(x))):
            break
    return x
