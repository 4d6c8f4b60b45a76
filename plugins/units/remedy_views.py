"""Pages of remedy sheets: those within reach, one of them, open, correct and close it."""

from __future__ import annotations

import datetime as dt

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.listing import view_from
from portal.locale import today
from portal.modules import Page

from . import remedy_actions as actions
from . import remedy_queries as queries
from .models import OUTCOMES, UnitsUnit
from .queries import unit_in
from .remedy_forms import STATES, RecheckForm, RemedyForm, state_from
from .remedy_queries import Sheet
from .views import module

RECHECK_AFTER = dt.timedelta(days=90)
"""What the form proposes."""


@module.get("/remedies", needs="units.view")
def remedies() -> Page:
    """The remedy sheets of this space and of those below."""
    state = state_from(request.args)
    return render_template(
        "units/remedies.html",
        page=queries.remedies(state, view_from(request.args)),
        state=state,
        states=STATES,
        outcomes=OUTCOMES,
        wide=bool(g.access.here.below),
        today=today(),
    )


@module.get("/remedies/<int:remedy_id>", needs="units.view")
def remedy(remedy_id: int) -> Page:
    """One sheet."""
    sheet = queries.sheet_in(g.access.here.id, remedy_id)
    return render_template("units/remedy.html", sheet=sheet, outcomes=OUTCOMES, today=today())


@module.get("/<int:unit_id>/remedies/new", needs="units.prepare_care")
def opening_remedy(unit_id: int) -> Page:
    """The form for a unit's sheet."""
    unit, day = unit_in(g.access.here.id, unit_id), today()
    return _form(RemedyForm(opened_on=day, recheck_on=day + RECHECK_AFTER), unit)


@module.post("/<int:unit_id>/remedies/new", needs="units.care")
def open_remedy(unit_id: int) -> Page:
    """Open a sheet for a unit."""
    unit, form = unit_in(g.access.here.id, unit_id), RemedyForm()
    with refusals_shown(form):
        if form.validate():
            _sheet, event = actions.open_remedy(unit_id, form.typed())
            notice_with_undo(event, _("A remedy sheet was opened for %(unit)s.", unit=unit.name))
            return redirect(url_for("units.show", unit_id=unit_id), 303)
    return _form(form, unit), 422


@module.get("/remedies/<int:remedy_id>/edit", needs="units.prepare_care")
def editing_remedy(remedy_id: int) -> Page:
    """The form that corrects a sheet."""
    sheet = queries.sheet_in(g.access.here.id, remedy_id)
    return _form(RemedyForm(obj=sheet.remedy), sheet.unit, sheet)


@module.post("/remedies/<int:remedy_id>/edit", needs="units.care")
def change_remedy(remedy_id: int) -> Page:
    """Correct a sheet."""
    sheet, form = queries.sheet_in(g.access.here.id, remedy_id), RemedyForm()
    with refusals_shown(form):
        if form.validate():
            actions.change_remedy(remedy_id, form.typed(), form.seen)
            flash(_("Saved."), "ok")
            return redirect(url_for("units.remedy", remedy_id=remedy_id), 303)
    return _form(form, sheet.unit, sheet), 422


@module.get("/remedies/<int:remedy_id>/close", needs="units.prepare_care")
def closing_remedy(remedy_id: int) -> Page:
    """The form for what the re-check found."""
    sheet = queries.sheet_in(g.access.here.id, remedy_id)
    return _close(RecheckForm(version=sheet.remedy.version, closed_on=today()), sheet)


@module.post("/remedies/<int:remedy_id>/close", needs="units.care")
def close_remedy(remedy_id: int) -> Page:
    """Close a sheet by its re-check."""
    sheet, form = queries.sheet_in(g.access.here.id, remedy_id), RecheckForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.close_remedy(remedy_id, form.typed(), form.seen)
            text = _("The remedy sheet of %(unit)s is closed.", unit=sheet.unit.name)
            notice_with_undo(event, text)
            return redirect(url_for("units.show", unit_id=sheet.unit.id), 303)
    return _close(form, sheet), 422


def _form(form: RemedyForm, unit: UnitsUnit, sheet: Sheet | None = None) -> str:
    return render_template("units/remedy_form.html", form=form, unit=unit, sheet=sheet)


def _close(form: RecheckForm, sheet: Sheet) -> str:
    return render_template("units/remedy_close.html", form=form, sheet=sheet)
