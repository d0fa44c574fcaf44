"""``layouts/*.toml``: how the tables that units and offices make for themselves are to be read, one file for each kind of table."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from workbench.errors import Fault
from workbench.programme.models import Programme
from workbench.programme.reader import read_toml
from workbench.programme.records import Identifier, Strict, Year

PLACES = ("unit", "year", "measure")  # what {unit}, {year} and {measure} stand for in a pattern


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", text))


# Text as it stands in the file, whatever its case; {unit}, {year} and {measure} stand for one, * for anything.
Pattern = Annotated[str, Field(min_length=1)]
Meaning = Literal["zero", "unknown", "inapplicable", "blank"]


class Column(Strict):
    """A column by the text of its header: the header's rows from the top, joined with " > "; or several that differ in a placeholder.

    ``role``: *figure*; *unit*, *indicator* or *year*, which the cell names for its row; *measure*, the
    unit of measure of its row; *total*, figures that are the sum over the units beside them; *ignore*.
    """

    header: Pattern
    role: Literal["figure", "unit", "indicator", "year", "measure", "total", "ignore"] = "figure"
    indicator: Identifier | None = None
    unit: str | None = None
    year: Year | None = None
    measure: str | None = None
    qualifier: Literal["exact", "preliminary"] = "exact"
    of: int = Field(default=0, ge=0)  # in a column of "9/9": how many units there are
    confirmed: bool = True


class Row(Strict):
    """A row by its label, in the column of units or of indicators.

    ``role``: *figure*; *total*, the sum over the units ``of`` the whole table or of its section;
    *section*, which begins one; *ignore*. ``under`` tells rows of one label apart: the label of the section.
    """

    label: Pattern
    under: Pattern | None = None
    role: Literal["figure", "total", "section", "ignore"] = "figure"
    of: Literal["all", "section"] = "all"
    indicator: Identifier | None = None
    unit: str | None = None
    measure: str | None = None
    confirmed: bool = True


class Table(Strict):
    """One kind of sheet.

    ``sheets``: pattern of the sheets' names. ``title``: patterns of lines above the header, each of
    which must be there. ``until``: patterns of cells that end the table. ``hidden``: what becomes
    of figures in hidden rows and columns. Unit, year, indicator and measure may stand here for the whole table.
    """

    sheets: Pattern = "*"
    title: tuple[Pattern, ...] = ()
    header_rows: int = Field(default=1, ge=1, le=5)
    column_numbers: bool = False  # a row "1 2 3 4=3/2" below the header
    until: tuple[Pattern, ...] = ()
    hidden: Literal["ask", "read", "skip"] = "ask"
    hidden_sheets: bool = False  # read them as well
    unit: str | None = None
    year: Year | None = None
    indicator: Identifier | None = None
    measure: str | None = None
    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[Row, ...] = ()
    confirmed: bool = True

    @model_validator(mode="after")
    def _hangs_together(self) -> "Table":
        texts = [self.sheets, *self.title, *(one.header for one in self.columns)]
        strange = sorted(set().union(*map(_placeholders, texts)) - set(PLACES))
        if strange:
            raise ValueError(f"{{{strange[0]}}} stands for nothing; there are {{unit}}, {{year}} and {{measure}}.")
        twice = [text for text in texts if len(re.findall(r"\{\w*\}", text)) > len(_placeholders(text))]
        if twice:
            raise ValueError(f"a placeholder stands twice in '{twice[0]}'.")
        for role in ("unit", "indicator", "year", "measure"):
            if sum(one.role == role for one in self.columns) > 1:
                raise ValueError(f"two columns have role = '{role}'; one names it for each row.")
        if not any(one.role == "figure" for one in self.columns):
            raise ValueError("no column has figures.")
        named = {name for text in texts for name in _placeholders(text)} | {one.role for one in self.columns}
        for name in ("unit", "year", "indicator"):
            own = [getattr(one, name, None) for one in (self, *self.rows)] + [
                getattr(one, name) for one in self.columns if one.role in ("figure", "total")
            ]
            if name not in named and not any(own):
                raise ValueError(f"nothing says which {name} a figure is of: a column, a pattern, or '{name} = ' for the table.")
        return self


class Layout(Strict):
    """One file of layouts/: tables that come together in one workbook, what its signs mean and how it writes units' names."""

    format: Literal[1]
    title: str
    signs: dict[str, Meaning] = Field(default_factory=dict)  # "-" = "zero"; "" is an empty cell
    units: dict[str, str] = Field(default_factory=dict)  # name as the file writes it = code
    tables: tuple[Table, ...] = Field(min_length=1)
    confirmed: bool = True

    def unconfirmed(self) -> list[str]:
        """What the analyst still has to confirm, in words."""
        found = [] if self.confirmed else ["the layout"]
        for number, table in enumerate(self.tables, start=1):
            found += [] if table.confirmed else [f"table {number}"]
            found += [f"table {number}, column '{one.header}'" for one in table.columns if not one.confirmed]
            found += [f"table {number}, row '{one.label}'" for one in table.rows if not one.confirmed]
        return found


def read_layouts(programme: Programme) -> tuple[dict[str, Layout], list[Fault]]:
    """The layouts of a programme folder by the name of their file, and every fault in them."""
    faults: list[Fault] = []
    found: dict[str, Layout] = {}
    for path in sorted((programme.folder / "layouts").glob("*.toml")):
        name = f"layouts/{path.name}"
        layout = read_toml(programme.folder, name, Layout, faults)
        if layout is not None:
            found[path.stem] = layout
            faults += _strangers(programme, name, layout)
    return found, faults


def _strangers(programme: Programme, name: str, layout: Layout) -> Iterator[Fault]:
    """Names that the programme does not know, and amounts of which nothing says in which unit they stand."""
    known, codes = {**programme.indicators, **programme.components}, {unit.code for unit in programme.units}
    for number, table in enumerate(layout.tables, start=1):
        for one in (table, *table.columns, *table.rows):
            what = getattr(one, "header", getattr(one, "label", ""))
            where = f"{name}, table {number}" + (f", '{what}'" if what else "")
            if one.indicator and one.indicator not in known:
                yield Fault(where, f"indicator '{one.indicator}' is not in the catalogue.", "Mend the id.")
            elif one.indicator in programme.indicators and programme.indicators[one.indicator].derive:
                yield Fault(where, f"{one.indicator} is computed from other figures.", "Read those instead.")
            if one.unit and one.unit not in codes:
                yield Fault(where, f"unit '{one.unit}' is not in units.csv.", "Write a code of it.")
        for one in (table, *table.columns, *table.rows):
            indicator = programme.indicators.get(one.indicator or "")
            texts = [table.sheets, *table.title, *(column.header for column in table.columns)]
            is_told = any(
                (table.measure, one.measure, "{measure}" in "".join(texts), *(column.role == "measure" for column in table.columns))
            )
            if indicator is not None and indicator.kind == "amount" and not is_told:
                yield Fault(
                    f"{name}, table {number}, {indicator.id}",
                    "nothing says in which unit the file writes this amount.",
                    "Write measure = '…', or {measure} where the file says it.",
                )
    for text, code in layout.units.items():
        if code not in codes:
            yield Fault(f"{name}, units, '{text}'", f"unit '{code}' is not in units.csv.", "Write a code of it.")
