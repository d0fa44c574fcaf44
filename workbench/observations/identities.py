"""What figures must satisfy among themselves: the programme's identities, checked unit by unit and year by year."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from workbench.errors import Fault
from workbench.programme import Identity, Programme

Cells = dict[tuple[str, str, int], dict]


@dataclass(frozen=True)
class Checked:
    """How one identity fared: how many units and years it could be asked of, what was told, what broke."""

    identity: Identity
    asked: int
    told: tuple[str, ...]
    faults: tuple[Fault, ...]  # of kind "jump" none: they are among the doubts of `workbench.plausibility`
    doubted: tuple[tuple[str, str, int], ...] = ()  # unit, indicator and year of each doubt among the faults


def check_identities(programme: Programme, values: pd.DataFrame, observations: pd.DataFrame) -> list[Checked]:
    """Every identity of the programme on the values at hand; one that no figure allows is asked 0 times.

    Parameters
    ----------
    observations : rows in use, with their ``origin``, for the messages.
    """
    cells: Cells = {(row["unit_code"], row["indicator_id"], int(row["year"])): row for row in values.to_dict("records")}
    origins = {
        (code, name, int(year)): origin
        for code, name, year, origin in observations[["unit_code", "indicator_id", "year", "origin"]].itertuples(index=False)
    }
    for code, name, year, value in observations[["unit_code", "indicator_id", "year", "value"]].itertuples(index=False, name=None):
        if (code, name, int(year)) in cells:
            cells[code, name, int(year)]["own"] = value  # held against the sum of the units below, though it may have given way to it
    mixture = _Mixture(programme, observations)
    return [_check(programme, identity, cells, origins, mixture) for identity in programme.identities]


def _check(programme: Programme, identity: Identity, cells: Cells, origins: dict, mixture: "_Mixture") -> Checked:
    asked, told, faults, doubted = 0, [], [], []
    for code, name, year, problem, saying in _KINDS[identity.kind](programme, identity, cells):
        asked += 1
        if saying:
            told.append(f"{code} {year}: {saying}")
        if problem:
            where = origins.get((code, name, year), f"{code} {name} {year}")
            severity = identity.severity
            if severity == "error" and mixture(code, name, year, identity):
                severity = "doubt"  # what is made up beside what is reported proves nothing against either, and stops no run
            faults.append(Fault(where, f"{identity.id}, {code} in {year}: {problem}", "Check both figures with the unit.", severity))
            if severity == "doubt":
                doubted.append((code, name, year))
    return Checked(identity, asked, tuple(told), tuple(faults), tuple(doubted))


class _Mixture:
    """Whether simulated and reported figures meet in an identity, at a unit or anywhere below it.

    So do a total that was only estimated and the parts that were reported: the estimate gives way, it stops nothing.
    """

    def __init__(self, programme: Programme, observations: pd.DataFrame) -> None:
        self.programme = programme
        parents = {unit.code: unit.parent for unit in programme.units}
        self.flags: dict[tuple[str, str, int], set[str]] = {}
        for code, name, year, status in observations[["unit_code", "indicator_id", "year", "status"]].itertuples(index=False, name=None):
            while code:
                self.flags.setdefault((code, name, int(year)), set()).add("reported" if status == "corrected" else status)
                code = parents.get(code, "")

    def __call__(self, code: str, name: str, year: int, identity: Identity) -> bool:
        names = {name, *(one for one in (identity.left, *identity.right, *identity.plus, *identity.minus) if one)}
        indicators = [self.programme.indicators[one] for one in names if one in self.programme.indicators]
        names |= {part for one in indicators for part in (one.numerator, one.denominator) if part}
        years = (year, year - 1) if identity.kind in ("balance", "jump") else (year,)
        met: set[str] = set().union(*(self.flags.get((code, one, when), set()) for one in names for when in years))
        return len(met if identity.kind == "sum_of_units" else met - {"estimated"}) > 1


def _figure(programme: Programme, cells: Cells, name: str, code: str, year: int) -> float:
    """An operand: a target's own value, or the value of a unit and year; NaN where there is none."""
    if name in programme.targets:
        return float(programme.targets[name].value)
    return float(cells.get((code, name, year), {"value": math.nan})["value"])


