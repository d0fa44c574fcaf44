"""The index of a divided programme: its parts, how many of their pages there are, and the way to each part's own index."""

from collections.abc import Mapping

from workbench.briefing.names import sort_key
from workbench.briefing.templates import index_template, page_css
from workbench.briefing.texts import Texts
from workbench.programme import Programme

STATES = ("done", "stale", "failed", "missing")


def render_parts(programme: Programme, lang: str, as_of: int, records: Mapping[str, Mapping]) -> str:
    """One row for each part, in the order of names.

    Parameters
    ----------
    records : part -> its run.json; none for a part that has not been looked at yet.
    """
    rows = [
        {"code": unit.code, "name": unit.title(lang), "pages": records[unit.code]["pages"] if unit.code in records else None}
        for unit in programme.units_in(as_of).values()
        if not unit.parent
    ]
    rows.sort(key=lambda row: sort_key(row["name"], lang))
    return index_template("index_of_parts.html.j2").render(
        say=Texts(lang),
        lang=lang,
        header=programme.header,
        as_of=as_of,
        rows=rows,
        states=STATES,
        counted={state: sum(row["pages"][state] for row in rows if row["pages"]) for state in STATES},
        is_simulated=any(source.kind == "simulated" for source in programme.sources.values()),
        css=page_css(),
    )
