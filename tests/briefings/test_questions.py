"""The fifteen questions of leadership, each answered on a page: with figures and without, for the district and for a commune."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.briefings.conftest import ROOT
from tests.briefings.html import read_page

pytestmark = pytest.mark.slow
DISTRICT, COMMUNE = "468-huyen-cam-lo", "19609-xa-cam-thanh"

# question -> page, what answers it with figures, what is said where there are none
ANSWERS = {
    1: ("00_overview", r"Trong 20 chỉ tiêu của mục V: \d+mp đã đạt; .*chưa đủ số liệu", r"19 chưa đủ số liệu; 1 đánh giá định tính"),
    2: (
        "00_overview",
        r"Các chỉ tiêu có khả năng đạt thấp nhất[\s\S]*?\d người",
        r"Không có chỉ tiêu nào ở mức đáng lo, trong số các chỉ tiêu đã đủ số liệu",
    ),
    3: ("02_employment", r"Nếu Xã .* \(thiếu nhiều nhất\) ở mức bình quân của Huyện Cam Lộ thì", r"Chưa có số liệu theo đơn vị"),
    4: ("00_overview", r"Cần mỗi năm[\s|]+Bình quân 3 năm qua[\s\S]*đpt", r"Chưa đủ số liệu để tính tốc độ cần thiết"),
    5: ("02_employment", r"Từng năm: Giải quyết việc làm mới hằng năm[\s\S]*Đạt trong năm", r"có đếm trùng xuất khẩu lao động"),
    6: (
        "02_employment",
        r"Tỷ trọng có bằng cấp, chứng chỉ trong số lao động qua đào tạo[\s\S]*ngành Thống kê chỉ tính từ sơ cấp",
        r"ngành Thống kê chỉ tính từ sơ cấp",
    ),
    7: ("02_employment", r"X-04b, Tỷ lệ thất nghiệp: Thất nghiệp khu vực thành thị: ", r"chung hay thành thị"),
    8: ("02_employment", r"X-05b, .*giá so sánh: [^…]*khả năng", r"cần gấp 2,335 lần danh nghĩa"),
    9: ("03_poverty_reduction", r"Từng năm: Giảm tỷ lệ hộ nghèo hằng năm[\s\S]*Đạt trong năm", r"Chuỗi số liệu tách từ năm 2015"),
    10: ("07_health", r"Ở xã có thể vượt 100%[\s\S]*còn thiếu so với mốc trên 90%", r"trên 90%[\s\S]*từ 95% trở lên"),
    11: (
        "04_insurance",
        r"8,71%[\s\S]*Mục V không đặt chỉ tiêu định lượng|Mục V không đặt chỉ tiêu định lượng[\s\S]*8,71%",
        r"chậm đóng, nợ đọng BHXH",
    ),
    12: (
        "05_social_assistance",
        r"rà soát đối tượng tại địa phương còn thiếu kịp thời",
        r"rà soát đối tượng tại địa phương còn thiếu kịp thời",
    ),
    13: ("09_water", r"89%[\s\S]*không ghi năm", r"89%[\s\S]*không ghi năm"),
    14: ("08_housing", r"Mức cho vay làm nhà ở hộ nghèo[^.]*50 triệu đồng/hộ", r"chưa tính được kinh phí"),
    15: (
        "00_overview",
        r"Số liệu chốt đến hết năm 2017[\s\S]*DỰ THẢO|DỰ THẢO[\s\S]*Số liệu chốt đến hết năm 2017",
        r"DỰ THẢO[\s\S]*Số liệu chốt đến hết năm 2017",
    ),
}


def text_of(run: Path, unit: str, page: str) -> str:
    (path,) = (run / unit).glob(f"{page}*.html")
    root = read_page(path.read_text(encoding="utf-8"))
    for cell in [*root.all("td"), *root.all("th")]:
        cell.children.append("| ")
    return re.sub(r"\n(?=\|)", "", root.text)


def test_every_question_of_the_programme_has_its_answer() -> None:
    registers = tomllib.loads((ROOT / "data" / "cam-lo" / "registers.toml").read_text(encoding="utf-8"))
    assert {int(one["id"]) for one in registers["questions"]} == set(ANSWERS)


@pytest.mark.parametrize("question", ANSWERS)
def test_it_is_answered_for_the_district(question: int, district: Path) -> None:
    page, with_figures, _ = ANSWERS[question]
    assert re.search(with_figures, text_of(district, DISTRICT, page))


@pytest.mark.parametrize("question", ANSWERS)
def test_without_figures_it_is_answered_by_why_not(question: int, district_observed: Path) -> None:
    page, _, without = ANSWERS[question]
    assert re.search(without, text_of(district_observed, DISTRICT, page))


@pytest.mark.parametrize(
    ("question", "page", "words"),
    [
        (1, "00_overview", r"Trong 20 chỉ tiêu của mục V: .*không áp dụng"),
        (3, "02_employment", r"còn thiếu \d+ ngườimp, bằng \d+%mp phần thiếu của Huyện Cam Lộ; đứng thứ \dmp/9"),
        (4, "02_employment", r"Cần mỗi năm"),
        (5, "02_employment", r"người mỗi nămmp \(phần phân bổ theo tỷ trọng\)"),
        (9, "03_poverty_reduction", r"Từng năm: Giảm tỷ lệ hộ nghèo hằng năm"),
        (11, "04_insurance", r"không thống kê theo đơn vị này, chỉ có ở huyện"),
        (13, "09_water", r"chỉ áp dụng cho khu vực thành thị"),
        (15, "07_health", r"Nguồn số liệu dùng trên trang"),
    ],
)
def test_a_commune_has_its_own_answer(question: int, page: str, words: str, district: Path) -> None:
    del question  # names the case
    assert re.search(words, text_of(district, COMMUNE, page))
