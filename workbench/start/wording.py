"""What is told to somebody who starts, one file for each language; plain text for the screen."""

from pathlib import Path

from workbench.briefing.texts import load_texts

FOLDER = Path(__file__).with_name("language")


def told(lang: str, key: str, **values: object) -> str:
    """The sentence of that key, filled in.

    Raises
    ------
    TextError : there is no such language.
    """
    return load_texts(lang, FOLDER)[key].format(**values)
