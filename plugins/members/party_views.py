"""Pages of the Party's working list: the list, one row, add, correct, take off, remarks."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.addressing import row_number
from portal.audit import Event
from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.listing import view_from
from portal.modules import Page

from . import party_actions as actions
from . import party_showing as showing
from .party_checks import Places, check_party_space
from .party_forms import PartyForm, wanted_from
from .party_queries import LINKED, row_in
from .party_rows import PartyRow
from .views import module


@module.get("/party-list", needs="members.party_list")
def party_list() -> Page:
    """The working list of Party members, in its two parts."""
    check_party_space()
    shown = showing.of_list(wanted_from(request.args), view_from(request.args))
    return render_template("members/party_list.html", **shown)


@module.get("/party-list/new", needs="members.party_prepare")
def adding_to_party_list() -> Page:
    """The form for somebody who is not on the list."""
    check_party_space()
    return _form(PartyForm(Places.of(g.access.here.id), _linked()))


@module.post("/party-list/new", needs="members.party_keep")
def add_to_party_list() -> Page:
    """Put somebody on the list."""
    check_party_space()
    form = PartyForm(Places.of(g.access.here.id), _linked())
    with refusals_shown(form):
        if form.validate():
            notice_with_undo(actions.add_row(form.typed()), _("The Party member was added."))
            return redirect(showing.here_and_now(form.linked), 303)
    return _form(form), 422


@module.get("/party-list/<int:party_id>", needs="members.party_prepare")
def party_row(party_id: int) -> Page:
    """One row of the list: the form that corrects it, and what became of it."""
    check_party_space()
    row = row_in(g.access.here.id, party_id)
    return _form(PartyForm(Places.of(row.member.space_id), row.member.linked, row), row)


@module.post("/party-list/<int:party_id>", needs="members.party_keep")
def correct_party_row(party_id: int) -> Page:
    """Correct a row of the list."""
    check_party_space()
    row = row_in(g.access.here.id, party_id)
    form = PartyForm(Places.of(row.member.space_id), row.member.linked)
    with refusals_shown(form):
        if form.validate():
            event = actions.correct_row(party_id, form.typed(), form.seen)
            _told(event, _("The row was corrected."))
            return redirect(showing.here_and_now(form.linked), 303)
    return _form(form, row), 422


@module.post("/party-list/<int:party_id>/off", needs="members.party_keep")
def take_off_party_list(party_id: int) -> Response:
    """Mark somebody as no longer on the list."""
    linked = row_in(g.access.here.id, party_id).member.linked
    _told(actions.take_off(party_id), _("Marked as no longer on the list."))
    return redirect(showing.here_and_now(linked), 303)


@module.post("/party-list/<int:party_id>/on", needs="members.party_keep")
def put_on_party_list(party_id: int) -> Response:
    """Put somebody back on the list."""
    linked = row_in(g.access.here.id, party_id).member.linked
    _told(actions.put_on(party_id), _("Put back on the list."))
    return redirect(showing.here_and_now(linked), 303)


@module.post("/party-list/remarks", needs="members.party_keep")
def note_party_remarks() -> Response:
    """Write down for the chosen ones whether the remark of the year was received."""
    ids = request.form.getlist("party", type=row_number)
    received, year = request.form.get("received"), request.form.get("year", 0, type=int)
    if not ids or received not in ("yes", "no"):
        flash(_("Choose at least one Party member first."), "warn")
    else:
        event = actions.note_remarks(ids, year, received == "yes")
        _told(event, _("The remarks of %(year)s were written down.", year=year))
    return redirect(f"{showing.here_and_now(True)}&year={year}", 303)


def _told(event: Event | None, done: str) -> None:
    notice_with_undo(event, done) if event else flash(_("Nothing was changed."), "info")


def _linked() -> bool:
    return request.args.get("part") == LINKED


def _form(form: PartyForm, row: PartyRow | None = None) -> str:
    shown = showing.of_row(row) if row else {"row": None, "entries": []}
    return render_template("members/party_form.html", form=form, **shown)
