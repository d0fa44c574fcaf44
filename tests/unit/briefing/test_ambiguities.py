"""The twenty-three sentences that can be read in more than one way: each a visible reading, figure or footnote of the district."""

import re

import pytest

from tests.conftest import ROOT, Folder
from workbench.briefing import show
from workbench.briefing.phrases import Phrases
from workbench.case import make_case
from workbench.findings import Findings, load_findings
from workbench.programme import load_programme

# Ambiguity -> the area that carries it, and what shows how it is read there, beside its footnote.
READ = {
    "X-01": ("EMP", "X-01b , .*?điểm giữa 1.150.*?X-01c , .*?không quá 1.200"),
    "X-02": ("EMP", "X-02b , .*?từ 69% trở lên"),
    "X-03": ("EMP", "X-03b , .*?trên số lao động đã qua đào tạo"),
    "X-04": ("EMP", "X-04b , .*?khu vực thành thị"),
    "X-05": ("EMP", "X-05b , .*?giá so sánh.*?X-05c , .*?gấp 3 lần"),
    "X-06": ("POV", "X-06b , .*?của chính tỷ lệ hộ nghèo"),
    "X-07": ("ASS", "đếm cả hồ sơ chờ duyệt, chưa rà soát"),
    "X-08": ("ASS", "Theo định nghĩa của Luật Trẻ em 2016, ghi chú thuật ngữ cũ"),
    "X-09": ("ASS", "năm không phát sinh thiệt hại ghi “không phát sinh”"),
    "X-10": ("EDU", r"vào lớp 10” II.6.1, dòng 75 \(X-10, X-22\)"),
    "X-11": ("EDU", "ít nhất 1 trường mỗi cấp"),
    "X-12": ("EDU", "danh hiệu, không lượng hóa"),
    "X-13": ("HLT", "Hiện có 9 đơn vị; đến năm 2020 danh mục có 8 đơn vị"),
    "X-14": ("HLT", "mốc trên 90%.*?từ 95% trở lên"),
    "X-15": ("HLT", "cân nặng/tuổi.*?dưới 7%"),
    "X-16": ("HOU", "X-16b , .*?cả hộ mới phát sinh"),
    "X-17": ("WAT", "X-17b , .*?đạt quy chuẩn"),
    "X-18": ("WAT", "từ 90% trở lên"),
    "X-19": ("INF", "Xác định có hoặc không ở từng xã, thị trấn"),
    "X-20": ("NCC", r"trên 1\.000 lượt người/tháng"),
    "X-21": ("NCC", r"“xây mới: 50 triệu” II.1.3, dòng 33 \(X-21\)"),
    "X-22": ("EDU", "không ghi năm"),
    "X-23": ("", "Giai đoạn 2013 - 2017; năm gốc là tham số"),
}
READINGS = [(target.id, reading.id) for target in load_programme(ROOT / "data" / "cam-lo").targets.values() for reading in target.readings]


def words(*shown: object) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", " ".join(str(one.html) for one in shown)))


def told_of(findings: Findings, area: str, lang: str = "vi") -> str:
    case = make_case(findings, area, "468", lang)
    if not area:
        return words(show.report_annex(case))
    kept = [show.kept(case, target.id) for target in case.targets if target.type == "maintain_count"]
    return words(show.promises(case), show.standing(case), show.verdicts(case), *kept)


def test_all_twenty_three_are_asked_for(cam_lo: Findings) -> None:
    assert [one.id for one in cam_lo.programme.registers.ambiguities] == list(READ) and len(READ) == 23


@pytest.mark.parametrize("name", READ)
def test_it_is_footnoted_with_the_reading_in_force_and_visible_in_what_the_page_shows(name: str, cam_lo: Findings) -> None:
    area, visible = READ[name]
    told = told_of(cam_lo, area)
    one = next(one for one in cam_lo.programme.registers.ambiguities if one.id == name)
    assert f"{name} : {one.text['vi']} Cách đọc: {one.default['vi']}" in told
    assert re.search(visible, told)
    assert f"{name} : {one.text['en']} Reading: {one.default['en']}" in told_of(cam_lo, area, "en")


@pytest.mark.parametrize(("target", "reading"), READINGS)
def test_another_reading_stands_with_its_own_verdict_beside_the_one_in_force(target: str, reading: str, cam_lo: Findings) -> None:
    area = cam_lo.programme.area_of[target].area
    case = make_case(cam_lo, area, "468", "vi")
    told, page = Phrases(case), words(show.verdicts(case))
    row = cam_lo.readings.query("unit_code == '468' and target_id == @target and reading_id == @reading").iloc[0].to_dict()
    own = case.assessment(target)
    assert f" {reading} , {told.short(cam_lo.programme.targets[target])} – " in page
    line = page.split(f" {reading} , ")[1].split(" X-")[0]
    assert str(told.verdict(row)) in line
    assert str(told.verdict(own)) in page.split(" X-")[0]


@pytest.mark.parametrize(("target", "reading"), READINGS)
def test_one_key_puts_it_in_force(target: str, reading: str, cam_lo: Findings) -> None:
    before = cam_lo.programme.targets[target]
    after = before.model_copy(update={"in_force": reading}).as_read()
    chosen = next(one for one in before.readings if one.id == reading)
    assert (after.indicator, after.value) == (
        chosen.indicator or before.indicator,
        before.value if chosen.value is None else chosen.value,
    )
    assert after.is_relative == chosen.is_relative and after.operator == (chosen.operator or before.operator)
    assert after.readings[0].id == f"{target}-own" and reading not in {one.id for one in after.readings}


def test_the_key_in_a_programme_folder_changes_what_is_asked_of_each_unit(folder: Folder) -> None:
    """The yearly cut read as 0.5 % of the unit's own rate instead of 0.5 points."""
    asked = load_findings(folder.path).assessments.set_index("unit_code")["target_value"]
    folder.replace("areas/01_poverty.toml", 'quote = "0.5 points every year"', 'quote = "0.5 points every year"\nin_force = "X-01b"')
    folder.append("areas/01_poverty.toml", '\n[[targets.readings]]\nid = "X-01b"\ntitle = "of the rate"\nvalue = 0.5\nis_relative = true\n')
    findings = load_findings(folder.path)
    rows = findings.assessments.query("target_id == 'T-POV-01'").set_index("unit_code")
    rate = folder.value("101", "POV_RATE", int(rows.loc["101", "latest_year"]))["value"]
    assert (asked == 0.5).any() and rows.loc["101", "target_value"] == pytest.approx(0.005 * rate)
    other = findings.readings.query("unit_code == '101' and target_id == 'T-POV-01'")
    assert list(other["reading_id"]) == ["T-POV-01-own"] and list(other["target_value"]) == [0.5]


def test_a_reading_of_the_rate_is_refused_where_no_rate_is_cut(folder: Folder) -> None:
    text = (folder.path / "areas/02_work.toml").read_text(encoding="utf-8")
    at = text.index("[[targets]]")
    folder.write("areas/02_work.toml", text[:at] + text[at:].replace("quote =", "is_relative = true\nquote =", 1))
    assert any("is_relative goes with type = 'annual_change_pp'" in fault for fault in folder.definition_faults())
