"""The page of what was said and what happened: counts that add up, in both languages, with the years of shock apart."""

import dataclasses
import re

import pytest

from tests.conftest import findings_of
from workbench.briefing import figures, show
from workbench.case import make_case
from workbench.errors import NotebookError
from workbench.findings import Findings

SECTIONS = ("hindsight", "came_true", "how_far", "beside_lights")


@pytest.fixture(scope="module")
def provinces() -> Findings:
    return findings_of("vietnam-provinces")


def page(findings: Findings, lang: str = "en", unit: str = "VN") -> str:
    case = make_case(findings, "outcomes", unit, lang)
    return "\n".join(str(getattr(show, name)(case).html) for name in SECTIONS)


def rows(html: str, caption: str) -> list[list[str]]:
    table = next(one for one in re.findall(r"<table>.*?</table>", html, re.DOTALL) if f"<caption>{caption}" in one)
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table)]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in found][1:]


def counts(cell: str) -> tuple[int, int]:
    return tuple(map(int, cell.split(" of "))) if " of " in cell else (0, 0)


def test_the_bands_add_up_to_all_statements(provinces):
    *bands, whole = rows(page(provinces), "Chances that were stated")
    said = provinces.said
    for place in range(2, len(whole)):
        parts = [counts(row[place]) for row in bands]
        assert counts(whole[place]) == (sum(met for met, _ in parts), sum(of for _, of in parts))
    assert sum(counts(cell)[1] for cell in whole[2:]) == len(said)
    assert sum(counts(cell)[0] for cell in whole[2:]) == said["came_true"].sum()


def test_the_first_sentence_tells_the_band_of_70_to_80_per_cent(provinces):
    final = provinces.said[provinces.said["is_final"].astype(bool) & ~provinces.said["is_shock"].astype(bool)]
    named = final[final["p_met"].between(0.7, 0.8, inclusive="left")]
    assert f"{named['came_true'].sum()} of {len(named)} were met" in page(provinces)
    assert f"{named['came_true'].sum()} trên {len(named)} đã đạt" in page(provinces, "vi")


def test_years_of_shock_stand_in_a_column_of_their_own_and_nowhere_else(provinces):
    shaken = provinces.said.assign(is_shock=provinces.said["year"] == 2020)
    *_, whole = rows(page(dataclasses.replace(provinces, said=shaken)), "Chances that were stated")
    assert counts(whole[-1])[1] == (provinces.said["year"] == 2020).sum()
    alone = dataclasses.replace(provinces, said=shaken[~shaken["is_shock"]])
    assert figures.outcomes(make_case(alone, "outcomes", "VN", "en")).alt == figures.outcomes(
        make_case(dataclasses.replace(provinces, said=shaken), "outcomes", "VN", "en")
    ).alt  # fmt: skip


def test_of_the_lights_that_said_on_track_it_is_counted_how_many_were_right(provinces):
    final = provinces.said[provinces.said["is_final"].astype(bool) & ~provinces.said["is_shock"].astype(bool)]
    found = {row[0]: row for row in rows(page(provinces), "Said to be met")}
    for name, title in (("escap", "ESCAP"), ("eurostat", "Eurostat"), ("sdsn", "SDSN")):
        yes, no = final[final[name] == 1.0], final[final[name] == 0.0]
        if len(yes):
            assert counts(found[title][1]) == (yes["came_true"].sum(), len(yes))
        if len(no):
            assert counts(found[title][3]) == (no["came_true"].sum(), len(no))
        assert int(found[title][4]) == final[name].isna().sum()


def test_the_picture_says_its_numbers_without_being_seen(provinces):
    told = figures.outcomes(make_case(provinces, "outcomes", "VN", "en"))
    assert told.alt.count("→") == len(told.figure.axes[0].texts) > 3


def test_without_later_figures_the_page_says_so_and_draws_nothing(provinces):
    empty = dataclasses.replace(provinces, said=provinces.said.iloc[:0], ranges=provinces.ranges.iloc[:0])
    assert "No figure has come yet" in page(empty)
    assert figures.outcomes(make_case(empty, "outcomes", "VN", "en")).pictures == ()


def test_only_the_whole_has_such_a_page(provinces):
    with pytest.raises(NotebookError, match="Give the top unit"):
        make_case(provinces, "outcomes", "45", "en")
