"""What a unit is asked for: counts and amounts, never a rate that can be computed from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.errors import DefinitionError
from workbench.programme import Area, Indicator, Programme, Unit, Words


@dataclass(frozen=True)
class Asked:
    """One line of a form. ``rate`` is the indicator whose numerator or denominator it is, if it has no name of its own."""

    id: str
    area: Area
    indicator: Indicator
    part: str  # "" the indicator itself, "numerator", "denominator", or a part's own name
    unit: Words | None  # None: the catalogue does not say what is counted
    is_whole: bool

    @property
    def title(self) -> Words | None:
        """The catalogue's own words for it; None where it has none."""
        return self.indicator.components.get(self.id) if self.part else self.indicator.title

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Lowest and highest figure possible; None where there is no such bound."""
        return (0.0, None) if self.part else self.indicator.bounds

    @property
    def is_binary(self) -> bool:
        """Whether yes or no is asked."""
        return self.indicator.is_binary and not self.part

    @property
    def is_percent(self) -> bool:
        """Whether the figure is a percentage."""
        return not self.part and self.indicator.unit.root.get("") == "%"


def list_asked(programme: Programme, unit: Unit, *, area: str = "") -> list[Asked]:
    """What `unit` reports itself, in the order of the programme's files, each figure once.

    Asked are figures kept at the unit's own level: what lower units report is summed up from them.
    With `area`, its figures and the counts behind its rates, wherever these are at home.

    Raises
    ------
    DefinitionError : no such area.
    """
    if area and area not in {one.area for one in programme.areas}:
        raise DefinitionError(
            "--area", f"there is no area '{area}' in {programme.header.id}.", f"Areas: {', '.join(one.area for one in programme.areas)}."
        )
    found = {one.id: one for home in programme.areas for indicator in home.indicators for one in _behind(programme, home, indicator)}
    mine = {key: one for key, one in found.items() if is_kept_by(one.indicator, unit)}
    if area:
        wanted = {
            key
            for indicator in programme.indicators.values()
            if programme.area_of[indicator.id].area == area
            for key in (indicator.id, indicator.numerator, indicator.denominator, indicator.weight, *indicator.components)
        }
        mine = {key: one for key, one in mine.items() if key in wanted}
    return list(mine.values())


def is_kept_by(indicator: Indicator, unit: Unit) -> bool:
    """Whether the unit itself reports the indicator: at its own level, urban or rural as it is."""
    return indicator.level == unit.level and (indicator.scope == "all" or unit.scope in ("all", indicator.scope))


def _behind(programme: Programme, area: Area, indicator: Indicator) -> Iterator[Asked]:
    """The lines that stand for one indicator: itself, or the parts that it is computed from."""
    if indicator.computed_from or indicator.role == "parameter":
        return  # computed, or a norm that no unit reports
    computed = indicator.aggregate == "ratio_of_sums" or bool(indicator.parts)
    if not computed:
        is_whole = indicator.decimals == 0 and indicator.kind in ("count", "flow")
        yield Asked(indicator.id, area, indicator, "", indicator.unit, is_whole)
    fractional = [one.unit.root for one in programme.indicators.values() if one.decimals > 0]
    for key in indicator.components:
        part = {indicator.numerator: "numerator", indicator.denominator: "denominator"}.get(key, key.partition("__")[2])
        other = programme.indicators.get(indicator.denominator if part == "numerator" else indicator.numerator)
        unit = indicator.quantity_unit or (other.unit if other else indicator.unit if indicator.parts else None)
        yield Asked(key, area, indicator, part, unit, unit is not None and unit.root not in fractional)
