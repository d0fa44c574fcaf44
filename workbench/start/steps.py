"""What to do next with a sound programme folder: told at the end of `workbench check`."""

import shlex
from typing import TextIO

import pandas as pd

from workbench.observations import read_observations
from workbench.programme import Programme, Target, load_programme
from workbench.start.wording import told

SHOWN = 8  # ids in one line


def tell_next_steps(name: str, out: TextIO, *, lang: str = "") -> None:
    """Print what is still missing from a programme without errors, and the command that comes next.

    Parameters
    ----------
    name : as it was typed, so that the commands can be copied.
    lang : language of what is told; empty for that of the programme.
    """
    programme = load_programme(name)
    table = read_observations(programme)[0]
    lang, typed = lang or programme.header.default_language, shlex.quote(name)
    top = next(unit.code for unit in programme.units_in(programme.header.as_of).values() if not unit.parent)
    form = f"workbench template --programme {typed} --unit {top} -o {programme.header.id}.xlsx"
    out.write(told(lang, "next") + "\n")
    simulated = int((table["status"] == "simulated").sum())
    years = {target.id: _years(programme, target, table) for target in programme.targets.values() if target.indicator}
    unfed, few = ([key for key, count in years.items() if count in wanted] for wanted in ((0,), (1, 2)))
    steps = [
        ("no_target", not programme.targets, {}),
        ("no_figures", table.empty, {"form": form}),
        ("simulated", simulated > 0, {"n": simulated, "total": len(table), "form": form}),
        ("unfed", bool(unfed) and not table.empty, {"targets": _some(unfed), "form": form}),
        ("few", bool(few), {"targets": _some(few)}),
        ("run", True, {"name": typed}),
    ]
    for key, applies, values in steps:
        if applies:
            out.write(told(lang, key, **values) + "\n")


def _years(programme: Programme, target: Target, table: pd.DataFrame) -> int:
    """Years with a figure of the target's indicator, or of what it is computed from, in any unit."""
    indicator = programme.indicators[target.indicator]
    base = programme.indicators[indicator.derived_from] if indicator.derived_from else indicator
    names = {indicator.id, base.id, base.numerator} | ({f"{base.id}__{part}" for part in base.parts})
    rows = table[table["indicator_id"].isin(names) & (table["year"] <= programme.header.as_of)]
    return int(rows["year"].nunique())


def _some(ids: list[str]) -> str:
    return ", ".join(ids[:SHOWN]) + (f" … (+{len(ids) - SHOWN})" if len(ids) > SHOWN else "")
