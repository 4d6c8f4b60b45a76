"""Hamlets of a commune: the list, add one, rename it, end it."""

from __future__ import annotations

import datetime as dt

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ..fields import refusals_shown
from ..history.actions import notice_with_undo
from ..listing import page_among, view_from
from ..locale import today
from ..modules import Page
from . import hamlet_actions as actions
from . import hamlet_queries as queries
from .below_queries import space_here
from .hamlet_forms import EndHamletForm, HamletForm, NewHamletForm
from .views import module


@module.get("/s/<space>/hamlets", needs="spaces.view")
def hamlets() -> Page:
    """The hamlets of the area of this space."""
    here = space_here()
    wanted = queries.wanted_from(request.args)
    found, communes = queries.hamlets_found(here.area_id, wanted)
    return render_template(
        "spaces/hamlets.html",
        page=page_among(found, view_from(request.args).page),
        wanted=wanted,
        communes=communes,
        states=queries.STATES,
        keeps=actions.keeps_hamlets(here),
        is_commune=here.level == queries.COMMUNE,
    )


@module.get("/s/<space>/hamlets/new", needs="spaces.prepare_hamlets")
def new_hamlet() -> Page:
    """The form for a new hamlet."""
    return _page("new", NewHamletForm(valid_from=_last_possible_day()))


@module.post("/s/<space>/hamlets/new", needs="spaces.keep_hamlets")
def add_hamlet() -> Page:
    """Add a hamlet to the commune."""
    form = NewHamletForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.add_hamlet(g.access.here.id, form.typed(), form.day)
            notice_with_undo(event, _("%(name)s was added.", name=event.subject_name))
            return redirect(url_for("spaces.hamlets"), 303)
    return _page("new", form), 422


@module.get("/s/<space>/hamlets/<int:hamlet_id>/edit", needs="spaces.prepare_hamlets")
def edit_hamlet(hamlet_id: int) -> Page:
    """The form that renames a hamlet."""
    hamlet = _hamlet(hamlet_id)
    return _page("edit", HamletForm(hamlet), hamlet)


@module.post("/s/<space>/hamlets/<int:hamlet_id>/edit", needs="spaces.keep_hamlets")
def change_hamlet(hamlet_id: int) -> Page:
    """Rename a hamlet."""
    hamlet, form = _hamlet(hamlet_id), HamletForm()
    with refusals_shown(form):
        if form.validate():
            here = g.access.here.id
            event = actions.rename_hamlet(here, hamlet_id, form.typed(), form.seen)
            notice_with_undo(event)
            return redirect(url_for("spaces.hamlets"), 303)
    return _page("edit", form, hamlet), 422


@module.get("/s/<space>/hamlets/<int:hamlet_id>/end", needs="spaces.prepare_hamlets")
def ending_hamlet(hamlet_id: int) -> Page:
    """The form for the last day of a hamlet."""
    hamlet = _hamlet(hamlet_id)
    return _page("end", EndHamletForm(was=hamlet.name, last_day=_last_possible_day()), hamlet)


@module.post("/s/<space>/hamlets/<int:hamlet_id>/end", needs="spaces.keep_hamlets")
def end_hamlet(hamlet_id: int) -> Page:
    """End a hamlet."""
    hamlet, form = _hamlet(hamlet_id), EndHamletForm()
    with refusals_shown(form):
        if form.validate():
            typed = (form.day, form.document.data or "", form.seen)
            event = actions.end_hamlet(g.access.here.id, hamlet_id, *typed)
            notice_with_undo(event, _("%(name)s ends.", name=event.subject_name))
            return redirect(url_for("spaces.hamlets", state=""), 303)
    return _page("end", form, hamlet), 422


def _hamlet(hamlet_id: int) -> queries.Hamlet:
    return queries.hamlet_in(space_here().area_id, hamlet_id)


def _last_possible_day() -> dt.date:
    """Today, or the last day of a commune that is no more."""
    ended = queries.last_day_of(space_here().area_id)
    return min(today(), ended or today())


def _page(what: str, form: HamletForm | EndHamletForm, hamlet: object = None) -> str:
    keeps = actions.keeps_hamlets(space_here())
    return render_template(f"spaces/{what}_hamlet.html", form=form, hamlet=hamlet, keeps=keeps)
