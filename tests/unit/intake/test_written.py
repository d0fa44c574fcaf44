"""Numbers as communes write them: right, or asked about with every reading, and never silently another."""

import datetime
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.intake.cells import Line, Typed
from workbench.intake.measures import find_factor
from workbench.intake.words import Wording
from workbench.intake.written import Beside, find_decimal_sign, read_written

WORDS = Wording("en")
PERSONS = Line(True, False, False, ("người", "persons"))
RATE = Line(False, False, True, ("%",), 100.0)
MONEY = Line(False, False, False, ("triệu đồng", "million đồng"))
INCOME = Line(False, False, False, ("triệu đồng/người/năm",))
NORM = Line(False, False, False, ("đồng/tháng",))
STATUS = Line(True, True, False, ("xã, thị trấn",))


def read(value, line=PERSONS, number_format="General", **beside):
    return read_written(Typed(value, number_format=number_format), line, WORDS, Beside(**beside))


@pytest.mark.parametrize(
    ("text", "line", "value", "qualifier"),
    [
        ("8,71", RATE, 8.71, "exact"),
        ("8.71", RATE, 8.71, "exact"),
        ("'8,71 ", RATE, 8.71, "exact"),
        ("0,871", RATE, None, ""),  # 0.871 %, or a share
        ("1.234", PERSONS, 1234, "exact"),  # persons have no decimals
        ("1,234", PERSONS, 1234, "exact"),
        ("1\u00a0234", PERSONS, 1234, "exact"),
        ("1.234", RATE, 1.234, "exact"),  # 1234 % cannot be
        ("1.234.567", MONEY, 1234567, "exact"),
        ("1.234,5", MONEY, 1234.5, "exact"),
        ("2517 người", PERSONS, 2517, "exact"),
        ("2.517 Người.", PERSONS, 2517, "exact"),
        ("98%", RATE, 98, "exact"),
        ("khoảng 70%", RATE, 70, "about"),
        ("Ước khoảng 70 %", RATE, 70, "about"),
        ("trên 1000", PERSONS, 1000, "at_least"),
        (">= 1.000", PERSONS, 1000, "at_least"),
        ("dưới 7%", RATE, 7, "at_most"),
        ("không quá 50 người", PERSONS, 50, "at_most"),
        ("270.000,đ", NORM, 270000, "exact"),
        ("270.000,đ", MONEY, 0.27, "exact"),
        ("1,5 tỷ đồng", MONEY, 1500, "exact"),
        ("850 nghìn đồng", MONEY, 0.85, "exact"),
        ("1,2 tr.đ/người/tháng", INCOME, 14.4, "exact"),
    ],
)
def test_what_has_one_reading_is_read(text, line, value, qualifier):
    answer = read(text, line)
    if value is None:
        assert answer.question
    else:
        assert (answer.value, answer.qualifier, answer.question) == (value, qualifier, "")
        assert answer.conversion in ("digits", "unit")


@pytest.mark.parametrize(
    ("text", "line", "candidates"),
    [
        ("1.234", MONEY, "1234 / 1.234"),
        ("1,234", MONEY, "1.234 / 1234"),
        ("1100-1200", PERSONS, "1100 / 1200"),
        ("từ 1.100 đến 1.200 người", PERSONS, "1100 / 1200"),
        ("0,5 – 1", RATE, "0.5 / 1"),
        ("0,98", RATE, "0.98 / 98"),
        ("98%", PERSONS, "98"),
        ("2517 hộ", PERSONS, "hộ"),
        ("20 triệu", PERSONS, "triệu"),
        ("9/9", STATUS, "9"),
        ("9/9 xã", PERSONS, "9"),
        ("8,5", PERSONS, "8 / 8.5"),
        ("2517 người (nữ 1200)", PERSONS, "nữ"),
        ("12 34", PERSONS, "12 34"),
        ("năm 2017", PERSONS, "2017"),
        ("1.23.4", MONEY, "1.23.4"),
        ("12345678901234567890", MONEY, "12345678901234567890"),
    ],
)
def test_what_has_more_or_another_unit_is_a_question_that_names_them(text, line, candidates):
    answer = read(text, line)
    assert answer.value is None
    assert candidates in answer.question


@pytest.mark.parametrize(("decimal", "value"), [(",", 1234), (".", 1.234)])
def test_the_column_decides_between_thousands_and_decimals(decimal, value):
    assert read("1.234", MONEY, decimal=decimal).value == value


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["8,71", "12"], ","),
        (["1.234.567"], ","),
        (["8.71"], "."),
        (["1.234", "5"], ""),
        (["8,71", "8.71"], ""),
        (["0,871"], ","),
        ([], ""),
        (["1.234,5 người"], ","),
    ],
)
def test_a_column_shows_its_decimal_sign_or_does_not(texts, sign):
    assert find_decimal_sign(texts) == sign


def test_a_unit_in_the_header_converts_figures_and_texts_alike():
    assert read(250, MONEY, unit="nghìn đồng").value == 0.25
    assert read("250", MONEY, unit="nghìn đồng").value == 0.25
    assert read(250, MONEY, unit="nghìn đồng").conversion == "unit"
    assert read(1.5, INCOME, unit="triệu đồng/người/tháng").value == 18
    assert read(24, INCOME, unit="triệu đồng/người/năm").conversion == ""
    assert "hộ" in read(250, PERSONS, unit="hộ").question


