"""What a page is about: one unit in one area, its targets and figures, and the units around it."""

from dataclasses import dataclass

import pandas as pd

from workbench.errors import NotebookError
from workbench.findings import Findings
from workbench.programme import Area, Indicator, Programme, Target, Unit
from workbench.programme.finding import find_indicator, lies_in, near
from workbench.programme.shown import Record

OVERVIEW = "00_overview"  # the page that is about no single area
HINDSIGHT = "outcomes"  # asked for like an area: what was said of all of them and what happened, a page of the top unit
HINDSIGHT_PAGE = "99_outcomes"


@dataclass(frozen=True)
class Subject:
    """One unit in one area; ``area`` None is the overview of all of them, or what came of what was said."""

    findings: Findings
    unit: Unit
    area: Area | None
    lang: str
    is_hindsight: bool = False

    @property
    def programme(self) -> Programme:
        """What was promised."""
        return self.findings.programme

    @property
    def as_of(self) -> int:
        """The last year whose figures are taken into account."""
        return self.findings.as_of

    @property
    def is_top(self) -> bool:
        """Whether the unit lies in no other."""
        return not self.unit.parent

    @property
    def page(self) -> str:
        """Stem of the page's file name, without the mark of simulated figures."""
        return self.programme.area_files[self.area.area] if self.area else HINDSIGHT_PAGE if self.is_hindsight else OVERVIEW

    @property
    def code(self) -> str:
        """By what the page is asked for: the code of its area, or nothing for the overview."""
        return self.area.area if self.area else HINDSIGHT if self.is_hindsight else ""

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets of the area; of all of them on the overview."""
        return self.area.targets if self.area else tuple(self.programme.targets.values())

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of the area; of all of them on the overview."""
        return self.area.indicators if self.area else tuple(self.programme.indicators.values())

    @property
    def members(self) -> list[Unit]:
        """The units directly below this one, in the office's order."""
        return [unit for unit in self.units.values() if unit.parent == self.unit.code]

    @property
    def siblings(self) -> list[Unit]:
        """The units beside this one, itself among them."""
        return [unit for unit in self.units.values() if unit.parent == self.unit.parent]

    @property
    def units(self) -> dict[str, Unit]:
        """All units of the as-of year, by code."""
        return self.programme.units_in(self.as_of)

    @property
    def top(self) -> Unit:
        """The unit that lies in no other: the one that the report and its targets are about."""
        return next(unit for unit in self.units.values() if not unit.parent)

    def inside(self, code: str) -> set[str]:
        """Codes of all units that lie in one, at any depth."""
        return {unit.code for unit in self.units.values() if lies_in(unit, code, self.units)}

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator of this id; refused with the nearest one where there is none."""
        return find_indicator(self.programme, indicator_id, self.page)

    def target_of(self, indicator_id: str) -> Target | None:
        """The target that an indicator carries, the first if it carries several."""
        return next((one for one in self.programme.targets.values() if one.indicator == indicator_id), None)

    def reports(self, indicator: Indicator, unit: Unit | None = None) -> bool:
        """Whether a unit of this level and scope reports the indicator, or has it published, at all."""
        unit = unit or self.unit
        is_deep_enough = unit.level in self.programme.levels_of(indicator.level) and indicator.is_published_for(unit.level)
        return is_deep_enough and (indicator.scope == "all" or unit.scope in ("all", indicator.scope))

    def history(self, indicator_id: str, code: str = "") -> pd.DataFrame:
        """Values of an indicator by year, all definitions."""
        values = self.findings.values
        self.indicator(indicator_id)
        return values[(values["unit_code"] == (code or self.unit.code)) & (values["indicator_id"] == indicator_id)]

    def projection(self, indicator_id: str, code: str = "") -> pd.DataFrame:
        """Projected quantiles of an indicator by year; empty where nothing is projected."""
        table = self.findings.projections
        self.indicator(indicator_id)
        return table[(table["unit_code"] == (code or self.unit.code)) & (table["indicator_id"] == indicator_id)]

    def obstacle(self, indicator: Indicator, code: str = "") -> str:
        """Why an indicator is not projected, as a reason code."""
        return self.findings.obstacles.get((code or self.unit.code, indicator.derived_from or indicator.id), "no_value")

    @property
    def assessments(self) -> pd.DataFrame:
        """The assessments of this unit in this area, in the order of the targets."""
        table = self.findings.assessments
        wanted = [target.id for target in self.targets]
        return table[(table["unit_code"] == self.unit.code) & table["target_id"].isin(wanted)]

    def assessment(self, target_id: str, code: str = "") -> Record:
        """One row of the assessments; of this unit unless another code is given."""
        if target_id not in self.programme.targets:
            raise NotebookError(self.page, f"there is no target '{target_id}'.", near(target_id, self.programme.targets))
        table, code = self.findings.assessments, code or self.unit.code
        row = table[(table["unit_code"] == code) & (table["target_id"] == target_id)].iloc[0].to_dict()
        return Record(f"{self.programme.targets[target_id].title[self.lang]} – {self.units[code].title(self.lang)}", row)
