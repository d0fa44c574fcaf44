"""Units by targets: each verdict in words, with a tone that print keeps."""

from markupsafe import Markup

from workbench.assessment import Verdict
from workbench.briefing.blocks import Row, Shown, Table, heading, section
from workbench.briefing.phrases import Phrases
from workbench.case import Case

MOST_UNITS = 14  # columns that a sheet on its side has room for
FIRST = 17  # per cent of the width for the targets' names
BAD = {Verdict.MISSED, Verdict.MISSED_YEAR, Verdict.REGRESSING, Verdict.UNLIKELY}
DOUBTFUL = {Verdict.ACCELERATE, Verdict.ACHIEVED_AT_RISK, Verdict.LIKELY_UNCERTAIN}


def matrix(case: Case) -> Shown:
    """Every target for every unit below, side by side; nothing for a unit that has none below."""
    units = case.members[:MOST_UNITS]
    if not units:
        return section()
    told = Phrases(case)
    say = told.say
    rows = []
    for target in case.targets:
        own = [case.assessment(target.id, unit.code) for unit in (*units, case.unit)]
        if target.id in case.counted and all(row["verdict"] == Verdict.NO_DATA for row in own):
            continue  # asked of units further below, which another section counts
        rows.append(Row(told.short(target), [_cell(told, row) for row in own], any(bool(row["is_simulated"]) for row in own)))
    if not rows:
        return section()
    columns = [say("column.target"), *(told.short_name(unit) for unit in units), told.short_name(case.unit)]
    text = frozenset(range(1, len(columns)))
    widths = (FIRST, *[round((100 - FIRST) / len(text), 1)] * len(text))  # as far as they go, words of a verdict stand in few lines
    table = Table(say("matrix.caption"), columns, rows, text_columns=text, widths=widths).html(say("simulated.row"))
    return section(heading(say("matrix.title")), table, kind="matrix wide")


def _cell(told: Phrases, row: dict) -> Markup:
    tone = "bad" if row["verdict"] in BAD else "doubtful" if row["verdict"] in DOUBTFUL else ""
    word = told.verdict_in_short(row)
    return Markup('<span class="{}">{}</span>').format(tone, word) if tone else word
