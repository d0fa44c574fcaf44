"""How the records of a programme show themselves in Jupyter: a small table, everything in it escaped."""

import unicodedata
from collections.abc import Mapping, Sequence
from html import escape


def table_html(caption: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table with caption and scoped headers; the first cell of a row is its header."""
    head = "".join(f'<th scope="col">{escape(str(one))}</th>' for one in columns)
    cells = lambda rest: "".join(f"<td>{escape(str(one))}</td>" for one in rest)  # noqa: E731 - used in the line below alone
    body = "".join(f'<tr><th scope="row">{escape(str(first))}</th>{cells(rest)}</tr>' for first, *rest in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class Record(dict):
    """One row of a table by its columns, which shows itself as a small table of its own."""

    def __init__(self, caption: str, row: Mapping[str, object]) -> None:
        super().__init__(row)
        self.caption = caption

    def _repr_html_(self) -> str:
        return table_html(self.caption, ("", ""), list(self.items()))


def name_of(title: str) -> str:
    """A title as a name in Python: lower case, without accents, words joined by underscores."""
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    letters = "".join(one if one.isascii() and one.isalnum() else " " for one in plain if not unicodedata.combining(one))
    name = "_".join(letters.split())
    return f"_{name}" if name[:1].isdigit() else name


class Names:
    """Ids that are found by title: ``names.ty_le_ho_ngheo`` is the id of that indicator; Tab lists them all."""

    def __init__(self, titles: Mapping[str, Sequence[str]]) -> None:
        bearers: dict[str, set[str]] = {}
        for key, words in titles.items():
            for title in words:
                bearers.setdefault(name_of(title), set()).add(key)
        # Two of one title would hide each other: both then bear their ids.
        self._ids = {name if len(keys) == 1 else f"{name}_{name_of(key)}": key for name, keys in bearers.items() for key in sorted(keys)}

    def __dir__(self) -> list[str]:
        return sorted(self._ids)

    def __getattr__(self, name: str) -> str:
        ids = self.__dict__.get("_ids", {})
        if name not in ids:
            near = [one for one in ids if name and name in one][:5]
            raise AttributeError(f"no indicator is named {name!r}.{f' Did you mean {near}?' if near else ''}")
        return ids[name]
