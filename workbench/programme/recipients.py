"""Who gets which pages: recipients.toml of a programme folder."""

import tomllib
from collections.abc import Iterator

from pydantic import ValidationError

from workbench.errors import DefinitionError, Fault
from workbench.programme.models import Programme
from workbench.programme.records import Identifier, Strict, Words
from workbench.programme.refusals import model_faults
from workbench.programme.toml import parse_toml

FILE = "recipients.toml"


class Recipient(Strict):
    """One addressee, and what is sent there."""

    id: Identifier
    title: Words
    units: tuple[str, ...] = ()  # codes; none means all
    areas: tuple[str, ...] = ()  # codes of policy areas; none means all, and the overview
    languages: tuple[str, ...] = ()  # none means the programme's own
    is_inside: bool = False  # of the office itself: small counts are not withheld


class Recipients(Strict):
    """recipients.toml."""

    recipients: tuple[Recipient, ...]


def load_recipients(programme: Programme) -> dict[str, Recipient]:
    """The recipients of a programme by id, in the order of the file.

    Raises
    ------
    DefinitionError : there is no such file, or with every fault of it.
    """
    path = programme.folder / FILE
    try:
        found = Recipients.model_validate(parse_toml(path.read_text(encoding="utf-8"))).recipients
    except FileNotFoundError:
        raise DefinitionError(FILE, "the programme has no list of recipients.", f"Write {path}: docs/programme-folder.md.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(FILE, f"this is not TOML: {error}.", "Mend that line.") from None
    except ValidationError as error:
        raise DefinitionError.from_faults(FILE, model_faults(FILE, error, Recipients)) from None
    faults = list(_misfits(programme, found))
    if faults:
        raise DefinitionError.from_faults(FILE, faults)
    return {one.id: one for one in found}


def _misfits(programme: Programme, recipients: tuple[Recipient, ...]) -> Iterator[Fault]:
    known = {
        "unit": {unit.code for unit in programme.units},
        "area": {area.area for area in programme.policy_areas},
        "language": set(programme.header.languages),
    }
    seen: set[str] = set()
    for place, one in enumerate(recipients, start=1):
        where = f"{FILE}, recipients {place} '{one.id}'"
        # Ids become names of files, and some machines do not tell capitals apart.
        if one.id.lower() in seen or one.id.lower() == "all":
            yield Fault(where, "this id stands twice." if one.id.lower() in seen else "'all' means everybody.", "Choose another.")
        seen.add(one.id.lower())
        for kind, named in (("unit", one.units), ("area", one.areas), ("language", one.languages)):
            for name in named:
                if name not in known[kind]:
                    yield Fault(where, f"there is no {kind} '{name}' in {programme.header.id}.", f"Take it out, or mend it in {FILE}.")
        if "" not in one.title.root and set(one.title.root) != known["language"]:
            lacking = ", ".join(sorted(known["language"] - set(one.title.root)))
            yield Fault(where, f"its title is missing in {lacking or 'no language'}.", "Write it in each language of the programme.")
