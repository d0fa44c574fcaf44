"""The panels of data/benchmark: short windows of real yearly series, and what followed each."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).resolve().parents[1] / "data" / "benchmark"
TARGETS = ["t050", "t100", "t150", "t200"]
HORIZONS = 3


@dataclass(frozen=True)
class Panel:
    """Up to nine series of one indicator and region over the same years.

    Attributes
    ----------
    kind : ``rate_pct``, ``positive`` or ``count``.
    series : numbers of the series, U of them.
    values : shape (U, n), the window's years up to `end_year`.
    outcomes : shape (U, 3), the three years that followed.
    targets : shape (U, 4), levels asked of the third of them.
    """

    indicator: str
    source: str
    kind: str
    direction: int
    end_year: int
    series: tuple[int, ...]
    values: np.ndarray
    outcomes: np.ndarray
    targets: np.ndarray

    @property
    def scales(self) -> np.ndarray:
        """What counts as one unit of error, by series: the mean yearly change of five years, with a floor; shape (U,)."""
        known = self.values[:, -5:]
        relative = np.ones(len(known)) if self.kind == "rate_pct" else known[:, -1]
        change = np.abs(np.diff(known, axis=1)).mean(axis=1) / relative
        floor = 0.02 if self.kind == "rate_pct" else 0.002
        return np.maximum(np.maximum(change, 0.25 * np.median(change)), floor) * relative


def read_panels(*, years: int = 5, folder: Path = FOLDER) -> list[Panel]:
    """All panels, in a fixed order, each window `years` long; longer ones where the series reach back.

    Parameters
    ----------
    years : of the window, 4 to 9; the benchmark's own windows have 5.
    """
    about = pd.read_csv(folder / "series.csv").merge(pd.read_csv(folder / "indicators.csv"), on="indicator").set_index("series")
    known = {series: part.set_index("year")["value"] for series, part in pd.read_csv(folder / "values.csv").groupby("series")}
    windows = pd.read_csv(folder / "windows.csv").join(about, on="series")
    # The competition's series are firms and countries of their own; they share no panel.
    windows["panel"] = windows["region"].where(windows["region"] != "solo", windows["unit_name"])
    panels = []
    for (indicator, _, end), part in windows.groupby(["indicator", "panel", "end_year"], sort=True):
        histories = [known[series] for series in part["series"]]
        pasts = [one[one.index <= end].iloc[-years:] for one in histories]
        whole = [len(past) == years and past.index[-1] - past.index[0] == years - 1 for past in pasts]
        if not any(whole):
            continue
        part, first = part[whole], part.iloc[0]
        panels.append(
            Panel(
                indicator=indicator,
                source=first["source"],
                kind=first["kind"],
                direction=int(first["direction"]),
                end_year=int(end),
                series=tuple(part["series"]),
                values=np.array([past.to_numpy(float) for past, kept in zip(pasts, whole, strict=True) if kept]),
                outcomes=np.array([known[series].loc[end + 1 : end + HORIZONS].to_numpy(float) for series in part["series"]]),
                targets=part[TARGETS].to_numpy(float),
            )
        )
    return panels


def digest(folder: Path = FOLDER) -> str:
    """sha256 of the benchmark's tables."""
    found = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        found.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
