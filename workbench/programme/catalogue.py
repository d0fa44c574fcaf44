"""What is measured, and what the report says of it: the shapes of an area's file."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from workbench.programme.patterns import NOTEBOOK
from workbench.programme.promises import Target
from workbench.programme.records import Bound, Identifier, PartialDate, Strict, Words


class Cost(Strict):
    """How a norm in money becomes a sum: cases x norm x factor, in a unit of money."""

    factor: float = Field(gt=0)  # 12e-6 makes million đồng a year of đồng a month
    unit: Words
    targets: tuple[Identifier, ...] = ()  # whose missing cases the norm prices on page one
    is_recurring: bool = False  # paid again every year for each case, not once


class Indicator(Strict):
    """One entry of the catalogue: what is measured, in which unit, and how units add up.

    ``numerator`` and ``denominator`` name the counts behind a rate: another indicator, or
    ``<ID>__num`` / ``<ID>__den``, which exist by being named here. ``level`` is the lowest level
    of units that reports the figure; ``scope`` restricts it to urban or rural units.
    """

    id: Identifier
    title: Words
    unit: Words
    kind: Literal["rate", "count", "amount", "flow"]
    better: Literal["higher", "lower", "none"] = "none"
    bounds: tuple[Bound | None, Bound | None] = (0.0, None)  # possible, not likely
    above_bound: Literal["reject", "warn"] = "reject"
    plausible: tuple[float, float] | None = None  # for the checks; never an observation
    decimals: int = Field(default=1, ge=0, le=4)
    level: str
    published_for: tuple[str, ...] = ()  # levels that a published table has figures of; empty: every level down to `level`
    scope: Literal["all", "urban", "rural"] = "all"
    role: Literal["indicator", "base", "parameter"] = "indicator"
    is_core: bool = False
    is_binary: bool = False
    is_jmp: bool = False  # share of people with water or sanitation: WHO/UNICEF's way to estimate it is held beside ours
    aggregate: Literal["sum", "ratio_of_sums", "weighted_mean", "count_true", "derive", "deflate", "none"]
    numerator: Identifier | None = None
    denominator: Identifier | None = None
    numerator_title: Words | None = None
    denominator_title: Words | None = None
    quantity_unit: Words | None = None  # what the numerator counts: persons, households, houses
    weight: Identifier | None = None
    derive: Literal["ratio_to_base", "annual_cut"] | None = None
    derived_from: Identifier | None = None
    nominal: Identifier | None = None  # aggregate = "deflate": the amount at current prices
    deflator: Identifier | None = None  # and the price index that turns it into prices of the programme's base year
    price_base: Literal["previous_year", "fixed"] | None = None  # of a price index: the year whose prices are 100
    cost: Cost | None = None  # of a norm in money: what one case costs
    floor: Identifier | None = None  # a count below which the numerator cannot fall
    parts: dict[Identifier, Words] = Field(default={})  # <ID>__<part>: one count per level of school, say
    breaks: tuple[Identifier, ...] = ()
    usual_source: Words | None = None
    note: Words | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> "Indicator":
        low, high = self.bounds
        if low is not None and high is not None and not low < high:
            raise ValueError(f"bounds must be [lower, upper] with lower < upper, not {list(self.bounds)}.")
        if self.aggregate == "ratio_of_sums" and not (self.numerator and self.denominator):
            raise ValueError("aggregate = 'ratio_of_sums' needs both numerator and denominator.")
        if self.aggregate == "weighted_mean" and not self.weight:
            raise ValueError("aggregate = 'weighted_mean' needs weight, the id of a count.")
        if (self.aggregate == "derive") != bool(self.derive and self.derived_from):
            raise ValueError("aggregate = 'derive' goes with both derive and derived_from.")
        if (self.aggregate == "deflate") != bool(self.nominal and self.deflator):
            raise ValueError("aggregate = 'deflate' goes with both nominal and deflator.")
        if self.price_base and not (low and low > 0):
            raise ValueError("a price index needs bounds with a lower one above 0: prices are divided by it.")
        return self

    @property
    def computed_from(self) -> str | None:
        """The indicator whose values it is made of, where it has none of its own."""
        return self.derived_from or self.nominal

    @property
    def components(self) -> dict[str, Words | None]:
        """Counts that exist only because this indicator names them, with their titles."""
        own = {self.numerator: self.numerator_title, self.denominator: self.denominator_title}
        found = {key: title for key, title in own.items() if key and key.startswith(f"{self.id}__")}
        return found | {f"{self.id}__{part}": title for part, title in self.parts.items()}

    def is_published_for(self, level: str) -> bool:
        """Whether the table that the figures come from has units of this level at all."""
        return not self.published_for or level in self.published_for

    @property
    def direction(self) -> int:
        """+1 where higher is better, -1 where lower is, 0 where neither."""
        return {"higher": 1, "lower": -1, "none": 0}[self.better]


class Entry(Strict):
    """One line of a register: a task, a difficulty, a direction, a legal text, a defect."""

    id: Identifier
    text: Words
    lines: tuple[int, ...] = ()  # of the report
    areas: tuple[str, ...] = ()  # of a recommendation: whose pages carry it
    date: PartialDate = ""
    note: Words | None = None


class Standing(Entry):
    """A statement of the report that acts like a norm: held against the figures, never scored as a target."""

    indicator: Identifier
    claim: Literal["rising", "falling", "at_least"]
    value: float | None = None  # of at_least

    @model_validator(mode="after")
    def _has_its_value(self) -> "Standing":
        if (self.claim == "at_least") != (self.value is not None):
            raise ValueError("value goes with claim = 'at_least', and only with it.")
        return self


class Ambiguity(Strict):
    """A sentence of the programme that can be read in more than one way."""

    id: Identifier
    text: Words
    default: Words


class Area(Strict):
    """One policy area: one file of the folder."""

    area: Identifier
    kind: Literal["policy", "resources", "context"] = "policy"
    notebook: Annotated[str, Field(pattern=NOTEBOOK)] | None = None  # None: area.ipynb, the plain story
    section: str = ""  # of the report
    title: Words
    note: Words | None = None
    no_target: Words | None = None  # said where the programme sets no figure for the area
    empty_sections: tuple[str, ...] = ()  # headings that the report leaves without text
    indicators: tuple[Indicator, ...] = ()
    targets: tuple[Target, ...] = ()
    tasks: tuple[Entry, ...] = ()
    difficulties: tuple[Entry, ...] = ()
    directions: tuple[Entry, ...] = ()
    standing: tuple[Standing, ...] = ()
