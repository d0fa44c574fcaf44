"""What the figures must satisfy among themselves, and how they did: for the analysts' desk."""

from markupsafe import Markup

from workbench.briefing.blocks import Row, Shown, Table, bullets, heading, join, paragraph, section
from workbench.briefing.phrases import Phrases
from workbench.case import Case
from workbench.observations import check_identities
from workbench.plausibility import count_broken

SHOWN = 6  # told figures of one identity


def identities(case: Case) -> Shown:
    """Every identity of the programme: how often it could be asked, how often it broke, what it tells."""
    told = Phrases(case)
    say, findings = told.say, case.findings
    rows, faults = [], []
    for checked in check_identities(case.programme, findings.values, findings.observations):
        state = (
            say("quality.not_asked")
            if not checked.asked
            else say("quality.asked", asked=checked.asked, broken=count_broken(checked, findings.doubts))
        )
        shown = join(checked.told[:SHOWN], "; ") + (Markup("; …") if len(checked.told) > SHOWN else "")
        rows.append(Row(checked.identity.id, [checked.identity.title[case.lang], state, shown]))
        faults += [str(fault) for fault in checked.faults]
    columns = [say("column.code"), say("quality.identity"), say("quality.state"), say("column.figure")]
    table = Table(say("quality.caption"), columns, rows, text_columns=frozenset({1, 2, 3})).html(say("simulated.row"))
    mark = paragraph(say("simulated.mark"), "mark") if bool(findings.values["is_simulated"].any()) else Markup("")
    return section(mark, heading(say("quality.title")), table, bullets(faults))