@pytest.mark.parametrize(
    ("written", "wanted", "factor"),
    [
        ("đồng", "triệu đồng", 1e-6),
        ("1000 đồng", "triệu đồng", 1e-3),
        ("Tỷ đồng", "triệu đồng", 1e3),
        ("triệu đồng/tháng", "triệu đồng/năm", 12),
        ("million đồng per month", "million đồng per year", 12),
        ("nghìn người", "người", 1e3),
        ("(người)", "người", 1),
        ("triệu đồng/người", "triệu đồng/người/năm", None),
        ("hộ", "người", None),
        ("%", "người", None),
    ],
)
def test_units_become_each_other_or_do_not(written, wanted, factor):
    found = find_factor(written, wanted)
    assert found == factor if factor is None else math.isclose(found, factor)


def test_nine_of_nine_is_nine_where_the_column_counts_out_of_nine():
    assert read("9/9", STATUS, of=9).value == 9
    assert read("8/9 xã", STATUS, of=9).value == 8
    assert read("8/8 xã", STATUS, of=9).question


@pytest.mark.parametrize(
    ("day", "number_format", "of", "value"),
    [
        ((9, 9), "d-mmm", 9, 9),
        ((9, 9), "d/m", 9, 9),
        ((8, 9), "dd/mm", 9, 8),
        ((9, 8), "m/d", 9, 8),  # typed 8/9 where the month comes first
        ((9, 9), "dd/mm/yyyy", 9, None),  # shown with its year it may be a day
        ((9, 9), "d-mmm", 0, None),
        ((1, 8), "d-mmm", 9, None),
    ],
)
def test_nine_of_nine_that_became_a_date_is_decided_by_the_count_or_asked(day, number_format, of, value):
    answer = read(datetime.datetime(2018, day[1], day[0]), STATUS, number_format, of=of)
    assert answer.value == value
    assert (answer.conversion == "date") == (value is not None)
    assert value is not None or f"{day[0]}/{day[1]}" in answer.question


def vietnamese(value: float, decimals: int, mark: str) -> str:
    """The figure as an office writes it: full stops or spaces between thousands, a comma before decimals."""
    return f"{value:,.{decimals}f}".replace(",", "_").replace(".", ",").replace("_", mark)


@given(value=st.integers(0, 10**12), mark=st.sampled_from([".", " ", "\u00a0", ""]), tail=st.sampled_from(["", " người", " persons", "."]))
def test_a_count_as_an_office_writes_it_is_read_back(value, mark, tail):
    assert read(vietnamese(value, 0, mark) + tail).value == value


@given(value=st.floats(0, 10**9), decimals=st.integers(1, 5), mark=st.sampled_from([".", " ", ""]))
def test_an_amount_as_an_office_writes_it_is_read_back_or_asked_about(value, decimals, mark):
    text = vietnamese(value, decimals, mark)
    answer = read(text, MONEY)
    assert answer.question or answer.value == float(f"{value:.{decimals}f}")
    assert not answer.question or re.fullmatch(r"[1-9]\d{0,2},\d{3}", text), "only 1,234 has two readings"
    assert read(text, MONEY, decimal=",").value == float(f"{value:.{decimals}f}")


LIKE_NUMBERS = st.from_regex(
    r"[ ']?(khoảng |trên |≥|-|từ )?[0-9]{1,4}([.,/ -][0-9]{1,4}){0,3}( người|%|,đ| triệu| hộ|/9)?[ .]?", fullmatch=True
)
ANYTHING = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), LIKE_NUMBERS),
    *(st.dates(), st.datetimes(), st.times(), st.timedeltas()),
)
BESIDE = st.builds(
    Beside,
    unit=st.sampled_from(["", "người", "nghìn đồng", "%", "???"]),
    decimal=st.sampled_from(["", ",", "."]),
    of=st.sampled_from([0, 9]),
)


@given(value=ANYTHING, line=st.sampled_from([PERSONS, RATE, MONEY, INCOME, STATUS, Line(False, False, False)]), beside=BESIDE)
def test_anything_is_a_figure_a_silence_or_a_question_and_one_of_them_alone(value, line, beside):
    answer = read_written(Typed(value, number_format="General"), line, WORDS, beside)
    assert [answer.value is not None, bool(answer.silence), bool(answer.question)].count(True) == 1
    assert answer.value is None or math.isfinite(answer.value)
    assert answer.value is None or not isinstance(value, str) or answer.conversion, "a text is never read without a word"


@given(text=LIKE_NUMBERS, line=st.sampled_from([PERSONS, RATE, MONEY]))
def test_a_text_becomes_no_figure_whose_digits_it_does_not_hold(text, line):
    answer = read(text, line)
    if answer.value is not None and answer.conversion == "digits":
        shown = re.sub(r"\D", "", f"{answer.value:.6f}".rstrip("0").rstrip("."))
        assert shown.strip("0") in re.sub(r"\D", "", text)


@pytest.mark.parametrize(("lang", "told"), [("vi", "Ghi một số; có thể là 1,5 / 2."), ("en", "Write one number; it may be 1.5 / 2.")])
def test_candidates_are_told_with_the_decimal_sign_of_the_language(lang, told):
    assert read_written(Typed("1,5 - 2"), Line(False, False, False), Wording(lang)).question.endswith(told)


def test_a_unit_that_is_wanted_is_named_in_the_language_of_who_reads():
    line = Line(True, False, False, ("hộ", "households"))
    assert "không quy đổi được ra “hộ”" in read_written(Typed("25 triệu"), line, Wording("vi")).question
