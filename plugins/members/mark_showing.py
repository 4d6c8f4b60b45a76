"""What pages show of Party membership: only to who holds its right."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from plugins.units.queries import choices_here
from portal.filters import Select
from portal.history.queries import payload_of
from portal.history.showing import changes_in, entries_of
from portal.listing import View
from portal.locale import date_text

from .mark_queries import ANSWERS, Wanted, events_of, mark_of, members_by_mark
from .models import MembersMembership, MembersPartyMark, MembersPerson


def of_list(wanted: Wanted, view: View) -> dict[str, Any]:
    """What the list of members by Party membership shows: a page of it, filters, chips."""
    units = choices_here()
    named = dict(units)
    active = [(wanted.q, "q", wanted.q)] if wanted.q else []
    if wanted.unit in named:
        active.append((named[wanted.unit], "unit", str(wanted.unit)))
    if wanted.party:
        active.append((str(ANSWERS[wanted.party]), "party", wanted.party))
    return {
        "wanted": wanted,
        "page": members_by_mark(g.access.here.id, wanted, view),
        "active": active,
        "selects": [
            Select("unit", _("Branch or group"), tuple(units), wanted.unit or ""),
            Select("party", _("Party membership"), tuple(ANSWERS.items()), wanted.party),
        ],
        "words": words_of,
    }


def words_of(mark: MembersPartyMark | None) -> str:
    """What is known of a member, in words."""
    if mark is None:
        return _("not known")
    if not mark.party_member:
        return _("Not a Party member")
    if mark.since is None:
        return _("Party member")
    return _("Party member since %(day)s", day=date_text(mark.since))


def panel(
    membership: MembersMembership | None = None, person: MembersPerson | None = None, **_more: Any
) -> Markup:
    """The part of a member's page that says whether this is a Party member."""
    if membership is None:
        return Markup("")
    mark = mark_of(membership.space_id, membership.id)
    return Markup(
        render_template("members/_mark.html", membership=membership, words=words_of(mark))
    )


def way_to_marks(**_context: Any) -> Markup:
    """The link from the list of members to what is known of their Party membership."""
    return Markup(render_template("members/_marks_link.html", url=url_for("members.party_marks")))


def way_to_marking(**_context: Any) -> Markup:
    """The button over the list of members that records the same of those chosen."""
    url = url_for("members.choose_for_party")
    return Markup(render_template("members/_marking.html", url=url))


def moments_of(person: MembersPerson) -> list[dict[str, Any]]:
    """What became of a person's Party membership, the newest first, with the values."""
    events = events_of(person)
    return [
        {
            "when": entry.event.at,
            "who": entry.who,
            "title": "; ".join(_told(entry.event)) or _("the values were erased"),
            "url": entry.details,
        }
        for entry in entries_of(events)
    ]


def _told(event: Any) -> list[str]:
    payload = payload_of(event)
    changes = changes_in(event.verb, payload.content) if payload else []
    return [f"{each.field}: {each.after or _('not known')}" for each in changes]
