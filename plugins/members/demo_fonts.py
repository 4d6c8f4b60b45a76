"""Text as it was typed in the fonts before Unicode: portal.text.legacy the other way round."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from portal.text import legacy_encoding_of_font, nfc

TCVN3, TCVN3_CAPITALS, VNI = ".VnTime", ".VnTimeH", "VNI-Times"


def typed_in(text: str, font: str) -> str:
    """Text as a cell of this font holds it ("Tân Hồng" in .VnTime: "T©n Hång").

    TCVN3 has no capitals with a tone: a font of capitals (.VnTimeH) shows small letters as such.
    """
    encoding = legacy_encoding_of_font(font)
    if encoding is None:
        return text
    codes, plain = _codes()[encoding], nfc(text)
    if font.endswith("H"):
        plain = plain.lower()
    return "".join(codes.get(letter) or codes.get(letter.lower(), letter) for letter in plain)


@cache
def _codes() -> dict[str, dict[str, str]]:
    source = resources.files("portal") / "data" / "legacy_tcvn3_vni.csv"
    tables: dict[str, dict[str, str]] = {"tcvn3": {}, "vni": {}}
    for row in csv.DictReader(source.read_text(encoding="utf-8-sig").splitlines()):
        if row["tcvn3_byte"]:
            tables["tcvn3"][row["unicode"]] = chr(int(row["tcvn3_byte"], 16))
        tables["vni"].setdefault(row["unicode"], bytes.fromhex(row["vni_bytes"]).decode("cp1252"))
    return tables
