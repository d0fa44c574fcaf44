"""What was promised: a target, and the ways in which its words can be read."""

from typing import Literal

from pydantic import model_validator

from workbench.programme.records import Identifier, Strict, Words, Year
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
