"""The funnel plot and the look back: what they draw, what they leave out, what they say."""

import io

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from PIL import Image

from workbench.briefing.canvas import ACCENT, INK, SHADE, WIDTH
from workbench.briefing.figures import funnel, projection
from workbench.briefing.looking_back import looking_back
from workbench.briefing.picture import DPI, Picture, Pictures
from workbench.case import load_case


@pytest.fixture(scope="module")
def case():
    return load_case("cam-lo", "", "468")


def test_a_picture_is_as_wide_as_it_is_read_and_its_small_palette_keeps_its_colours(case):
    image = Image.open(io.BytesIO(projection(case, "EMP_TRAINED_RATE").png()))
    assert image.mode == "P" and image.width == int(WIDTH * DPI)
    shown = [colour for _, colour in image.convert("RGB").getcolors()]
    for wanted in (INK, SHADE, ACCENT):
        red, green, blue = (255 * one for one in to_rgb(wanted))
        assert min(max(abs(r - red), abs(g - green), abs(b - blue)) for r, g, b in shown) < 20, wanted


def test_a_funnel_names_who_lies_outside_and_says_every_figure(case):
    picture = funnel(case, "EMP_TRAINED_RATE")
    assert isinstance(picture, Picture) and "[MÔ PHỎNG]" in picture.alt
    outside = picture.alt.partition("Nằm ngoài: ")[2].partition(".")[0]
    # 72.4 % of 4,048 beside 58.3 %: 18 standard errors; 60.8 % of 1,521: 2.
    assert "thị trấn Cam Lộ" in outside and "xã Cam Thanh" not in outside
    assert "Xã Cam Thanh 60,8% / 1.521" in picture.alt


@pytest.mark.parametrize("indicator", ["EMP_TRAINED_RATE", "POV_RATE", "EMP_UNEMP_RATE"])
def test_in_a_funnel_no_name_covers_another(case, indicator):
    figure = funnel(case, indicator).figure
    drawn = FigureCanvasAgg(figure).get_renderer()
    boxes = [one.get_window_extent(drawn) for one in figure.axes[0].texts]
    assert len(boxes) == 9
    assert not [(a, b) for number, a in enumerate(boxes) for b in boxes[:number] if a.overlaps(b)]


@pytest.mark.parametrize("indicator", ["EMP_NEW_JOBS", "EMP_INCOME_PC"])
def test_what_is_no_share_of_counted_cases_has_no_funnel(case, indicator):
    assert funnel(case, indicator) == Pictures(())


def test_fewer_than_three_units_have_no_funnel(folder):
    assert funnel(load_case(folder.path, "", "D1", as_of=2016), "TRAINED") == Pictures(())


def test_looking_back_holds_what_was_said_beside_what_came():
    html = str(looking_back(load_case("vietnam-provinces", "", "45", as_of=2014)).html)
    assert "nếu nói từ năm 2014" in html and html.count("<tr") >= 2 and "mô phỏng" not in html


def test_from_the_latest_year_there_is_nothing_to_look_back_at(case):
    assert "Chọn năm as_of trước" in str(looking_back(case).html)


def test_on_simulated_figures_the_look_back_says_that_it_shows_nothing_real():
    assert "chỉ minh họa" in str(looking_back(load_case("cam-lo", "", "468", as_of=2016)).html)


@pytest.mark.parametrize("indicator", ["EMP_NEW_JOBS", "EMP_UNEMP_RATE", "EMP_TRAINED_RATE"])
def test_the_words_of_a_target_cover_no_figure(indicator):
    """New jobs cross their target in the first years: there is room neither over its line nor under it."""
    figure = projection(load_case("cam-lo", "EMP", "468"), indicator).figure
    figure.canvas.draw()
    (axes,) = figure.axes
    (words,) = [one for one in axes.texts if one.get_text().startswith("mục tiêu")]
    points = [axes.transData.transform(point) for line in axes.lines if line.get_marker() == "o" for point in line.get_xydata()]
    box = words.get_window_extent()
    assert len(points) == 5 and not any(box.contains(*point) for point in points) and box.y1 <= axes.get_window_extent().y1
