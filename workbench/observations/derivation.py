"""Values computed from other values: ratios to a base year, yearly cuts, amounts in the prices of one year.

``rows`` holds values by unit, indicator and year.
"""

import math

import numpy as np

from workbench.programme import Indicator, Programme, Unit


def is_whole(part: dict) -> bool:
    """Whether every unit that should report is in the figure; a unit's own figure is whole."""
    return part["n_units"] == part["n_expected"]


def combined(parts: list[dict], **values: object) -> dict:
    """A value computed from `parts`: simulated if one of them is, usable only if all are, as whole as the least whole."""
    ids = sorted({one for part in parts for one in part["source_ids"].split()})
    if all(map(is_whole, parts)):
        units = expected = max(part["n_expected"] for part in parts)
    else:
        least = min(parts, key=lambda part: part["n_units"] / max(part["n_expected"], 1))
        units, expected = least["n_units"], least["n_expected"]
    return {
        "numerator": np.nan,
        "denominator": np.nan,
        "n_units": units,
        "n_expected": expected,
        "force": max(part["force"] for part in parts),
        "is_simulated": any(part["is_simulated"] for part in parts),
        "is_usable": all(part["is_usable"] for part in parts),
        "source_ids": " ".join(ids),
    } | values


def years_of(cells: dict, name: str) -> list[tuple[str, int]]:
    """Units and years in which an indicator has a value."""
    return sorted((code, year) for code, one, year in cells if one == name)


def add_derived(rows: dict, programme: Programme, indicator: Indicator) -> None:
    """Ratios to the base year and cuts from year to year, within one definition."""
    base_year = programme.header.base_year
    for code, year in years_of(rows, indicator.derived_from):
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
            rows[code, indicator.id, year] = combined([now, before], **key, value=value, segment_from=now["segment_from"])


def add_real_amounts(rows: dict, programme: Programme, units: dict[str, Unit], indicator: Indicator) -> None:
    """An amount at current prices in prices of the programme's base year, for every year that the price index reaches.

    The index is that of the unit itself or of the nearest one above that has any: prices of the
    country stand at the top. A year whose prices are not all known has no real amount.
    """
    known: dict[str, dict[int, dict]] = {}
    for code, year in years_of(rows, indicator.deflator):
        known.setdefault(code, {})[year] = rows[code, indicator.deflator, year]
    index = programme.indicators[indicator.deflator]
    for code, year in years_of(rows, indicator.nominal):
        now, at = rows[code, indicator.nominal, year], code
        while at and at not in known:
            at = units[at].parent
        prices = _price_level(known.get(at, {}), index, programme.header.base_year, year)
        if prices is not None:
            level, parts = prices
            key = {"unit_code": code, "indicator_id": indicator.id, "year": year}
            rows[code, indicator.id, year] = combined([now, *parts], **key, value=now["value"] / level, segment_from=now["segment_from"])


def _price_level(known: dict[int, dict], index: Indicator, base_year: int, year: int) -> tuple[float, list[dict]] | None:
    """Prices of `year` where those of `base_year` are 1, and the figures of the index behind them; None where one is missing."""
    between = range(min(year, base_year) + 1, max(year, base_year) + 1)
    parts = [known.get(one) for one in (between if index.price_base == "previous_year" else (base_year, year))]
    if not known or None in parts or len({part["segment_from"] for part in parts}) > 1:
        return None  # an index that begins anew on another base cannot be carried over
    if index.price_base == "fixed":
        return parts[1]["value"] / parts[0]["value"], parts
    growth = math.prod(part["value"] / 100.0 for part in parts)
    return (growth if year >= base_year else 1.0 / growth), parts
