"""Turn a list of areas into the file of a tree: the spaces of chosen lines at every level."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass

from ...text import clean
from ..addresses import candidates, propose
from ..models import Area, SpaceKind
from ..naming import in_force_on, names_for
from .reading import COLUMNS, BadFile, Problem

TWO_TIERS = dt.date(2025, 7, 1)
"""The day from which a province leads its communes directly (Resolution 60-NQ/TW of 2025)."""
LIST_COLUMNS = ("province_code", "province", "commune_code", "kind", "name")
CITIES = {"01", "31", "46", "48", "75", "79", "92"}
"""Codes of the provinces that are cities: Hà Nội, Hải Phòng, Huế, Đà Nẵng, Đồng Nai (since
30/04/2026), Hồ Chí Minh, Cần Thơ. The list of communes does not say it."""


@dataclass(frozen=True)
class Listed:
    """An area of a list, with the code of the one that holds it."""

    area: Area
    parent: str


def read_list(content: bytes, provinces: frozenset[str] = frozenset()) -> list[Listed]:
    """Read the national list of communes: its provinces (all, or those of the codes) and communes.

    Raises BadFile where a column is missing.
    """
    lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    missing = [name for name in LIST_COLUMNS if name not in (lines.fieldnames or ())]
    if missing:
        raise BadFile([Problem(0, "", f"it lacks the columns {', '.join(missing)}.")])
    above: dict[str, Listed] = {}
    communes = []
    for line in lines:
        code = line["province_code"]
        if provinces and code not in provinces:
            continue
        kind = "Thành phố" if code in CITIES else "Tỉnh"
        above.setdefault(code, _listed("province", code, kind, line["province"], ""))
        communes.append(_listed("commune", line["commune_code"], line["kind"], line["name"], code))
    return [*above.values(), *communes]


def draft(
    listed: list[Listed],
    kinds: Iterable[SpaceKind],
    lines: Iterable[str],
    day: dt.date,
    taken: Iterable[str] = (),
) -> str:
    """The file of a tree (CSV): the areas, and their spaces of these lines as led on that day.

    No space gets an address that is taken.
    """
    wanted = set(lines)
    fitting = [
        kind
        for kind in kinds
        if kind.line in wanted and (kind.valid_to is None or day <= kind.valid_to)
    ]
    by_code = {each.area.code or "": each for each in listed}
    pairs = [(each, kind) for each in listed for kind in fitting if kind.level == each.area.level]
    names = [names_for(kind, each.area) for each, kind in pairs]
    slugs = propose(
        [
            candidates(name.short_name, each.area, _above(by_code, each))
            for name, (each, _kind) in zip(names, pairs, strict=True)
        ],
        set(taken),
    )
    seats = {
        (kind.name, each.area.code or ""): slug
        for (each, kind), slug in zip(pairs, slugs, strict=True)
    }
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in listed:
        writer.writerow(_area_row(each))
    for (each, kind), slug, name in zip(pairs, slugs, names, strict=True):
        parent = _leader(kind, each, by_code, seats, day)
        start = day.isoformat()
        code = each.area.code
        writer.writerow(
            ("space", slug, "", kind.name, name.name, name.short_name, parent, code, start, "")
        )
    return out.getvalue()


def _leader(
    kind: SpaceKind,
    listed: Listed,
    by_code: dict[str, Listed],
    seats: dict[tuple[str, str], str],
    day: dt.date,
) -> str:
    """The address of the space that leads a space of this kind: in its area, or in one above."""
    leaders = [entry["kind"] for entry in in_force_on(kind.led_by, day)]
    here: Listed | None = listed
    while here is not None:
        for leader in leaders:
            if (leader, here.area.code or "") in seats:
                return seats[leader, here.area.code or ""]
        here = by_code.get(here.parent)
    return ""


def _above(by_code: dict[str, Listed], listed: Listed) -> Area | None:
    above = by_code.get(listed.parent)
    return above.area if above else None


def _area_row(listed: Listed) -> tuple[str, ...]:
    area = listed.area
    start = area.valid_from.isoformat()
    end = area.valid_to.isoformat() if area.valid_to else ""
    return (
        "area",
        area.code or "",
        area.level,
        area.kind,
        area.name,
        "",
        listed.parent,
        "",
        start,
        end,
    )


def _listed(level: str, code: str, kind: str, name: str, parent: str) -> Listed:
    area = Area(
        level=level, code=clean(code), kind=clean(kind), name=clean(name), valid_from=TWO_TIERS
    )
    return Listed(area, parent)
