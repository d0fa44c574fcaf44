"""How good projections of the benchmark's panels were: interval scores, coverage, reliability.

Errors are in units of a series' mean yearly change (see `Panel.scales`) and capped at 20 of them, so
that one series cannot decide; every indicator weighs the same. The competition's series, whose
years are nominal, are scored apart and left out of the summary.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from panels import HORIZONS, Panel

from workbench.projection.panel import condition_panel, predictives
from workbench.projection.prior import Prior

CAP = 20.0
COMPETITION = "COMP_M1"


@dataclass(frozen=True)
class Forecasts:
    """Of one panel: quantiles shape (U, 3, 5), at `LEVELS`; chances of its targets shape (U, 4)."""

    quantiles: np.ndarray
    chances: np.ndarray


def forecast(
    values: np.ndarray, *, kind: str, direction: int, targets: np.ndarray, priors: dict[str, Prior], segments: np.ndarray | None = None
) -> Forecasts:
    """Project a panel of (U, n) values, a year after the other, with the code that notebooks use."""
    years = list(range(values.shape[1]))
    panel = condition_panel(
        "benchmark",
        [str(unit) for unit in range(len(values))],
        years,
        values.T,
        horizon=years[-1] + HORIZONS,
        ceiling=100.0 if kind == "rate_pct" else None,
        direction=direction,
        prior=priors,
        segments=segments,
    )
    found = predictives(panel)
    operator = ">=" if direction > 0 else "<="
    last = found[0].years[-1]
    chances = [[one.probability(last, operator, asked) for asked in row] for one, row in zip(found, targets, strict=True)]
    return Forecasts(np.array([one.quantiles for one in found]), np.array(chances))


def project_panels(panels: list[Panel], priors_of: Callable[[Panel], dict[str, Prior]]) -> list[Forecasts]:
    """Forecasts of all panels, each under the priors that `priors_of` says."""
    return [
        forecast(panel.values, kind=panel.kind, direction=panel.direction, targets=panel.targets, priors=priors_of(panel))
        for panel in panels
    ]


@dataclass(frozen=True)
class Scores:
    """One row for each window and year ahead, and one for each window and target.

    ``errors``: indicator, year (the one projected), horizon, ae (of the median), wis, in80, in95.
    ``targets``: indicator, year, chance, met.
    """

    errors: pd.DataFrame
    targets: pd.DataFrame

    def summary(self) -> dict[str, float]:
        """The figures that METHODS.md tells, without the competition's series."""
        errors = self.errors[~self.errors["indicator"].str.startswith(COMPETITION)]
        targets = self.targets[~self.targets["indicator"].str.startswith(COMPETITION)]
        third = errors[errors["horizon"] == HORIZONS]

        def mean(table: pd.DataFrame, column: str) -> float:
            return float(table.groupby("indicator")[column].mean().mean())

        return {
            "mase_h3": mean(third, "ae"),
            "wis": mean(errors, "wis"),
            "coverage80": mean(errors, "in80"),
            "coverage95": mean(errors, "in95"),
            "coverage80_h3": mean(third, "in80"),
            "coverage95_h3": mean(third, "in95"),
            "brier": mean(targets.assign(brier=(targets["chance"] - targets["met"]) ** 2), "brier"),
            "ece": expected_calibration_error(targets),
            "auc": area_under_curve(targets),
        }

    def record(self) -> str:
        """What was said and what came true, ten bins of the chance, as CSV."""
        targets = self.targets[~self.targets["indicator"].str.startswith(COMPETITION)]
        table = reliability(targets)
        return table.round(4).to_csv(index=False, lineterminator="\n")

    def record_by_part(self) -> str:
        """How intervals and statements did by indicator and by the year projected, each by years ahead, as CSV.

        Columns: part (``indicator`` or ``year``), name, horizon, windows, coverage80, coverage95, mase, wis; of
        the third year, which the targets ask about, also said (mean chance) and came_true (share met).
        """
        errors = self.errors[~self.errors["indicator"].str.startswith(COMPETITION)]
        targets = self.targets[~self.targets["indicator"].str.startswith(COMPETITION)].assign(horizon=HORIZONS)
        tables = []
        for part in ("indicator", "year"):
            key = [part, "horizon"]
            found = errors.groupby(key).agg(
                windows=("ae", "size"), coverage80=("in80", "mean"), coverage95=("in95", "mean"), mase=("ae", "mean"), wis=("wis", "mean")
            )
            asked = targets.groupby(key).agg(said=("chance", "mean"), came_true=("met", "mean"))
            tables.append(found.join(asked).reset_index(names=["name", "horizon"]).assign(part=part))
        columns = ["part", "name", "horizon", "windows", "coverage80", "coverage95", "mase", "wis", "said", "came_true"]
        return pd.concat(tables)[columns].round(4).to_csv(index=False, lineterminator="\n")


