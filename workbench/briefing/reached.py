"""How many of the units below are at a mark, where no figure of the whole exists and none can be made of theirs."""

import pandas as pd

from workbench.assessment import meets
from workbench.briefing.blocks import Row, Shown, Table, heading, paragraph, section
from workbench.briefing.phrases import Phrases
from workbench.case import Case


def reached(case: Case) -> Shown:
    """Of each such target: how many units have figures, how many are at the mark, how many to expect there at the horizon.

    Empty where the unit's own figures tell it.
    """
    told = Phrases(case)
    say, plain = told.say, told.numbers.plain
    table = case.findings.assessments
    rows = []
    for target_id, codes in case.counted.items():
        own = table[(table["target_id"] == target_id) & table["unit_code"].isin(codes)]
        known = own[own["latest_value"].notna()]
        asked = own[own["p_met"].notna()]
        target = case.programme.targets[target_id]
        simulated = bool(known["is_simulated"].astype(bool).any())
        at_mark = sum(meets(row["latest_value"], target.operator, row["target_value"]) for row in known.to_dict("records"))
        cells = [
            say("hindsight.of", n=plain(len(known)), of=plain(len(codes))),
            told.marked(plain(at_mark), simulated),
            told.marked(plain(len(asked)), simulated),
            told.marked(plain(asked["p_met"].astype(float).sum(), 1), simulated) if len(asked) else say("sign.none"),
            told.marked(plain((asked["p_met"] >= 0.5).sum()), simulated) if len(asked) else say("sign.none"),
        ]
        rows.append(Row(told.short(target), cells, simulated))
    if not rows:
        return section()
    levels = case.programme.header.levels
    deepest = pd.unique(pd.Series([case.units[code].level for codes in case.counted.values() for code in codes]))
    plural = ", ".join(levels[name].plural[case.lang] for name in deepest)
    columns = [say("column.target"), *(say(f"reached.{name}") for name in ("known", "at_mark", "projected", "expected", "likely"))]
    return section(
        heading(say("reached.title", plural=plural)),
        paragraph(say("reached.note", unit=told.unit_within(case.unit))),
        Table(say("reached.caption", unit=told.unit_name(case.unit)), columns, rows).html(say("simulated.row")),
        kind="reached",
    )
