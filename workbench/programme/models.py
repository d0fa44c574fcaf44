"""The other files of a programme folder, and the folder as a whole."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from workbench.programme.catalogue import Ambiguity, Area, Entry, Indicator
from workbench.programme.header import Header
from workbench.programme.patterns import SHA256, SUM
from workbench.programme.promises import Target
from workbench.programme.records import Code, Identifier, PartialDate, Strict, Words, Year
from workbench.programme.shown import Names, table_html

if TYPE_CHECKING:
    from workbench.programme.scenario import Scenario


class Break(Strict):
    """From `first_year` on, figures mean something else. `split` ends a series, `note` is said."""

    id: Identifier
    title: Words
    first_year: Year | None = None  # None: two notions side by side, no year
    date: datetime.date | None = None
    handling: Literal["split", "note"]
    basis: Words
    is_checked: bool = False  # False: professional knowledge, to be held against the legal text


class Source(Strict):
    """Who says so, when, in which kind of paper."""

    id: Identifier
    title: Words
    publisher: Words
    kind: Literal["report", "register", "survey", "statistics", "thesis", "press", "derived", "simulated"]
    date: PartialDate = ""
    url: str = ""
    sha256: Annotated[str, Field(pattern=SHA256)] = ""
    note: Words | None = None


class Receipt(Strict):
    """One line of received.csv: a file that `workbench ingest` took in. It is the source of the figures in it."""

    source_id: Identifier
    file: str = Field(min_length=1)  # its name alone, as it came
    file_sha256: Annotated[str, Field(pattern=SUM)]
    received: datetime.date
    unit_codes: str  # with spaces between them

    @property
    def id(self) -> str:
        """The id of the source that the file is."""
        return self.source_id

    def source(self, units: "tuple[Unit, ...]", languages: tuple[str, ...]) -> Source:
        """The file as a source: published by the units whose figures it holds."""
        codes = self.unit_codes.split()
        named = {unit.code: unit for unit in units if unit.code in codes}
        publisher = {lang: ", ".join(one.title(lang) for one in named.values()) for lang in languages}
        return Source(
            id=self.source_id,
            title=Words(self.file),
            publisher=Words(publisher),
            kind="report",
            date=str(self.received),
            sha256=self.file_sha256,
        )


class Registers(Strict):
    """registers.toml: what the report says outside its areas."""

    legal_texts: tuple[Entry, ...] = ()
    tasks: tuple[Entry, ...] = ()
    directions: tuple[Entry, ...] = ()
    recommendations: tuple[Entry, ...] = ()
    defects: tuple[Entry, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    questions: tuple[Entry, ...] = ()


class Breaks(Strict):
    """breaks.toml."""

    breaks: tuple[Break, ...] = ()


class Sources(Strict):
    """sources.toml."""

    sources: tuple[Source, ...] = ()


class Identity(Strict):
    """Something that figures must satisfy among themselves, checked for every unit and year.

    ``left`` and ``right`` name indicators, components, or targets (whose value is meant); several
    on the right are added. ``not_above``: left + plus <= right. ``quotient`` and ``product``: nothing must
    hold, the figure is told. ``ratio``: a printed rate agrees with its parts to rounding.
    ``between``: left lies between the two on the right. ``balance``: left(t) = left(t-1) + plus -
    minus within one definition. ``sum_of_units``: a unit's own figure is the sum of those below,
    for every indicator that adds up. ``unit_count``: left counts the units. ``constant``: told where
    a series never moves. ``bounds``: every value, computed ones too, is possible. ``jump``: a year's
    change is one that the panel's own spread explains, see `workbench.plausibility`.
    """

    id: Identifier
    title: Words
    kind: Literal[
        "not_above", "quotient", "product", "ratio", "between", "balance", "sum_of_units", "unit_count", "constant", "bounds", "jump"
    ]
    left: Identifier | None = None
    right: tuple[Identifier, ...] = ()
    plus: tuple[Identifier, ...] = ()
    minus: tuple[Identifier, ...] = ()
    scale: float = 1.0
    tolerance: float = 0.0
    severity: Literal["error", "doubt", "note"] = "error"

    @model_validator(mode="after")
    def _has_its_operands(self) -> "Identity":
        if self.kind in ("sum_of_units", "bounds", "jump"):
            needed, is_met = "nothing", self.left is None and not self.right
        elif self.kind == "not_above":
            needed, is_met = "left and at least 1 on the right", bool(self.left and self.right)
        else:
            count = {"ratio": 2, "between": 2, "quotient": 1, "product": 1}.get(self.kind, 0)
            needed, is_met = f"left{f' and {count} on the right' if count else ''}", bool(self.left) and len(self.right) == count
        if not is_met:
            raise ValueError(f"kind = '{self.kind}' needs {needed}, not left {self.left!r} and right {list(self.right)}.")
        return self


class Identities(Strict):
    """identities.toml."""

    identities: tuple[Identity, ...] = ()


class Unit(Strict):
    """A territory during the years in which it existed. The key is (code, valid_from)."""

    code: Code
    name: str = Field(min_length=1)
    name_en: str = ""
    short_name: str = ""  # without the word for its level, where a table says what the units are
    level: Identifier
    parent: str = ""
    scope: Literal["all", "urban", "rural"] = "all"
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    successor: str = ""
    area_km2: float | None = Field(default=None, gt=0)
    note: str = ""

    def exists_in(self, year: int) -> bool:
        """Whether the unit existed on the last day of `year`."""
        day = datetime.date(year, 12, 31)
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def title(self, lang: str) -> str:
        """The unit's name as readers of `lang` know it."""
        return self.name_en if lang == "en" and self.name_en else self.name


