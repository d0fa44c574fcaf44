"""From filled forms to rows of the table: what is new, what it supersedes, written in one stroke or not at all."""

import contextlib
import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import pandas as pd

from workbench.batch.lock import locked
from workbench.errors import DefinitionError, Fault, RunError, SourceError, TableError
from workbench.intake.books import read_book
from workbench.intake.encodings import clean
from workbench.intake.foreign import read_foreign
from workbench.intake.ledger import clear_parts, harmless, name_rows, record_files, write_rows
from workbench.intake.opening import NotAForm
from workbench.intake.reading import Answered, FilledForm, FilledSheet, read_form
from workbench.intake.report import FileReport, SheetReport, Taken, tell
from workbench.intake.words import Wording, plain_number
from workbench.messages import fault_in_language, in_language
from workbench.observations import COLUMNS, KEY, find_row_faults, load_observations, order_by_force
from workbench.programme import Programme, load_programme
from workbench.programme.layouts import read_layouts
from workbench.programme.models import Receipt


def ingest_files(name: str, paths: Sequence[Path], out: TextIO, *, received: str = "", is_dry: bool = False, lang: str = "") -> None:
    """Take filled forms into a programme's observations and tell what became of every figure.

    All files are read before anything is written, and the rows of all of them enter as one new
    file: interrupted at any moment, the observations are as before or as after.

    Parameters
    ----------
    received : the day on which the files came, year-month-day; today if empty. Of two figures for
        one unit, indicator and year the one received later is in force; both stay.

    Raises
    ------
    SourceError : a file cannot be read or is no form of this programme; nothing is written.
    TableError : the figures would break what they must satisfy; nothing is written.
    RunError : some cells are questions; everything else is in place.
    """
    programme = load_programme(name)
    with contextlib.ExitStack() as held:
        if not is_dry:
            try:
                held.enter_context(locked(programme.folder))  # two at once would each write the list of files without the other's
                clear_parts(programme)
            except OSError as error:
                raise _cannot_write(programme, error) from error
            programme = load_programme(name)
        _ingest(programme, paths, out, received, is_dry, lang)


def _cannot_write(programme: Programme, error: OSError) -> SourceError:
    problem = f"the observations cannot be written ({error.strerror}); they are as before."
    return SourceError(str(programme.folder), problem, "Make room or mend the permissions, and take the files in again.")


def _ingest(programme: Programme, paths: Sequence[Path], out: TextIO, received: str, is_dry: bool, lang: str) -> None:
    words = Wording(lang or programme.header.default_language)
    day = _day(received)
    forms = _read_all(programme, paths, words)
    before = load_observations(programme)
    taken = _take(programme, forms, before, day, words)
    tell(taken, programme, day, words, out)
    _check_whole(programme, taken, before, words, out)
    if not taken.rows:
        out.write(words("report.nothing") + "\n")
    if not is_dry:
        try:
            record_files(programme, [file.form for file in taken.files if not file.is_known], day)
            path = write_rows(programme, taken.rows) if taken.rows else None
        except OSError as error:
            raise _cannot_write(programme, error) from error
        if path:
            out.write(words("report.written", rows=len(taken.rows), path=path.relative_to(programme.folder).as_posix()) + "\n")
    elif taken.rows:
        out.write(words("report.dry", rows=len(taken.rows)) + "\n")
    if taken.questions:
        raise RunError(
            "ingest",
            f"cells that are questions, listed above and not taken: {taken.questions}.",
            "Put them to the unit and take the mended form in.",
        )


def _day(received: str) -> str:
    today, day = datetime.date.today(), None
    received = received or today.isoformat()
    with contextlib.suppress(ValueError):
        day = datetime.date.fromisoformat(received)
    if day is None or day.isoformat() != received:
        raise DefinitionError("--received", f"'{received}' is not a date.", "Write year, month and day, such as 2018-06-05.")
    if day > today:
        raise DefinitionError("--received", f"{received} has not come yet.", "Give the day on which the file came.")
    return received


def _read_all(programme: Programme, paths: Sequence[Path], words: Wording) -> list[FilledForm]:
    """All files, or every file's fault at once."""
    forms: dict[str, FilledForm] = {}
    faults = []
    for path in paths:
        try:
            form = _read_one(path, programme, words)
            forms.setdefault(form.digest, form)  # the same file named twice is one
        except SourceError as error:
            faults += error.faults or [Fault(error.where, error.problem, error.remedy)]
    if faults:
        raise SourceError.from_faults("ingest, nothing was written", dict.fromkeys(faults))
    return list(forms.values())


