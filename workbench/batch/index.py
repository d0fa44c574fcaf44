"""The index of a run, the tables to take away, and the record of what there is."""

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.batch.downloads import write_tables
from workbench.batch.forms import pages_in_place
from workbench.batch.run import Standing, place_of, write_record
from workbench.batch.untouched import stamp_of
from workbench.briefing.portal import PageEntry, Portal
from workbench.files import write_whole

if TYPE_CHECKING:
    from workbench.batch.briefings import Asked


def write_index(asked: "Asked", standings: list[Standing]) -> Path:
    """Write them down; the path of the index."""
    header = asked.findings.programme.header
    stamp = stamp_of(asked.findings.programme, asked.findings.digest, asked.lang)
    forms = {page.path: page.forms() for page in pages_in_place(standings)}

    def inside(path: Path) -> str:
        return path.relative_to(asked.folder).as_posix()

    entries = [
        PageEntry(
            one.job.unit_code,
            one.job.area,
            inside(one.job.page),
            one.state,
            one.job.is_simulated,
            one.reasons,
            tuple(map(inside, forms.get(one.job.page, ()))),
        )
        for one in standings
    ]
    folders = {one.job.unit_code: one.job.folder.name for one in standings}
    whole = {
        folder: [inside(one) for one in (path, *forms[path])] for path in forms if (folder := path.parent.parent.name) in folders.values()
    }
    downloads, told = write_tables(asked.folder, asked.findings, asked.lang, stamp)
    for path, html in Portal(asked.findings, asked.lang, entries, folders, downloads, told, whole).pages().items():
        write_whole(asked.folder / path, html)
    write_record(
        asked.folder,
        {
            "programme": header.id,
            "folder": place_of(asked.findings.programme, asked.folder),
            "as_of": asked.findings.as_of,
            "lang": asked.lang,
            "observed_only": asked.findings.observed_only,
            "disclosed": asked.findings.is_disclosed,
            "scenario": asked.findings.programme.scenario.name if asked.findings.programme.scenario else "",
            "digest": asked.findings.digest,
        },
        standings,
        stamp,
    )
    return asked.folder / "index.html"
