"""Other forms of pages that stand in place: a document to edit, a PDF to print. Made of the page, and gone when it is another."""

import itertools
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbench.batch.packages import settled
from workbench.batch.run import Standing
from workbench.batch.whole import FOLDER, whole_path
from workbench.briefing.page import read_identity
from workbench.errors import RunError
from workbench.files import write_bytes_whole

FORMS = ("docx", "pdf")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
SECONDS = 120  # for one PDF
_QUIET = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "--generate-pdf-document-outline"),
)
_KEY, _TAIL = b"%% page ", 200  # a comment behind a PDF's end


@dataclass(frozen=True)
class Printed:
    """A page in place: its file and what it says of itself; see `page_facts`."""

    path: Path
    facts: Mapping[str, object]

    @property
    def key(self) -> str:
        """Digest of everything that the page depends on."""
        return str(self.facts["job"])

    def form(self, ending: str) -> Path:
        """Where another form of the page stands, beside it."""
        return self.path.with_name(f"{self.path.stem}.{ending}")

    def forms(self) -> list[Path]:
        """Those that stand beside it."""
        return [path for path in map(self.form, FORMS) if key_of(path) == self.key]


def pages_in_place(standings: Iterable[Standing]) -> list[Printed]:
    """Pages that are done, and after those of each unit its whole file, if there is one."""
    found = []
    for _, group in itertools.groupby(standings, key=lambda one: one.job.unit_code):
        of_unit = list(group)
        found += [Printed(one.job.page, one.job.facts) for one in of_unit if one.state == "done"]
        whole = whole_path([one.job for one in of_unit])
        if whole.is_file():
            found.append(Printed(whole, {**of_unit[0].job.facts, "job": read_identity(whole)["job"]}))
    return found


def check_forms(wanted: Sequence[str]) -> None:
    """Refuse a form that cannot be made here, before anything is.

    Raises
    ------
    RunError : PDFs are wanted and there is no browser.
    """
    if "pdf" in wanted and not _browser():
        raise RunError("--pdf", "there is no chromium on this machine.", f"Install one ({', '.join(BROWSERS[:3])}), or leave --pdf out.")


def drop_forms(folders: Iterable[Path], pages: Iterable[Printed]) -> None:
    """Take away every form whose page is gone or another: an old one beside it would be read as today's.

    Parameters
    ----------
    folders : of the units.
    """
    current = {page.form(ending): page.key for page in pages for ending in FORMS}
    for folder in (place for one in folders for place in (one, one / FOLDER)):
        for path in (path for ending in FORMS for path in folder.glob(f"*.{ending}")):
            if current.get(path) != key_of(path):
                path.unlink()


def make_forms(pages: Iterable[Printed], wanted: Sequence[str], *, workers: int) -> Iterator[tuple[Path, str]]:
    """Make the forms that are not there yet: each file, and what went wrong with it, if anything did.

    Parameters
    ----------
    wanted : some of `FORMS`.
    workers : how many at the same time.
    """
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(_make, [(page, ending) for page in pages for ending in wanted if key_of(page.form(ending)) != page.key])


def key_of(path: Path) -> str:
    """The key of the page that a form, or a workbook of a run, was made of; empty where there is none."""
    if not path.is_file():
        return ""
    if path.suffix == ".pdf":
        with open(path, "rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            _, found, key = file.read().rpartition(_KEY)
        return key.decode("ascii", "replace").strip() if found else ""
    try:
        with zipfile.ZipFile(path) as package:
            told = re.search(r"<dc:identifier[^>]*>(\w+)</dc:identifier>", package.read("docProps/core.xml").decode())
    except (zipfile.BadZipFile, KeyError):
        return ""  # somebody's own file under our name: made anew
    return told.group(1) if told else ""


def _make(asked: tuple[Printed, str]) -> tuple[Path, str]:
    page, ending = asked
    path = page.form(ending)
    try:
        write_bytes_whole(path, {"docx": _document, "pdf": _pdf}[ending](page))
    except Exception as error:  # whatever it was, the other files go on; the message says it
        return path, f"{type(error).__name__}: {error}"
    return path, ""


def _document(page: Printed) -> bytes:
    from workbench.briefing.document import render_document

    return settled(render_document(page.path.read_text(encoding="utf-8"), page.facts))


def _pdf(page: Printed) -> bytes:
    """Printed by a browser of its own, that knows neither network nor profile."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "page.pdf"
        # The sandbox of a browser does not start for root; our pages hold no script that it would keep in.
        root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        command = [_browser(), *_QUIET, *root, f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", page.path.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own words and our own page
        if done.returncode or not made.is_file():
            raise RunError(page.path.name, f"the browser did not print it: {done.stderr.decode(errors='replace').strip()[-200:]}")
        return made.read_bytes().rstrip() + b"\n" + _KEY + page.key.encode() + b"\n"


@cache
def _browser() -> str:
    return next(filter(None, map(shutil.which, BROWSERS)), "")
