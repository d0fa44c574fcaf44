"""`workbench check`: every fault of a programme folder, told at once."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TextIO

import pandas as pd

from workbench.errors import DefinitionError, Fault, TableError, visible
from workbench.findings import check_as_of
from workbench.messages import error_in_language, fault_in_language, in_language, word_in_language
from workbench.observations import check_identities, compute_values, read_observations, read_outcomes, select_observations
from workbench.observations.identities import Checked
from workbench.plausibility import count_broken, find_doubts
from workbench.programme import Programme, load_recipients, load_scenario, read_programme
from workbench.programme.layouts import read_layouts
from workbench.programme.recipients import FILE as RECIPIENTS
from workbench.programme.scenario import FOLDER as SCENARIOS
from workbench.settings import find_programme, language_of

NOTED = 12  # told figures of one identity on the screen, and units named one by one


def check_programme(name: str, out: TextIO, *, lang: str = "en") -> None:
    """Print definitions, observations, identities and every figure in doubt.

    Parameters
    ----------
    lang : language of what is told; empty for that of the programme.

    Raises
    ------
    DefinitionError, TableError : there are errors, which would stop a run; all of them are printed before.
    """
    folder = find_programme(name)
    programme, faults = read_programme(folder)
    lang = lang or language_of(name)
    definition_errors = _errors(faults)
    if programme is not None and not definition_errors:
        # They stop no run, only what asks for them: nothing is taken in, sent or assumed before they are mended.
        on_request = [replace(fault, severity="doubt") for fault in _read_on_request(programme)]
        faults = [*faults, *on_request, *_own_notebooks(programme), *_check_all_figures(programme, out, lang)]
    for severity in ("error", "doubt", "note"):
        for fault in faults:
            if fault.severity == severity:
                out.write(f"{word_in_language(severity, lang)}\t{fault_in_language(fault, lang)}\n")
    counted = {severity: sum(fault.severity == severity for fault in faults) for severity in ("error", "doubt", "note")}
    told = f"{folder.name}: errors {counted['error']}, doubts {counted['doubt']}, notes {counted['note']}."
    out.write(in_language(told, lang) + "\n")
    if counted["error"]:
        kind = DefinitionError if definition_errors else TableError
        error = kind(folder.name, f"errors listed above: {counted['error']}.", "Mend them; nothing is run before.")
        raise error_in_language(error, lang)


def _read_on_request(programme: Programme) -> Iterator[Fault]:
    """Faults of layouts, recipients and scenarios."""
    yield from read_layouts(programme)[1]
    scenarios = sorted((programme.folder / SCENARIOS).glob("*.toml"))
    readers = [partial(load_scenario, programme, str(path)) for path in scenarios]
    readers += [partial(load_recipients, programme)] if (programme.folder / RECIPIENTS).exists() else []
    for reader in readers:
        try:
            reader()
        except DefinitionError as error:
            yield Fault(error.where, error.problem, error.remedy)


def _own_notebooks(programme: Programme) -> Iterator[Fault]:
    """A folder of text becomes one of programs by these; who got it from others should know."""
    for path in sorted((programme.folder / "notebooks").glob("*.ipynb")):
        told = "a notebook is a program: a run executes it with your rights."
        yield Fault(f"notebooks/{path.name}", told, "Read it before the first run, if it came from others.", "note")


def _errors(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.severity == "error"]


def _check_all_figures(programme: Programme, out: TextIO, lang: str) -> list[Fault]:
    table, faults = read_observations(programme)
    outcomes, later = read_outcomes(programme)
    faults = [*faults, *later]
    told = (
        f"{programme.header.id}: indicators {len(programme.indicators)}, targets {len(programme.targets)}, units {len(programme.units)}, "
        f"observations {len(table)}, outcomes {len(outcomes)}."
    )
    out.write(in_language(told, lang) + "\n")
    return faults if _errors(faults) else [*faults, *check_figures(programme, table, as_of=check_as_of(programme, 0), out=out, lang=lang)]


def check_figures(programme: Programme, table: pd.DataFrame, *, as_of: int, out: TextIO | None = None, lang: str = "en") -> list[Fault]:
    """Identities, doubts about single figures, units that are missing, corrections that may have outlived their fault.

    Parameters
    ----------
    table : all sound rows, superseded ones too; see `read_observations`.
    out : where the state of each identity is printed, if anywhere.
    """
    observations = select_observations(table, as_of=as_of, observed_only=False)
    values = compute_values(programme, observations, as_of=as_of)
    faults: list[Fault] = []
    told: set[tuple[str, str, int]] = set()  # a figure that an identity doubts is not doubted twice
    doubts = find_doubts(programme, observations)
    for checked in check_identities(programme, values, observations):
        faults += checked.faults
        told |= set(checked.doubted)
        if out is not None:
            _tell_identity(checked, count_broken(checked, doubts), programme.header.default_language, out, lang)
    rows = [row for row in _grouped(doubts) if (row["unit_code"], row["indicator_id"], row["year"]) not in told]
    faults += [_doubt(row, observations) for row in rows]
    return [*faults, *_missing(programme, observations, as_of), *_outlived(table)]


def _tell_identity(checked: Checked, broken: int, title_lang: str, out: TextIO, lang: str) -> None:
    state = "not asked: no figures" if not checked.asked else f"{checked.asked} asked, {broken} broken"
    identity = checked.identity
    title = visible(identity.title[title_lang])
    out.write(f"{word_in_language('identity', lang)}\t{identity.id}\t{title}\t{in_language(state, lang)}\n")
    for line in checked.told[:NOTED]:
        out.write(f"\t\t{in_language(line, lang)}\n")
    if len(checked.told) > NOTED:
        out.write(f"\t\t{in_language(f'… and {len(checked.told) - NOTED} more', lang)}\n")


_PROBLEMS = {
    "jump": "{value:.10g} after {other:.10g}: a change beyond the spread of its own history and its neighbours.",
    "factor": "{value:.10g} beside {other:.10g}: off by about {detail}, as if in another unit of measure.",
    "denominator": "{value:.10g} after {other:.10g}: a denominator that moves makes its rates move.",
    "zero": "0 beside {other:.10g}: none, or not known?",
    "copied": "{value:.10g} once more: taken over from the year before?",
    "twin": "{value:.10g} as in unit {detail}: taken over from there?",
    "total": "{value:.10g}, its units add up to {other:.10g}.",
    "range": "{value:.10g} is beyond {other:.10g}, the end of what is plausible.",
}


def _grouped(doubts: pd.DataFrame) -> list[dict]:
    """One row for each doubt, but one for all that a unit has copied in a year."""
    rows = []
    for row in doubts.to_dict("records"):
        before = next((one for one in rows if _is_copy(one) and _is_copy(row) and _copied_key(one) == _copied_key(row)), None)
        if before is None:
            rows.append(row | {"more": []})
        else:
            before["more"].append(row["indicator_id"])
    return rows


def _is_copy(row: dict) -> bool:
    return row["kind"] in ("copied", "twin")


def _copied_key(row: dict) -> tuple[object, ...]:
    return row["unit_code"], row["year"], row["kind"], row["detail"]


def _doubt(row: dict, observations: pd.DataFrame) -> Fault:
    key = (observations["unit_code"] == row["unit_code"]) & (observations["year"] == row["year"])
    own = observations[key & (observations["indicator_id"] == row["indicator_id"])]
    what = f"{row['unit_code']} {row['indicator_id']} {row['year']}"
    where = f"{own.iloc[0]['origin']}, {what}" if len(own) else what  # a computed rate stands in no row
    more = f" So are {', '.join(row['more'])}." if row["more"] else ""
    return Fault(where, _PROBLEMS[row["kind"]].format(**row) + more, "Ask the unit.", "doubt")


def _missing(programme: Programme, observations: pd.DataFrame, as_of: int) -> Iterator[Fault]:
    """Figures that some units have for the as-of year and others, or the same units in other years, have not."""
    units = programme.units_in(as_of)
    for name in dict.fromkeys(observations["indicator_id"]):
        indicator = programme.indicators[programme.components.get(name, name)]
        expected = [
            code
            for code, unit in units.items()
            if unit.level == indicator.level and (indicator.scope == "all" or unit.scope in ("all", indicator.scope))
        ]
        own = observations[(observations["indicator_id"] == name) & observations["unit_code"].isin(expected)]
        latest = own.groupby("unit_code")["year"].max()
        behind = [code for code in expected if code not in latest.index or latest[code] < as_of]
        if not expected or own.empty or not behind:
            continue
        newest = int(latest.max())
        if len(behind) == len(expected):
            if newest < as_of - 1:
                yield Fault(name, f"the latest figures are of {newest}.", f"Ask for those of {as_of}.", "note")
        else:
            more = f" and {len(behind) - NOTED} more" if len(behind) > NOTED else ""
            told = f"{len(behind)} of {len(expected)} units have no figure of {as_of}: {', '.join(behind[:NOTED])}{more}."
            yield Fault(name, told, "Ask these units.", "note")


def _outlived(table: pd.DataFrame) -> Iterator[Fault]:
    """Corrections without a date that a later report contradicts, and dated ones that a later report has replaced."""
    corrected = table[table["status"] == "corrected"]
    for row in corrected.to_dict("records"):
        same = (table["unit_code"] == row["unit_code"]) & (table["indicator_id"] == row["indicator_id"]) & (table["year"] == row["year"])
        later = table[same & (table["status"] == "reported") & (table["received"] > row["received"])]
        if len(later) and later.iloc[-1]["value"] != row["value"]:
            newest = later.sort_values("received").iloc[-1]
            yield Fault(
                row["origin"],
                f"the correction to {row['value']:g} meets a report of {newest['value']:g}, received {newest['received']}.",
                "Confirm it with the date of today, or take it out.",
                "doubt",
            )
