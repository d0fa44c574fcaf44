"""A unit or an area by its code, or one clear message."""

import difflib
from collections.abc import Iterable, Mapping

from workbench.errors import NotebookError
from workbench.programme.catalogue import Area, Indicator
from workbench.programme.models import Programme, Unit


def find_unit(programme: Programme, code: str, as_of: int) -> Unit:
    """The unit of a code at the end of `as_of`, or one clear message."""
    units = programme.units_in(as_of)
    if code in units:
        return units[code]
    if code.strip() in units:
        raise NotebookError("unit code", f"'{code}' has a space around it.", f"Write '{code.strip()}'.")
    if any(unit.code == code for unit in programme.units):
        raise NotebookError("unit code", f"'{code}' did not exist at the end of {as_of}.", "See valid_from and valid_to in units.csv.")
    raise NotebookError(
        "unit code", f"there is no unit '{code}' in {programme.header.id}.", near(code, units) or f"Units: {', '.join(units)}."
    )


def find_area(programme: Programme, code: str) -> Area:
    """The policy area of a code, or one clear message."""
    areas = {area.area: area for area in programme.policy_areas}
    if code not in areas:
        raise NotebookError("area", f"there is no policy area '{code}' in {programme.header.id}.", f"Areas: {', '.join(areas)}.")
    return areas[code]


def find_indicator(programme: Programme, name: str, where: str) -> Indicator:
    """The indicator of an id, or one clear message about the place that names it."""
    if name not in programme.indicators:
        raise NotebookError(where, f"there is no indicator '{name}'.", near(name, programme.indicators))
    return programme.indicators[name]


def lies_in(unit: Unit, code: str, units: Mapping[str, Unit]) -> bool:
    """Whether a unit lies in another, at any depth; none lies in itself."""
    while unit.parent:
        if unit.parent == code:
            return True
        unit = units[unit.parent]
    return False


def near(text: str, known: Iterable[str]) -> str:
    """A remedy that names what a mistyped code may have meant; empty where nothing is like it."""
    known = list(known)
    # A code cut short is likelier than one mistyped: all that begin like it come first.
    near = [one for one in known if text and one.startswith(text)][:5] or difflib.get_close_matches(text, known, n=3)
    return f"Did you mean {' or '.join(repr(one) for one in near)}?" if near else ""
