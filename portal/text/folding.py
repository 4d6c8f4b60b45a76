"""Forms of a text made for comparing: the search fold, the address part, the tone style."""

import re
import unicodedata

from portal.text.cleaning import clean, nfc

_STROKED = str.maketrans("đĐðÐɖƉ", "dDdDdD")
_OLD_TONE = re.compile(r"([òóỏõọ])([ae])(?![^\W\d_])|([ùúủũụ])(y)(?![^\W\d_])", re.IGNORECASE)


def _unmarked(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def fold(text: str) -> str:
    """Fold text for search: small letters, no tones, no marks, đ as d, single spaces.

    "Đặng", "ĐẶNG", "đăng" and "dang" fold alike. Tones vanish, so it does not matter where
    they were written: "hoà" and "hòa" fold alike. The stroke of đ is no mark to Unicode, hence
    the table; it also takes the eth (ð Ð), which passes for đ on screen.
    """
    plain = _unmarked(clean(text)).translate(_STROKED).casefold()
    return clean(_unmarked(plain))


def slug(text: str) -> str:
    """Make a part of an address: "Xã Tân Thành A" gives "xa-tan-thanh-a".

    Only a-z, 0-9 and single hyphens, apostrophes dropped ("Ea H'Leo": "ea-hleo"); empty if the
    text has no such letter or digit.
    """
    return re.sub("[^a-z0-9]+", "-", re.sub("['’ʼ]", "", fold(text))).strip("-")


def tone_canonical(text: str) -> str:
    """Write the tone of oa, oe, uy on the second vowel at the end of a syllable (hòa: hoà).

    For comparing only: what the user typed is what is stored. Quý and già are the same in both
    styles and stay; i and y (Mĩ, Mỹ) are left alone.
    """

    def moved(match: re.Match[str]) -> str:
        first, second = match.group(1) or match.group(3), match.group(2) or match.group(4)
        decomposed = unicodedata.normalize("NFD", first)
        return decomposed[0] + nfc(second + decomposed[1:])

    return _OLD_TONE.sub(moved, nfc(text))
