"""The page of offices of units whose holders are members: confirm who it is, take it back."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.addressing import row_number
from portal.history.actions import notice_with_undo
from portal.modules import Page

from . import office_actions as actions
from . import office_queries as queries
from .views import module


@module.get("/party/offices", needs="members.party")
def party_offices() -> Page:
    """Offices whose holder seems to be a member, and those that follow the register."""
    here = g.access.here.id
    proposed, linked = queries.seats_to_link(here), queries.linked_seats(here)
    return render_template("members/offices.html", proposed=proposed, linked=linked)


@module.post("/party/offices", needs="members.record_party")
def link_party_offices() -> Response:
    """Confirm who holds the chosen offices."""
    events = actions.link_offices(request.form.getlist("office", type=row_number))
    if len(events) == 1:
        notice_with_undo(events[0], _("The office follows the register now."))
    elif events:
        told = ngettext(
            "%(num)s office follows the register now.",
            "%(num)s offices follow the register now.",
            len(events),
        )
        flash(told, "ok")
    else:
        flash(_("Choose at least one office first."), "warn")
    return redirect(url_for("members.party_offices"), 303)


@module.post("/party/offices/<int:office_id>/unlink", needs="members.record_party")
def unlink_party_office(office_id: int) -> Response:
    """Let Party membership be typed at an office again."""
    actions.unlink_office(office_id)
    flash(_("Party membership is typed at the office again."), "ok")
    return redirect(url_for("members.party_offices"), 303)
