"""The short form of the track record stands on every page, and its figures are those of the file."""

import re

import pytest

from tests.briefings.html import read_page
from tests.conftest import findings_of
from workbench.briefing import show
from workbench.case import make_case
from workbench.findings import Findings
from workbench.projection.track_record import read_record, short_record


@pytest.fixture(scope="module")
def observed() -> Findings:
    return findings_of("cam-lo", observed_only=True)


def record_table(findings: Findings, area: str, lang: str) -> list[list[str]]:
    root = read_page(str(show.sources(make_case(findings, area, "468", lang)).html))
    (table,) = [one for one in root.all("table") if re.search("Khả năng đã nêu|Chances that were stated", one.all("caption")[0].text)]
    assert all(cell.attributes["scope"] == "col" for cell in table.all("tr")[0].all("th"))
    return [[cell.text.strip() for cell in (*row.all("th"), *row.all("td"))] for row in table.all("tr")[1:]]


@pytest.mark.parametrize("area", ["", "EMP", "INS"])
@pytest.mark.parametrize(("lang", "comma", "point"), [("vi", ",", "."), ("en", ".", ",")])
def test_the_figures_on_the_page_are_those_of_the_file(observed: Findings, area: str, lang: str, comma: str, point: str) -> None:
    printed = record_table(observed, area, lang)
    told = [
        (float(low) / 100, float(high) / 100, int(n.replace(point, "")), float(came.replace(comma, ".")))
        for low, high, n, came in ((*re.findall(r"\d+", head), n, came) for head, n, came in printed)
    ]
    expected = short_record(read_record())
    assert [one[:3] for one in told] == [(row.low, row.high, row.statements) for row in expected]
    assert all(abs(one[3] - 10 * row.came_true) <= 0.05 + 1e-9 for one, row in zip(told, expected, strict=True))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", r"Khi công cụ nói 70 - 80%, thực tế đạt (\d,\d) lần trong 10; khi nói \d+ - 100%, đạt (\d,\d) lần trong 10\."),
        ("en", r"When the tool said 70 - 80%, it came true (\d\.\d) times in 10; when it said \d+ - 100%, (\d\.\d) times in 10\."),
    ],
)
def test_the_sentence_says_what_the_table_says(observed: Findings, lang: str, words: str) -> None:
    root = read_page(str(show.sources(make_case(observed, "", "468", lang)).html))
    (found,) = re.findall(words, root.text)
    by_head = {head: came for head, _, came in record_table(observed, "", lang)}
    assert found == (by_head["70 - 80%"], list(by_head.values())[-1])


def test_the_scope_says_what_was_measured_and_what_lies_outside(observed: Findings) -> None:
    told = read_page(str(show.sources(make_case(observed, "", "468", "vi")).html)).text
    assert "số liệu thật đã công bố của nơi khác" in told and "công cụ chưa được học" in told
    assert "ít nhất 50 lần nêu" in told and "nằm ngoài dự báo" in told
