"""From a figure on a page back to file, sheet and cell; a computed one with its parts."""

import difflib
from dataclasses import dataclass
from functools import cached_property
from typing import TextIO

import pandas as pd

from workbench.briefing.numbers import Numbers
from workbench.errors import DefinitionError, TableError, visible
from workbench.intake.words import Wording
from workbench.messages import in_language
from workbench.observations import compute_values, load_observations, order_by_force, select_observations
from workbench.programme import Indicator, Programme, load_programme
from workbench.programme.finding import find_unit

DEEPEST = 12  # levels of a chain: a guard against a catalogue that names itself


def trace_figure(name: str, unit_code: str, indicator_id: str, year: int, out: TextIO, *, lang: str = "") -> None:
    """Print the chain behind one figure.

    Raises
    ------
    NotebookError : no such unit. DefinitionError : no such indicator or count.
    TableError : there is no figure of that unit and year.
    """
    programme = load_programme(name)
    if not 1900 <= year <= 2100:
        raise DefinitionError("YEAR", f"{year} is not a year of any figure.", "Write four digits, such as 2017.")
    as_of = max(programme.header.as_of, year)
    find_unit(programme, unit_code, as_of)
    known = {**programme.indicators, **programme.components}
    if indicator_id not in known:
        near = difflib.get_close_matches(indicator_id, list(known), n=1)
        raise DefinitionError(
            "INDICATOR", f"there is no '{indicator_id}' in {programme.header.id}.", f"Did you mean '{near[0]}'?" if near else ""
        )
    table = load_observations(programme)
    values = compute_values(programme, select_observations(table, as_of=as_of, observed_only=False), as_of=as_of)
    chain = _Chain(programme, table, values, as_of, Wording(lang or programme.header.default_language), out)
    if (unit_code, indicator_id, year) not in chain.cells:
        years = sorted(when for code, one, when in chain.cells if (code, one) == (unit_code, indicator_id))
        raise TableError(
            "trace",
            f"there is no figure of {indicator_id} for '{unit_code}' in {year}.",
            f"There are those of {', '.join(map(str, years))}." if years else "There is none of any year.",
        )
    chain.tell(unit_code, indicator_id, year, 0)


