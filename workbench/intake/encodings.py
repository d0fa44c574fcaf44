"""Text of a cell in one form of Unicode, whatever it was typed in: older encodings are recognised cell by cell, never guessed."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_VOWELS = "aăâeêioôơuưy"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # grave, hook, tilde, acute, dot below
_LEGACY = ("tcvn3", "vni", "cp1258")
# What parts words; the rest of Windows-1252, signs too, is letters in one older encoding or another.
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~–—‘’“”•…]+")
_MISREAD = re.compile(r"á[º»]|Ã[\u0080-\u00bf]|Ä[‘ƒ\u0083\u0090\u0091]|Æ[°¡]|Ă[\u0080-\u00bf]|\ufffd")
ENOUGH = 2  # words that are Vietnamese in one reading alone, for that reading to be sure without a font or a neighbour


@dataclass(frozen=True)
class Recognised:
    """What a text says, the encoding it was in ("" for Unicode), and, where that is open, what it may say."""

    text: str
    encoding: str = ""
    candidates: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Text in one form: NFC, Đ as one letter, nothing that cannot be seen, single spaces."""
    composed = unicodedata.normalize("NFC", text).translate(_language()["lookalikes"])
    seen = "".join("" if unicodedata.category(one) == "Cf" else " " if unicodedata.category(one)[0] in "CZ" else one for one in composed)
    return " ".join(seen.split())


def key_of(text: str) -> str:
    """What two spellings of one name have in common: case, place of the tone mark, i or y; accents are kept.

    Cam Thanh and Cam Thành stay two names; Cam Thủy and Cam Thuỷ are one.
    """
    folded = clean(text).casefold()
    for written, key in _language()["tone_placement"].items():
        folded = re.sub(rf"(?<!q){written}(?!\w)", key, folded)
    return re.sub(r"\b([hklmst]|qu)([yýỳỷỹỵ])\b", lambda one: one[1] + one[2].translate(str.maketrans("yýỳỷỹỵ", "iíìỉĩị")), folded)


def recognise(text: str, font: str = "", *, beside: Set[str] = frozenset(), is_unicode: bool = True) -> Recognised:
    """The text in Unicode; its candidates instead, where more than one reading fits.

    Parameters
    ----------
    text : as the file holds it, older encodings read as Windows-1252.
    font : the cell's font, which decides where it is one of an older encoding and the text fits it.
    beside : encodings that are sure elsewhere on the sheet: they confirm a single word.
    is_unicode : False for a text file of bytes; then what is sure beside is true of every cell.

    Returns
    -------
    Plain Vietnamese, English, signs and numbers as they are, but tidied. Without a font an older
    encoding is sure where two words are Vietnamese syllables in it alone, or one beside others.

    References
    ----------
    TCVN 5712:1993 (VN3); VNI-Windows; the tables are in vietnamese.toml.
    """
    plain = clean(text)
    by_font = _encoding_of(font)
    if text.isascii():
        return Recognised(plain.upper() if by_font and _is_capital(font, by_font) else plain)
    restored = _reread_utf8(text)
    if restored is not None:
        return Recognised(clean(restored), "utf-8")
    if _MISREAD.search(text) and not _is_vietnamese(plain):
        return Recognised(plain, candidates=(plain,))  # UTF-8 read as something else, and damaged: nothing gives it back
    readings = {one: read for one in _LEGACY if (read := _decode(text, one)) is not None and read != plain}
    if by_font in readings and (_is_vietnamese(readings[by_font]) or not _is_vietnamese(plain)):
        read = readings[by_font]
        return Recognised(read.upper() if _is_capital(font, by_font) else read, by_font)
    return _by_spelling(text, plain, readings, beside, is_plain_possible=is_unicode or len(beside) != 1, is_font_known=bool(font))


def _by_spelling(
    text: str, plain: str, readings: dict[str, str], beside: Set[str], *, is_plain_possible: bool, is_font_known: bool
) -> Recognised:
    fitting = {one: read for one, read in readings.items() if _is_vietnamese(read)}
    near = {one: read for one, read in fitting.items() if one in beside}
    if _is_vietnamese(plain) and is_plain_possible:
        is_open = bool(near) and not is_font_known
        return Recognised(plain, candidates=_distinct(plain, *near.values()) if is_open else ())
    chosen = near or fitting or {one: read for one, read in readings.items() if _evidence(text, one) >= ENOUGH}
    if len(set(chosen.values())) == 1:
        encoding, read = next(iter(chosen.items()))
        if encoding in beside or _evidence(text, encoding) >= ENOUGH:
            return Recognised(read, encoding)
    others = chosen or {one: read for one, read in readings.items() if one in beside or _evidence(text, one)}
    return Recognised(plain, candidates=_distinct(plain, *others.values()) if others else ())


