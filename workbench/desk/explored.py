"""What the exploring notebook shows of the choices made: the figure, and a table of the targets as they stand and under the levers."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from workbench.briefing import figures
from workbench.briefing.blocks import Row, Table, paragraph
from workbench.briefing.canvas import plain
from workbench.briefing.numbers import is_missing
from workbench.briefing.phrases import Phrases
from workbench.briefing.picture import Picture
from workbench.briefing.texts import Texts
from workbench.case import Case
from workbench.projection.comparisons import Outlook

GREY = "#555555"
DASHES = ((0, (1, 1)), (0, (4, 1)), (0, (4, 1, 1, 1)), (0, (2, 2)), (0, (6, 2)))


def draw_beside(
    case: Case, before: Case, indicator_id: str, *, neighbours: Sequence[str], outlooks: Mapping[str, Outlook | str]
) -> Picture | None:
    """The figure of the briefing, with neighbours and other models drawn into it; None where the page has a sentence instead.

    Parameters
    ----------
    before : the same without levers; the same case where none is moved.
    neighbours : codes of units. outlooks : what other models say of the series, by name, or why they say nothing.
    """
    picture = figures.projection(case, indicator_id)
    if not isinstance(picture, Picture):
        return None
    axes, told = picture.figure.axes[0], Phrases(case)
    said = [picture.alt]
    if case is not before:
        ahead = before.projection(indicator_id)
        axes.plot(ahead["year"], ahead["q50"], color=GREY, linewidth=1, linestyle=DASHES[0])
    for code in neighbours:
        history = case.history(indicator_id, code)
        if len(history):
            axes.plot(history["year"], history["value"], color=GREY, linewidth=0.8, alpha=0.7)
            last, name = history.iloc[-1], told.unit_name(case.units[code])
            axes.annotate(name, (last["year"], last["value"]), xytext=(3, 0), textcoords="offset points", fontsize=7, color=GREY)
            said.append(f"{name} {int(last['year'])}: {plain(told.value(last['value'], case.indicator(indicator_id)))}.")
    for place, (name, outlook) in enumerate(outlooks.items()):
        if not isinstance(outlook, str):
            middle = [outlook.quantile(year, 0.5) for year in outlook.years]
            axes.plot(outlook.years, middle, color=GREY, linewidth=1.1, linestyle=DASHES[place % len(DASHES)])
            word = str(told.say(f"models.name.{name}"))
            axes.annotate(word, (outlook.years[-1], middle[-1]), xytext=(-2, 4), textcoords="offset points", ha="right", fontsize=7)
    return replace(picture, alt=" ".join(said))


def compare_targets(before: Case, case: Case, indicator_id: str, outlooks: Mapping[str, Outlook | str]) -> Markup:
    """The targets of the indicator as they stand, and under the levers; then what each chosen model says."""
    say, rows = Texts(case.lang), []
    for name, one in (("desk.present", before), *([("desk.assumed", case)] if case is not before else [])):
        told = Phrases(one)
        for row in one.assessments.to_dict("records"):
            target = one.programme.targets[row["target_id"]]
            chance = "" if is_missing(row["p_met"]) else told.marked(told.numbers.chance(row["p_met"]), bool(row["is_simulated"]))
            cells = [told.promise(target, row), told.projected(row), told.verdict_cell(row), chance]
            cells += [told.pace(row["required_pace"], row=row), told.pace(row["recent_pace"], row=row), told.quantity(row)]
            rows.append(Row(f"{told.short(target)} – {say(name)}", cells, bool(row["is_simulated"])))
    rows += _model_rows(case, indicator_id, outlooks)
    if not rows:
        return paragraph(say("desk.no_target"))
    keys = ("desk.answer", "column.promise", "desk.projected", "column.verdict", "desk.chance", "column.required", "desk.recent")
    columns = [*(say(key) for key in keys), say("column.missing")]
    return Table(say("desk.caption"), columns, rows, text_columns=frozenset(range(1, 8))).html(say("simulated.row"))


def _model_rows(case: Case, indicator_id: str, outlooks: Mapping[str, Outlook | str]) -> list[Row]:
    told, rows = Phrases(case), []
    indicator, horizon = case.indicator(indicator_id), case.programme.header.horizon
    asked = next((row for row in case.assessments.to_dict("records") if not is_missing(row["target_value"])), None)
    for name, outlook in outlooks.items():
        word = told.say(f"models.name.{name}")
        if isinstance(outlook, str):
            rows.append(Row(word, ["", told.say(f"reason.{outlook}"), *[""] * 5]))
            continue
        low, middle, high = (outlook.quantile(horizon, level) for level in (0.1, 0.5, 0.9))
        simulated = bool(case.history(indicator.id)["is_simulated"].any())
        span = told.range(low, high, indicator, is_simulated=simulated)
        shown = Markup("{} ({})").format(told.value(middle, indicator, is_simulated=simulated), span)
        of_year = asked and not case.programme.targets[asked["target_id"]].is_annual
        chance = outlook.probability(horizon, asked["operator"], float(asked["target_value"])) if of_year else None
        met = "" if chance is None else told.marked(told.numbers.chance(chance), simulated)
        rows.append(Row(word, ["", shown, "", met, *[""] * 3], simulated))
    return rows


def image(picture: Picture) -> str:
    """The picture with its alt text, as a page would show it."""
    drawn = base64.b64encode(picture.png()).decode()
    shown = Markup('<img style="max-width:100%" alt="{}" src="data:image/png;base64,{}"><p>{}</p>')
    return str(shown.format(picture.alt, drawn, picture.caption))
