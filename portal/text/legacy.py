"""Text of the fonts before Unicode: TCVN3 ("ABC", fonts .Vn…) and VNI-Windows (fonts VNI-…).

Both write Vietnamese with the Latin-1 codes of other letters, so nothing in the text itself
says which it is: only the font does. The table is portal/data/legacy_tcvn3_vni.csv.
"""

import csv
import functools
import re
import unicodedata
from collections.abc import Callable, Iterable
from importlib import resources
from typing import Literal

from portal.text.cleaning import nfc

Encoding = Literal["tcvn3", "vni"]

_UNICODE_ONLY = re.compile("[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9]|[A-Za-z][\u0300-\u036f]")


@functools.cache
def _tables() -> tuple[dict[int, str], dict[str, str], re.Pattern[str]]:
    source = resources.files("portal") / "data" / "legacy_tcvn3_vni.csv"
    rows = list(csv.DictReader(source.read_text(encoding="utf-8-sig").splitlines()))
    tcvn3 = {int(row["tcvn3_byte"], 16): row["unicode"] for row in rows if row["tcvn3_byte"]}
    vni: dict[str, str] = {}
    for row in rows:
        code = bytes.fromhex(row["vni_bytes"]).decode("cp1252")
        vni[code] = row["unicode"]
        if len(code) == 2 and row["unicode"].islower():
            vni.setdefault(code[0].upper() + code[1], row["unicode"].upper())
    longest_first = sorted(vni, key=len, reverse=True)
    return tcvn3, vni, re.compile("|".join(map(re.escape, longest_first)))


def from_tcvn3(text: str) -> str:
    """Decode TCVN3 text as a spreadsheet shows it in Latin-1 ("T©n Hång": "Tân Hồng").

    Capital fonts (.VnTimeH) hold small letters: from_font() raises them.
    """
    return nfc(text.translate(_tables()[0]))


def from_vni(text: str) -> str:
    """Decode VNI-Windows text as a spreadsheet shows it in Latin-1 ("Taân Hoàng": "Tân Hồng")."""
    _, vni, codes = _tables()
    return nfc(codes.sub(lambda match: vni[match.group()], text))


def legacy_encoding_of_font(font_name: str | None) -> Encoding | None:
    """Say which legacy encoding a font means: "tcvn3" (.VnTime), "vni" (VNI-Times) or None."""
    name = (font_name or "").strip().casefold()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if re.match(r"vni[- ]", name) else None


def from_font(text: str, font_name: str | None) -> str:
    """Decode text by the font of its cell or run; capitals for TCVN3 fonts ending in H.

    Text that already holds letters only Unicode has was retyped under the old font: it stays.
    """
    encoding = legacy_encoding_of_font(font_name)
    if encoding is None or _UNICODE_ONLY.search(text):
        return text
    if encoding == "vni":
        return from_vni(text)
    decoded = from_tcvn3(text)
    return decoded.upper() if (font_name or "").strip().endswith("H") else decoded


def suspected_encoding(texts: Iterable[str]) -> Encoding | None:
    """Say which old encoding texts seem to lie in, though no font says so; None for ordinary ones.

    A guess, by how many words become syllables of Vietnamese: it is shown and confirmed, never
    acted upon. Needs several words with such letters.
    """
    words = [
        word
        for text in texts
        if not _UNICODE_ONLY.search(text)
        for word in re.split(r"[\s,.;:()/-]+", text)
        if not word.isascii()
    ]
    scores = {name: _syllables(map(read, words)) for name, read in _READERS.items()}
    best = max(scores, key=lambda name: scores[name])
    enough = len(words) >= _ENOUGH_WORDS and scores[best] >= 0.8 * len(words)
    return best if enough and scores[best] > 2 * _syllables(words) else None


_ENOUGH_WORDS = 4
_READERS: dict[Encoding, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni}
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    "(iê|ia|yê|ya|uô|ua|ươ|ưa|uyê|uya|uy|oa|oă|oe|uâ|uê|uơ|[aăâeêioôơuưy])"
    "(ch|ng|nh|[cmnptiouy])?"
)


def _syllables(words: Iterable[str]) -> int:
    """How many of the words could be syllables of Vietnamese."""
    return sum(1 for word in words if _is_syllable(word))


def _is_syllable(word: str) -> bool:
    spread = unicodedata.normalize("NFD", word.lower())
    bare, tones = _TONES.subn("", spread)
    return tones <= 1 and _SYLLABLE.fullmatch(nfc(bare)) is not None
