"""The analysts' tables: our projection beside common models, and what each did in earlier years."""

import re

import pytest

from tests.conftest import findings_of
from workbench.assessment.common_models import COMMON, ask_common_models
from workbench.briefing.comparisons import back_tests, comparisons
from workbench.briefing.official import official
from workbench.briefing.phrases import Phrases
from workbench.case import make_case
from workbench.findings import Findings
from workbench.projection.comparisons import MODELS


@pytest.fixture(scope="module")
def provinces() -> Findings:
    return findings_of("vietnam-provinces")


@pytest.fixture(scope="module")
def district() -> Findings:
    return findings_of("cam-lo")


def words(shown: object) -> str:
    return " ".join(re.sub("<[^>]+>", " ", str(shown._repr_html_())).split())


def test_common_models_are_asked_for_levels_at_the_horizon_alone(district):
    rows = district.assessments[district.assessments["unit_code"] == "468"]
    table = ask_common_models(district.programme, district.values, rows, as_of=district.as_of)
    assert list(table.columns) == COMMON
    asked = {district.programme.targets[name].type for name in table["target_id"]}
    assert asked == {"level", "ratio_to_base", "coverage_100"}
    assert (table.groupby("target_id")["method"].apply(set) == set(MODELS)).all()
    answered = table["reason"] == ""
    assert table.loc[answered, ["q10", "q50", "q90", "p_met"]].notna().all(axis=None)
    assert table.loc[~answered, ["q10", "q50", "q90", "p_met"]].isna().all(axis=None)


def test_a_unit_sees_every_model_beside_ours_or_why_it_says_nothing(provinces):
    case = make_case(provinces, "EMP", "45", "vi")
    said = words(comparisons(case))
    assert "Đường thẳng" in said and "Bước ngẫu nhiên có trôi" in said
    rows = [row for row in case.assessments.to_dict("records") if row["reason"] != "not_published"]  # nothing to hold a model against
    assert len(rows) == 3 and all(str(Phrases(case).verdict(row)) in said for row in rows)
    assert "quá ít năm số liệu" in said  # income: four figures, and Holt asks for five


def test_simulated_projections_of_common_models_are_marked(district):
    said = words(comparisons(make_case(district, "EMP", "468", "vi")))
    assert "(mô phỏng)" in said and re.search(r"\d% mp", said)


def test_an_area_with_nothing_to_compare_says_so(district):
    assert "Không có chỉ tiêu nào" in words(comparisons(make_case(district, "POV", "468", "vi")))


def test_a_back_test_names_its_years_units_and_every_method(provinces):
    said = words(back_tests(make_case(provinces, "EMP", "R3", "en")))
    assert "From each year between 2011 and 2015" in said and "15 units" in said
    assert all(name in said for name in ("Projection here", "Straight line", "Local linear trend", "Damped Holt", "Eurostat", "ESCAP"))
    assert "simulated" not in said


def test_a_back_test_on_simulated_figures_says_that_it_shows_nothing_real(district):
    said = words(back_tests(make_case(district, "HOU", "19600", "vi")))
    assert "không cho biết độ tin cậy thật" in said and "mp" in said


def test_an_area_without_series_has_nothing_to_test(district):
    assert "Chưa có chuỗi nào" in words(back_tests(make_case(district, "EDU", "468", "vi")))


def test_the_desk_sees_official_methods_for_all_targets_of_a_province(provinces):
    said = words(official(make_case(provinces, "", "45", "vi"), on_request=True))
    assert "ESCAP" in said and "Lao động có bằng cấp" in said
