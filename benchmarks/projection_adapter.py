"""`forecast(panel)` for a scorer of short yearly series: the same code as the notebooks, on arrays."""

import numpy as np

from workbench.projection.panel import condition_panel, predictives
from workbench.projection.prior import load_prior


def forecast(panel: dict) -> dict:
    """Quantiles three years ahead and the probability of each target, for the units of one panel.

    Parameters
    ----------
    panel : ``years`` [n], ``y`` [U, n], ``kind``, ``direction``, ``targets`` [U, k], ``break_year``
        (the first year of another definition inside the window, or nothing).

    Returns
    -------
    ``q`` [U, 3, 5] and ``p_target`` [U, k].
    """
    years, values = np.asarray(panel["years"]), np.asarray(panel["y"], dtype=float)
    first, last = int(years[0]), int(years[-1])
    wide = np.full((last - first + 1, len(values)), np.nan)
    wide[years - first] = values.T
    every = np.arange(first, last + 1)
    found = predictives(
        condition_panel(
            str(panel["panel_id"]),
            [str(one) for one in panel["series_id"]],
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
    chances = [[one.probability(last + 3, operator, asked) for asked in row] for one, row in zip(found, panel["targets"], strict=True)]
    return {"q": np.array([one.quantiles for one in found]), "p_target": np.array(chances)}
