"""What members offers to spaces: each part of the module keeps its own list of offers."""

from __future__ import annotations

from types import ModuleType

from flask_babel import lazy_gettext as _l

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
