"""What is counted without a record, as data: by which organizations, in which unit.

Source of the terms: the Farmers' "Báo cáo thực lực Hội" and the coverage that the Women's Union
reports; what names nobody may be counted here, such as religion, which no row of a person holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.locale import current_language

SOURCE = Path(__file__).with_name("numbers.json")
ELIGIBLE = {"female": "eligible_female", "male": "eligible_male"}
"""The keys of those who could be members, by sex: what coverage is measured against."""


@dataclass(frozen=True)
class NumberKey:
    """Something that is counted by hand."""

    name: str
    lines: tuple[str, ...]
    label_vi: str
    label_en: str
    unit_vi: str
    unit_en: str
    decimals: int = 0

    @property
    def label(self) -> str:
        """What it is called in the reader's language."""
        return self.label_vi if current_language() == "vi" else self.label_en

    @property
    def unit(self) -> str:
        """What it is counted in, in the reader's language."""
        return self.unit_vi if current_language() == "vi" else self.unit_en


@cache
def number_keys() -> Mapping[str, NumberKey]:
    """Everything that is counted by hand, by name, in the order of the data."""
    return {
        entry["name"]: NumberKey(
            name=entry["name"],
            lines=tuple(entry["lines"]),
            label_vi=entry["vi"],
            label_en=entry["en"],
            unit_vi=entry["unit"],
            unit_en=entry["unit_en"],
            decimals=entry.get("decimals", 0),
        )
        for entry in json.loads(SOURCE.read_text(encoding="utf-8"))
    }


def keys_of(line: str) -> list[NumberKey]:
    """What an organization counts by hand; a Party committee has none of its own."""
    return [key for key in number_keys().values() if line in key.lines]


def key_named(name: str) -> NumberKey:
    """One of them by name; a count may outlive its entry in the data, and keeps its name."""
    return number_keys().get(name) or NumberKey(name, (), name, name, "", "", 2)
