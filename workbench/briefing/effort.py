"""What it would still take, and who decides it."""

from dataclasses import dataclass, replace

from markupsafe import Markup

from workbench.assessment import RECENT_YEARS, meets
from workbench.assessment.assumptions import KINDS
from workbench.assessment.ladder import EVEN
from workbench.assessment.measures import growth
from workbench.briefing.blocks import Row, Shown, Table, Text, bullets, heading, paragraph, section
from workbench.briefing.numbers import is_missing, round_half_up
from workbench.briefing.phrases import Phrases
from workbench.case import Case
from workbench.programme import Target, Unit

MIN_UNITS = 2  # to hold one beside another
TINY = 1e-9
WIDTHS = (17, 18, 10, 11, 10, 11, 23)  # per cent; the remarks would else be left the narrowest column


def effort(case: Case) -> Shown:
    """What it would still take each year, beside what was done and the best year seen."""
    told = Phrases(case)
    say = told.say
    rows = [_effort_row(told, row) for row in case.assessments.to_dict("records") if not is_missing(row["required_pace"])]
    if not rows:
        return section(heading(say("effort.title")), paragraph(say("effort.nothing")))
    columns = [
        say("column.target"),
        say("column.missing"),
        say("column.required"),
        say("column.recent"),
        say("column.best"),
        say("column.best_peer", plural=_plural(case)),
        say("column.note"),
    ]
    if not case.unit.parent:  # the top unit has no peers
        columns.pop(-2)
        rows = [replace(row, cells=[*row.cells[:-2], row.cells[-1]]) for row in rows]
    widths = (20, 18, 12, 13, 12, 25) if len(columns) == len(WIDTHS) - 1 else WIDTHS
    table = Table(say("effort.caption"), columns, rows, say("effort.unit"), frozenset({len(columns) - 1}), widths=widths)
    parts = [heading(say("effort.title")), table.html(say("simulated.row")), paragraph(say("effort.note"))]
    return section(*parts, _assumptions(told), kind="effort")


def _assumptions(told: Phrases) -> Markup:
    """What the chance of each doubtful target becomes under one other assumption at a time."""
    case, say = told.case, told.say
    table = case.findings.assumptions
    varied = table[table["unit_code"] == case.unit.code].set_index(["target_id", "assumption"])["p_met"].to_dict()
    rows = []
    for row in case.assessments.to_dict("records"):
        found = [varied.get((row["target_id"], kind)) for kind in KINDS]
        if any(chance is not None for chance in found):
            simulated = bool(row["is_simulated"])
            cells = [
                say("sign.none") if is_missing(chance) else told.marked(told.numbers.chance(chance), simulated)
                for chance in (row["p_met"], *found)
            ]
            rows.append(Row(told.short(case.programme.targets[row["target_id"]]), cells, simulated))
    if not rows:
        return Markup("")
    columns = [say("column.target"), say("assumptions.as_projected"), *(say(f"assumptions.{kind}") for kind in KINDS)]
    return Table(say("assumptions.caption"), columns, rows).html(say("simulated.row")) + paragraph(say("assumptions.note"), "small")


def _effort_row(told: Phrases, row: dict) -> Row:
    key, values = pace_note(told, row)
    target = told.case.programme.targets[row["target_id"]]
    required, best, best_peer = (told.pace(row[name], row=row, in_short=True) for name in ("required_pace", "best_pace", "best_peer_pace"))
    paces = [required, recent_pace(told, row), best, best_peer]
    note = told.say(f"effort.{key}", **values)
    against = speaks_against(told, row)
    if against:
        ahead = told.pace(expected_pace(told, row), row=row, in_short=True)
        note += told.say(f"effort.{against}", pace=ahead, horizon=told.case.programme.horizon_of(target))
    cells = [told.quantity(row), *paces, note]
    return Row(told.short(target), cells, bool(row["is_simulated"]))


def recent_pace(told: Phrases, row: dict) -> Text:
    """The pace of the last three years, or of as many of them as are known, and then how many."""
    text = told.pace(row["recent_pace"], row=row, in_short=True)
    is_short = not is_missing(row["recent_pace"]) and row["recent_years"] < RECENT_YEARS
    return told.say("pace.of", pace=text, span=_span(told, row)) if is_short else text


