"""index.html: every unit by every area, verdicts in words, pages that failed or are stale."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from workbench.assessment import Verdict
from workbench.briefing.assumed import assumed
from workbench.briefing.page import TEMPLATE
from workbench.briefing.texts import Texts
from workbench.findings import Findings
from workbench.programme import Area, Unit


def render_index(findings: Findings, lang: str, pages: Mapping[tuple[str, str], Mapping[str, object]]) -> str:
    """The index of a run.

    Parameters
    ----------
    pages : (unit code, area code, "" for the overview) -> ``href`` (relative, empty if there is no
        page), ``state`` (done, stale, missing, failed), ``is_simulated``.
    """
    say = Texts(lang)
    header = findings.programme.header
    areas: list[Area | None] = [None, *findings.programme.policy_areas]
    units = findings.programme.units_in(findings.as_of)
    rows = [
        {"unit": unit, "name": unit.title(lang), "cells": [_cell(findings, say, unit, area, pages) for area in areas]}
        for unit in units.values()
    ]
    titles = [say("overview.short") if area is None else area.title[lang] for area in areas]
    return (
        _environment()
        .get_template("index_of_run.html.j2")
        .render(
            say=say,
            lang=lang,
            header=header,
            findings=findings,
            assumed=assumed(findings.programme, lang),
            titles=titles,
            rows=rows,
            css=(TEMPLATE / "page.css").read_text(encoding="utf-8"),
            is_simulated=any(page["is_simulated"] for page in pages.values()),
            counted={state: sum(page["state"] == state for page in pages.values()) for state in ("done", "stale", "failed", "missing")},
        )
    )


def _cell(
    findings: Findings, say: Texts, unit: Unit, area: Area | None, pages: Mapping[tuple[str, str], Mapping[str, object]]
) -> dict[str, object]:
    page = pages[unit.code, area.area if area else ""]
    table = findings.assessments
    wanted = [target.id for one in ([area] if area else findings.programme.policy_areas) for target in one.targets]
    own = table[(table["unit_code"] == unit.code) & table["target_id"].isin(wanted)]
    counted = own["verdict"].value_counts()
    words = [
        say("index.counted", n=int(counted[verdict]), verdict=say(f"verdict.{verdict}").lower())
        for verdict in Verdict
        if verdict in counted.index
    ]
    return {**page, "words": words or [say("verdict.no_target").lower()]}


def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(Path(TEMPLATE)), autoescape=select_autoescape(default=True, default_for_string=True))
