"""What joint draws are worth: districts from communes, communes made to agree, paths, small numbers.

`make benchmark-draws` prints, for the benchmark's counts and for simulated ones, how often the 80 %
interval of a panel's sum held three years ahead, from the sum projected by itself and from draws of
its units, and what agreement with the sum does to the units' own intervals; how often a chance told
of three years at once came true; by simulation what the chance of small numbers does to rates of
few persons; and how long 10,000 series take with 4,000 draws of each.
"""

import sys
import time

import numpy as np
import pandas as pd
from panels import HORIZONS, Panel, read_panels

from workbench.projection.conditioning import common_covariance, noise_covariance, own_covariance
from workbench.projection.panel import DRAWS, agree, condition_panel, predictives
from workbench.projection.panel import Panel as Conditioned
from workbench.projection.prior import load_prior

PRIORS = {kind: load_prior(kind) for kind in ("rates", "amounts")}
LEVELS = [0.025, 0.1, 0.5, 0.9, 0.975]


def conditioned(
    values: np.ndarray, name: str, *, direction: int, ceiling: float | None = None, chance: np.ndarray | None = None
) -> Conditioned:
    """A panel of (U, n) values, a year after the other."""
    years = list(range(values.shape[1]))
    return condition_panel(
        name,
        [str(unit) for unit in range(len(values))],
        years,
        values.T,
        horizon=years[-1] + HORIZONS,
        ceiling=ceiling,
        direction=direction,
        prior=PRIORS,
        chance=chance,
    )


