"""As of an earlier year: what would have been said, and what came. It reports and tunes nothing."""

from workbench.briefing.blocks import Row, Shown, Table, heading, paragraph, section
from workbench.briefing.phrases import Phrases
from workbench.case import Case
from workbench.findings import load_findings


def looking_back(case: Case) -> Shown:
    """Each projection of an earlier as-of year beside the figure that came, for the unit and those below it.

    The figures are those that are known today, not as they were first reported.
    """
    told = Phrases(case)
    say = told.say
    header = case.programme.header
    now = load_findings(case.programme.folder, observed_only=case.findings.observed_only)
    if case.as_of >= now.as_of:
        return section(heading(say("back.title", year=case.as_of)), paragraph(say("back.nothing", year=header.as_of)))
    units = [case.unit, *case.members]
    came = now.values[now.values["is_usable"]].set_index(["unit_code", "indicator_id", "year"])
    ahead = case.findings.projections
    ahead = ahead[ahead["unit_code"].isin([unit.code for unit in units]) & ahead["year"].le(now.as_of)]
    rows, inside, simulated = [], 0, False
    for unit in units:
        for row in ahead[ahead["unit_code"] == unit.code].to_dict("records"):
            key = unit.code, row["indicator_id"], row["year"]
            # A later value of another definition is no answer to what was said of this one.
            if key not in came.index or came.loc[key, "segment_from"] != row["segment_from"]:
                continue
            value, is_simulated = came.loc[key, "value"], bool(came.loc[key, "is_simulated"] or row["is_simulated"])
            is_inside = row["q10"] <= value <= row["q90"]
            indicator = case.indicator(row["indicator_id"])
            cells = [
                indicator.title[case.lang],
                str(row["year"]),
                told.value(row["q50"], indicator, is_simulated=is_simulated),
                told.range(row["q10"], row["q90"], indicator, is_simulated=is_simulated),
                told.value(value, indicator, is_simulated=is_simulated),
                say("back.inside" if is_inside else "back.outside"),
            ]
            inside, simulated = inside + is_inside, simulated or is_simulated
            rows.append(Row(told.unit_name(unit), cells, is_simulated))
    if not rows:
        return section(heading(say("back.title", year=case.as_of)), paragraph(say("back.no_later")))
    columns = [say(f"back.{name}") for name in ("unit", "indicator", "year", "median", "range", "came", "held")]
    share = told.marked(f"{inside}/{len(rows)}", simulated)
    parts = [paragraph(say("back.simulated"))] if simulated else []
    table = Table(say("back.caption", year=case.as_of), columns, rows, text_columns=frozenset({1, 6})).html(say("simulated.row"))
    return section(heading(say("back.title", year=case.as_of)), paragraph(say("back.counted", share=share)), *parts, table, kind="back")
