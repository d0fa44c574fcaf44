"""Words of the form and of the reports, one file for each language; plain text, for cells and for the screen."""

from collections.abc import Iterable
from pathlib import Path

from workbench.briefing.texts import load_texts

FOLDER = Path(__file__).with_name("language")
STATES = ("final", "preliminary", "zero", "unknown", "inapplicable")


class Wording:
    """The words of one language by dotted key."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._texts = load_texts(lang, FOLDER)

    def __call__(self, key: str, **values: object) -> str:
        """The words of that key, filled in."""
        return self._texts[key].format(**values)

    def figure(self, value: float) -> str:
        """A figure with every digit and the language's sign before decimals; nothing between thousands, which could be taken for one."""
        return plain_number(value).replace(".", "," if self.lang == "vi" else ".")

    def either(self, values: Iterable[float]) -> str:
        """Figures that one cell may mean."""
        return " / ".join(dict.fromkeys(map(self.figure, values)))


def plain_number(value: float) -> str:
    """A figure as the table writes it: whole ones without a full stop, others with every digit."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def read_word(text: str) -> str:
    """The key of a state, or of yes or no, typed in either language; empty for a word of no list."""
    return _known().get(" ".join(text.split()).casefold(), "")


def _known() -> dict[str, str]:
    return {Wording(lang)(f"form.state.{key}").casefold(): key for lang in ("vi", "en") for key in (*STATES, "yes", "no")}
