"""From reported counts to values: sums up the levels, rates from sums, differences within one definition."""

import numpy as np
import pandas as pd

from workbench.observations.table import KEY, MODELLED
from workbench.programme import Indicator, Programme, Unit

VALUES = [*KEY, "value", "numerator", "denominator", "n_units", "n_expected", "is_simulated", "is_usable", "segment_from", "source_ids"]


def compute_values(programme: Programme, observations: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """Every value that the observations allow, for every unit that exists at the end of `as_of`.

    A figure reported for a unit itself stands. Otherwise counts are summed over the units below,
    rates are the ratio of those sums, and means are weighted; nothing is averaged and nothing is
    scaled up: where only k of n units reported, the value says so (``n_units`` of ``n_expected``)
    and does not feed a projection. A unit born of a merger inherits the sums of those it came from.

    Parameters
    ----------
    observations : one row for each unit, indicator and year; see `select_observations`.

    Returns
    -------
    Columns ``VALUES``, one row for each unit, indicator and year, sorted by these. ``segment_from``
    is the first year of the definition in force, 0 for the first one.
    """
    tree = _Tree(programme, as_of)
    counts = tree.add_up(_with_home(tree, observations))
    cells = dict(zip(counts[KEY].itertuples(index=False, name=None), counts.to_dict("records"), strict=True))
    for indicator in programme.indicators.values():
        if indicator.aggregate == "ratio_of_sums":
            _add_rates(cells, tree, indicator)
        elif indicator.parts:
            _add_least_part(cells, tree, indicator)
    for indicator in programme.indicators.values():
        if indicator.aggregate == "weighted_mean":
            _add_means(cells, tree, indicator)
    rows = {key: row for key, row in cells.items() if key[0] in tree.units}
    for (_, name, year), row in rows.items():
        row["segment_from"] = segment_from(programme, name, year)
    for indicator in programme.indicators.values():
        if indicator.derive:
            _add_derived(rows, programme, indicator)
    frame = pd.DataFrame(list(rows.values()), columns=VALUES)
    return frame.sort_values(KEY, kind="stable").reset_index(drop=True)


def segment_from(programme: Programme, name: str, year: int) -> int:
    """First year of the definition under which a figure of `year` was made; 0 for the first one."""
    indicator = programme.indicators[programme.components.get(name, name)]
    splits = [programme.breaks[one] for one in indicator.breaks if programme.breaks[one].handling == "split"]
    return max((one.first_year for one in splits if one.first_year and one.first_year <= year), default=0)


class _Tree:
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
        return self.programme.indicators[self.programme.components.get(name, name)]

    def add_up(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Own figures, and sums over the units below where a unit has none of its own."""
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
            # The unit's own figure, standing first, wins over the sum.
            merged = pd.concat([merged, sums]).drop_duplicates(KEY, keep="first").reset_index(drop=True)
        return self.with_coverage(merged)

    def with_coverage(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Add ``n_expected``; a sum over fewer units than expected is shown and not modelled."""
        expected = [1 if is_own else self.expected(*key) for *key, is_own in rows[[*KEY, "is_own"]].itertuples(index=False, name=None)]
        rows = rows.assign(n_expected=expected)
        return rows.assign(is_usable=rows["is_usable"] & (rows["n_units"] == rows["n_expected"]))


def _with_home(tree: _Tree, observations: pd.DataFrame) -> pd.DataFrame:
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
        is_simulated=("is_simulated", "any"),
        is_usable=("is_usable", "all"),
        source_ids=("source_ids", lambda ids: " ".join(sorted(set(" ".join(ids).split())))),
        is_own=("is_own", "all"),
        size=("value", "size"),
    ).reset_index()
    summed = summed[(summed["size"] == 1) | summed["indicator_id"].map(can_add).astype(bool)]
    return summed.assign(is_own=summed["is_own"] & (summed["size"] == 1)).drop(columns="size")


def _is_whole(part: dict) -> bool:
    """Whether every unit that should report is in the figure; a unit's own figure is whole."""
    return part["n_units"] == part["n_expected"]


def _combined(parts: list[dict], **values: object) -> dict:
    """A value computed from `parts`: simulated if one of them is, usable only if all are, as whole as the least whole."""
    ids = sorted({one for part in parts for one in part["source_ids"].split()})
    if all(map(_is_whole, parts)):
        units = expected = max(part["n_expected"] for part in parts)
    else:
        least = min(parts, key=lambda part: part["n_units"] / max(part["n_expected"], 1))
        units, expected = least["n_units"], least["n_expected"]
    return {
        "numerator": np.nan,
        "denominator": np.nan,
        "n_units": units,
        "n_expected": expected,
        "is_simulated": any(part["is_simulated"] for part in parts),
        "is_usable": all(part["is_usable"] for part in parts),
        "source_ids": " ".join(ids),
    } | values


def _years(cells: dict, name: str) -> list[tuple[str, int]]:
    return sorted((code, year) for code, one, year in cells if one == name)


def _add_rates(cells: dict, tree: _Tree, indicator: Indicator) -> None:
    scale = 100.0 if indicator.unit.root.get("") == "%" else 1.0
    for code, year in _years(cells, indicator.denominator):
        if indicator.scope != "all" and tree.units[code].scope not in ("all", indicator.scope):
            continue
        above, below = _counts_of(cells, tree, indicator, code, year)
        if above is None or below is None:
            continue
        own = cells.get((code, indicator.id, year))
        parts = {"numerator": above["value"], "denominator": below["value"]}
        if own is not None:
            own.update(parts)  # the figure reported for the unit stands; its parts give the persons behind it
        elif below["value"] > 0:
            key = {"unit_code": code, "indicator_id": indicator.id, "year": year}
            cells[code, indicator.id, year] = _combined([above, below], **key, **parts, value=scale * above["value"] / below["value"])


def _counts_of(cells: dict, tree: _Tree, indicator: Indicator, code: str, year: int) -> tuple[dict | None, dict | None]:
    """Numerator and denominator of a rate over the same units.

    The unit's own counts or whole sums where both are there. Otherwise, and for an urban or rural
    rate of a mixed unit, the sums over those units below that have both: never a numerator of
    eight units over a denominator of nine.
    """
    pair = tuple(cells.get((code, name, year)) for name in (indicator.numerator, indicator.denominator))
    has_scope = indicator.scope == "all" or tree.units[code].scope == indicator.scope
    scoped = all(tree.indicator(name).scope == indicator.scope for name in (indicator.numerator, indicator.denominator))
    if (has_scope or scoped) and all(one and _is_whole(one) for one in pair):
        return pair
    if tree.units[code].level == indicator.level:
        return None, None  # nothing, or half of a merged unit
    below = [
        unit.code
        for unit in tree.units.values()
        if unit.level == indicator.level and (indicator.scope == "all" or unit.scope == indicator.scope) and _lies_in(tree, unit, code)
    ]
    both = [
        (cells[one, indicator.numerator, year], cells[one, indicator.denominator, year])
        for one in below
        if all((one, name, year) in cells and _is_whole(cells[one, name, year]) for name in (indicator.numerator, indicator.denominator))
    ]
    if not both:
        return None, None
    above, under = (
        _combined(
            list(parts),
            value=sum(part["value"] for part in parts),
            n_units=len(parts),
            n_expected=len(below),
            is_usable=len(parts) == len(below) and all(part["is_usable"] for part in parts),
        )
        for parts in zip(*both, strict=True)
    )
    return above, under


def _lies_in(tree: _Tree, unit: Unit, code: str) -> bool:
    while unit.parent:
        if unit.parent == code:
            return True
        unit = tree.units[unit.parent]
    return False


def _add_least_part(cells: dict, tree: _Tree, indicator: Indicator) -> None:
    """The smallest of the parts: at least one model school on *each* level means this is at least one."""
    names = [f"{indicator.id}__{part}" for part in indicator.parts]
    for code, year in _years(cells, names[0]):
        parts = [cells[code, name, year] for name in names if (code, name, year) in cells]
        if len(parts) == len(names) and (code, indicator.id, year) not in cells:
            key = {"unit_code": code, "indicator_id": indicator.id, "year": year}
            cells[code, indicator.id, year] = _combined(parts, **key, value=min(part["value"] for part in parts))


def _add_means(cells: dict, tree: _Tree, indicator: Indicator) -> None:
    """Means weighted by a count, one level at a time from below, for units without their own."""
    for name in reversed(tree.levels[:-1]):
        for unit in (one for one in tree.units.values() if one.level == name):
            children = [
                one.code
                for one in tree.units.values()
                if one.parent == unit.code and (indicator.scope == "all" or one.scope in ("all", indicator.scope))
            ]
            years = {year for code, year in _years(cells, indicator.id) if code in children}
            for year in sorted(years):
                if (unit.code, indicator.id, year) in cells:
                    continue
                pairs = [(cells.get((child, indicator.id, year)), cells.get((child, indicator.weight, year))) for child in children]
                whole = [(one, weight) for one, weight in pairs if one and weight]
                total = sum(weight["value"] for _, weight in whole)
                if total > 0:
                    parts = [part for pair in whole for part in pair]
                    cells[unit.code, indicator.id, year] = _combined(
                        parts,
                        unit_code=unit.code,
                        indicator_id=indicator.id,
                        year=year,
                        value=sum(one["value"] * weight["value"] for one, weight in whole) / total,
                        denominator=total,
                        n_units=len(whole),
                        n_expected=len(children),
                        is_usable=len(whole) == len(children) and all(part["is_usable"] for part in parts),
                    )


def _add_derived(rows: dict, programme: Programme, indicator: Indicator) -> None:
    base_year = programme.header.base_year
    for code, year in _years(rows, indicator.derived_from):
        now = rows[code, indicator.derived_from, year]
        before = rows.get((code, indicator.derived_from, base_year if indicator.derive == "ratio_to_base" else year - 1))
        if before is None or now["segment_from"] != before["segment_from"]:
            continue  # a difference across a definition break means nothing
        value = (
            (now["value"] / before["value"] if before["value"] > 0 else None)
            if indicator.derive == "ratio_to_base"
            else before["value"] - now["value"]
        )
        if value is not None:
            key = {"unit_code": code, "indicator_id": indicator.id, "year": year}
            rows[code, indicator.id, year] = _combined([now, before], **key, value=value, segment_from=now["segment_from"])
