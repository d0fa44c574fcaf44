"""Learn the prior of the panel trend again from data/benchmark.

For each kind of series (rates on the logit scale, amounts and counts on the log scale) two regimes
and what they share are chosen so that the three years after each window are as likely as possible,
and the distribution as close to them in the reader's own unit (CRPS); every indicator weighs the
same. A weak penalty holds each parameter near a starting point. A third regime, for series that
run along a smooth curve because somebody interpolated or modelled them, is fixed.

How good the result is cannot be asked of the series it was learned from. The scores written beside
it, and the track record that briefings print, come from priors learned without the indicators they
are asked about: the 27 indicators in nine folds of three.

`python learn_prior.py FOLDER` writes there instead of into the package: to see whether anything would change.

A programme that is to show what its projections are worth must not be projected with a prior that has seen
its figures: `python learn_prior.py FOLDER --without INDICATOR ... --until YEAR` leaves indicators out, and every
window whose outcomes lie after the year, and writes a prior.toml alone, for that programme's folder.
"""

import argparse
import json
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from panels import HORIZONS, Panel, digest, read_panels
from scipy.optimize import minimize
from scipy.special import gammaln, stdtr
from scores import Scores, project_panels, score

from workbench.projection.conditioning import Layout, condition, lay_out
from workbench.projection.prior import PRIOR_FILE, Prior, Regime
from workbench.projection.scale import Scale, choose_scale
from workbench.projection.track_record import PARTS_FILE, RECORD_FILE

PENALTY = 0.02
CRPS_WEIGHT = 1.0
# On the line: logs of variances, logits of memories; the two regimes start apart by the spread.
START = {
    "drift_variance": (-2.5, 0.0),
    "wave_variance": (-2.0, 1.5),
    "wave_memory": (0.5, 1.0),
    "noise_variance": (-1.2, -1.5),
    "common_drift_variance": (-2.0, 0.0),
    "common_wave_variance": (-1.3, 1.2),
    "common_wave_memory": (1.2, 0.7),
    "common_shock_variance": (-2.0, 0.0),
    "improvement": (0.05, 0.0),
    "weight": (0.0, 0.0),
}
SHARED = {"spread_degrees": 0.4, "spread_weight": 3.0, "log_spread": -7.0, "likelihood_power": -1.0}
SMOOTH = {
    "drift_variance": -2.5,
    "wave_variance": 3.0,
    "wave_memory": 3.0,
    "noise_variance": -4.0,
    "common_drift_variance": -2.0,
    "common_wave_variance": 3.0,
    "common_wave_memory": 3.0,
    "common_shock_variance": -1.0,
    "improvement": 0.05,
    "weight": -2.5,
}
LEARNED = 2
START_POINT = np.array([start + sign * apart for sign in (-1, 1) for start, apart in START.values()] + list(SHARED.values()))
# Where the distribution is compared with what came, in yearly changes of the window from its last value.
_STEPS = np.geomspace(0.3, 14, 6)
GRID = np.concatenate([-_STEPS[::-1], [0.0], _STEPS])


def logistic(x: float) -> float:
    return 1 / (1 + np.exp(-x))


def prior_of(theta: np.ndarray) -> Prior:
    """The prior at a point of the line."""
    names = list(START)
    lines = [dict(zip(names, part, strict=True)) for part in theta[: LEARNED * len(names)].reshape(LEARNED, -1)] + [SMOOTH]
    odds = np.exp([line["weight"] for line in lines])
    regimes = []
    for line, weight in zip(lines, odds / odds.sum(), strict=True):
        told = {
            name: np.exp(x) if name.endswith("variance") else logistic(x)
            for name, x in line.items()
            if "memory" in name or "variance" in name
        }
        regimes.append(Regime(weight=float(weight), improvement=float(line["improvement"]), **{k: float(v) for k, v in told.items()}))
    degrees, weight, spread, power = theta[LEARNED * len(names) :]
    return Prior(tuple(regimes), float(1 + np.exp(degrees)), float(np.exp(weight)), float(spread), float(logistic(power)))


@dataclass(frozen=True)
class Batch:
    """Panels of one size and direction, ready for the closed form: P panels, U units."""

    layout: Layout
    direction: int
    differences: np.ndarray  # (P, U * (n - 1))
    ahead: np.ndarray  # (P, U, H), what came, as change of the projection scale
    grid: np.ndarray  # (P, U, J), places to compare at, as change of the projection scale
    below: np.ndarray  # (P, U, H, J), whether what came lies at or below the place
    steps: np.ndarray  # (P, U, J), widths of the places in yearly changes
    weights: np.ndarray  # (P, U)


