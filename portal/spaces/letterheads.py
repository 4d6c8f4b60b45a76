"""The letterhead of a space's documents, as its line writes it or as the space words it itself.

What each line prescribes is data: portal/data/vocabulary/document_heads.json names the rules.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask_babel import gettext as _

from ..text import clean, nfc
from .heads import ISSUER, PLACE, SUPERIOR, Standing, head_of
from .vocabulary import FOLDER

SIGN, NUMBER = "spaces.head_sign", "spaces.head_number"
MOTTO, SEPARATOR = "spaces.head_motto", "spaces.head_separator"
SETTINGS = (SUPERIOR, ISSUER, PLACE, SIGN, NUMBER, MOTTO, SEPARATOR)
"""The settings of a document head, in the order in which a form asks for them."""
PART = re.compile(r"\{(number|kind|sign)\}")
"""What a pattern is filled with. Never str.format: it would run what somebody typed."""
SAMPLE_NUMBER, SAMPLE_KIND = 12, "KH"


@dataclass(frozen=True)
class Letterhead:
    """What stands above a document: left who leads and who issues, right the motto.

    `separator` is "star" or "line": what stands under the issuer; `source` names the rule.
    """

    superior: str
    issuer: str
    place: str
    sign: str
    number_pattern: str
    motto: tuple[str, ...]
    separator: str
    source: str

    def number(self, number: int = SAMPLE_NUMBER, kind: str = SAMPLE_KIND) -> str:
        """The number of a document, at least two digits: "Số 05-KH/HU"."""
        parts = {"number": f"{number:02d}", "kind": kind, "sign": self.sign}
        return PART.sub(lambda found: parts[found[1]], self.number_pattern)

    def place_and_day(self, day: dt.date) -> str:
        """Place and date; days under 10 and the months 1 and 2 get a zero, as the rules say."""
        month = f"{day.month:02d}" if day.month < 3 else str(day.month)
        return f"{self.place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def letterhead_of(standing: Standing, settings: Mapping[str, Any]) -> Letterhead:
    """The letterhead of a space; what its settings leave empty is as usual for its kind."""
    usual, head = _of_line(standing.kind.line), head_of(standing, settings)
    motto = settings.get(MOTTO)
    separator = settings.get(SEPARATOR)
    return Letterhead(
        superior=head.superior,
        issuer=head.issuer,
        place=head.place,
        sign=settings.get(SIGN) or _heads()["signs"].get(standing.kind.name, ""),
        number_pattern=settings.get(NUMBER) or usual["number"],
        motto=tuple(clean(line) for line in motto.split("/")) if motto else tuple(usual["motto"]),
        separator=separator if separator in ("star", "line") else usual["separator"],
        source=usual["source"],
    )


def values_of(head: Letterhead) -> dict[str, str]:
    """A letterhead as the values of the settings that would word it so."""
    motto = " / ".join(head.motto)
    texts = (head.superior, head.issuer, head.place, head.sign, head.number_pattern, motto)
    return dict(zip(SETTINGS, (*texts, head.separator), strict=True))


def fault_of_number(pattern: str) -> str | None:
    """Why a pattern makes no number of a document, or None where it does."""
    parts, rest = PART.findall(pattern), PART.sub("", pattern)
    if pattern and ("number" not in parts or "{" in rest or "}" in rest):
        return str(_("Use {number}, and if wanted {kind} and {sign}: Số {number}-{kind}/{sign}."))
    return None


def fault_of_motto(motto: str) -> str | None:
    """Why a motto cannot stand at the right of a head, or None where it can."""
    lines = [clean(line) for line in motto.split("/")] if motto else []
    if len(lines) > 2 or (lines and not all(lines)):
        return str(_("Write one line, or two with / between them."))
    return None


def _of_line(line: str) -> dict[str, Any]:
    lines = _heads()["lines"]
    # A line of an installation's own writes as the State does.
    fallback = next(each for each in lines if each["line"] == "state")
    found: dict[str, Any] = next((each for each in lines if each["line"] == line), fallback)
    return found


@cache
def _heads() -> dict[str, Any]:
    heads: dict[str, Any] = json.loads(nfc((FOLDER / "document_heads.json").read_text("utf-8")))
    return heads
