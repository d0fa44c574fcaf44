"""What the models of a programme folder cannot see one by one: names that must agree across files."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from workbench.errors import Fault
from workbench.programme.finding import near
from workbench.programme.models import Programme, Unit
from workbench.programme.records import Words
from workbench.settings import written_languages

_OF_FIGURES = ("balance", "unit_count", "constant")  # identities that look at observed figures alone


def find_inconsistencies(programme: Programme, listed: Mapping[str, Sequence[BaseModel]]) -> list[Fault]:
    """Every disagreement between the files of a folder, in the order of the files.

    Parameters
    ----------
    programme : all models already sound one by one.
    listed : file name -> its records as written, so that a repeated id is still seen.
    """
    return [
        *_repeated(programme, listed),
        *_header(programme),
        *_pages(programme),
        *_catalogue(programme),
        *_circles(programme),
        *_standing(programme),
        *_targets(programme),
        *_units(programme),
        *_facts(programme),
        *_identities(programme),
        *_languages(programme),
    ]


def _repeated(programme: Programme, listed: Mapping[str, Sequence[BaseModel]]) -> Iterator[Fault]:
    for name, records in listed.items():
        yield from _duplicates(name, [record.id for record in records])
    yield from _duplicates("areas/", [area.area for area in programme.areas])
    yield from _duplicates("areas/ (indicators)", [one.id for area in programme.areas for one in area.indicators])
    yield from _duplicates("areas/ (targets)", [one.id for area in programme.areas for one in area.targets])
    yield from _duplicates("facts.csv", [fact.id for fact in programme.facts])


def _duplicates(where: str, ids: Sequence[str]) -> Iterator[Fault]:
    for key, times in Counter(ids).items():
        if times > 1:
            yield Fault(where, f"'{key}' stands {times} times.", "Keep one.")


def _header(programme: Programme) -> Iterator[Fault]:
    head, known = programme.header, written_languages()
    for lang in sorted(set(head.languages) - set(known)):
        yield Fault("programme.toml", f"languages: pages cannot be written in '{lang}'.", f"Choose from {', '.join(known)}.")
    if head.default_language not in head.languages:
        yield Fault(
            "programme.toml", f"default_language '{head.default_language}' is not among languages {list(head.languages)}.", "Add it there."
        )
    if not head.first_year <= head.as_of <= head.horizon:
        yield Fault(
            "programme.toml",
            f"first_year {head.first_year} <= as_of {head.as_of} <= horizon {head.horizon} does not hold.",
            "Set the years in that order.",
        )
    if head.prior and not (programme.folder / head.prior).is_file():
        yield Fault("programme.toml", f"prior '{head.prior}' is not in this folder.", "Put it there, or leave the key out.")
    for shock in head.shocks:
        if shock.last_year < shock.first_year:
            yield Fault("programme.toml", f"shock {shock.first_year}-{shock.last_year} ends before it begins.", "Set its years in order.")


def _pages(programme: Programme) -> Iterator[Fault]:
    """The name of an area's file is that of its pages."""
    taken: dict[str, str] = {"00_overview": "that of the first page", "99_outcomes": "that of the page of outcomes"}
    for stem in programme.area_files.values():
        where = f"areas/{stem}.toml"
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_\-]*", stem):
            yield Fault(where, "this name cannot be that of a page.", "Use plain letters, digits, '-' and '_', a letter or digit first.")
        if stem.lower() in taken:
            yield Fault(where, f"its pages would have the name of others, {taken[stem.lower()]}.", "Give the file another name.")
        taken[stem.lower()] = f"those of areas/{stem}.toml"


_FROM = ("numerator", "denominator", "weight", "derived_from", "nominal", "deflator")


def _circles(programme: Programme) -> Iterator[Fault]:
    """Indicators that would be computed from themselves."""
    known = programme.indicators
    told: set[str] = set()
    for name in known:
        path, coming = {name}, [name]
        while coming:
            one = known[coming.pop()]
            parts = [part for part in (getattr(one, key) for key in _FROM) if part in known]
            if name in parts and name not in told:
                where = f"areas/{programme.area_files[programme.area_of[name].area]}.toml, {name}"
                told |= path
                way = f"it would be computed from itself, by way of '{one.id}'." if one.id != name else "it would be computed from itself."
                yield Fault(where, way, "Name what it is made of.")
            coming += [part for part in parts if part not in path]
            path |= set(parts)


