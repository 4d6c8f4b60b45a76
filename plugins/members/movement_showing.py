"""What pages show of movements: forms, one movement, what a member can do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from plugins.units.models import UnitsUnit
from portal.addressing import row_number
from portal.audit import Event
from portal.cells import status
from portal.database import db
from portal.entering import allowed
from portal.locale import date_text, today
from portal.spaces.heads import capitalized

from .batch_actions import record_many
from .charters import ENTRIES, IN, TRANSFER, Charter, Kind, movement_label, movements
from .models import MembersMembership, MembersMovement, MembersPerson
from .movement_actions import propose, record_movement
from .movement_facts import TYPED, Typed, kind_words, reason_words, unit_name
from .movement_forms import MovementForm, StepForm
from .movement_queries import (
    candidate_of,
    charter_in,
    heirs_of,
    line_in,
    listed_in,
    member_line_in,
    members_among,
    movement_in,
    movements_of,
    person_of,
)
from .row_queries import units_here

STATES: dict[str, Any] = {
    "proposed": _l("waits for the decision"),
    "decided": _l("decided"),
    "refused": _l("refused"),
    "withdrawn": _l("withdrawn"),
}
SHAPES = {"proposed": "warn", "decided": "ok", "refused": "bad", "withdrawn": "off"}
PROPOSE = "propose"


def form_from(args: Any, ids: Sequence[int]) -> MovementForm | None:
    """The form for the kind of movement in an address; None while no kind is chosen."""
    here = g.access.here.id
    charter = charter_in(here)
    kind = charter.movements.get(args.get("kind", TRANSFER if "from_unit" in args else ""))
    if kind is None or kind.name in ENTRIES or not ids:
        return None
    given = _from_ended(args) if kind.name == TRANSFER else {}
    return MovementForm(kind, charter, member_line_in(here), _units(), **given)


def _from_ended(args: Any) -> dict[str, Any]:
    """What is proposed for the members of a unit that ended: its heir, on the day of its end."""
    here, ended = g.access.here.id, args.get("from_unit", type=row_number)
    unit = db.session.get(UnitsUnit, (here, ended)) if ended else None
    if unit is None:
        return {}
    given = {"reason": "reorganized", "on": unit.ended_on or today()}
    heirs = heirs_of(unit)
    return {**given, "to_unit_id": str(heirs[0])} if heirs else given


def ids_from(args: Any) -> list[int]:
    """The members in an address: those named, or all of a unit that ended."""
    unit = args.get("from_unit", type=row_number)
    if unit is not None:
        return listed_in(g.access.here.id, unit)
    return list(args.getlist("member", type=row_number))


def form_of(movement: MembersMovement) -> MovementForm:
    """The form that decides a proposed movement, as it was proposed."""
    here = movement.space_id
    charter = charter_in(here)
    values = {name: getattr(movement, name) for name in TYPED}
    values |= {"to_unit_id": str(movement.to_unit_id or ""), "version": movement.version}
    given = {name: value for name, value in values.items() if value is not None}
    kind = kind_in(charter, movement.kind)
    return MovementForm(kind, charter, member_line_in(here), _units(), **given)


def kind_in(charter: Charter, name: str) -> Kind:
    """A kind of movement as the organization has it, or as it is called in general."""
    known = charter.movements.get(name) or movements().get(name)
    return known or Kind(name=name, label_vi=name, label_en=name)


def of_form(form: MovementForm | None, ids: Sequence[int]) -> dict[str, Any]:
    """What the form shows: the members chosen, and the kinds of movement that they can have."""
    here = g.access.here.id
    chosen = members_among(here, ids) if ids else []
    kinds = list(possible(charter_in(here), [m for _person, m in chosen]))
    return {"form": form, "chosen": chosen, "kinds": kinds, "units": dict(_units())}


def possible(charter: Charter, chosen: Iterable[MembersMembership]) -> Iterable[Kind]:
    """The kinds of movement that all of these members can have, as they stand."""
    states = {membership.state for membership in chosen}
    for kind in charter.movements.values():
        if kind.name in ENTRIES or not states:
            continue
        if all((kind.direction == IN) == (state == "left") for state in states):
            yield kind


def carry_out(ids: Sequence[int], typed: Typed, do: str) -> Event:
    """Do what the form's button says: propose for one, or record for one or many."""
    if len(ids) == 1:
        return propose(ids[0], typed) if do == PROPOSE else record_movement(ids[0], typed)
    return record_many(ids, typed)


def back_to(ids: Sequence[int]) -> str:
    """Where one goes on after the form."""
    if len(ids) == 1:
        return url_for("members.show", membership_id=ids[0])
    return url_for("members.movements")


