"""Names in any encoding that communes use come out as the names they are, and plain text stays what it is."""

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from tests.conftest import ROOT
from workbench.intake.books import read_book
from workbench.intake.decoding import decode_book
from workbench.intake.encodings import Recognised, _language, clean, is_syllable, key_of, recognise
from workbench.programme import load_programme

PROGRAMMES = [load_programme(ROOT / "data" / name) for name in ("cam-lo", "vietnam-provinces")]
NAMES = sorted(
    {unit.name for one in PROGRAMMES for unit in one.units} | {i.title["vi"] for one in PROGRAMMES for i in one.indicators.values()}
)
FONTS = {"tcvn3": ".VnTime", "vni": "VNI-Times"}


def written(text: str, encoding: str) -> str:
    """The text as a file in an older encoding holds it, read as Windows-1252."""
    if encoding == "utf-8":
        return "".join(bytes([one]).decode("cp1252", "ignore") or chr(one) for one in text.encode())
    if encoding == "utf-8 twice":
        return written(written(text, "utf-8"), "utf-8")
    codes = {letter: code for code, letter in sorted(_language()[encoding]["table"].items(), key=lambda pair: pair[0].isupper())}
    if encoding == "tcvn3":  # the set has no capitals with a tone: a font shows them
        text = "".join(one if one in codes else one.lower() for one in text)
    return "".join(codes.get(one, one) for one in text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Tû lÖ hé nghÌo", "Tỷ lệ hộ nghèo"),
        ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("Phßng Lao ®éng - Th­¬ng binh vµ X· héi", "Phòng Lao động - Thương binh và Xã hội"),
        ("TÝnh ®Õn hÕt th¸ng 12", "Tính đến hết tháng 12"),
    ],
)
def test_tcvn3_is_read_without_a_font(typed, read):
    assert recognise(typed).text == read
    assert recognise(typed).encoding == "tcvn3"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Tyû leä hoä ngheøo", "Tỷ lệ hộ nghèo"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
        ("Nöôùc saïch vaø veä sinh moâi tröôøng", "Nước sạch và vệ sinh môi trường"),
    ],
)
def test_vni_is_read_without_a_font(typed, read):
    assert recognise(typed).text == read
    assert recognise(typed).encoding == "vni"


def test_a_font_of_capitals_shows_capitals():
    assert recognise("Céng", ".VnTimeH").text == "CỘNG"
    assert recognise("CéNG HßA", ".VnArialH").text == "CỘNG HÒA"
    assert recognise("Cam Lo", ".VnTimeH").text == "CAM LO"
    assert recognise("CéNG HßA X· HéI").text.casefold() == "cộng hòa xã hội"


def test_windows_1258_is_composed_and_repaired():
    typed = "Tỷ lệ hộ nghèo ở xã Đông Hà".encode("cp1258", "ignore")  # letters it lacks are written in two
    assert recognise("Ty\u0309 lê\u0323 hô\u0323 nghe\u0300o").text == "Tỷ lệ hộ nghèo"
    assert recognise("TyÒ lêò hôò ngheÌo").text == "Tỷ lệ hộ nghèo"
    assert recognise("TyÒ lêò hôò ngheÌo").encoding == "cp1258"
    assert b"\xd0" in typed  # as which Đ comes in


def test_letters_that_look_like_d_with_a_stroke_are_one():
    assert clean("Ðông Hà, Ɖông Hà, ðất") == "Đông Hà, Đông Hà, đất"


def test_what_cannot_be_seen_is_taken_out():
    assert clean("Cam\u00a0Thành\u200b  xã\u2009 \ufeffmới\u00ad") == "Cam Thành xã mới"


def test_two_places_of_the_tone_mark_have_one_key_and_no_accent_is_lost():
    assert key_of("Cam Thuỷ") == key_of("CAM THỦY")
    assert key_of("Hoà Bình, khoẻ") == key_of("Hòa Bình, khỏe")
    assert key_of("Tỉ lệ") == key_of("Tỷ lệ")
    assert key_of("hoàn") == "hoàn"
    assert len({key_of(one) for one in ("Cam Thanh", "Cam Thành", "Cam Thạnh", "Cam Thánh")}) == 4


def test_no_two_units_of_a_programme_share_a_key():
    for programme in PROGRAMMES:
        for year in (programme.header.as_of, programme.header.horizon):
            units = programme.units_in(year).values()
            assert len({(one.level, key_of(one.name)) for one in units}) == len(units)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_every_name_in_an_older_font_comes_back_whole(encoding):
    read = {name: recognise(written(name, encoding), FONTS[encoding]).text for name in NAMES}
    assert {name: one for name, one in read.items() if one.casefold() != clean(name).casefold()} == {}


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_without_a_font_no_name_becomes_another(encoding):
    for name in NAMES:
        found = recognise(written(name, encoding))
        assert found.text.casefold() in (clean(name).casefold(), clean(written(name, encoding)).casefold())


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_beside_others_hardly_a_name_needs_its_font(encoding):
    read = [recognise(written(name, encoding), beside={encoding}).text.casefold() == clean(name).casefold() for name in NAMES]
    assert sum(read) / len(read) > 0.95


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8 twice"])
def test_every_name_in_utf8_read_as_something_else_comes_back_whole(encoding):
    read = {name: recognise(written(name, encoding)).text for name in NAMES}
    assert {name: one for name, one in read.items() if one != clean(name)} == {}


