"""Sort keys against orders written by hand and against a comparison made another way."""

import csv
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import clean, name_key, text_key

DATA = Path(__file__).parent.parent / "data"
LETTERS = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
TONED = list("aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệ")

NAMES = [
    "Lê An",
    "Nguyễn Thị An",
    "Nguyễn Văn An",
    "Trần An",
    "Trần Văn Án",
    "Lê Thị Anh",
    "Phạm Ánh",
    "Võ Ăn",
    "Lê Văn Ân",
    "Bùi Dũng",
    "Đặng Dũng",
    "Lê Thị Đào",
    "Trần Đăng",
    "Trần Thị Hoa",
    "Lê Thị Hoà",
    "Lê Thị Hoa Hòa",
    "Nguyễn Văn Tốt",
    "Nguyễn Văn Tốt (Ba Tốt)",
    "Nguyễn Văn Tốt (Tư)",
    "Út",
    "Nguyễn Văn Út",
    "Trần Ý",
]

TITLES = [
    "",
    "2 ấp",
    "10 ấp",
    "Ấp 1",
    "Ấp 2",
    "Ấp 2A",
    "Ấp 2B",
    "Ấp 10",
    "Ấp Cả Gáo",
    "Chi đoàn ấp 1",
    "Chi hội ấp 1",
    "Khóm 1",
    "Xã An Phước",
    "Xã Bình Phú",
    "Xã Tân Công Chí",
    "Xã Tân Hộ Cơ",
    "Xã Tân Phước",
    "Xã Tân Thành A",
    "Xã Tân Thành B",
    "Xã Thông Bình",
]


def in_byte_order(texts: list[str], key: object) -> list[str]:
    assert callable(key)
    shuffled = random.Random(7).sample(texts, len(texts))
    return sorted(shuffled, key=lambda text: key(text).encode())


def test_letters_in_the_order_of_the_alphabet() -> None:
    assert in_byte_order(LETTERS, text_key) == LETTERS
    assert in_byte_order([letter.upper() for letter in LETTERS], text_key) == [
        letter.upper() for letter in LETTERS
    ]


def test_tones_after_letters() -> None:
    assert in_byte_order(TONED, text_key) == TONED


def test_names_by_given_name_then_family_name() -> None:
    assert in_byte_order(NAMES, name_key) == NAMES


def test_titles_with_numbers() -> None:
    assert in_byte_order(TITLES, text_key) == TITLES


def test_a_space_comes_before_a_letter() -> None:
    assert text_key("An Nguyễn") < text_key("Ang") < text_key("Anh")
    assert text_key("Hoa Bình") < text_key("Hoà An")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lê Thị Hòa", "LÊ  THỊ HOÀ"),
        ("Lê Thị Hòa", unicodedata.normalize("NFD", "Lê Thị Hòa")),
        ("Ðặng An", "Đặng An"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)
    assert text_key(one) == text_key(other)


def test_the_communes_of_the_country_sort_as_pairs_of_ranks_do() -> None:
    with (DATA / "vn_communes_2026.csv").open(encoding="utf-8-sig", newline="") as lines:
        names = [row["name"] for row in csv.DictReader(lines)]
    assert len(names) == 3321
    for name in names:
        assert text_key(name).isascii()
    by_key = sorted(names, key=lambda name: text_key(name).encode())
    assert [ranks(name) for name in by_key] == sorted(ranks(name) for name in names)


def ranks(text: str) -> list[tuple[list[int], list[int]]]:
    """Compare lists of (letters, tones) instead of strings: slower, and with no encoding."""
    words = []
    for word in clean(text).lower().replace("-", " ").replace("'", "").split():
        letters: list[int] = []
        tones: list[int] = []
        for char in word:
            base, tone = char, 0
            for rank, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", 1):
                decomposed = unicodedata.normalize("NFD", char)
                if mark in decomposed:
                    base = unicodedata.normalize("NFC", decomposed.replace(mark, ""))
                    tone = rank
            letters.append(int(base) - 100 if base.isdecimal() else LETTERS.index(base))
            tones += [tone] if tone else []
        words.append((letters, tones or [0]))
    return words


syllables = st.text("aăâbdđeêhnoơuưyàảãáạằấếộớủỷ", min_size=1, max_size=4)
phrases = st.lists(syllables, min_size=1, max_size=4).map(" ".join)


@given(phrases, phrases)
def test_keys_agree_with_the_ranks(one: str, other: str) -> None:
    assert (text_key(one).encode() < text_key(other).encode()) == (ranks(one) < ranks(other))
    assert (text_key(one) == text_key(other)) == (ranks(one) == ranks(other))


@given(phrases, phrases)
def test_given_name_decides_first(one: str, other: str) -> None:
    given_one, given_other = ranks(one.split()[-1]), ranks(other.split()[-1])
    if given_one != given_other:
        assert (name_key(one) < name_key(other)) == (given_one < given_other)


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_sort_by_value(one: int, other: int) -> None:
    assert (text_key(f"Ấp {one}") < text_key(f"Ấp {other}")) == (one < other)


@given(st.text())
def test_keys_of_anything_are_printable_ascii(text: str) -> None:
    for key in (text_key(text), name_key(text)):
        assert key.isascii() and key.isprintable() and key == key.strip()
    assert text_key(unicodedata.normalize("NFD", text)) == text_key(text)
    assert name_key(unicodedata.normalize("NFD", text)) == name_key(text)