def of_movement(space_id: int, movement_id: int) -> dict[str, Any]:
    """What the page of one movement shows. Raises NotFound."""
    movement = movement_in(space_id, movement_id)
    kind = kind_in(charter_in(space_id), movement.kind)
    person = person_of(space_id, movement.membership_id)
    named: Any = person or candidate_of(movement)
    waits = movement.state == "proposed"
    step = {"day": today(), "version": movement.version}
    return {
        "movement": movement,
        "kind": kind,
        "name": named.name if named is not None else _("no longer on record"),
        "facts": list(_facts(movement, kind, person)),
        "state": state_of(movement),
        "deciding": form_of(movement) if waits and allowed("members.decide") else None,
        "considering": StepForm(**step, by=_body(movement)) if waits and kind.considers else None,
        "refusing": StepForm(**step),
        "rules": [r for r in charter_in(space_id).rules if r.name in movement.overridden],
    }


def state_of(movement: MembersMovement) -> Markup:
    """How far a movement got, as a mark."""
    return status(SHAPES[movement.state], STATES[movement.state])


def panel(
    membership: MembersMembership | None = None, person: MembersPerson | None = None, **_more: Any
) -> Markup:
    """The part of a member's page that tells the movements, the open ones first."""
    if membership is None or person is None:
        return Markup("")
    found = movements_of(membership.space_id, membership.id)
    moments = [moment_of(each) for each in found]
    waiting = [each for each in found if each.state == "proposed"]
    return Markup(render_template("members/_moves.html", moments=moments, waiting=waiting))


def moment_of(movement: MembersMovement) -> dict[str, Any]:
    """A movement as an entry of a timeline."""
    words = [str(STATES[movement.state])] if movement.state != "decided" else []
    to_unit = unit_name(movement.space_id, movement.to_unit_id)
    words += [to_unit] if to_unit else []
    words += [reason_words(movement.reason)] if movement.reason else []
    words += [movement.document] if movement.document else []
    return {
        "when": date_text(movement.on),
        "title": capitalized(movement_label(movement.kind)),
        "url": url_for("members.movement", movement_id=movement.id),
        "detail": "; ".join(words),
        "change": movement.state == "decided",
    }


def way_to_moving(membership: MembersMembership | None = None, **_more: Any) -> Markup:
    """The link on a member's page to the form for a movement."""
    if membership is None or membership.merged_into_id is not None:
        return Markup("")
    url = url_for("members.moving", member=membership.id)
    away = None if membership.state == "left" else membership.away_how is not None
    shown = {"url": url, "away": away, "membership_id": membership.id}
    return Markup(render_template("members/_moving_link.html", **shown))


def way_for_chosen(**_more: Any) -> Markup:
    """The button over the list of members for a movement of those chosen."""
    return Markup(render_template("members/_moving_chosen.html"))


def way_to_list(**_more: Any) -> Markup:
    """The link on the list of members to their movements."""
    return Markup(render_template("members/_movements_link.html"))


def way_to_past_age(**_more: Any) -> Markup:
    """The link from the movements to the members past the age of their charter."""
    return Markup(render_template("members/_past_age_link.html"))


def _facts(
    movement: MembersMovement, kind: Kind, person: MembersPerson | None
) -> Iterable[tuple[str, Any]]:
    space_id = movement.space_id
    if person is not None:
        url = url_for("members.show", membership_id=person.membership_id)
        yield _("Full name"), Markup('<a href="{}">{}</a>').format(url, person.name)
    yield _("Movement"), capitalized(kind.label)
    yield _("Takes effect on"), date_text(movement.on)
    yield _("Unit of the member"), unit_name(space_id, movement.unit_id) or "–"
    words = (
        (_("To the unit"), unit_name(space_id, movement.to_unit_id)),
        (_("Kind of member from then on"), kind_words(line_in(space_id), movement.to_kind)),
        (_("Reason"), movement.reason and capitalized(reason_words(movement.reason))),
        (_("Holds until"), date_text(movement.until)),
        (_("Visited on"), date_text(movement.visited_on)),
        (_("Informed on"), date_text(movement.informed_on)),
        (_("Considered on"), date_text(movement.considered_on)),
        (_("Considered by"), movement.considered_by),
        (_("Decided on"), date_text(movement.decided_on)),
        (_("Body that decided"), movement.decided_by),
        (_("Deciding document"), movement.document),
        (
            _("Rule set aside because"),
            movement.override_reason and capitalized(reason_words(movement.override_reason)),
        ),
        (_("In a few words"), movement.override_note),
    )
    yield from ((label, value) for label, value in words if value)


def _body(movement: MembersMovement) -> str:
    unit = db.session.get(UnitsUnit, (movement.space_id, movement.unit_id))
    return unit.name if unit is not None else ""


def _units() -> list[tuple[int, str]]:
    return units_here(g.access.here.id)
