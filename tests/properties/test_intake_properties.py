"""Whatever stands in a cell of a form, it is a figure with one reading, no figure, or a question."""

import datetime
import math

from hypothesis import given
from hypothesis import strategies as st

from workbench.intake.cells import Line, Typed, read_line
from workbench.intake.words import Wording

WORDS = Wording("vi")
LINES = st.builds(Line, is_whole=st.booleans(), is_binary=st.booleans(), is_percent=st.booleans())
LIKE_NUMBERS = st.from_regex(r"[ ]?(khoảng |trên |-|')?[0-9]{1,3}([.,/ -][0-9]{1,3}){0,2}( người|%|,đ)?[ ]?", fullmatch=True)
STATES = st.sampled_from([None, "", "Chính thức", "Sơ bộ", "Không phát sinh", "Chưa có số liệu", "Không áp dụng", "khác"])
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), LIKE_NUMBERS, st.dates(), st.datetimes(), st.times()
)


@given(value=VALUES, state=STATES, line=LINES, number_format=st.sampled_from(["General", "0.00%", "#,##0", "d/m/yyyy"]))
def test_a_line_is_a_figure_a_silence_or_a_question_and_one_of_them_alone(value, state, line, number_format):
    answer = read_line(Typed(value, number_format=number_format), Typed(state), line, WORDS)
    assert [answer.value is not None, bool(answer.silence), bool(answer.question)].count(True) == 1
    assert answer.value is None or math.isfinite(answer.value)


@given(text=LIKE_NUMBERS, state=STATES, line=LINES)
def test_text_becomes_a_figure_only_if_it_is_digits_alone(text, state, line):
    answer = read_line(Typed(text), Typed(state), line, WORDS)
    told = text.strip()
    assert answer.value is None or (told.isdigit() and answer.value == float(told) and answer.conversion == "digits")


@given(value=st.dates() | st.datetimes() | st.times() | st.timedeltas(), state=STATES, line=LINES)
def test_a_date_never_becomes_a_figure(value, state, line):
    assert isinstance(value, datetime.date | datetime.time | datetime.timedelta)
    assert read_line(Typed(value), Typed(state), line, WORDS).value is None


@given(state=STATES, line=LINES)
def test_a_blank_is_zero_only_where_the_state_says_so(state, line):
    answer = read_line(Typed(None), Typed(state), line, WORDS)
    assert answer.value == (0.0 if state == "Không phát sinh" else None)