def _catalogue(programme: Programme) -> Iterator[Fault]:
    known = set(programme.indicators) | set(programme.components)
    for indicator in programme.indicators.values():
        where = f"areas/{programme.area_files[programme.area_of[indicator.id].area]}.toml, {indicator.id}"
        if indicator.level not in programme.header.levels:
            yield Fault(
                where, f"level '{indicator.level}' is not in programme.toml.", f"Levels there: {', '.join(programme.header.levels)}."
            )
        for level in indicator.published_for:
            if level not in programme.header.levels:
                yield Fault(where, f"level '{level}' is not in programme.toml.", f"Levels there: {', '.join(programme.header.levels)}.")
        for key in ("numerator", "denominator", "weight", "derived_from", "nominal", "deflator", "floor"):
            name = getattr(indicator, key)
            if name and name not in known:
                yield Fault(
                    where,
                    f"{key} '{name}' is not in the catalogue.",
                    f"Name an indicator, or a component of this one such as '{indicator.id}__num'.",
                )
        for name in indicator.cost.targets if indicator.cost else ():
            if name not in programme.targets:
                yield Fault(where, f"cost: there is no target '{name}'.", f"Targets: {', '.join(programme.targets)}.")
        nominal, index = programme.indicators.get(indicator.nominal or ""), programme.indicators.get(indicator.deflator or "")
        if nominal and set(nominal.breaks) != set(indicator.breaks):
            yield Fault(where, f"breaks are not those of '{nominal.id}', which it is computed from.", f"Write: {list(nominal.breaks)}.")
        if index and not index.price_base:
            yield Fault(
                where, f"deflator '{index.id}' does not say which prices are 100.", "Give it price_base = 'previous_year' or 'fixed'."
            )
        for name in indicator.breaks:
            if name not in programme.breaks:
                yield Fault(where, f"break '{name}' is not in breaks.toml.", "Write it there, with its basis.")


def _standing(programme: Programme) -> Iterator[Fault]:
    for area in programme.areas:
        for one in area.standing:
            if one.indicator not in programme.indicators:
                where = f"areas/{programme.area_files[area.area]}.toml, {one.id}"
                yield Fault(where, f"indicator '{one.indicator}' is not in the catalogue.", "Mend the id.")


def _targets(programme: Programme) -> Iterator[Fault]:
    ambiguities = {one.id for one in programme.registers.ambiguities}
    for area in programme.areas:
        for target in area.targets:
            where = f"areas/{programme.area_files[area.area]}.toml, {target.id}"
            names = [target.indicator, target.share_by, *(reading.indicator for reading in target.readings)]
            for name in filter(None, names):
                if name not in programme.indicators:
                    remedy = near(name, programme.indicators) or "Define it under [[indicators]]."
                    yield Fault(where, f"indicator '{name}' is not in the catalogue.", remedy)
            for name in target.ambiguities:
                if name not in ambiguities:
                    yield Fault(where, f"ambiguity '{name}' is not in registers.toml.", "Write it there.")
            if target.horizon and target.horizon > programme.header.horizon:
                yield Fault(
                    where, f"horizon {target.horizon} is later than the programme's {programme.header.horizon}.", "Mend one of them."
                )
            indicator = programme.indicators.get(target.indicator or "")
            if indicator and target.operator in ("<", "<=") and indicator.better == "higher":
                yield Fault(
                    where, f"operator '{target.operator}' asks for less of an indicator whose better is 'higher'.", "Mend one of them."
                )
            if indicator and target.operator in (">", ">=") and indicator.better == "lower":
                yield Fault(
                    where, f"operator '{target.operator}' asks for more of an indicator whose better is 'lower'.", "Mend one of them."
                )
            if target.type == "annual_change_pp" and indicator and indicator.derive != "annual_cut":
                yield Fault(where, f"indicator '{indicator.id}' is not an annual cut.", "Give it derive = 'annual_cut' and derived_from.")


