"""Tables as communes make them themselves, one for each of the twelve kinds that arrive, with the layout that reads it and what it says."""

import datetime
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.styles import Font

UNITS = "Đơn vị"
SIMPLE = """format = 1
title = "Hộ nghèo theo xã"

[[tables]]
title = ["*năm {year}*"]
columns = [
  { header = "TT", role = "ignore" },
  { header = "Đơn vị", role = "unit" },
  { header = "Số hộ", indicator = "BASE_HH" },
  { header = "Hộ nghèo", indicator = "POV_HH" },
]
rows = [{ label = "Toàn huyện", role = "total" }]
until = ["NGƯỜI LẬP BIỂU*"]
"""
HEAD = ["TT", UNITS, "Số hộ", "Hộ nghèo"]
BODY = [[1, "Xã An Tốt", 1020, 98], [2, "Xã Bình Hở", 520, 52], [3, "Xã Chi Ngắn", 260, 19]]
FIGURES = {
    **{("101", "BASE_HH", 2018): 1020, ("102", "BASE_HH", 2018): 520, ("103", "BASE_HH", 2018): 260},
    **{("101", "POV_HH", 2018): 98, ("102", "POV_HH", 2018): 52, ("103", "POV_HH", 2018): 19},
}


def sheet_of(rows: list[list[object]], merged: tuple[str, ...] = (), *, title: str = "Biểu") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = title
    add(book.active, rows, merged)
    return book


def add(page: object, rows: list[list[object]], merged: tuple[str, ...] = ()) -> None:
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                page.cell(number, column).value = value
    for cells in merged:
        page.merge_cells(cells)


def title_block() -> openpyxl.Workbook:
    rows = [["UBND HUYỆN BA ĐỒI", None, "CỘNG HÒA XÃ HỘI"], ["PHÒNG LĐTBXH"], [], ["BIỂU HỘ NGHÈO NĂM 2018"], ["Đơn vị tính: hộ"], []]
    return sheet_of([*rows, HEAD, *BODY], ("A1:B1", "C1:D1", "A4:D4", "A5:D5"))


def merged_headers() -> openpyxl.Workbook:
    rows = [
        ["Biểu 2"],
        ["TT", UNITS, "Năm 2017", None, "Năm 2018", None],
        [None, None, "Số hộ (hộ)", "Trong đó", "Số hộ (hộ)", "Trong đó"],
        [None, None, None, "Hộ nghèo", None, "Hộ nghèo"],
        [1, 2, 3, "4", 5, "6=5-4"],
        [1, "An Tốt", 1010, 99, 1020, 98],
        [2, "BÌNH HỞ", 510, 53, 520, 52],
    ]
    return sheet_of(rows, ("C2:D2", "E2:F2", "A2:A4", "B2:B4", "C3:C4", "E3:E4"))


MERGED = """format = 1
title = "Hai năm cạnh nhau"
[[tables]]
header_rows = 3
column_numbers = true
columns = [
  { header = "TT", role = "ignore" },
  { header = "Đơn vị", role = "unit" },
  { header = "Năm {year} > Số hộ ({measure})", indicator = "BASE_HH" },
  { header = "Năm {year} > Trong đó > Hộ nghèo", indicator = "POV_HH" },
]
"""


def sections() -> openpyxl.Workbook:
    rows = [
        ["BIỂU CHỈ TIÊU XÃ HỘI NĂM 2018"],
        ["UBND xã An Tốt"],
        ["TT", "Chỉ tiêu", "ĐVT", "Thực hiện"],
        ["I", "Giảm nghèo"],
        [1, "Tổng số", "hộ", 1020],
        ["-", "Trong đó: nghèo", "hộ", 98],
        ["II", "Việc làm"],
        [1, "Tổng số", "người", 2040],
        ["-", "Trong đó: qua đào tạo", "người", 1300],
        ["*", "Tr.đó: Nữ", "người", 610],
    ]
    return sheet_of(rows)


