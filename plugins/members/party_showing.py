"""What the page of the Party's working list shows: tabs, filters, rows in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from portal.cells import Line, status
from portal.entering import allowed
from portal.filters import Select
from portal.history.queries import history_of
from portal.history.showing import entries_of
from portal.listing import View
from portal.locale import date_text, today
from portal.spaces.hamlet_queries import called
from portal.spaces.heads import capitalized

from .lines import AGES, SEXES
from .party_actions import FIRST_YEAR
from .party_checks import CATEGORIES, STANDINGS, Places, is_of_another_body
from .party_queries import GONE, LINKED, Wanted, page_of
from .party_rows import PartyRow

KEEP = "members.party_keep"


def of_list(wanted: Wanted, view: View) -> dict[str, Any]:
    """What the list shows: a page of it, its two parts as tabs, filters and chips."""
    here = g.access.here.id
    page, choices = page_of(here, wanted, view), _choices(wanted, Places.of(here))
    selects = [
        Select(name, label, tuple(options), getattr(wanted, name) or "")
        for name, label, options in choices
    ]
    if wanted.part == LINKED:
        years = [(year, str(year)) for year in range(today().year, FIRST_YEAR - 1, -1)]
        year = Select("year", _("Remark of the year"), tuple(years), wanted.year, today().year)
        selects.append(year)
    return {
        "wanted": wanted,
        "page": page,
        "linked": wanted.part == LINKED,
        "of_another_body": is_of_another_body(),
        "lines": [_line(row, wanted) for row in page.rows],
        "tabs": _tabs(wanted),
        "selects": selects,
        "active": _active(wanted, choices),
        "list_name": f"members.party_{'linked' if wanted.part == LINKED else 'list'}",
    }


def of_row(row: PartyRow) -> dict[str, Any]:
    """What the page of one row shows beside its form: what became of it."""
    events = history_of(row.name) if allowed("history.view") else []
    return {"row": row, "entries": entries_of(events) if events else []}


def _tabs(wanted: Wanted) -> list[tuple[str, str, bool]]:
    own, linked = url_for("members.party_list"), url_for("members.party_list", part=LINKED)
    return [
        (_("Members of the cells"), own, wanted.part != LINKED),
        (_("Linked by residence (213)"), linked, wanted.part == LINKED),
    ]


Choices = Sequence[tuple[str, str, Sequence[tuple[Any, str]]]]


def _choices(wanted: Wanted, places: Places) -> Choices:
    """The filters of the list: name, label, choices."""
    yes_no = [("yes", _("Yes")), ("no", _("No"))]
    bands = [(name, str(band.label)) for name, band in AGES.items()]
    found: list[tuple[str, str, Sequence[tuple[Any, str]]]] = [
        ("cell", _("Party cell"), places.cell_choices()),
        ("hamlet", _("Lives in"), places.hamlet_choices()),
        ("standing", _("Official or probationary"), _said(STANDINGS)),
        ("exempt", _("Exempt from activities"), yes_no),
        ("sex", _("Sex"), _said(SEXES)),
        ("age", _("Age"), bands),
        ("state", _("State"), [(GONE, _("no longer on the list"))]),
    ]
    if wanted.part == LINKED:
        found.append(("remark", _("Remark received"), yes_no))
    return found


def _said(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, str(label)) for name, label in words.items()]


def _active(wanted: Wanted, choices: Choices) -> list[tuple[str, str, Any]]:
    """The filters that narrow the list now."""
    active: list[tuple[str, str, Any]] = [(wanted.q, "q", wanted.q)] if wanted.q else []
    for name, label, options in choices:
        value = getattr(wanted, name)
        said = dict(options).get(value) if value else None
        if said:
            plain = name in ("exempt", "remark")
            active.append((f"{label}: {said}" if plain else said, name, value))
    return active


def _line(row: Any, wanted: Wanted) -> Line:
    """A row of the table; the columns stand in the template."""
    member, name, cell, hamlet, remark = row
    cells: list[Any] = [
        name.name,
        str(member.birth_year or "–"),
        SEXES[member.sex] if member.sex else "–",
        cell.name if cell else "–",
        called(hamlet) if hamlet else "–",
    ]
    if wanted.part == LINKED:
        category = CATEGORIES.get(member.category or "")
        cells += [
            date_text(member.introduced_on) or "–",
            capitalized(str(category)) if category else "–",
            name.workplace or "–",
            _remark(remark),
        ]
    else:
        cells.append(_standing(member))
    box = member.id if wanted.part == LINKED and allowed(KEEP) else None
    return Line(cells, url_for("members.party_row", party_id=member.id), box=box)


def _standing(member: Any) -> Any:
    if member.exempt:
        return status("off", _("exempt from activities"))
    kind = "ok" if member.standing == "official" else "info"
    return status(kind, STANDINGS[member.standing])


def _remark(remark: Any) -> Any:
    if remark is None:
        return status("off", _("not recorded"))
    return status("ok", _("received")) if remark.received else status("warn", _("not received"))


def here_and_now(linked: bool) -> str:
    """The address of the part of the list."""
    return url_for("members.party_list", part=LINKED if linked else None)