def _units(programme: Programme) -> Iterator[Fault]:
    levels = list(programme.header.levels)
    above = {level: levels[:place] for place, level in enumerate(levels)}
    units: dict[str, list[Unit]] = {}
    for unit in programme.units:
        units.setdefault(unit.code, []).append(unit)
    for number, unit in enumerate(programme.units, start=2):
        where = f"units.csv, row {number}"
        if unit.level not in programme.header.levels:
            yield Fault(where, f"level '{unit.level}' is not in programme.toml.", f"Levels there: {', '.join(programme.header.levels)}.")
        if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
            yield Fault(where, f"valid_to {unit.valid_to} is before valid_from {unit.valid_from}.", "Set them in order.")
        if unit.parent and unit.parent not in units:
            yield Fault(where, f"parent '{unit.parent}' of '{unit.code}' is not a code of this file.", "Add the parent's row.")
        elif unit.level in above and unit.parent and not any(one.level in above[unit.level] for one in units[unit.parent]):
            yield Fault(
                where, f"parent '{unit.parent}' of '{unit.code}' is not of a level above '{unit.level}'.", "Give it the unit it lies in."
            )
    for code, same in units.items():
        # ISO text sorts as dates do; an open end reaches beyond them.
        spans = sorted((str(one.valid_from or ""), str(one.valid_to or "9999")) for one in same)
        if any(first[1] >= second[0] for first, second in itertools.pairwise(spans)):
            yield Fault(
                "units.csv", f"code '{code}' stands for two units at once.", "Give their rows valid_from and valid_to that do not overlap."
            )
    tops = [unit.code for unit in programme.units_in(programme.header.as_of).values() if not unit.parent]
    if len(tops) != 1 and not (tops and programme.header.is_divided):
        yield Fault("units.csv", f"{len(tops)} units have no parent: {', '.join(tops) or 'none'}.", "Exactly one, the top, must have none.")


def _facts(programme: Programme) -> Iterator[Fault]:
    areas = {area.area for area in programme.areas}
    ambiguities = {one.id for one in programme.registers.ambiguities}
    for number, fact in enumerate(programme.facts, start=2):
        if fact.indicator_id and fact.indicator_id not in programme.indicators:
            yield Fault(f"facts.csv, row {number}", f"indicator '{fact.indicator_id}' is not in the catalogue.", "Mend the id.")
        if fact.area not in areas:
            yield Fault(f"facts.csv, row {number}", f"area '{fact.area}' has no file under areas/.", "Mend the code.")
        for name in fact.ambiguities:
            if name not in ambiguities:
                yield Fault(f"facts.csv, row {number}", f"ambiguity '{name}' is not in registers.toml.", "Write it there.")


def _identities(programme: Programme) -> Iterator[Fault]:
    known = {*programme.indicators, *programme.components, *programme.targets}
    for identity in programme.identities:
        for name in filter(None, [identity.left, *identity.right, *identity.plus, *identity.minus]):
            if name not in known:
                yield Fault(f"identities.toml, {identity.id}", f"'{name}' is no indicator, component or target.", "Mend the id.")
            elif name in programme.targets and (identity.kind in _OF_FIGURES or programme.targets[name].value is None):
                yield Fault(
                    f"identities.toml, {identity.id}", f"target '{name}' has no figure that this could be asked of.", "Name another."
                )


def _languages(programme: Programme) -> Iterator[Fault]:
    """Every text must stand in every language of the programme."""
    languages = programme.header.languages
    files: list[tuple[str, BaseModel]] = [("programme.toml", programme.header), ("registers.toml", programme.registers)]
    files += [(f"areas/{programme.area_files[area.area]}.toml", area) for area in programme.areas]
    files += [("breaks.toml", one) for one in programme.breaks.values()]
    files += [("sources.toml", one) for one in programme.sources.values()]
    files += [("identities.toml", one) for one in programme.identities]
    for name, record in files:
        for place, words in _texts(record, ""):
            for lang in words.missing(languages):
                yield Fault(f"{name}, {place}", f"the text is missing in '{lang}'.", f"Write {re.sub(r'.*[.]', '', place)}.{lang}.")
            for key in words.unknown(languages):
                yield Fault(f"{name}, {place}", f"'{key}' is no language of this programme.", f"There are: {', '.join(languages)}.")


def _texts(value: object, place: str) -> Iterator[tuple[str, Words]]:
    if isinstance(value, Words):
        yield place, value
    elif isinstance(value, BaseModel):
        name = getattr(value, "id", None)
        for key in type(value).model_fields:
            yield from _texts(getattr(value, key), ".".join(filter(None, (place if name is None else name, key))))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, f"{place}.{key}")
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one, place)
