"""The page of an admission: recorded as it was decided on paper, or proposed."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.fields import refusals_shown
from portal.history.actions import notice_with_undo
from portal.modules import Page

from . import admission_actions as actions
from .admission_forms import admission_form, typed_of_admission
from .movement_queries import charter_in
from .movement_showing import PROPOSE
from .register_checks import Rules
from .views import module


@module.get("/admissions/new", needs="members.prepare")
def admitting() -> Page:
    """The form for an admission."""
    return _page(_form())


@module.post("/admissions/new", needs="members.keep")
def admit() -> Page:
    """Record an admission that was decided on paper, or propose it."""
    form, proposes = _form(), request.form.get("do") == PROPOSE
    act = actions.propose_admission if proposes else actions.admit
    with refusals_shown(form):
        if form.validate():
            sure, typed = bool(form.different.data), typed_of_admission(form)
            event = act(form.unit_id(), form.typed(), typed, different=sure)
            done = _("The admission was proposed.") if proposes else _("The admission is recorded.")
            notice_with_undo(event, done)
            return redirect(url_for("members.movements" if proposes else "members.index"), 303)
    return _page(form), 422


def _form() -> Any:
    here = g.access.here.id
    rules = Rules.of(here)
    return admission_form(rules, charter_in(here), unit=request.args.get("unit", ""))


def _page(form: Any) -> str:
    return render_template("members/admission.html", form=form)
