"""Counts added up the levels of units, under the codes that carry on those of units that are gone."""

import numpy as np
import pandas as pd

from workbench.observations.table import FORCE, KEY, MODELLED
from workbench.programme import Indicator, Programme, Unit


class Tree:
    """The units of one year, who lies in whom, and which unit carries on for one that is gone."""

    def __init__(self, programme: Programme, as_of: int) -> None:
        self.programme = programme
        self.units = programme.units_in(as_of)
        self.levels = list(programme.header.levels)
        self._counted: dict[int, dict[tuple[str, str, str], int]] = {}

    def home(self, unit: Unit) -> str | None:
        """The code under which the figures of `unit` stand at the as-of year."""
        seen: set[str] = set()
        while unit not in self.units.values():
            heirs = [one for one in self.units.values() if one.code == unit.successor]
            if not heirs or unit.successor in seen:
                return None
            seen.add(unit.successor)
            unit = heirs[0]
        return unit.code

    def expected(self, code: str, name: str, year: int) -> int:
        """How many units of that year should report a figure that belongs to the unit."""
        if year not in self._counted:
            self._counted[year] = self._count(year)
        lowest = self.indicator(name)
        return self._counted[year].get((code, lowest.level, lowest.scope), 0)

    def _count(self, year: int) -> dict[tuple[str, str, str], int]:
        """(unit, lowest level, scope) -> how many reporting units of that year belong to it."""
        found: dict[tuple[str, str, str], int] = {}
        for unit in self.programme.units_in(year).values():
            for scope in {"all", "urban", "rural"} if unit.scope == "all" else {"all", unit.scope}:
                code = self.home(unit)
                while code:
                    found[code, unit.level, scope] = found.get((code, unit.level, scope), 0) + 1
                    code = self.units[code].parent
        return found

    def indicator(self, name: str) -> Indicator:
        """The indicator of that id, or the one that names the count."""
        return self.programme.indicators[self.programme.components.get(name, name)]

    def add_up(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Own figures, and sums over the units below where a unit has none of its own, or only a weaker one.

        A figure reported for a unit stands before the sum of those below it. One that was merely
        estimated, or simulated, gives way as soon as every unit below has a figure of a better kind.
        """
        can_add = {
            name: self.indicator(name).aggregate in ("sum", "count_true") or name in self.programme.components
            for name in rows["indicator_id"].unique()
        }
        merged = _sum(rows, by=KEY, can_add=can_add).reset_index(drop=True)
        for name in reversed(self.levels[:-1]):
            parents = merged["unit_code"].map(lambda code: self.units[code].parent)
            inside = parents.map({code: unit.level == name for code, unit in self.units.items()}).eq(True)
            below = merged[inside & merged["indicator_id"].map(can_add).astype(bool)]
            # A region's own figure speaks for all its provinces.
            counted = [
                self.expected(*key) if is_own else n_units for *key, is_own, n_units in below[[*KEY, "is_own", "n_units"]].values.tolist()
            ]
            above = below.assign(unit_code=parents.loc[below.index], n_units=counted, is_own=False)
            sums = _sum(above, by=KEY, can_add=can_add)
            expected = np.array([self.expected(*key) for key in sums[KEY].itertuples(index=False, name=None)], dtype=float)
            is_whole = sums["is_usable"] & (sums["n_units"] == expected)
            # Of one force the unit's own figure is first; a sum that lacks a unit comes behind all.
            first = pd.concat([merged["force"], (sums["force"] + 0.5).where(is_whole, np.inf)])
            both = pd.concat([merged, sums]).assign(first=first).sort_values("first", kind="stable").drop(columns="first")
            merged = both.drop_duplicates(KEY, keep="first").sort_index(kind="stable").reset_index(drop=True)
        return self.with_coverage(merged)

    def with_coverage(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Add ``n_expected``; a sum over fewer units than expected is shown and not modelled."""
        expected = [1 if is_own else self.expected(*key) for *key, is_own in rows[[*KEY, "is_own"]].itertuples(index=False, name=None)]
        rows = rows.assign(n_expected=expected)
        return rows.assign(is_usable=rows["is_usable"] & (rows["n_units"] == rows["n_expected"]))


def with_home(tree: Tree, observations: pd.DataFrame) -> pd.DataFrame:
    """Observations under the code that carries them on, with the columns of a value."""
    units = {(unit.code, year): unit for year in map(int, observations["year"].unique()) for unit in tree.programme.units_in(year).values()}
    # Cam An is not Thanh An, though one code stands for both: only the unit itself has a figure of its own.
    homes = {key: (tree.home(unit), tree.units.get(unit.code) is unit) for key, unit in units.items()}
    found = [homes.get(key, (None, False)) for key in observations[["unit_code", "year"]].itertuples(index=False, name=None)]
    rows = observations.assign(
        is_own=[is_own for _, is_own in found],
        unit_code=[home for home, _ in found],
        numerator=np.nan,
        denominator=np.nan,
        n_units=1,
        force=observations["status"].map(FORCE),
        is_simulated=observations["status"] == "simulated",
        is_usable=observations["qualifier"].isin(MODELLED),
        source_ids=observations["source_id"],
    )
    return rows[rows["unit_code"].notna()]


def _sum(rows: pd.DataFrame, *, by: list[str], can_add: dict[str, bool]) -> pd.DataFrame:
    """Sum rows that fall on one key. Where nothing may be added, a key with two rows has no value."""
    grouped = rows.groupby(by, sort=False)
    summed = grouped.agg(
        value=("value", "sum"),
        numerator=("numerator", "first"),
        denominator=("denominator", "first"),
        n_units=("n_units", "sum"),
        force=("force", "max"),
        is_simulated=("is_simulated", "any"),
        is_usable=("is_usable", "all"),
        source_ids=("source_ids", lambda ids: " ".join(sorted(set(" ".join(ids).split())))),
        is_own=("is_own", "all"),
        size=("value", "size"),
    ).reset_index()
    summed = summed[(summed["size"] == 1) | summed["indicator_id"].map(can_add).astype(bool)]
    return summed.assign(is_own=summed["is_own"] & (summed["size"] == 1)).drop(columns="size")
