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
        r"Chưa chỉ tiêu nào đủ số liệu để nhận định",
    ),
    3: ("02_employment", r"Nếu xã .* \(cách mốc xa nhất\) ở mức bình quân của huyện Cam Lộ thì", r"Chưa có số liệu theo đơn vị"),
    4: ("00_overview", r"Cần mỗi năm[\s|]+Bình quân 3 năm qua[\s\S]*đpt", r"Chưa đủ số liệu để tính tốc độ cần thiết"),
    5: ("02_employment", r"Từng năm: Giải quyết việc làm mới hằng năm[\s\S]*Đạt trong năm", r"có đếm trùng xuất khẩu lao động"),
    6: (
        "02_employment",
        r"Tỷ trọng có bằng cấp, chứng chỉ trong số lao động qua đào tạo[\s\S]*ngành Thống kê chỉ tính từ sơ cấp",
        r"ngành Thống kê chỉ tính từ sơ cấp",
    ),
    7: ("02_employment", r"X-04b, Tỷ lệ thất nghiệp – Thất nghiệp khu vực thành thị: ", r"chung hay thành thị"),
    8: ("02_employment", r"X-05b, .*giá so sánh: [^…]*khả năng", r"bằng 2 lần theo giá năm 2015"),
    9: ("03_poverty_reduction", r"Từng năm: Giảm tỷ lệ hộ nghèo hằng năm[\s\S]*Đạt trong năm", r"Chuỗi số liệu tách từ năm 2015"),
    10: ("07_health", r"Ở xã có thể vượt 100%[\s\S]*khoảng cách của từng đơn vị đến mốc trên 90%", r"trên 90%[\s\S]*từ 95% trở lên"),
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
        r"DỰ THẢO[\s\S]*mới có 8/9 đơn vị báo cáo \(chưa có: xã Cam Chính\)[\s\S]*Số liệu chốt đến hết năm 2017",
        r"DỰ THẢO[\s\S]*Số liệu chốt đến hết năm 2017",
    ),
}


