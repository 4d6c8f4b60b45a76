"""What the settings of spaces offer: rights, kinds of event, menu."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..access import Permission
from ..audit import Verb
from ..pages import MenuItem
from . import setting_actions, setting_views

__all__ = ["MENU", "PERMISSIONS", "VERBS", "setting_views"]

DECIDE = "spaces.decide_settings"
WORKING = ("administrator", "leader", "officer", "clerk")

PERMISSIONS = [
    Permission(
        "spaces.view_settings", _l("See the settings of the space"), roles=WORKING, descends=True
    ),
    Permission(
        DECIDE,
        _l("Decide settings of the space, switch modules on and off"),
        does="changes",
        roles=("administrator",),
    ),
]
TAKE_BACK = setting_actions.take_back
VERBS = [
    Verb("spaces.setting_decided", _l("decided the setting"), TAKE_BACK, DECIDE),
    Verb("spaces.setting_inherited", _l("gave back to those above the setting"), TAKE_BACK, DECIDE),
    Verb("spaces.switched_on", _l("switched on the module"), TAKE_BACK, DECIDE),
    Verb("spaces.switched_off", _l("switched off the module"), TAKE_BACK, DECIDE),
    Verb("spaces.setting_restored", _l("took back a change of the setting")),
]
MENU = [
    MenuItem(
        "spaces.settings",
        _l("Space settings"),
        needs="spaces.view_settings",
        group="setup",
        icon="settings",
        order=120,
    )
]
