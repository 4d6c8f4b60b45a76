"""What members offers to spaces: each part of the module keeps its own list of offers."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.offering import (
    InboxSource,
    Indicator,
    Job,
    Measure,
    MenuItem,
    NoticeKind,
    Permission,
    ReportForm,
    SearchSource,
    SheetList,
    Slot,
    UnitSource,
    Verb,
    Widget,
    hookimpl,
)

from . import (
    balance_offers,
    citizen_offers,
    demo_offers,
    double_offers,
    figure_offers,
    linked_offers,
    member_sheets,
    movement_offers,
    number_offers,
    party_offers,
    register_offers,
    report_offers,
)
from .views import module as module

REQUIRES = ("units",)
LABEL = _l("Members")
ABOUT = _l("Who is enrolled in each organization, how members come and go, how many people.")
PARTS: tuple[ModuleType, ...] = (
    register_offers,
    member_sheets,
    double_offers,
    number_offers,
    report_offers,
    figure_offers,
    demo_offers,
    party_offers,
    movement_offers,
    linked_offers,
    citizen_offers,
    balance_offers,
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


@hookimpl
def register_measures() -> list[Measure]:
    return offered("MEASURES")


@hookimpl
def register_report_forms() -> list[ReportForm]:
    return offered("REPORT_FORMS")
