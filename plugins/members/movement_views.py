"""Pages of movements: the form for one member or several, one movement and its steps."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.addressing import row_number
from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.listing import view_from
from portal.modules import Page

from . import movement_actions as actions
from . import movement_showing as showing
from .admission_actions import decide_admission
from .batch_actions import MOST
from .charters import ENTRIES
from .movement_forms import MovementForm, StepForm
from .movement_list import wanted_from
from .movement_list_showing import of_list
from .movement_queries import movement_in
from .views import module


@module.get("/movements", needs="members.view_names")
def movements() -> Page:
    """The movements of the members of this space, by name."""
    shown = of_list(wanted_from(request.args), view_from(request.args))
    return render_template("members/movements.html", **shown)


@module.get("/movements/new", needs="members.prepare")
def moving() -> Page:
    """The form for a movement of the members in the address; first its kind is chosen."""
    return _new(showing.form_from(request.args, _ids()))


@module.post("/movements/choose", needs="members.keep")
def choose_to_move() -> Page:
    """Lead from the list to the form for the chosen members."""
    ids = _ids()
    if not ids or len(ids) > MOST:
        flash(_("Choose from 1 to %(most)s members first.", most=MOST), "warn")
        return redirect(url_for("members.index"), 303)
    kind = request.form.get("kind") or None
    return redirect(url_for("members.moving", member=ids, kind=kind), 303)


@module.post("/movements/new", needs="members.keep")
def move() -> Page:
    """Record a movement that was decided on paper, or propose it."""
    form = showing.form_from(request.values, _ids())
    if form is None:
        return _new(form), 422
    with refusals_shown(form):
        if form.validate():
            event = showing.carry_out(_ids(), form.typed(), request.form.get("do", ""))
            notice_with_undo(event, _("The movement was recorded."))
            return redirect(showing.back_to(_ids()), 303)
    return _new(form), 422


@module.get("/movements/<int:movement_id>", needs="members.view_names")
def movement(movement_id: int) -> Page:
    """One movement: whose, what was decided by whom, and what can be done about it."""
    return _show(movement_id)


@module.post("/movements/<int:movement_id>/consider", needs="members.keep")
def consider(movement_id: int) -> Page:
    """Write down that the branch considered a proposal."""
    form = StepForm()
    with refusals_shown(form):
        if form.validate():
            by = form.by.data or ""
            event = actions.consider(movement_id, form.day.data, by, form.seen)
            notice_with_undo(event, _("The consideration was written down."))
            return redirect(url_for("members.movement", movement_id=movement_id), 303)
    return _show(movement_id, considering=form), 422


@module.post("/movements/<int:movement_id>/decide", needs="members.decide")
def decide(movement_id: int) -> Page:
    """Decide a proposed movement."""
    found = movement_in(g.access.here.id, movement_id)
    form = showing.form_of(found)
    does = decide_admission if found.kind in ENTRIES else actions.decide
    with refusals_shown(form):
        if form.validate():
            event = does(movement_id, form.seen, form.typed())
            notice_with_undo(event, _("The movement was decided."))
            return redirect(url_for("members.movement", movement_id=movement_id), 303)
    return _show(movement_id, deciding=form), 422


@module.post("/movements/<int:movement_id>/refuse", needs="members.decide")
def refuse(movement_id: int) -> Page:
    """Refuse a proposed movement."""
    form = StepForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.refuse(movement_id, form.seen, form.day.data, form.by.data or "")
            notice_with_undo(event, _("The proposal was refused."))
            return redirect(url_for("members.movement", movement_id=movement_id), 303)
    return _show(movement_id, refusing=form), 422


@module.post("/movements/<int:movement_id>/withdraw", needs="members.keep")
def withdraw(movement_id: int) -> Page:
    """Withdraw a proposed movement."""
    version = request.form.get("version", 0, type=row_number)
    event = actions.withdraw(movement_id, version or 0)
    notice_with_undo(event, _("The proposal was withdrawn."))
    return redirect(url_for("members.movement", movement_id=movement_id), 303)


def _ids() -> list[int]:
    return showing.ids_from(request.values)


def _new(form: MovementForm | None) -> str:
    return render_template("members/moving.html", **showing.of_form(form, _ids()))


def _show(movement_id: int, **forms: Any) -> str:
    shown = showing.of_movement(g.access.here.id, movement_id)
    return render_template("members/movement.html", **{**shown, **forms})
