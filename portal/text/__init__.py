"""Vietnamese text: cleaning, folding, sorting, legacy encodings, typed numbers and dates."""

from portal.text.cleaning import clean, clean_lines, nfc
from portal.text.folding import fold, slug, tone_canonical
from portal.text.legacy import (
    from_font,
    from_tcvn3,
    from_vni,
    legacy_encoding_of_font,
    suspected_encoding,
)
from portal.text.parsing import Precision, parse_day, parse_vn_date, parse_vn_number
from portal.text.sorting import name_key, text_key
from portal.text.types import NfcText

__all__ = [
    "NfcText",
    "Precision",
    "clean",
    "clean_lines",
    "fold",
    "from_font",
    "from_tcvn3",
    "from_vni",
    "legacy_encoding_of_font",
    "name_key",
    "nfc",
    "parse_day",
    "parse_vn_date",
    "parse_vn_number",
    "slug",
    "suspected_encoding",
    "text_key",
    "tone_canonical",
]
