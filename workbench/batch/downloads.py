"""The tables of a run to take away: assessments as CSV and workbook, what changed, and what each column means."""

import hashlib
from pathlib import Path

from markupsafe import Markup

from workbench.batch.forms import key_of
from workbench.batch.history import ASSESSMENTS, CHANGES, find_changes
from workbench.batch.packages import settled
from workbench.briefing.changes import changes_told
from workbench.briefing.datapackage import describe
from workbench.files import write_bytes_whole, write_whole
from workbench.findings import Findings
from workbench.printing import csv_text

WORKBOOK, PACKAGE, CHANGED = "assessments.xlsx", "datapackage.json", "changes.csv"


def write_tables(folder: Path, findings: Findings, lang: str, stamp: str) -> tuple[dict[str, str], Markup]:
    """Write what is not there yet or another; names with the keys of what they are, and what changed, told.

    Parameters
    ----------
    folder : of the run, which holds the assessments already.
    stamp : of all that goes into the run; see `stamp_of`.
    """
    key = hashlib.sha256(f"{stamp} {findings.is_disclosed}".encode()).hexdigest()
    if key_of(folder / WORKBOOK) != key:
        from workbench.briefing.workbook import render_workbook

        write_bytes_whole(folder / WORKBOOK, settled(render_workbook(findings, lang, key)))
    write_whole(folder / PACKAGE, describe(findings, lang, {name: (folder / name).read_bytes() for name in (ASSESSMENTS, WORKBOOK)}))
    files = {ASSESSMENTS: "index.file.assessments_csv", WORKBOOK: "index.file.assessments_xlsx", PACKAGE: "index.file.package"}
    files["run.json"] = "index.file.record"
    changes = find_changes(folder)
    if not changes:
        return files, Markup("")
    write_whole(folder / CHANGED, csv_text(changes.table[CHANGES]))
    return files | {CHANGED: "index.file.changes"}, changes_told(findings, lang, changes.table, changes.causes)
