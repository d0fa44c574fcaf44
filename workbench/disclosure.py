"""What a paper that leaves the office withholds: counts so small that they could name someone, and whatever would give them away."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.observations import KEY
from workbench.programme import Indicator, Programme, Words

Cell = tuple[str, str, int]  # unit, indicator or component, year
_NUMBERS = ["value", "numerator", "denominator"]


@dataclass(frozen=True)
class Relation:
    """Figures of which each can be computed from all the others: a total and its parts, or a stock and its changes."""

    total: Cell
    parts: tuple[Cell, ...]
    signs: tuple[int, ...]
    is_sum: bool

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


def withhold(programme: Programme, values: pd.DataFrame) -> pd.DataFrame:
    """The values as a paper that leaves the office may print them.

    Parameters
    ----------
    values : columns ``unit_code``, ``indicator_id``, ``year``, ``value``, ``numerator`` and
        ``denominator``, such as `compute_values` gives; all that is printed together, in one frame.

    Returns
    -------
    The same rows with ``is_withheld``; where it is true the three numbers are NaN. What is made
    from a withheld figure elsewhere (its projection, its chart) is for the caller to leave out.
    """
    withheld = find_withheld(programme, values)
    is_withheld = pd.Series([key in withheld for key in values[KEY].itertuples(index=False, name=None)], index=values.index, dtype=bool)
    return values.assign(is_withheld=is_withheld, **{name: values[name].mask(is_withheld) for name in _NUMBERS})


def find_withheld(programme: Programme, values: pd.DataFrame) -> set[Cell]:
    """The cells that may not be printed together with the others of `values`.

    A count of persons or households from 1 to one below the programme's threshold is withheld, and
    so is one that leaves that few out of its whole; none and all are kept. With them goes every rate,
    difference or index they could be computed from. Then, wherever a total or an identity of the
    programme would give a withheld figure back, the smallest other figure is withheld too, until no
    sum does: at least two are missing, and together they leave room for `threshold` different
    values of each. Where no part is left to withhold, the total is.
    """
    table = _Table(programme, values)
    withheld = set(table.small())
    while more := {*table.dependent(withheld), *table.exposed(withheld)} - withheld:
        withheld |= more
    return withheld


def find_recoverable(withheld: Iterable[Cell], relations: Iterable[Relation]) -> set[Cell]:
    """Withheld cells that the printed ones determine through the relations, alone or several together."""
    hidden = set(withheld)
    found: set[Cell] = set()
    for group in _connected(hidden, relations):
        cells, matrix = _equations(group, hidden)
        _, sizes, directions = np.linalg.svd(matrix)
        rank = int((sizes > 1e-9).sum())
        # A cell is determined if no way of moving all of them that keeps every relation moves it.
        free = np.abs(directions[rank:]).max(axis=0) if rank < len(cells) else np.zeros(len(cells))
        found |= {cell for number, cell in enumerate(cells) if free[number] < 1e-9}
    return found


def find_narrowed(withheld: Iterable[Cell], relations: Iterable[Relation], sizes: dict[Cell, float], threshold: int) -> set[Cell]:
    """Withheld small counts that several relations together leave fewer than `threshold` values, as none withheld is 0.

    References
    ----------
    Willenborg & de Waal (2001), Elements of Statistical Disclosure Control, 6.3: the audit by linear programming.
    """
    from scipy.optimize import linprog  # loading it takes longer than most commands do

    hidden = {cell for cell in withheld if sizes[cell] == sizes[cell]}
    found: set[Cell] = set()
    for group in _connected(hidden, relations):
        cells, matrix = _equations(group, hidden)
        known = matrix @ np.array([sizes[cell] for cell in cells])
        for number, cell in enumerate(cells if len(group) > 1 else ()):  # of a single one its room is known without
            if sizes[cell] < threshold:
                goal = np.zeros(len(cells))
                goal[number] = 1
                least, most = (linprog(way * goal, A_eq=matrix, b_eq=known, bounds=(1, None)) for way in (1, -1))
                if least.status == most.status == 0 and -most.fun - least.fun < threshold - 1 - 1e-6:
                    found.add(cell)
    return found


def _equations(group: list[Relation], hidden: set[Cell]) -> tuple[list[Cell], np.ndarray]:
    """The withheld cells of a group of relations, and the sign of each in every relation."""
    cells = sorted({cell for relation in group for cell in relation.cells} & hidden)
    place = {cell: number for number, cell in enumerate(cells)}
    matrix = np.zeros((len(group), len(cells)))
    for row, relation in enumerate(group):
        for cell, sign in zip(relation.cells, (-1, *relation.signs), strict=True):
            if cell in hidden:
                matrix[row, place[cell]] += sign
    return cells, matrix


def _connected(hidden: set[Cell], relations: Iterable[Relation]) -> list[list[Relation]]:
    """Relations in groups that share withheld cells."""
    groups: list[tuple[set[Cell], list[Relation]]] = []
    for relation in relations:
        cells, own = set(relation.cells) & hidden, [relation]
        if not cells:
            continue
        for group in [one for one in groups if one[0] & cells]:
            groups.remove(group)
            cells, own = cells | group[0], own + group[1]
        groups.append((cells, own))
    return [own for _, own in groups]


class _Table:
    """The figures of one paper: how many persons stand behind each, and what they can be computed from."""

    def __init__(self, programme: Programme, values: pd.DataFrame) -> None:
        self.programme = programme
        self.threshold = programme.header.disclosure.threshold
        self.rows: dict[Cell, dict] = dict(zip(values[KEY].itertuples(index=False, name=None), values.to_dict("records"), strict=True))
        self.sizes = {cell: self._size(cell) for cell in self.rows}
        self.wholes: dict[str, set[str]] = {}  # a count -> those that it is a share of
        for one in programme.indicators.values():
            if one.numerator and one.denominator and self._counts_someone(one.denominator):
                self.wholes.setdefault(one.numerator, set()).add(one.denominator)
        self.rests = {cell: self._rest(cell) for cell in self.rows}
        self.relations = [*self._sums(), *self._balances()]

    def _indicator(self, name: str) -> Indicator:
        return self.programme.indicators[self.programme.components.get(name, name)]

    def _is_rate(self, name: str) -> bool:
        indicator = self.programme.indicators.get(name)
        return indicator is not None and bool(indicator.numerator and indicator.denominator)

    def _size(self, cell: Cell) -> float:
        """How many are counted: by the figure itself, or behind a rate; NaN where nobody is."""
        unit, name, year = cell
        if not self._counts_someone(name):
            return math.nan
        row, indicator = self.rows[cell], self._indicator(name)
        if not self._is_rate(name):
            return float(row["value"])
        whole = row["denominator"] if row["denominator"] == row["denominator"] else self._value(unit, indicator.denominator, year)
        scale = 100.0 if indicator.unit.root.get("") == "%" else 1.0
        return float(row["numerator"] if row["numerator"] == row["numerator"] else row["value"] * whole / scale)

    def _rest(self, cell: Cell) -> float:
        """How many of the whole are left out; NaN where there is no whole."""
        unit, name, year = cell
        wholes = [self._value(unit, whole, year) for whole in self.wholes.get(name, ())]
        if self._is_rate(name):
            own = self.rows[cell]["denominator"]
            wholes.append(own if own == own else self._value(unit, self._indicator(name).denominator, year))
        return min((whole - self.sizes[cell] for whole in wholes if whole == whole), default=math.nan)

    def _value(self, unit: str, name: str | None, year: int) -> float:
        return float(self.rows.get((unit, name, year), {"value": math.nan})["value"])

    def _counts_someone(self, name: str) -> bool:
        indicator = self._indicator(name)
        if indicator.is_binary or indicator.derive or indicator.role == "parameter":
            return False
        if name in indicator.components or self._is_rate(name):
            other = self.programme.indicators.get(indicator.denominator if name == indicator.numerator else indicator.numerator)
            unit = indicator.quantity_unit or (other.unit if other else indicator.unit)
            return self._is_of_people(unit)
        return indicator.kind in ("count", "flow") and indicator.aggregate in ("sum", "none") and self._is_of_people(indicator.unit)

    def _is_of_people(self, unit: Words) -> bool:
        return not set(unit.root.values()) & set(self.programme.header.disclosure.impersonal_units)

    def small(self) -> Iterator[Cell]:
        """Figures that are too small by themselves, or leave too few out."""
        for cell, size in self.sizes.items():
            if any(1e-9 < number < self.threshold - 1e-9 for number in (size, self.rests[cell])):
                yield cell

    def dependent(self, withheld: set[Cell]) -> Iterator[Cell]:
        """What could be computed from a withheld figure and the printed ones, or it from that."""
        for unit, name, year in list(self.rows):
            indicator = self.programme.indicators.get(name)
            if indicator is None:
                continue
            behind: list[Cell] = [(unit, f"{name}__{part}", year) for part in indicator.parts]
            if self._is_rate(name):
                behind += [(unit, indicator.numerator, year), (unit, indicator.denominator, year)]
                if (unit, name, year) in withheld and behind[0] in self.rows and behind[1] in self.rows:
                    yield behind[0]
            if indicator.derive:
                other = self.programme.header.base_year if indicator.derive == "ratio_to_base" else year - 1
                behind += [(unit, indicator.derived_from, one) for one in (year, other)]
            if indicator.nominal:
                behind.append((unit, indicator.nominal, year))
            if withheld.intersection(behind):
                yield unit, name, year

    def exposed(self, withheld: set[Cell]) -> Iterator[Cell]:
        """What to withhold as well, because printed figures would give a withheld one back."""
        hidden = {relation: [cell for cell in relation.cells if cell in withheld] for relation in self.relations}
        unsafe = [relation for relation, cells in hidden.items() if cells and not self._is_safe(relation, cells)]
        if not unsafe:
            given_back = find_recoverable(withheld, self.relations) or find_narrowed(withheld, self.relations, self.sizes, self.threshold)
            unsafe = [relation for relation, cells in hidden.items() if given_back.intersection(cells)]
            if unsafe and not any(True for relation in unsafe for _ in self._next(relation, withheld)):
                # Nothing is left beside the cell itself: what bears on it through others has to give.
                unsafe = [
                    one
                    for group in _connected(withheld, self.relations)
                    if any(given_back.intersection(one.cells) for one in group)
                    for one in group
                ]
        for relation in unsafe:
            yield from self._next(relation, withheld)

    def _is_safe(self, relation: Relation, hidden: list[Cell]) -> bool:
        if len(hidden) < 2:
            return False
        if not relation.is_sum or relation.total in hidden:
            return True
        # Each of them is one at least, as none is never withheld: what is beyond that is room to vary.
        room = [sum(of[cell] for cell in hidden) - len(hidden) for of in (self.sizes, self.rests)]
        return not any(one < self.threshold - 1 for one in room)  # NaN where somebody's whole is not printed

    def _next(self, relation: Relation, withheld: set[Cell]) -> Iterator[Cell]:
        """The smallest printed part that is not none; the total where there is no other."""
        printed = [cell for cell in relation.parts if cell not in withheld and self.sizes[cell] > 0]
        yield from sorted(printed, key=lambda cell: (self.sizes[cell], cell))[:1]
        if not printed and relation.total not in withheld:
            yield relation.total

    def _sums(self) -> Iterator[Relation]:
        parents = {unit.code: unit.parent for unit in self.programme.units}
        parts: dict[Cell, list[Cell]] = {}
        for unit, name, year in sorted(self.rows):
            total = (parents.get(unit, ""), name, year)
            if total in self.rows and self.sizes[unit, name, year] == self.sizes[unit, name, year]:
                parts.setdefault(total, []).append((unit, name, year))
        for total, found in parts.items():
            yield Relation(total, tuple(found), (1,) * len(found), is_sum=True)

    def _balances(self) -> Iterator[Relation]:
        for identity in self.programme.identities:
            if identity.kind != "balance" or not identity.left:
                continue
            for unit, name, year in sorted(self.rows):
                flows = [(unit, one, year) for one in (*identity.plus, *identity.minus)]
                parts = ((unit, name, year - 1), *flows)
                if name == identity.left and all(part in self.rows for part in parts):
                    signs = (1, *([1] * len(identity.plus)), *([-1] * len(identity.minus)))
                    yield Relation((unit, name, year), parts, signs, is_sum=False)
