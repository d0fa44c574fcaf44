"""The desk's sections on the method: real panels, published figures, every picture with its numbers."""

import re

import pytest

from tests.briefings.html import read_page
from tests.conftest import findings_of
from workbench.briefing import figures, show
from workbench.case import Case, make_case
from workbench.projection.track_record import read_parts, read_record


@pytest.fixture(scope="module")
def province() -> Case:
    return make_case(findings_of("vietnam-provinces"), "", "45", "vi")


@pytest.fixture(scope="module")
def commune() -> Case:
    return make_case(findings_of("cam-lo"), "", "19612", "en")


def words(shown: object) -> str:
    return re.sub(r"\s+", " ", read_page(str(shown.html)).text)


def test_both_ways_stand_side_by_side_and_are_the_same_to_the_printed_digit(province: Case) -> None:
    told = words(show.taken_apart(province))
    pairs = re.findall(r"(-?\d+,\d{4}) / (-?\d+,\d{4})", told)
    assert len(pairs) == 9 and all(first == second for first, second in pairs)
    (apart,) = re.findall(r"lệch nhau nhiều nhất (\de-\d+)", told)
    assert float(apart) < 1e-8 and "nhóm 14 đơn vị có tỉnh Quảng Trị" in told


def test_a_simulated_panel_says_so_in_each_row_and_number(commune: Case) -> None:
    root = read_page(str(show.taken_apart(commune).html))
    rows = [row for table in root.all("table") for row in table.all("tr")[1:] if "numbers" not in row.classes]
    assert len(rows) > 5 and all("sim" in row.classes and "(simulated)" in row.text for row in rows)
    for row in rows:
        assert [cell.text for cell in row.all("td")[1:] if re.search(r"\d", cell.text) and "sim" not in cell.text] == []


def test_a_unit_without_projections_has_nothing_to_take_apart() -> None:
    case = make_case(findings_of("cam-lo", observed_only=True), "", "19612", "en")
    assert "has no target that is projected" in words(show.taken_apart(case))


def test_the_losses_begin_with_the_worst_indicator_of_the_file(province: Case) -> None:
    parts = read_parts()
    third = parts[(parts["part"] == "indicator") & (parts["horizon"] == 3) & (parts["windows"] >= 30)]
    worst = third.loc[third["coverage80"].idxmin()]
    table, by_year = read_page(str(show.losses(province).html)).all("table")
    bodies = [[row for row in one.all("tr")[1:] if "numbers" not in row.classes] for one in (table, by_year)]
    first = [cell.text.strip() for cell in (*bodies[0][0].all("th"), *bodies[0][0].all("td"))]
    assert first[0] == worst["name"] and float(first[2].rstrip("%")) == pytest.approx(100 * worst["coverage80"], abs=0.5)
    assert all(int(row.all("td")[0].text.replace(".", "")) >= 30 for rows in bodies for row in rows)


@pytest.mark.parametrize("draw", ["regimes", "reliability", "tested"])
def test_every_picture_carries_its_numbers_and_is_drawn_the_same_twice(draw: str, province: Case) -> None:
    picture = getattr(figures, draw)(province)
    assert len(re.findall(r"\d+", picture.alt)) >= 20 and picture.png() == getattr(figures, draw)(province).png()
    assert picture.alt.startswith("[MÔ PHỎNG]") == picture.caption.startswith("[MÔ PHỎNG]") == (draw == "regimes")


def test_the_reliability_picture_tells_every_bin_of_the_file(province: Case) -> None:
    told = re.findall(r"(\d+,\d)%: (\d+,\d)%", figures.reliability(province).alt)
    found = [tuple(float(one.replace(",", ".")) for one in pair) for pair in told]
    assert found == [(pytest.approx(100 * row.said, abs=0.051), pytest.approx(100 * row.came_true, abs=0.051)) for row in read_record()]
