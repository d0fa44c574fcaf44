"""One unit in one area, ready to show: the only thing a notebook loads."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from workbench.errors import NotebookError
from workbench.findings import Findings, load_findings
from workbench.programme import Ambiguity
from workbench.programme.finding import find_area, find_unit
from workbench.programme.shown import table_html
from workbench.subject import HINDSIGHT, Subject


@dataclass(frozen=True)
class Case(Subject):
    """One unit in one area, ready to show: what its page shows, and what that rests on."""

    @property
    def shown_codes(self) -> set[str]:
        """Codes of the units whose figures the page shows or counts."""
        beside = {unit.code for unit in (self.members or self.siblings)}
        return {self.unit.code} | beside.union(*self.counted.values())

    @cached_property
    def counted(self) -> dict[str, list[str]]:
        """Target -> the units inside this one that are asked it, where this one has no figure and none can be made of theirs."""
        inside = self.inside(self.unit.code)
        found = {}
        for target in self.targets if inside else ():
            indicator = self.programme.indicators.get(target.indicator or "")
            if indicator and indicator.aggregate == "none" and self.history(indicator.id).empty:
                found[target.id] = [code for code, unit in self.units.items() if code in inside and unit.level == indicator.level]
        return {name: codes for name, codes in found.items() if codes}

    def is_counted(self, row: Mapping) -> bool:
        """Whether an assessment of this unit without figures is told by counting the units inside it."""
        return row["verdict"] == "no_data" and row["unit_code"] == self.unit.code and row["target_id"] in self.counted

    @cached_property
    def is_simulated(self) -> bool:
        """Whether anything on the page rests on simulated figures."""
        if self.is_hindsight:
            return bool(self.findings.ranges["is_simulated"].any())
        values = self.findings.values
        shown = values["unit_code"].isin(self.shown_codes) & values["indicator_id"].isin(self._shown_ids)
        return bool(values.loc[shown, "is_simulated"].any() or self.assessments["is_simulated"].astype(bool).any())

    @cached_property
    def ambiguities(self) -> list[Ambiguity]:
        """Words that can be read in more than one way: of the area's targets and figures, or, on the overview, of none."""
        programme = self.programme
        of_area = {area.area: {name for target in area.targets for name in target.ambiguities} for area in programme.areas}
        for fact in programme.facts:
            of_area[fact.area] |= set(fact.ambiguities)
        shown = {name for area in programme.policy_areas for name in of_area[area.area]}
        return [one for one in programme.registers.ambiguities if (one.id in of_area[self.area.area] if self.area else one.id not in shown)]

    @cached_property
    def source_ids(self) -> list[str]:
        """Sources of the figures on the page, in the order of their list."""
        if self.is_hindsight:
            ranges, values = self.findings.ranges, self.findings.values
            projected_from = values["source_ids"][values["indicator_id"].isin(ranges["indicator_id"])]
            return sorted({one for cell in {*projected_from, *ranges["source_ids"]} for one in cell.split()})
        codes, names = self.shown_codes | {self.unit.parent}, self._shown_ids
        values, outcomes = self.findings.values, self.findings.outcomes
        used = values[values["unit_code"].isin(codes) & values["indicator_id"].isin(names)]["source_ids"]
        later = outcomes[(outcomes["unit_code"] == self.unit.code) & outcomes["indicator_id"].isin(names)]["source_id"] if self.area else []
        return sorted({one for cell in {*used, *later} for one in cell.split()})

    @cached_property
    def _shown_ids(self) -> set[str]:
        """Indicators whose figures the page shows: those of its area; on the overview, those that carry a target."""
        return {one.id for one in self.indicators} if self.area else {target.indicator for target in self.targets if target.indicator}

    @cached_property
    def figure_ids(self) -> set[str]:
        """Indicators of the page and all that they are computed from."""
        names, found = self._shown_ids, set()
        while names:
            found |= names
            shown = [self.programme.indicators[name] for name in names if name in self.programme.indicators]
            behind = ((one.numerator, one.denominator, one.weight, one.computed_from, one.deflator, *one.components) for one in shown)
            names = {key for keys in behind for key in keys if key} - found
        return found

    @cached_property
    def doubts(self) -> pd.DataFrame:
        """Figures of the page, or behind one of it, that may be wrong."""
        table = self.findings.doubts
        codes = {self.unit.code, self.unit.parent} | {unit.code for unit in self.members}
        return table[table["unit_code"].isin(codes) & table["indicator_id"].isin(self.figure_ids)]

    def is_doubted(self, code: str, indicator_id: str, year: int) -> bool:
        """Whether a figure, or one that it is computed from in that year, may be wrong."""
        return (code, year) in self._doubted.get(indicator_id, set())

    @cached_property
    def _doubted(self) -> dict[str, set[tuple[str, int]]]:
        own: dict[str, set[tuple[str, int]]] = {}
        for code, name, year in self.doubts[["unit_code", "indicator_id", "year"]].itertuples(index=False, name=None):
            own.setdefault(name, set()).add((code, int(year)))
        found = dict(own)
        for one in self.programme.indicators.values():
            source = self.programme.indicators[one.derived_from] if one.derived_from else one
            parts = (one.id, one.numerator, one.denominator, source.id, source.nominal, *one.components)
            found[one.id] = set().union(*(own.get(part, set()) for part in parts if part))
        return found

    @cached_property
    def places(self) -> dict[str, dict[str, list[str]]]:
        """Source -> sheet -> cells of the figures on the page, for those that came in a workbook."""
        codes = {self.unit.code} | {unit.code for unit in (self.members or self.siblings)} | {self.unit.parent}
        table = self.findings.observations
        used = table[table["unit_code"].isin(codes) & table["indicator_id"].isin(self.figure_ids) & (table["sheet"] != "")]
        found: dict[str, dict[str, list[str]]] = {}
        for source, sheet, cell in used[["source_id", "sheet", "cell"]].itertuples(index=False, name=None):
            found.setdefault(source, {}).setdefault(sheet, []).append(cell)
        return {
            source: {sheet: sorted(cells, key=lambda one: (len(one), one)) for sheet, cells in of.items()} for source, of in found.items()
        }

    def _repr_html_(self) -> str:
        about = self.area.title[self.lang] if self.area else self.programme.header.short_title[self.lang]
        caption = f"{self.unit.code} {self.unit.title(self.lang)} – {about} ({self.as_of})"
        titles = self.programme.targets
        numbers = ("target_value", "latest_year", "latest_value", "projected_q50", "p_met")
        rows = [
            (
                titles[row["target_id"]].title[self.lang],
                row["target_id"],
                *("" if pd.isna(row[name]) else f"{row[name]:.4g}" for name in numbers),
                row["verdict"],
            )
            for row in self.assessments.to_dict("records")
        ]
        return table_html(caption, ("target", "id", *numbers, "verdict"), rows)


