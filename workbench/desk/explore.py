"""The exploring notebook: choose a unit, an indicator and assumptions, and see projection and verdict move."""

import datetime
import shlex
from collections.abc import Callable
from dataclasses import replace

import ipywidgets as widgets
from markupsafe import Markup

from workbench.briefing.blocks import paragraph
from workbench.briefing.texts import Texts
from workbench.case import Case, load_case
from workbench.desk.explored import compare_targets, draw_beside, image
from workbench.desk.what_if import WhatIf, carried_by
from workbench.errors import WorkbenchError
from workbench.programme import Aim, Lever, Scenario, Words, keep_scenario
from workbench.projection.comparisons import MODELS, Outlook, compare
from workbench.settings import known_programmes


class Explorer:
    """The widgets, and what they show. Built from a case; every choice can be made from code as well.

    Attributes
    ----------
    programme, unit, area, indicator, as_of, neighbours, models : what is looked at, and beside what.
    pace, shock, shock_year, reading, mark : the levers.
    name, title, keep : the scenario's file, its title, and the button that keeps it.
    picture, table, told : what is shown.
    """

    def __init__(self, case: Case) -> None:
        self._say = Texts(case.lang)
        word = lambda key: str(self._say(f"desk.{key}"))  # noqa: E731 - one word, used for every widget
        wide = {"style": {"description_width": "initial"}, "layout": widgets.Layout(width="97%")}
        self.programme = widgets.Dropdown(description=word("programme"), options=known_programmes(case.programme.folder), **wide)
        self.unit = widgets.Dropdown(description=word("unit"), **wide)
        self.area = widgets.Dropdown(description=word("area"), **wide)
        self.indicator = widgets.Dropdown(description=word("indicator"), **wide)
        self.as_of = widgets.Dropdown(description=word("as_of"), **wide)
        self.neighbours = widgets.SelectMultiple(description=word("neighbours"), rows=4, **wide)
        models = [(str(self._say(f"models.name.{name}")), name) for name in MODELS]
        self.models = widgets.SelectMultiple(description=word("models"), options=models, rows=5, **wide)
        self.pace = widgets.FloatSlider(description=word("pace"), value=1.0, min=-1.0, max=4.0, step=0.05, continuous_update=False, **wide)
        self.shock = widgets.FloatText(description=word("shock"), value=0.0, step=0.5, **wide)
        self.shock_year = widgets.Dropdown(description=word("shock_year"), **wide)
        self.reading = widgets.Dropdown(description=word("reading"), **wide)
        self.mark = widgets.FloatText(description=word("mark"), **wide)
        self.name = widgets.Text(description=word("name"), placeholder=word("name_form"), **wide)
        self.title = widgets.Text(description=word("title"), **wide)
        self.keep = widgets.Button(description=word("keep"), layout=widgets.Layout(width="97%"))
        self.picture, self.table, self.told = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._kept = ""  # what was last told of a scenario that was kept
        self._quiet = False
        self._take(case)
        for one in (self.area, self.unit):
            one.observe(self._changed(self._list_indicators), "value")
        self.indicator.observe(self._changed(self._list_targets), "value")
        self.programme.observe(self._changed(self._reload), "value")
        self.as_of.observe(self._changed(self._reload), "value")
        for one in (self.neighbours, self.models, self.pace, self.shock, self.shock_year, self.mark):
            one.observe(self._changed(None), "value")
        self.reading.observe(self._changed(self._show_mark), "value")
        self.keep.on_click(lambda _: self._keep())

    # -- what is looked at ----------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario | None:
        """The levers as they stand, as a scenario without a name; None while all stand at the present trend and mark."""
        levers, targets = [], []
        indicator = self._what_if.case.indicator(self.indicator.value)
        source = indicator.derived_from or indicator.id
        if self.pace.value != 1.0:
            levers.append(Lever(indicator=source, pace=round(self.pace.value, 4)))
        if self.shock.value:
            levers.append(Lever(indicator=source, shock=self.shock.value, shock_year=self.shock_year.value))
        for target in carried_by(self._what_if.case.programme, indicator)[:1]:
            if self.reading.value:
                targets.append(Aim(target=target.id, reading=self.reading.value))
            elif target.value is not None and self.mark.value != target.value:
                targets.append(Aim(target=target.id, value=self.mark.value))
        if not levers and not targets:
            return None
        return Scenario(programme=self._what_if.case.programme.header.id, title=self.title.value or "–", levers=levers, targets=targets)

    def refresh(self) -> None:
        """Show what the widgets say."""
        try:
            scenario = self.scenario
            before = self._what_if.present(self.unit.value, self.indicator.value)
            case = self._what_if.ask(self.unit.value, self.indicator.value, scenario) if scenario else before
            outlooks = self._outlooks(case)
            picture = draw_beside(case, before, self.indicator.value, neighbours=self.neighbours.value, outlooks=outlooks)
            self.picture.value = image(picture) if picture else str(paragraph(self._why_not()))
            self.table.value = str(compare_targets(before, case, self.indicator.value, outlooks))
            self.told.value = self._kept
        except WorkbenchError as error:
            self.told.value = str(paragraph(str(error), "mark"))

    def _take(self, case: Case) -> None:
        """Take over a case: its units, areas and years become the choices."""
        self._what_if, self._compared = WhatIf(replace(case, area=None)), {}
        header, units = case.programme.header, case.units
        self.programme.value = next(value for _, value in self.programme.options if value == str(case.programme.folder))
        _offer(self.unit, [(f"{code} – {unit.title(case.lang)}", code) for code, unit in units.items()], case.unit.code)
        areas = [(area.title[case.lang], area.area) for area in case.programme.policy_areas if _shown(area.indicators)]
        carried = {target.indicator for target in case.programme.targets.values()}
        promised = [area.area for area in case.programme.policy_areas if any(one.id in carried for one in _shown(area.indicators))]
        _offer(self.area, areas, case.area.area if case.area else next(iter(promised), ""))
        _offer(self.as_of, [(str(year), year) for year in range(header.first_year, header.horizon)], case.as_of)
        _offer(self.shock_year, [(str(year), year) for year in range(case.as_of + 1, header.horizon + 1)])
        self._list_indicators()
        self.refresh()

    def _list_indicators(self) -> None:
        case = self._what_if.case
        unit = case.units[self.unit.value]
        area = next(one for one in case.programme.areas if one.area == self.area.value)
        carried = {target.indicator for target in area.targets}
        listed = sorted(_shown(area.indicators), key=lambda one: one.id not in carried)
        reported = [one for one in listed if case.reports(one, unit)] or listed
        _offer(self.indicator, [(one.title[case.lang], one.id) for one in reported], self.indicator.value)
        beside = [one for one in case.units.values() if one.parent == unit.parent and one.code != unit.code]
        self.neighbours.options = [(one.title(case.lang), one.code) for one in beside]
        self.neighbours.value = ()
        self._list_targets()

    def _list_targets(self) -> None:
        case = self._what_if.case
        targets = carried_by(case.programme, case.indicator(self.indicator.value))
        readings = targets[0].readings if targets else ()
        _offer(self.reading, [(str(self._say("desk.in_force")), ""), *((one.title[case.lang], one.id) for one in readings)])
        self.reading.disabled = self.mark.disabled = not targets
        self.pace.value, self.shock.value = 1.0, 0.0
        self._show_mark()

    def _show_mark(self) -> None:
        targets = carried_by(self._what_if.case.programme, self._what_if.case.indicator(self.indicator.value))
        if targets and targets[0].value is not None:
            self.mark.value = targets[0].value
            self.mark.disabled = bool(self.reading.value)

    def _reload(self) -> None:
        case = self._what_if.case
        same = self.programme.value == str(case.programme.folder)
        if same and self.as_of.value == case.as_of:
            return
        self.told.value = str(paragraph(self._say("desk.computing")))
        asked = {"lang": case.lang, "observed_only": case.findings.observed_only}
        if same:
            taken = load_case(self.programme.value, "", self.unit.value, as_of=self.as_of.value, **asked)
            self._take(replace(taken, area=next(one for one in taken.programme.areas if one.area == self.area.value)))
        else:
            from workbench.programme import load_programme

            header = (other := load_programme(self.programme.value)).header
            top = next(unit for unit in other.units_in(header.as_of).values() if not unit.parent)
            asked["lang"] = case.lang if case.lang in header.languages else header.default_language
            self._take(load_case(self.programme.value, "", top.code, **asked))

    def _changed(self, then: Callable[[], None] | None) -> Callable[[object], None]:
        """A handler for one widget: what follows from its choice moves first, and the page is shown once."""

        def handle(_: object) -> None:
            if self._quiet:
                return
            self._quiet = True
            try:
                if then:
                    then()
            except WorkbenchError as error:
                self.told.value = str(paragraph(str(error), "mark"))
            else:
                self.refresh()
            finally:
                self._quiet = False

        return handle

    # -- what is shown --------------------------------------------------------------------------

    def _outlooks(self, case: Case) -> dict[str, Outlook | str]:
        """What the models chosen say of the series: a plain comparison, under no lever."""
        indicator = case.indicator(self.indicator.value)
        history = case.history(indicator.id)
        history = history[history["is_usable"] & (history["segment_from"] == history["segment_from"].max())]
        ahead = list(range(int(history["year"].max()) + 1, case.programme.header.horizon + 1)) if len(history) else []
        if not self.models.value or not ahead:
            return {}
        key, (low, high) = (case.unit.code, indicator.id), indicator.bounds
        if key not in self._compared:  # no lever moves it
            self._compared[key] = compare(history["year"].to_list(), history["value"].to_list(), ahead=ahead, ceiling=high, lower=low)
        return {name: self._compared[key][name] for name in self.models.value}

    def _why_not(self) -> Markup:
        reason = self._what_if.obstacle(self.unit.value, self.indicator.value)
        return self._say(f"reason.{reason}") if reason else self._say("desk.one_value")

    def _keep(self) -> None:
        scenario = self.scenario
        try:
            if scenario is None:
                self.told.value = str(paragraph(self._say("desk.nothing_assumed")))
                return
            title = Words(self.title.value or self.name.value)
            kept = scenario.model_copy(update={"name": self.name.value, "title": title, "kept": datetime.date.today()})
            path = keep_scenario(self._what_if.case.programme, kept)
        except WorkbenchError as error:
            self.told.value = str(paragraph(str(error), "mark"))
            return
        folder = self._what_if.case.programme.folder
        programme = folder.name if (folder.name, str(folder)) in known_programmes() else shlex.quote(str(folder))
        told = self._say("desk.kept", file=str(path), name=kept.name, programme=programme)
        # A lever moved just before may be heard of just after: what it shows must not take the answer away.
        self.told.value = self._kept = str(paragraph(told))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        looked_at = [self.programme, self.unit, self.area, self.indicator, self.as_of, self.neighbours, self.models]
        levers = [self.pace, self.shock, self.shock_year, self.reading, self.mark]
        heads = [widgets.HTML(f"<b>{self._say(key)}</b>") for key in ("desk.look", "desk.levers", "desk.scenario")]
        left = widgets.VBox(
            [heads[0], *looked_at, heads[1], *levers, heads[2], self.name, self.title, self.keep, self.told],
            layout=widgets.Layout(width="34%", min_width="280px"),
        )
        right = widgets.VBox([self.picture, self.table], layout=widgets.Layout(width="65%"))
        display(widgets.HBox([left, right], layout=widgets.Layout(flex_flow="row wrap")))


def explore(case: Case) -> Explorer:
    """The exploring widgets for a case; Jupyter shows them, code may set them."""
    return Explorer(case)


def _offer(widget: widgets.Dropdown, options: list[tuple[str, object]], chosen: object = None) -> None:
    """Other choices in a list: `chosen` if it is among them, else the first."""
    widget.options = options
    widget.value = next((value for _, value in options if value == chosen), options[0][1])


def _shown(indicators: tuple) -> list:
    return [one for one in indicators if one.role == "indicator" and not one.is_binary and not one.parts]
