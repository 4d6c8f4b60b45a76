"""Clean text: what is stored is composed (NFC), single-spaced and free of invisible characters."""

import unicodedata
from typing import overload

_INVISIBLE = {"Cc", "Cf", "Cs"}


def nfc(text: str) -> str:
    """Compose text (Unicode NFC): two spellings of the same Vietnamese letter become one."""
    return unicodedata.normalize("NFC", text)


def _is_visible(char: str) -> bool:
    code = ord(char)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return char.isspace() or not (noncharacter or unicodedata.category(char) in _INVISIBLE)


def _visible(text: str) -> str:
    """Drop control and zero-width characters, lone surrogates, noncharacters; not white space."""
    # What Python calls printable holds none of them, and most cells are.
    return text if text.isprintable() else "".join(filter(_is_visible, text))


@overload
def clean(text: str) -> str: ...
@overload
def clean(text: None) -> None: ...
def clean(text: str | None) -> str | None:
    """One clean line: NFC, visible characters, single spaces, no space at either end.

    None stays None, so that the function serves as a WTForms filter.
    The soft hyphen goes too, and it is the letter ư of TCVN3: decode legacy text first.
    """
    return None if text is None else " ".join(nfc(_visible(text)).split())


@overload
def clean_lines(text: str) -> str: ...
@overload
def clean_lines(text: None) -> None: ...
def clean_lines(text: str | None) -> str | None:
    """Clean each line; keep the breaks, with at most one empty line between two lines."""
    if text is None:
        return None
    kept: list[str] = []
    for line in map(clean, text.splitlines()):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).rstrip("\n")
