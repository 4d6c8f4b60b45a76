"""What the page of likely doubles shows, and what the overview says of them."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from portal.accounts.identity import phone_text
from portal.cells import Line
from portal.locale import date_text
from portal.offering import Finding
from portal.spaces.hamlet_queries import hamlets_within

from .double_queries import Found, Pair, how_many, pairs_in
from .register_facts import masked

SHOWN = 10


def of_pairs(space_id: int) -> dict[str, Any]:
    """The first pairs, each side by side; the others follow once these are judged."""
    pairs = pairs_in(space_id, SHOWN)
    names = {hamlet.id: hamlet.name for hamlet in hamlets_within(g.standing.area.id)}
    return {"pairs": [_shown(pair, names) for pair in pairs], "total": how_many(space_id)}


def find() -> list[Finding]:
    """How many members seem to be entered twice, for the overview."""
    total = how_many(g.access.here.id)
    if not total:
        return []
    fact = ngettext("pair may be one person", "pairs may be one person each", total)
    url = url_for("members.doubles")
    return [Finding(total, fact, "", _("Look at doubles"), url)]


def _shown(pair: Pair, hamlets: dict[int, str]) -> dict[str, Any]:
    one, other = _facts(pair.one, hamlets), _facts(pair.other, hamlets)
    labels = (
        *(_("Full name"), _("Date of birth"), _("Citizen id"), _("Lives in")),
        *(
            _("Phone number"),
            _("Branch or group"),
            _("Joined on"),
            _("Number of the member's card"),
        ),
    )
    rows = zip(labels, one, other, strict=True)
    return {
        "one": pair.one[1].id,
        "other": pair.other[1].id,
        "name": pair.one[0].name,
        "other_name": pair.other[0].name,
        "lines": [Line(row) for row in rows],
    }


def _facts(found: Found, hamlets: dict[int, str]) -> tuple[Any, ...]:
    person, member, unit = found
    link = Markup('<a href="{}">{}</a>').format(
        url_for("members.show", membership_id=member.id), person.name
    )
    born = date_text(person.birth_date) or str(member.birth_year or "–")
    return (
        link,
        born,
        masked(person.citizen_id) or "–",
        hamlets.get(member.area_id or 0, "–"),
        phone_text(person.phone) or "–",
        unit.name,
        date_text(member.joined_on) or "–",
        member.card or "–",
    )
