"""The demo's looks from above: one space granted one, one is asked for it, one withdrew it."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..accounts.models import Account
from ..locale import HERE, today
from ..looks.models import ASKED, GRANTED, WITHDRAWN, Look, LookGrant
from ..spaces.models import Space
from ..text import fold


class Case(NamedTuple):
    """A grant of a space to an account of the district, by days counted from today."""

    space: str
    who: str
    above: str
    state: str
    reason: str
    note: str
    since: int
    until: int


CASES = (
    Case(
        *("hoi-lhpn-tan-ho-co", "phunuhuyen", "hoi-lhpn-huyen-tan-hong", GRANTED),
        *("inspection", "công tác hội viên quý này", -12, 15),
    ),
    Case(
        *("hoi-nong-dan-thong-binh", "nongdanhuyen", "hoi-nong-dan-huyen-tan-hong", ASKED),
        *("reconciling", "số hội viên nòng cốt", 0, 10),
    ),
    Case(
        *("hoi-lhpn-an-phuoc", "phunuhuyen", "hoi-lhpn-huyen-tan-hong", WITHDRAWN),
        *("petition", "", -40, -15),
    ),
)
LOOKS = (-11, -11, -10, -7, -7, -3, -1)
"""The days on which the one who may look did."""


def load_looks(session: Session) -> int:
    """Make the grants, and the looks by them, unless there are any; gives how many grants.

    The map must be open for writing, and the logs of the spaces within reach.
    """
    if session.scalar(sa.select(LookGrant.id).limit(1)) is not None:
        return 0
    spaces = dict(session.execute(sa.select(Space.slug, Space.id)).tuples().all())
    people = {each.username: each for each in session.scalars(_accounts())}
    for case in CASES:
        grant = _grant(case, spaces, people)
        session.add(grant)
        session.flush()
        if case.state == GRANTED:
            above = session.scalar(sa.select(Space.name).where(Space.slug == case.above))
            rows = [_look(grant, people[case.who], case, str(above), day) for day in LOOKS]
            session.execute(sa.insert(Look.__table__).inline(), rows)  # type: ignore[arg-type]
    return len(CASES)


def _accounts() -> sa.Select[tuple[Account]]:
    names = {name for case in CASES for name in (case.who, case.space)}
    return sa.select(Account).where(Account.username.in_(names))


def _grant(case: Case, spaces: dict[str, int], people: dict[str, Account]) -> LookGrant:
    """Who administers a space of a commune has the address of the space for a username."""
    decided = case.state != ASKED
    return LookGrant(
        in_space_id=spaces[case.space],
        account_id=people[case.who].id,
        from_space_id=spaces[case.above],
        state=case.state,
        reason=case.reason,
        note=case.note or None,
        valid_from=_day(case.since) if decided else None,
        valid_to=_day(case.until),
        asked_at=_moment(case.since),
        decided_by=people[case.space].id if decided else None,
        decided_at=_moment(case.since) if decided else None,
        withdrawn_by=people[case.space].id if case.state == WITHDRAWN else None,
        withdrawn_at=_moment(case.since + 3) if case.state == WITHDRAWN else None,
    )


def _look(grant: LookGrant, who: Account, case: Case, above: str, day: int) -> dict[str, Any]:
    return {
        "space_id": grant.in_space_id,
        "at": _moment(day),
        "account_id": who.id,
        "account_name": who.display_name,
        "folded": fold(who.display_name),
        "from_name": above,
        "grant_id": grant.id,
        "module": "members",
        "path": f"/s/{case.space}/members/",
    }


def _day(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


def _moment(days: int) -> dt.datetime:
    return dt.datetime.combine(_day(days), dt.time(8, 30), HERE)
