"""From the answers of filled forms to rows of the table: what is new, what it supersedes, what is a question."""

from dataclasses import replace

import pandas as pd

from workbench.intake.ledger import harmless
from workbench.intake.reading import Answered, FilledForm, FilledSheet
from workbench.intake.report import FileReport, SheetReport, Taken
from workbench.intake.words import Wording, plain_number
from workbench.messages import in_language
from workbench.observations import KEY, find_row_faults, order_by_force
from workbench.programme import Programme
from workbench.programme.models import Receipt


def take_forms(programme: Programme, forms: list[FilledForm], before: pd.DataFrame, day: str, words: Wording) -> Taken:
    """The new rows of all forms, beside what became of every line; `before` is what is held already, `day` that of receipt."""
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
