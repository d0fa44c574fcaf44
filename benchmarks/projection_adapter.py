"""`forecast(panel)` for a scorer of short yearly series: the same code as the notebooks, on arrays."""

import numpy as np

from workbench.projection.panel import condition_panel, predictives
from workbench.projection.prior import load_prior


def forecast(panel: dict) -> dict:
    """Quantiles three years ahead and the probability of each target, for the units of one panel.

    Parameters
    ----------
    panel : ``years`` [n], ``y`` [U, n] with NaN where a year has no value, ``kind``, ``direction``, ``targets`` [U, k],
        ``break_year`` (the first year of another definition inside the window, or nothing).

    Returns
    -------
    ``q`` [U, 3, 5] and ``p_target`` [U, k]; NaN for a unit of fewer than two values, of which nothing can be said.

    Raises
    ------
    ValueError : a value has no place on the projection scale (infinite, or negative where amounts are asked).
    """
    years, values = np.asarray(panel["years"]), np.asarray(panel["y"], dtype=float)
    targets = np.asarray(panel["targets"], dtype=float)
    told = np.flatnonzero((~np.isnan(values)).sum(axis=1) >= 2)
    answer = {"q": np.full((len(values), 3, 5), np.nan), "p_target": np.full(targets.shape, np.nan)}
    if not len(told):
        return answer
    first, last = int(years[0]), int(years[-1])
    wide = np.full((last - first + 1, len(told)), np.nan)
    wide[years - first] = values[told].T
    every = np.arange(first, last + 1)
    found = predictives(
        condition_panel(
            str(panel["panel_id"]),
            [str(panel["series_id"][place]) for place in told],
            every.tolist(),
            wide,
            horizon=last + 3,
            ceiling=100.0 if panel["kind"] == "rate_pct" else None,
            direction=int(panel["direction"]),
            prior={kind: load_prior(kind) for kind in ("rates", "amounts")},
            segments=every >= panel["break_year"] if panel["break_year"] else None,
        )
    )
    operator = ">=" if panel["direction"] > 0 else "<="
    for place, one in zip(told, found, strict=True):
        answer["q"][place] = one.quantiles[-3:]
        answer["p_target"][place] = [one.probability(last + 3, operator, asked) for asked in targets[place]]
    return answer
