"""`workbench check`: every fault of a programme folder, told at once."""

from typing import TextIO

from workbench.errors import DefinitionError, Fault, TableError
from workbench.findings import check_as_of
from workbench.observations import check_identities, compute_values, read_observations, read_outcomes, select_observations
from workbench.programme import Programme, read_programme
from workbench.settings import find_programme

NOTED = 12  # told figures of one identity on the screen


def check_programme(name: str, out: TextIO) -> None:
    """Print definitions, observations and identities with their faults.

    Raises
    ------
    DefinitionError, TableError : there are errors, which would stop a run; all of them are printed before.
    """
    folder = find_programme(name)
    programme, faults = read_programme(folder)
    definition_errors = _errors(faults)
    if programme is not None and not definition_errors:
        faults = [*faults, *_check_figures(programme, out)]
    for severity in ("error", "doubt", "note"):
        for fault in faults:
            if fault.severity == severity:
                out.write(f"{severity}\t{fault}\n")
    counted = {severity: sum(fault.severity == severity for fault in faults) for severity in ("error", "doubt", "note")}
    out.write(f"{folder.name}: {counted['error']} errors, {counted['doubt']} doubts, {counted['note']} notes.\n")
    if counted["error"]:
        kind = DefinitionError if definition_errors else TableError
        raise kind(folder.name, f"{counted['error']} errors, listed above.", "Mend them; nothing is run before.")


def _errors(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.severity == "error"]


def _check_figures(programme: Programme, out: TextIO) -> list[Fault]:
    table, faults = read_observations(programme)
    outcomes, later = read_outcomes(programme)
    faults = [*faults, *later]
    out.write(
        f"{programme.header.id}: {len(programme.indicators)} indicators, {len(programme.targets)} targets, {len(programme.units)} units, "
        f"{len(table)} observations, {len(outcomes)} outcomes.\n"
    )
    if _errors(faults):
        return faults
    year = check_as_of(programme, 0)
    observations = select_observations(table, as_of=year, observed_only=False)
    values = compute_values(programme, observations, as_of=year)
    for checked in check_identities(programme, values, observations):
        title = checked.identity.title[programme.header.default_language]
        state = "not asked: no figures" if not checked.asked else f"{checked.asked} asked, {len(checked.faults)} broken"
        out.write(f"identity\t{checked.identity.id}\t{title}\t{state}\n")
        for line in checked.told[:NOTED]:
            out.write(f"\t\t{line}\n")
        if len(checked.told) > NOTED:
            out.write(f"\t\t… and {len(checked.told) - NOTED} more\n")
        faults += checked.faults
    return faults
