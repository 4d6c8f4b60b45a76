"""Pages of Party membership: all members with what is known, one of them, several at once."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.addressing import row_number
from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.listing import view_from
from portal.modules import Page

from . import mark_actions as actions
from . import mark_queries as queries
from . import mark_showing as showing
from .mark_forms import MarkForm, wanted_from
from .queries import member_in
from .views import module


@module.get("/party", needs="members.party")
def party_marks() -> Page:
    """The members of this space with what is known of their Party membership."""
    wanted = wanted_from(request.args)
    return render_template("members/marks.html", **showing.of_list(wanted, view_from(request.args)))


@module.get("/<int:membership_id>/party", needs="members.party")
def party_mark(membership_id: int) -> Page:
    """What is known of one member, what became of it, and the form that records it."""
    mark = queries.mark_of(g.access.here.id, membership_id)
    return _form(membership_id, MarkForm(mark))


@module.post("/<int:membership_id>/party", needs="members.record_party")
def record_party(membership_id: int) -> Page:
    """Record whether a member is a Party member."""
    form = MarkForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.record_mark(membership_id, form.typed(), form.seen)
            done = _("Party membership was recorded.")
            notice_with_undo(event, done) if event else flash(_("Nothing was changed."), "info")
            return redirect(url_for("members.party_mark", membership_id=membership_id), 303)
    return _form(membership_id, form), 422


@module.post("/party/chosen", needs="members.record_party")
def choose_for_party() -> Page:
    """Lead from the list to the form for the chosen members."""
    ids = request.form.getlist("member", type=row_number)
    if not ids:
        flash(_("Choose at least one member first."), "warn")
        return redirect(url_for("members.party_marks"), 303)
    return redirect(url_for("members.party_of_many", member=ids), 303)


@module.get("/party/chosen", needs="members.party")
def party_of_many() -> Page:
    """The form that records the same of several members."""
    return _many(MarkForm())


@module.post("/party/record", needs="members.record_party")
def record_party_of_many() -> Page:
    """Record the same of several members."""
    form = MarkForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.record_marks(_chosen_ids(), form.typed())
            done = _("Party membership was recorded for all of the chosen members.")
            notice_with_undo(event, done) if event else flash(_("Nothing was changed."), "info")
            return redirect(url_for("members.party_marks"), 303)
    return _many(form), 422


def _chosen_ids() -> list[int]:
    return request.values.getlist("member", type=row_number)


def _many(form: MarkForm) -> str:
    ids = _chosen_ids()
    chosen = queries.chosen_members(g.access.here.id, ids) if ids else []
    return render_template("members/marks_chosen.html", chosen=chosen, form=form)


def _form(membership_id: int, form: MarkForm) -> str:
    person, membership = member_in(g.access.here.id, membership_id)
    return render_template(
        "members/mark.html",
        person=person,
        membership=membership,
        form=form,
        words=showing.words_of(queries.mark_of(membership.space_id, membership.id)),
        moments=showing.moments_of(person),
    )
