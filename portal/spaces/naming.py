"""How a space is called: its names by the pattern of its kind, and the head of its documents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from ..text import clean
from .models import Area, SpaceKind


@dataclass(frozen=True)
class Names:
    """The full name of a space, for pages and documents, and the short one, for lists."""

    name: str
    short_name: str


@dataclass(frozen=True)
class DocumentHead:
    """The lines at the head of a space's documents: who leads it, who issues, from which place."""

    superior: str
    issuer: str
    place: str


def area_text(area: Area) -> str:
    """An area as it stands within a sentence: "xã Thông Bình", "thị trấn Sa Rài"."""
    return f"{area.kind.lower()} {area.name}"


def names_for(kind: SpaceKind, area: Area) -> Names:
    """What a space of this kind in this area is called unless it is named otherwise."""
    name = _filled(kind, area, "name") or f"{kind.label} {area.name}"
    return Names(name, _filled(kind, area, "short") or name)


def document_head_for(
    kind: SpaceKind, area: Area, above: Area | None, leader: str | None, name: str
) -> DocumentHead:
    """The head of documents that its kind suggests (Hướng dẫn 36-HD/VPTW for the Party)."""
    superior = _pattern(kind, area, "superior")
    if ("{above}" in superior and above is None) or ("{leader}" in superior and leader is None):
        superior = ""
    words = {"above": area_text(above) if above else "", "leader": leader or ""}
    return DocumentHead(
        superior=superior.format(area=area_text(area), name=area.name, **words),
        issuer=name,
        place=_filled(kind, area, "place") or area.name,
    )


def in_force_on(dated: list[dict[str, Any]], day: dt.date) -> list[dict[str, Any]]:
    """The entries of a dated list of the vocabulary (`from` and `to`, both included) on a day."""
    text = day.isoformat()
    return [
        entry
        for entry in dated
        if (entry.get("from") or "") <= text and text <= (entry.get("to") or "9999")
    ]


def _filled(kind: SpaceKind, area: Area, what: str) -> str:
    return clean(_pattern(kind, area, what).format(area=area_text(area), name=area.name))


def _pattern(kind: SpaceKind, area: Area, what: str) -> str:
    special: dict[str, str] = kind.patterns.get("for", {}).get(area.kind, {})
    return special.get(what) or kind.patterns.get(what, "")
