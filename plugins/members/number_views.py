"""Pages of counts typed by hand: those within reach, type one, correct it, remove it."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from plugins.units.areas import ground_of
from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.listing import view_from
from portal.modules import Page

from . import number_actions as actions
from . import number_queries as queries
from .models import MembersNumber
from .number_forms import NumberForm, key_from
from .numbers import keys_of, number_keys
from .views import module


@module.get("/numbers", needs="members.view")
def numbers() -> Page:
    """The counts of this space and of those below."""
    key = key_from(request.args)
    return render_template(
        "members/numbers.html",
        page=queries.numbers(key, view_from(request.args)),
        key=key,
        keys=number_keys(),
        own=keys_of(g.standing.space.line),
        wide=bool(g.access.here.below),
    )


@module.get("/numbers/new", needs="members.prepare")
def typing_number() -> Page:
    """The form for a count."""
    return _form(NumberForm(ground_of(g.access.here.id), key=key_from(request.args)))


@module.post("/numbers/new", needs="members.keep")
def type_number() -> Page:
    """Write a count down."""
    form = NumberForm(ground_of(g.access.here.id))
    with refusals_shown(form):
        if form.validate():
            notice_with_undo(actions.type_number(form.typed()), _("The count was written down."))
            return redirect(url_for("members.numbers"), 303)
    return _form(form), 422


@module.get("/numbers/<int:number_id>/edit", needs="members.prepare")
def correcting_number(number_id: int) -> Page:
    """The form that corrects a count."""
    number = queries.number_in(g.access.here.id, number_id)
    return _form(NumberForm(ground_of(number.space_id), obj=number), number)


@module.post("/numbers/<int:number_id>/edit", needs="members.keep")
def correct_number(number_id: int) -> Page:
    """Correct a count."""
    number = queries.number_in(g.access.here.id, number_id)
    form = NumberForm(ground_of(number.space_id))
    with refusals_shown(form):
        if form.validate():
            event = actions.correct_number(number_id, form.typed(), form.seen)
            if event is not None:
                notice_with_undo(event, _("The count was corrected."))
            return redirect(url_for("members.numbers"), 303)
    return _form(form, number), 422


@module.post("/numbers/<int:number_id>/remove", needs="members.keep")
def remove_number(number_id: int) -> Page:
    """Remove a count."""
    notice_with_undo(actions.remove_number(number_id), _("The count was removed."))
    return redirect(url_for("members.numbers"), 303)


def _form(form: NumberForm, number: MembersNumber | None = None) -> str:
    return render_template("members/number_form.html", form=form, number=number)
