"""What a scenario assumes, in words: every page made under one opens with them."""

from markupsafe import Markup

from workbench.briefing.numbers import Numbers, is_percent
from workbench.briefing.texts import Texts
from workbench.programme import Programme


def assumed(programme: Programme, lang: str) -> list[Markup]:
    """The scenario's title and date, then a line for each lever and each mark; empty where nothing is assumed."""
    scenario = programme.scenario
    if scenario is None:
        return []
    say, numbers = Texts(lang), Numbers(lang)
    kept = numbers.day(scenario.kept, str(say("date.day"))) if scenario.kept else say("sign.missing")
    lines = [say("scenario.opening", title=scenario.title[lang], name=scenario.name, kept=kept)]
    named = {unit.code: unit.title(lang) for unit in programme.units}
    for lever in scenario.levers:
        indicator = programme.indicators[lever.indicator]
        whom = {"indicator": indicator.title[lang], "whose": ", ".join(named[code] for code in lever.units) or say("scenario.all")}
        if lever.pace != 1.0:
            lines.append(say("scenario.pace", pace=numbers.exact(lever.pace), **whom))
        if lever.shock:
            sign = "+" if lever.shock > 0 else "−"
            amount = numbers.exact(abs(lever.shock))
            moved = say("pace.points", amount=amount) if is_percent(indicator) else f"{amount} {indicator.unit[lang]}"
            lines.append(say("scenario.shock", shock=f"{sign}{moved}", year=lever.shock_year, **whom))
    for aim in scenario.targets:
        target = programme.targets[aim.target]
        if aim.reading:
            lines.append(say("scenario.reading", target=target.title[lang], reading=target.reading[lang]))
        else:
            own = next(one.value for one in target.readings if one.id == f"{target.id}-own")
            gap = "" if target.unit[lang] == "%" else " "
            value, before = (f"{numbers.exact(one)}{gap}{target.unit[lang]}" for one in (aim.value, own))
            lines.append(say("scenario.mark", target=target.title[lang], value=value, before=before))
    return lines
