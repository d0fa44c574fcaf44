"""A page made under a scenario says so, in the reader's language, line by line."""

import datetime

import pytest

from workbench.briefing.assumed import assumed
from workbench.briefing.page import page_facts
from workbench.case import make_case
from workbench.findings import load_findings
from workbench.programme import Aim, Lever, Scenario, Words, keep_scenario, load_programme, under


@pytest.fixture
def scenario():
    return Scenario(
        programme="cam-lo",
        name="thu",
        title=Words({"vi": "Đào tạo <nhanh>", "en": "Faster"}),
        kept=datetime.date(2026, 11, 24),
        levers=(
            Lever(indicator="EMP_TRAINED_RATE", pace=1.5),
            Lever(indicator="EMP_UNEMP_RATE", units=("19609",), shock=0.5, shock_year=2019),
        ),
        targets=(Aim(target="T-EMP-02", value=65.0),),
    )


def test_every_assumption_is_a_line_in_vietnamese(scenario):
    told = assumed(under(load_programme("cam-lo"), scenario), "vi")
    assert told[0].startswith("PHƯƠNG ÁN GIẢ ĐỊNH: Đào tạo &lt;nhanh&gt; (tệp thu, ghi ngày 24/11/2026).")
    assert [str(line) for line in told[1:]] == [
        "Tỷ lệ lao động qua đào tạo (mọi đơn vị): nhịp thay đổi dự báo nhân với 1,5.",
        "Tỷ lệ người thất nghiệp (chung) (Xã Cam Thanh): từ năm 2019 dịch đi +0,5 đpt.",
        "Tỷ lệ lao động qua đào tạo: mức phải đạt là 65% thay vì 70%.",
    ]


def test_and_in_english(scenario):
    told = assumed(under(load_programme("cam-lo"), scenario), "en")
    assert "kept on 24 November 2026" in told[0] and "times 1.5" in told[1] and "moved by +0.5 pp from 2019 on" in told[2]
    assert told[3].endswith("the mark is 65% instead of 70%.")


def test_without_a_scenario_nothing_is_assumed():
    assert assumed(load_programme("cam-lo"), "vi") == []


def test_the_title_and_the_head_of_a_page_name_it(folder):
    kept = Scenario(programme="three-communes", name="nhanh", title="Nhanh hơn", levers=(Lever(indicator="TRAINED", pace=2.0),))
    keep_scenario(folder.programme, kept)
    facts = page_facts(make_case(load_findings(folder.path, scenario="nhanh"), "EMP", "101", "vi"), "0" * 64)
    assert "phương án giả định “Nhanh hơn”" in facts["title"] and len(facts["scenario"]) == 2