def _distinct(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def is_syllable(word: str) -> bool:
    """Whether a word is spelt as a Vietnamese syllable is."""
    spelling = _language()["syllable"]
    bare, toned, tone = "", [], ""
    for place, one in enumerate(word.casefold()):
        parts = unicodedata.normalize("NFD", one)
        marks = [mark for mark in parts if mark in _TONES]
        bare += unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        toned += [place] * len(marks)
        tone = "".join(marks) or tone
    if len(toned) > 1 or len(bare) != len(word):
        return False
    return any(
        bare.startswith(onset)
        and _fits(onset, bare[len(onset) :], tone, spelling)
        and (not toned or toned[0] - len(onset) in _tone_places(bare[len(onset) :]))
        for onset in ("", *spelling["onsets"])
    )


def _tone_places(rhyme: str) -> list[int]:
    """Where a rhyme may bear its tone: on its marked vowel, else on the middle one, of two on the last if it is closed."""
    vowels = [place for place, one in enumerate(rhyme) if one in _VOWELS]
    marked = [place for place in vowels if rhyme[place] in "ăâêôơư"]
    if marked:
        return marked[-1:]
    if len(vowels) == 2 and rhyme in ("oa", "oe", "uy"):
        return vowels  # both are right
    is_closed = rhyme[-1] not in _VOWELS
    return vowels[-1:] if is_closed else vowels[(len(vowels) - 1) // 2 :][:1]


def _fits(onset: str, rhyme: str, tone: str, spelling: dict) -> bool:
    if rhyme not in (spelling["after_qu"] if onset == "qu" else spelling["rhymes"]):
        return False
    is_front = rhyme[0] in "eêiy"
    if onset in (spelling["before_others"] if is_front else spelling["before_front_vowels"]):
        return False
    return not rhyme.endswith(tuple(spelling["stopped"])) or tone in ("\u0301", "\u0323")


def _is_vietnamese(text: str) -> bool:
    return all(is_syllable(word) for word in _telling_words(text))


def _telling_words(text: str) -> Iterator[str]:
    """Words whose letters can tell an encoding: not those of ASCII alone, nor a lone sign such as ½."""
    for word in _WORD.findall(text):
        if not word.isascii() and not (len(word) == 1 and not unicodedata.category(word).startswith("L")):
            yield word


def _evidence(text: str, encoding: str) -> int:
    """Different words that are Vietnamese in this encoding and not as they stand."""
    words = {word for word in _telling_words(text) if not is_syllable(clean(word))}
    return sum(read is not None and is_syllable(read) for read in (_decode(word, encoding) for word in words))


def _encoding_of(font: str) -> str:
    name = font.strip().casefold()
    return next((one for one in ("tcvn3", "vni") if name.startswith(tuple(_language()[one]["fonts"]))), "")


def _is_capital(font: str, encoding: str) -> bool:
    suffix = _language()[encoding].get("capital_fonts", "")
    return bool(suffix) and font.strip().casefold().endswith(suffix)


def _decode(text: str, encoding: str) -> str | None:
    """The text read in an older encoding; None where it holds what that encoding has not."""
    if encoding == "cp1258":
        content = _bytes_of(text, "cp1252")
        try:
            return None if content is None else clean(content.decode("cp1258"))
        except UnicodeDecodeError:
            return None
    table, longest = _language()[encoding]["table"], _language()[encoding]["longest"]
    found, place = [], 0
    while place < len(text):
        for length in range(longest, 0, -1):
            piece = text[place : place + length]
            if piece in table or (length == 1 and (piece.isascii() or not _WORD.fullmatch(piece))):
                found.append(table.get(piece, piece))
                place += len(piece)
                break
        else:
            return None
    return clean(re.sub(r"\S+", _in_capitals, "".join(found)) if encoding == "tcvn3" else "".join(found))


def _in_capitals(word: re.Match[str]) -> str:
    """CéNG typed with capitals reads CộNG, as the set has no capital with a tone: CỘNG."""
    plain = [one for one in word[0] if one.isascii() and one.isalpha()]
    return word[0].upper() if len(plain) > 1 and all(one.isupper() for one in plain) else word[0]


def _bytes_of(text: str, charset: str) -> bytes | None:
    """The bytes that a program read as `text`; those without a letter in the set came through as they are."""
    content = bytearray()
    for one in text:
        try:
            content += one.encode(charset)
        except UnicodeEncodeError:
            if ord(one) > 255:
                return None
            content.append(ord(one))
    return bytes(content)


def _reread_utf8(text: str) -> str | None:
    """UTF-8 that was read as Windows-1252 or 1258, once or several times over; None where it was not."""
    found = None
    for _ in range(3):
        again = next((read for read in map(_reread_once, _spaces_restored(text)) if read is not None), None)
        if again is None:
            return found
        found = text = again
    return found


def _spaces_restored(text: str) -> tuple[str, ...]:
    """The text, and with the no-break space that is the second byte of à where somebody made it a plain one."""
    return text, re.sub(r"Ã( |$)", "Ã\u00a0", text)


def _reread_once(text: str) -> str | None:
    for charset in ("cp1252", "cp1258"):
        content = _bytes_of(text, charset)
        try:
            read = None if content is None else content.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if read is not None and read != text:
            return read
    return None


@cache
def _language() -> dict:
    """vietnamese.toml, its tables made ready to look up."""
    raw = tomllib.loads(Path(__file__).with_name("vietnamese.toml").read_text(encoding="utf-8"))
    spelling = {name: tuple(text.split()) for name, text in raw["syllable"].items()}
    spelling["onsets"] = tuple(sorted(spelling["onsets"], key=len, reverse=True))
    made = raw | {"lookalikes": str.maketrans(raw["lookalikes"]), "syllable": spelling}
    for name, read in (("tcvn3", _byte), ("vni", str)):
        codes = dict(zip(map(read, raw[name]["letters"].split()), _letters(), strict=True)) | {read(raw[name]["d"]): "đ"}
        if name == "vni":
            # A capital is typed with the capital of its mark; in haste with the small one.
            codes |= {code.upper(): one.upper() for code, one in codes.items()}
            codes |= {code[0].upper() + code[1:]: one.upper() for code, one in codes.items() if len(code) > 1}
        codes |= {read(code): one for one, code in raw[name].get("capitals", {}).items()}
        table = {code: one for code, one in codes.items() if not code.isascii()}
        made[name] = raw[name] | {"table": table, "longest": max(map(len, table))}
    return made


def _byte(code: str) -> str:
    return bytes.fromhex(code).decode("cp1252") if len(code) == 2 else code


def _letters() -> list[str]:
    """The vowels with each tone, in the order of the tables."""
    return [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in ("", *_TONES)]
