"""Page one: one sheet, two sides, for those who read nothing else. Its details stand in the annex behind it."""

from markupsafe import Markup

from workbench.briefing.blocks import Row, Shown, Table, Text, bullets, heading, join, paragraph, section
from workbench.briefing.effort import TINY, missing_rows, pace_note, part_among, speaks_against
from workbench.briefing.needs import Need, needs_of
from workbench.briefing.numbers import is_missing
from workbench.briefing.phrases import Phrases, in_doubt
from workbench.case import Case

MOST_DOUBTS = 8
MOST_UNITS = 3  # for each target
MOST_NEEDS = 2
MOST_CAUSES = 2
LONGEST_CAUSE = 135  # signs of area and quote: two lines; the whole quote stands in the annex
CUT = " […]"


def doubts(case: Case) -> Shown:
    """The targets most in doubt: likelihood, what is missing, what it takes each year, and where to concentrate."""
    told = Phrases(case)
    say = told.say
    every = in_doubt(case.assessments.to_dict("records"))
    rows = every[:MOST_DOUBTS]
    if not rows and case.targets and all(target.id in case.counted for target in case.targets):
        return section()  # how many units are at each mark has just been said
    if not rows:
        is_known = any(not is_missing(row["latest_value"]) for row in case.assessments.to_dict("records"))
        return section(heading(say("doubts.title")), paragraph(say("doubts.none") if is_known else say("doubts.unknown")))
    columns = [
        say("column.target"),
        say("column.verdict"),
        say("column.missing_yearly"),
        say("column.focus") if case.members or case.is_top else say("column.part", parent=told.unit_within(case.units[case.unit.parent])),
    ]
    lines = []
    for row in rows:
        target = case.programme.targets[row["target_id"]]
        cells = [told.verdict_in_short(row), _missing(told, row), _focus(told, row)]
        lines.append(Row(told.short(target), cells, bool(row["is_simulated"])))
    widths = (26, 17, 19, 38) if case.members else (30, 25, 22, 23)
    table = Table(say("doubts.caption"), columns, lines, "", frozenset({1, 2, 3}), is_caption_hidden=True, is_numbered=False, widths=widths)
    title = heading(say("doubts.title"))
    if len(every) > len(rows):
        title = _heading(say("doubts.title"), say("doubts.of", n=len(rows), of=len(every)))
    signs = say("doubts.fast_sign") if any(_is_faster_than_ever(told, row) for row in rows) else ""
    return section(title, table.html(say("simulated.row")), paragraph(signs, "small"), kind="sheet")


def _focus(told: Phrases, row: dict) -> Text:
    """At most three units with the most that is missing; for a unit without others below, its part of the whole."""
    case, say = told.case, told.say
    target = case.programme.targets[row["target_id"]]
    if target.type == "ratio_to_base":  # money for one person does not add up over units
        return say("sign.none")
    if not case.members:
        part, simulated = part_among(case, target.id), bool(row["is_simulated"])
        if part is None or part.share <= 0:
            return say("sign.none")
        share = told.marked(f"{told.numbers.plain(100 * part.share)}%", simulated)
        return say("doubts.part", share=share, place=told.marked(str(part.place), simulated), of=part.of)
    behind = [(unit, one) for unit, one in missing_rows(case, target.id, case.members) if one["gap_quantity"] > TINY]
    places = [
        Markup('<span class="together">{}</span>').format(
            say("focus.place", unit=told.short_name(unit), quantity=told.bare_quantity(one["gap_quantity"], one))
        )
        for unit, one in behind[:MOST_UNITS]
    ]
    return join(places) or say("sign.none")


def _missing(told: Phrases, row: dict) -> Text:
    """What is missing in all and, in brackets, what that takes each year; a sign where it was never reached so far."""
    sign = told.say("doubts.fast") if _is_faster_than_ever(told, row) else ""
    quantity, yearly = told.quantity(row), told.yearly(row)
    if yearly == told.say("sign.none"):
        return quantity
    return Markup("{}<br>{}").format(quantity, told.say("doubts.yearly", pace=yearly, sign=sign))


def _is_faster_than_ever(told: Phrases, row: dict) -> bool:
    return pace_note(told, row)[0] in ("never", "peers")


def outlook(case: Case) -> Shown:
    """What the cases still missing would cost, for the targets whose norm the report states."""
    told = Phrases(case)
    lines = [_need_line(told, need) for need in needs_of(case)[:MOST_NEEDS]]
    return section(heading(told.say("outlook.title")), bullets(lines), kind="sheet") if lines else section()


