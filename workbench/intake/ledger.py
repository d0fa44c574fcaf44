"""The ledger of files taken in, and the rows that came from them: each file of ours appears whole or not at all."""

import csv
import io
import re
from pathlib import Path

from workbench.files import write_whole
from workbench.intake.reading import FilledForm
from workbench.observations import COLUMNS
from workbench.programme import Programme

LEDGER = "received.csv"
LEDGER_COLUMNS = ["source_id", "file", "file_sha256", "received", "unit_codes"]


def name_rows(programme: Programme, rows: list[dict[str, str]]) -> str:
    """Name of the file of these rows: the next free number, and the first file's digest, so that two at one moment do not meet."""
    taken = [re.fullmatch(r"received-(\d{4,})-\w+\.csv", path.name) for path in (programme.folder / "observations").glob("received-*.csv")]
    number = max((int(match[1]) for match in taken if match), default=0) + 1
    return f"received-{number:04d}-{rows[0]['file_sha256'][:8]}.csv"


def clear_parts(programme: Programme) -> None:
    """Take away what a killed intake has half written; this one has the folder to itself."""
    for name in (f"{LEDGER}.*.part", "observations/received-*.part"):
        for path in programme.folder.glob(name):
            path.unlink(missing_ok=True)


def write_rows(programme: Programme, rows: list[dict[str, str]]) -> Path:
    """Put the rows into the observations as one new file."""
    path = programme.folder / "observations" / name_rows(programme, rows)
    write_whole(path, _csv(COLUMNS, rows))
    return path


def record_files(programme: Programme, forms: list[FilledForm], day: str) -> None:
    """Note the files in the ledger, which makes them sources. A line without rows does no harm: it is written first."""
    path = programme.folder / LEDGER
    lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))) if path.is_file() else []
    known = {line["source_id"] for line in lines}
    fresh = [
        {
            "source_id": form.source_id,
            "file": harmless(form.file),
            "file_sha256": form.digest,
            "received": day,
            "unit_codes": " ".join(dict.fromkeys(sheet.unit_code for sheet in form.sheets)),
        }
        for form in forms
        if form.source_id not in known and form.sheets  # a file without a figure is the source of none
    ]
    if fresh:
        write_whole(path, _csv(LEDGER_COLUMNS, [*lines, *fresh]))


def _csv(columns: list[str], rows: list[dict[str, str]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def harmless(text: str) -> str:
    """Text that a spreadsheet program would take for a formula gets an apostrophe before it."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
