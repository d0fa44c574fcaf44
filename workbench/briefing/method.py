"""For the analysts' desk: a panel of the unit taken apart, and where the projection loses."""

import pandas as pd
from markupsafe import Markup

from workbench.briefing.blocks import Row, Shown, Table, Text, heading, paragraph, section
from workbench.briefing.numbers import is_missing
from workbench.briefing.phrases import Phrases
from workbench.case import Case
from workbench.projection.taken_apart import TakenApart, take_apart
from workbench.projection.track_record import read_parts

REGIMES = ("noisy", "trend", "smooth")  # in the order of prior.toml
MOST = 8  # indicators told, and years
FEWEST_WINDOWS = 30  # behind a share; with fewer its standard error is above 7 points


def taken_apart(case: Case, indicator_id: str = "") -> Shown:
    """Weights, spreads and projections of one panel by regime, in both ways, and what the filter saw of the unit.

    Parameters
    ----------
    indicator_id : the first projected target's if left out.
    """
    told = Phrases(case)
    say, plain = told.say, told.numbers.plain
    name = indicator_id or _first_projected(case)
    found = None
    if name:
        found = take_apart(case.programme, case.findings.values, case.indicator(name), case.unit.parent, as_of=case.as_of)
    if found is None or case.unit.code not in found.units:
        return section(heading(say("method.title")), paragraph(say("method.nothing", unit=told.unit_name(case.unit))), kind="method")
    place, simulated = found.units.index(case.unit.code), found.is_simulated

    def told_apart(value: float, by_filter: float) -> Text:
        return told.marked(f"{plain(value, 4)} / {plain(by_filter, 4)}", simulated)

    rows = [
        Row(
            say(f"method.regime.{regime}"),
            [
                plain(found.prior.regimes[k].weight, 3),
                told_apart(found.weights[k], found.weights_by_filter[k]),
                told.marked(plain(found.spread[k, place], 4), simulated),
                told_apart(found.mean[k, place], found.mean_by_filter[k, place]),
                told_apart(found.width[k, place], found.width_by_filter[k, place]),
            ],
            simulated,
        )
        for k, regime in enumerate(REGIMES)
    ]
    columns = [say(f"method.{one}") for one in ("kind", "before", "after", "spread", "mean", "width")]
    title = found.indicator.title[case.lang]
    caption = say("method.panel", indicator=title, unit=told.unit_within(case.unit), n=len(found.units), horizon=found.horizon)
    by_regime = Table(caption, columns, rows).html(say("simulated.row"))
    return section(
        heading(say("method.title")),
        by_regime,
        paragraph(say("method.apart", apart=f"{found.apart:.0e}")),
        _filtered(told, found, place),
        kind="method",
    )


def _first_projected(case: Case) -> str:
    asked = [case.indicator(target.indicator) for target in case.targets if target.indicator]
    sources = [one.derived_from or one.id for one in asked]
    return next((name for name in sources if not case.projection(name).empty), "")


def _filtered(told: Phrases, found: TakenApart, place: int) -> Markup:
    say, plain, simulated = told.say, told.numbers.plain, found.is_simulated
    rows = [
        Row(
            str(year),
            [
                told.value(None if is_missing(value := float(found.values[at, place])) else value, found.indicator, is_simulated=simulated),
                told.value(float(found.level[at, place]), found.indicator, is_simulated=simulated),
                told.marked(plain(found.common_drift[at], 2), simulated),
                told.marked(plain(found.own_drift[at, place], 2), simulated),
            ],
            simulated,
        )
        for at, year in enumerate(found.years)
    ]
    columns = [say(f"method.{one}") for one in ("year", "reported", "level", "common_drift", "own_drift")]
    caption = say("method.filtered", regime=say(f"method.regime.{REGIMES[found.heaviest]}"), unit=told.unit_within(told.case.unit))
    return Table(caption, columns, rows).html(say("simulated.row"))


def losses(case: Case) -> Shown:
    """Where the 80 % range held least often three years ahead: by indicator, and by the year projected."""
    told = Phrases(case)
    say = told.say
    third = read_parts()
    third = third[(third["horizon"] == third["horizon"].max()) & (third["windows"] >= FEWEST_WINDOWS)]
    tables = [
        _worst(told, part, third[third["part"] == part].sort_values(["coverage80", "name"]).head(MOST)) for part in ("indicator", "year")
    ]
    return section(
        heading(say("losses.title")),
        paragraph(say("losses.note", fewest=FEWEST_WINDOWS)),
        *tables,
        paragraph(say("losses.unknown")),
        kind="losses",
    )


def _worst(told: Phrases, part: str, table: pd.DataFrame) -> Markup:
    say, plain = told.say, told.numbers.plain
    rows = [
        Row(
            row["name"],
            [
                plain(row["windows"]),
                *(f"{plain(100 * row[share])}%" for share in ("coverage80", "coverage95")),
                plain(row["mase"], 2),
                *(f"{plain(100 * row[share])}%" for share in ("said", "came_true")),
            ],
        )
        for row in table.to_dict("records")
    ]
    columns = [say(f"losses.{one}") for one in (part, "windows", "in80", "in95", "mase", "said", "came_true")]
    return Table(say(f"losses.by_{part}"), columns, rows).html(say("simulated.row"))
