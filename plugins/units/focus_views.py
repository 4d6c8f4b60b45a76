"""Pages of focus areas: a plan year, choose a hamlet, change and remove it, copy a year."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.errors import Invalid
from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.modules import Page

from . import focus_actions as actions
from . import focus_queries as queries
from . import focus_showing as showing
from .areas import ground_of
from .focus_forms import FocusForm, year_from
from .models import UnitsFocus
from .views import module


@module.get("/focus", needs="units.view")
def focus() -> Page:
    """The hamlets chosen for a plan year: the space's own, and hamlet by organization."""
    shown = showing.of_year(year_from(request.args), request.args)
    return render_template("units/focus.html", **shown)


@module.get("/focus/new", needs="units.prepare_care")
def choosing_focus() -> Page:
    """The form for a hamlet of a plan year."""
    ground = ground_of(g.access.here.id)
    return _form(FocusForm(ground, year=year_from(request.args)))


@module.post("/focus/new", needs="units.care")
def choose_focus() -> Page:
    """Choose a hamlet."""
    form = FocusForm(ground_of(g.access.here.id))
    with refusals_shown(form):
        if form.validate():
            event = actions.choose_focus(form.typed())
            notice_with_undo(event, _("%(hamlet)s was chosen.", hamlet=event.subject_name))
            return redirect(url_for("units.focus", year=form.year.data), 303)
    return _form(form), 422


@module.get("/focus/<int:focus_id>/edit", needs="units.prepare_care")
def editing_focus(focus_id: int) -> Page:
    """The form that changes a choice."""
    found = queries.focus_in(g.access.here.id, focus_id)
    return _form(FocusForm(ground_of(found.space_id), found), found)


@module.post("/focus/<int:focus_id>/edit", needs="units.care")
def change_focus(focus_id: int) -> Page:
    """Change a choice."""
    found = queries.focus_in(g.access.here.id, focus_id)
    form = FocusForm(ground_of(found.space_id), found)
    with refusals_shown(form):
        if form.validate():
            event = actions.change_focus(focus_id, form.typed(), form.seen)
            notice_with_undo(event) if event else flash(_("Nothing was changed."), "info")
            return redirect(url_for("units.focus", year=form.year.data), 303)
    return _form(form, found), 422


@module.post("/focus/<int:focus_id>/remove", needs="units.care")
def remove_focus(focus_id: int) -> Page:
    """Remove a choice."""
    year = queries.focus_in(g.access.here.id, focus_id).year
    event = actions.remove_focus(focus_id)
    notice_with_undo(event, _("%(hamlet)s was removed.", hamlet=event.subject_name))
    return redirect(url_for("units.focus", year=year), 303)


@module.post("/focus/copy", needs="units.care")
def copy_focus() -> Page:
    """Take over the choices of the year before."""
    year = year_from(request.args)
    try:
        notice_with_undo(actions.copy_focus(year))
    except Invalid as refused:
        flash(str(refused.message), "warn")
    return redirect(url_for("units.focus", year=year), 303)


def _form(form: FocusForm, found: UnitsFocus | None = None) -> str:
    directors = queries.directors_of(g.access.here.id)
    return render_template("units/focus_form.html", form=form, focus=found, directors=directors)
