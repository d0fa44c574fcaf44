"""What was reported: the tidy table of a programme folder, read as text and checked row by row."""

import csv
import datetime
import difflib
import hashlib
import math
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from workbench.errors import Fault, TableError
from workbench.observations.parquet import read_rows
from workbench.programme import Indicator, Programme
from workbench.programme.patterns import UNWRITABLE
from workbench.programme.reader import odd_sign, other_separator, wrong_separator

KEY = ["unit_code", "indicator_id", "year"]
COLUMNS = [*KEY, "value", "status", "qualifier", "source_id", "file_sha256", "sheet", "cell", "received", "note"]
# Best first: of two figures for one unit, indicator and year the better status stands.
STATUSES = ("corrected", "reported", "estimated", "simulated")
FORCE = {"corrected": 1, "reported": 1, "estimated": 2, "simulated": 3}  # what kind of figure gives way to which
QUALIFIERS = ("exact", "preliminary", "about", "at_least", "at_most", "part_year", "planned")
MODELLED = ("exact", "preliminary")  # only these feed a projection


def load_observations(programme: Programme) -> pd.DataFrame:
    """All rows under ``observations/``, refused as a whole if one of them is wrong.

    Returns
    -------
    The columns of ``COLUMNS`` plus ``origin`` (file and row), in the order of files and rows.

    Raises
    ------
    TableError : with every fault, file and row.
    """
    table, faults = read_observations(programme)
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        raise TableError.from_faults(programme.header.id, errors)
    return table


def read_observations(programme: Programme) -> tuple[pd.DataFrame, list[Fault]]:
    """Rows under ``observations/`` that are sound, and the faults of the others."""
    folder = programme.folder / "observations"
    paths = sorted([*folder.glob("*.csv"), *folder.glob("*.parquet")])
    if not paths:
        return _frame([]), [
            Fault("observations/", "there is no CSV file of observations.", "Put at least one there; its header may stand alone.")
        ]
    return _read(programme, paths, unique=(*KEY, "status", "received"))


def read_outcomes(programme: Programme) -> tuple[pd.DataFrame, list[Fault]]:
    """Rows of ``outcomes.csv``: figures of later years, shown apart and never projected from."""
    path = programme.folder / "outcomes.csv"
    return _read(programme, [path], unique=(*KEY, "source_id")) if path.is_file() else (_frame([]), [])


def digest_of(table: pd.DataFrame) -> str:
    """sha256 of the rows, whatever their order or the files they stand in."""
    lines = sorted("\x1f".join(map(str, row)) for row in table[COLUMNS].itertuples(index=False))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def select_observations(table: pd.DataFrame, *, as_of: int, observed_only: bool) -> pd.DataFrame:
    """One row for each unit, indicator and year up to `as_of`: the one in force."""
    wanted = table[table["year"] <= as_of]
    if observed_only:
        wanted = wanted[wanted["status"] != "simulated"]
    return order_by_force(wanted).drop_duplicates(KEY).reset_index(drop=True)


def order_by_force(table: pd.DataFrame) -> pd.DataFrame:
    """The rows by unit, indicator and year, the one in force first, those it supersedes behind it.

    A correction without a date stands until it is taken out. Then come reports and dated
    corrections, the latest received first and, of one day, the one that was taken in last; then
    estimates, then simulated figures. The file's order decides nothing else.
    """
    is_undated = (table["status"] == "corrected") & (table["received"] == "")
    place = table["status"].map(FORCE).mask(is_undated, 0)
    rank = table["status"].map({status: number for number, status in enumerate(STATUSES)})
    file = table["origin"].str.replace(r", row .*$", "", regex=True).where(table["received"] != "", "")
    by = [*KEY, "place", "received", "taken", "rank"]
    ordered = table.assign(place=place, rank=rank, taken=file).sort_values(
        by, ascending=[name not in ("received", "taken") for name in by], kind="stable"
    )
    return ordered.drop(columns=["place", "rank", "taken"])


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "origin"])
    return frame.astype({"year": "int64", "value": "float64"})


