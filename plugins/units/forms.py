"""What may be typed about a unit, by its kind; and which units a list shows."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from portal.accounts.forms import Boxes
from portal.addressing import row_number
from portal.fields import DayField, Needed
from portal.spaces.setting_forms import VersionForm
from portal.text import clean

from .areas import Ground
from .checks import UnitTyped
from .kinds import BASES, PLACES, Kind
from .models import UnitsUnit
from .queries import ENDED, STANDING, Wanted
from .whole_queries import parents_for

LONG = Length(max=200, message=_l("Use at most %(max)d characters."))
ALONE = 0
STATES = {STANDING: _l("Standing"), ENDED: _l("Ended")}
HEADED = {"has": _l("has a head"), "none": _l("no head yet")}


class UnitForm(VersionForm):
    """A unit of one kind: only what such a unit may have is asked."""

    name = StringField(_l("Name of the unit"), [Needed(200)], filters=[lambda t: clean(t or "")])
    basis = RadioField(_l("Basis"), validate_choice=False)
    stands = RadioField(_l("Place of the unit"), validate_choice=False)
    hamlets = Boxes(_l("Hamlets"), coerce=int, validate_choice=False)
    workplace = StringField(_l("Workplace"), [Optional(), LONG])
    parent = SelectField(_l("Part of"), coerce=int, validate_choice=False)
    founded_on = DayField(_l("Founded on"), [Optional()])
    founded_document = StringField(
        _l("Deciding document"), [Optional(), LONG], description=_l("Number and date.")
    )
    households = IntegerField(
        _l("Households"), [Optional(), NumberRange(0, 9999, _l("Write a number from 0 to 9999."))]
    )
    households_on = DayField(_l("Counted on"), [Optional()])

    def __init__(self, kind: Kind, ground: Ground, unit: UnitsUnit | None = None, **data: Any):
        if unit is not None:
            data = {**{c: getattr(unit, c, None) for c in self._fields_of()}, **data}
            data["parent"] = unit.parent_id or ALONE
        data.setdefault("basis", kind.bases[0])
        data.setdefault("stands", kind.places[0])
        super().__init__(**data)
        self.kind = kind
        self.basis.choices = [SelectChoice(name, BASES[name]) for name in kind.bases]
        self.stands.choices = [SelectChoice(name, PLACES[name]) for name in kind.places]
        self._offer_hamlets(ground, set(data.get("hamlets") or ()))
        self._offer_parents(ground.space.id, unit)
        for name in self._left_out():
            del self[name]

    def typed(self) -> UnitTyped:
        """The unit as typed, for the action."""

        def of(name: str, otherwise: Any) -> Any:
            field = self._fields.get(name)
            return otherwise if field is None or field.data is None else field.data

        return UnitTyped(
            kind=self.kind.name,
            name=of("name", ""),
            basis=of("basis", self.kind.bases[0]),
            stands=of("stands", self.kind.places[0]),
            hamlets=tuple(of("hamlets", ())),
            workplace=of("workplace", ""),
            parent_id=of("parent", ALONE) or None,
            founded_on=of("founded_on", None),
            founded_document=of("founded_document", ""),
            households=of("households", None),
            households_on=of("households_on", None),
        )

    @staticmethod
    def _fields_of() -> tuple[str, ...]:
        return (
            *("name", "basis", "stands", "workplace", "founded_on", "founded_document"),
            *("households", "households_on", "version"),
        )

    def _offer_hamlets(self, ground: Ground, covered: set[int]) -> None:
        offered = [h for h in ground.hamlets() if not h.ended or h.id in covered]
        self.hamlets.choices = [SelectChoice(h.id, ground.label_of(h)) for h in offered]

    def _offer_parents(self, space_id: int, unit: UnitsUnit | None) -> None:
        but, kept = (unit.id, unit.parent_id) if unit is not None else (None, None)
        possible = parents_for(space_id, self.kind.under, but=but, kept=kept)
        offered = [SelectChoice(each.id, each.name) for each in possible]
        none = SelectChoice(ALONE, _("None: it stands alone"))
        self.parent.choices = [none, *offered]

    def _left_out(self) -> list[str]:
        kind = self.kind
        asked = {
            "basis": len(kind.bases) > 1,
            "stands": len(kind.places) > 1,
            "hamlets": "hamlet" in kind.places,
            "workplace": "workplace" in kind.places,
            "parent": bool(kind.under),
            "households": kind.roster == "households",
            "households_on": kind.roster == "households",
        }
        return [name for name, is_asked in asked.items() if not is_asked]


def wanted_from(args: Any) -> Wanted:
    """The filter in an address; what cannot be read leaves the list as it usually is."""
    return Wanted(
        q=args.get("q", "").strip(),
        kind=args.get("kind", ""),
        basis=args.get("basis", ""),
        hamlet=args.get("hamlet", type=row_number),
        commune=args.get("commune", type=row_number),
        line=args.get("line", ""),
        space=args.get("space", ""),
        state=args.get("state", STANDING),
        head=args.get("head", ""),
        fits=args.get("fits", ""),
        closed=g.access.here.closed,
    )
