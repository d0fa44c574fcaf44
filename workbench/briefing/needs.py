"""What the remaining cases would cost by the norms in force, which units keep a status, and figures computed from the report."""

import math
from dataclasses import dataclass

from markupsafe import Markup

from workbench.briefing.blocks import Row, Shown, Table, bullets, heading, join, paragraph, section
from workbench.briefing.numbers import is_missing, is_percent
from workbench.briefing.phrases import Phrases
from workbench.case import Case
from workbench.errors import NotebookError
from workbench.programme import Fact, Target, Unit


def money(case: Case, indicator_id: str, *norm_ids: str) -> Shown:
    """Cases still waiting, and what they would cost by each norm of the report.

    The cases are the indicator's latest value; of a rate, those whom it does not cover yet.
    """
    told = Phrases(case)
    say, indicator = told.say, case.indicator(indicator_id)
    stated = {name: _norm(case, name) for name in norm_ids}
    norms = [fact for fact in stated.values() if fact]
    title = heading(say("money.title", indicator=indicator.title[case.lang]), 3)
    shown = [(unit, waiting) for unit in [*case.members, case.unit] if (waiting := _waiting(case, indicator_id, unit)) is not None]
    names = {name: case.indicator(name).title[case.lang] for name in norm_ids}
    rates = bullets(
        say("money.norm", norm=names[name], amount=_amount(told, fact), line=fact.line) if fact else say("money.no_norm", norm=names[name])
        for name, fact in stated.items()
    )
    if not shown or not norms:
        return section(title, rates, Markup() if shown else paragraph(say("money.nothing")))
    units = [case.indicator(fact.indicator_id).cost.unit[case.lang] for fact in norms]
    columns = [say("column.unit"), say("column.waiting")]
    columns += [say("column.cost", norm=names[fact.indicator_id], unit=unit) for fact, unit in zip(norms, units, strict=True)]
    rows = []
    for unit, (cases, year, simulated) in shown:
        costs = [
            told.marked(told.numbers.plain(cases * fact.value * case.indicator(fact.indicator_id).cost.factor, 1), simulated)
            for fact in norms
        ]
        count = Markup("{} ({})").format(told.marked(told.numbers.plain(cases), simulated), year)
        rows.append(Row(told.unit_name(unit), [count, *costs], simulated, is_total=unit is case.unit and bool(case.members)))
    return section(title, rates, Table(say("money.caption"), columns, rows).html(say("simulated.row")), kind="money")


def _norm(case: Case, name: str) -> Fact | None:
    """What the report says of a norm, if it does."""
    if case.indicator(name).cost is None:
        raise NotebookError(case.page, f"'{name}' is no norm in money.", "Give it `cost` in the area's file, or name another.")
    found = (fact for fact in case.programme.facts if fact.indicator_id == name and fact.kind == "norm" and fact.value is not None)
    return next(found, None)


@dataclass(frozen=True)
class Need:
    """What the cases that a target still lacks would cost by a norm of the report."""

    target: Target
    norm: Fact
    quantity: float  # cases still missing
    amount: float  # in the norm's unit of money: once, or each year if the norm recurs
    years: int  # up to the target's horizon
    is_simulated: bool

    @property
    def yearly(self) -> float:
        """Spread evenly over the years that are left."""
        return self.amount / self.years


def needs_of(case: Case) -> list[Need]:
    """Targets with a norm in money and cases still missing, in the order of the norms."""
    found = []
    for fact in case.programme.facts:
        cost = case.indicator(fact.indicator_id).cost if fact.kind == "norm" and fact.indicator_id and fact.value is not None else None
        for name in cost.targets if cost else ():
            target, row = case.programme.targets[name], case.assessment(name)
            if is_missing(row["gap_quantity"]) or is_missing(row["latest_year"]) or row["gap_quantity"] <= 0:
                continue
            years = case.programme.horizon_of(target) - int(row["latest_year"])
            if years > 0:
                cases = math.ceil(round(row["gap_quantity"], 6))  # half a house is not built
                found.append(Need(target, fact, cases, cases * fact.value * cost.factor, years, bool(row["is_simulated"])))
    return found


