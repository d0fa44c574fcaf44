"""The block that holds official methods beside ours: whole in words, the top unit's unless asked for, ours the verdict."""

import dataclasses
import itertools
import re

import pytest

from tests.conftest import findings_of
from workbench.assessment.disagreement import CONTRADICTIONS
from workbench.assessment.official import METHODS
from workbench.briefing.official import ORDER, official
from workbench.briefing.texts import load_texts
from workbench.case import make_case
from workbench.findings import Findings

YEARS = [2015, 2016, 2017]


@pytest.fixture(scope="module")
def findings() -> Findings:
    return findings_of("cam-lo")


def block(findings: Findings, area: str, code: str, lang: str = "vi", **asked: bool) -> str:
    html = str(official(make_case(findings, area, code, lang), **asked)._repr_html_())
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def test_every_category_and_every_reason_has_its_words_and_no_word_is_left_over():
    found = {(name, "") for name in METHODS}
    for horizon, base, n in itertools.product((2017, 2020, 2030), (2015, 2014), (0, 1, 3)):
        for operator, target in itertools.product(("<", "<=", ">=", "="), (0.0, 50.0, 55.0, 100.0)):
            for values in itertools.product((-1.0, 0.0, 1.0, 40.0, 50.0, 53.0, 54.0, 99.0), repeat=n):
                for name, method in METHODS.items():
                    said = method(YEARS[:n], values, operator=operator, target=target, base_year=base, horizon=horizon)
                    found.add((name, said.verdict) if said.verdict else ("reason", said.reason))
    told = {key for key in load_texts("vi") if re.match(r"official\.(escap|eurostat|unsd|sdsn|jmp|plan|reason)\.", key)}
    given = {"official.reason.annual_flow", "official.reason.annual_change_pp", "official.reason.status"}  # by the kind of target
    assert {f"official.{name}.{word}" for name, word in found if word} == told - given


def test_every_method_has_a_name_a_number_and_one_explanation():
    for part in ("method", "measure", "explained"):
        assert {key.rpartition(".")[2] for key in load_texts("vi") if key.startswith(f"official.{part}.")} == set(METHODS)


def test_every_kind_of_contradiction_has_its_sentence():
    told = {key.rpartition(".")[2] for key in load_texts("vi") if key.startswith("official.contradiction.")}
    assert told == {*ORDER, "mirrored_zero", "ours_less_divided", "ours_more_divided"}


def test_the_district_sees_ours_first_and_then_each_method(findings):
    said = block(findings, "WAT", "468")
    head = said[said.index("Chỉ tiêu") :]
    names = ["Kết luận của trang này", "ESCAP", "Eurostat", "Thống kê LHQ", "SDSN", "JMP", "Thực hiện / kế hoạch"]
    assert [head.index(name) for name in names] == sorted(head.index(name) for name in names)
    assert "không phải đánh giá của các tổ chức đó" in said


def test_simulated_figures_are_marked_in_the_block(findings):
    said = block(findings, "WAT", "468")
    assert "hụt 8,5% mp" in said and "(mô phỏng)" in said


def test_what_divides_the_methods_is_told_once_together_with_ours(findings):
    said = block(findings, "WAT", "468")
    rural = said[said.index("hợp vệ sinh :") : said.index("Hộ đăng ký thu gom rác thải :")]
    assert "thận trọng hơn ESCAP, vốn cho là sẽ đạt; Eurostat, Thống kê LHQ, SDSN và JMP cũng cho là chưa đủ." in rural
    assert rural.count("JMP") == 1


def test_a_commune_sees_them_on_request_only(findings):
    assert block(findings, "WAT", "19600") == ""
    assert "ESCAP" in block(findings, "WAT", "19600", on_request=True)
    header = findings.programme.header.model_copy(update={"official_methods": "all"})
    asked = dataclasses.replace(findings, programme=dataclasses.replace(findings.programme, header=header))
    assert "ESCAP" in block(asked, "WAT", "19600")


def test_a_commune_is_compared_with_the_mark_and_never_said_to_have_missed_a_plan(findings):
    said = block(findings, "EMP", "19600", on_request=True)
    assert "Chưa bằng mốc chung" in said and "Chưa đạt" not in said and "chỉ so với mốc của huyện Cam Lộ" in said


def test_an_area_without_targets_has_no_block(findings):
    assert block(findings, "NCC", "468") == ""


def test_a_method_that_says_nothing_says_why(findings):
    said = block(findings, "EMP", "468")
    assert "ESCAP, Eurostat, Thống kê LHQ và SDSN không kết luận, vì đây là chỉ tiêu phải đạt từng năm" in said


def test_methods_that_say_nothing_at_all_are_not_explained_and_agree_with_nobody(findings):
    said = block(findings, "POV", "468")
    assert "Vượt" in said and "Ủy ban Kinh tế" not in said and "Không có chỗ nào" not in said and "Năm gốc" not in said


def test_a_rate_that_may_pass_its_bound_is_never_called_impossible(findings):
    assert "không thể có" not in block(findings, "HLT", "468") and "không thể có" in block(findings, "HOU", "468")


def test_the_same_in_english(findings):
    said = block(findings, "WAT", "468", "en")
    assert "Conclusion here" in said and "contradicts itself" in said and "not those organisations' assessments" in said


def test_contradictions_stand_in_the_findings_by_unit_and_target(findings):
    table = findings.contradictions
    assert list(table.columns) == CONTRADICTIONS and set(table["kind"]) <= set(ORDER)
    own = table[(table["unit_code"] == "468") & (table["target_id"] == "T-WAT-03")]
    assert {"mirrored", "own_line", "between", "ours_less"} <= set(own["kind"])
