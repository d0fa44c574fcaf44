"""From counts to values: rates from sums, weighted means, differences within one definition."""

import pandas as pd

from workbench.observations.adding_up import Tree, with_home
from workbench.observations.derivation import add_derived, add_real_amounts, combined, is_whole, years_of
from workbench.observations.table import KEY
from workbench.programme import Indicator, Programme
from workbench.programme.finding import lies_in

VALUES = [*KEY, "value", "numerator", "denominator", "n_units", "n_expected", "is_simulated", "is_usable", "segment_from", "source_ids"]


def compute_values(programme: Programme, observations: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    """Every value that the observations allow, for every unit that exists at the end of `as_of`.

    A figure reported for a unit itself stands; one only estimated or simulated gives way to what
    follows from figures of a better kind that are there for every unit below. Otherwise counts are summed over the units below,
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
    tree = Tree(programme, as_of)
    counts = tree.add_up(with_home(tree, observations))
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
        if indicator.nominal:
            add_real_amounts(rows, programme, tree.units, indicator)
    for indicator in programme.indicators.values():
        if indicator.derive:
            add_derived(rows, programme, indicator)
    frame = pd.DataFrame(list(rows.values()), columns=VALUES)
    return frame.sort_values(KEY, kind="stable").reset_index(drop=True)


def segment_from(programme: Programme, name: str, year: int) -> int:
    """First year of the definition under which a figure of `year` was made; 0 for the first one."""
    indicator = programme.indicators[programme.components.get(name, name)]
    splits = [programme.breaks[one] for one in indicator.breaks if programme.breaks[one].handling == "split"]
    return max((one.first_year for one in splits if one.first_year and one.first_year <= year), default=0)


def _stands(own: dict | None, computed: dict) -> bool:
    """Whether a unit's own figure stands before one computed from its parts: not if it is of a weaker kind and these are whole."""
    return own is not None and not (computed["force"] < own["force"] and computed["is_usable"] and is_whole(computed))


def _add_rates(cells: dict, tree: Tree, indicator: Indicator) -> None:
    scale = 100.0 if indicator.unit.root.get("") == "%" else 1.0
    for code, year in years_of(cells, indicator.denominator):
        if indicator.scope != "all" and tree.units[code].scope not in ("all", indicator.scope):
            continue
        above, below = _counts_of(cells, tree, indicator, code, year)
        if above is None or below is None:
            continue
        own = cells.get((code, indicator.id, year))
        parts = {"numerator": above["value"], "denominator": below["value"]}
        key = {"unit_code": code, "indicator_id": indicator.id, "year": year}
        rate = combined([above, below], **key, **parts, value=scale * above["value"] / below["value"]) if below["value"] > 0 else None
        if own is not None and (rate is None or _stands(own, rate)):
            own.update(parts)  # the figure reported for the unit stands; its parts give the persons behind it
        elif rate is not None:
            cells[code, indicator.id, year] = rate


def _counts_of(cells: dict, tree: Tree, indicator: Indicator, code: str, year: int) -> tuple[dict | None, dict | None]:
    """Numerator and denominator of a rate over the same units.

    The unit's own counts or whole sums where both are there. Otherwise, and for an urban or rural
    rate of a mixed unit, the sums over those units below that have both: never a numerator of
    eight units over a denominator of nine.
    """
    pair = tuple(cells.get((code, name, year)) for name in (indicator.numerator, indicator.denominator))
    has_scope = indicator.scope == "all" or tree.units[code].scope == indicator.scope
    scoped = all(tree.indicator(name).scope == indicator.scope for name in (indicator.numerator, indicator.denominator))
    if (has_scope or scoped) and all(one and is_whole(one) for one in pair):
        return pair
    if tree.units[code].level == indicator.level:
        return None, None  # nothing, or half of a merged unit
    below = [
        unit.code
        for unit in tree.units.values()
        if unit.level == indicator.level and (indicator.scope == "all" or unit.scope == indicator.scope) and lies_in(unit, code, tree.units)
    ]
    both = [
        (cells[one, indicator.numerator, year], cells[one, indicator.denominator, year])
        for one in below
        if all((one, name, year) in cells and is_whole(cells[one, name, year]) for name in (indicator.numerator, indicator.denominator))
    ]
    if not both:
        return None, None
    above, under = (
        combined(
            list(parts),
            value=sum(part["value"] for part in parts),
            n_units=len(parts),
            n_expected=len(below),
            is_usable=len(parts) == len(below) and all(part["is_usable"] for part in parts),
        )
        for parts in zip(*both, strict=True)
    )
    return above, under


def _add_least_part(cells: dict, tree: Tree, indicator: Indicator) -> None:
    """The smallest of the parts: at least one model school on *each* level means this is at least one."""
    names = [f"{indicator.id}__{part}" for part in indicator.parts]
    for code, year in years_of(cells, names[0]):
        parts = [cells[code, name, year] for name in names if (code, name, year) in cells]
        if len(parts) == len(names):
            key = {"unit_code": code, "indicator_id": indicator.id, "year": year}
            least = combined(parts, **key, value=min(part["value"] for part in parts))
            if not _stands(cells.get((code, indicator.id, year)), least):
                cells[code, indicator.id, year] = least


def _add_means(cells: dict, tree: Tree, indicator: Indicator) -> None:
    """Means weighted by a count, one level at a time from below, for units without their own."""
    for name in reversed(tree.levels[:-1]):
        for unit in (one for one in tree.units.values() if one.level == name):
            children = [
                one.code
                for one in tree.units.values()
                if one.parent == unit.code and (indicator.scope == "all" or one.scope in ("all", indicator.scope))
            ]
            years = {year for code, year in years_of(cells, indicator.id) if code in children}
            for year in sorted(years):
                pairs = [(cells.get((child, indicator.id, year)), cells.get((child, indicator.weight, year))) for child in children]
                whole = [(one, weight) for one, weight in pairs if one and weight]
                total = sum(weight["value"] for _, weight in whole)
                if total > 0:
                    parts = [part for pair in whole for part in pair]
                    mean = combined(
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
                    if not _stands(cells.get((unit.code, indicator.id, year)), mean):
                        cells[unit.code, indicator.id, year] = mean
