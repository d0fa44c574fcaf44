"""The pages of the book that nobody writes: the command, the rooms, their names, the dictionaries of the programmes."""

import ast
import inspect
from collections.abc import Iterator
from html import escape
from pathlib import Path

import typer
from typer.cli import get_docs_for_click

import workbench
from tests.house.test_architecture import MODULES, PACKAGE, ROOMS, imported, named
from workbench import errors
from workbench.cli import app
from workbench.programme import load_programme
from workbench.settings import known_programmes
from workbench.start.dictionary import data_dictionary

ROW, LEFT, WIDTH = 34, 150, 980  # of the picture of the rooms, in pixels


def write_all(folder: Path) -> None:
    """Write every page into `folder`; one that has not changed is left alone, so that it is not read again."""
    pages = {"command.md": command_page(), "rooms.svg": rooms_picture(), **api_pages(), **dictionaries()}
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in folder.rglob("*.*"):
        if path.relative_to(folder).as_posix() not in pages:
            path.unlink()


def command_page() -> str:
    """Every command with its options, and every exit code, from the code that answers to them."""
    command = typer.main.get_command(app)
    text = get_docs_for_click(obj=command, ctx=typer.Context(command, info_name="workbench"), name="workbench", title="The command")
    rows = [f"| {code} | {', '.join(f'`{one.__name__}`' for one in kinds)} | {inspect.getdoc(kinds[0])} |" for code, kinds in exit_codes()]
    return "\n".join(
        [text.rstrip(), "", "## Exit codes", "", "| code | error | |", "|---|---|---|", "| 0 | | Everything is done. |", *rows, ""]
    )


def exit_codes() -> list[tuple[int, list[type[errors.WorkbenchError]]]]:
    """Each exit code with the errors that end in it."""
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.WorkbenchError)]
    codes = sorted({kind.exit_code for kind in kinds})
    return [(code, [kind for kind in kinds if kind.exit_code == code]) for code in codes]


def purpose(module: Path) -> str:
    """The first sentence of a module's docstring."""
    return (ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def door(room: str) -> Path:
    """The file whose docstring says what a room is for."""
    return PACKAGE / f"{room}.py" if (PACKAGE / f"{room}.py").is_file() else PACKAGE / room / "__init__.py"


def imports_between_rooms() -> set[tuple[str, str]]:
    """Pairs of rooms of which the first imports from the second."""
    pairs = {
        (named(path).partition("/")[0], name.split(".")[1]) for path in MODULES for name in imported(path) if name.startswith("workbench.")
    }
    return {pair for pair in pairs if pair[0] != pair[1]}


def rooms_picture() -> str:
    """The one direction as a picture: rooms from top to bottom, an arc from each room up to every room that it imports from."""
    names = [room for rooms in ROOMS for room in sorted(rooms) if room != "__main__"]
    middle = {room: ROW * place + ROW for place, room in enumerate(names)}
    height = ROW * len(names) + ROW
    shapes = list(_arcs(middle)) + [
        f'<rect x="10" y="{y - 13}" width="{LEFT - 10}" height="26" rx="4" fill="#eef3f8" stroke="#33506b"/>'
        f'<text x="22" y="{y + 5}" font-weight="bold">{room}</text>'
        f'<text x="{LEFT + 140}" y="{y + 5}" font-size="12" fill="#333">{escape(_short(purpose(door(room))))}</text>'
        for room, y in middle.items()
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="14" role="img">'
        "<title>The rooms of the package from top to bottom; every room imports from rooms above it alone</title>"
        + "\n".join(shapes)
        + "</svg>\n"
    )


def _short(text: str, length: int = 104) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _arcs(middle: dict[str, int]) -> Iterator[str]:
    for lower, upper in sorted(imports_between_rooms() & {(a, b) for a in middle for b in middle}):
        a, b = middle[lower], middle[upper]
        bulge = LEFT + 12 + 0.22 * (a - b)
        yield f'<path d="M{LEFT},{a} C{bulge:.0f},{a} {bulge:.0f},{b} {LEFT},{b}" fill="none" stroke="#33506b" stroke-opacity="0.25"/>'


def api_pages() -> dict[str, str]:
    """What a notebook may use, then a page for each room with all its modules, in the order of the one direction."""
    names = "\n".join(f"* :py:obj:`{name} <{_home(name)}>`" for name in workbench.__all__)
    front = [_title("What a notebook imports", "="), "``from workbench import ...`` hands out, each when it is first used:", names]
    pages = {"api/notebooks.rst": "\n\n".join(front) + "\n"}
    order = [room for rooms in ROOMS for room in sorted(rooms) if room != "__main__"]
    for room in order:
        modules = [path for path in MODULES if named(path).partition("/")[0] == room]
        body = "\n\n".join(_module(path) for path in modules)
        pages[f"api/{room}.rst"] = f"{_title(room, '=')}\n\n{body}\n"
    listing = "\n".join(f"   {name}" for name in ("notebooks", *order))
    pages["api/index.rst"] = (
        f"{_title('The names in the code', '=')}\n\nRoom by room, in the order of the one direction.\n\n.. toctree::\n\n{listing}\n"
    )
    return pages


def _home(name: str) -> str:
    home = workbench._HOMES[name]
    return f"{home}.{name}"


def _title(text: str, sign: str) -> str:
    return f"{text}\n{sign * len(text)}"


def _module(path: Path) -> str:
    name = "workbench." + named(path).removesuffix("/__init__").replace("/", ".")
    hands_out = "   :no-members:\n" if path.name == "__init__.py" else ""  # its names are told where they are at home
    return f"{_title(name, '-')}\n\n.. automodule:: {name}\n{hands_out}"


def dictionaries() -> dict[str, str]:
    """The data dictionary of each programme in the clone, in each of its languages, and their list."""
    pages = {}
    for name, folder in known_programmes():
        for lang in load_programme(folder).header.languages:
            pages[f"dictionary/{name}.{lang}.md"] = data_dictionary(folder, lang)
    listing = "\n".join(sorted(Path(name).stem for name in pages))
    pages["dictionary/index.md"] = (
        f"# Data dictionaries\n\nMade by `workbench dictionary` from the folders under `data/`.\n\n```{{toctree}}\n{listing}\n```\n"
    )
    return pages
