"""Whatever goes wrong, nothing is lost: the same command once more, and all is as if nothing had happened.

Some of it runs with all other tests, the whole by `make faults`, which writes down in docs/faults.md what came of each.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.conftest import ROOT
from tests.faults.catalogue import FAULTS, QUICK, Fault
from tests.faults.site import Site, make_site

PAGE = ROOT / "docs" / "faults.md"
SURVIVED = "survived"
WHOLE = os.environ.get("WORKBENCH_FAULTS") == "all"
posix = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with all its pages."""
    return make_site(tmp_path_factory.mktemp("faults") / "site")


@pytest.fixture(scope="module")
def undisturbed(office: Site) -> Callable[[str], dict[str, bytes]]:
    """What a command leaves where nothing goes wrong."""

    @cache
    def tree(command: str) -> dict[str, bytes]:
        office.restore()
        if command not in ("run", "retry"):
            assert office.do(command) == 0, office.told
        return office.tree()

    return tree


@pytest.fixture(scope="module")
def outcomes() -> Iterator[dict[str, str]]:
    """What came of each fault by its title, those of earlier days included; `make faults` writes it down."""
    found = dict(re.findall(r"(?m)^\| (.+?) \|.*\| ([\w ]+) \|$", PAGE.read_text(encoding="utf-8")))
    yield found
    if WHOLE:
        PAGE.write_text(page(found), encoding="utf-8")


@posix
@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS if WHOLE else QUICK, ids=lambda fault: fault.title)
def test_the_same_command_once_more_and_all_is_as_if_nothing_had_happened(
    fault: Fault, office: Site, undisturbed: Callable[[str], dict[str, bytes]], outcomes: dict[str, str]
) -> None:
    wanted = undisturbed(fault.command)
    office.restore()
    outcomes[fault.title] = "lost"
    fault.step(office)
    office.do(fault.command)
    assert fault.said in "\n".join(office.told)
    if fault.command == "retry":
        office.do("run")
    assert office.do(fault.command) == 0, office.told[-1]
    assert "Traceback" not in "\n".join(office.told)
    found = office.tree()
    assert {name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name)} == set()
    outcomes[fault.title] = SURVIVED


def page(outcomes: dict[str, str]) -> str:
    """docs/faults.md."""
    told = {one: outcomes.get(one.title, "not tried yet") for one in FAULTS}
    counted = Counter(told.values())
    rows = [
        f"| {one.title} | {f'“{one.said}…”' if one.said else ''} | {one.person or 'nothing'} | {outcome} |" for one, outcome in told.items()
    ]
    return "\n".join(
        [
            "# What can go wrong, and what is lost",
            "",
            "`make faults` does each of these to the real command, on a district of one commune, then gives the same command again and",
            "compares every file of the programme and of its pages, byte by byte, with a folder to which nothing happened. No command may",
            "end in a traceback. It writes down here what came of each.",
            "",
            f"Faults: {len(FAULTS)}. Survived: {counted[SURVIVED]}. Lost: {counted['lost']}. Not tried yet: {counted['not tried yet']}.",
            "",
            "| what happens | what is said | what a person has to do first | outcome |",
            "|---|---|---|---|",
            *rows,
            "",
            *NOT_SEEN,
        ]
    )


NOT_SEEN = [
    "## What nobody can see",
    "",
    "- A CSV file that was cut at the end of a row is a shorter table. `workbench check` notes units without a figure of the year;",
    "  nothing else tells.",
    "- A page or notebook whose head and end are whole but in which bytes were changed afterwards: a run reads these two alone.",
    "  An export carries the sums of its files (`SHA256SUMS`); for pages of a run, delete the page and run again.",
    "- Assessments kept under `history/` that are damaged are told and not compared; what they said is lost unless a copy is put back.",
    "",
]


@pytest.mark.skipif(WHOLE, reason="the page is being written")
def test_the_page_tells_every_fault_that_is_tried_with_its_outcome_and_no_other() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert told == page(dict(re.findall(r"(?m)^\| (.+?) \|.*\| ([\w ]+) \|$", told)))
    assert f"| {SURVIVED} |" in told and "| lost |" not in told


def test_no_two_faults_are_the_same() -> None:
    assert len({one.title for one in FAULTS}) == len(FAULTS) > 30
    assert all(re.match(r"[a-z`C]", one.title) for one in FAULTS)
