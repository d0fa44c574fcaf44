"""Sentences: one that is missing is told by its file and key, and every one reads with every number."""

import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from workbench.briefing.texts import FOLDER, Texts, load_texts
from workbench.errors import TextError
from workbench.intake.words import FOLDER as INTAKE
from workbench.start.wording import FOLDER as START

FEW = settings(max_examples=20)
ROOMS = {"briefing": FOLDER, "intake": INTAKE, "start": START}
every_file = pytest.mark.parametrize(("room", "lang"), [(room, lang) for room in ROOMS for lang in ("vi", "en")])


@every_file
def test_sentences_taken_out_are_refused_with_file_and_key_and_no_other_is(tmp_path: Path, room: str, lang: str) -> None:
    whole = load_texts(lang, ROOMS[room])
    lines = (ROOMS[room] / f"{lang}.toml").read_text(encoding="utf-8").splitlines()
    single = [number for number, line in enumerate(lines) if " = " in line and not line.startswith((" ", "#")) and is_one_line(line)]

    @FEW
    @given(gone=st.sets(st.sampled_from(single), min_size=1, max_size=5))
    def check(gone: set[int]) -> None:
        folder = tmp_path / "-".join(map(str, sorted(gone))) / room / "language"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{lang}.toml").write_text("\n".join(line for number, line in enumerate(lines) if number not in gone), encoding="utf-8")
        rest = load_texts(lang, folder)
        missing = whole.keys() - rest.keys()
        assert missing and {key: rest[key] for key in rest} == {key: whole[key] for key in whole if key not in missing}
        for key in missing:
            with pytest.raises(TextError, match=rf"{room}/language/{lang}\.toml: the sentence '{key}' is missing\. Write it\."):
                rest[key]

    check()


def is_one_line(line: str) -> bool:
    try:
        return bool(tomllib.loads(line))
    except tomllib.TOMLDecodeError:
        return False


@every_file
@pytest.mark.parametrize("number", [0, 1, 2, 12345, -1.5, float("nan"), "{n}", "%s"])
def test_every_sentence_reads_with_every_number(room: str, lang: str, number: object) -> None:
    for key, sentence in load_texts(lang, ROOMS[room]).items():
        parts = list(string.Formatter().parse(sentence))
        told = Markup(sentence).format(**{name: number for _, name, _, _ in parts if name})
        assert [name for _, name, _, _ in parts if name is not None and not name.isidentifier()] == [], key
        assert told.count(str(number)) >= sum(name is not None for _, name, _, _ in parts), key


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("number", [0, 1, 2, 12345])
def test_what_tells_one_from_many_tells_every_number(lang: str, number: int) -> None:
    sentences = load_texts(lang)
    stems = {key.removesuffix(".many"): sentence for key, sentence in sentences.items() if key.endswith(".many")}
    for stem, sentence in stems.items():
        places = {name: "x" for _, name, _, _ in string.Formatter().parse(sentence) if name} | {"n": number}
        told = Texts(lang).count(stem, number, **{name: one for name, one in places.items() if name != "n"})
        assert told and (number < 2 or told == Markup(sentence).format(**places))
