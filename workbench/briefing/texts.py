"""Readers' sentences, one file for each language; a sentence missing in one of them is an error."""

import tomllib
from functools import cache
from pathlib import Path

from markupsafe import Markup

from workbench.errors import TextError

FOLDER = Path(__file__).with_name("language")


class Sentences(dict[str, str]):
    """Sentences by dotted key; one that is missing is an error that names the file and the key."""

    def __init__(self, path: Path) -> None:
        super().__init__(_flat(tomllib.loads(path.read_text(encoding="utf-8")), ""))
        self._file = "/".join(path.parts[-3:])

    def __missing__(self, key: str) -> str:
        raise TextError(self._file, f"the sentence '{key}' is missing.", "Write it.")


@cache
def load_texts(lang: str, folder: Path = FOLDER) -> Sentences:
    """All sentences of a language, from a folder of one file for each language.

    Raises
    ------
    TextError : there is no such language.
    """
    path = folder / f"{lang}.toml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in folder.glob("*.toml")))
        raise TextError("lang", f"pages cannot be written in '{lang}'.", f"There are: {known}.")
    return Sentences(path)


def _flat(table: dict, prefix: str):  # noqa: ANN202 - pairs of dotted key and sentence
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


class Texts:
    """The sentences of one language; every value put into one is escaped unless it is markup already."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._sentences = load_texts(lang)

    def __call__(self, key: str, **values: object) -> Markup:
        """The sentence of that key, filled in."""
        return Markup(self._sentences[key]).format(**values)  # noqa: S704 - our own sentence, which may hold markup

    def count(self, key: str, number: int, /, **values: object) -> Markup:
        """The sentence for none, one or many, where the language tells them apart."""
        form = "none" if number == 0 else "one" if number == 1 else "many"
        name = f"{key}.{form}" if f"{key}.{form}" in self._sentences else f"{key}.many"
        return self(name, n=number, **values)
