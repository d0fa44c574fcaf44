"""One question at a time: what a unit's indicator would be, and whether its targets would be met, under a scenario."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from workbench.assessment import ASSESSMENTS
from workbench.assessment.judge import Judge
from workbench.case import Case
from workbench.programme import Indicator, Programme, Scenario, Target, under
from workbench.programme.finding import find_unit
from workbench.projection import PROJECTIONS, Projections, project


@dataclass(frozen=True)
class WhatIf:
    """A case whose panels are kept in memory, so that an assumption is answered at once.

    The statistics are those of the batch: the same projections, the same levers, the same judge. What
    differs is only that nothing but the unit and indicator asked about is judged.
    """

    case: Case

    @cached_property
    def _projected(self) -> dict[str, Projections]:
        return {}

    def _projections(self, source: str) -> Projections:
        """The panels of one indicator, projected when it is first asked about: each is projected by itself."""
        programme, values = self.case.programme, self.case.findings.values
        if source not in self._projected:
            beside = {one.id for one in programme.indicators.values() if source in (one.derived_from, one.nominal)}
            nominal = {one.nominal for key, one in programme.indicators.items() if key == source}
            self._projected[source] = project(_only(programme, {source} | beside | nominal), values, as_of=self.case.as_of)
        return self._projected[source]

    @cached_property
    def _evidence(self) -> Judge:
        case = self.case
        return Judge(case.programme, case.findings.values, self._projections(""), case.as_of)

    @cached_property
    def _present(self) -> dict[tuple[str, str], Case]:
        return {}

    def present(self, unit_code: str, indicator_id: str) -> Case:
        """The case without a scenario, beside which every other one is shown; asked once."""
        key = unit_code, indicator_id
        if key not in self._present:
            self._present[key] = self.ask(*key)
        return self._present[key]

    def ask(self, unit_code: str, indicator_id: str, scenario: Scenario | None = None) -> Case:
        """The case of one unit under a scenario, as far as it is about one indicator and the targets that it carries.

        Returns
        -------
        A case whose ``projection``, ``assessment`` and ``targets`` are those of this indicator alone.
        """
        case = self.case
        programme = under(case.programme, scenario) if scenario else case.programme
        unit = find_unit(programme, unit_code, case.as_of)
        indicator = replace(case, unit=unit).indicator(indicator_id)
        source = indicator.derived_from or indicator.id
        projections = self._projections(source).under(scenario.levers) if scenario else self._projections(source)
        targets = carried_by(programme, indicator)
        judge = self._evidence.under(programme, projections)
        rows = [judge.row(unit, target) for target in targets]
        own = {key: one for key, one in projections.predictive.items() if key == (unit_code, source)}
        ahead = replace(projections, predictive=own, programme=_only(projections.programme, {indicator.id, source})).table()
        findings = replace(
            case.findings,
            programme=programme,
            projections=ahead if len(ahead) else pd.DataFrame(columns=PROJECTIONS),
            assessments=pd.DataFrame(rows, columns=ASSESSMENTS),
        )
        area = programme.area_of[indicator_id].model_copy(update={"targets": targets})
        return Case(findings, unit, area, case.lang)

    def obstacle(self, unit_code: str, indicator_id: str) -> str:
        """Why an indicator of a unit is not projected, as a reason code; empty if it is."""
        indicator = self.case.indicator(indicator_id)
        source = indicator.derived_from or indicator.id
        projections = self._projections(source)
        if (unit_code, source) in projections.predictive:
            return ""
        return projections.obstacles.get((unit_code, source), "no_value")


def carried_by(programme: Programme, indicator: Indicator) -> tuple[Target, ...]:
    """The targets that an indicator carries, in the order of their files."""
    return tuple(target for target in programme.targets.values() if target.indicator == indicator.id)


def _only(programme: Programme, names: set[str]) -> Programme:
    """The programme with some indicators alone: of the others no table is made."""
    areas = (area.model_copy(update={"indicators": tuple(one for one in area.indicators if one.id in names)}) for area in programme.areas)
    return replace(programme, areas=tuple(areas))
