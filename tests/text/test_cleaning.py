"""Cleaning and folding, on the data of the country, the plan, and anything at all."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.text import clean, clean_lines, fold, nfc, slug, tone_canonical

DATA = Path(__file__).parent.parent / "data"
VIETNAMESE = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def fields_of_csv() -> Iterator[str]:
    for path in sorted(DATA.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.reader(lines):
                yield from row


def test_the_plan_holds_32_decomposed_words_and_clean_composes_them() -> None:
    plan = (DATA / "plan.txt").read_text(encoding="utf-8")
    decomposed = [word for word in re.findall(r"\S+", plan) if nfc(word) != word]
    assert len(decomposed) == 32
    assert decomposed[0] == "va\u0300"
    for mended in (clean(plan), clean_lines(plan)):
        assert unicodedata.is_normalized("NFC", mended)
        assert mended.split() == [nfc(word) for word in plan.split()]


def test_every_field_of_the_data_keeps_its_words() -> None:
    fields = list(fields_of_csv())
    assert len(fields) > 30_000
    for field in fields:
        assert clean(nfd(field)) == clean(field)
        assert unicodedata.is_normalized("NFC", clean(field))
        assert "  " not in clean(field)
        assert fold(nfd(field)) == fold(field)


def test_folds_of_communes_match_the_published_names_without_marks() -> None:
    with (DATA / "vn_communes_2026.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 3321
    for row in rows:
        assert slug(row["name"]) == re.sub("[^a-z0-9]+", "-", row["code_name"]).strip("-")


def test_clean_drops_what_nobody_sees() -> None:
    assert clean("\ufeff  Tân\u200b\u00a0 Hồng\x00\t\u202e ") == "Tân Hồng"
    assert clean("hoa\u200b\u0300") == "hoà"
    assert clean("ơ\u0301") == "ớ"
    assert clean("\ud800x\uffff\ufdd0") == "x"
    assert clean(None) is None


def test_clean_lines_keeps_paragraphs() -> None:
    assert clean_lines("\r\n một \r\n\r\n\r\n\thai  ba\n\n") == "một\n\nhai ba"
    assert clean_lines(None) is None


@pytest.mark.parametrize("text", ["Đặng Thị Hoà", "ĐẶNG THỊ HÒA", "ðặng  thị hoà", "Dang thi hoa"])
def test_fold_ignores_case_marks_and_tone_placement(text: str) -> None:
    assert fold(text) == fold(nfd(text)) == "dang thi hoa"


def test_fold_takes_every_vietnamese_letter_to_a_to_z() -> None:
    assert set(fold(VIETNAMESE + VIETNAMESE.upper())) <= set("abcdefghijklmnopqrstuvwxyz")


def test_slug() -> None:
    assert slug("  Xã Tân Thành A / Ấp 1") == "xa-tan-thanh-a-ap-1"
    assert slug("…") == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hòa bình, HÒA, hòa.", "Hoà bình, HOÀ, hoà."),
        ("Tỉnh ủy, Ủy ban, TỈNH ỦY", "Tỉnh uỷ, Uỷ ban, TỈNH UỶ"),
        ("thúy lòe hỏa toả", "thuý loè hoả toả"),
        ("quý quỷ già mùa toàn khoẻ Mĩ Mỹ ngoéo", "quý quỷ già mùa toàn khoẻ Mĩ Mỹ ngoéo"),
    ],
)
def test_tone_canonical(old: str, new: str) -> None:
    assert tone_canonical(old) == tone_canonical(nfd(old)) == new
    assert tone_canonical(new) == new


@given(st.text())
@example("\u1e9b\u0323")
@example("ΑΣ\u0345")
@example("İ")
def test_forms_are_stable(text: str) -> None:
    for form in (nfc, clean, clean_lines, fold, slug, tone_canonical):
        assert form(form(text)) == form(text)
    assert fold(nfd(text)) == fold(text)
    assert clean(nfd(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))


@given(st.text(VIETNAMESE + VIETNAMESE.upper() + " "))
def test_fold_does_not_see_where_a_tone_stands(text: str) -> None:
    assert fold(tone_canonical(text)) == fold(text) == fold(text.upper())
