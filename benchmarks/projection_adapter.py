"""`forecast(panel)` for a scorer of short yearly series: the same code as the notebooks, on arrays."""

import numpy as np

from workbench.projection.predictive import LEVELS, Predictive
from workbench.projection.prior import load_prior
from workbench.projection.scale import choose_scale
from workbench.projection.statespace import project_panel


def forecast(panel: dict) -> dict:
    """Quantiles three years ahead and the probability of each target, for the units of one panel.

    Parameters
    ----------
    panel : ``years`` [n], ``y`` [U, n], ``kind``, ``direction``, ``targets`` [U, k], ``break_year``.

    Returns
    -------
    ``q`` [U, 3, 5] and ``p_target`` [U, k].
    """
    years, values = np.asarray(panel["years"]), np.asarray(panel["y"], dtype=float)
    if panel["break_year"]:
        kept = years >= panel["break_year"]
        if kept.sum() >= 2:
            years, values = years[kept], values[:, kept]
    wide = np.full((years[-1] - years[0] + 1, len(values)), np.nan)
    wide[years - years[0]] = values.T
    scale = choose_scale(wide, ceiling=100.0 if panel["kind"] == "rate_pct" else None)
    mean, covariance, degrees = project_panel(scale.forward(wide), load_prior(), horizons=3, direction=panel["direction"])
    operator = ">=" if panel["direction"] > 0 else "<="
    quantiles, chances = [], []
    for unit in range(len(values)):
        one = Predictive("", "", (1, 2, 3), mean[unit], covariance[unit], float(degrees[unit]), scale, len(years), 0, False, "")
        quantiles.append([[one.quantile(year, level) for level in LEVELS.values()] for year in one.years])
        chances.append([one.probability(3, operator, target) for target in panel["targets"][unit]])
    return {"q": np.array(quantiles), "p_target": np.array(chances)}