def _read(programme: Programme, paths: list[Path], unique: tuple[str, ...]) -> tuple[pd.DataFrame, list[Fault]]:
    rows: list[dict[str, object]] = []
    faults: list[Fault] = []
    first: dict[tuple[object, ...], str] = {}
    # A part of a divided programme is about its own units; rows of no unit at all are told of when the whole is looked at.
    codes = {unit.code for unit in programme.units} if programme.part else set()
    for path in paths:
        name = path.relative_to(programme.folder).as_posix()
        for number, cells in (_rows if path.suffix == ".parquet" else _lines)(path, name, faults, codes):
            where = f"{name}, row {number}"
            found = list(find_row_faults(programme, where, cells))
            faults += found
            if any(fault.severity == "error" for fault in found):
                continue
            row = cells | {"year": int(cells["year"]), "value": float(cells["value"]), "origin": where}
            # Two reports of one day stand in two files; of the same file one of them is a mistake.
            key = (*(row[column] for column in unique), name if row["received"] else "")
            if key in first:
                told = ", ".join(str(row[column]) for column in KEY)
                faults.append(
                    Fault(where, f"{told} stands already in {first[key]}.", "Keep one; a correction has status 'corrected' and a note.")
                )
                continue
            first[key] = where
            rows.append(row)
    return _frame(rows), faults


