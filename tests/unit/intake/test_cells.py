"""One cell: a number is a number, a blank is no zero, and what has two readings is a question."""

import datetime

import pytest

from workbench.intake.cells import Line, Typed, list_readings, read_line
from workbench.intake.words import Wording

COUNT, AMOUNT, RATE, STATUS = Line(True, False, False), Line(False, False, False), Line(False, False, True), Line(True, True, False)
WORDS = Wording("en")


def read(value, state=None, line=COUNT, formula="", number_format="General"):
    return read_line(Typed(value, formula, number_format), Typed(state), line, WORDS)


@pytest.mark.parametrize(("value", "line"), [(1234, COUNT), (0, COUNT), (24.7, AMOUNT), (98.5, RATE), (1, STATUS)])
def test_a_number_is_taken_as_it_stands(value, line):
    answer = read(value, line=line)
    assert (answer.value, answer.qualifier, answer.conversion, answer.question) == (value, "exact", "", "")


@pytest.mark.parametrize(
    ("value", "state", "silence"),
    [
        (None, None, "blank"),
        ("   ", None, "blank"),
        (None, "Chưa có số liệu", "unknown"),
        (None, "Does not apply", "inapplicable"),
        ("…", None, "unknown"),
        ("x", None, "inapplicable"),
    ],
)
def test_a_blank_a_sign_and_a_word_are_three_ways_to_have_no_figure(value, state, silence):
    answer = read(value, state)
    assert (answer.value, answer.silence, answer.question) == (None, silence, "")


@pytest.mark.parametrize(
    ("value", "state"),
    [(None, "Không phát sinh"), (None, "KHÔNG  PHÁT SINH"), (0, "None occurred"), ("KPS", None), ("Không phát sinh", None)],
)
def test_zero_is_said_in_words_or_typed(value, state):
    assert read(value, state).value == 0.0


def test_a_word_in_decomposed_letters_is_the_same_word():
    import unicodedata

    assert read(None, unicodedata.normalize("NFD", "Không phát sinh")).value == 0.0


def test_a_preliminary_figure_says_so():
    assert read(120, "Sơ bộ").qualifier == "preliminary"


def test_digits_alone_are_read_and_the_conversion_is_told():
    answer = read(" 2517 ")
    assert (answer.value, answer.conversion, answer.text) == (2517.0, "digits", "2517")


@pytest.mark.parametrize(
    ("text", "readings"), [("1.234", "1234 / 1.234"), ("8,71", "8.71"), ("2517 người", "2517"), ("98%", "98"), ("1100-1200", "1100 / 1200")]
)
def test_text_that_looks_like_a_number_is_a_question_with_its_readings(text, readings):
    answer = read(text, line=AMOUNT)
    assert answer.value is None
    assert answer.question == f"“{text}” is text that looks like a number. Write it as a number; it may be {readings}."


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("-", "“-” may mean none (0) or not known. Choose under State."),
        ("không", "“không” may mean none (0) or not known. Choose under State."),
        ("nhiều", "“nhiều” is not a number. Write one, or leave the cell empty and choose under State."),
        (datetime.datetime(2018, 9, 9), "“09/09/2018” is a date, perhaps made of “9/9” by the program. Write the number again."),
        (True, "“True” is true or false, not a number."),
        ("#REF!", "The cell shows the error #REF!. Write the number."),
        (1.234, "1.234 is not whole; it may be 1234 / 1. Write a whole number."),
        (float("inf"), "The cell shows the error inf. Write the number."),
        (10**400, "The cell shows the error inf. Write the number."),
    ],
)
def test_what_cannot_be_decided_is_a_question(value, told):
    answer = read(value)
    assert (answer.value, answer.question) == (None, told)


@pytest.mark.parametrize(("value", "state"), [(5, "Không phát sinh"), (5, "Chưa có số liệu"), ("…", "Chính thức")])
def test_a_figure_that_contradicts_its_state_is_a_question(value, state):
    assert "Keep one of them." in read(value, state).question


def test_a_state_outside_the_list_is_a_question():
    assert read(5, "có lẽ").question == "The state “có lẽ” is not in the list."


def test_a_cell_in_per_cent_is_read_in_per_cent_where_the_line_is_a_share_and_asked_about_elsewhere():
    answer = read(0.0871, line=RATE, number_format="0.00%")
    assert (answer.value, answer.conversion, answer.text) == (8.71, "percent", "8.71%")
    assert (
        read(0.5, line=AMOUNT, number_format="0%").question
        == "A cell in per cent: 50% may be 50 / 0.5. Write the number in the form's unit."
    )


def test_a_share_below_one_per_cent_is_asked_about_until_it_is_said_to_be_final():
    assert read(0.0871, line=RATE).question == "0.0871 in per cent may be 0.0871 / 8.71. If it is right, choose “Final” under State."
    assert read(0.7, "Chính thức", line=RATE).value == 0.7


def test_the_stored_result_of_a_formula_is_taken_and_told():
    answer = read(12, formula="=5+7")
    assert (answer.value, answer.conversion, answer.text) == (12.0, "formula", "=5+7")


def test_a_formula_without_a_result_or_from_another_file_is_a_question():
    assert read(None, formula="=A1").question.startswith("The formula =A1 has no result stored in the file.")
    assert read(3, formula="=[1]Sheet1!A1").question == "The formula =[1]Sheet1!A1 takes its figure from another file. Write the number."


def test_yes_and_no_answer_a_line_of_yes_or_no_alone():
    assert (read("Có", line=STATUS).value, read("No", line=STATUS).value) == (1.0, 0.0)
    assert read("Có").question.startswith("“Có” is not a number.")


@pytest.mark.parametrize(("text", "readings"), [("1.234,5", [1234.5]), ("12,345", [12.345, 12345.0]), ("9/9", [9.0]), ("1.2.3", [])])
def test_readings_follow_both_ways_to_part_thousands(text, readings):
    assert list_readings(text) == readings
