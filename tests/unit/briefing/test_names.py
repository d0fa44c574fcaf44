"""Names sorted as the language's dictionary does, and as they are typed without its letters."""

import random

import pytest

from workbench.briefing.names import name_within, plain_name, proper_name, slug, sort_key
from workbench.findings import Findings
from workbench.programme import Level


@pytest.mark.parametrize(
    "ordered",
    [
        ["Ba", "Bà", "Bả", "Bã", "Bá", "Bạ", "Bac", "Băng", "Bân", "Bi"],  # a ă â; tones level, huyền, hỏi, ngã, sắc, nặng
        ["Da", "Dương", "Đa", "Đông", "Em"],  # đ is a letter of its own, after every d
        ["Hồng An", "Hồng Thái", "Hông Vân"],  # letters of the whole name before any tone
        ["Cam An", "Cam Chính", "Cam Hiếu", "Cam Lộ", "Cam Nghĩa", "Cam Thanh", "Cam Thành", "Cam Thủy", "Cam Tuyền"],
        ["An", "An Bình", "Anh"],  # a short word before a longer one
        ["Phường 2", "Phường 10", "Phường 11"],  # numbers by their value
        ["Oa", "Ô Môn", "Ơn", "Uông", "Ưng"],
    ],
)
def test_vietnamese_names_stand_in_the_order_of_the_dictionary(ordered: list[str]) -> None:
    mixed = random.Random(7).sample(ordered, len(ordered))
    assert sorted(mixed, key=lambda name: sort_key(name, "vi")) == ordered


def test_two_spellings_of_the_same_letters_sort_alike() -> None:
    composed, decomposed = "Th\u1ee7y", "Thu\u0309y"
    assert sort_key(composed, "vi")[:2] == sort_key(decomposed, "vi")[:2]


def test_english_readers_look_for_a_letter_whatever_its_signs() -> None:
    names = ["Đông Hà", "Âu Lâu", "Dak Lak", "Ea Súp", "Ba Vì"]
    assert sorted(names, key=lambda name: sort_key(name, "en")) == ["Âu Lâu", "Ba Vì", "Dak Lak", "Đông Hà", "Ea Súp"]
    assert sorted(["Cam Thành", "Cam Thanh"], key=lambda name: sort_key(name, "en")) == ["Cam Thanh", "Cam Thành"]


def test_a_name_stands_under_its_own_letters_not_under_the_word_for_its_kind(cam_lo: Findings) -> None:
    level = cam_lo.programme.header.levels["commune"]
    assert [proper_name(name, level, "vi") for name in ("Xã Cam An", "Thị trấn Cam Lộ", "Xãng")] == ["Cam An", "Cam Lộ", "Xãng"]


def test_a_name_without_accents_has_only_letters_of_every_keyboard() -> None:
    assert plain_name("Thị trấn Đắk Hà, Ưng Hoà") == "Thi tran Dak Ha, Ung Hoa"
    assert slug("../Xã <b>Cam Thành</b>") == "xa-b-cam-thanh-b"


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Xã Cam An", "xã Cam An"),
        ("Thị trấn Cam Lộ", "thị trấn Cam Lộ"),
        ("Xãng", "Xãng"),
        ("Thành phố Hà Nội", "thành phố Hà Nội"),
        ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Cả nước", "cả nước"),
    ],
)
def test_within_a_sentence_the_word_for_a_places_kind_has_no_capital(name: str, within: str) -> None:
    words = {"vi": "xã, thị trấn, thành phố, cả nước", "en": "commune or town"}
    level = Level(title=words, plural=words, this=words)
    assert name_within(name, level, "vi") == within and name_within("Cam An commune", level, "en") == "Cam An commune"
