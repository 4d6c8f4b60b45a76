"""What figures, surveys, focus areas and remedies offer; joined by plugin.py."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.offering import Permission

from . import figures

READERS = ("administrator", "leader", "officer", "clerk", "viewer")
CARERS = ("leader", "officer")

PERMISSIONS = [
    Permission(
        figures.NEEDS,
        _l("See figures and surveys of branches and groups"),
        roles=READERS,
        descends=True,
    ),
    Permission(
        "units.prepare_care",
        _l("See the forms for surveys, focus areas and remedies"),
        roles=CARERS,
    ),
    Permission(
        "units.care",
        _l("Survey branches and groups, choose focus areas, keep remedy sheets"),
        does="changes",
        roles=CARERS,
    ),
]
INDICATORS = figures.indicators()
