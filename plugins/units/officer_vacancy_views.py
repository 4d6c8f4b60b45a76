"""Pages of what is to be filled again: vacancies of units, and their congresses."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for

from portal.entering import allowed
from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.listing import view_from
from portal.modules import Page

from . import officer_vacancy_queries as vacant
from .models import UnitsUnit
from .officer_congresses import hold_congress
from .officer_forms import CongressForm
from .queries import unit_in
from .views import module


@module.get("/vacant", needs="units.view")
def vacancies() -> Page:
    """Units that nobody heads, or that have no deputy, here and below."""
    wanted = vacant.wanted_from(request.args)
    return render_template(
        "units/officer_vacant.html",
        page=vacant.vacancies(wanted, view_from(request.args)),
        wanted=wanted,
        missing=vacant.MISSING,
        kinds=vacant.kinds_with_vacancies(),
        spaces=vacant.spaces_with_vacancies() if g.access.here.below else [],
        below=bool(g.access.here.below),
        posts=allowed("spaces.view"),
    )


@module.get("/<int:unit_id>/congress", needs="units.prepare_officers")
def congress(unit_id: int) -> Page:
    """The form for the congress of a unit."""
    unit = unit_in(g.access.here.id, unit_id)
    return _congress(unit, CongressForm.of(unit))


@module.post("/<int:unit_id>/congress", needs="units.keep_officers")
def held_congress(unit_id: int) -> Page:
    """Write down when a unit held its congress, and when the next is due."""
    unit, form = unit_in(g.access.here.id, unit_id), CongressForm()
    with refusals_shown(form):
        if form.validate():
            days = form.held_on.data, form.document.data, form.due_on.data
            notice_with_undo(hold_congress(unit_id, *days, form.seen))
            return redirect(url_for("units.show", unit_id=unit_id), 303)
    return _congress(unit, form), 422


def _congress(unit: UnitsUnit, form: CongressForm) -> str:
    return render_template("units/officer_congress.html", unit=unit, form=form)