def _rows(path: Path, name: str, faults: list[Fault], codes: set[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of a parquet file, each under what it is about: where it stands nobody can look up."""
    try:
        for cells in read_rows(path, codes, COLUMNS):
            yield f"of {cells['unit_code']} {cells['indicator_id']} {cells['year']}", cells
    except ModuleNotFoundError as error:
        faults.append(Fault(name, f"{error.name} is not installed.", "Install it: pip install '.[cluster]' in the clone."))
    except (OSError, ValueError) as error:
        faults.append(Fault(name, f"the file cannot be read ({error}).", f"Write it as parquet with the columns {','.join(COLUMNS)}."))


def _lines(path: Path, name: str, faults: list[Fault], codes: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            header = list(reader.fieldnames or [])
            if sign := other_separator(header):
                faults.append(wrong_separator(name, sign))
                return
            absent = [column for column in COLUMNS if column not in header]
            strange = [column for column in header if column not in COLUMNS]
            if absent or strange or len(set(header)) != len(header):
                told = "; ".join(filter(None, [absent and f"missing: {', '.join(absent)}", strange and f"not known: {', '.join(strange)}"]))
                faults.append(
                    Fault(
                        f"{name}, row 1",
                        f"the header is not the one of the table ({told or 'a column stands twice'}).",
                        f"Write: {','.join(COLUMNS)}",
                    )
                )
                return
            for cells in reader:
                if None in cells or None in cells.values():
                    faults.append(
                        Fault(
                            f"{name}, row {reader.line_num}",
                            "the row has not as many cells as the header.",
                            "Quote cells that hold commas.",
                        )
                    )
                    continue
                if not codes or cells["unit_code"] in codes:
                    yield reader.line_num, cells
    except csv.Error as error:
        faults.append(Fault(f"{name}, after row {reader.line_num}", f"it cannot be read ({error}).", "Close every quote."))
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(name, f"the file cannot be read ({error}).", "Save it as CSV in UTF-8."))


def find_row_faults(programme: Programme, where: str, cells: dict[str, str]) -> Iterator[Fault]:
    """Everything wrong with one row, all its cells as text."""
    if odd := re.search(UNWRITABLE, "".join(cells.values())):
        yield odd_sign(where, odd[0])
        return  # whatever else is wrong with the row may follow from it
    yield from _choice(where, "status", cells, STATUSES)
    yield from _choice(where, "qualifier", cells, QUALIFIERS)
    source = programme.sources.get(cells["source_id"])
    if source is None:
        yield Fault(
            where,
            f"source '{cells['source_id']}' is not in sources.toml.",
            _near(cells["source_id"], programme.sources) or "Write it there.",
        )
    elif (source.kind == "simulated") != (cells["status"] == "simulated"):
        yield Fault(
            where,
            f"status '{cells['status']}' does not fit source '{source.id}' of kind '{source.kind}'.",
            "Simulated figures come from simulated sources, and only they.",
        )
    if cells["received"] and not _is_date(cells["received"]):
        yield Fault(where, f"received '{cells['received']}' is not a date.", "Write year, month and day, such as 2018-06-05.")
    if cells["status"] == "corrected" and not cells["note"]:
        yield Fault(where, "a corrected figure has no reason.", "Give the reason and the figure it replaces under note.")
    indicator = programme.indicators.get(programme.components.get(cells["indicator_id"], cells["indicator_id"]))
    if indicator is None:
        yield Fault(
            where,
            f"indicator '{cells['indicator_id']}' is not in the catalogue.",
            _near(cells["indicator_id"], {**programme.indicators, **programme.components}) or "Define it in its area's file.",
        )
    year = cells["year"] if re.fullmatch(r"(19|20)[0-9]{2}", cells["year"]) else ""
    if not year:
        yield Fault(where, f"year '{cells['year']}' is not a year.", "Write four digits, such as 2017.")
    if indicator is not None:
        yield from _value_faults(programme, where, cells, indicator)
        if year:
            yield from _unit_faults(programme, where, cells, indicator, int(year))


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _choice(where: str, column: str, cells: dict[str, str], known: tuple[str, ...]) -> Iterator[Fault]:
    if cells[column] not in known:
        yield Fault(where, f"{column} '{cells[column]}' is not known.", f"One of: {', '.join(known)}.")


def _near(text: str, known: dict[str, object]) -> str:
    # A code cut short is likelier than one mistyped: all that begin like it come first.
    near = [one for one in known if text and one.startswith(text)][:5] or difflib.get_close_matches(text, list(known), n=1)
    return f"Did you mean {' or '.join(repr(one) for one in near)}?" if near else ""


def _value_faults(programme: Programme, where: str, cells: dict[str, str], indicator: Indicator) -> Iterator[Fault]:
    text, name = cells["value"], cells["indicator_id"]
    try:
        value = float(text if text.isascii() and "_" not in text else "")  # Python would read 1_100, and digits of any script
    except ValueError:
        remedy = (
            "Write a full stop for the decimals and nothing between thousands."
            if re.search(r"\d", text)
            else "Leave the row out where there is no figure; 0 is a figure."
        )
        yield Fault(where, f"value '{text}' is not a number.", remedy)
        return
    if not math.isfinite(value):
        yield Fault(where, f"value '{text}' is not a figure.", "Leave the row out where there is no figure.")
    elif indicator.computed_from:
        yield Fault(where, f"{name} is computed from {indicator.computed_from}.", f"Give {indicator.computed_from} instead.")
    elif indicator.kind in ("count", "flow") and indicator.decimals == 0 and value != int(value):
        yield Fault(where, f"value {text} of {name} is not whole.", "If the full stop parts thousands, take it out.", "doubt")
    elif name in indicator.components:
        if value < 0:
            yield Fault(where, f"value {text} of {name} is below 0.", "A count cannot be negative.")
    else:
        low, high = indicator.bounds
        if indicator.is_binary and any(unit.code == cells["unit_code"] and unit.level != indicator.level for unit in programme.units):
            high = None  # yes or no in a unit is a count in the whole
        if low is not None and value < low:
            yield Fault(where, f"value {text} of {name} is below {low:g}.", "Mend the figure, or the bounds in the area's file.")
        if high is not None and value > high:
            severity = "error" if indicator.above_bound == "reject" else "doubt"
            yield Fault(where, f"value {text} of {name} is above {high:g}.", "Mend the figure, or the bounds in the area's file.", severity)


def _unit_faults(programme: Programme, where: str, cells: dict[str, str], indicator: Indicator, year: int) -> Iterator[Fault]:
    code = cells["unit_code"]
    unit = programme.units_in(year).get(code)
    if unit is None:
        codes = {one.code: one for one in programme.units}
        if code.strip() in codes and code != code.strip():
            yield Fault(where, f"unit code '{code}' has a space around it.", f"Write '{code.strip()}'.")
        elif code in codes:
            yield Fault(where, f"unit '{code}' did not exist at the end of {year}.", "See valid_from and valid_to in units.csv.")
        else:
            yield Fault(where, f"unit '{code}' is not in units.csv.", _near(code, codes))
        return
    if unit.level not in programme.levels_of(indicator.level):
        title = programme.header.levels[indicator.level].title[programme.header.default_language]
        yield Fault(
            where,
            f"{cells['indicator_id']} is not kept for {unit.level} '{code}', only down to {indicator.level} ({title}).",
            "Take the row out.",
        )
    if indicator.scope != "all" and unit.scope not in ("all", indicator.scope):
        yield Fault(where, f"{cells['indicator_id']} is for {indicator.scope} units and '{code}' is {unit.scope}.", "Take the row out.")
