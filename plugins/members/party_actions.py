"""Verbs on the Party's working list: add, correct, take off, put back, yearly remarks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.audit import Event, record
from portal.database import db
from portal.errors import Invalid, NotFound, Stale
from portal.history.wording import apart
from portal.locale import today
from portal.spaces.checks import check_version
from portal.text import clean, fold

from .models import MembersPartyRemark
from .party_checks import CATEGORIES, STANDINGS, Places, check_body, check_party_space, lock_list
from .party_queries import remarks_of, row_in, rows_of
from .party_rows import PartyRow, PartyTyped, fill, put_back, written

ADDED, CORRECTED = "members.party_added", "members.party_corrected"
REMOVED, RESTORED = "members.party_removed", "members.party_restored"
REMARKED = "members.party_remarked"
FIRST_YEAR = 2020
"""Remarks on those linked by residence go by Regulation 213-QĐ/TW of 2 January 2020."""


def add_row(typed: PartyTyped) -> Event:
    """Put somebody on the list; gives the event, to be undone. Raises Invalid."""
    here = _here()
    check_typed(here, typed)
    row = written(here, typed)
    return record(ADDED, row.name, after=row.facts())


def correct_row(party_id: int, typed: PartyTyped, version: int) -> Event | None:
    """Correct a row; gives the event, None when nothing changed.

    Raises NotFound, Invalid, Stale.
    """
    here = _here()
    row = row_in(here, party_id, lock=True)
    check_typed(here, typed, row.id)
    before = row.facts()
    fill(row, typed)
    after = row.facts()
    if after == before:
        return None
    check_version(row.member, version, **apart(CORRECTED, before, after))
    row.member.version += 1
    db.session.flush()
    return record(CORRECTED, row.name, before=before, after=after)


def take_off(party_id: int) -> Event:
    """Mark somebody as no longer on the list. Raises NotFound, Stale when that was done."""
    row = row_in(_here(), party_id, lock=True)
    if row.member.removed_on is not None:
        raise Stale(_("This is no longer on the list."))
    before = row.facts()
    mark_off(row)
    db.session.flush()
    return record(REMOVED, row.name, before=before, after=row.facts())


def put_on(party_id: int) -> Event:
    """Put somebody back on the list. Raises NotFound, Stale when that was done, Invalid."""
    here = _here()
    row = row_in(here, party_id, lock=True)
    if row.member.removed_on is None:
        raise Stale(_("This is on the list already."))
    before = row.facts()
    row.member.removed_on = None
    row.member.version += 1
    db.session.flush()
    return record(RESTORED, row.name, before=before, after=row.facts())


def mark_off(row: PartyRow) -> None:
    """Let a row be gone from today on; its day is never before the day it was listed."""
    row.member.removed_on = today()
    row.member.version += 1


def note_remarks(ids: Collection[int], year: int, received: bool) -> Event | None:
    """Write down for several linked by residence whether the remark of a year was received.

    Gives one event for all, None when nothing changed. Raises NotFound, Invalid.
    """
    here = _here()
    if not FIRST_YEAR <= year <= today().year:
        raise Invalid(_("Choose a year up to this one."), "year")
    rows = rows_of(here, ids, lock=True)
    if len(rows) != len(set(ids)) or any(not row.member.linked for row in rows):
        raise NotFound()
    before = _noted(here, ids, year)
    after = {str(row.id): received for row in rows}
    if after == before:
        return None
    _note(here, rows, year, after)
    kept = {"_remarks": after, "year": year, "received": received}
    return record(
        REMARKED, _several(len(rows)), space_id=here, before={"_remarks": before}, after=kept
    )


def take_back_added(event: Event, payload: dict[str, Any]) -> None:
    """Undo add_row(). Raises Stale when the row was corrected since."""
    row = _row_of(event, payload)
    record("members.party_taken_back", row.name, before=payload["after"], undoes=event.id)
    db.session.delete(row.name)
    db.session.flush()
    db.session.delete(row.member)
    db.session.flush()


def put_row_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo correct_row(), take_off() and put_on(). Raises Stale when it was changed since."""
    row = _row_of(event, payload)
    put_back(row, payload["before"])
    db.session.flush()
    record(CORRECTED, row.name, before=payload["after"], after=payload["before"], undoes=event.id)