class Fact(Strict):
    """A figure of the report, with its words and their line."""

    id: Identifier
    area: Identifier
    quote: str
    indicator_id: str = ""
    unit: str = ""  # as the report writes it
    unit_en: str = ""
    value: float | None = None
    value_max: float | None = None
    qualifier: Literal["exact", "about", "at_least", "at_most"] = "exact"
    year: Year | None = None  # None: the report gives no year; never put on a time axis
    kind: Literal["observed", "norm", "target"]
    section: str = ""
    line: int
    ambiguities: tuple[str, ...] = ()

    def unit_in(self, lang: str) -> str:
        """The unit for readers of `lang`."""
        return self.unit_en if lang == "en" and self.unit_en else self.unit


@dataclass(frozen=True)
class Programme:
    """A programme folder, read and found sound."""

    folder: Path
    header: Header
    areas: tuple[Area, ...]  # in the order of their files
    area_files: dict[str, str]  # area code -> stem of its file: the page's name
    units: tuple[Unit, ...]
    breaks: dict[str, Break]
    sources: dict[str, Source]
    registers: Registers
    facts: tuple[Fact, ...]
    identities: tuple[Identity, ...]
    digest: str  # of every file of the folder except the observations and outcomes
    scenario: "Scenario | None" = None  # assumed instead of the present trend and the marks in force
    part: str = ""  # code of the unit whose part this is, of a divided programme

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """All indicators by id, in the order of the files."""
        return {indicator.id: indicator for area in self.areas for indicator in area.indicators}

    @cached_property
    def components(self) -> dict[str, str]:
        """Component id -> the indicator that names it."""
        return {key: one.id for one in self.indicators.values() for key in one.components}

    @cached_property
    def targets(self) -> dict[str, Target]:
        """All targets by id, in the order of the files."""
        return {target.id: target for area in self.areas for target in area.targets}

    @cached_property
    def area_of(self) -> dict[str, Area]:
        """Target or indicator id -> its area."""
        return {one.id: area for area in self.areas for one in (*area.indicators, *area.targets)}

    def horizon_of(self, target: Target) -> int:
        """The year by which a target is to be met: its own, or the programme's."""
        return target.horizon or self.header.horizon

    @cached_property
    def names(self) -> Names:
        """Ids of indicators by their titles in every language, for completion."""
        return Names({one.id: list(dict.fromkeys(one.title.root.values())) for one in self.indicators.values()})

    def _repr_html_(self) -> str:
        lang = self.header.default_language
        rows = [(area.title[lang], area.area, len(area.indicators), len(area.targets)) for area in self.areas]
        return table_html(f"{self.header.title[lang]} ({self.header.id})", ("area", "code", "indicators", "targets"), rows)

    @property
    def policy_areas(self) -> tuple[Area, ...]:
        """The areas that have pages of their own."""
        return tuple(area for area in self.areas if area.kind == "policy")

    def units_in(self, year: int) -> dict[str, Unit]:
        """Units that exist at the end of `year`, by code, in the order of units.csv."""
        return {unit.code: unit for unit in self.units if unit.exists_in(year)}

    def levels_of(self, lowest: str) -> tuple[str, ...]:
        """Levels from the top down to and including `lowest`."""
        names = tuple(self.header.levels)
        return names[: names.index(lowest) + 1]
