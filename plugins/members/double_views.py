"""The page of likely doubles, and what is done about them."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.addressing import row_number
from portal.errors import Invalid
from portal.history.actions import notice_with_undo
from portal.modules import Page

from . import double_actions, double_showing
from .views import module


@module.get("/doubles", needs="members.prepare")
def doubles() -> Page:
    """Those of this space who are perhaps entered twice."""
    return render_template("members/doubles.html", **double_showing.of_pairs(g.access.here.id))


@module.post("/doubles/distinct", needs="members.keep")
def judge_distinct() -> Response:
    """Remember that two of them are two people."""
    one, other = _ids()
    event = double_actions.judge_distinct(g.access.here.id, one, other)
    notice_with_undo(event, _("They are two people and are not asked about again."))
    return redirect(url_for("members.doubles"), 303)


@module.post("/doubles/merge", needs="members.keep")
def merge() -> Response:
    """Merge the second of two rows into the first."""
    kept, double = _ids()
    try:
        event = double_actions.merge(g.access.here.id, kept, double)
        notice_with_undo(event, _("The double was merged; the list has one member less."))
    except Invalid as error:
        flash(error.message, "bad")
    return redirect(url_for("members.doubles"), 303)


@module.post("/<int:membership_id>/part", needs="members.keep")
def part(membership_id: int) -> Response:
    """Part a row from the one that it was merged into."""
    double_actions.part_again(g.access.here.id, membership_id)
    flash(_("The two are two members again."), "ok")
    return redirect(url_for("members.show", membership_id=membership_id), 303)


def _ids() -> tuple[int, int]:
    """The two members of the form; numbers that no row has where they cannot be read."""
    read = (request.form.get(name, 0, type=row_number) for name in ("one", "other"))
    one, other = read
    return one, other
