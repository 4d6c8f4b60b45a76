from __future__ import annotations

import sqlalchemy as sa

from portal.access import MEMBER, Permission
from portal.indicators import Indicator
from portal.modules import hookimpl
from portal.pages import MenuItem, SearchSource, Widget
from portal.spaces.models import Space

from .models import Leaky, LeakyName
from .views import module

LABEL = "Leaky"
ROLES = ("administrator", "officer", "leader")
__all__ = ["module"]


@hookimpl
def register_permissions():
    return [Permission("leaky.view", "See leaks", roles=ROLES, descends=True)]


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
