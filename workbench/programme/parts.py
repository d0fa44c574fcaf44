"""A divided programme, such as a country of districts: one list of definitions, and parts that are looked at one by one."""

import hashlib
from dataclasses import replace

from workbench.errors import DefinitionError
from workbench.programme.models import Programme


def parts_in(programme: Programme, year: int) -> dict[str, str]:
    """Unit -> the part that it is made with: the topmost unit above it, or itself."""
    units = programme.units_in(year)
    found: dict[str, str] = {}
    for code in units:
        above = code
        while units[above].parent in units:
            above = units[above].parent
        found[code] = above
    return found


def part_of(programme: Programme, code: str, definitions: str) -> Programme:
    """What a divided programme says of one part: the same, with that part's units alone.

    Parameters
    ----------
    definitions : digest of what all parts share; a changed unit is a matter of its own part.

    Raises
    ------
    DefinitionError : the programme is not divided, or has no such part.
    """
    tops = [unit for unit in programme.units if not unit.parent]
    if not programme.header.is_divided or code not in {unit.code for unit in tops}:
        known = f"Its parts: {', '.join(unit.code for unit in tops[:5])} …" if programme.header.is_divided else "It is made as a whole."
        raise DefinitionError(f"{programme.folder.name}/{code}", f"'{code}' is no part of this programme.", known)
    codes, before = {code}, 0
    while before < len(codes):
        before = len(codes)
        codes |= {unit.code for unit in programme.units if unit.parent in codes}
    units = tuple(unit for unit in programme.units if unit.code in codes)
    digest = hashlib.sha256((definitions + repr(units)).encode()).hexdigest()
    return replace(programme, units=units, digest=digest, part=code)
