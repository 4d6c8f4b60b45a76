"""What is asked of members: which a list shows and in which orders; one of them; the search."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from plugins.units.models import UnitsUnit
from portal import finding
from portal.audit import Event
from portal.database import db
from portal.errors import NotFound, Stale
from portal.keys import hashes_under_all
from portal.listing import Sorts
from portal.locale import today
from portal.text import fold

from .lines import AGES, AWAY, LISTED, STATES
from .mark_queries import party_condition
from .models import MembersMembership, MembersPerson
from .models.membership import CITIZEN_ID

Row = tuple[MembersPerson, MembersMembership]
Condition = sa.ColumnElement[bool]
ON_THE_LIST = "listed"
OF_PERSON = sa.and_(
    MembersMembership.space_id == MembersPerson.space_id,
    MembersMembership.id == MembersPerson.membership_id,
)
OF_UNIT = sa.and_(
    UnitsUnit.space_id == MembersMembership.space_id, UnitsUnit.id == MembersMembership.unit_id
)
SORTS = Sorts(
    {
        "name": (MembersPerson.sort_key,),
        "born": (MembersMembership.birth_year, MembersPerson.sort_key),
        "unit": (UnitsUnit.sort_key, MembersPerson.sort_key),
        "joined": (MembersMembership.joined_on, MembersPerson.sort_key),
    },
    last=MembersPerson.id,
)
MISSING: dict[str, Condition] = {
    "birth": MembersPerson.birth_date.is_(None),
    "citizen": MembersPerson.citizen_hash.is_(None),
    "phone": MembersPerson.phone.is_(None),
}
"""What a file may lack, by what the filter calls it."""


@dataclass(frozen=True)
class Wanted:
    """Which members of one space a list shows; `trait` is a trait, or one of its choices.

    `since` and `until` are the first and the last year of joining. `party` is asked only for
    who holds members.party.
    """

    space_id: int
    q: str = ""
    unit: int | None = None
    hamlet: int | None = None
    kind: str = ""
    sex: str = ""
    age: str = ""
    state: str = ON_THE_LIST
    place: str = ""
    file: str = ""
    occupation: str = ""
    trait: str = ""
    since: int | None = None
    until: int | None = None
    party: str = ""


def found(wanted: Wanted, day: dt.date | None = None) -> sa.Select[Any]:
    """The members that a list shows, within personal reach: (person, membership, unit)."""
    return fitting(wanted, day).join(UnitsUnit, OF_UNIT).add_columns(UnitsUnit)


def fitting(wanted: Wanted, day: dt.date | None = None) -> sa.Select[Any]:
    """The same without their units: (person, membership)."""
    m, day = MembersMembership, day or today()
    query = (
        sa.select(MembersPerson, m)
        .join(m, OF_PERSON)
        # The space beside the policies: without it the plan is made for any number of spaces.
        .where(MembersPerson.space_id == wanted.space_id, m.space_id == wanted.space_id)
    )
    for column, value in (
        (m.unit_id, wanted.unit),
        (m.area_id, wanted.hamlet),
        (m.kind, wanted.kind),
        (m.sex, wanted.sex),
        (m.occupation, wanted.occupation),
    ):
        if value:
            query = query.where(column == value)
    if wanted.q:
        query = query.where(_holds(wanted.q))
    query = query.where(*_standing(wanted), *_joined(wanted))
    if wanted.age in AGES:
        query = query.where(_aged(wanted.age, day))
    if wanted.file in MISSING:
        query = query.where(MISSING[wanted.file])
    elif wanted.file in ("complete", "some"):
        lacks = sa.or_(*MISSING.values())
        query = query.where(lacks if wanted.file == "some" else sa.not_(lacks))
    if wanted.trait:
        query = query.where(_has_trait(wanted.trait))
    return query.where(party_condition(wanted.party))


def member_in(space_id: int, membership_id: int, *, lock: bool = False) -> Row:
    """One member of a space with the name. Raises NotFound, also where the name is not to be read.

    Whoever may not see the name learns nothing of the row either.
    """
    key = (space_id, membership_id)
    membership = db.session.get(
        MembersMembership, key, with_for_update=lock or None, populate_existing=lock
    )
    person = db.session.scalar(
        sa.select(MembersPerson).where(
            MembersPerson.space_id == space_id, MembersPerson.membership_id == membership_id
        ),
        execution_options={"populate_existing": lock},
    )
    if membership is None or person is None:
        raise NotFound()
    return person, membership


def member_of(event: Event) -> Row:
    """The member whose event is to be undone, locked. Raises Stale where the row is gone."""
    person = db.session.get(MembersPerson, (event.space_id, event.subject_id or 0))
    try:
        if person is None:
            raise NotFound()
        return member_in(event.space_id, person.membership_id, lock=True)
    except NotFound:
        raise Stale(_("This was changed since, so it cannot be undone.")) from None


def members_named(folded: str) -> sa.Select[Any]:
    """The members whose name holds the words, for the search: (space_id, id, title, detail)."""
    m, p = MembersMembership, MembersPerson
    return (
        sa.select(p.space_id, p.membership_id, p.name, UnitsUnit.name)
        .join(m, OF_PERSON)
        .join(UnitsUnit, OF_UNIT)
        .where(finding.holds(p.folded, folded), m.state != "left")
        .order_by(finding.nearness(p.folded, folded), p.sort_key, p.id)
    )


def _holds(q: str) -> Condition:
    """That a member is found by what was typed.

    Each word is part of the name; one with a digit also of phone or card. A whole citizen id is
    found by its hash: it lies encrypted, so a part of it is not.
    """
    p = MembersPerson
    words = []
    for word in fold(q).split():
        named = p.folded.contains(word, autoescape=True)
        if re.search(r"\d", word):
            digits = re.sub(r"[.\-]", "", word)
            phone = p.phone.contains(digits, autoescape=True)
            card = sa.func.lower(MembersMembership.card).contains(word, autoescape=True)
            named = sa.or_(named, phone, card)
        words.append(named)
    every = sa.and_(sa.true(), *words)
    number = re.sub(r"[\s.\-]", "", q)
    if not re.fullmatch(r"\d{9}|\d{12}", number):
        return every
    return sa.or_(every, p.citizen_hash.in_(hashes_under_all(number, CITIZEN_ID)))


def _standing(wanted: Wanted) -> list[Condition]:
    m = MembersMembership
    where: list[Condition] = []
    if wanted.state == ON_THE_LIST:
        where.append(m.state.in_(LISTED))
    elif wanted.state in STATES:
        where.append(m.state == wanted.state)
    if wanted.place in AWAY:
        where.append(m.away_how == wanted.place)
    elif wanted.place in ("present", "away"):
        where.append(m.away_how.is_(None) if wanted.place == "present" else m.away_how.is_not(None))
    return where


def _joined(wanted: Wanted) -> list[Condition]:
    joined = MembersMembership.joined_on
    where: list[Condition] = []
    if wanted.since:
        where.append(joined >= dt.date(wanted.since, 1, 1))
    if wanted.until:
        where.append(joined <= dt.date(wanted.until, 12, 31))
    return where


def _aged(name: str, day: dt.date) -> Condition:
    """That a member's age, by the year of birth, lies in a band; or that no year is known."""
    year, (least, most) = MembersMembership.birth_year, AGES[name].years
    if least is None and most is None:
        return year.is_(None)
    bounds = [] if least is None else [year <= day.year - least]
    return sa.and_(*bounds, *([] if most is None else [year >= day.year - most]))


def _has_trait(trait: str) -> Condition:
    name, _separator, choice = trait.partition(":")
    kept = MembersMembership.traits
    return kept.contains({name: choice}) if choice else kept.has_key(name)
