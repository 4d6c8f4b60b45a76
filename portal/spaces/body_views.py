"""Bodies of a space: the list, add one, rename it, end it, restore it."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ..errors import Invalid
from ..fields import refusals_shown
from ..history.actions import notice_with_undo
from ..locale import today
from ..modules import Page
from . import body_actions as actions
from . import body_queries as queries
from .models import Body
from .officer_forms import BodyForm, EndBodyForm, NewBodyForm
from .setting_forms import VersionForm
from .views import module


@module.get("/s/<space>/bodies", needs="spaces.view")
def bodies() -> Page:
    """The committees and boards of this space."""
    return _bodies()


@module.get("/s/<space>/bodies/new", needs="spaces.view")
def new_body() -> Page:
    """The form for a new body."""
    return render_template("spaces/new_body.html", form=NewBodyForm(valid_from=today()))


@module.post("/s/<space>/bodies/new", needs="spaces.manage_officers")
def add_body() -> Page:
    """Add a body."""
    form = NewBodyForm()
    with refusals_shown(form):
        if form.validate():
            body = actions.add_body(form.typed(), form.day)
            flash(_("%(name)s was added.", name=body.name), "ok")
            return redirect(url_for("spaces.bodies"), 303)
    return render_template("spaces/new_body.html", form=form), 422


@module.get("/s/<space>/bodies/<int:body_id>/edit", needs="spaces.view")
def edit_body(body_id: int) -> Page:
    """The form that renames a body."""
    body = queries.body_in(g.access.here.id, body_id)
    return _edit(body, BodyForm(obj=body))


@module.post("/s/<space>/bodies/<int:body_id>/edit", needs="spaces.manage_officers")
def change_body(body_id: int) -> Page:
    """Rename a body."""
    body, form = queries.body_in(g.access.here.id, body_id), BodyForm()
    with refusals_shown(form):
        if form.validate():
            actions.change_body(body_id, form.typed(), form.seen)
            flash(_("Saved."), "ok")
            return redirect(url_for("spaces.bodies"), 303)
    return _edit(body, form), 422


@module.get("/s/<space>/bodies/<int:body_id>/end", needs="spaces.view")
def ending_body(body_id: int) -> Page:
    """The form for the last day of a body."""
    body = queries.body_in(g.access.here.id, body_id)
    return _end(body, EndBodyForm(version=body.version, last_day=today()))


@module.post("/s/<space>/bodies/<int:body_id>/end", needs="spaces.manage_officers")
def end_body(body_id: int) -> Page:
    """End a body."""
    body, form = queries.body_in(g.access.here.id, body_id), EndBodyForm()
    with refusals_shown(form):
        if form.validate():
            event = actions.end_body(body_id, form.day, form.seen)
            notice_with_undo(event, _("%(name)s ends.", name=event.subject_name))
            return redirect(url_for("spaces.bodies"), 303)
    return _end(body, form), 422


@module.post("/s/<space>/bodies/<int:body_id>/restore", needs="spaces.manage_officers")
def restore_body(body_id: int) -> Page:
    """Let a body that ended go on."""
    try:
        body = actions.restore_body(body_id, VersionForm().seen)
    except Invalid as error:
        return _bodies(str(error.message)), 422
    flash(_("%(name)s goes on.", name=body.name), "ok")
    return redirect(url_for("spaces.bodies"), 303)


def _bodies(error: str = "") -> str:
    here = g.access.here.id
    return render_template("spaces/bodies.html", bodies=queries.bodies_of(here), error=error)


def _edit(body: Body, form: BodyForm) -> str:
    return render_template("spaces/edit_body.html", body=body, form=form)


def _end(body: Body, form: EndBodyForm) -> str:
    return render_template("spaces/end_body.html", body=body, form=form)
