"""A list of persons is refused whole, and nothing of it is told."""

import pytest

from tests.conftest import ROOT
from workbench.intake.cells import Typed
from workbench.intake.decoding import decode_book
from workbench.intake.persons import PersonList, part_persons
from workbench.intake.sheets import Book, Sheet
from workbench.intake.words import Wording
from workbench.programme import load_programme

CAM_LO = load_programme(ROOT / "data" / "cam-lo")
PROVINCES = load_programme(ROOT / "data" / "vietnam-provinces")
# Invented, as all names and numbers of this file.
NAMES = ["Nguyễn Văn A", "Trần Thị B", "Lê Văn C", "Hoàng Thị D", "Phạm Văn E"]


def sheet(*rows: tuple[object, ...], name: str = "Sheet1", font: str = "") -> Sheet:
    cells = {
        (r, c): Typed(value, font=font) for r, row in enumerate(rows, start=1) for c, value in enumerate(row, start=1) if value is not None
    }
    return Sheet(name, cells)


def part(*sheets: Sheet, programme=CAM_LO):
    return part_persons(decode_book(Book("a.xlsx", "0" * 64, "xlsx", sheets)), programme)


LISTS = {
    "names and days of birth": [("DANH SÁCH",), ("TT", "Họ và tên", "Ngày sinh"), *[(n, name, 1950 + n) for n, name in enumerate(NAMES)]],
    "names alone, without a heading": [(n, name, 270000) for n, name in enumerate(NAMES)],
    "names in capitals": [(name.upper(), 5) for name in NAMES],
    "heads of household": [("STT", "Chủ hộ", "Số khẩu"), (1, "Hồ Thị X", 4), (2, "Pả Y", 5)],
    "numbers of cards": [("Số CCCD", "Mức hưởng"), *[(f"04520000000{n}", 360000) for n in range(4)]],
    "telephones": [("Thôn", "Liên hệ"), *[(f"Thôn {n}", f"091 234 567{n}") for n in range(4)]],
    "English": [("No", "Full name", "Date of birth"), (1, "Jane Doe", 1960), (2, "John Doe", 1961)],
}
TABLES = {
    "communes": [("TT", "Xã, thị trấn", "Tổng số", "Nữ")]
    + [(n, unit.name, 120 + n, 60) for n, unit in enumerate(CAM_LO.units_in(2017).values())]
    + [(None, "NGƯỜI LẬP BIỂU", "CHỦ TỊCH"), (None, "Nguyễn Văn A", "Trần Văn B")],
    "money of nine digits": [("Xã", "Kinh phí (đồng)"), *[(f"Cam {n}", 123456789 + n) for n in range(6)]],
    "a guide": [("Chỉ ghi tổng số. Không ghi họ tên, địa chỉ, số giấy tờ của cá nhân.",), ("a", 1), ("b", 2)],
    "an empty list": [("TT", "Họ và tên", "Ngày sinh")],
    "addressed to somebody": [("Địa chỉ", "Điện thoại"), ("Thị trấn Cam Lộ", "0233 3873 111")],
    "years": [("Năm sinh", "Số trẻ"), (2015, 120), (2016, 130), (2017, 125)],
}


@pytest.mark.parametrize("rows", LISTS.values(), ids=LISTS)
def test_a_list_of_persons_is_refused_and_nothing_of_it_is_kept(rows):
    kept, refused = part(sheet(("Xã", "Số hộ"), ("Cam An", 12)), sheet(*rows, name="Nguyễn Văn A"))
    assert [one.name for one in kept.book.sheets] == ["Sheet1"]
    assert refused[0].number == 2
    told = repr(kept) + repr(refused)
    assert not [value for row in rows for value in row if isinstance(value, str) and value in told and len(value) > 2]
    assert "Nguyễn" not in told


@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_a_table_of_figures_is_kept_whoever_signs_it(rows):
    kept, refused = part(sheet(*rows))
    assert refused == ()
    assert len(kept.book.sheets) == 1


def test_provinces_are_no_persons_though_some_begin_like_one():
    names = [unit.name.split(maxsplit=1)[-1] for unit in PROVINCES.units_in(2016).values()]
    assert {"Cao Bằng", "Hà Nam", "Lâm Đồng"} <= set(names)
    assert part(sheet(*[(name, 12.5) for name in names]), programme=PROVINCES)[1] == ()


def test_an_older_encoding_hides_no_list_and_its_log_tells_no_name():
    typed = [("Hä vµ tªn", "Ngµy sinh"), ("NguyÔn V¨n A", 1950), ("TrÇn ThÞ B", 1951), ("Lª ThÞ C", 1952)]
    kept, refused = part(sheet(*typed, font=".VnTime"))
    assert refused[0].signs == ("name", "birth")
    assert (kept.conversions, kept.undecided) == ((), ())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_sign_has_its_words(lang):
    told = PersonList(2, ("name", "birth", "number", "phone", "address")).told(Wording(lang))
    assert "2" in told
    assert told.count(",") >= 4
