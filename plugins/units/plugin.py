"""What units offers to spaces."""

from flask_babel import lazy_gettext as _l

from portal.offering import Indicator, Permission, Verb, hookimpl

from . import care_offers, demo_offers
from .views import module as module

LABEL = _l("Branches and groups")
ABOUT = _l(
    "The branches, teams and groups of each organization, their officers, and how they fare."
)
READERS = ("administrator", "leader", "officer", "clerk", "viewer", "branch_head")


@hookimpl
def register_permissions() -> list[Permission]:
    return [
        Permission(
            "units.view", _l("See branches and groups"), roles=READERS, descends=True, narrows=True
        ),
        *care_offers.PERMISSIONS,
    ]


@hookimpl
def register_indicators() -> list[Indicator]:
    return care_offers.INDICATORS


@hookimpl
def register_verbs() -> list[Verb]:
    return [*demo_offers.VERBS]
