"""Everything that follows from a programme and its observations, computed once and found again by digest."""

import hashlib
import json
import os
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from workbench.assessment import assess, hold_against, hold_beside, later_values, vary_assumptions
from workbench.errors import DefinitionError, TableError
from workbench.files import checked_text, read_checked, write_whole
from workbench.observations import KEY, check_identities, compute_values, digest_of, load_observations, read_outcomes, select_observations
from workbench.observations.identities import Checked
from workbench.plausibility import DOUBTS, find_doubts
from workbench.programme import Programme, load_programme, load_scenario, under
from workbench.projection import project
from workbench.settings import COMPUTED, DISCLOSED, PACKAGE, find_programme, split_part
from workbench.withholding import leave_out

_TABLES = (
    *("observations", "values", "outcomes", "projections", "assessments", "years", "readings", "assumptions"),
    *("official", "contradictions", "doubts", "said", "ranges"),
)


@dataclass(frozen=True)
class Findings:
    """The tables of HOUSE's one direction, for all units and areas of a programme at one as-of year."""

    programme: Programme
    as_of: int
    observed_only: bool
    digest: str  # of definitions, observations, as-of year and the choice to leave simulated figures out
    observations: pd.DataFrame  # one row for each unit, indicator and year in use
    values: pd.DataFrame
    outcomes: pd.DataFrame
    projections: pd.DataFrame
    assessments: pd.DataFrame
    years: pd.DataFrame
    readings: pd.DataFrame
    assumptions: pd.DataFrame  # the chance of each target under one other assumption at a time
    official: pd.DataFrame  # what other offices' methods say of each target
    contradictions: pd.DataFrame  # where they contradict each other, themselves or us
    doubts: pd.DataFrame  # figures that may be wrong, each with its kind; see `find_doubts`
    said: pd.DataFrame  # stated chances beside what came; see `hold_against`
    ranges: pd.DataFrame  # projected ranges beside what came
    obstacles: dict[tuple[str, str], str]
    is_disclosed: bool = False  # what a paper that leaves the office may show; see `leave_out`

    @cached_property
    def row_digests(self) -> dict[str, pd.Series]:
        """One number for each row of each table that pages show; where a row stands in its file is no part of it."""
        shown = {name: getattr(self, name) for name in _TABLES}
        return {
            name: pd.util.hash_pandas_object(table.drop(columns="origin", errors="ignore").astype(str), index=False)
            for name, table in shown.items()
        }

    @cached_property
    def digests(self) -> dict[tuple[frozenset[str], ...], bytes]:
        """Digests of extracts that were asked for already, by units, indicators and targets."""
        return {}


def load_findings(
    name: str | os.PathLike[str],
    *,
    as_of: int = 0,
    observed_only: bool = False,
    scenario: str = "",
    found: Programme | None = None,
) -> Findings:
    """Compute the findings of a programme, or read them where a run has left them.

    Parameters
    ----------
    name : a programme's name or path.
    as_of : last year taken into account; 0 is the programme's own.
    scenario : name or path of a file of assumptions; see `load_scenario`.
    found : the programme, where it has been loaded already, without the scenario.

    Raises
    ------
    DefinitionError, TableError : with every fault of the folder.
    """
    is_disclosed = bool(os.environ.get(DISCLOSED))
    kept = _kept.get((*_place(name), as_of, observed_only, scenario, is_disclosed))
    if kept:
        return kept
    programme = found or load_programme(name)
    if scenario:
        programme = under(programme, load_scenario(programme, scenario))
    if programme.header.is_divided and not programme.part:
        some = next(unit.code for unit in programme.units if not unit.parent)
        raise DefinitionError(programme.folder.name, "its parts are looked at one by one.", f"Name one: {name}/{some}.")
    year = check_as_of(programme, as_of)
    table, outcomes = _reported(programme)
    digest = _digest(programme, table, outcomes, year, observed_only, is_disclosed)
    stored = os.environ.get(COMPUTED)
    text = read_checked(Path(stored) / _stored_name(programme, digest)) if stored else None
    if text:
        return _restore(json.loads(text), programme, year, observed_only, digest)
    findings = _compute(programme, table, outcomes, year, observed_only, digest)
    if is_disclosed:
        shown = {name: getattr(findings, name) for name in _TABLES}
        tables, obstacles = leave_out(programme, shown, findings.obstacles)
        findings = replace(findings, obstacles=obstacles, is_disclosed=True, **tables)
    # In the form in which they would be read again: whoever computes and whoever reads have the same to the last bit.
    return _restore(json.loads(_text(findings)), programme, year, observed_only, digest)


def digest_now(programme: Programme, as_of: int, observed_only: bool) -> str:
    """The digest that findings would have, without computing them."""
    return _digest(programme, *_reported(programme), as_of, observed_only, bool(os.environ.get(DISCLOSED)))


def _reported(programme: Programme) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = load_observations(programme)
    outcomes, faults = read_outcomes(programme)
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        raise TableError.from_faults(programme.header.id, errors)
    return table, outcomes


def store_findings(findings: Findings, folder: Path) -> None:
    """Leave the findings where `load_findings` finds them again, and no others beside them."""
    path = folder / _stored_name(findings.programme, findings.digest)
    if read_checked(path) is None:
        write_whole(path, checked_text(_text(findings)))
    for other in folder.glob(f"{findings.programme.part}-*" if findings.programme.part else "*"):
        if other != path:
            other.unlink()


