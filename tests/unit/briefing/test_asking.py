"""Figures in doubt are marked where they stand, told with their reason, and asked of the unit; figures lead to their cells."""

import csv
import itertools
import re

import pytest
from markupsafe import Markup
from matplotlib.colors import to_rgb

from workbench.briefing import coverage, figures, show
from workbench.briefing.coverage import find_states
from workbench.case import make_case
from workbench.findings import load_findings


def case(folder, area="POV", code="101", lang="en"):
    return make_case(load_findings(folder.path), area, code, lang)


def words(shown) -> str:
    return " ".join(Markup(shown.html).striptags().split())


@pytest.fixture
def slip(folder):
    """101's labour force of 2017 in another unit of measure; its trained rate is in doubt with it."""
    return folder.forget("101", "BASE_LF", 2017).observe("101", "BASE_LF", 2017, 2000000)


def test_a_doubtful_figure_and_a_rate_computed_from_it_are_marked_where_they_stand(slip):
    html = str(show.standing(case(slip, "EMP")).html)
    assert re.findall(r'<td class="n">([^<]*)<sup title="to be checked">\?</sup>', html) == ["0.06%"]
    assert "?</sup>" not in str(show.standing(case(slip, "POV")).html)


def signs(picture) -> list[str]:
    """What is written into a picture."""
    return [text.get_text() for text in picture.figure.axes[0].texts]


def test_a_picture_marks_a_doubtful_figure_and_says_so_to_those_who_hear_it(slip):
    trend = figures.projection(case(slip, "EMP"), "TRAINED")
    assert signs(trend).count("?") == 1
    assert "2017: 0.06%?" in trend.alt
    assert trend.alt.count("?:") == 0 and "“?”: figures to be checked." in trend.alt and "“?”: figures to be checked." in trend.caption
    assert "2016: 57.5%;" in trend.alt


def test_so_do_bars_of_units_beside_each_other(slip):
    bars = figures.members(case(slip, "EMP", "D1"), "TRAINED")
    assert [one for one in signs(bars) if "?" in one] == ["0.06%?"] and len(signs(bars)) > 1
    assert "Good series 50.0% (2013) → 0.06%? (2017)" in bars.alt and "“?”: figures to be checked." in bars.caption


def test_a_picture_of_sound_figures_has_no_such_mark(folder):
    trend = figures.projection(case(folder, "EMP"), "TRAINED")
    assert "?" not in "".join([*signs(trend), trend.alt, trend.caption])


def test_the_verdicts_latest_figure_carries_the_mark(slip):
    assert '<sup title="to be checked">?</sup> (2017)' in str(show.verdicts(case(slip, "EMP")).html)


@pytest.mark.parametrize(("code", "told"), [("101", True), ("D1", True), ("102", False)])
def test_the_pages_that_show_it_say_why_it_is_doubted_and_others_do_not(slip, code, told):
    line = "To be checked, marked “?”: Good series, Labour force, 2017: 2,000,000 against 2,000, off by about 1,000"
    assert (line in words(show.cautions(case(slip, "EMP", code)))) is told


def test_a_figure_that_only_an_identity_calls_in_question_is_marked_too(folder):
    folder.replace("identities.toml", 'right = ["BASE_HH"]', 'right = ["TRAINED__num"]\nseverity = "doubt"')
    folder.replace("identities.toml", 'left = "POV_HH"', 'left = "BASE_LF"')
    assert "it does not agree with other figures (identity C-01)" in words(show.cautions(case(folder, "EMP")))


def test_many_doubts_are_told_up_to_a_dozen_and_counted_beyond(folder):
    folder.replace("areas/02_work.toml", 'id = "INCOME"\n', 'id = "INCOME"\nplausible = [5.0, 6.0]\n')
    for code in ("101", "102", "103"):
        for year in range(2013, 2018):
            folder.observe(code, "INCOME", year, 20 + year % 7)
    told = words(show.cautions(case(folder, "EMP", "D1")))
    assert told.count("To be checked, marked") == 12 and "3 more figures are to be checked" in told


def test_the_list_of_sources_names_file_sheet_and_cell(folder):
    digest = "ab" * 32
    folder.write("received.csv", f"source_id,file,file_sha256,received,unit_codes\nreceived-ababab,Bieu <1>.xlsx,{digest},2018-01-15,101\n")
    folder.observe("101", "POV_HH", 2017, 99, source_id="received-ababab", sheet="101 An Tốt", cell="F12", received="2018-01-15")
    shown = show.sources(case(folder))
    assert "Bieu &lt;1&gt;.xlsx" in str(shown.html)
    told = words(shown)
    assert "15 January 2018" in told and "sha256 abababababab…" in told and "sheet “101 An Tốt”, cells F12" in told


def test_the_list_that_goes_back_asks_each_unit_in_both_languages(slip):
    told = words(show.to_ask(case(slip, "", "D1", lang="vi")))
    assert "An Tốt: đề nghị kiểm tra 1 số, bổ sung 3 số năm 2017" in told
    assert "Labour force, năm 2017: 2.000.000 so với 2.000, lệch khoảng 1.000 lần, có thể ghi nhầm đơn vị tính." in told
    assert "Labour force, 2017: 2,000,000 against 2,000, off by about 1,000: perhaps in another unit of measure." in told
    assert "Chưa có số liệu báo cáo năm 2017, Việc làm: Income per head" in told
    assert "Not yet reported for 2017, Work: Income per head" in told


def test_a_simulated_figure_is_still_to_be_reported_and_is_told_as_simulated(folder):
    folder.observe("103", "INCOME", 2017, 20, status="simulated", source_id="invented")
    shown = case(folder, "", "D1")
    assert find_states(shown, [shown.units["103"]], [2016, 2017])["103", "INCOME", 2017] == "simulated"
    assert "Income per head" in words(show.to_ask(shown)).split("Too short:")[1]


def test_the_picture_tells_there_doubtful_and_missing_and_carries_its_numbers(slip):
    shown = case(slip, "", "D1")
    states = find_states(shown, shown.members, [2015, 2017])
    assert (states["101", "BASE_LF", 2017], states["102", "BASE_LF", 2017], states["102", "BASE_LF", 2015]) == (
        "doubtful",
        "there",
        "missing",
    )
    assert ("102", "URBAN_JOBLESS__num", 2017) not in states
    picture = figures.coverage(shown)
    assert "Good series: 19 there, 1 to be checked, 0 simulated, 15 missing" in picture.alt
    assert picture.png().startswith(b"\x89PNG")
    assert picture.figure.axes[0].yaxis_inverted()  # the first figure of the form stands above


def test_the_picture_tells_its_states_apart_in_black_and_white():
    greys = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in map(to_rgb, coverage.COLOURS)]
    plain = [grey for state, grey in zip(coverage.STATES, greys, strict=True) if state not in coverage.MARKS]
    assert min(abs(one - other) for one, other in itertools.combinations(plain, 2)) > 0.1
    assert abs(greys[coverage.STATES.index("doubtful")] - greys[coverage.STATES.index("there")]) > 0.3


def test_the_list_is_numbered(slip):
    assert '<th scope="col">TT</th>' in str(show.to_ask(case(slip, "", "D1", lang="vi")).html)


def test_received_files_are_read_with_the_programme_and_a_broken_line_is_told(folder):
    with open(folder.path / "received.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["source_id", "file", "file_sha256", "received", "unit_codes"], ["received-1", "a.xlsx", "12", "soon", "101"]]
        )
    told = " ".join(folder.definition_faults())
    assert "received.csv, row 2, file_sha256" in told and "received.csv, row 2, received" in told