def load_case(
    programme: str | os.PathLike[str],
    area: str,
    unit_code: str,
    *,
    lang: str = "",
    as_of: int = 0,
    observed_only: bool = False,
    scenario: str = "",
) -> Case:
    """Load one unit in one area of a programme.

    Parameters
    ----------
    programme : a name under ``data/`` or a path.
    area : code of a policy area; an empty string is the overview, ``outcomes`` what came of what was said.
    unit_code : as in units.csv, text with its leading zeros.
    lang : a language of the programme; its own if left out.
    as_of : last year taken into account; 0 is the programme's own.
    observed_only : leave simulated observations out.
    scenario : name or path of a file of assumptions kept at the desk.

    Examples
    --------
    >>> case = load_case("first-programme", "POV", "D1")
    >>> case.assessment("T-01")["verdict"]
    'accelerate'

    Raises
    ------
    NotebookError : a parameter is of the wrong kind or names nothing there is.
    DefinitionError, TableError : the programme folder has faults.
    """
    _check_kinds(
        area=(area, str),
        unit_code=(unit_code, str),
        lang=(lang, str),
        as_of=(as_of, int),
        observed_only=(observed_only, bool),
        scenario=(scenario, str),
    )
    findings = load_findings(programme, as_of=as_of, observed_only=observed_only, scenario=scenario)
    return make_case(findings, area, unit_code, lang)


def make_case(findings: Findings, area: str, unit_code: str, lang: str) -> Case:
    """The case of findings already at hand; refuses what `find_unit` and `find_area` refuse."""
    languages = findings.programme.header.languages
    lang = lang or findings.programme.header.default_language
    if lang not in languages:
        raise NotebookError("lang", f"'{lang}' is not a language of this programme.", f"Choose one of {', '.join(languages)}.")
    unit = find_unit(findings.programme, unit_code, findings.as_of)
    if area == HINDSIGHT:
        if unit.parent:
            raise NotebookError("unit code", f"what came of what was said is not told of '{unit_code}' alone.", "Give the top unit.")
        return Case(findings, unit, None, lang, is_hindsight=True)
    return Case(findings, unit, find_area(findings.programme, area) if area else None, lang)


def _check_kinds(**given: tuple[object, type]) -> None:
    for name, (value, kind) in given.items():
        if type(value) is not kind:
            remedy = "Pass it as text: papermill -r, not -p." if kind is str else "Pass it with papermill -p."
            raise NotebookError(name, f"must be {kind.__name__}, not {type(value).__name__} {value!r}.", remedy)
