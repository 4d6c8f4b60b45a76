"""The settings of a space and its modules: see what holds, decide it here, give it back."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ..errors import Invalid
from ..fields import refusals_shown
from ..history.actions import notice_with_undo
from ..history.models import Event
from ..modules import Page
from . import setting_actions as actions
from . import setting_queries as queries
from .setting_forms import SwitchForm, VersionForm, form_for
from .views import module


@module.get("/s/<space>/settings", needs="spaces.view_settings")
def settings() -> Page:
    """What holds in this space, and whence it comes."""
    return render_template("spaces/settings.html", groups=queries.groups_of(g.access.here.id))


@module.get("/s/<space>/settings/<name>", needs="spaces.view_settings")
def setting(name: str) -> Page:
    """One setting: its value here, and what would hold without it."""
    here = queries.setting_in(g.access.here.id, name)
    return render_template("spaces/setting.html", here=here, form=form_for(here))


@module.post("/s/<space>/settings/<name>", needs="spaces.decide_settings")
def decide_setting(name: str) -> Page:
    """Decide a setting for this space."""
    here = queries.setting_in(g.access.here.id, name)
    form = form_for(here)
    with refusals_shown(form):
        event = actions.decide_setting(name, form.value.data, form.seen)
        tell(event, _("Decided here: %(setting)s.", setting=here.setting.label))
        return redirect(url_for("spaces.settings"), 303)
    return render_template("spaces/setting.html", here=here, form=form), 422


@module.post("/s/<space>/settings/<name>/inherit", needs="spaces.decide_settings")
def inherit_setting(name: str) -> Page:
    """Let what those above decide hold again."""
    here = queries.setting_in(g.access.here.id, name)
    event = actions.inherit_setting(name, VersionForm().seen)
    tell(event, _("No longer decided here: %(setting)s.", setting=here.setting.label))
    return redirect(url_for("spaces.settings"), 303)


@module.get("/s/<space>/modules", needs="spaces.view_settings")
def modules() -> Page:
    """Which modules this space has, and who decided so."""
    return _modules()


@module.post("/s/<space>/modules/<name>", needs="spaces.decide_settings")
def switch_module(name: str) -> Page:
    """Switch a module on or off here, or let it follow those above."""
    form = SwitchForm()
    try:
        event = actions.switch_module(name, form.wanted, form.seen)
    except Invalid as error:
        return _modules(error), 422
    label = queries.module_in(g.access.here.id, name).plugin.label
    told = {
        True: _("%(module)s is switched on here.", module=label),
        False: _("%(module)s is switched off here. Nothing was deleted.", module=label),
        None: _("%(module)s follows those above again.", module=label),
    }
    tell(event, told[form.wanted])
    return redirect(url_for("spaces.modules"), 303)


def _modules(error: Invalid | None = None) -> str:
    found = queries.modules_in(g.access.here.id)
    followers = {
        each.plugin.name: queries.followers_of(g.access.here.id, each.switch.setting.name)
        for each in found
    }
    return render_template(
        "spaces/modules.html", modules=found, followers=followers, error=error and error.message
    )


def tell(event: Event | None, text: str) -> None:
    """Say on the next page what was decided, with its undo; or that nothing changed."""
    if event is None:
        flash(_("Nothing has changed."), "info")
    else:
        notice_with_undo(event, text)
