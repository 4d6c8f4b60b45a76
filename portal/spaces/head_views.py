"""The document head of a space: how it looks, and how the space words it itself."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ..entering import registry
from ..fields import refusals_shown
from ..locale import today
from ..modules import Page
from .head_actions import change_head
from .head_forms import HeadForm, form_of
from .letterheads import SETTINGS, letterhead_of, values_of
from .setting_queries import settings_in
from .setting_views import tell
from .views import module


@module.get("/s/<space>/head", needs="spaces.view_settings")
def head() -> Page:
    """How the head of this space's documents looks."""
    here = settings_in(g.access.here.id)
    own = {name: here[name].value for name in SETTINGS if here[name].whence == "here"}
    return _page(form_of(own, sum(here[name].version for name in SETTINGS)), own)


@module.get("/s/<space>/head/preview", needs="spaces.view_settings")
def head_preview() -> Page:
    """The head as typed so far, for a page that shows it while one types."""
    typed = {name: request.args.get(name.rpartition("head_")[2], "") for name in SETTINGS}
    return render_template("spaces/_letterhead.html", **_shown(typed))


@module.post("/s/<space>/head", needs="spaces.edit_head")
def word_head() -> Page:
    """Word the head anew, or only show what it would look like."""
    form = HeadForm()
    if "preview" in request.form:
        return _page(form, form.typed())
    with refusals_shown(form):
        tell(change_head(form.typed(), form.seen), _("The document head was changed."))
        return redirect(url_for("spaces.head"), 303)
    return _page(form, form.typed()), 422


def _page(form: HeadForm, typed: Mapping[str, str]) -> str:
    usual = values_of(letterhead_of(g.standing, {}))
    usual_of = {name.rpartition("head_")[2]: value for name, value in usual.items()}
    return render_template("spaces/head.html", form=form, usual=usual_of, **_shown(typed))


def _shown(typed: Mapping[str, str]) -> dict[str, object]:
    """The letterhead of what is typed; a line that cannot be is shown as usual."""
    fitting = {}
    for name, value in typed.items():
        try:
            fitting[name] = registry().settings[name].read(value)
        except ValueError:
            continue
    return {"letterhead": letterhead_of(g.standing, fitting), "today": today()}