def _span(told: Phrases, row: dict) -> Text:
    """The years that the recent pace is told of: "the last 3 years"."""
    return told.say("pace.year" if row["recent_years"] == 1 else "pace.years", years=int(row["recent_years"]))


def pace_note(told: Phrases, row: dict) -> tuple[str, dict[str, Text]]:
    """How the pace that a target asks for compares with what was seen: the key of its sentence, and what to put into it."""
    best, recent, required = row["best_pace"], row["recent_pace"], row["required_pace"]
    if row["gap"] == 0 and not told.case.programme.targets[row["target_id"]].is_annual:
        key = "met"
    elif is_missing(best):
        key = "no_pace"
    elif required > best:
        key = "peers" if not is_missing(row["best_peer_pace"]) and required <= row["best_peer_pace"] else "never"
    elif not is_missing(recent) and recent > 0 and required > recent:
        times = float(round_half_up(required / recent, 1))
        faster = {"times": told.marked(told.numbers.plain(times, 1), bool(row["is_simulated"]))}
        return "slightly_faster" if times == 1.0 else "faster", faster | {"span": _span(told, row)}
    elif is_missing(recent):
        key = "no_pace"
    else:
        return "turn" if recent <= 0 else "enough", {"span": _span(told, row)}
    return key, {}


def speaks_against(told: Phrases, row: dict) -> str:
    """Why a likelihood tells otherwise than the pace so far: the key of the clause that says so, or nothing where they agree.

    The projection does not take the recent pace for granted: it lets a trend fade, and follows the other units.
    """
    if is_missing(row["p_met"]) or is_missing(row["projected_q50"]):
        return ""
    key, is_annual = pace_note(told, row)[0], told.case.programme.targets[row["target_id"]].is_annual
    reaches = meets(row["projected_q50"], row["operator"], row["target_value"])
    if key == "enough" and row["p_met"] < EVEN:
        return ("slower_annual" if is_annual else "slower") if not reaches else "every_year" if is_annual else ""
    if key in ("turn", "faster", "slightly_faster", "never", "peers") and row["p_met"] >= EVEN and reaches:
        return "sooner_annual" if is_annual else "sooner"
    return ""


def expected_pace(told: Phrases, row: dict) -> float:
    """The yearly pace up to the median projection, counted as the paces of the target's type are."""
    target, latest, median = told.case.programme.targets[row["target_id"]], row["latest_value"], row["projected_q50"]
    if target.is_annual:
        return median
    years = told.case.programme.horizon_of(target) - int(row["latest_year"])
    if target.type == "ratio_to_base":
        return growth(latest, median, years)
    return (latest - median if told.is_lower_better(row) else median - latest) / years


def contributions(case: Case) -> Shown:
    """Which units decide it: the quantity missing in each, adding up to the whole; for one unit, its share."""
    told = Phrases(case)
    say = told.say
    parts = [heading(say("contributions.title", plural=_plural(case)))]
    body = [_of_members(told, target.id) if case.members else _of_siblings(told, target.id) for target in case.targets]
    shown = [one for one in body if one]
    if not shown and not _has_quantities(case):
        return section()
    if not shown:
        return section(*parts, paragraph(say("contributions.nothing")))
    return section(*parts, *(shown if case.members else [bullets(shown)]), kind="contributions")


def _has_quantities(case: Case) -> bool:
    """Whether anything is counted that one unit could lack more of than another: published rates alone have no persons behind them."""
    names = [target.indicator for target in case.targets if target.indicator]
    return any(case.indicator(name).aggregate != "none" for name in names)


def _plural(case: Case) -> str:
    level = (case.members or case.siblings)[0].level
    return case.programme.header.levels[level].plural[case.lang]


def missing_rows(case: Case, target_id: str, units: list[Unit]) -> list[tuple[Unit, dict]]:
    """The units whose gap is known, with their assessments; the largest gap first."""
    rows = [(unit, case.assessment(target_id, unit.code)) for unit in units]
    known = [(unit, row) for unit, row in rows if not is_missing(row["gap_quantity"]) and not is_missing(row["latest_value"])]
    return sorted(known, key=lambda pair: -pair[1]["gap_quantity"])


