"""A form of the three communes, a hand that fills it in, and the command that takes it in."""

import io
from pathlib import Path

import openpyxl
import pytest

from tests.unit.intake.foreign import sheet_of
from workbench.errors import RunError
from workbench.intake.form import write_form
from workbench.intake.ingest import ingest_files
from workbench.observations import load_observations


class Desk:
    """The office's desk: makes forms, fills cells in, takes files in, looks at what is in force."""

    def __init__(self, folder, place: Path) -> None:
        self.folder, self.place = folder, place

    def form(self, unit: str = "101", name: str = "form.xlsx", **options: object) -> Path:
        write_form(self.folder.programme, unit, self.place / name, **options)
        return self.place / name

    def fill(self, path: Path, cells: dict[str, object], name: str = "filled.xlsx", sheet: int = 1) -> Path:
        """Write figures by their id; a pair is figure and state, a third is the note."""
        book = openpyxl.load_workbook(path)
        page = book.worksheets[sheet]
        rows = {page.cell(row, 1).value: row for row in range(3, page.max_row + 1)}
        for key, value in cells.items():
            for column, one in enumerate(value if isinstance(value, tuple) else (value,), start=6):
                page.cell(rows[key], column).value = one
        book.save(self.place / name)
        return self.place / name

    def ingest(self, *paths: Path, **options: object) -> str:
        """What is told; a RunError for questions is told as well."""
        out = io.StringIO()
        try:
            ingest_files(str(self.folder.path), list(paths), out, **{"lang": "en", **options})
        except RunError as error:
            out.write(f"{error}\n")
        return out.getvalue()

    def rows(self) -> list[dict]:
        """Rows taken in, all of them."""
        table = load_observations(self.folder.programme)
        return table[table["source_id"].str.startswith("received-")].to_dict("records")

    def in_force(self, unit: str, indicator: str, year: int = 2017) -> dict:
        table = self.folder.observations()
        row = table[(table["unit_code"] == unit) & (table["indicator_id"] == indicator) & (table["year"] == year)]
        return row.iloc[0].to_dict()

    def files(self) -> dict[str, bytes]:
        return {path.relative_to(self.folder.path).as_posix(): path.read_bytes() for path in self.folder.path.rglob("*") if path.is_file()}


@pytest.fixture
def desk(folder, tmp_path):
    return Desk(folder, tmp_path)


@pytest.fixture
def office_desk(desk):
    """The desk of an office that writes Vietnamese units and has one layout."""
    write_units(desk.folder)
    return desk


def write_units(folder) -> None:
    """Vietnamese units of measure, and a place for layouts."""
    (folder.path / "layouts").mkdir()
    for name, file in (("POV_HH", "01_poverty"), ("BASE_HH", "00_context"), ("BASE_LF", "00_context")):
        folder.replace(f"areas/{file}.toml", f'id = "{name}"', f'id = "{name}"\ndecimals = 0')
    context = folder.path / "areas/00_context.toml"
    context.write_text(
        context.read_text("utf-8")
        .replace('"households"', '{ vi = "hộ", en = "households" }')
        .replace('"persons"', '{ vi = "người", en = "persons" }'),
        "utf-8",
    )
    folder.replace("areas/01_poverty.toml", 'unit = "households"', 'unit = { vi = "hộ", en = "households" }')
    folder.replace("areas/02_work.toml", 'unit = "million"', 'unit = { vi = "triệu đồng/năm", en = "million đồng/year" }')


def taken(desk) -> dict:
    return {(row["unit_code"], row["indicator_id"], row["year"]): row["value"] for row in desk.rows()}


def use(desk, layout: str, name: str = "x") -> None:
    desk.folder.write(f"layouts/{name}.toml", layout)


def put(desk, rows, name="table.xlsx", **options):
    path = desk.place / name
    sheet_of(rows, **options).save(path)
    return path