def _amount(told: Phrases, fact: Fact) -> str:
    return f"{told.numbers.plain(fact.value)} {fact.unit_in(told.case.lang)}"


def _waiting(case: Case, indicator_id: str, unit: Unit) -> tuple[float, int, bool] | None:
    history = case.history(indicator_id, unit.code)
    usable = history[history["is_usable"]]
    if usable.empty:
        return None
    last = usable.iloc[-1]
    cases = last["denominator"] - last["numerator"] if is_percent(case.indicator(indicator_id)) else last["value"]
    return None if cases != cases else (float(cases), int(last["year"]), bool(last["is_simulated"]))


def kept(case: Case, target_id: str) -> Shown:
    """A status that every unit is to keep: who has it, who does not, and what a change of units makes of the count."""
    told = Phrases(case)
    say, target = told.say, case.programme.targets[target_id]
    indicator = case.indicator(target.indicator)
    units = [unit for unit in (case.members or [case.unit]) if case.reports(indicator, unit)]
    latest = {unit.code: case.history(indicator.id, unit.code) for unit in units}
    lines = []
    groups = {"have": [], "lack": [], "unknown": []}
    for unit in units:
        history = latest[unit.code]
        group = "unknown" if history.empty else "have" if history.iloc[-1]["value"] >= 1 else "lack"
        groups[group].append(unit)
    simulated = any(bool(history["is_simulated"].any()) for history in latest.values())
    for name, members in groups.items():
        if members:
            names = join([told.unit_within(unit) for unit in members], ", ")
            number = told.marked(f"{len(members)}/{len(units)}", simulated and name != "unknown")
            lines.append(say(f"kept.{name}", number=number, names=names))
    horizon = case.programme.horizon_of(target)
    later = [unit for unit in case.programme.units_in(horizon).values() if unit.parent == case.unit.code]
    if case.members and len(later) != len(case.members):
        lines.append(say("kept.units_change", now=len(case.members), later=len(later), horizon=horizon))
    if target.as_reported:
        lines.append(say("kept.as_reported", text=target.as_reported[case.lang]))
    return section(heading(say("kept.title", target=told.short(target)), 3), bullets(lines), kind="kept")


def derived(case: Case) -> Shown:
    """Figures that follow from others of the area: ratios and products that the programme's identities name."""
    told = Phrases(case)
    say = told.say
    own = {one.id for one in (*case.indicators, *case.targets)}
    lines = []
    for identity in case.programme.identities:
        operands = [identity.left, *identity.right]
        if identity.kind not in ("quotient", "product") or not own.intersection(operands):
            continue
        figures = [_operand(case, name) for name in operands]
        if any(figure is None for figure in figures):
            continue
        (left, _, _), (right, year, _) = figures
        value = identity.scale * (left * right if identity.kind == "product" else left / right)
        simulated = any(one[2] for one in figures)
        lines.append(
            say("derived.line", title=identity.title[case.lang], value=told.marked(told.numbers.plain(value, 2), simulated), year=year)
        )
    return section(heading(say("derived.title"), 3), bullets(lines)) if lines else section()


def _operand(case: Case, name: str) -> tuple[float, int, bool] | None:
    """A target's value, or the unit's latest usable figure with year and mark."""
    if name in case.programme.targets:
        return (float(case.programme.targets[name].value), case.as_of, False) if case.is_top else None
    values = case.findings.values
    own = values[(values["unit_code"] == case.unit.code) & (values["indicator_id"] == name) & values["is_usable"]]
    return None if own.empty else (float(own.iloc[-1]["value"]), int(own.iloc[-1]["year"]), bool(own.iloc[-1]["is_simulated"]))