def interval_scores(quantiles: np.ndarray, came: np.ndarray, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether the 80 % interval held, and the weighted interval score; quantiles (5, ...)."""
    low95, low80, middle, high80, high95 = quantiles
    wis = 0.5 * np.abs(came - middle)
    for low, high, miss, weight in ((low80, high80, 0.2, 0.1), (low95, high95, 0.05, 0.025)):
        wis = wis + weight * (high - low + 2 / miss * (np.maximum(low - came, 0) + np.maximum(came - high, 0)))
    return (came >= low80) & (came <= high80), np.minimum(wis / 2.5 / unit, 20.0)


def sums_and_units(panels: list[Panel]) -> pd.DataFrame:
    """One row for each way to the sum or to the units: coverage and interval score, every indicator weighing the same."""
    rows = []
    for number, panel in enumerate(panels):
        units = conditioned(panel.values, f"units {number}", direction=panel.direction)
        above = conditioned(panel.values.sum(axis=0, keepdims=True), f"sum {number}", direction=panel.direction)
        drawn = units.draw()
        joint, direct = units.back(drawn), above.back(above.draw())[:, 0]
        rng = np.random.default_rng(number)
        apart = np.stack([joint[rng.permutation(len(joint)), unit] for unit in range(joint.shape[1])], axis=1)
        together = agree(units, drawn, direct, np.ones(joint.shape[1]))
        total, unit_total = panel.outcomes.sum(axis=0), panel.scales.sum()
        for way, paths in {
            "the sum by itself": direct,
            "units drawn apart": apart.sum(axis=1),
            "units drawn together": joint.sum(axis=1),
        }.items():
            held, wis = interval_scores(np.quantile(paths, LEVELS, axis=0), total, unit_total)
            rows.append({"of": "sum", "way": way, "indicator": panel.indicator, "held80_h3": held[-1], "wis": wis.mean()})
        for way, paths in {"drawn together": joint, "made to agree": together}.items():
            held, wis = interval_scores(np.quantile(paths, LEVELS, axis=0), panel.outcomes, panel.scales[:, None])
            rows.append({"of": "units", "way": way, "indicator": panel.indicator, "held80_h3": held[:, -1].mean(), "wis": wis.mean()})
    table = pd.DataFrame(rows).groupby(["of", "way", "indicator"]).mean()
    return table.groupby(["of", "way"]).mean()


def simulated_counts(panels: int = 120, *, units: int = 9, years: int = 5, seed: int = 7) -> list[Panel]:
    """Count panels that move as the prior says: a regime for each panel, a spread and a size for each unit."""
    rng = np.random.default_rng(seed)
    prior, size = PRIORS["amounts"], years - 1 + HORIZONS
    weights = np.array([one.weight for one in prior.regimes])
    found = []
    for number in range(panels):
        regime = prior.regimes[rng.choice(len(prior.regimes), p=weights / weights.sum())]
        common = rng.multivariate_normal(np.full(size, regime.improvement), common_covariance(regime, size))
        own = rng.multivariate_normal(np.zeros(size), own_covariance(regime, size) + regime.noise_variance * noise_covariance(size), units)
        spread = np.exp(prior.log_spread / 2 + rng.normal(0, 0.4, (units, 1)))
        changes = np.concatenate([np.zeros((units, 1)), np.cumsum(spread * (common + own), axis=1)], axis=1)
        counts = np.round(np.exp(rng.uniform(np.log(50), np.log(5000), (units, 1)) + changes))
        names = tuple(range(units))
        seen, came = counts[:, :years], counts[:, years:]
        found.append(Panel("simulated", "simulated", "count", 1, number, names, seen, came, np.empty((units, 0))))
    return found


def every_year(panels: list[Panel], share: float = 0.6) -> pd.DataFrame:
    """Reliability of: in each of the three years the change towards the good side is at least `share` of the window's mean one."""
    said, came = [], []
    for number, panel in enumerate(panels):
        pace = panel.direction * (panel.values[:, -1] - panel.values[:, 0]) / (panel.values.shape[1] - 1)
        units = conditioned(panel.values, f"paths {number}", direction=panel.direction, ceiling=100.0 if panel.kind == "rate_pct" else None)
        paths = units.back(units.draw())
        last = panel.values[:, -1:]
        drawn = panel.direction * np.diff(np.concatenate([np.broadcast_to(last, (len(paths), *last.shape)), paths], axis=2), axis=2)
        real = panel.direction * np.diff(np.hstack([last, panel.outcomes]), axis=1)
        asked = pace > 0
        said.append((drawn >= share * pace[:, None]).all(axis=2).mean(axis=0)[asked])
        came.append((real >= share * pace[:, None]).all(axis=1)[asked])
    table = pd.DataFrame({"said": np.concatenate(said), "came_true": np.concatenate(came).astype(float)})
    place = np.minimum((table["said"] * 10).astype(int), 5)
    return table.groupby(place).agg(statements=("said", "size"), said=("said", "mean"), came_true=("came_true", "mean"))


def small_numbers(persons: int, *, panels: int = 300, units: int = 9, years: int = 5, seed: int = 20) -> pd.DataFrame:
    """Coverage of the 80 % interval and interval score, in points, three years ahead for simulated rates counted among few persons.

    True rates move as a damped trend with known spread; what is reported of each year is a binomial
    share of `persons`. Scored is the share reported three years later.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(panels):
        drift = rng.normal(0.03, 0.03) + rng.normal(0, 0.02, (units, 1))
        level = rng.normal(-1.0, 0.8, (units, 1)) + np.cumsum(drift + rng.normal(0, 0.04, (units, years + HORIZONS)), axis=1)
        rates = 100.0 * rng.binomial(persons, 1 / (1 + np.exp(-level))) / persons
        seen, came = rates[:, :years], rates[:, years + HORIZONS - 1]
        share = (seen.mean(axis=1) + 0.35) / 100.7
        for way, chance in {"told of the number": 1 / (persons * share * (1 - share)), "not told": None}.items():
            found = predictives(conditioned(seen, f"small {number}", direction=1, ceiling=100.0, chance=chance))
            held, wis = interval_scores(np.array([one.quantiles[-1] for one in found]).T, came, np.ones(units))
            rows.append({"way": way, "held80": held.mean(), "wis": wis.mean()})
    return pd.DataFrame(rows).groupby("way").mean()


def seconds_of_many(series: int = 10_000, units: int = 9) -> float:
    """Processor time of projecting panels of nine, closed form and draws, with the five quantiles of both."""
    rng = np.random.default_rng(1)
    start = time.process_time()
    for number in range(-(-series // units)):
        panel = conditioned(50 + np.cumsum(rng.normal(0.5, 1.5, (units, 5)), axis=1), f"many {number}", direction=1, ceiling=100.0)
        predictives(panel)
        np.quantile(panel.back(panel.draw()), LEVELS, axis=0)
    return time.process_time() - start


def main() -> None:
    out = sys.stdout.write
    panels = read_panels()
    out(
        "Sums of counts and their units\n"
        + sums_and_units([one for one in panels if one.kind == "count" and len(one.series) > 1]).round(3).to_string()
        + "\n\n"
    )
    out("The same, simulated\n" + sums_and_units(simulated_counts()).round(3).to_string() + "\n\n")
    out("Said of three years at once\n" + every_year(panels).round(3).to_string() + "\n\n")
    for persons in (100, 500, 2000):
        out(f"Simulated rates among {persons} persons\n" + small_numbers(persons).round(3).to_string() + "\n\n")
    out(f"10,000 series with the quantiles of {DRAWS} draws: {seconds_of_many():.1f} s on one core\n")


if __name__ == "__main__":
    main()