def batches_of(panels: list[Panel]) -> list[Batch]:
    """Group panels by number of units and direction; every indicator weighs the same."""
    windows: dict[str, int] = {}
    for panel in panels:
        windows[panel.indicator] = windows.get(panel.indicator, 0) + len(panel.series)
    groups: dict[tuple[int, int], list[Panel]] = {}
    for panel in panels:
        groups.setdefault((len(panel.series), panel.direction), []).append(panel)
    found = []
    for (units, direction), members in sorted(groups.items()):
        layout, _, _ = lay_out(np.ones((members[0].values.shape[1], units), bool), horizons=HORIZONS)
        parts = [_prepare(panel) for panel in members]
        weights = np.array([[1 / (len(windows) * windows[panel.indicator])] * units for panel in members])
        found.append(Batch(layout, direction, *(np.stack(part) for part in zip(*parts, strict=True)), weights))
    return found


def scale_of(panel: Panel) -> Scale:
    return choose_scale(panel.values, ceiling=100.0 if panel.kind == "rate_pct" else None)


def _prepare(panel: Panel) -> tuple[np.ndarray, ...]:
    scale = scale_of(panel)
    levels = scale.forward(panel.values)
    last, unit = panel.values[:, -1:], panel.scales[:, None]
    places = last + GRID * unit
    low, high = (np.full_like(last, -0.3), 100.3) if panel.kind == "rate_pct" else (0.001 * last, np.inf)
    places = np.clip(places, low, high)
    came = np.maximum(panel.outcomes, 0.001 * last) if panel.kind != "rate_pct" else panel.outcomes
    return (
        np.diff(levels, axis=1).ravel(),
        scale.forward(came) - levels[:, -1:],
        scale.forward(places) - levels[:, -1:],
        came[:, :, None] <= places[:, None, :],
        np.gradient(places, axis=1) / unit,
    )


def loss(theta: np.ndarray, batches: list[Batch]) -> float:
    """Mean of minus the log density of what came, plus CRPS, plus the penalty."""
    prior = prior_of(theta)
    total = 0.0
    for batch in batches:
        found = condition(batch.differences, batch.layout, prior, direction=batch.direction)
        panels, units, horizons = batch.ahead.shape
        variance = np.diagonal(found.covariance, axis1=-2, axis2=-1).reshape(panels, -1, units, horizons)
        width = np.sqrt(variance) * found.spread[..., None]
        nu = found.degrees[0]
        apart = (batch.ahead[:, None] - found.moved) / width
        constant = gammaln((nu + 1) / 2) - gammaln(nu / 2) - 0.5 * np.log(nu * np.pi)
        log_each = constant - (nu + 1) / 2 * np.log1p(apart**2 / nu) - np.log(width)
        weights = found.weights[:, :, None, None]
        top = log_each.max(axis=1, keepdims=True)
        log_density = np.log((weights * np.exp(log_each - top)).sum(axis=1)) + top[:, 0]
        at = (batch.grid[:, None, :, None, :] - found.moved[..., None]) / width[..., None]
        cdf = (weights[..., None] * student_cdf(nu, at)).sum(axis=1)
        crps = ((cdf - batch.below) ** 2 * batch.steps[:, :, None, :]).sum(axis=-1)
        total += (batch.weights * (CRPS_WEIGHT * crps - log_density).mean(axis=-1)).sum()
    return float(total + PENALTY * np.sum(((theta - START_POINT) / 2) ** 2) / LEARNED)


def student_cdf(nu: float, x: np.ndarray) -> np.ndarray:
    """The t's distribution function from a fine table: asked hundreds of thousands of times for one number of degrees."""
    nodes = np.linspace(-6.5, 6.5, 2601)
    return np.interp(np.arcsinh(x), nodes, stdtr(nu, np.sinh(nodes)))


def learn(panels: list[Panel]) -> np.ndarray:
    """The point of least loss over the panels of one kind."""
    batches = batches_of(panels)
    return minimize(loss, START_POINT, args=(batches,), method="L-BFGS-B", options={"maxiter": 500, "ftol": 1e-10}).x


def learn_both(panels: list[Panel]) -> dict[str, Prior]:
    """The priors of rates and of amounts."""
    kinds = {"rates": [one for one in panels if one.kind == "rate_pct"], "amounts": [one for one in panels if one.kind != "rate_pct"]}
    return {kind: prior_of(learn(members)) for kind, members in kinds.items()}


