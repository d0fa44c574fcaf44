"""The tables of findings as a paper that leaves the office may show them: without small counts and all that is made from them."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.assessment import Verdict
from workbench.disclosure import Cell, find_withheld
from workbench.programme import Programme

REASON = "withheld"  # why a figure is not told
_FOLLOWING = ("latest_year", "latest_value", "projected_q10", "projected_q50", "projected_q90", "p_met", "p_stretch")
_FOLLOWING += ("required_pace", "recent_pace", "best_pace", "best_peer_pace", "gap", "gap_quantity")


def leave_out(
    programme: Programme, tables: Mapping[str, pd.DataFrame], obstacles: Mapping[tuple[str, str], str]
) -> tuple[dict[str, pd.DataFrame], dict[tuple[str, str], str]]:
    """Leave out every withheld figure, and what is made from a series of which one is withheld.

    A projection, a pace or a verdict follows from all years of a series: where one of them is withheld, none is told.

    Parameters
    ----------
    tables : those of `Findings` by name. Each has ``unit_code`` and ``indicator_id`` or ``target_id``.

    Returns
    -------
    The tables, and the reasons for which series are not projected: ``withheld`` among them.
    """
    withheld = find_withheld(programme, tables["values"])
    series = {(unit, name) for unit, name, _ in withheld}
    kept = {
        name: _values(table, withheld) if name == "values" else _assessed(table, series) if "best_peer_pace" in table else
        _rows(programme, table, series)
        for name, table in tables.items()
    }  # fmt: skip
    return kept, {**obstacles, **dict.fromkeys(series, REASON)}


def _values(table: pd.DataFrame, withheld: set[Cell]) -> pd.DataFrame:
    keys = table[["unit_code", "indicator_id", "year"]].itertuples(index=False, name=None)
    return table[[key not in withheld for key in keys]].reset_index(drop=True)


def _assessed(table: pd.DataFrame, series: set[tuple[str, str]]) -> pd.DataFrame:
    """Assessments keep their rows: that nothing is told, and why, is what they say."""
    is_hidden = _is_in(table["unit_code"], table["indicator_id"], series) & (table["verdict"] != Verdict.NOT_APPLICABLE)
    following = {name: table[name].mask(is_hidden, np.nan) for name in _FOLLOWING}
    # The best year of another unit may be one of its withheld years.
    names = {name for _, name in series}
    following["best_peer_pace"] = following["best_peer_pace"].mask(table["indicator_id"].isin(names), np.nan)
    told = {"verdict": table["verdict"].mask(is_hidden, str(Verdict.NO_DATA)), "reason": table["reason"].mask(is_hidden, REASON)}
    return table.assign(**following, **told, is_reference=table["is_reference"].astype(bool) & ~is_hidden)


def _rows(programme: Programme, table: pd.DataFrame, series: set[tuple[str, str]]) -> pd.DataFrame:
    if "indicator_id" in table:
        names = table["indicator_id"]
    else:
        names = table["target_id"].map({one.id: one.indicator for one in programme.targets.values()})
    return table[~_is_in(table["unit_code"], names, series)].reset_index(drop=True)


def _is_in(units: pd.Series, names: pd.Series, series: set[tuple[str, str]]) -> pd.Series:
    return pd.Series([pair in series for pair in zip(units, names, strict=True)], index=units.index, dtype=bool)