def _stored_name(programme: Programme, digest: str) -> str:
    return f"{f'{programme.part}-' if programme.part else ''}{digest[:16]}-{code_digest()[:16]}.json"


def _place(name: str | os.PathLike[str]) -> tuple[Path, str]:
    return find_programme(name), split_part(name)[1]


_kept: dict[tuple[Path, str, int, bool, str, bool], Findings] = {}
KEPT = 2  # programmes, or parts of one: pages of the last one may still be made while the next one's are


def keep_findings(name: str, *, as_of: int, observed_only: bool, scenario: str = "") -> None:
    """Load the findings into this process for good: the kernels of a run all show those that it was planned with."""
    findings = load_findings(name, as_of=as_of, observed_only=observed_only, scenario=scenario)
    findings.row_digests  # noqa: B018 - of which each page's digest is made: hashed here, and not in every kernel
    _kept[*_place(name), as_of, observed_only, scenario, findings.is_disclosed] = findings
    for oldest in list(_kept)[:-KEPT]:
        del _kept[oldest]


def check_as_of(programme: Programme, as_of: int) -> int:
    """The as-of year in force; refused where the programme has nothing to say of it."""
    header = programme.header
    if not as_of:
        return header.as_of
    if not header.first_year <= as_of <= header.horizon:
        raise DefinitionError(
            "--as-of", f"{as_of} is outside the programme's years.", f"Choose one from {header.first_year} to {header.horizon}."
        )
    return as_of


@cache
def code_digest() -> str:
    """sha256 of all the package's own sources: another method may give other figures."""
    return hashlib.sha256("".join(source_digests().values()).encode()).hexdigest()


@cache
def source_digests() -> dict[str, str]:
    """sha256 of the package's own sources by what they are: ``code``, ``template`` and each language's texts."""
    digests: dict[str, hashlib._Hash] = {}
    for path in sorted(PACKAGE.rglob("*")):
        inside = path.relative_to(PACKAGE)
        if path.suffix in (".py", ".toml", ".j2", ".css", ".json", ".csv") and inside.parts[0] not in ("data", "notebooks"):
            kind = "template" if "template" in inside.parts else f"language {path.stem}" if "language" in inside.parts else "code"
            digests.setdefault(kind, hashlib.sha256()).update(inside.as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return {kind: digest.hexdigest() for kind, digest in sorted(digests.items())}


def _digest(programme: Programme, table: pd.DataFrame, outcomes: pd.DataFrame, as_of: int, observed_only: bool, is_disclosed: bool) -> str:
    text = "|".join(
        [programme.digest, digest_of(table), digest_of(outcomes), str(as_of), str(observed_only), *(["disclosed"] * is_disclosed)]
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _compute(programme: Programme, table: pd.DataFrame, outcomes: pd.DataFrame, as_of: int, observed_only: bool, digest: str) -> Findings:
    observations = select_observations(table, as_of=as_of, observed_only=observed_only)
    values = compute_values(programme, observations, as_of=as_of)
    identities = check_identities(programme, values, observations)
    broken = [fault for checked in identities for fault in checked.faults if fault.severity == "error"]
    if broken:
        raise TableError.from_faults(programme.header.id, broken)
    projections = project(programme, values, as_of=as_of)
    if programme.scenario:
        projections = projections.under(programme.scenario.levers)
    assessed = assess(programme, values, projections, as_of=as_of)
    official, contradictions = hold_beside(programme, values, projections, assessed.table, as_of=as_of)
    later = later_values(programme, table, outcomes, as_of=as_of, observed_only=observed_only)
    later = later.iloc[:0] if programme.scenario else later  # what is only assumed was never said
    said, ranges = hold_against(programme, values, later, projections, assessed.table, official, as_of=as_of)
    return Findings(
        programme,
        as_of,
        observed_only,
        digest,
        observations,
        values,
        outcomes[outcomes["year"] > as_of].reset_index(drop=True),
        projections.table(),
        assessed.table,
        assessed.years,
        assessed.readings,
        vary_assumptions(programme, values, projections, assessed.table, as_of=as_of),
        official,
        contradictions,
        _doubts(programme, observations, identities),
        said,
        ranges,
        projections.obstacles,
    )


def _doubts(programme: Programme, observations: pd.DataFrame, identities: list[Checked]) -> pd.DataFrame:
    """Doubts about single figures, then about those that an identity calls in question and nothing else does."""
    found = find_doubts(programme, observations)
    told = set(found[KEY].itertuples(index=False, name=None))
    asked = {place: checked.identity.id for checked in identities for place in checked.doubted if place not in told}
    rows = [(*place, "identity", None, None, name, False) for place, name in asked.items()]
    return pd.concat([found, pd.DataFrame(rows, columns=DOUBTS)]).reset_index(drop=True) if rows else found


def _text(findings: Findings) -> str:
    # JSON keeps every float to its last digit and needs no further library.
    content = {name: getattr(findings, name).to_dict("split", index=False) for name in _TABLES}
    content["is_disclosed"] = findings.is_disclosed
    content["obstacles"] = sorted([*key, reason] for key, reason in findings.obstacles.items())
    return json.dumps(content)


def _restore(content: dict, programme: Programme, as_of: int, observed_only: bool, digest: str) -> Findings:
    tables = {name: pd.DataFrame(**content[name]) for name in _TABLES}
    obstacles = {(code, name): reason for code, name, reason in content["obstacles"]}
    return Findings(programme, as_of, observed_only, digest, obstacles=obstacles, is_disclosed=content["is_disclosed"], **tables)
