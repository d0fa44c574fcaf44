"""Readers' sentences stand in both languages, with the same places for figures, and are all used."""

import re
import string
from pathlib import Path

import pytest
from markupsafe import Markup

from workbench.assessment import Verdict
from workbench.briefing.texts import FOLDER, Texts, load_texts
from workbench.errors import TextError

PACKAGE = FOLDER.parent.parent
OTHERS = ("official", "progress", "disagreement")  # the words of official methods are asked for in test_official_block.py


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_sentence_stands_in_both_languages() -> None:
    assert set(load_texts("vi")) == set(load_texts("en"))


def test_both_languages_have_places_for_the_same_figures() -> None:
    english = load_texts("en")
    assert {key for key, sentence in load_texts("vi").items() if places(sentence) != places(english[key])} == set()


def test_no_sentence_is_empty_or_left_in_the_other_language() -> None:
    vietnamese, english = load_texts("vi"), load_texts("en")
    assert all(text.strip() for text in (*vietnamese.values(), *english.values()))
    letters = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
    assert [key for key, text in english.items() if letters.search(text)] == []


def test_every_verdict_and_every_reason_has_its_words() -> None:
    known = load_texts("vi")
    assert {f"verdict.{verdict}" for verdict in Verdict} <= set(known)
    sources = "".join(
        path.read_text(encoding="utf-8")
        for room in ("assessment", "projection")
        for path in (PACKAGE / room).glob("*.py")
        if path.stem not in OTHERS
    )
    reasons = set(re.findall(r'"reason": "(\w+)"|obstacles\[[^]]*\] = "(\w+)"|return "(\w+)"', sources))
    told = {one for found in reasons for one in found if one}
    assert told and {f"reason.{one}" for one in told if f"reason.{one}" not in known} == set()


def test_every_sentence_is_told_somewhere() -> None:
    """A key that nothing names is a sentence nobody reads."""
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.j2")]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    made = re.compile(
        r"^(official\.(escap|eurostat|unsd|sdsn|jmp|plan|mark|method|explained|measure|reason|contradiction)|verdict|reason|field|promise|fact|qualifier|source|kept|scope|registers|cautions|doubt|coverage|contributions\.if_mean|index\.(outlook|state|part)|changes\.(cause|before|now)|models\.name|backtest|method|losses)\."
    )
    unused = [
        key for key in load_texts("vi") if f'"{key}"' not in text and f'"{key.rsplit(".", 1)[0]}"' not in text and not made.match(key)
    ]
    assert unused == []


def test_what_is_put_into_a_sentence_is_escaped() -> None:
    assert Texts("vi")("verdicts.about") == "xấp xỉ mục tiêu"
    told = Texts("en")("standing.no_figure", indicator="<script>")
    assert told == "&lt;script&gt;: no figures yet." and isinstance(told, Markup)
    assert "<b>x</b>" in Texts("en")("standing.no_figure", indicator=Markup("<b>x</b>"))


@pytest.mark.parametrize(("number", "words"), [(1, "The one target of part V: a."), (20, "Of the 20 targets of part V – a.")])
def test_english_tells_one_from_many(number: int, words: str) -> None:
    assert Texts("en").count("headline.counts", number, place=" of part V", words="a") == words


def test_a_sentence_that_is_missing_is_an_error_with_its_key() -> None:
    with pytest.raises(TextError, match=r"language/vi\.toml: the sentence 'no\.such' is missing\. Write it\."):
        Texts("vi")("no.such")


def test_a_language_without_sentences_is_refused() -> None:
    with pytest.raises(TextError, match=r"pages cannot be written in 'fr'\. There are: en, vi\."):
        Texts("fr")


def test_language_files_are_the_only_ones() -> None:
    assert sorted(path.name for path in Path(FOLDER).iterdir()) == ["en.toml", "vi.toml"]
