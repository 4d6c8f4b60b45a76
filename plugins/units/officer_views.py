"""Pages of offices: one office, give it, correct it, end it, hand it over."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.addressing import row_number
from portal.audit import called
from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.locale import today
from portal.modules import Page

from . import officer_actions as actions
from . import officer_queries as queries
from . import officer_showing as showing
from .models import UnitsOffice, UnitsUnit
from .officer_forms import EndOfficeForm, HandOverForm, OfficeForm
from .queries import unit_in
from .views import module


@module.get("/offices/<int:office_id>", needs="units.view")
def office(office_id: int) -> Page:
    """One office: who holds it, since when, by which steps."""
    return render_template("units/officer.html", **showing.office_page(office_id))


@module.get("/<int:unit_id>/offices/new", needs="units.prepare_officers")
def appointing(unit_id: int) -> Page:
    """The form for an office of a unit, first the head's where nobody heads it."""
    unit = unit_in(g.access.here.id, unit_id)
    chosen = request.args.get("office") or showing.office_to_fill(unit)
    return _new(unit, OfficeForm(unit.kind_of, office=chosen))


@module.post("/<int:unit_id>/offices/new", needs="units.keep_officers")
def appoint(unit_id: int) -> Page:
    """Write an office of a unit down."""
    unit = unit_in(g.access.here.id, unit_id)
    form = OfficeForm(unit.kind_of)
    with refusals_shown(form):
        if form.validate():
            event = actions.appoint(unit_id, form.as_typed())
            notice_with_undo(event, _("The office of %(name)s was added.", name=called(event)))
            return redirect(url_for("units.show", unit_id=unit_id), 303)
    return _new(unit, form), 422


@module.get("/offices/<int:office_id>/edit", needs="units.prepare_officers")
def editing_office(office_id: int) -> Page:
    """The form that corrects an office, or adds what happened since."""
    found = queries.office_in(g.access.here.id, office_id)
    unit = unit_in(found.space_id, found.unit_id)
    return _edit(unit, found, OfficeForm(unit.kind_of, found, queries.holder_of(found)))


@module.post("/offices/<int:office_id>/edit", needs="units.keep_officers")
def change_office(office_id: int) -> Page:
    """Correct an office, or add what happened since."""
    found = queries.office_in(g.access.here.id, office_id)
    unit = unit_in(found.space_id, found.unit_id)
    form = OfficeForm(unit.kind_of)
    with refusals_shown(form):
        if form.validate():
            event = actions.change_office(office_id, form.as_typed(), form.seen)
            notice_with_undo(event) if event else flash(_("Nothing was changed."), "info")
            return redirect(url_for("units.office", office_id=office_id), 303)
    return _edit(unit, found, form), 422


@module.get("/offices/<int:office_id>/end", needs="units.prepare_officers")
def ending_office(office_id: int) -> Page:
    """The form for the end of an office."""
    found = queries.office_in(g.access.here.id, office_id)
    return _end(found, EndOfficeForm(version=found.version, ended_on=today()))


@module.post("/offices/<int:office_id>/end", needs="units.keep_officers")
def end_office(office_id: int) -> Page:
    """End an office."""
    found, form = queries.office_in(g.access.here.id, office_id), EndOfficeForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.end_office(office_id, form.day, form.document.data, form.seen)
            notice_with_undo(event, _("The office of %(name)s ends.", name=called(event)))
            return redirect(url_for("units.show", unit_id=found.unit_id), 303)
    return _end(found, form), 422


@module.get("/offices/<int:office_id>/hand-over", needs="units.prepare_officers")
def handing_over(office_id: int) -> Page:
    """The form that hands an office over, to whoever was introduced for it if the address says."""
    found = queries.office_in(g.access.here.id, office_id)
    next_one = _introduced(found)
    who = queries.holder_of(next_one) if next_one else None
    form = HandOverForm(next_one, who, version=found.version)
    form.started_on.data = form.started_on.data or today()
    return _hand_over(found, form)


@module.post("/offices/<int:office_id>/hand-over", needs="units.keep_officers")
def hand_over(office_id: int) -> Page:
    """End an office for the one and begin it for the next."""
    found, form = queries.office_in(g.access.here.id, office_id), HandOverForm()
    next_one = request.args.get("introduced", type=row_number)
    with refusals_shown(form):
        if form.validate():
            document = form.end_document.data
            event = actions.hand_over(office_id, form.as_typed(), document, next_one, form.seen)
            notice_with_undo(
                event, _("The office was handed over by %(name)s.", name=called(event))
            )
            return redirect(url_for("units.show", unit_id=found.unit_id), 303)
    return _hand_over(found, form), 422


def _introduced(office: UnitsOffice) -> UnitsOffice | None:
    """The office of somebody introduced for this one, named by the address."""
    wanted = request.args.get("introduced", type=row_number)
    fitting = (each.office for each in showing.introduced_for(office))
    return next((each for each in fitting if each.id == wanted), None)


def _new(unit: UnitsUnit, form: OfficeForm) -> str:
    return render_template("units/officer_new.html", unit=unit, form=form)


def _edit(unit: UnitsUnit, found: UnitsOffice, form: OfficeForm) -> str:
    line = showing.line_of(found)
    return render_template("units/officer_edit.html", unit=unit, line=line, form=form)


def _end(found: UnitsOffice, form: EndOfficeForm) -> str:
    unit, line = unit_in(found.space_id, found.unit_id), showing.line_of(found)
    return render_template("units/officer_end.html", unit=unit, line=line, form=form)


def _hand_over(found: UnitsOffice, form: HandOverForm) -> str:
    return render_template(
        "units/officer_hand_over.html",
        unit=unit_in(found.space_id, found.unit_id),
        line=showing.line_of(found),
        waiting=showing.introduced_for(found),
        chosen=request.args.get("introduced", type=row_number),
        form=form,
    )
