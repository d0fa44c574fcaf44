"""What changed since earlier figures, in words: verdicts, probabilities, figures, and why."""

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from workbench.briefing.blocks import Row, Table, Text, paragraph
from workbench.briefing.numbers import is_missing
from workbench.briefing.phrases import Phrases
from workbench.case import make_case
from workbench.findings import Findings

LISTED = 200  # changes told one by one; those of verdicts first


def changes_told(findings: Findings, lang: str, table: pd.DataFrame, causes: Sequence[str]) -> Markup:
    """Sentences and a table of changed assessments.

    Parameters
    ----------
    table : one row for each changed target of a unit: the columns of the assessments, and the same with ``_before`` behind them.
    causes : "data", "method", "definition": those that changed; none where it is not known.
    """
    top = next(unit for unit in findings.programme.units_in(findings.as_of).values() if not unit.parent)
    told = Phrases(make_case(findings, "", top.code, lang))
    say = told.say
    why = "; ".join(say(f"changes.cause.{one}") for one in causes) or say("changes.cause.unknown")
    if table.empty:
        return paragraph(say("changes.none", why=why))
    is_other = table["verdict"].fillna("") != table["verdict_before"].fillna("")
    moved = (table["p_met"] - table["p_met_before"]).abs().fillna(0.0)
    ordered = table.assign(is_other=is_other, moved=moved).sort_values(["is_other", "moved"], ascending=False, kind="stable")
    rows = [_row(told, row, why) for row in ordered.head(LISTED).to_dict("records")]
    counted = say.count("changes.counted", len(table), verdicts=told.numbers.plain(int(is_other.sum())), why=why)
    more = say("changes.more", n=told.numbers.plain(len(table) - LISTED)) if len(table) > LISTED else ""
    columns = [
        *(say("column.unit"), say("column.code"), say("column.target")),
        *(
            say(f"changes.{side}", what=say(what))
            for what in ("column.verdict", "changes.chance", "column.latest")
            for side in ("before", "now")
        ),
        say("changes.why"),
    ]
    shown = Table(say("changes.caption"), columns, rows, text_columns=frozenset({1, 2, 3, 4, 9})).html(say("simulated.row"))
    return (
        paragraph(counted)
        + Markup('<div class="wide" role="region" tabindex="0" aria-label="{}">{}</div>').format(say("changes.caption"), shown)
        + paragraph(more)
    )


def _row(told: Phrases, row: dict, why: Text) -> Row:
    programme = told.case.programme
    now = {name: value for name, value in row.items() if not name.endswith("_before")}
    before = now | {name.removesuffix("_before"): value for name, value in row.items() if name.endswith("_before")}
    units = {unit.code: unit for unit in programme.units}
    unit, target = units.get(row["unit_code"]), programme.targets.get(row["target_id"])
    pairs = [_side(told, before), _side(told, now)] if target and row["unit_code"] in told.case.units else [(), ()]
    cells = [cell for both in zip(*pairs, strict=True) for cell in both] or [told.say("changes.gone")] * 6
    is_simulated = any(one["is_simulated"] is True for one in (before, now))
    name = told.unit_name(unit) if unit else row["unit_code"]
    return Row(name, [row["unit_code"], told.short(target) if target else row["target_id"], *cells, why], is_simulated)


def _side(told: Phrases, row: dict) -> tuple[Text, Text, Text]:
    """Verdict, probability and latest figure of one side; the sign for what is not known where there was none."""
    missing = told.say("sign.missing")
    if is_missing(row["verdict"]):
        return missing, missing, missing
    chance = missing if is_missing(row["p_met"]) else told.marked(told.numbers.chance(float(row["p_met"])), row["is_simulated"] is True)
    return told.verdict(row), chance, told.latest(row)