def _read_one(path: Path, programme: Programme, words: Wording) -> FilledForm:
    """A form of ours, or a table that one of the programme's layouts describes."""
    try:
        return read_form(path, programme, words)
    except NotAForm:
        layouts, faults = read_layouts(programme)
        if faults:
            raise SourceError.from_faults(clean(path.name), faults) from None
        if not layouts and path.suffix.lower() in (".csv", ".ods", ".xls"):
            read_book(path)  # of a damaged file no layout would read either: then that is said
            remedy = "Have a form filled in (`workbench template`), or begin a layout: workbench ingest --propose FILE -o NAME.toml."
            raise SourceError(clean(path.name), "no layout of the programme says how this table is read.", remedy) from None
        if not layouts:
            raise
    return read_foreign(path, programme, layouts, words)


def _take(programme: Programme, forms: list[FilledForm], before: pd.DataFrame, day: str, words: Wording) -> Taken:
    in_force = {tuple(row[name] for name in KEY): row for row in order_by_force(before).drop_duplicates(KEY).to_dict("records")}
    known = set(before["source_id"])
    own = set(before[["source_id", *KEY, "value"]].itertuples(index=False, name=None))
    # A table read by a layout is read again: the layout may have been mended since. Its day stays that of its first receipt.
    days = {form.source_id: programme.sources[form.source_id].date if form.source_id in known else day for form in forms}
    said = _list_said(forms, days)
    taken = Taken([], [])
    for form in forms:
        is_again, came = form.source_id in known, days[form.source_id]
        report = FileReport(form, is_again and not form.layout)
        taken.files.append(report)
        with_form = _with_source(programme, form, day)
        for sheet in () if report.is_known else form.sheets:
            told = SheetReport(sheet)
            report.sheets.append(told)
            for line in sheet.lines:
                _look_back(sheet, line, in_force, told, words)
                row = _take_line(with_form, form, sheet, line, in_force, said, came, told, words)
                if (
                    row is not None
                    and (form.source_id, row["unit_code"], row["indicator_id"], int(row["year"]), float(row["value"])) in own
                ):
                    told.taken, told.same = told.taken - 1, told.same + 1
                elif row is not None:
                    taken.rows.append(row)
    return taken


def _list_said(forms: list[FilledForm], days: dict[str, str]) -> dict[tuple[str, str, int, str], list[tuple[float, str]]]:
    """Every figure of the files and where it stands, by unit, indicator, year and day: of two that differ neither can be taken."""
    said: dict[tuple[str, str, int, str], list[tuple[float, str]]] = {}
    for form in forms:
        for sheet in form.sheets:
            for line in sheet.lines:
                if line.answer.value is not None and not line.answer.question:
                    key = sheet.unit_code, line.asked_id, sheet.year, days[form.source_id]
                    said.setdefault(key, []).append((line.answer.value, f"{form.file}, {sheet.name}, {line.cell}"))
    return said


def _with_source(programme: Programme, form: FilledForm, day: str) -> Programme:
    """The programme as it will be once this file is recorded: its rows may name it as their source."""
    receipt = Receipt(source_id=form.source_id, file=form.file, file_sha256=form.digest, received=day, unit_codes="")
    return replace(programme, sources=programme.sources | {receipt.id: receipt.source((), programme.header.languages)})


def _take_line(
    programme: Programme,
    form: FilledForm,
    sheet: FilledSheet,
    line: Answered,
    in_force: dict[tuple[str, str, int], dict],
    said: dict[tuple[str, str, int, str], list[tuple[float, str]]],
    day: str,
    told: SheetReport,
    words: Wording,
) -> dict[str, str] | None:
    """The row of one line, or None where there is none; the sheet's report learns what happened."""
    key, answer = (sheet.unit_code, line.asked_id, sheet.year), line.answer
    place = f"{sheet.name}, {line.cell}"
    old = in_force.get(key)
    if answer.question:
        told.questions.append(f"{place}: {answer.question}")
        return None
    if answer.value is None:
        told.blank += answer.silence == "blank"
        told.unknown += answer.silence != "blank"
        if old is not None and old["received"]:
            told.left_out.append(_about("left", sheet, line, old, words, ""))
        return None
    value = plain_number(answer.value)
    own = f"{form.file}, {place}"
    here = said[*key, day]
    others = [where for other, where in here if other != answer.value]
    if others:
        told.questions.append(f"{place}: " + words("question.repeated", id=line.asked_id, year=sheet.year, where=others[0]))
        return None
    if here[0][1] != own:
        told.same += 1
        return None
    row = _row(form, sheet, line, value, day)
    refused = [fault for fault in find_row_faults(programme, place, row) if fault.severity == "error"]
    if refused:
        told.questions += [f"{place}: " + words("question.refused", problem=in_language(fault.problem, words.lang)) for fault in refused]
        return None
    if answer.conversion:
        told.converted.append(
            f"{sheet.name}, " + words(f"conversion.{answer.conversion}", cell=line.cell, text=answer.text, value=words.figure(answer.value))
        )
    if old is not None and old["received"] and (old["value"], old["qualifier"]) == (answer.value, answer.qualifier):
        told.same += 1
        return None
    told.taken += 1
    if old is not None:
        _compare(sheet, line, old, row, told, words)
    return row


