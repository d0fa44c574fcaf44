"""What was promised: the shapes of an area's file. Unknown keys are refused everywhere."""

import datetime
import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, RootModel, WithJsonSchema, model_validator
from pydantic_core import CoreSchema

from workbench.programme.patterns import CODE, IDENTIFIER, NOTEBOOK
from workbench.programme.shown import table_html

Operator = Literal[">=", ">", "<", "<=", "="]
TargetType = Literal[
    "level",
    "annual_flow",
    "annual_change_pp",
    "ratio_to_base",
    "coverage_100",
    "maintain_count",
    "count_per_level",
    "qualitative",
]
PLURALS = ("zero", "one", "two", "few", "many")  # the names that CLDR gives to forms of number beside "other"
Identifier, Code = Annotated[str, Field(pattern=IDENTIFIER)], Annotated[str, Field(pattern=CODE)]


def _partial_date(value: object) -> str:
    text = str(value)  # TOML knows dates of its own
    try:
        if text and not re.fullmatch(r"[0-9]{4}-[0-9]{4}", text):
            datetime.date.fromisoformat((text + "-01" * (2 - text.count("-"))) if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text) else "")
    except ValueError:
        raise ValueError(f"'{text}' is no date; write it as 2018-04-18, 2018-04, 2018 or 2012-2015.") from None
    return text


# As far as it is known: a year, a month, a day, or a span of years.
PartialDate = Annotated[str, BeforeValidator(_partial_date), WithJsonSchema({"type": ["string", "integer"]})]
Bound, Year = Annotated[float, Field(allow_inf_nan=True)], Annotated[int, Field(ge=1900, le=2100)]  # a bound of inf: none on that side


class Strict(BaseModel):
    """A frozen record that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False, allow_inf_nan=False)


class Words(RootModel[dict[str, str]]):
    """A text for readers in each language of the programme; a bare string stands for all of them.

    A noun that follows a number may have a form of its own for some numbers, under the language
    and the name of the plural category: ``en = "persons", en_one = "person"``.
    """

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _bare_string(cls, value: object) -> object:
        return {"": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        """Both ways to write a text, for editors."""
        table = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [{"type": "string"}, {key: table[key] for key in ("type", "additionalProperties")}]}

    def __getitem__(self, lang: str) -> str:
        return self.root[lang] if lang in self.root else self.root[""]

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """Languages of the programme in which this text does not exist or is empty."""
        return [] if self.root.get("") else [lang for lang in languages if not self.root.get(lang)]

    def unknown(self, languages: tuple[str, ...]) -> list[str]:
        """Keys that are neither a language of the programme nor one of its forms for a number."""
        forms = {f"{lang}_{form}" for lang in languages for form in PLURALS}
        return [key for key in self.root if key and key not in forms.union(languages)]


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
    parts: dict[Identifier, Words] = {}  # <ID>__<part>: one count per level of school, say
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


class Reading(Strict):
    """Another way to read the words of a target, to be shown beside the one in force."""

    id: Identifier
    title: Words
    indicator: Identifier | None = None
    operator: Operator | None = None
    value: float | None = None
    is_relative: bool = False
    note: Words | None = None

    def applied_to(self, target: "Target") -> "Target":
        """The target read this way; what the reading leaves open stays as it is."""
        value = target.value if self.value is None else self.value
        return target.model_copy(
            update={
                "indicator": self.indicator or target.indicator,
                "operator": self.operator or target.operator,
                "value": value,
                "stretch": target.stretch if value == target.value and not self.operator else None,
                "is_relative": self.is_relative,
            }
        )


class Target(Strict):
    """One promise: what, by when, for whom, how read, and where it is written."""

    id: Identifier
    title: Words  # the short name in tables
    indicator: Identifier | None = None
    type: TargetType
    operator: Operator | None = None
    value: float | None = None
    stretch: float | None = None
    is_relative: bool = False  # of a yearly cut: value is a per cent of the rate itself, not percentage points
    about: float = 0.0  # tolerance of "about", in the target's unit: said, never scored
    unit: Words | None = None
    horizon: Year | None = None  # None: the programme's
    base_year: Year | None = None
    scope: Literal["all", "urban", "rural"] = "all"
    carries_down: Literal["same", "benchmark", "share", "none"]
    share_by: Identifier | None = None  # carries_down = "share": the count it is shared by
    quote: Words
    basis: Words  # the legal text and the line
    reading: Words
    as_reported: Words | None = None  # a status that the report implies without a figure
    ambiguities: tuple[Identifier, ...] = ()
    readings: tuple[Reading, ...] = ()
    in_force: Identifier | None = None  # one of the readings, instead of the target's own indicator and value

    @model_validator(mode="after")
    def _hangs_together(self) -> "Target":
        if self.in_force and self.in_force not in {reading.id for reading in self.readings}:
            raise ValueError(f"in_force must be one of its readings: {', '.join(one.id for one in self.readings) or 'it has none'}.")
        if self.type == "qualitative":
            return self
        missing = [key for key in ("indicator", "operator", "value", "unit") if getattr(self, key) is None]
        if missing:
            raise ValueError(f"a target of type '{self.type}' needs {', '.join(missing)}.")
        if self.type == "ratio_to_base" and self.base_year is None:
            raise ValueError("a target of type 'ratio_to_base' needs base_year.")
        if self.type == "ratio_to_base" and self.operator not in (">=", ">"):
            raise ValueError("a target of type 'ratio_to_base' asks for growth: operator >= or >. Set a level for what is to fall.")
        if any(one.is_relative for one in (self, *self.readings)) and self.type != "annual_change_pp":
            raise ValueError("is_relative goes with type = 'annual_change_pp', and only with it.")
        if self.carries_down == "share" and self.share_by is None:
            raise ValueError("carries_down = 'share' needs share_by, the count it is shared by.")
        return self

    def as_read(self) -> "Target":
        """The target under the reading in force; its own reading then stands among the others."""
        chosen = next((reading for reading in self.readings if reading.id == self.in_force), None)
        if chosen is None:
            return self
        own = Reading(
            id=f"{self.id}-own",
            title=self.reading,
            indicator=self.indicator,
            operator=self.operator,
            value=self.value,
            is_relative=self.is_relative,
        )
        others = tuple(reading for reading in self.readings if reading is not chosen)
        return chosen.applied_to(self).model_copy(update={"reading": chosen.title, "readings": (own, *others), "in_force": None})

    def _repr_html_(self) -> str:
        lang = next(iter(self.title.root))
        told = ("type", "indicator", "operator", "value", "horizon", "carries_down", "quote", "basis", "reading")
        rows = [(name, one[lang] if isinstance(one, Words) else one) for name in told if (one := getattr(self, name)) is not None]
        return table_html(f"{self.id}: {self.title[lang]}", ("", ""), rows)

    @property
    def is_annual(self) -> bool:
        """Judged year by year up to the horizon."""
        return self.type in ("annual_flow", "annual_change_pp")


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
