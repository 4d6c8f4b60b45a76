"""What units offers to spaces: each part of the module keeps its own list of offers."""

from __future__ import annotations

from types import ModuleType

from flask_babel import lazy_gettext as _l

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
