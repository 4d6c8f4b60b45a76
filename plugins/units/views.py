"""Pages of units: the list, one unit, found one, correct it."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.listing import view_from
from portal.modules import Module, Page

from . import actions, list_showing, queries, showing
from .forms import UnitForm, wanted_from
from .kinds import PLACES, kind_named

module = Module("units", __name__)


@module.get("/", needs="units.view")
def index() -> Page:
    """The units of this space and of those below."""
    shown = list_showing.of_list(wanted_from(request.args), view_from(request.args))
    return render_template("units/index.html", **shown)


@module.get("/<int:unit_id>", needs="units.view")
def show(unit_id: int) -> Page:
    """One unit: what it is, where it stands, what became of it."""
    return render_template("units/show.html", **showing.of_unit(g.access.here.id, unit_id))


@module.get("/new", needs="units.prepare")
def founding() -> Page:
    """The form for a unit of the kind in the address; without one, the kinds to choose from."""
    kind = showing.kind_asked(request.args)
    if kind is None:
        return render_template("units/kinds.html", kinds=showing.kinds_here(), places=PLACES)
    return _form(UnitForm(kind, showing.ground_here(), **showing.proposed(request.args)))


@module.post("/new", needs="units.keep")
def found() -> Page:
    """Found a unit."""
    kind = showing.kind_asked(request.args)
    if kind is None:
        return render_template("units/kinds.html", kinds=showing.kinds_here(), places=PLACES), 422
    form = UnitForm(kind, showing.ground_here())
    with refusals_shown(form):
        if form.validate():
            unit, event = actions.found_unit(g.access.here.id, form.typed())
            notice_with_undo(event, _("%(name)s was founded.", name=unit.name))
            return redirect(url_for("units.show", unit_id=unit.id), 303)
    return _form(form), 422


@module.get("/<int:unit_id>/edit", needs="units.prepare")
def editing(unit_id: int) -> Page:
    """The form that corrects a unit."""
    unit = queries.unit_in(g.access.here.id, unit_id)
    return _form(showing.form_of(unit), unit)


@module.post("/<int:unit_id>/edit", needs="units.keep")
def change(unit_id: int) -> Page:
    """Correct a unit."""
    unit = queries.unit_in(g.access.here.id, unit_id)
    form = UnitForm(kind_named(unit.kind), showing.ground_here(), unit)
    with refusals_shown(form):
        if form.validate():
            event = actions.change_unit(unit.space_id, unit.id, form.typed(), form.seen)
            notice_with_undo(event) if event else flash(_("Nothing was changed."), "info")
            return redirect(url_for("units.show", unit_id=unit_id), 303)
    return _form(form, unit), 422


def _form(form: UnitForm, unit: object = None) -> str:
    return render_template("units/form.html", form=form, unit=unit, kind=form.kind)
