"""Names of files as they may be kept and sent: one clean line, no path, no tricks."""

from __future__ import annotations

import re
import unicodedata

from ..text import clean

LONGEST = 180
BAD = re.compile(r'[<>:"|?*]')
HIDDEN = {"Cc", "Cf", "Co", "Cs"}


def kept_name(name: str) -> str:
    """The name without folders, hidden letters and signs that a file system refuses."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(letter if unicodedata.category(letter) not in HIDDEN else " " for letter in last)
    plain = clean(BAD.sub(" ", seen)).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if dot and len(plain) > LONGEST:
        plain = f"{stem[: LONGEST - len(ending) - 1].rstrip()}.{ending}"
    return plain[:LONGEST] or "tep"
