"""Officers of a space: the list, one office, give it, correct it, end it, the vacant ones."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ..addressing import row_number
from ..audit import called
from ..entering import allowed
from ..fields import refusals_shown
from ..guards import guard
from ..history.actions import notice_with_undo
from ..history.queries import history_of
from ..history.showing import entries_of
from ..listing import page_among, view_from
from ..locale import today
from ..modules import Page
from . import officer_actions as actions
from . import officer_queries as queries
from .body_queries import bodies_of
from .officer_forms import EndOfficeForm, OfficerForm, wanted_from
from .views import module


@module.get("/s/<space>/officers", needs="spaces.view")
def officers() -> Page:
    """Who holds which office."""
    wanted = wanted_from(request.args)
    return render_template(
        "spaces/officers.html",
        page=queries.officers_of(g.access.here.id, wanted),
        wanted=wanted,
        bodies=[(each.body.id, each.body.name) for each in bodies_of(g.access.here.id)],
        states=queries.STATES,
        below=bool(g.access.here.below),
        phones=phones_open(),
        today=today(),
    )


@module.get("/s/<space>/officers/vacant", needs="spaces.view")
def vacancies() -> Page:
    """Standing offices that nobody holds, here and below."""
    here = g.access.here.id
    found = sorted(queries.vacancies(), key=lambda each: each.space_id != here)
    page = page_among(found, view_from(request.args).page)
    return render_template("spaces/vacancies.html", page=page)


@module.get("/s/<space>/officers/<int:officer_id>", needs="spaces.view")
def officer(officer_id: int) -> Page:
    """One office: who holds it, since when, by which document."""
    found = queries.officer_in(g.access.here.id, officer_id)
    return render_template(
        "spaces/officer.html",
        officer=found,
        phones=phones_open(),
        entries=entries_of(history_of(found)) if allowed("history.view") else [],
        ended=found.valid_to is not None and found.valid_to < today(),
    )


@module.get("/s/<space>/officers/new", needs="spaces.view_phones")
def new_officer() -> Page:
    """The form for an office, filled in as far as the address says."""
    form = OfficerForm(
        valid_from=today(),
        office=request.args.get("office", ""),
        body=request.args.get("body", type=row_number),
        in_charge_of_front=request.args.get("front") == "1",
    )
    return _new(form)


@module.post("/s/<space>/officers/new", needs="spaces.manage_officers")
def add_officer() -> Page:
    """Give somebody an office."""
    form = OfficerForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.add_officer(form.typed())
            notice_with_undo(event, _("%(name)s was added.", name=called(event)))
            return redirect(url_for("spaces.officers"), 303)
    return _new(form), 422


@module.get("/s/<space>/officers/<int:officer_id>/edit", needs="spaces.view_phones")
def edit_officer(officer_id: int) -> Page:
    """The form that corrects an office."""
    found = queries.officer_in(g.access.here.id, officer_id)
    return _edit(found, OfficerForm(found))


@module.post("/s/<space>/officers/<int:officer_id>/edit", needs="spaces.manage_officers")
def change_officer(officer_id: int) -> Page:
    """Correct an office."""
    found = queries.officer_in(g.access.here.id, officer_id)
    form = OfficerForm(found)
    with refusals_shown(form):
        if form.validate():
            actions.change_officer(officer_id, form.typed(), form.seen)
            flash(_("Saved."), "ok")
            return redirect(url_for("spaces.officer", officer_id=officer_id), 303)
    return _edit(found, form), 422


@module.get("/s/<space>/officers/<int:officer_id>/end", needs="spaces.view")
def ending_officer(officer_id: int) -> Page:
    """The form for the last day of an office."""
    found = queries.officer_in(g.access.here.id, officer_id)
    return _end(found, EndOfficeForm(version=found.version, last_day=today()))


@module.post("/s/<space>/officers/<int:officer_id>/end", needs="spaces.manage_officers")
def end_officer(officer_id: int) -> Page:
    """End an office."""
    found, form = queries.officer_in(g.access.here.id, officer_id), EndOfficeForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.end_officer(officer_id, form.day, form.document.data, form.seen)
            notice_with_undo(event, _("The office of %(name)s ends.", name=called(event)))
            return redirect(url_for("spaces.officers"), 303)
    return _end(found, form), 422


@guard("officers.phones")
def phones_open() -> bool:
    """Whether the reader may see the phone numbers of officers."""
    return allowed("spaces.view_phones")


def _new(form: OfficerForm) -> str:
    return render_template("spaces/new_officer.html", form=form, offices=_offices())


def _edit(found: Any, form: OfficerForm) -> str:
    return render_template("spaces/edit_officer.html", officer=found, form=form, offices=_offices())


def _end(found: Any, form: EndOfficeForm) -> str:
    return render_template("spaces/end_officer.html", officer=found, form=form)


def _offices() -> list[str]:
    standing = queries.offices_of(g.access.here.id)
    return [each["office"] for each in standing if not each.get("front")]