def _need_line(told: Phrases, need: Need) -> Text:
    case, plain = told.case, told.numbers.plain
    norm = case.indicator(need.norm.indicator_id)
    return told.say(
        "outlook.recurring" if norm.cost.is_recurring else "outlook.once",
        target=told.short(need.target),
        quantity=told.quantity(case.assessment(need.target.id)),
        rate=f"{plain(need.norm.value)} {need.norm.unit_in(case.lang)}",
        amount=told.marked(plain(need.amount, 1), need.is_simulated),
        yearly=told.marked(plain(need.yearly, 1), need.is_simulated),
        unit=norm.cost.unit[case.lang],
        norm=norm.title[case.lang],
        line=need.norm.line,
        horizon=case.programme.horizon_of(need.target),
    )


def targets(case: Case) -> Shown:
    """Side two: every target by its short name, from the promise to the pace that it takes."""
    told = Phrases(case)
    say = told.say
    lines = []
    for number, row in enumerate(case.assessments.to_dict("records"), start=1):
        target = case.programme.targets[row["target_id"]]
        is_known = not (is_missing(row["required_pace"]) and is_missing(row["recent_pace"]))
        cells = [
            told.promise(target, row, in_short=True),
            told.latest(row),
            told.projected(row),
            told.verdict_in_short(row),
            told.pace(row["required_pace"], row["recent_pace"], row=row, in_short=True) if is_known else say("sign.none"),
        ]
        lines.append(Row(Markup("{}. {}").format(number, told.short(target)), cells, bool(row["is_simulated"])))
    columns = [
        say("column.target"),
        say("column.promise"),
        say("column.latest_short"),
        say("column.projected_short", year=case.programme.header.horizon),
        say("column.verdict"),
        say("column.required_recent"),
    ]
    table = Table(
        say("targets.caption"),
        columns,
        lines,
        "",
        frozenset({1, 4}),
        is_caption_hidden=True,
        is_numbered=False,
        widths=(28, 13, 10, 18, 18, 13),
    )
    is_shared = any(str(say("promise.share_sign")) in str(line.cells[0]) for line in lines)
    signs = join([say("targets.signs"), *([say("targets.shared")] if is_shared else [])])
    parts = [_heading(say("targets.title"), signs), table.html(say("simulated.row")), *_against(told)]
    return section(*parts, kind="sheet side-two")


def _against(told: Phrases) -> list[Markup]:
    """Why the likelihood of some targets, named by their numbers, tells otherwise than their two paces."""
    numbers: dict[str, list[str]] = {}
    for number, row in enumerate(told.case.assessments.to_dict("records"), start=1):
        numbers.setdefault(f"targets.{speaks_against(told, row).removesuffix('_annual')}", []).append(str(number))
    horizon = told.case.programme.header.horizon
    return [
        paragraph(told.say.count(key, len(numbers[key]), numbers=join(numbers[key], ", "), horizon=horizon), "small")
        for key in ("targets.slower", "targets.every_year", "targets.sooner")
        if key in numbers
    ]


def causes(case: Case) -> Shown:
    """Why, in the report's own words, for the areas most in doubt."""
    told = Phrases(case)
    say = told.say
    doubted = [row["target_id"] for row in in_doubt(case.assessments.to_dict("records"))] or [one.id for one in case.targets]
    home = {target.id: area for area in case.programme.policy_areas for target in area.targets}
    areas = {home[name].area: home[name] for name in doubted if home[name].difficulties}
    lines = []
    for area in list(areas.values())[:MOST_CAUSES]:
        first, title = area.difficulties[0], area.title[case.lang]
        quote = shorten(first.text[case.lang].rstrip("."), LONGEST_CAUSE - len(title))
        lines.append(say("causes.line", area=title, quote=quote, lines=join(map(str, first.lines), ", ")))
    return section(_heading(say("causes.title"), say("causes.whole")), bullets(lines), kind="sheet") if lines else section()


def _heading(title: Text, note: Text) -> Markup:
    return heading(Markup("{} <small>({})</small>").format(title, note))


def shorten(text: str, longest: int) -> str:
    """A quote cut between words, and marked so."""
    return text if len(text) <= longest else text[: longest - len(CUT)].rsplit(" ", 1)[0].rstrip(",;. ") + CUT