def take_remarks_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo note_remarks(). Raises Stale when a remark was written down anew since."""
    lock_list(event.space_id)
    after, before = payload["after"]["_remarks"], payload["before"]["_remarks"]
    year, ids = payload["after"]["year"], [int(number) for number in after]
    rows = rows_of(event.space_id, ids, lock=True)
    if len(rows) != len(ids) or _noted(event.space_id, ids, year) != after:
        raise Stale(_("This was changed since. Look at it again."))
    _note(event.space_id, rows, year, before)
    record(
        "members.party_unremarked", _several(len(rows)), space_id=event.space_id, undoes=event.id
    )


def check_typed(space_id: int, typed: PartyTyped, party_id: int | None = None) -> None:
    """Refuse a row that cannot be, or is on the list already. Raises Invalid."""
    places = Places.of(space_id)
    if typed.unit_id is not None and typed.unit_id not in dict(places.cell_choices()):
        raise Invalid(_("Choose a cell of this space."), "unit_id")
    if typed.area_id is not None and typed.area_id not in places.hamlets:
        raise Invalid(_("Choose a hamlet of the area."), "area_id")
    if typed.standing not in STANDINGS:
        raise Invalid(_("Choose official or probationary."), "standing")
    if typed.category is not None and (not typed.linked or typed.category not in CATEGORIES):
        raise Invalid(_("Only those linked by residence have a category."), "category")
    key = (fold(clean(typed.name)), typed.birth_year, typed.unit_id)
    for row in rows_of(space_id):
        on_list = row.member.removed_on is None and row.member.linked == typed.linked
        if on_list and row.id != party_id and row.key == key:
            sentence = _("Somebody of this name, year of birth and cell is on the list already.")
            raise Invalid(sentence, "name")


def _here() -> int:
    check_party_space()
    check_body()
    here: int = g.access.here.id
    lock_list(here)
    return here


def _row_of(event: Event, payload: dict[str, Any]) -> PartyRow:
    """The row of an event as the event left it; else Stale."""
    lock_list(event.space_id)
    known = (row for row in rows_of(event.space_id, lock=True) if row.name.id == event.subject_id)
    row = next(known, None)
    if row is None or row.facts() != payload["after"]:
        raise Stale(_("This was changed since. Look at it again."))
    return row


def _noted(space_id: int, ids: Collection[int], year: int) -> dict[str, bool]:
    return {str(r.party_id): r.received for r in remarks_of(space_id, ids, year)}


def _note(space_id: int, rows: list[PartyRow], year: int, wanted: dict[str, bool]) -> None:
    """Make the remarks of a year what is wanted; those that are not named there go."""
    known = {r.party_id: r for r in remarks_of(space_id, [row.id for row in rows], year)}
    for row in rows:
        remark, received = known.get(row.id), wanted.get(str(row.id))
        if received is None and remark is not None:
            db.session.delete(remark)
        elif received is not None and remark is None:
            of = {"body_id": row.member.body_id, "unit_id": row.member.unit_id}
            remark = MembersPartyRemark(space_id=space_id, party_id=row.id, year=year, **of)
            remark.received = received
            db.session.add(remark)
        elif received is not None and remark is not None:
            remark.received = received
    db.session.flush()


def _several(count: int) -> str:
    return str(ngettext("%(num)s Party member", "%(num)s Party members", count))


DONE: list[tuple[Any, ...]] = [
    (ADDED, _l("put on the list of Party members"), take_back_added),
    (CORRECTED, _l("corrected on the list of Party members"), put_row_back),
    (REMOVED, _l("marked as no longer on the list of Party members"), put_row_back),
    (RESTORED, _l("put back on the list of Party members"), put_row_back),
    (REMARKED, _l("wrote down remarks on those linked by residence"), take_remarks_back),
    ("members.party_taken_back", _l("took back the entry on the list of Party members of")),
    ("members.party_unremarked", _l("took back remarks on those linked by residence")),
]
"""The kinds of event of the list: name, words, what takes it back."""