def leave_out(panels: list[Panel], fold_of: Callable[[Panel], int]) -> Scores:
    """Scores of each panel under the prior learned without its fold."""
    folds = sorted({fold_of(panel) for panel in panels})
    rests = [[panel for panel in panels if fold_of(panel) != fold] for fold in folds]
    with ProcessPoolExecutor() as pool:
        priors = dict(zip(folds, pool.map(learn_both, rests), strict=True))
    return score(panels, project_panels(panels, lambda panel: priors[fold_of(panel)]))


def write(priors: dict[str, Prior], scores: dict[str, Scores], learned: dict[str, object]) -> str:
    """The text of prior.toml; `learned` says how: the command, and what was left out."""
    lines = [
        "# What the panel trend takes for granted about short yearly series before it has seen one: learned, not chosen.",
        "# The meaning of each figure stands in prior.py; how it was learned, in METHODS.md and benchmarks/learn_prior.py.",
        "",
        "[learned]",
        *(f"{key} = {json.dumps(value)}" for key, value in learned.items()),
        f'data_sha256 = "{digest()}"',
    ]
    for name, found in scores.items():
        lines += ["", f"[learned.{name}]", *(f"{key} = {value:.4f}" for key, value in found.summary().items())]
    for kind, prior in priors.items():
        shared = {key: value for key, value in vars(prior).items() if key != "regimes"}
        lines += ["", f"[{kind}]", *(f"{key} = {value:.6g}" for key, value in shared.items())]
        for regime in prior.regimes:
            lines += ["", f"[[{kind}.regimes]]", *(f"{key} = {value:.6g}" for key, value in vars(regime).items())]
    return "\n".join(lines) + "\n"


def learn_shipped(folder: Path) -> None:
    """The prior of the package, with the scores that METHODS.md tells and the track record of the pages."""
    panels = read_panels()
    indicators = sorted({panel.indicator for panel in panels})
    publishers = sorted({panel.source for panel in panels})
    priors = learn_both(panels)
    scores = {
        "on_itself": score(panels, project_panels(panels, lambda _: priors)),
        "indicators_left_out": leave_out(panels, lambda panel: indicators.index(panel.indicator) % 9),
        "publishers_left_out": leave_out(panels, lambda panel: publishers.index(panel.source)),
    }
    left_out = scores["indicators_left_out"]
    (folder / PRIOR_FILE.name).write_text(write(priors, scores, {"command": "make prior"}), encoding="utf-8")
    (folder / RECORD_FILE.name).write_text(left_out.record(), encoding="utf-8")
    (folder / PARTS_FILE.name).write_text(left_out.record_by_part(), encoding="utf-8")


def learn_without(folder: Path, without: list[str], until: int, command: str) -> None:
    """A prior for one programme: `without` its indicators and without windows whose outcomes lie after `until`."""
    every = read_panels()
    unknown = set(without) - {panel.indicator for panel in every}
    if unknown:
        sys.exit(f"learn_prior.py: no indicator of the benchmark: {', '.join(sorted(unknown))}")
    panels = [panel for panel in every if panel.indicator not in without and panel.end_year + HORIZONS <= until]
    unseen = [panel for panel in every if panel.indicator in without]
    priors = learn_both(panels)
    scores = {
        name: score(asked, project_panels(asked, lambda _: priors)) for name, asked in (("on_itself", panels), ("on_the_left_out", unseen))
    }
    learned = {
        "command": command,
        "left_out": sorted(without),
        "until": until,
        "indicators": len({panel.indicator for panel in panels}),
        "windows": sum(len(panel.series) for panel in panels),
    }
    (folder / PRIOR_FILE.name).write_text(write(priors, scores, learned), encoding="utf-8")


def main() -> None:
    asked = argparse.ArgumentParser(description="Learn the prior of the panel trend from data/benchmark.")
    asked.add_argument("folder", nargs="?", type=Path, default=PRIOR_FILE.parent, help="where prior.toml goes; the package if left out")
    asked.add_argument("--without", nargs="+", default=[], metavar="INDICATOR", help="indicators of the benchmark to leave out")
    asked.add_argument("--until", type=int, default=9999, metavar="YEAR", help="leave out windows whose outcomes lie after it")
    asked.add_argument("--command", default="", help="what the file says that it was made with")
    given = asked.parse_args()
    if given.without:
        learn_without(given.folder, given.without, given.until, given.command or " ".join(["python learn_prior.py", *sys.argv[1:]]))
    else:
        learn_shipped(given.folder)
    sys.stdout.write((given.folder / PRIOR_FILE.name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
