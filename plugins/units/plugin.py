"""What units offers to spaces: each part of the module keeps its own list of offers."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.offering import (
    InboxSource,
    Indicator,
    Job,
    MenuItem,
    NoticeKind,
    Permission,
    SearchSource,
    SheetList,
    Slot,
    UnitSource,
    Verb,
    Widget,
    hookimpl,
)

from . import bulk_views as bulk_views
from . import (
    care_offers,
    changing_offers,
    demo_offers,
    officer_offers,
    unit_offers,
    unit_sheets,
)
from . import changing_views as changing_views
from . import officer_vacancy_views as officer_vacancy_views
from . import officer_views as officer_views
from .views import module as module

LABEL = _l("Branches and groups")
ABOUT = _l(
    "The branches, teams and groups of each organization, their officers, and how they fare."
)
PARTS: tuple[ModuleType, ...] = (
    unit_offers,
    officer_offers,
    changing_offers,
    unit_sheets,
    care_offers,
    demo_offers,
)


def offered(place: str) -> list[Any]:
    """What all parts of the module offer for a place, in their order."""
    return [each for part in PARTS for each in getattr(part, place, ())]


@hookimpl
def register_permissions() -> list[Permission]:
    return offered("PERMISSIONS")


@hookimpl
def register_verbs() -> list[Verb]:
    return offered("VERBS")


@hookimpl
def register_menu() -> list[MenuItem]:
    return offered("MENU")


@hookimpl
def register_search() -> list[SearchSource]:
    return offered("SEARCH")


@hookimpl
def register_units() -> list[UnitSource]:
    return offered("UNITS")


@hookimpl
def register_slots() -> list[Slot]:
    return offered("SLOTS")


@hookimpl
def register_widgets() -> list[Widget]:
    return offered("WIDGETS")


@hookimpl
def register_inbox() -> list[InboxSource]:
    return offered("INBOX")


@hookimpl
def register_indicators() -> list[Indicator]:
    return offered("INDICATORS")


@hookimpl
def register_jobs() -> list[Job]:
    return offered("JOBS")


@hookimpl
def register_notices() -> list[NoticeKind]:
    return offered("NOTICES")


@hookimpl
def register_sheets() -> list[SheetList]:
    return offered("SHEETS")
