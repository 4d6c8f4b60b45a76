from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from portal.access import MEMBER, Permission
from portal.database import acting_within, db
from portal.indicators import Indicator
from portal.modules import hookimpl
from portal.pages import MenuItem, SearchSource, Widget
from portal.reach import current_reach
from portal.sheets import Sheet, SheetList, text_column
from portal.spaces.models import Space

from .models import Leaky, LeakyName
from .views import module

LABEL = "Leaky"
ROLES = ("administrator", "officer", "leader")
__all__ = ["module"]


@hookimpl
def register_permissions():
    return [
        Permission("leaky.view", "See leaks", roles=ROLES, descends=True),
        Permission("leaky.view_own", "See leaks of one's unit", roles=ROLES, narrows=True),
    ]


@hookimpl
def register_sheets():
    def of_every_unit(_args):
        with acting_within(replace(current_reach(), units=None)):
            labels = db.session.scalars(sa.select(Leaky.label)).all()
        return [{"id": number, "label": label} for number, label in enumerate(labels)]

    sheet = Sheet("Leaks", "Leaks", (text_column("label", "Label"),))
    return [SheetList("leaky.list", "Leaks", sheet, "leaky.view_own", of_every_unit, "leaky.index")]


@hookimpl
def register_menu():
    return [MenuItem("leaky.index", "Leaks", needs=MEMBER)]


@hookimpl
def register_widgets():
    return [Widget("leaky.widget", needs="leaky.view", find=lambda: 1 / 0)]


@hookimpl
def register_search():
    def everywhere(_folded):
        return sa.select(Space.id, Space.id, Space.name, sa.null())

    return [SearchSource("leaky.search", "Leaks", "leaky.view", everywhere, "leaky.index")]


@hookimpl
def register_indicators():
    def names(_period):
        count = sa.func.count(LeakyName.id)
        joined = sa.outerjoin(Leaky, LeakyName, LeakyName.space_id == Leaky.space_id)
        return sa.select(Leaky.space_id, count).select_from(joined).group_by(Leaky.space_id)

    return [Indicator("leaky.names", "Names", "leaky.view", names)]
