"""From the files of a programme folder to a `Programme`, with every fault told at once."""

import csv
import hashlib
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from workbench.errors import DefinitionError, Fault
from workbench.programme.catalogue import Area
from workbench.programme.consistency import find_inconsistencies
from workbench.programme.header import FORMAT, Header
from workbench.programme.models import Breaks, Fact, Identities, Programme, Receipt, Registers, Sources, Unit
from workbench.programme.parts import part_of
from workbench.programme.patterns import UNWRITABLE
from workbench.programme.refusals import model_faults
from workbench.programme.toml import parse_toml
from workbench.settings import find_programme, split_part

Record = TypeVar("Record", bound=BaseModel)


def load_programme(name: str | os.PathLike[str]) -> Programme:
    """Read a programme by name or path and refuse it if anything in it is wrong.

    Raises
    ------
    DefinitionError : with every fault of the folder, file and key.
    """
    folder, (_, part) = find_programme(name), split_part(name)
    if part:
        return part_of(_whole(folder, _digest(folder)), part, _digest(folder, without="units.csv"))
    return _sound(folder)


@lru_cache(maxsize=1)
def _whole(folder: Path, digest: str) -> Programme:
    """A programme whose parts are loaded one after the other; the digest tells whether it is still the same."""
    del digest
    return _sound(folder)


def _sound(folder: Path) -> Programme:
    programme, faults = read_programme(folder)
    errors = [fault for fault in faults if fault.severity == "error"]
    if programme is None or errors:
        raise DefinitionError.from_faults(folder.name, errors)
    return programme


def read_programme(folder: Path) -> tuple[Programme | None, list[Fault]]:
    """Read a programme folder as far as it can be read.

    Returns
    -------
    The programme, or None where a file does not parse or breaks its model; and every fault seen.
    """
    faults: list[Fault] = []
    other = _other_format(folder)
    if other:
        return None, [other]  # what it says elsewhere was written for another reader
    header = read_toml(folder, "programme.toml", Header, faults)
    registers = read_toml(folder, "registers.toml", Registers, faults, is_optional=True) or Registers()
    breaks = read_toml(folder, "breaks.toml", Breaks, faults, is_optional=True) or Breaks()
    sources = read_toml(folder, "sources.toml", Sources, faults) or Sources()
    identities = read_toml(folder, "identities.toml", Identities, faults, is_optional=True) or Identities()
    area_paths = sorted((folder / "areas").glob("*.toml"))
    if not area_paths:
        faults.append(Fault("areas/", "there is no file of a policy area.", "Write one, such as areas/02_employment.toml."))
    areas = {path.stem: read_toml(folder, f"areas/{path.name}", Area, faults) for path in area_paths}
    units = _read_csv(folder, "units.csv", Unit, faults)
    facts = _read_csv(folder, "facts.csv", Fact, faults, is_optional=True, convert=_fact_cells)
    receipts = _read_csv(folder, "received.csv", Receipt, faults, is_optional=True)
    if header is None or faults:
        return None, faults
    programme = Programme(
        folder=folder,
        header=header,
        areas=tuple(
            area.model_copy(update={"targets": tuple(target.as_read() for target in area.targets)}) for area in areas.values() if area
        ),
        area_files={area.area: stem for stem, area in areas.items() if area},
        units=tuple(units),
        breaks={one.id: one for one in breaks.breaks},
        sources={one.id: one for one in (*(receipt.source(tuple(units), header.languages) for receipt in receipts), *sources.sources)},
        registers=registers,
        facts=tuple(facts),
        identities=identities.identities,
        digest=_digest(folder),
    )
    seen = {
        "breaks.toml": breaks.breaks,
        "sources.toml": sources.sources,
        "received.csv": receipts,
        "identities.toml": identities.identities,
    }
    return programme, find_inconsistencies(programme, seen)


def _other_format(folder: Path) -> Fault | None:
    """The one fault of a folder whose format is not ours; a file that does not parse is told by its own reader."""
    try:
        header = parse_toml((folder / "programme.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    found = header.get("format", FORMAT)  # where it is missing, the model says so with all else that is
    if found == FORMAT and type(found) is int:
        return None
    if type(found) is int and found > FORMAT:
        remedy = "Install a newer workbench, or ask for the folder in the older format."
    else:
        remedy = f"Write format = {FORMAT}, and see docs/programme-folder.md for what it asks for."
    return Fault("programme.toml, format", f"this folder is of format {found!r}; this workbench reads format {FORMAT}.", remedy)


def read_toml(folder: Path, name: str, model: type[Record], faults: list[Fault], *, is_optional: bool = False) -> Record | None:
    """One file of the folder as a record; None, and the faults told, where it is missing, unreadable or breaks its model."""
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        if not is_optional:
            faults.append(Fault(name, "the file is missing.", f"Put it into {folder}."))
        return None
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(name, f"the file cannot be read ({error}).", "Save it as UTF-8."))
        return None
    try:
        tables = parse_toml(text)
        if odd := list(_odd_signs(name, tables)):
            faults.extend(odd)
            return None
        return model.model_validate(tables)
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(name, f"this is not TOML: {error}.", "Mend that line."))
    except ValidationError as error:
        faults.extend(model_faults(name, error, model))
    return None


