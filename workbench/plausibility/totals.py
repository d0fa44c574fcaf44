"""Totals against their parts: a unit's own figure and the sum of the units below it."""

import math
from collections.abc import Iterator

import pandas as pd

from workbench.programme import Programme


def find_totals(programme: Programme, observations: pd.DataFrame) -> Iterator[tuple[str, str, int, float, float, bool]]:
    """Unit, figure, year, own value, sum of the parts, and whether they are simulated: where the two differ beyond rounding.

    Only where every unit below has a figure of its own, and all are reported or all simulated. A
    programme that states the identity ``sum_of_units`` has said how exact it must be: then nothing is looked for here.
    """
    if any(one.kind == "sum_of_units" for one in programme.identities):
        return
    columns = ["unit_code", "indicator_id", "year", "value", "status"]
    cells = {(code, name, int(year)): (value, status) for code, name, year, value, status in observations[columns].itertuples(index=False)}
    years = {year for _, _, year in cells}
    below: dict[tuple[str, int], list[str]] = {}
    for year in years:
        for unit in programme.units_in(year).values():
            below.setdefault((unit.parent, year), []).append(unit.code)
    for (code, name, year), (value, status) in sorted(cells.items()):
        indicator = programme.indicators[programme.components.get(name, name)]
        adds_up = indicator.aggregate in ("sum", "count_true") or name != indicator.id
        parts = [cells.get((one, name, year)) for one in below.get((code, year), [])]
        if not adds_up or not parts or indicator.scope != "all" or any(part is None for part in parts):
            continue
        flags = {one == "simulated" for one in (status, *(part[1] for part in parts))}
        total = math.fsum(part[0] for part in parts)
        rounding = 0.5 * 10.0**-indicator.decimals * (len(parts) + 1)
        if len(flags) == 1 and abs(total - value) > rounding:
            yield code, name, year, float(value), total, flags.pop()
