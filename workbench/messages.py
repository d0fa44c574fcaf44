"""Messages in the language of whoever reads them: written in English where the fault is found, told in others by messages.*.toml."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from workbench.errors import Fault, WorkbenchError, what_is_told


class _Gap(str):
    """What stands in a gap of a sentence: data, given as it is, or with ``:said`` a sentence of its own, with ``:each`` a list of them."""

    lang = ""

    def __format__(self, spec: str) -> str:
        if spec == "each":
            return ", ".join(in_language(one, self.lang) for one in self.split(", "))
        return in_language(self, self.lang) if spec == "said" else str(self)


def in_language(text: str, lang: str) -> str:
    """A message in a language, line by line; a line for which the language has no sentence stays as it was written."""
    if "\n" in text:
        return "\n".join(in_language(line, lang) for line in text.split("\n"))
    bare = text.strip()
    for pattern, said in _sentences(lang):
        found = pattern.fullmatch(bare)
        if found:
            gaps = [_Gap(one) for one in found.groups()]
            for gap in gaps:
                gap.lang = lang
            return text.replace(bare, said.format(*gaps))
    return text


def word_in_language(word: str, lang: str) -> str:
    """One of the words of a report, such as its severities."""
    return _said(lang).get("words", {}).get(word, word)


def fault_in_language(fault: Fault, lang: str) -> Fault:
    """A fault with all its sentences in a language."""
    return replace(
        fault, where=in_language(fault.where, lang), problem=in_language(fault.problem, lang), remedy=in_language(fault.remedy, lang)
    )


def error_in_language(error: WorkbenchError, lang: str) -> WorkbenchError:
    """The same error, told with all its faults in a language."""
    faults = [str(fault_in_language(one, lang)) for one in error.faults]
    problem = in_language(error.problem.partition("\n")[0] if faults else error.problem, lang)
    return type(error)(in_language(error.where, lang), "\n  ".join([problem, *faults]), in_language(error.remedy, lang))


@contextmanager
def told_in(lang: str) -> Iterator[None]:
    """Within it, what the user can put right is told in a language."""
    try:
        yield
    except (WorkbenchError, OSError) as error:
        told = what_is_told(error)
        if told is None:
            raise
        raise error_in_language(told, lang) from error


@cache
def _said(lang: str) -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name(f"messages.{lang}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def _sentences(lang: str) -> list[tuple[re.Pattern[str], str]]:
    """English sentences with their gaps, those that say most first, each with what the language says instead."""
    longest_first = sorted(_said(lang).get("sentences", {}).items(), key=lambda pair: -len(pair[0]))
    return [(re.compile("(.*?)".join(map(re.escape, written.split("{}")))), told) for written, told in longest_first]
