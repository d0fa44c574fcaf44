"""A scenario: what an analyst assumes instead of the present trend or of the marks in force, kept in a file."""

import datetime
import hashlib
import json
import os
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from workbench.errors import DefinitionError, Fault
from workbench.programme.finding import near
from workbench.programme.models import Programme
from workbench.programme.promises import Reading, Target
from workbench.programme.records import Identifier, Strict, Words, Year
from workbench.programme.refusals import model_faults
from workbench.programme.toml import parse_toml

FOLDER = "scenarios"
UNMOVED = ("count_per_level", "maintain_count", "qualitative")  # types of targets that follow from no trend


class Lever(Strict):
    """Another course of one indicator: its projected change times `pace`, its level moved by `shock` from `shock_year` on."""

    indicator: Identifier
    units: tuple[str, ...] = ()  # codes; none means all
    pace: Annotated[float, Field(ge=-10, le=10)] = 1.0
    shock: float = 0.0  # in the indicator's unit, at the middle of the projection
    shock_year: Year | None = None

    @model_validator(mode="after")
    def _does_something(self) -> "Lever":
        if self.pace == 1.0 and not self.shock:
            raise ValueError("a lever needs a pace other than 1, or a shock.")
        if bool(self.shock) != (self.shock_year is not None):
            raise ValueError("shock and shock_year go together.")
        return self

    def moves(self, indicator: str, code: str) -> bool:
        """Whether the lever moves an indicator of a unit."""
        return indicator == self.indicator and (not self.units or code in self.units)


class Aim(Strict):
    """Another mark for one target: a value, or one of the readings that its file lists."""

    target: Identifier
    value: float | None = None
    reading: Identifier | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> "Aim":
        if (self.value is None) == (self.reading is None):
            raise ValueError("a target needs either value or reading.")
        return self


