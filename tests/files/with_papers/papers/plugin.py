from __future__ import annotations

from portal.access import Permission
from portal.modules import hookimpl

from .views import module

LABEL = "Papers"
__all__ = ["module"]


@hookimpl
def register_permissions():
    staff = ("administrator", "officer")
    all_ = (*staff, "viewer", "leader")
    return [
        Permission("papers.view", "See papers", roles=all_, descends=True),
        Permission("papers.view_people", "See papers about people", roles=all_, personal=True),
        Permission("papers.keep", "Keep papers", does="changes", roles=staff, personal=True),
    ]
