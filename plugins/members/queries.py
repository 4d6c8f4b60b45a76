"""What is asked of members: the list, one of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal import finding, listing
from portal.database import db
from portal.errors import NotFound
from portal.listing import Page, Sorts, View
from portal.text import fold

from .models import MembersMembership, MembersPerson

Row = tuple[MembersPerson, MembersMembership]
OF_PERSON = sa.and_(
    MembersMembership.space_id == MembersPerson.space_id,
    MembersMembership.id == MembersPerson.membership_id,
)
SORTS = Sorts({"name": (MembersPerson.sort_key,)}, last=MembersPerson.id)


def found(q: str) -> sa.Select[Any]:
    """The members within personal reach who are on the list: (person, enrolment)."""
    query = sa.select(MembersPerson, MembersMembership).join(MembersMembership, OF_PERSON)
    query = query.where(MembersMembership.state != "left")
    return query.where(finding.holds(MembersPerson.folded, fold(q))) if q else query


def members_of(q: str, view: View) -> Page[Any]:
    """A page of the list of members."""
    return listing.page_of(db.session, found(q), SORTS, view)


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
        )
    )
    if membership is None or person is None:
        raise NotFound()
    return person, membership