class Scenario(Strict):
    """One file of ``scenarios/``: its levers and marks, for one programme."""

    format: Literal[1] = 1
    programme: Identifier
    title: Words
    kept: datetime.date | None = None
    levers: tuple[Lever, ...] = ()
    targets: tuple[Aim, ...] = ()
    name: str = ""  # of the file, without its ending

    @model_validator(mode="after")
    def _assumes_something(self) -> "Scenario":
        if not self.levers and not self.targets:
            raise ValueError("a scenario assumes something: it needs a [[levers]] or a [[targets]].")
        return self

    def text(self) -> str:
        """The scenario as a TOML file."""
        head = self.model_dump(exclude={"levers", "targets", "name"}, exclude_none=True)
        blocks = ["".join(f"{key} = {_toml(value)}\n" for key, value in head.items())]
        for title, records in (("levers", self.levers), ("targets", self.targets)):
            for record in records:
                told = record.model_dump(exclude_defaults=True)
                blocks.append(f"[[{title}]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in told.items()))
        return "\n".join(blocks)


def load_scenario(programme: Programme, name: str) -> Scenario:
    """Read a scenario of a programme, by the name of its file in ``scenarios/`` or by a path, and refuse one that does not fit.

    Raises
    ------
    DefinitionError : with every fault of the file.
    """
    home = programme.folder / FOLDER
    path = next((one for one in (Path(name), home / f"{name}.toml") if one.is_file()), None)
    if path is None:
        known = ", ".join(sorted(one.stem for one in home.glob("*.toml") if one.is_file()))
        remedy = f"There are: {known}." if known else f"Keep one at the desk, or write {home / 'NAME.toml'}."
        raise DefinitionError("--scenario", f"there is no scenario '{name}'.", remedy)
    try:
        scenario = Scenario.model_validate(parse_toml(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(path.name, f"this is not TOML: {error}.", "Mend that line.") from None
    except ValidationError as error:
        raise DefinitionError.from_faults(path.name, model_faults(path.name, error, Scenario)) from None
    scenario = scenario.model_copy(update={"name": path.stem})
    faults = list(find_misfits(programme, scenario, path.name))
    if faults:
        raise DefinitionError.from_faults(path.name, faults)
    return scenario


def keep_scenario(programme: Programme, scenario: Scenario) -> Path:
    """Write a scenario whole into the programme's ``scenarios/`` and return its file; one of that name is replaced.

    Raises
    ------
    DefinitionError : the scenario does not fit the programme, has no usable name, or the folder takes no file.
    """
    if not scenario.name or any(not (one.isalnum() or one in "-_") for one in scenario.name):
        raise DefinitionError("scenario", f"'{scenario.name}' is no name for a file.", "Use letters, digits, - and _.")
    faults = list(find_misfits(programme, scenario, scenario.name))
    if faults:
        raise DefinitionError.from_faults(scenario.name, faults)
    path = programme.folder / FOLDER / f"{scenario.name}.toml"
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        part.write_text(scenario.text(), encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        raise DefinitionError(str(path), f"cannot be written ({error.strerror}).", "Use a programme folder of your own.") from None
    return path


def find_misfits(programme: Programme, scenario: Scenario, where: str) -> Iterator[Fault]:
    """Everything in a scenario that its programme does not know or that would move nothing."""
    if scenario.programme != programme.header.id:
        yield Fault(where, f"it belongs to programme '{scenario.programme}', not to '{programme.header.id}'.", "Choose one of its own.")
        return
    codes = sorted({unit.code for unit in programme.units})
    movable = [one.id for one in programme.indicators.values() if not one.derive and one.role == "indicator"]
    for lever in scenario.levers:
        indicator = programme.indicators.get(lever.indicator)
        if indicator is None:
            yield Fault(where, f"lever: there is no indicator '{lever.indicator}'.", near(lever.indicator, movable) or "See areas/.")
        elif indicator.derive:
            yield Fault(where, f"lever: '{lever.indicator}' follows from '{indicator.derived_from}'.", "Move that one.")
        elif indicator.role != "indicator" or indicator.is_binary or indicator.parts:
            yield Fault(where, f"lever: '{lever.indicator}' follows no trend that could be moved.", "Take the lever out.")
        for code in sorted(set(lever.units) - set(codes)):
            yield Fault(where, f"lever: there is no unit '{code}'.", near(code, codes) or "See units.csv.")
        if lever.shock_year and not programme.header.first_year < lever.shock_year <= programme.header.horizon:
            yield Fault(
                where,
                f"lever: shock_year {lever.shock_year} is outside the years projected.",
                f"Choose one of {programme.header.first_year + 1} to {programme.header.horizon}.",
            )
    for aim in scenario.targets:
        target = programme.targets.get(aim.target)
        if target is None:
            yield Fault(where, f"there is no target '{aim.target}'.", near(aim.target, programme.targets) or "See areas/.")
        elif aim.reading and aim.reading not in {reading.id for reading in target.readings}:
            known = ", ".join(reading.id for reading in target.readings) or "none"
            yield Fault(where, f"target '{aim.target}' has no reading '{aim.reading}'.", f"Its readings: {known}.")
        elif aim.value is not None and target.type in UNMOVED:
            yield Fault(where, f"target '{aim.target}' is of type '{target.type}': no other value can be set.", "Take it out.")


def under(programme: Programme, scenario: Scenario) -> Programme:
    """The programme with the scenario's marks in the place of its own; its digest says so."""
    aims = {aim.target: aim for aim in scenario.targets}
    areas = tuple(
        area.model_copy(update={"targets": tuple(_aimed(target, aims.get(target.id)) for target in area.targets)})
        for area in programme.areas
    )
    digest = hashlib.sha256(f"{programme.digest}|{scenario.name}|{scenario.text()}".encode()).hexdigest()
    return replace(programme, areas=areas, digest=digest, scenario=scenario)


def _aimed(target: Target, aim: Aim | None) -> Target:
    if aim is None:
        return target
    if aim.reading:
        return target.model_copy(update={"in_force": aim.reading}).as_read()
    read = {"value": target.value, "operator": target.operator, "is_relative": target.is_relative}
    other = Reading(id=f"{target.id}-own", title=target.reading, **read)
    return target.model_copy(update={"value": aim.value, "stretch": None, "readings": (other, *target.readings)})


def _toml(value: object) -> str:
    if isinstance(value, dict):  # words by language; a bare string stands for all of them
        return _toml(value[""]) if "" in value else "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
