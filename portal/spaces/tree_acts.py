"""Forms by which the tree changes: open, rename, move, close and reopen a space."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..errors import NotFound
from ..fields import refusals_shown
from ..history.actions import notice_with_undo
from ..locale import date_text
from ..modules import Page
from . import actions, checks
from .below_queries import space_below, space_here
from .models import Space
from .tree_forms import CloseForm, MoveForm, OpenForm, RenameForm, ReopenForm, Versioned
from .views import module


@module.get("/s/<space>/spaces/open", needs="spaces.prepare")
def opening() -> Page:
    """The form for a new space under this one."""
    return _open_page(OpenForm(space_here()))


@module.post("/s/<space>/spaces/open", needs="spaces.manage")
def open_here() -> Page:
    """Open a space under this one."""
    form = OpenForm(space_here())
    with refusals_shown(form):
        if form.validate():
            made = actions.open_space(
                g.access.here.id,
                form.kind.data,
                form.area.data,
                name=form.name.data or "",
                short_name=form.short_name.data or "",
                opened_on=form.day,
            )
            flash(_("%(space)s is open. Give it an administrator.", space=made.name), "ok")
            return _about_page(made.slug)
    return _open_page(form), 422


@module.get("/s/<space>/about/rename", needs="spaces.prepare")
def renaming() -> Page:
    """The form for another name or address of this space."""
    here = space_here()
    form = RenameForm(
        name=here.name, short_name=here.short_name, address=here.slug, version=here.version
    )
    return _change_page("rename", form)


@module.post("/s/<space>/about/rename", needs="spaces.manage")
def rename() -> Page:
    """Give this space another name or address."""
    form = RenameForm()
    with refusals_shown(form):
        if form.validate():
            typed = (form.name.data or "", form.short_name.data or "", form.address.data or "")
            event = actions.rename_space(g.access.here.id, *typed, form.version.data or 0)
            notice_with_undo(event, _("The space is now called %(name)s.", name=typed[0]))
            return _about_page(space_here().slug)
    return _change_page("rename", form), 422


@module.get("/s/<space>/about/move", needs="spaces.prepare")
def moving() -> Page:
    """The form for another leader of this space."""
    return _change_page("move", MoveForm(space_here(), version=space_here().version))


@module.post("/s/<space>/about/move", needs="spaces.manage")
def move() -> Page:
    """Put this space under another leader."""
    checks.check_led(space_here())
    form = MoveForm(space_here())
    with refusals_shown(form):
        if form.validate():
            event = actions.move_space(
                g.access.here.id,
                form.leader.data,
                form.day,
                form.document.data,
                form.version.data or 0,
            )
            notice_with_undo(event, _("The space stands under another leader now."))
            return _about_page(space_here().slug)
    return _change_page("move", form), 422


@module.get("/s/<space>/about/close", needs="spaces.prepare")
def closing() -> Page:
    """The page that asks when, why and by which document this space closes."""
    return _change_page("close", CloseForm(version=space_here().version))


@module.post("/s/<space>/about/close", needs="spaces.manage")
def close() -> Page:
    """Close this space."""
    checks.check_led(space_here())
    form = CloseForm()
    with refusals_shown(form):
        if form.validate():
            closed = actions.close_space(
                g.access.here.id,
                form.day,
                form.reason.data or "",
                form.document.data or "",
                form.version.data or 0,
            )
            day = date_text(closed.closed_on)
            flash(_("%(space)s is closed from %(day)s on.", space=closed.name, day=day), "ok")
            return _about_page(closed.slug)
    return _change_page("close", form), 422


@module.get("/s/<space>/spaces/<address>/reopen", needs="spaces.prepare")
def reopening(address: str) -> Page:
    """The form by which a closed space under this one opens again."""
    closed = _led_here(address)
    return _reopen_page(closed, ReopenForm(version=closed.version))


@module.post("/s/<space>/spaces/<address>/reopen", needs="spaces.manage")
def reopen(address: str) -> Page:
    """Open a closed space under this one again."""
    closed, form = _led_here(address), ReopenForm()
    with refusals_shown(form):
        if form.validate():
            opened = actions.reopen_space(
                g.access.here.id, address, form.document.data or "", form.version.data or 0
            )
            flash(_("%(space)s is open again.", space=opened.name), "ok")
            return _about_page(opened.slug)
    return _reopen_page(closed, form), 422


def _led_here(address: str) -> Space:
    found = space_below(address)
    if found is None or found.parent_id != g.access.here.id:
        raise NotFound()
    return found


def _open_page(form: OpenForm) -> str:
    return render_template("spaces/tree_open.html", form=form)


def _change_page(act: str, form: Versioned) -> str:
    here = space_here()
    led = act == "rename" or (here.parent_id is not None and checks.leads(here.parent_id))
    return render_template(f"spaces/tree_{act}.html", form=form, space=here, led=led)


def _reopen_page(closed: Space, form: ReopenForm) -> str:
    return render_template("spaces/tree_reopen.html", form=form, space=closed)


def _about_page(address: str) -> Response:
    return redirect(url_for("spaces.about", space=address), 303)
