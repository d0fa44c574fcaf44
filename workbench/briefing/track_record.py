"""How often what the tool said came true: the short form on each page."""

from markupsafe import Markup

from workbench.briefing.blocks import Row, Table, Text, heading, paragraph
from workbench.briefing.phrases import Phrases
from workbench.projection import track_record
from workbench.projection.track_record import FEWEST, read_record, short_record

NAMED = 0.75  # the row of this chance is told in words, and so is the last one


def came_true(told: Phrases) -> Markup:
    """Said and come true, row by row, with what it was measured on."""
    say, plain = told.say, told.numbers.plain
    record = short_record(read_record())
    named = next(row for row in record if row.low <= NAMED < row.high)
    short = say(
        "record.short", said=said(told, named), came=of_ten(told, named), top=said(told, record[-1]), top_came=of_ten(told, record[-1])
    )
    rows = [Row(said(told, row), [plain(row.statements), of_ten(told, row)]) for row in record]
    columns = [say("record.said"), say("record.statements"), say("record.came_true")]
    table = Table(say("record.caption"), columns, rows).html(say("simulated.row"))
    scope = say("record.scope", statements=plain(sum(row.statements for row in record)), fewest=FEWEST)
    return heading(say("record.title"), 3) + paragraph(short) + table + paragraph(scope, "small")


def said(told: Phrases, row: track_record.Row) -> Text:
    """The chances of a row: "70 - 80%"."""
    return f"{told.numbers.plain(100 * row.low)} - {told.numbers.plain(100 * row.high)}%"


def of_ten(told: Phrases, row: track_record.Row) -> Text:
    """How many times in ten it came true."""
    return told.numbers.plain(10 * row.came_true, 1)