def _places(programme: Programme, identity: Identity, cells: Cells) -> list[tuple[str, int]]:
    """Units and years that have a figure for every operand; the top alone where a target is one, once if all are.

    Where operands are sums over some of the units below, all of them are over the same ones.
    """
    names = [name for name in (identity.left, *identity.right, *identity.plus, *identity.minus) if name]
    figures = [name for name in names if name not in programme.targets]
    tops = {unit.code for unit in programme.units if not unit.parent}
    if not figures:
        return [(code, programme.header.horizon) for code in sorted(tops)]
    found = [{(code, year) for code, one, year in cells if one == name} for name in figures]
    below: dict[str, set[str]] = {}
    for unit in programme.units:
        below.setdefault(unit.parent, set()).add(unit.code)

    def is_of_same_units(code: str, year: int) -> bool:
        is_whole = all(cells[code, name, year]["n_units"] >= cells[code, name, year]["n_expected"] for name in figures)
        return is_whole or len({frozenset(one for one in below.get(code, ()) if (one, name, year) in cells) for name in figures}) == 1

    places = [place for place in sorted(set.intersection(*found)) if is_of_same_units(*place)]
    # A target is set for the whole: a number of jobs against the labour force of one part would mean nothing.
    return places if len(figures) == len(names) else [place for place in places if place[0] in tops]


Finding = tuple[str, str, int, str, str]  # unit, indicator, year, what broke, what is told


def _not_above(programme: Programme, identity: Identity, cells: Cells) -> Iterator[Finding]:
    for code, year in _places(programme, identity, cells):
        names = (identity.left, *identity.plus)
        left = sum(_figure(programme, cells, name, code, year) for name in names)
        right = sum(_figure(programme, cells, name, code, year) for name in identity.right)
        is_above = left > right + identity.tolerance + 1e-9
        broken = f"{' + '.join(names)} {left:g} is above {' + '.join(identity.right)} {right:g}." if is_above else ""
        yield code, identity.left, year, broken, ""


def _computed(programme: Programme, identity: Identity, cells: Cells) -> Iterator[Finding]:
    for code, year in _places(programme, identity, cells):
        left = _figure(programme, cells, identity.left, code, year)
        right = _figure(programme, cells, identity.right[0], code, year)
        value = identity.scale * (left * right if identity.kind == "product" else left / right if right else math.nan)
        yield code, identity.left, year, "", f"{value:.6g}"


def _ratio(programme: Programme, identity: Identity, cells: Cells) -> Iterator[Finding]:
    for code, year in _places(programme, identity, cells):
        printed = _figure(programme, cells, identity.left, code, year)
        above, below = (_figure(programme, cells, name, code, year) for name in identity.right)
        made = identity.scale * above / below if below else math.nan
        broken = "" if abs(printed - made) <= identity.tolerance else f"{identity.left} is {printed:g}, its parts give {made:g}."
        yield code, identity.left, year, broken, ""


def _between(programme: Programme, identity: Identity, cells: Cells) -> Iterator[Finding]:
    for code, year in _places(programme, identity, cells):
        whole = _figure(programme, cells, identity.left, code, year)
        ends = sorted(_figure(programme, cells, name, code, year) for name in identity.right)
        broken = (
            ""
            if ends[0] - identity.tolerance <= whole <= ends[1] + identity.tolerance
            else f"{identity.left} {whole:g} is outside {ends[0]:g} to {ends[1]:g}."
        )
        yield code, identity.left, year, broken, ""