@dataclass(frozen=True)
class _Chain:
    programme: Programme
    table: pd.DataFrame
    values: pd.DataFrame
    as_of: int
    words: Wording
    out: TextIO

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers(self.words.lang)

    @cached_property
    def cells(self) -> dict[tuple[str, str, int], dict]:
        return {(row["unit_code"], row["indicator_id"], int(row["year"])): row for row in self.values.to_dict("records")}

    def tell(self, code: str, name: str, year: int, depth: int) -> None:
        """One figure, how it came about, and then its parts, each two spaces further in."""
        value = self.cells.get((code, name, year))
        units = self.programme.units_in(year) | self.programme.units_in(self.as_of)
        known = {unit.code: unit for unit in self.programme.units} | units
        rows = self._rows(code, name, year)
        is_own = bool(rows) and (value is None or value["value"] == rows[0]["value"])
        figure = rows[0]["value"] if is_own else value["value"] if value else None
        told = self.words("trace.none") if figure is None else self.numbers.exact(figure)
        text = self.words(
            "trace.title", title=self._title(name), id=name, unit=f"{known[code].title(self.words.lang)} ({code})", year=year, value=told
        )
        self._write(text, depth)
        if is_own:
            self._write(self._row(rows[0]), depth + 1)
            if rows[0]["file_sha256"]:
                self._write(self.words("trace.digest", digest=rows[0]["file_sha256"]), depth + 1)
        for row in rows[1:] if is_own else rows:  # an estimate gives way to what is computed from reports
            self._write(self.words("trace.superseded", value=self.numbers.exact(row["value"]), row=self._row(row)), depth + 1)
        if not is_own and value is not None and depth < DEEPEST:
            self._parts(code, name, year, value, depth + 1)

    def _write(self, text: str, depth: int) -> None:
        self.out.write("  " * depth + visible(text) + "\n")

    def _title(self, name: str) -> str:
        indicator = self.programme.indicators[self.programme.components.get(name, name)]
        title = indicator.components.get(name) if name != indicator.id else indicator.title
        return title[self.words.lang] if title else indicator.title[self.words.lang]

    def _rows(self, code: str, name: str, year: int) -> list[dict]:
        """Rows of the table for this very unit, the one in force first."""
        table = self.table
        own = table[(table["unit_code"] == code) & (table["indicator_id"] == name) & (table["year"] == year)]
        return order_by_force(own).to_dict("records")

    def _row(self, row: dict) -> str:
        source = self.programme.sources[row["source_id"]]
        place = ", ".join(one for one in (row["sheet"], row["cell"]) if one)
        return self.words(
            "trace.row",
            status=self.words(f"trace.{row['status']}"),
            source=f"{source.title[self.words.lang]} [{row['source_id']}]",
            place=self.words("trace.place", place=place) if place else "",
            received=self.words("trace.received", received=row["received"]) if row["received"] else "",
            origin=in_language(row["origin"], self.words.lang),
            note=self.words("trace.note", text=row["note"]) if row["note"] else "",
        )

    def _parts(self, code: str, name: str, year: int, value: dict, depth: int) -> None:
        """What a computed value is computed from: a derivation, a quotient, the least of parts, a mean or a sum."""
        indicator = self.programme.indicators[self.programme.components.get(name, name)]
        if name == indicator.id and indicator.derive:
            self._derived(code, indicator, year, depth)
        elif name == indicator.id and indicator.nominal:
            self._deflated(code, indicator, year, depth)
        elif name == indicator.id and indicator.aggregate == "ratio_of_sums":
            scale = "100 x " if indicator.unit.root.get("") == "%" else ""
            numbers = {"above": self.numbers.exact(value["numerator"]), "below": self.numbers.exact(value["denominator"])}
            self._write(self.words("trace.quotient", scale=scale, **numbers), depth)
            for part, amount in ((indicator.numerator, value["numerator"]), (indicator.denominator, value["denominator"])):
                own = self.cells.get((code, part, year))
                if own is not None and own["value"] == amount:
                    self.tell(code, part, year, depth)
                else:  # sums over those units alone that have both
                    self._below(code, part, year, depth, indicator)
        elif name == indicator.id and indicator.parts:
            self._write(self.words("trace.least"), depth)
            for part in indicator.components:
                self.tell(code, part, year, depth)
        elif name == indicator.id and indicator.aggregate == "weighted_mean":
            self._write(self.words("trace.mean", weight=indicator.weight), depth)
            for part in (name, indicator.weight):
                self._below(code, part, year, depth, indicator)
        else:
            self._write(self.words("trace.sum", n=int(value["n_units"]), of=int(value["n_expected"])), depth)
            self._below(code, name, year, depth, indicator)

    def _derived(self, code: str, indicator: Indicator, year: int, depth: int) -> None:
        base = self.programme.header.base_year if indicator.derive == "ratio_to_base" else year - 1
        self._write(self.words(f"trace.{indicator.derive}", year=year, base=base), depth)
        for when in dict.fromkeys((year, base)):
            self.tell(code, indicator.derived_from, when, depth)

    def _deflated(self, code: str, indicator: Indicator, year: int, depth: int) -> None:
        """The amount at current prices, and the price index of every year from the base year to this one."""
        base = self.programme.header.base_year
        self._write(self.words("trace.deflated", year=year, base=base), depth)
        self.tell(code, indicator.nominal, year, depth)
        units = self.programme.units_in(self.as_of)
        while code and not any((code, indicator.deflator, when) in self.cells for when in range(min(year, base), max(year, base) + 1)):
            code = units[code].parent
        for when in range(min(year, base), max(year, base) + 1):
            if (code, indicator.deflator, when) in self.cells:
                self.tell(code, indicator.deflator, when, depth)

    def _below(self, code: str, name: str, year: int, depth: int, indicator: Indicator) -> None:
        """The same figure of the units below, and of those that this one came from."""
        below = [unit.code for unit in self.programme.units_in(self.as_of).values() if unit.parent == code]
        wanted = [one for one in below if (one, name, year) in self.cells and self._has_scope(one, indicator)]
        for one in wanted:
            self.tell(one, name, year, depth)
        if not wanted:
            home = {unit.code for unit in self.programme.units_in(year).values() if code in (unit.successor, unit.code)}
            for one in sorted(home):
                self._before_merger(one, name, year, depth)

    def _has_scope(self, code: str, indicator: Indicator) -> bool:
        unit = self.programme.units_in(self.as_of)[code]
        return indicator.scope == "all" or unit.scope in ("all", indicator.scope)

    def _before_merger(self, code: str, name: str, year: int, depth: int) -> None:
        """A figure of a unit that is gone, under its name of then."""
        unit = self.programme.units_in(year)[code]
        for row in self._rows(code, name, year)[:1]:
            text = self.words(
                "trace.title",
                title=self._title(name),
                id=name,
                unit=f"{unit.title(self.words.lang)} ({code})",
                year=year,
                value=self.numbers.exact(row["value"]),
            )
            self._write(text, depth)
            self._write(self._row(row), depth + 1)
