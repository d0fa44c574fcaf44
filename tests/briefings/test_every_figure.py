"""Every figure that a finished page prints is traced to where it comes from.

A page is read as passages (`passages`). What stands in them word for word in the programme folder or in the page's own
sentences is taken out (`wording`). What is left must be an observation, a computed value, a projection, an assessment, a
norm or a later result of a unit and a subject that the passage is about (`known`), or a count that follows from several
of them (`counted`, `came_true`): `tracing` puts them together. There are no exceptions.
"""

import random
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from tests.briefings.html import read_page
from tests.briefings.known import Tables, tables_of
from tests.briefings.passages import FIGURE, Passage, passages, plain
from tests.briefings.tracing import Tracing
from tests.conftest import ROOT
from workbench.briefing.page import read_identity
from workbench.case import make_case
from workbench.findings import Findings, load_findings
from workbench.settings import COMPUTED

pytestmark = pytest.mark.slow
UNITS = [("district", "468"), ("district", "19609"), ("provinces", "45"), ("world", "001")]
NOTICED = 0.88  # of figures with one digit altered; the others meet another figure of the same unit and subject by chance


@cache
def known(programme: str, computed: Path) -> tuple[Findings, Tables]:
    """The findings of a programme, read where the run has left them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(COMPUTED, str(computed))
        findings = load_findings(ROOT / "data" / programme)
    return findings, tables_of(findings)


@dataclass(frozen=True)
class Page:
    path: Path
    tracing: Tracing
    passages: list[Passage]

    def lost(self) -> list[tuple[str, str, list[str]]]:
        """Passages with figures that come from nowhere."""
        found = [(one.row, one.text, self.tracing.unresolved(one)) for one in self.passages]
        return [one for one in found if one[2]]


def read(path: Path, html: str = "") -> Page:
    html = html or path.read_text(encoding="utf-8")
    about, root = read_identity(path), read_page(html)
    findings, tables = known(about["programme"], path.parents[1] / "computed")
    case = make_case(findings, about["area"], about["unit_code"], root.all("html")[0].attributes["lang"])
    return Page(path, Tracing(case, about["job"], tables), passages(root))


@pytest.fixture(scope="module")
def pages(request: pytest.FixtureRequest) -> dict[tuple[str, str], list[Page]]:
    return {(run, code): [read(path) for path in sorted(request.getfixturevalue(run).glob(f"{code}-*/*.html"))] for run, code in UNITS}


@pytest.mark.parametrize("unit", UNITS, ids="-".join)
def test_every_figure_has_its_source(unit: tuple[str, str], pages: dict) -> None:
    assert len(pages[unit]) > 2
    assert {page.path.name: lost for page in pages[unit] if (lost := page.lost())} == {}


@pytest.mark.parametrize("unit", UNITS, ids="-".join)
def test_no_figure_is_left_unread(unit: tuple[str, str], pages: dict) -> None:
    """The digits of all passages are those of the page, but for alt texts and the numbers of columns."""
    for page in pages[unit]:
        (main,) = read_page(page.path.read_text(encoding="utf-8")).all("main")
        numbers = [plain(row) for table in main.all("table") for row in table.all("tr") if "numbers" in row.classes]
        seen = "".join(one.text for one in page.passages if one.section != "alt") + "".join(numbers)
        assert sorted(re.findall(r"\d", seen)) == sorted(re.findall(r"\d", plain(main))), page.path


@pytest.mark.parametrize("unit", UNITS, ids="-".join)
def test_a_figure_with_one_digit_altered_is_noticed(unit: tuple[str, str], pages: dict) -> None:
    dice, noticed = random.Random(53), []
    for page in pages[unit]:
        spots = [(one, match) for one in page.passages for match in FIGURE.finditer(one.text)]
        for one, match in dice.sample(spots, len(spots) // 6):
            place = dice.choice([place for place in range(*match.span()) if one.text[place].isdigit()])
            digit = (int(one.text[place]) + dice.randint(1, 9)) % 10
            text = f"{one.text[:place]}{digit}{one.text[place + 1 :]}"
            noticed.append(bool(page.tracing.unresolved(replace(one, text=text, row=text if one.row == one.text else one.row))))
    assert len(noticed) > 160 and sum(noticed) / len(noticed) >= NOTICED


@pytest.mark.parametrize(
    ("here", "planted", "lost"),
    [
        ("</section>", "<p>Năm 2020 dự kiến còn 4.321 người.</p></section>", "4.321"),  # a sentence
        ('<td class="n">50,0%', '<td class="n">53,7%', "53,7"),  # another commune's value in the row of the district
        ("2017: 58,3%", "2017: 57,0%", "57,0 (2017)"),  # a true figure of another year, in an alt text
        ("3.381 người", "3.318 người", "3.318"),  # two digits changed places
    ],
)
def test_a_planted_figure_is_named(here: str, planted: str, lost: str, district: Path) -> None:
    (path,) = district.glob("468-*/02_employment*.html")
    html = path.read_text(encoding="utf-8")
    assert here in html
    found = read(path, html.replace(here, planted, 1)).lost()
    assert [figures for *_, figures in found] == [[lost]]