def _balance(programme: Programme, identity: Identity, cells: Cells) -> Iterator[Finding]:
    for code, year in _places(programme, identity, cells):
        before = cells.get((code, identity.left, year - 1))
        now = cells[code, identity.left, year]
        parts = [cells[code, name, year] for name in (*identity.plus, *identity.minus)]
        if (
            before is None
            or before["segment_from"] != now["segment_from"]
            or any(one["n_units"] < one["n_expected"] for one in (before, now, *parts))
        ):
            continue
        flow = sum(_figure(programme, cells, name, code, year) for name in identity.plus) - sum(
            _figure(programme, cells, name, code, year) for name in identity.minus
        )
        gap = now["value"] - before["value"] - flow
        broken = (
            ""
            if abs(gap) <= identity.tolerance + 1e-9
            else f"{identity.left} went from {before['value']:g} to {now['value']:g}, its changes give {before['value'] + flow:g}."
        )
        yield code, identity.left, year, broken, ""


def _sum_of_units(programme: Programme, identity: Identity, cells: Cells) -> Iterator[Finding]:
    children: dict[str, list[str]] = {}
    for unit in programme.units:
        if unit.parent and unit.code not in children.get(unit.parent, []):
            children.setdefault(unit.parent, []).append(unit.code)
    for (code, name, year), row in sorted(cells.items()):
        indicator = programme.indicators[programme.components.get(name, name)]
        if code not in children or (indicator.aggregate not in ("sum", "count_true") and name not in programme.components):
            continue
        parts = [cells[child, name, year] for child in children[code] if (child, name, year) in cells]
        expected = [
            unit
            for unit in programme.units_in(year).values()
            if unit.parent == code and (indicator.scope == "all" or unit.scope in ("all", indicator.scope))
        ]
        if parts and len(parts) == len(expected):
            total, own = math.fsum(part["value"] for part in parts), row.get("own", row["value"])
            is_met = abs(total - own) <= identity.tolerance + 1e-6
            broken = "" if is_met else f"{name} is {own:g}, its units add up to {total:g}."
            yield code, name, year, broken, ""


def _unit_count(programme: Programme, identity: Identity, cells: Cells) -> Iterator[Finding]:
    indicator = programme.indicators[identity.left]
    for (code, name, year), row in sorted(cells.items()):
        units = [unit for unit in programme.units_in(year).values() if unit.level == indicator.level and unit.parent == code]
        if name == identity.left and units:
            yield code, name, year, "" if row["value"] == len(units) else f"{name} is {row['value']:g}, units.csv has {len(units)}.", ""


def _constant(programme: Programme, identity: Identity, cells: Cells) -> Iterator[Finding]:
    del programme
    codes = {code for code, name, _ in cells if name == identity.left}
    for code in sorted(codes):
        years = sorted(year for one, name, year in cells if (one, name) == (code, identity.left))
        figures = {cells[code, identity.left, year]["value"] for year in years}
        yield (
            code,
            identity.left,
            years[-1],
            "",
            f"constant at {figures.pop():g} over {len(years)} years" if len(figures) == 1 and len(years) > 1 else "",
        )


def _bounds(programme: Programme, identity: Identity, cells: Cells) -> Iterator[Finding]:
    for (code, name, year), row in sorted(cells.items()):
        indicator = programme.indicators.get(name)
        if indicator is None or indicator.is_binary or indicator.above_bound == "warn":
            continue  # a yes in nine units is a nine in the whole; insurance may pass 100 % by place of issue
        low, high = indicator.bounds
        is_inside = (low is None or row["value"] >= low - identity.tolerance) and (
            high is None or row["value"] <= high + identity.tolerance
        )
        yield code, name, year, "" if is_inside else f"{name} {row['value']:g} is outside {low} to {high}.", ""


def _jump(programme: Programme, identity: Identity, cells: Cells) -> Iterator[Finding]:
    """Every figure with one a year before it is asked; which change is too large is for `workbench.plausibility` to say."""
    del programme, identity
    for code, name, year in sorted(cells):
        if (code, name, year - 1) in cells:
            yield code, name, year, "", ""


_KINDS: dict[str, Callable[[Programme, Identity, Cells], Iterator[Finding]]] = {
    "not_above": _not_above,
    "quotient": _computed,
    "product": _computed,
    "ratio": _ratio,
    "between": _between,
    "balance": _balance,
    "sum_of_units": _sum_of_units,
    "unit_count": _unit_count,
    "constant": _constant,
    "bounds": _bounds,
    "jump": _jump,
}
