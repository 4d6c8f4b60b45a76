"""What the citizen ids of members offer: the right to see one whole, and the way to it."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.offering import Permission, Slot

from . import citizen_views as citizen_views
from .models import MembersMembership, MembersPerson

SHOW = "members.show_citizen_id"


def way_to_number(person: MembersPerson, membership: MembersMembership) -> Markup:
    """The link to the page on which the citizen id of a member is shown whole, for a reason."""
    if person.citizen_hash is None:
        return Markup()
    address = url_for("members.citizen_id", membership_id=membership.id)
    return Markup('<p data-no-print><a href="{}">{}</a></p>').format(
        address, _l("Show the whole citizen id")
    )


PERMISSIONS = [
    Permission(
        SHOW,
        _l("See a citizen id whole, for a reason"),
        does="records",
        roles=("administrator", "leader", "officer", "clerk"),
        personal=True,
        logs=("look",),
    )
]
SLOTS = [Slot("members.citizen", SHOW, way_to_number, asks=False)]