@pytest.mark.parametrize("font", ["", "Times New Roman"])
def test_plain_vietnamese_is_never_converted(font):
    assert [name for name in NAMES if recognise(name, font) != Recognised(clean(name))] == []


@pytest.mark.parametrize("font", [".VnTime", "VNI-Times"])
def test_nor_where_it_was_typed_later_in_a_cell_of_an_older_font(font):
    later = [name for name in NAMES if not set(name) <= set("".join(map(chr, range(256))))]
    assert [name for name in later if recognise(name, font) != Recognised(clean(name))] == []
    assert len(later) > 150


PLAIN = ["Hoà bình", "Khoá XV", "Hà Nam", "nhà tình nghĩa", "xã", "hé mở", "quý I", "ông bà", "trẻ", "và", "Sà", "Bé", "cô", "mì"]
SIGNS = ["100 m²", "±5%", "résumé", "café", "Größe", "1½", "«A»", "© 2018", "25 °C", "30 €", "a – b", "…", "x · y", "n.º 1"]


@pytest.mark.parametrize("text", PLAIN + SIGNS)
def test_words_and_signs_that_an_older_encoding_also_has_stay_as_they_are(text):
    assert recognise(text).text == text
    assert recognise(text).encoding == ""
    assert recognise(text, "Arial", beside={"tcvn3", "vni"}).encoding in ("", "tcvn3", "vni")


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])) | st.floats().map(str) | st.integers().map(str))
def test_ascii_and_numbers_are_never_converted(text):
    found = recognise(text, beside={"tcvn3", "vni"}, is_unicode=False)
    assert found.text == clean(text)
    assert not found.encoding
    assert not found.candidates


@settings(max_examples=50)
@given(st.text(), st.sampled_from(["", ".VnTime", ".VnTimeH", "VNI-Times", "Arial"]), st.booleans())
def test_no_text_is_too_strange(text, font, is_unicode):
    found = recognise(text, font, beside={"vni"}, is_unicode=is_unicode)
    assert found.text == clean(found.text)
    assert not (found.encoding and found.candidates)


def test_one_word_alone_is_asked_about_and_its_neighbours_decide():
    assert recognise("Céng").candidates == ("Céng", "Cộng")
    assert recognise("Céng", beside={"tcvn3"}).text == "Cộng"
    assert recognise("Sè", beside={"tcvn3"}).candidates == ("Sè", "Số")
    assert recognise("Sè", "Times New Roman", beside={"tcvn3"}) == recognise("Sè", "Times New Roman")


def test_damaged_text_is_asked_about():
    assert recognise("há»? nghÃ¨o").candidates == ("há»? nghÃ¨o",)


@pytest.mark.parametrize("word", ["nghiêng", "quyết", "giếng", "gì", "khuỷu", "ươm", "yếu", "thuở", "ngoằn", "oẹ", "uống", "Đông"])
def test_syllables_of_the_language(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["cé", "kà", "ngé", "tôc", "thoãt", "hộn̉", "wà", "ngheò", "Lắk", "Tû", "£", "xaõ", "toían"])
def test_what_is_no_syllable(word):
    assert not is_syllable(word)


def test_a_sheet_of_two_encodings_comes_out_in_one_and_says_what_it_did(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Cam Thanh"
    for row, (text, font) in enumerate(
        [("Tû lÖ hé nghÌo", ".VnTime"), ("x· Cam Thñy", ".VnTimeH"), ("Cam Thành", "Times New Roman"), (8.71, ".VnTime")], start=1
    ):
        sheet.cell(row, 1, text).font = Font(name=font)
    book.save(tmp_path / "two.xlsx")
    decoded = decode_book(read_book(tmp_path / "two.xlsx"))
    assert [decoded.book.sheets[0].text(row, 1) for row in (1, 2, 3, 4)] == ["Tỷ lệ hộ nghèo", "XÃ CAM THỦY", "Cam Thành", "8.71"]
    assert [(one.cell, one.encoding) for one in decoded.conversions] == [("A1", "tcvn3"), ("A2", "tcvn3")]
    assert decoded.undecided == ()


def test_a_text_file_in_bytes_is_read_by_what_is_sure_in_it(tmp_path):
    lines = ["Tû lÖ hé nghÌo;N¨m 2017", "Sè hé;120", "Céng;3"]
    (tmp_path / "old.csv").write_bytes("\n".join(lines).encode("cp1252"))
    decoded = decode_book(read_book(tmp_path / "old.csv"))
    sheet = decoded.book.sheets[0]
    assert [sheet.text(row, 1) for row in (1, 2, 3)] == ["Tỷ lệ hộ nghèo", "Số hộ", "Cộng"]
    assert sheet.text(1, 2) == "Năm 2017"
    assert decoded.undecided == ()


@pytest.mark.parametrize(("last", "read"), [("1020", "Số hộ"), ("Đã duyệt", "Sè hé")])
def test_a_text_file_of_an_older_encoding_saved_as_unicode_is_read_as_a_whole_unless_something_in_it_is_newer(tmp_path, last, read):
    (tmp_path / "x.csv").write_text(f"N¨m 2018\nTT;§¬n vÞ;Sè hé\n1;X· Cam Thµnh;{last}\n", encoding="utf-8")
    sheet = decode_book(read_book(tmp_path / "x.csv")).book.sheets[0]
    assert (sheet.text(2, 2), sheet.text(2, 3)) == ("Đơn vị", read)
