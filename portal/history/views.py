"""Pages of history."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..errors import NotFound
from ..fields import refusals_shown
from ..listing import view_from
from ..looks.noting import looked_at
from ..modules import Module, Page
from . import actions, forms, queries, returning, showing

module = Module("history", __name__, at="/")


@module.get("/s/<space>/history", needs="history.view")
def index() -> str:
    wanted = forms.wanted_from(request.args)
    page = queries.page_of(wanted, view_from(request.args))
    return render_template(
        "history/index.html",
        page=page,
        wanted=wanted,
        entries=showing.entries_of(page.rows),
        verbs=showing.verb_choices(),
        people=queries.people(),
    )


@module.get("/s/<space>/history/<int:event_id>", needs="history.view_details")
def details(event_id: int) -> str:
    event = queries.event_in(g.access.here.id, event_id)
    if event is None:
        raise NotFound()
    payload, open_ = queries.payload_of(event), showing.may_see_values(event.verb)
    [entry] = showing.entries_of([event])
    looked_at(event.subject_type, event.subject_id, entry.name)
    return render_template(
        "history/details.html",
        entry=entry,
        payload=payload,
        hidden=not open_,
        changes=showing.changes_in(event.verb, payload.content) if payload and open_ else [],
    )


@module.post("/s/<space>/history/<int:event_id>/undo", needs="history.undo")
def undo(event_id: int) -> Response:
    actions.undo(event_id)
    flash(_("Undone."), "ok")
    return redirect(returning.way_back(request.form.get("next", "")), 303)


@module.get("/s/<space>/history/<int:event_id>/erase", needs="history.prepare_erasing")
def erasing(event_id: int) -> Page:
    """The form by which the values of an event are erased for good."""
    return _erase_page(event_id, forms.EraseForm())


@module.post("/s/<space>/history/<int:event_id>/erase", needs="history.erase")
def erase(event_id: int) -> Page:
    """Erase the values of an event; the event itself stays."""
    form = forms.EraseForm()
    with refusals_shown(form):
        if form.validate():
            actions.erase(event_id, form.reason.data or "")
            flash(_("The values are erased."), "ok")
            return redirect(url_for("history.details", event_id=event_id), 303)
    return _erase_page(event_id, form), 422


def _erase_page(event_id: int, form: forms.EraseForm) -> str:
    event = queries.event_in(g.access.here.id, event_id)
    if event is None:
        raise NotFound()
    erased = queries.payload_of(event) is None
    [entry] = showing.entries_of([event])
    return render_template("history/erase.html", entry=entry, erased=erased, form=form)
