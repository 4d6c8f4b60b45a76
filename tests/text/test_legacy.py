"""TCVN3 and VNI against every row of the table, and the fonts that name them."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import (
    from_font,
    from_tcvn3,
    from_vni,
    legacy_encoding_of_font,
    nfc,
    suspected_encoding,
)

DATA = Path(__file__).parent.parent / "data"
PRODUCT = Path(__file__).parent.parent.parent / "portal" / "data"
with (DATA / "legacy_tcvn3_vni.csv").open(encoding="utf-8-sig", newline="") as table:
    ROWS = list(csv.DictReader(table))
SMALL = {row["unicode"]: row for row in ROWS if row["unicode"].islower()}
PLAIN = "bcghklmnpqrstvx 12.,"


def written(text: str, column: str) -> str:
    return "".join(SMALL[char][column] if char in SMALL else char for char in text)


def test_the_product_ships_the_table_that_was_checked() -> None:
    assert len(ROWS) == 134
    name = "legacy_tcvn3_vni.csv"
    assert (PRODUCT / name).read_bytes() == (DATA / name).read_bytes()


def test_every_letter_of_the_table() -> None:
    for row in ROWS:
        assert from_vni(row["vni_as_cp1252"]) == row["unicode"]
        if row["tcvn3_as_cp1252"]:
            assert from_tcvn3(row["tcvn3_as_cp1252"]) == row["unicode"]


def test_a_sentence() -> None:
    assert from_tcvn3("Uû ban nh©n d©n x· T©n Hé C¬") == "Uỷ ban nhân dân xã Tân Hộ Cơ"
    assert from_vni("Uyû ban nhaân daân xaõ Taân Hoä Cô") == "Uỷ ban nhân dân xã Tân Hộ Cơ"
    assert from_tcvn3("\u00adu tó") == "ưu tú"


def test_capitals() -> None:
    assert from_font("®¶ng uû", ".VnTimeH") == "ĐẢNG UỶ"
    assert from_font("®¶ng uû", ".VnTime") == "đảng uỷ"
    assert from_vni("ÑAÛNG UYÛ") == "ĐẢNG UỶ"
    assert from_vni("Aûnh") == "Ảnh"


def test_text_retyped_in_unicode_under_an_old_font_stays() -> None:
    assert from_font("Đoàn xã", ".VnTime") == "Đoàn xã"
    assert from_font("Đoàn xã", "VNI-Times") == "Đoàn xã"
    assert from_font("Taân", "Arial") == "Taân"


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "tcvn3"),
        (".VnArialH", "tcvn3"),
        (".vntime", "tcvn3"),
        ("VNI-Times", "vni"),
        ("VNI-Helve-Condense", "vni"),
        ("Times New Roman", None),
        ("Vnhitime", None),
        ("", None),
        (None, None),
    ],
)
def test_encoding_of_font(font: str | None, encoding: str | None) -> None:
    assert legacy_encoding_of_font(font) == encoding


@given(st.text("".join(SMALL) + PLAIN))
def test_what_was_written_in_either_encoding_comes_back(text: str) -> None:
    assert from_tcvn3(written(text, "tcvn3_as_cp1252")) == text
    assert nfc(from_vni(written(text, "vni_as_cp1252"))) == text


NAMES = ["Nguyễn Thị Hoà", "Trần Văn Bảy", "Lê Thị Mận", "Đặng Ngọc Ướt", "Ấp Chiến Thắng"]
OFFICE = ["Uỷ viên thường trực", "Bí thư chi bộ", "Phó chủ tịch", "Nguyễn Quốc Khánh"]


@pytest.mark.parametrize(("column", "encoding"), [("tcvn3", "tcvn3"), ("vni", "vni")])
@pytest.mark.parametrize("texts", [NAMES, OFFICE], ids=["names", "offices"])
def test_an_old_encoding_is_suspected_without_a_font(
    texts: list[str], column: str, encoding: str
) -> None:
    old = [written(text.lower(), f"{column}_as_cp1252") for text in texts]
    assert suspected_encoding(old) == encoding


def test_ordinary_text_is_not_suspected() -> None:
    for texts in (NAMES, OFFICE, ["Hoà", "Tâm", "Bình", "Tý", "Lê"], [], ["Zoë", "café", "naïve"]):
        assert suspected_encoding(texts) is None
    assert suspected_encoding(["Müller", "Weiß", "Größe", "Straße", "Köln", "Über"]) is None
