"""Bad forms, and bad tables of others."""

import datetime
from collections.abc import Callable

import openpyxl

from tests.bad_inputs.bad import LAYOUT, Bad, Spoil, nothing, put, steps
from tests.conftest import Folder
from tests.unit.intake.conftest import Desk
from tests.unit.intake.test_hostile import workbook
from workbench.batch.export import zip_files


def form(change: Callable[[Desk], object], *, unit: str = "101") -> Spoil:
    """A form of the unit, changed by a hand, comes in as ``in.xlsx``."""

    def spoil(folder: Folder) -> None:
        desk = Desk(folder, folder.path)
        desk.form(unit, "in.xlsx")
        change(desk)

    return spoil


def cells(**found: object) -> Spoil:
    """A form in which these cells, by their address, hold something else."""

    def change(desk: Desk) -> None:
        book = openpyxl.load_workbook(desk.place / "in.xlsx")
        for address, value in found.items():
            book.worksheets[1][address] = value
        book.save(desk.place / "in.xlsx")

    return form(change)


def filled(**values: object) -> Spoil:
    return form(lambda desk: desk.fill(desk.place / "in.xlsx", values, "in.xlsx"))


IN = ("ingest", "{folder}/in.xlsx", "--lang", "en")
FORMS = [
    Bad(
        "a form that is not there",
        nothing,
        11,
        "in.xlsx: there is no such file. Mend the path.",
        IN,
    ),
    Bad(
        "a folder for a form",
        lambda folder: (folder.path / "in.xlsx").mkdir(),
        11,
        "in.xlsx: there is no such file. Mend the path.",
        IN,
    ),
    Bad(
        "an empty form",
        put("in.xlsx", ""),
        11,
        "in.xlsx: this is not an .xlsx workbook. Open it in LibreOffice or Excel and save it as .xlsx.",
        IN,
    ),
    Bad(
        "a text under the name of a form",
        put("in.xlsx", "Tổng số hộ: 12"),
        11,
        "in.xlsx: this is not an .xlsx workbook. Open it in LibreOffice or Excel and save it as .xlsx.",
        IN,
    ),
    Bad(
        "a zip that is no workbook",
        put("in.xlsx", zip_files({"a.txt": b"a"})),
        11,
        "in.xlsx: this is not an .xlsx workbook. Open it in LibreOffice or Excel and save it as .xlsx.",
        IN,
    ),
    Bad(
        "a workbook that is no form",
        put("in.xlsx", workbook()),
        11,
        ("in.xlsx: no sheet of it is a form of the workbench. Make one with `workbench template` and have it filled in."),
        IN,
    ),
    Bad(
        "a form of another version",
        cells(B1="99"),
        11,
        "in.xlsx, 101 An Tốt: the form is of version '99'; this is version 1. Make a new one.",
        IN,
    ),
    Bad(
        "a form of another programme",
        cells(C1="other"),
        11,
        "in.xlsx, 101 An Tốt: the form is of 'other', not of 'three-communes'. Name its programme.",
        IN,
    ),
    Bad(
        "a form of a unit that is none",
        cells(D1="999"),
        11,
        ("in.xlsx, 101 An Tốt: there is no unit '999' in three-communes at the end of 2017. Make a new form."),
        IN,
    ),
    Bad(
        "a form of a year that is none",
        cells(E1="17"),
        11,
        "in.xlsx, 101 An Tốt: the form's year '17' is not a year. Make a new form.",
        IN,
    ),
    Bad(
        "a form without its hidden columns",
        cells(A2=None),
        11,
        "in.xlsx, 101 An Tốt: the form has lost its hidden columns key. Fill in a new form.",
        IN,
    ),
    Bad(
        "a line of the form that nobody asked for",
        cells(A7="NOT_ASKED"),
        20,
        "101 An Tốt, F7: “NOT_ASKED” is not in the programme's catalogue.",
        IN,
    ),
    Bad(
        "text for a figure",
        filled(BASE_HH="một nghìn"),
        20,
        ("101 An Tốt, F8: “một nghìn” is not a number. Write one, or leave the cell empty and choose under State."),
        IN,
    ),
    Bad(
        "a figure with a unit behind it",
        filled(BASE_HH="1.050 hộ"),
        20,
        ("101 An Tốt, F8: “1.050 hộ” is text that looks like a number. Write it as a number; it may be 1050 / 1.05."),
        IN,
    ),
    Bad(
        "a date for a figure",
        filled(BASE_HH=datetime.date(2017, 9, 9)),
        20,
        ("101 An Tốt, F8: “09/09/2017” is a date, perhaps made of “9/9” by the program. Write the number again."),
        IN,
    ),
    Bad(
        "a formula for a figure",
        filled(BASE_HH="=500+550"),
        20,
        ("101 An Tốt, F8: The formula =500+550 has no result stored in the file. Open it, calculate and save, or write the number."),
        IN,
    ),
    Bad(
        "a figure below nothing",
        filled(BASE_HH=-3),
        20,
        "101 An Tốt, F8: This figure is refused (value -3 of BASE_HH is below 0.)",
        IN,
    ),
    Bad(
        "a figure and a state that contradict each other",
        filled(BASE_HH=(1050, "Chưa có số liệu")),
        20,
        "101 An Tốt, F8: There is a figure, 1050, and the state is “Chưa có số liệu”. Keep one of them.",
        IN,
    ),
    Bad(
        "a state of one's own",
        filled(BASE_HH=(1050, "gần đúng")),
        20,
        "101 An Tốt, F8: The state “gần đúng” is not in the list.",
        IN,
    ),
    Bad(
        "figures that break an identity",
        filled(POV_HH=4000, BASE_HH=1000),
        12,
        "ingest, nothing was written: 2 faults.\n  observations/received-0001-",
        IN,
    ),
    Bad(
        "a day of receipt in another order",
        filled(BASE_HH=1050),
        10,
        "--received: '5/6/2018' is not a date. Write year, month and day, such as 2018-06-05.",
        (*IN, "--received", "5/6/2018"),
    ),
    Bad(
        "a day of receipt that has not come",
        filled(BASE_HH=1050),
        10,
        "--received: 2999-01-01 has not come yet. Give the day on which the file came.",
        (*IN, "--received", "2999-01-01"),
    ),
    Bad(
        "a table without a layout",
        put("in.csv", "Xã;Số hộ\nAn Tốt;1000\n"),
        11,
        (
            "in.csv: no layout of the programme says how this table is read. Have a form filled in (`workbench "
            "template`), or begin a layout: workbench ingest --propose FILE -o NAME.toml."
        ),
        ("ingest", "{folder}/in.csv", "--lang", "en"),
    ),
    Bad(
        "a damaged table without a layout",
        put("in.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 500),
        11,
        "in.xls: the file cannot be read (CompDocError). Open it in LibreOffice or Excel and save it as .xlsx.",
        ("ingest", "{folder}/in.xls", "--lang", "en"),
    ),
    Bad(
        "a layout that is no TOML",
        steps(put("in.csv", "Xã;Số hộ\nAn Tốt;1000\n"), put("layouts/a.toml", "[[")),
        11,
        ("layouts/a.toml: this is not TOML: Invalid initial character for a key part (at end of document). Mend that line."),
        ("ingest", "{folder}/in.csv", "--lang", "en"),
    ),
    Bad(
        "a layout of no indicator",
        steps(
            put("in.csv", "a;b\n"),
            put("layouts/a.toml", LAYOUT.format(more='columns = [{header = "a", role = "unit"}, {header = "b", indicator = "X"}]')),
        ),
        11,
        "layouts/a.toml, table 1, 'b': indicator 'X' is not in the catalogue. Mend the id.",
        ("ingest", "{folder}/in.csv", "--lang", "en"),
    ),
    Bad(
        "a layout of no figures",
        steps(put("in.csv", "a;b\n"), put("layouts/a.toml", LAYOUT.format(more='columns = [{header = "a", role = "unit"}]'))),
        11,
        (
            "ingest, nothing was written: 2 faults.\n  layouts/a.toml, tables.1: no column has figures.\n  layouts/a.toml, tables: the "
            "list is empty. Write at least one."
        ),
        ("ingest", "{folder}/in.csv", "--lang", "en"),
    ),
    Bad(
        "a layout with a placeholder for nothing",
        steps(
            put("in.csv", "a;b\n"),
            put(
                "layouts/a.toml",
                LAYOUT.format(more='columns = [{header = "a {place}", role = "unit"}, {header = "b", indicator = "INCOME"}]'),
            ),
        ),
        11,
        (
            "ingest, nothing was written: 2 faults.\n  layouts/a.toml, tables.1: {place} stands for nothing; there are {unit}, {year} "
            "and {measure}.\n  layouts/a.toml, tables: the list is empty. Write at least one."
        ),
        ("ingest", "{folder}/in.csv", "--lang", "en"),
    ),
    Bad(
        "a layout to be proposed without a place",
        put("in.csv", "a;b\n"),
        10,
        "--propose: it takes one file and -o with the name of a .toml file. Such as -o layouts/x.toml.",
        ("ingest", "--propose", "{folder}/in.csv"),
    ),
]
