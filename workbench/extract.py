"""What a page reads of a programme's findings: its key is made of this and of no other figure."""

import hashlib
from dataclasses import replace

import pandas as pd

from workbench.case import Case
from workbench.findings import Findings


def extract_of(case: Case) -> Findings:
    """The findings as far as a page of the case may show them; it would say the same if there were no others."""
    findings, units, names = case.findings, _units(case), _indicators(case)
    tables = {name: getattr(findings, name)[_is_read(case, name, units, names)].reset_index(drop=True) for name in findings.row_digests}
    return replace(findings, obstacles=_obstacles(case, units), **tables)


def digest_of(case: Case) -> str:
    """sha256 of what a page of the case is about, all figures that it may show, and the definitions that they follow from."""
    findings, units, names = case.findings, _units(case), _indicators(case)
    about = case.programme.digest, case.as_of, findings.observed_only, findings.is_disclosed, case.unit.code, case.code
    read = frozenset(units), frozenset(names), case.area is None
    if read not in findings.digests:  # units side by side read the same
        rows = [
            name.encode() + rows[_is_read(case, name, units, names)].to_numpy().tobytes() for name, rows in findings.row_digests.items()
        ]
        rows.append(repr(sorted(_obstacles(case, units).items())).encode())
        findings.digests[read] = hashlib.sha256(b"".join(rows)).digest()
    return hashlib.sha256(repr(about).encode() + findings.digests[read]).hexdigest()


def _units(case: Case) -> set[str]:
    """Codes of the units whose figures the page may show."""
    if case.is_hindsight:
        return set(case.units)
    return case.shown_codes | {case.unit.parent, case.top.code}


def _indicators(case: Case) -> set[str]:
    """Indicators, targets and components whose figures the page of an area may show: its own, those of the context, and what
    they are compared with. The overview may show any.
    """
    if not case.area:
        return set()
    context = [one for area in case.programme.areas if area.kind != "policy" for one in area.indicators]
    own = {one.id for one in (*case.indicators, *case.targets)} | case.figure_ids
    names = own | {key for one in context for key in (one.id, *one.components)}
    names |= {one.indicator for one in (*case.targets, *case.area.standing)}
    for identity in case.programme.identities:
        operands = {identity.left, *identity.right}
        names |= operands if operands & own else set()
    return names


def _is_read(case: Case, table_name: str, units: set[str], names: set[str]) -> pd.Series:
    table = getattr(case.findings, table_name)
    of_units = table["unit_code"].isin(units)
    return of_units & table["target_id" if "target_id" in table else "indicator_id"].isin(names) if case.area else of_units


def _obstacles(case: Case, units: set[str]) -> dict[tuple[str, str], str]:
    # Of all indicators: whether one is projected is known beside its figures, and says little without them.
    return {key: reason for key, reason in case.findings.obstacles.items() if key[0] in units}