def _of_members(told: Phrases, target_id: str) -> Markup:
    case, say = told.case, told.say
    target = case.programme.targets[target_id]
    known = missing_rows(case, target_id, case.members)
    if target.type == "ratio_to_base" or not known or all(row["gap_quantity"] <= 0 for _, row in known):
        return Markup("")
    shortage = sum(row["gap_quantity"] for _, row in known if row["gap_quantity"] > 0)
    rows = []
    for unit, row in known:
        missing = row["gap_quantity"]
        simulated = bool(row["is_simulated"])
        side = "contributions.below" if told.is_lower_better(row) else "contributions.beyond"
        beyond = say(side, quantity=told.quantity_text(-missing, row)) if missing < -1e-9 else say("sign.none")
        share = told.numbers.plain(100 * missing / shortage, 0) + "%" if missing > 0 else say("sign.none")
        cells = [
            told.latest(row),
            told.quantity(row) if missing > 1e-9 else told.marked(beyond, simulated and missing < 0),
            told.marked(share, simulated and missing > 0),
        ]
        rows.append(Row(told.unit_name(unit), cells, simulated))
    whole = case.assessment(target_id)
    if not is_missing(whole["gap_quantity"]):
        rows.append(
            Row(told.unit_name(case.unit), [told.latest(whole), told.quantity(whole), ""], bool(whole["is_simulated"]), is_total=True)
        )
    columns = [say("column.unit"), say("column.latest"), say("column.missing"), say("column.share")]
    caption = say("contributions.caption", target=told.short(target), promise=told.promise(target))
    return Table(caption, columns, rows).html(say("simulated.row")) + paragraph(_if_at_mean(told, target, whole, *known[0]), "small")


def _if_at_mean(told: Phrases, target: Target, whole: dict, unit: Unit, row: dict) -> Text:
    """Whether the whole would meet the target if the unit furthest behind were at the whole's mean."""
    case, indicator = told.case, told.case.indicator(row["indicator_id"])
    total, own = (_latest(case, indicator.id, code) for code in (case.unit.code, unit.code))
    if indicator.aggregate != "ratio_of_sums" or target.is_annual or total is None or own is None or total["year"] != own["year"]:
        return ""
    counted = total["numerator"] - own["numerator"] + own["denominator"] * total["numerator"] / total["denominator"]
    value = 100.0 * counted / total["denominator"]
    key = "met" if meets(value, target.operator, target.value) else "missed"
    figure = told.value(value, indicator, is_simulated=bool(whole["is_simulated"]), target=target)
    return told.say(f"contributions.if_mean.{key}", unit=told.unit_within(unit), whole=told.unit_within(case.unit), value=figure)


def _latest(case: Case, indicator_id: str, code: str) -> dict | None:
    history = case.history(indicator_id, code)
    usable = history[history["is_usable"] & history["denominator"].gt(0)]
    return None if usable.empty else usable.iloc[-1].to_dict()


def _of_siblings(told: Phrases, target_id: str) -> Text:
    case, say = told.case, told.say
    target = case.programme.targets[target_id]
    part = part_among(case, target_id)
    if part is None:
        return ""
    if part.share <= 0:
        return say("contributions.no_part", target=told.short(target))
    row = case.assessment(target_id)
    return say(
        "contributions.surplus" if told.is_lower_better(row) else "contributions.part",
        target=told.short(target),
        quantity=told.quantity(row),
        share=told.marked(told.numbers.plain(100 * part.share, 0) + "%", bool(row["is_simulated"])),
        parent=told.unit_within(case.units[case.unit.parent]),
        place=told.marked(str(part.place), bool(row["is_simulated"])),
        of=part.of,
    )


@dataclass(frozen=True)
class Part:
    """A unit's part in what is missing in all the units beside it, and its place among those that are known."""

    share: float  # 0 to 1; 0 if nothing is missing here
    place: int  # 1 is where most is missing
    of: int


def part_among(case: Case, target_id: str) -> Part | None:
    """The part of the unit in a target's gap; None where it does not add up over units, or nobody else is known."""
    known = missing_rows(case, target_id, case.siblings)
    own = [(place, row) for place, (unit, row) in enumerate(known, start=1) if unit.code == case.unit.code]
    if case.programme.targets[target_id].type == "ratio_to_base" or not own or len(known) < MIN_UNITS:
        return None
    place, row = own[0]
    shortage = sum(one["gap_quantity"] for _, one in known if one["gap_quantity"] > 0)
    return Part(row["gap_quantity"] / shortage if row["gap_quantity"] > TINY else 0.0, place, len(known))