def _look_back(sheet: FilledSheet, line: Answered, in_force: dict, told: SheetReport, words: Wording) -> None:
    """Tell where the locked column of the year before has been changed: it is never read, so that it must not pass unseen."""
    old = in_force.get((sheet.unit_code, line.asked_id, sheet.year - 1))
    is_reported = old is not None and old["status"] != "simulated"
    if isinstance(line.last, int | float) and (not is_reported or old["value"] != line.last):
        before = words.figure(old["value"]) if is_reported else words("trace.none")
        what = {"sheet": sheet.name, "id": line.asked_id, "year": sheet.year - 1, "value": words.figure(line.last), "before": before}
        told.looked_back.append(words("report.last", **what))


def _row(form: FilledForm, sheet: FilledSheet, line: Answered, value: str, day: str) -> dict[str, str]:
    return {
        "unit_code": sheet.unit_code,
        "indicator_id": line.asked_id,
        "year": str(sheet.year),
        "value": value,
        "status": "reported",
        "qualifier": line.answer.qualifier,
        "source_id": form.source_id,
        "file_sha256": form.digest,
        "sheet": harmless(sheet.name),
        "cell": line.cell,
        "received": day,
        "note": harmless(line.note),
    }


def _compare(sheet: FilledSheet, line: Answered, old: dict, row: dict[str, str], told: SheetReport, words: Wording) -> None:
    """What the new row does to the one in force: replaces it, corrects it, or comes too late to."""
    if old["status"] == "simulated":
        told.simulated += 1
        return
    if old["status"] == "estimated":
        told.superseded.append(_about("change", sheet, line, old, words, row["value"]))
        return
    is_late = old["received"] > row["received"] or (old["status"] == "corrected" and not old["received"])
    if is_late:
        told.superseded.append(_about("late", sheet, line, old, words, row["value"]))
        return
    if row["note"] and old["value"] != float(row["value"]):
        row["status"] = "corrected"
        row["note"] = f"{row['note']} ({plain_number(old['value'])} -> {row['value']})"
    told.superseded.append(_about("change", sheet, line, old, words, row["value"]))
    if old["value"] != float(row["value"]):
        told.changed.append(_about("change", sheet, line, old, words, row["value"]))


def _about(key: str, sheet: FilledSheet, line: Answered, old: dict, words: Wording, value: str) -> str:
    by = words("report.by" if old["received"] else "report.by_undated", source=old["source_id"], received=old["received"])
    return words(
        f"report.{key}",
        sheet=sheet.name,
        cell=line.cell,
        id=line.asked_id,
        year=sheet.year,
        before=words.figure(old["value"]),
        by=by,
        value=words.figure(float(value)) if value else "",
    )


def _check_whole(programme: Programme, taken: Taken, before: pd.DataFrame, words: Wording, out: TextIO) -> None:
    """Hold the table as it would be against the gate; nothing is written if that would stop a run."""
    from workbench.gate import check_figures

    if not taken.rows:
        return
    new = pd.DataFrame(taken.rows, columns=COLUMNS).astype({"year": "int64", "value": "float64"})
    new["origin"] = [f"observations/{name_rows(programme, taken.rows)}, row {number}" for number in range(2, len(new) + 2)]
    last = max(programme.header.as_of, int(new["year"].max()))
    old_faults = {_told(fault) for fault in check_figures(programme, before, as_of=last)}
    fresh = [
        fault
        for fault in check_figures(programme, pd.concat([before, new], ignore_index=True), as_of=last)
        if _told(fault) not in old_faults and fault.severity != "note"
    ]
    broken = [fault for fault in fresh if fault.severity == "error"]
    if broken:
        raise TableError.from_faults("ingest, nothing was written", broken)
    if fresh:
        out.write(words("report.doubts") + "\n")
        for fault in fresh:
            out.write(f"  {fault_in_language(fault, words.lang)}\n")


def _told(fault: Fault) -> str:
    return f"{fault.severity} {fault.problem}"
