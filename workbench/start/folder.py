"""`workbench new-programme` and `workbench schema`: a folder that runs at once, and what lets an editor complete it."""

import os
import re
import shlex
import shutil
import unicodedata
from pathlib import Path
from typing import TextIO

from workbench.errors import DefinitionError
from workbench.files import write_whole
from workbench.programme.format import page_of_keys, schema_texts
from workbench.start.wording import told

EXAMPLES = Path(__file__).with_name("example")
ID = "PROGRAMME-ID"  # stands in the example where the new folder's name goes
NAMED = ("programme.toml", "README.md")


def create_programme(folder: Path, lang: str, out: TextIO) -> None:
    """Write a small programme of example figures, whole or not at all.

    Parameters
    ----------
    folder : must not exist, or be empty; its name becomes the programme's id.
    lang : language of the comments, the texts and the pages.

    Raises
    ------
    DefinitionError : there is no example in `lang`, the name cannot be an id, or something stands there already.
    """
    example = EXAMPLES / lang
    if not example.is_dir():
        known = ", ".join(sorted(path.name for path in EXAMPLES.iterdir()))
        raise DefinitionError("--lang", f"there is no example in '{lang}'.", f"Choose one of {known}.")
    name = folder.resolve().name
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.\-]*", name):
        raise DefinitionError(
            "DIR", f"'{name}' cannot be the id of a programme: only plain letters, digits, '-', '_' and '.'.", f"Try '{_plain(name)}'."
        )
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise DefinitionError(str(folder), "something stands there already; nothing was written.", "Choose another folder.")
    part = folder.resolve().with_name(f".{name}.{os.getpid()}.part")
    try:
        shutil.copytree(example, part)
        for file in NAMED:
            text = (part / file).read_text(encoding="utf-8")
            (part / file).write_text(text.replace(ID, name), encoding="utf-8", newline="\n")
        write_schema(part / "schema", lang)
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    out.write(told(lang, "created", folder=folder, name=shlex.quote(str(folder))) + "\n")


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d")).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", letters)) or "my-programme"


def write_schema(folder: Path, lang: str) -> None:
    """Put the JSON Schema of each kind of TOML file, and the page of all keys, into `folder`, in place of older ones."""
    for name, text in (schema_texts(lang) | {"keys.md": page_of_keys(lang)}).items():
        write_whole(folder / name, text)
