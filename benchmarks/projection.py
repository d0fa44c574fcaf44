"""The panel trend on data/benchmark, beside stored results of common methods: `make benchmark-projection`.

The row in force uses the prior that the package ships, which was learned on these windows; how the
method does on indicators it has not seen stands in the rows taken from prior.toml, each indicator
scored with a prior learned without it. Longer and shorter windows, and windows with a made break of
definition, are scored with the prior in force.
"""

import sys
import time
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
from panels import Panel, read_panels
from scores import Forecasts, Scores, by_indicator, forecast, project_panels, score

from workbench.projection.prior import PRIOR_FILE, load_prior
from workbench.projection.scale import choose_scale
from workbench.projection.statespace import project_panel

HERE = Path(__file__).parent
PRIORS = {kind: load_prior(kind) for kind in ("rates", "amounts")}
STEP = 0.5  # of a made break, on the projection scale
AT = 2  # years of the window before it


def scored(panels: list[Panel]) -> Scores:
    return score(panels, project_panels(panels, lambda _: PRIORS))


def random_walk(panels: list[Panel]) -> Scores:
    """The last value goes on: only the error of its median is asked about."""
    still = [
        Forecasts(np.repeat(panel.values[:, -1:, None], 3, axis=1).repeat(5, axis=2), np.zeros_like(panel.targets)) for panel in panels
    ]
    return score(panels, still)


def broken(panels: list[Panel]) -> list[Forecasts]:
    """Windows whose first years are moved by a step on the projection scale, and the model told of it."""
    found = []
    for panel in panels:
        scale = choose_scale(panel.values, ceiling=100.0 if panel.kind == "rate_pct" else None)
        early = scale.back(scale.forward(panel.values[:, :AT]) - STEP)
        values = np.hstack([early, panel.values[:, AT:]])
        segments = np.arange(values.shape[1]) >= AT
        about = {"kind": panel.kind, "direction": panel.direction, "targets": panel.targets, "priors": PRIORS}
        found.append(forecast(values, segments=segments, **about))
    return found


def ratio(found: Scores, other: pd.Series) -> float:
    """Geometric mean over indicators of the ratio of interval scores, the competition left out."""
    own = by_indicator(found)["wis"]
    own = own[~own.index.str.startswith("COMP_M1")]
    return float(np.exp(np.log(own / other[own.index]).mean()))


def milliseconds(panels: list[Panel]) -> tuple[float, float]:
    """Per series: closed form with all quantiles and chances, and state space."""
    start = time.perf_counter()
    project_panels(panels, lambda _: PRIORS)
    closed = (time.perf_counter() - start) / sum(len(panel.series) for panel in panels)
    some = panels[::20]
    start = time.perf_counter()
    for panel in some:
        scale = choose_scale(panel.values, ceiling=100.0 if panel.kind == "rate_pct" else None)
        prior = PRIORS["rates" if panel.kind == "rate_pct" else "amounts"]
        project_panel(scale.forward(panel.values).T, prior, horizons=3, direction=panel.direction)
    states = (time.perf_counter() - start) / sum(len(panel.series) for panel in some)
    return 1e3 * closed, 1e3 * states


def main() -> None:
    out = sys.stdout.write
    panels = read_panels()
    stored = pd.read_csv(HERE / "baselines.csv").set_index("method")
    wis = pd.read_csv(HERE / "baselines_wis.csv").set_index("indicator")
    learned = tomllib.loads(PRIOR_FILE.read_text(encoding="utf-8"))["learned"]
    found = scored(panels)
    rows = pd.DataFrame(
        {
            "panel trend, prior in force": found.summary(),
            "panel trend, indicators left out": learned["indicators_left_out"],
            "panel trend, publishers left out": learned["publishers_left_out"],
        }
    ).T
    out(pd.concat([rows, stored]).round(3).to_string(na_rep="") + "\n\n")
    out(f"interval score against AutoETS, geometric mean over indicators (prior in force): {ratio(found, wis['AutoETS']):.3f}\n")
    for years in (4, 7, 9):
        longer = read_panels(years=years)
        own, still = scored(longer).summary(), random_walk(longer).summary()
        out(f"windows of {years} years: error three years ahead against the last value {own['mase_h3'] / still['mase_h3']:.3f}\n")
    parted = score(panels, broken(panels)).summary()
    whole = found.summary()
    out(f"a made break after {AT} of 5 years: interval score {parted['wis'] / whole['wis']:.3f} of the unbroken windows'\n")
    closed, states = milliseconds(panels)
    out(f"time per series: closed form {closed:.2f} ms, state space {states:.2f} ms\n")


if __name__ == "__main__":
    main()