SECTIONS = """format = 1
title = "Chỉ tiêu theo dòng"
[[tables]]
title = ["*năm {year}", "UBND {unit}"]
columns = [
  { header = "TT", role = "ignore" },
  { header = "Chỉ tiêu", role = "indicator" },
  { header = "ĐVT", role = "measure" },
  { header = "Thực hiện" },
]
rows = [
  { label = "Giảm nghèo", role = "section" },
  { label = "Việc làm", role = "section" },
  { label = "Tổng số", under = "Giảm nghèo", indicator = "BASE_HH" },
  { label = "Trong đó: nghèo", indicator = "POV_HH" },
  { label = "Tổng số", under = "Việc làm", indicator = "BASE_LF" },
  { label = "Trong đó: qua đào tạo", indicator = "TRAINED__num" },
  { label = "Tr.đó: Nữ", role = "ignore" },
]
"""


def totals() -> openpyxl.Workbook:
    rows = [
        ["Năm 2018"],
        HEAD,
        [None, "TỔNG SỐ", 1800, 169],
        ["I", "Thành thị", 1020, 98],
        BODY[0],
        ["II", "Nông thôn", None, None],
        *BODY[1:],
        [None, "Cộng", 780, 71],
    ]
    return sheet_of(rows)


TOTALS = """format = 1
title = "Có tổng và cộng từng phần"
[[tables]]
title = ["Năm {year}"]
columns = [
  { header = "TT", role = "ignore" },
  { header = "Đơn vị", role = "unit" },
  { header = "Số hộ", indicator = "BASE_HH" },
  { header = "Hộ nghèo", indicator = "POV_HH" },
]
rows = [
  { label = "Tổng số", role = "total" },
  { label = "Thành thị", role = "section" },
  { label = "Nông thôn", role = "section" },
  { label = "Cộng", role = "total", of = "section" },
]
"""


def signs() -> openpyxl.Workbook:
    return sheet_of([["Năm 2018"], HEAD, [1, "An Tốt", 1020, "-"], [2, "Bình Hở", "…", "KPS"], [3, "Chi Ngắn", None, "x"]])


SIGNS = SIMPLE.replace(
    '[[tables]]\ntitle = ["*năm {year}*"]',
    '[signs]\n"-" = "zero"\n"…" = "unknown"\n"x" = "inapplicable"\n\n[[tables]]\ntitle = ["*năm {year}*"]',
)


def numbers_as_text() -> openpyxl.Workbook:
    return sheet_of([["Năm 2018"], HEAD, [1, "An Tốt", "1.020 hộ", " 98 "], [2, "Bình Hở", "520", "'52"], [3, "Chi Ngắn", "260", "19 hộ"]])


def dates() -> openpyxl.Workbook:
    book = sheet_of([["Năm 2018"], HEAD, [1, "An Tốt", 1020, datetime.datetime(2018, 9, 9)], BODY[1]])
    book.active["D3"].number_format = "d/m"
    return book


def years_and_notes() -> openpyxl.Workbook:
    book = sheet_of(
        [
            ["HỘ NGHÈO QUA CÁC NĂM"],
            [UNITS, "TH 2016", "TH 2017", "ƯTH 2018", "KH 2019"],
            ["An Tốt", 110, 100, 98, 90],
            ["Bình Hở", 60, 55, 52, 45],
            ["Chi Ngắn", 22, 20, 19, 18],
            ["Ghi chú: số liệu theo chuẩn 2016-2020"],
            [],
            ["NGƯỜI LẬP BIỂU", None, None, "TM. UBND XÃ"],
            [None, None, None, "Ngày 5/1/2019"],
        ]
    )
    draft = book.create_sheet("nháp")
    add(draft, [[UNITS, "TH 2016", "TH 2017", "ƯTH 2018", "KH 2019"], ["An Tốt", 1, 2, 3, 4]])
    draft.sheet_state = "hidden"
    return book


YEARS = """format = 1
title = "Năm theo cột"
[[tables]]
indicator = "POV_HH"
until = ["NGƯỜI LẬP BIỂU"]
columns = [
  { header = "Đơn vị", role = "unit" },
  { header = "TH {year}" },
  { header = "ƯTH {year}", qualifier = "preliminary" },
  { header = "KH {year}", role = "ignore" },
]
"""


def formulas() -> openpyxl.Workbook:
    return sheet_of([["Năm 2018"], HEAD, [1, "An Tốt", "=1000+20", "=1/0"], [2, "Bình Hở", 520, 52]])


