"""What report forms offer: the forms, the measures they count by, an entry of the menu."""

from __future__ import annotations

from pathlib import Path

from flask_babel import lazy_gettext as _l

from portal.offering import MenuItem, load_forms

from . import measures, unit_measures
from . import report_views as report_views

MEASURES = [*measures.MEASURES, *unit_measures.MEASURES]
REPORT_FORMS = load_forms(Path(__file__).with_name("report_forms"), "members")
MENU = [
    MenuItem(
        "members.forms",
        _l("Report forms"),
        needs=measures.NEEDS,
        group="planning",
        icon="report-analytics",
        order=60,
    )
]
