"""Names of places as their language sorts them, and as they are typed on a machine without its letters."""

import re
import unicodedata
from functools import cache

from workbench.briefing.texts import Texts
from workbench.programme import Level

# Decree 30/2020/NĐ-CP, annex II: the one place whose word for its kind keeps its capital.
WHOLLY_PROPER = {"Thành phố Hồ Chí Minh"}

Key = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


def plain_name(name: str) -> str:
    """The name without accents, in the letters of every keyboard. Two places may share one: never a key."""
    decomposed = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(one for one in decomposed if not unicodedata.combining(one))


def slug(name: str) -> str:
    """The plain name as part of a file's name."""
    letters = "".join(one if one.isascii() and one.isalnum() else "-" for one in plain_name(name).lower())
    return "-".join(filter(None, letters.split("-")))


def sort_key(name: str, lang: str) -> Key:
    """A key that sorts names as a dictionary of the language does.

    First the letters by the language's alphabet, in which a letter with a sign of its own follows the plain one (a, ă, â);
    then, among names of the same letters, the tones in their order; then capitals. Numbers sort by their value.

    Parameters
    ----------
    lang : whose alphabet and tones stand in ``[letters]`` of its sentences.
    """
    letters, tones = _order(lang)
    main: list[tuple[int, int]] = []
    marks: list[int] = []
    for part in re.findall(r"\d+|\D", unicodedata.normalize("NFC", name).casefold()):
        if part.isdecimal():
            main.append((1, int(part)))
            continue
        signs = unicodedata.normalize("NFD", part)
        bare = unicodedata.normalize("NFC", "".join(one for one in signs if one not in tones))
        letter = bare if bare in letters else plain_name(bare)
        # What is no letter comes before every letter: a short word stands before a longer one that begins like it.
        main.append((2, letters[letter]) if letter in letters else (0, ord(letter[:1] or " ")))
        marks.append(max((tones.get(one, 0) for one in signs), default=0) if letter == bare else len(tones) + 1)
    return tuple(main), tuple(marks), name


def proper_name(name: str, level: Level, lang: str) -> str:
    """The name without the word for its kind, where it begins with one that the level's title tells: "Xã Cam An" is under "Cam An"."""
    return name[len(_kind(name, level, lang)) :].strip() or name


def name_within(name: str, level: Level, lang: str) -> str:
    """The name as it stands within a sentence, where the word for its kind is no part of it: huyện Cam Lộ, cả nước."""
    return name[0].lower() + name[1:] if _kind(name, level, lang) and name not in WHOLLY_PROPER else name


def _kind(name: str, level: Level, lang: str) -> str:
    """The word for its kind with which a name begins, as the level's title tells it; empty if it begins with none."""
    kinds = sorted((kind.strip() for kind in level.title[lang].split(",")), key=len, reverse=True)
    return next((kind for kind in kinds if kind and f"{name} ".casefold().startswith(f"{kind.casefold()} ")), "")


@cache
def _order(lang: str) -> tuple[dict[str, int], dict[str, int]]:
    say = Texts(lang)
    letters = {letter: place for place, letter in enumerate(unicodedata.normalize("NFC", say("letters.alphabet")), start=1)}
    tones = [unicodedata.normalize("NFD", one)[-1] for one in str(say("letters.tones"))]
    return letters, {tone: place for place, tone in enumerate(tones, start=1)}
