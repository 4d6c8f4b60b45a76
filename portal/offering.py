"""Everything that a module's plugin.py offers with, in one place."""

from __future__ import annotations

from .access import MEMBER, PUBLIC, SIGNED_IN, TOKEN, Permission, Role
from .audit import Verb
from .history.undoing import remove_added
from .indicators import Indicator, Period
from .jobs import Done, Job, Progress
from .modules import Module, hookimpl
from .notifications import NoticeKind
from .pages import Finding, InboxSource, MenuItem, SearchSource, Slot, UnitSource, Widget
from .settings import Setting
from .sheets import SheetList

__all__ = [
    "MEMBER",
    "PUBLIC",
    "SIGNED_IN",
    "TOKEN",
    "Done",
    "Finding",
    "InboxSource",
    "Indicator",
    "Job",
    "MenuItem",
    "Module",
    "NoticeKind",
    "Period",
    "Permission",
    "Progress",
    "Role",
    "SearchSource",
    "Setting",
    "SheetList",
    "Slot",
    "UnitSource",
    "Verb",
    "Widget",
    "hookimpl",
    "remove_added",
]
