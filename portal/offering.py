"""Everything that a module's plugin.py offers with, in one place."""

from __future__ import annotations

from .access import MEMBER, PUBLIC, SIGNED_IN, TOKEN, Permission, Role
from .audit import Verb
from .history.undoing import remove_added
from .indicators import Indicator, Period
from .jobs import Done, Job, Progress
from .messages import MessageKind, Said
from .modules import Module, hookimpl
from .notifications import NoticeKind
from .pages import Finding, InboxAct, InboxSource, MenuItem, SearchSource, Slot, UnitSource, Widget
from .reportforms import Measure, ReportForm, load_forms
from .settings import Setting
from .sheets import SheetList

__all__ = [
    "MEMBER",
    "PUBLIC",
    "SIGNED_IN",
    "TOKEN",
    "Done",
    "Finding",
    "InboxAct",
    "InboxSource",
    "Indicator",
    "Job",
    "Measure",
    "MenuItem",
    "MessageKind",
    "Module",
    "NoticeKind",
    "Period",
    "Permission",
    "Progress",
    "ReportForm",
    "Role",
    "Said",
    "SearchSource",
    "Setting",
    "SheetList",
    "Slot",
    "UnitSource",
    "Verb",
    "Widget",
    "hookimpl",
    "load_forms",
    "remove_added",
]