# The same for a rural commune: its own figures, or why it has none.
COMMUNE_ANSWERS = {
    1: (
        "00_overview",
        r"Trong 20 chỉ tiêu của mục V: .*3 không áp dụng",
        r"Trong 20 chỉ tiêu của mục V: 17 chưa đủ số liệu; 3 không áp dụng",
    ),
    2: ("00_overview", r"Các chỉ tiêu có khả năng đạt thấp nhất[\s\S]*?\d người", r"Chưa chỉ tiêu nào đủ số liệu để nhận định"),
    3: (
        "02_employment",
        r"còn thiếu \d+ ngườimp, bằng \d+%mp phần thiếu của huyện Cam Lộ; đứng thứ \dmp/9",
        r"Đơn vị quyết định kết quả[\s\S]*Chưa có số liệu theo đơn vị",
    ),
    4: ("00_overview", r"Cần mỗi năm[\s|]+Bình quân 3 năm qua[\s\S]*đpt", r"Chưa đủ số liệu để tính tốc độ cần thiết"),
    5: (
        "02_employment",
        r"người mỗi nămmp \(phần phân bổ theo tỷ trọng\)[\s\S]*Từng năm: Giải quyết việc làm mới hằng năm",
        r"có đếm trùng xuất khẩu lao động[\s\S]*\(chung của huyện Cam Lộ, chưa phân bổ\)[\s\S]*chưa có số liệu để phân bổ chỉ tiêu",
    ),
    6: (
        "02_employment",
        r"Tỷ trọng có bằng cấp, chứng chỉ trong số lao động qua đào tạo[\s\S]*ngành Thống kê chỉ tính từ sơ cấp",
        r"Tỷ trọng có bằng cấp, chứng chỉ trong số lao động qua đào tạo: chưa có số liệu[\s\S]*ngành Thống kê chỉ tính từ sơ cấp",
    ),
    7: (
        "02_employment",
        r"1% chỉ là 20 - 50 người: dao động ngẫu nhiên lớn[\s\S]*khu vực thành thị: Không áp dụng \(chỉ áp dụng cho khu vực thành thị\)",
        r"chung hay thành thị[\s\S]*Tỷ lệ người thất nghiệp \(chung\): chưa có số liệu[\s\S]*phải ghi nguồn, không so trực tiếp",
    ),
    8: (
        "02_employment",
        r"X-05b, .*giá so sánh: năm 2017 là 1,\d+mp lần; .*đạt.*, khả năng",
        r"bằng 2 lần theo giá năm 2015[\s\S]*X-05b, .*giá so sánh: Chưa đủ số liệu",
    ),
    9: (
        "03_poverty_reduction",
        r"không có khả năng lao động\)[\s\S]*Từng năm: Giảm tỷ lệ hộ nghèo hằng năm[\s\S]*Chuỗi số liệu tách từ năm 2015",
        r"không có khả năng lao động\): chưa có số liệu[\s\S]*Chuỗi số liệu tách từ năm 2015",
    ),
    10: (
        "07_health",
        r"Ở xã có thể vượt 100%[\s\S]*chưa nói được nhóm nào chưa tham gia[\s\S]*Tỷ lệ tham gia BHYT \(mốc trên 90%\)",
        r"trên 90%[\s\S]*từ 95% trở lên[\s\S]*Tỷ lệ dân số tham gia BHYT: chưa có số liệu",
    ),
    11: (
        "04_insurance",
        r"Mục V không đặt chỉ tiêu định lượng[\s\S]*8,71%[\s\S]*không thống kê theo đơn vị này, chỉ có ở huyện",
        r"Mục V không đặt chỉ tiêu định lượng[\s\S]*nợ đọng BHXH, BHYT, BHTN: không thống kê[\s\S]*chậm đóng, nợ đọng",
    ),
    12: (
        "05_social_assistance",
        r"thường xuyên: còn thiếu \d+ ngườimp[\s\S]*rà soát đối tượng tại địa phương còn thiếu kịp thời",
        r"Trong 3 chỉ tiêu của lĩnh vực: 3 chưa đủ số liệu[\s\S]*rà soát đối tượng tại địa phương còn thiếu kịp thời",
    ),
    13: (
        "09_water",
        r"89%[\s\S]*không ghi năm[\s\S]*chỉ áp dụng cho khu vực thành thị",
        r"89%[\s\S]*không ghi năm[\s\S]*chỉ áp dụng cho khu vực thành thị",
    ),
    14: (
        "08_housing",
        r"Danh sách gốc đã khóa[\s\S]*Còn lại \(năm\)[\s\S]*Xã Cam Thanh",
        r"Danh sách gốc đã khóa[\s\S]*chưa tính được kinh phí",
    ),
    15: (
        "00_overview",
        r"DỰ THẢO[\s\S]*Chuỗi số liệu tách[\s\S]*Nguồn số liệu dùng trên trang[\s\S]*Số liệu chốt đến hết năm 2017",
        r"DỰ THẢO[\s\S]*Chuỗi số liệu tách[\s\S]*không dùng số liệu nào ngoài[\s\S]*Số liệu chốt đến hết năm 2017",
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
    assert {int(one["id"]) for one in registers["questions"]} == set(ANSWERS) == set(COMMUNE_ANSWERS)


@pytest.mark.parametrize("question", ANSWERS)
def test_it_is_answered_for_the_district(question: int, district: Path) -> None:
    page, with_figures, _ = ANSWERS[question]
    assert re.search(with_figures, text_of(district, DISTRICT, page))


@pytest.mark.parametrize("question", ANSWERS)
def test_without_figures_it_is_answered_by_why_not(question: int, district_observed: Path) -> None:
    page, _, without = ANSWERS[question]
    assert re.search(without, text_of(district_observed, DISTRICT, page))


@pytest.mark.parametrize("question", COMMUNE_ANSWERS)
def test_a_commune_has_its_own_answer(question: int, district: Path) -> None:
    page, with_figures, _ = COMMUNE_ANSWERS[question]
    assert re.search(with_figures, text_of(district, COMMUNE, page))


@pytest.mark.parametrize("question", COMMUNE_ANSWERS)
def test_a_commune_without_figures_is_told_why_not(question: int, district_observed: Path) -> None:
    page, _, without = COMMUNE_ANSWERS[question]
    assert re.search(without, text_of(district_observed, COMMUNE, page))
