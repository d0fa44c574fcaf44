"""What an index counts of each unit: targets by outlook, and how good its figures are."""

from collections import Counter

from workbench.assessment import Verdict
from workbench.findings import Findings
from workbench.observations.asked import list_asked

# What leaders look for in a cell, with a sign that a printer and a colour-blind reader can tell apart.
OUTLOOKS = {
    "good": ("▲", (Verdict.ACHIEVED, Verdict.ON_TRACK, Verdict.LIKELY_UNCERTAIN, Verdict.MET_FINAL, Verdict.MET_YEAR)),
    "work": ("●", (Verdict.ACHIEVED_AT_RISK, Verdict.ACCELERATE)),
    "hard": ("▼", (Verdict.UNLIKELY, Verdict.REGRESSING, Verdict.MISSED, Verdict.MISSED_YEAR)),
    "unknown": ("?", (Verdict.NO_DATA,)),
}
_OUTLOOK_OF = {verdict: name for name, (_, verdicts) in OUTLOOKS.items() for verdict in verdicts}


def count_outlooks(findings: Findings) -> dict[tuple[str, str], Counter]:
    """Targets by outlook, for each unit and area; the overview, an empty code, counts those of all areas."""
    area_of = {target.id: area.area for area in findings.programme.policy_areas for target in area.targets}
    found: dict[tuple[str, str], Counter] = {}
    for code, target, verdict in findings.assessments[["unit_code", "target_id", "verdict"]].itertuples(index=False, name=None):
        if verdict in _OUTLOOK_OF and target in area_of:
            for area in ("", area_of[target]):
                found.setdefault((code, area), Counter())[_OUTLOOK_OF[verdict]] += 1
    return found


def count_figures(findings: Findings) -> dict[str, Counter]:
    """Own figures of each unit: in all, simulated, doubtful; asked for in the as-of year, and missing then."""
    table, as_of = findings.observations, findings.as_of
    asked: dict[tuple[str, str], set[str]] = {}
    figures = Counter(table["unit_code"])
    simulated = Counter(table.loc[table["status"] == "simulated", "unit_code"])
    doubtful = Counter(findings.doubts["unit_code"])
    latest = table[table["year"] == as_of].groupby("unit_code")["indicator_id"].agg(set)
    found = {}
    for code, unit in findings.programme.units_in(as_of).items():
        kind = unit.level, unit.scope
        if kind not in asked:
            asked[kind] = {one.id for one in list_asked(findings.programme, unit)}
        lacking = asked[kind] - latest.get(code, set())
        found[code] = Counter(
            figures=figures[code], simulated=simulated[code], doubtful=doubtful[code], asked=len(asked[kind]), missing=len(lacking)
        )
    return found
