"""A notebook of one's own for an area: begun from the plain story, kept in the programme's folder, found by the batch."""

import json
import os
import re
from pathlib import Path

from workbench.errors import NotebookError
from workbench.programme import Area, Programme, load_programme
from workbench.programme.finding import find_area
from workbench.settings import notebooks_folder

PLAIN = "area.ipynb"
FIGURES = 3  # of targets, each in a cell of its own; a page draws four at most


def start_notebook(programme: str, name: str, area_code: str) -> tuple[Path, Path]:
    """Write ``notebooks/NAME`` into a programme's folder and name it in the area's file.

    The notebook keeps the contract: the parameters in their order, one call a cell, no outputs. It tells the plain
    story of an area until its cells are changed.

    Returns
    -------
    The notebook and the area's file.

    Raises
    ------
    NotebookError : the name is no name of a notebook, or is taken; the area is none, or has a notebook already.
    """
    loaded = load_programme(programme)
    area = find_area(loaded, area_code)
    path = loaded.folder / "notebooks" / name
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_\-]*\.ipynb", name):
        raise NotebookError(name, "is no name of a notebook.", "Use letters, digits, - and _, and end with .ipynb.")
    if path.exists() or (notebooks_folder() / name).exists():
        raise NotebookError(name, "there is a notebook of that name.", "Choose another name.")
    area_file = loaded.folder / "areas" / f"{loaded.area_files[area.area]}.toml"
    text = area_file.read_text(encoding="utf-8")
    if area.notebook:
        raise NotebookError(area_file.name, f"the area has a notebook already: {area.notebook}.", "Change that one, or take the key out.")
    named, count = re.subn(r"(?m)^(area\s*=.*)$", rf'\1\nnotebook = "{name}"', text, count=1)
    if not count:
        raise NotebookError(area_file.name, "no line begins with 'area ='.", f'Write notebook = "{name}" into it.')
    path.parent.mkdir(exist_ok=True)
    _write(path, json.dumps(_notebook(loaded, area, programme), ensure_ascii=False, indent=1) + "\n")
    _write(area_file, named)
    return path, area_file


def _notebook(programme: Programme, area: Area, told: str) -> dict:
    """The plain story with a cell for each figure, so that they can be changed one by one."""
    plain = json.loads((notebooks_folder() / PLAIN).read_text(encoding="utf-8"))
    top = next(unit.code for unit in programme.units if not unit.parent)
    carried = [target.indicator for target in area.targets if target.indicator]
    drawn = [one.id for one in area.indicators if one.id in carried and not one.is_binary and not one.parts][:FIGURES]
    cells = []
    for cell in plain["cells"]:
        source = "".join(cell["source"])
        if "parameters" in cell["metadata"].get("tags", []):
            source = re.sub(r"(?m)^area: str.*\n?", "", source)
            source = re.sub(r'(?m)^(programme: str = )"[^"]*"', rf'\1"{told}"', source)
            source = re.sub(r'(?m)^(unit_code: str = )"[^"]*"', rf'\1"{top}"', source).rstrip("\n")
        elif "load_case(" in source:
            source = source.replace("load_case(programme, area,", f'load_case(programme, "{area.area}",')
        elif cell["cell_type"] == "markdown":
            source = f"# {area.title[programme.header.default_language]}"
        elif "figures.projections(" in source and drawn:
            cells += [{**cell, "source": [f'figures.projection(case, "{name}")']} for name in drawn]
            continue
        cells.append({**cell, "source": source.splitlines(keepends=True)})
    return {**plain, "cells": [{**cell, "id": f"cell-{place}"} for place, cell in enumerate(cells)]}


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)