def _odd_signs(where: str, value: object) -> Iterator[Fault]:
    """Texts with a sign that none of what is made of them could hold, such as a vertical tab."""
    if isinstance(value, dict | list):
        joint = ", " if ", " not in where else "."
        for key, one in value.items() if isinstance(value, dict) else enumerate(value, start=1):
            yield from _odd_signs(f"{where}{joint}{key}", one)
    elif isinstance(value, str) and (odd := re.search(UNWRITABLE, value)):
        yield odd_sign(where, odd[0])


def odd_sign(where: str, sign: str) -> Fault:
    """A text that no workbook and no document could hold."""
    return Fault(where, f"the text holds the sign {sign!r}, which cannot be printed.", "Take it out.")


def _read_csv(
    folder: Path,
    name: str,
    model: type[Record],
    faults: list[Fault],
    *,
    is_optional: bool = False,
    convert: Callable[[dict[str, object]], None] | None = None,
) -> list[Record]:
    try:
        with open(folder / name, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            header = list(reader.fieldnames or [])
            if sign := other_separator(header):
                faults.append(wrong_separator(name, sign))
                return []
            rows = list(reader)
    except FileNotFoundError:
        if not is_optional:
            faults.append(Fault(name, "the file is missing.", f"Put it into {folder}."))
        return []
    except csv.Error as error:
        faults.append(Fault(f"{name}, after row {reader.line_num}", f"it cannot be read ({error}).", "Close every quote."))
        return []
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(name, f"the file cannot be read ({error}).", "Save it as CSV in UTF-8."))
        return []
    absent = [key for key, one in model.model_fields.items() if one.is_required() and key not in header]
    strange = [key for key in header if key not in model.model_fields]
    if absent or strange or len(set(header)) != len(header):
        told = "; ".join(filter(None, [absent and f"missing: {', '.join(absent)}", strange and f"not known: {', '.join(strange)}"]))
        columns = ",".join(model.model_fields)
        problem = f"the header is not the one of the table ({told or 'a column stands twice'})."
        faults.append(Fault(f"{name}, row 1", problem, f"Write columns of: {columns}."))
        return []
    if not rows and not is_optional:
        faults.append(Fault(name, "there is no row below the header.", "Write one at least."))
    records = []
    for number, row in enumerate(rows, start=2):  # the header is row 1
        if None in row:
            faults.append(Fault(f"{name}, row {number}", "the row has more cells than the header.", "Quote cells that hold commas."))
            continue
        cells = {key: value for key, value in row.items() if value not in ("", None)}  # an empty cell is an absent one
        if odd := re.search(UNWRITABLE, "".join(cells.values())):
            faults.append(odd_sign(f"{name}, row {number}", odd[0]))
            continue
        if convert:
            convert(cells)
        try:
            records.append(model.model_validate(cells))
        except ValidationError as error:
            faults.extend(model_faults(f"{name}, row {number}", error, model))
    return records


def other_separator(header: Sequence[str]) -> str:
    """By what the columns of a file are parted, where it is not by commas; else empty."""
    only = header[0] if len(header) == 1 else ""
    return next((word for sign, word in ((";", "semicolons"), ("\t", "tabs")) if sign in only), "")


def wrong_separator(name: str, signs: str) -> Fault:
    """What a spreadsheet of a country with decimal commas writes as CSV."""
    remedy = "Save it with commas between columns and a full stop before decimals, in UTF-8."
    return Fault(f"{name}, row 1", f"its columns are parted by {signs}, not by commas.", remedy)


def _fact_cells(cells: dict[str, object]) -> None:
    if "ambiguities" in cells:
        cells["ambiguities"] = tuple(str(cells["ambiguities"]).split())


def _digest(folder: Path, *, without: str = "") -> str:
    """sha256 over the names and bytes of the folder's definitions, in order of name."""
    digest = hashlib.sha256()
    # Who gets the pages changes none of them.
    tables = [path for path in folder.glob("*.toml") if path.name != "recipients.toml"]
    files = [*tables, *folder.glob("areas/*.toml"), *(folder / name for name in ("units.csv", "facts.csv", "received.csv"))]
    for path in sorted(file for file in files if file.is_file() and file.name != without):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
