"""How grants and looks are worded."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from ..entering import registry

STATES = {
    "asked": _l("Waiting for an answer"),
    "granted": _l("May look"),
    "over": _l("Over"),
    "refused": _l("Refused"),
    "withdrawn": _l("Withdrawn"),
}
KINDS = {"above": _l("Looks from above"), "sealed": _l("Sealed values shown")}


def module(name: str) -> Any:
    """What the module of a page is called."""
    plugin = registry().plugin(name)
    return plugin.label if plugin else name
