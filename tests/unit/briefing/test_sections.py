"""Sections of a page for cases at hand: what they say, and that data stay text in them."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import findings_of
from workbench.briefing import show
from workbench.briefing.blocks import Row, Table
from workbench.case import Case, load_case, make_case
from workbench.errors import NotebookError
from workbench.findings import Findings
from workbench.start.folder import create_programme


@pytest.fixture(scope="module")
def findings() -> Findings:
    return findings_of("cam-lo")


@pytest.fixture(scope="module")
def observed() -> Findings:
    return findings_of("cam-lo", observed_only=True)


def words(shown: object) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", str(shown.html))).strip()


def case(findings: Findings, area: str, unit: str = "468", lang: str = "vi") -> Case:
    return make_case(findings, area, unit, lang)


def test_text_from_data_stays_text_in_a_table() -> None:
    html = str(Table("<caption>", ["<col>"], [Row("<head>", ["<cell>"])], "<unit>").html("(<mark>)"))
    assert (
        "&lt;caption&gt;" in html and "&lt;head&gt;" in html and "&lt;cell&gt;" in html and "&lt;unit&gt;" in html and "<cell>" not in html
    )


def test_money_multiplies_the_waiting_by_the_norm(findings: Findings) -> None:
    told = words(show.money(case(findings, "HOU"), "HOU_TEMP_LEFT", "PAR_HOU_LOAN"))
    assert "50 triệu đồng/hộ (báo cáo, dòng 98)" in told
    assert "36 mp (2017) 1.800,0 mp" in told  # 36 houses x 50 million


def test_money_of_a_rate_counts_those_whom_it_does_not_cover(findings: Findings) -> None:
    told = words(show.money(case(findings, "ASS"), "ASS_COVER", "ASS_BASE_NORM"))
    assert "36 mp (2017) 116,6 mp" in told  # 36 persons x 270,000 x 12 months = 116.64 million


def test_money_without_figures_says_so_and_keeps_the_norm(observed: Findings) -> None:
    told = words(show.money(case(observed, "HOU"), "HOU_TEMP_LEFT", "PAR_HOU_LOAN"))
    assert "50 triệu đồng/hộ" in told and "chưa tính được kinh phí" in told


def test_money_by_something_that_is_no_norm_is_refused(findings: Findings) -> None:
    with pytest.raises(NotebookError, match="'HOU_DONE' is no norm in money"):
        show.money(case(findings, "HOU"), "HOU_TEMP_LEFT", "HOU_DONE")


def test_money_by_a_norm_that_the_report_does_not_state_is_not_computed_and_the_other_norms_are(findings: Findings) -> None:
    unstated = tuple(fact for fact in findings.programme.facts if fact.indicator_id != "PAR_NCC_NEW")
    found = replace(findings, programme=replace(findings.programme, facts=unstated))
    told = words(show.money(case(found, "NCC"), "NCC_HOUSE_COVER", "PAR_NCC_REPAIR", "PAR_NCC_NEW"))
    new = findings.programme.indicators["PAR_NCC_NEW"].title["vi"]
    assert f"{new}: báo cáo chưa nêu mức tiền nên chưa tính được kinh phí." in told
    assert "20 triệu đồng/nhà (báo cáo, dòng 33)" in told and "Nhu cầu" in told
    alone = show.money(case(found, "NCC"), "NCC_HOUSE_COVER", "PAR_NCC_NEW")
    assert "chưa nêu mức tiền" in words(alone) and "<table" not in str(alone)


def test_a_status_to_be_kept_names_its_units_and_what_a_merger_makes_of_the_count(findings: Findings) -> None:
    told = words(show.kept(case(findings, "HLT"), "T-HLT-01"))
    assert "Đạt (9/9 mp ): thị trấn Cam Lộ, xã Cam Tuyền" in told
    assert "Hiện có 9 đơn vị; đến năm 2020 danh mục có 8 đơn vị" in told


def test_a_status_without_figures_is_the_reports_own_word(observed: Findings) -> None:
    told = words(show.kept(case(observed, "INF"), "T-INF-01"))
    assert "Chưa có số liệu (9/9)" in told and "theo báo cáo, đang duy trì" in told


def test_figures_that_follow_are_computed_from_the_reports_own(observed: Findings) -> None:
    told = words(show.derived(case(observed, "INS")))
    assert "Số người đóng trên số người hưởng: 1,40 (2017)" in told and "tham gia BHTN (%): 6,50 (2017)" in told


def test_statements_like_norms_are_held_against_the_figures_and_never_scored(findings: Findings, observed: Findings) -> None:
    assert "luôn đạt 100%”: số liệu phù hợp 5/5 lần đối chiếu." in words(show.registers(case(observed, "HLT")))
    assert re.search(r"năm sau tăng hơn năm trước”: số liệu phù hợp 4/4 mp lần", words(show.registers(case(findings, "EMP"))))
    assert "chưa có số liệu để đối chiếu" in words(show.registers(case(observed, "EMP")))


def test_a_statement_that_a_year_breaks_names_the_year(findings: Findings) -> None:
    told = words(show.registers(case(findings, "HLT", "19615")))
    assert re.search(r"giảm bền vững qua các năm”: số liệu phù hợp \d/4 mp lần đối chiếu; không phù hợp năm 201\d", told)


def test_the_desk_sees_every_identity(findings: Findings) -> None:
    told = words(show.identities(case(findings, "")))
    assert all(one.id in told for one in findings.programme.identities) and "MẪU – SỐ LIỆU MÔ PHỎNG" in told


def test_every_ambiguity_of_the_programme_is_told_on_some_page_of_the_district(findings: Findings) -> None:
    told = " ".join(words(show.promises(case(findings, area.area))) for area in findings.programme.policy_areas)
    told += words(show.report_annex(case(findings, "")))
    assert [one.id for one in findings.programme.registers.ambiguities if f"{one.id} :" not in told] == []


def test_a_commune_is_compared_with_the_mark_and_never_said_to_have_missed_it() -> None:
    late = findings_of("vietnam-provinces")
    told = words(show.verdicts(make_case(late, "EMP", "45", "vi")))
    assert "so với mốc của cả nước" in told and "Không đạt" not in told


def test_a_note_in_both_languages_is_told_in_that_of_the_page(observed: Findings) -> None:
    vi, en = (words(show.standing(case(observed, "POV", lang=lang))) for lang in ("vi", "en"))
    assert "chuẩn đa chiều 2016-2020" in vi and " // " not in vi
    assert "multidimensional standard 2016-2020" in en and "chuẩn đa chiều" not in en


def test_the_conclusion_about_one_target_is_told_in_the_singular(findings: Findings) -> None:
    assert "The one target of this area: " in words(show.headline(case(findings, "POV", lang="en")))


def test_the_other_reading_of_a_target_stands_beside_it_and_can_be_put_in_force(findings: Findings) -> None:
    target = findings.programme.targets["T-EMP-03"]
    other = target.model_copy(update={"in_force": "X-03b"}).as_read()
    assert (other.indicator, other.value, other.stretch) == ("EMP_CERT_OF_TRAINED", 50.0, 55.0)
    assert other.readings[0].indicator == "EMP_CERT_RATE" and target.as_read() is target


def test_where_nothing_stands_beside_the_verdicts_no_heading_stands_over_nothing(tmp_path: Path) -> None:
    create_programme(tmp_path / "new", "vi", io.StringIO())
    assert words(show.readings(load_case(tmp_path / "new", "", "H1"))) == ""
    assert words(show.readings(load_case("cam-lo", "", "468"))).startswith("Có đạt không Ghi chú")
