"""The words of form and reports stand in both languages, with the same places, and are all used."""

import re
import string

import pytest

from tests.conftest import ROOT
from workbench.briefing.texts import load_texts
from workbench.errors import TextError
from workbench.intake.words import FOLDER, Wording, read_word

VI, EN = load_texts("vi", FOLDER), load_texts("en", FOLDER)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_word_stands_in_both_languages_with_the_same_places():
    assert {key: places(text) for key, text in VI.items()} == {key: places(text) for key, text in EN.items()}
    assert all(text.strip() for text in (*VI.values(), *EN.values()))


def test_every_word_is_used():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "workbench/intake").glob("*.py"))
    made = re.compile(r"^(form\.(column|state|rule|alert)|conversion|sign|trace)\.")  # put together from a name
    unused = [key for key in VI if f'"{key}"' not in text and f'"{key.rpartition(".")[2]}"' not in text and not made.match(key)]
    assert unused == []


def test_states_are_understood_in_either_language_and_however_they_are_spaced():
    assert read_word(" chưa  có số liệu") == read_word("NOT YET KNOWN") == "unknown"
    assert read_word("gần đúng") == ""


def test_a_choice_fits_into_a_spreadsheets_list():
    """A list of choices is 255 signs at most and parted by commas."""
    for words in (VI, EN):
        states = [text for key, text in words.items() if key.startswith("form.state.")]
        assert len(",".join(states)) < 250 and not any("," in text or '"' in text for text in states)


def test_a_missing_word_is_an_error_with_its_key():
    with pytest.raises(TextError, match=r"intake/language/vi\.toml: the sentence 'no\.such' is missing\."):
        Wording("vi")("no.such")
