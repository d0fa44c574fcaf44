"""Files of others into the observations: read, taken, held against the gate, then written in one stroke or not at all."""

import contextlib
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import pandas as pd

from workbench.batch.lock import locked
from workbench.errors import DefinitionError, Fault, RunError, SourceError, TableError
from workbench.intake.books import read_book
from workbench.intake.encodings import clean
from workbench.intake.foreign import read_foreign
from workbench.intake.ledger import clear_parts, name_rows, record_files, write_rows
from workbench.intake.opening import NotAForm
from workbench.intake.reading import FilledForm, read_form
from workbench.intake.report import Taken, tell
from workbench.intake.taking import take_forms
from workbench.intake.words import Wording
from workbench.messages import fault_in_language
from workbench.observations import COLUMNS, load_observations
from workbench.programme import Programme, load_programme
from workbench.programme.layouts import read_layouts


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
    taken = take_forms(programme, forms, before, day, words)
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
