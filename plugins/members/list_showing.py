"""What the list of members shows: its rows, its columns, the choices of its filters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from markupsafe import Markup, escape

from portal.accounts.identity import phone_text
from portal.addressing import address_of_each
from portal.assets import icon
from portal.cells import Line, status
from portal.entering import allowed, reaching
from portal.listing import View
from portal.locale import current_language, date_text
from portal.spaces.hamlet_queries import COMMUNE, hamlet_choices

from .lines import AWAY, STATES
from .list_filters import filters_of
from .list_wanted import may_ask_party
from .queries import Wanted
from .row_queries import Row, page_of, units_here

NAMES = "members.view_names"


def of_list(wanted: Wanted, view: View) -> dict[str, Any]:
    """What the list shows: a page of it, the choices of its filters, its columns.

    Raises Refused without the right to see members by name.
    """
    with reaching(NAMES):
        page = page_of(wanted, view)
        units = units_here(wanted.space_id)
        lines = _lines(page.rows)
    area = g.standing.area
    hamlets = hamlet_choices(area.id) if area.level == COMMUNE else ()
    return {
        "wanted": wanted,
        "page": page,
        "lines": lines,
        "choosing": allowed("members.keep"),
        **filters_of(wanted, g.standing.space.line, units, hamlets, may_ask_party()),
    }


def _lines(rows: Sequence[Row]) -> list[Line]:
    """The rows of the table; what is alike in many of them is made once."""
    address = address_of_each("members.show", "membership_id")
    choosing = allowed("members.keep")
    said = _said(current_language(), request.script_root)
    lines = []
    for id, name, phone, born, joined, state, away, unit, *missing in rows:
        year = str(born) if born else "–"
        place = Markup('{}<span class="only-phone-i muted"> · {}</span>').format(
            unit, said["born"] % {"year": year}
        )
        cells = (
            name,
            year,
            place,
            date_text(joined) or "–",
            _phone(phone, name, said),
            _standing(state, away, tuple(missing), said),
        )
        lines.append(Line(cells, address(id), box=id if choosing else None))
    return lines


def _phone(digits: str | None, name: str, said: dict[str, Any]) -> Markup:
    """A telephone number: text on wide screens, a button to call on phones."""
    if not digits:
        return said["no phone"]
    number = phone_text(digits)
    label = escape(said["call"] % {"person": name, "number": number})
    return Markup(
        f'<a class="callbtn nowrap" href="tel:{escape(digits)}" aria-label="{label}">'
        f'{said["icon"]}<span class="tel-txt">{escape(number)}</span></a>'
    )


def _standing(state: str, away: str | None, missing: tuple[bool, ...], said: Any) -> Markup:
    """How the file of a member stands: no longer a member, away, what it lacks, or complete."""
    if state == "left":
        return said["left"]
    words = said["missing"][missing]
    apart = [said["states"][state]] if state != "active" else []
    apart += [said["away"][away]] if away else []
    return Markup("<br>").join([*apart, words]) if apart else words


@lru_cache(maxsize=16)
def _said(_language: str, _root: str) -> dict[str, Any]:
    """The words that rows repeat, in a language."""
    names = (_("date of birth"), _("citizen id"), _("phone number"))
    missing = {}
    for number in range(8):
        lacks = tuple(bool(number & bit) for bit in (4, 2, 1))
        words = ", ".join(name for name, lack in zip(names, lacks, strict=True) if lack)
        if number:
            missing[lacks] = status("warn", _("Without %(what)s", what=words))
        else:
            whole = status("ok", _("Nothing is missing"))
            missing[lacks] = Markup('<span class="okp">{}</span>').format(whole)
    return {
        "born": _("born %(year)s", year="%(year)s"),
        "call": _("Call %(person)s, %(number)s", person="%(person)s", number="%(number)s"),
        "icon": icon("phone-call"),
        "no phone": Markup('<span class="muted tel-txt">{}</span>').format(_("none yet")),
        "missing": missing,
        "left": status("off", STATES["left"]),
        "states": {name: status("info", label) for name, label in STATES.items()},
        "away": {name: status("off", label) for name, label in AWAY.items()},
    }