def measures() -> openpyxl.Workbook:
    book = sheet_of([["Năm 2018"], ["Đơn vị tính: nghìn đồng/tháng"], ["Đơn vị", "Thu nhập bình quân"], ["An Tốt", 2500]], title="An Tốt")
    page = book.create_sheet("Bình Hở")
    add(page, [["Năm 2018"], ["Đơn vị tính: triệu đồng/năm"], ["Đơn vị", "Thu nhập bình quân"], ["Bình Hở", 24.5]])
    return book


MEASURES = """format = 1
title = "Thu nhập"
[[tables]]
sheets = "{unit}"
title = ["Năm {year}", "Đơn vị tính: {measure}"]
columns = [{ header = "Đơn vị", role = "unit" }, { header = "Thu nhập bình quân", indicator = "INCOME" }]
"""


def revision() -> openpyxl.Workbook:
    return sheet_of([["BIỂU HỘ NGHÈO NĂM 2018 (sửa)"], HEAD, *BODY])


def persons_beside() -> openpyxl.Workbook:
    """Two old-font cells, and a column with a person's name that rides along."""
    book = sheet_of([["Năm 2018"], [*HEAD, "Người báo cáo"], [*BODY[0], "Nguyễn Thị A"], [2, "Xã Bình Hở", 520, 52, "Trần Văn B"]])
    book.active["C2"].value, book.active["C2"].font = "Sè hé", Font(name=".VnTime")
    book.active["D2"].value, book.active["D2"].font = "Hé nghÌo", Font(name=".VnTime")
    return book


PERSONS = SIMPLE.replace(
    '{ header = "TT", role = "ignore" },', '{ header = "TT", role = "ignore" },\n  { header = "Người báo cáo", role = "ignore" },'
)


def _some(*names: str) -> dict:
    return {key: value for key, value in FIGURES.items() if key[0] in names}


# kind: the file, its layout, the figures that must come out of it, cells asked about, whether it survives as text
KINDS: dict[str, tuple[Callable[[], openpyxl.Workbook], str, dict, int, bool]] = {
    "01 title block": (title_block, SIMPLE, FIGURES, 0, True),
    "02 merged headers": (
        merged_headers,
        MERGED,
        _some("101", "102")
        | {("101", "BASE_HH", 2017): 1010, ("101", "POV_HH", 2017): 99, ("102", "BASE_HH", 2017): 510, ("102", "POV_HH", 2017): 53},
        0,
        False,
    ),
    "03 section rows": (sections, SECTIONS, _some("101") | {("101", "BASE_LF", 2018): 2040, ("101", "TRAINED__num", 2018): 1300}, 0, True),
    "04 totals": (totals, TOTALS, FIGURES, 0, True),
    "05 signs": (
        signs,
        SIGNS,
        {("101", "BASE_HH", 2018): 1020, ("101", "POV_HH", 2018): 0, ("102", "POV_HH", 2018): 0},
        0,
        True,
    ),
    "06 numbers as text": (numbers_as_text, SIMPLE, FIGURES, 0, True),
    "07 dates": (dates, SIMPLE, _some("102") | {("101", "BASE_HH", 2018): 1020}, 1, False),
    "08 years as columns": (
        years_and_notes,
        YEARS,
        {key: value for key, value in FIGURES.items() if key[1] == "POV_HH"}
        | {("101", "POV_HH", 2016): 110, ("102", "POV_HH", 2016): 60, ("103", "POV_HH", 2016): 22}
        | {("101", "POV_HH", 2017): 100, ("102", "POV_HH", 2017): 55, ("103", "POV_HH", 2017): 20},
        0,
        True,
    ),
    "09 formulas": (formulas, SIMPLE, _some("102"), 2, False),
    "10 measures": (measures, MEASURES, {("101", "INCOME", 2018): 30.0, ("102", "INCOME", 2018): 24.5}, 0, False),
    "11 revision": (revision, SIMPLE, FIGURES, 0, True),
    "12 persons beside": (persons_beside, PERSONS, _some("101", "102"), 0, False),
}


def save(kind: str, place: Path) -> Path:
    path = place / f"{kind}.xlsx"
    KINDS[kind][0]().save(path)
    return path
