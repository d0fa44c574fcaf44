"""A district of one commune with its pages, its form and its recipient: small, so that it can be spoilt a hundred times."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import psutil

from tests.batch.conftest import contents
from tests.conftest import ROOT

SHIM = Path(__file__).with_name("shim")
RECIPIENTS = '[[recipients]]\nid = "leaders"\ntitle = "Leaders"\nis_inside = true\n'
FORM = "form.xlsx"
YEAR = "2026"  # of which the example has no figure


@dataclass
class Site:
    """The folder of an office: a programme, what was made of it, and the real command.

    Attributes
    ----------
    told : what the commands have said, all of it.
    """

    place: Path
    told: list[str] = field(default_factory=list)

    @property
    def programme(self) -> Path:
        return self.place / "town"

    @property
    def out(self) -> Path:
        return self.place / "out"

    @property
    def run_folder(self) -> Path:
        return self.out / "town-2025-en"

    def words(self, command: str) -> list[str]:
        of_it = ["--programme", str(self.programme)]
        more = {
            "run": ["--output", str(self.out), "--workers", "2"],
            "retry": ["--output", str(self.out), "--workers", "2"],
            "status": ["--output", str(self.out)],
            "export": ["--output", str(self.out), "--for", "all", "--zip", "--with-simulated"],
            "ingest": [str(self.place / FORM)],
            "template": ["--unit", "C1", "--year", YEAR, "-o", str(self.place / FORM)],
        }
        return [sys.executable, "-m", "workbench", command, *more.get(command, []), *of_it]

    def start(self, command: str, *, before: tuple[str, ...] = (), **env: str) -> psutil.Popen:
        """The command in a process of its own.

        Parameters
        ----------
        before : words that start it, such as those of another program.
        """
        return psutil.Popen(
            [*before, *self.words(command)], cwd=ROOT, env={**os.environ, **env},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip

    def end(self, started: psutil.Popen, seconds: float = 300) -> int:
        told, _ = started.communicate(timeout=seconds)
        self.told.append(told)
        return started.returncode

    def do(self, command: str, **env: str) -> int:
        """Run the command to its end; its exit code."""
        return self.end(self.start(command, **env))

    def struck(self, command: str, kind: str, number: int) -> int:
        """Run the command, which is killed before its write of that number, or finds the disk full from there on."""
        return self.do(command, PYTHONPATH=str(SHIM), WORKBENCH_FAULT=f"{kind} {number} {self.place}")

    def keep(self) -> None:
        """Remember what is there; `restore` puts it back, in the same place: an executed notebook tells where its programme lies."""
        shutil.copytree(self.place, self.place.with_name("kept"))

    def restore(self) -> None:
        shutil.rmtree(self.place)
        shutil.copytree(self.place.with_name("kept"), self.place)
        self.told.clear()

    def tree(self) -> dict[str, bytes]:
        """All that must be as if nothing had happened: the programme and what was made of it."""
        return {f"{place.name}/{name}": content for place in (self.programme, self.out) for name, content in contents(place).items()}


def make_site(place: Path) -> Site:
    """A site with its pages in place and a filled form that nobody has taken in yet."""
    site = Site(place)
    place.mkdir()
    subprocess.run(
        [sys.executable, "-m", "workbench", "new-programme", str(site.programme), "--lang", "en"], cwd=ROOT, check=True, capture_output=True
    )
    (site.programme / "recipients.toml").write_text(RECIPIENTS, encoding="utf-8")
    assert site.do("template") == 0, site.told
    book = openpyxl.load_workbook(place / FORM)
    page = book.worksheets[1]
    rows = {page.cell(row, 1).value: row for row in range(3, page.max_row + 1)}
    for key, value in (("HOUSEHOLDS", 1260), ("POOR", 61)):
        page.cell(rows[key], 6).value = value
    book.save(place / FORM)
    assert site.do("run") == 0, site.told
    site.keep()
    return site


def wait_for(is_true: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.01)