def by_indicator(found: Scores) -> pd.DataFrame:
    """Means over each indicator's windows, and years ahead where none is named."""
    third = found.errors[found.errors["horizon"] == HORIZONS].groupby("indicator")
    every = found.errors.groupby("indicator")
    targets = found.targets.assign(brier=(found.targets["chance"] - found.targets["met"]) ** 2).groupby("indicator")
    return pd.DataFrame(
        {
            "mase_h3": third["ae"].mean(),
            "wis": every["wis"].mean(),
            "coverage80_h3": third["in80"].mean(),
            "coverage95_h3": third["in95"].mean(),
            "brier": targets["brier"].mean(),
        }
    )


def score(panels: list[Panel], forecasts: list[Forecasts]) -> Scores:
    errors, targets = [], []
    for panel, found in zip(panels, forecasts, strict=True):
        came, unit = panel.outcomes, panel.scales[:, None]
        low95, low80, middle, high80, high95 = np.moveaxis(found.quantiles, -1, 0)

        def interval(low: np.ndarray, high: np.ndarray, miss: float, came: np.ndarray = came) -> np.ndarray:
            return high - low + 2 / miss * (np.maximum(low - came, 0) + np.maximum(came - high, 0))

        ae = np.abs(came - middle)
        wis = (0.5 * ae + 0.1 * interval(low80, high80, 0.2) + 0.025 * interval(low95, high95, 0.05)) / 2.5
        for year in range(HORIZONS):
            errors.append(
                pd.DataFrame(
                    {
                        "indicator": panel.indicator,
                        "year": panel.end_year + year + 1,
                        "horizon": year + 1,
                        "ae": np.minimum(ae / unit, CAP)[:, year],
                        "wis": np.minimum(wis / unit, CAP)[:, year],
                        "in80": ((came >= low80) & (came <= high80))[:, year].astype(float),
                        "in95": ((came >= low95) & (came <= high95))[:, year].astype(float),
                    }
                )
            )
        met = panel.direction * (came[:, -1:] - panel.targets) >= 0
        about = {"indicator": panel.indicator, "year": panel.end_year + HORIZONS}
        targets.append(pd.DataFrame(about | {"chance": found.chances.ravel(), "met": met.ravel().astype(float)}))
    return Scores(pd.concat(errors, ignore_index=True), pd.concat(targets, ignore_index=True))


def reliability(targets: pd.DataFrame, bins: int = 10) -> pd.DataFrame:
    """Of statements with a chance from `low` to `high`: how many, the mean chance, the share that came true."""
    place = np.minimum((targets["chance"] * bins).astype(int), bins - 1)
    found = targets.groupby(place).agg(statements=("met", "size"), said=("chance", "mean"), came_true=("met", "mean"))
    return found.reset_index(drop=True).assign(low=found.index.to_numpy() / bins, high=(found.index.to_numpy() + 1) / bins)[
        ["low", "high", "statements", "said", "came_true"]
    ]


def expected_calibration_error(targets: pd.DataFrame) -> float:
    table = reliability(targets)
    return float((table["statements"] * (table["said"] - table["came_true"]).abs()).sum() / table["statements"].sum())


def area_under_curve(targets: pd.DataFrame) -> float:
    """How often a target that was met had been given a higher chance than one that was not."""
    rank, met = targets["chance"].rank(), targets["met"] > 0
    hits, misses = int(met.sum()), int((~met).sum())
    return float((rank[met].sum() - hits * (hits + 1) / 2) / (hits * misses))
