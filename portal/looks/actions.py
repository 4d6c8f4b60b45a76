"""Verbs on grants: ask for one, grant, refuse, withdraw."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from ..accounts.granting import permission_named
from ..accounts.models import UPDATING, Account
from ..audit import record
from ..database import db, on_the_map
from ..errors import Invalid, Refused, Stale
from ..guards import guard
from ..history.models import Event
from ..locale import date_text, now, today
from ..text import clean
from . import queries, telling
from .in_force import holds_on
from .models import ASKED, GRANTED, LONGEST, REFUSED, WITHDRAWN, LookGrant
from .queries import Candidate
from .reasons import OTHER, REASONS

GRANT = "looks.grant"


@dataclass(frozen=True)
class Terms:
    """What a look is for, and its last day; `reason` is a code."""

    reason: str
    until: dt.date
    note: str = ""
    document: str = ""


def ask(from_space_id: int, terms: Terms) -> Event:
    """Ask the space of this request to let the own account look at its people.

    Raises Refused for whoever holds no whole role above, Invalid on terms that do not fit and
    while an answer is still due.
    """
    me, here = g.access.account_id, g.access.here
    with on_the_map(write=True):
        own = _candidate(me, from_space_id)
        account = db.session.get_one(Account, me, with_for_update=UPDATING)
        waiting = sa.select(LookGrant.id).where(
            LookGrant.in_space_id == here.id,
            LookGrant.account_id == me,
            LookGrant.state == ASKED,
        )
        if db.session.scalar(waiting.limit(1)) is not None:
            raise Invalid(_("You have asked already; the space has not answered yet."))
        _refuse_second(me)
        asked = LookGrant(
            in_space_id=here.id,
            account_id=me,
            from_space_id=own.space_id,
            state=ASKED,
            asked_at=now(),
            **_checked(terms),
        )
        db.session.add(asked)
        db.session.flush()
        telling.tell_of_question(asked, own)
        return record("looks.asked", account, space_id=here.id, after=_facts(asked, own.space))


def grant(account_id: int, from_space_id: int, terms: Terms) -> Event:
    """Let one account above look at the people of this space until a day; gives the event.

    Raises Refused for the own account and for anyone without a whole role above, Invalid on terms
    that do not fit and while another grant holds.
    """
    _require_decider(account_id)
    with on_the_map(write=True):
        given = LookGrant(in_space_id=g.access.here.id, account_id=account_id)
        return _give(given, from_space_id, terms)


def grant_asked(grant_id: int, terms: Terms) -> Event:
    """Grant what somebody above asked for, on these terms. Raises NotFound, Stale; as grant()."""
    with on_the_map(write=True):
        asked = _in_state(grant_id, ASKED)
        _require_decider(asked.account_id)
        return _give(asked, asked.from_space_id, terms)


def refuse(grant_id: int, answer: str) -> Event:
    """Refuse what somebody above asked for, with a reason. Raises NotFound, Stale, Invalid."""
    if not clean(answer):
        raise Invalid(_("Write why it is refused."), "answer")
    with on_the_map(write=True):
        asked = _in_state(grant_id, ASKED)
        _require_decider(asked.account_id)
        asked.state, asked.answer = REFUSED, clean(answer)
        asked.decided_by, asked.decided_at = g.access.account_id, now()
        telling.tell_of_answer(asked)
        return _record("looks.refused", asked, {"grant": asked.id, "reason": asked.answer})


def withdraw(grant_id: int, answer: str = "", undoes: int | None = None) -> Event:
    """End a grant at once. It never comes back: another look takes another grant.

    Raises NotFound on another space's, Stale on one that holds no more.
    """
    with on_the_map(write=True):
        given = _in_state(grant_id, GRANTED)
        given.state, given.answer = WITHDRAWN, clean(answer) or None
        given.withdrawn_by, given.withdrawn_at = g.access.account_id, now()
        telling.tell_of_answer(given)
        after = {"grant": given.id, "reason": given.answer}
        return _record("looks.withdrawn", given, after, undoes)


def withdraw_granted(event: Event, payload: dict[str, Any]) -> None:
    """The undo of a grant: it ends at once, and what was looked at meanwhile stays in the log."""
    withdraw(int(payload["after"]["grant"]), undoes=event.id)


@guard("looks.never_to_oneself", without=None)
def _refuse_own(account_id: int) -> None:
    if account_id == g.access.account_id:
        raise Refused(_("Nobody grants a look to the own account, by whatever role."))


@guard("looks.decider_is_whole", without=True)
def _decides_here() -> bool:
    """Whether the account administers or leads the whole space, by a role in the space itself."""
    roles = permission_named(GRANT).roles
    here = g.access.here.id
    held = g.access.memberships
    return any(m.space_id == here and m.unlimited and m.role in roles for m in held)


def _require_decider(account_id: int) -> None:
    _refuse_own(account_id)
    if not _decides_here():
        raise Refused(
            _("Only who administers or leads the whole space lets somebody above look at it.")
        )


def _candidate(account_id: int, from_space_id: int) -> Candidate:
    """Somebody above who may be granted a look. Raises Refused on anyone else. On the map."""
    found = _among_candidates(account_id, from_space_id)
    if found is None:
        raise Refused(
            _("A look is granted only to somebody with a whole role in a space above this one.")
        )
    return found


@guard("looks.candidate", without=Candidate(0, "", 0, ""))
def _among_candidates(account_id: int, from_space_id: int) -> Candidate | None:
    wanted = (account_id, from_space_id)
    return next(
        (c for c in queries.candidates(g.access.here) if (c.account_id, c.space_id) == wanted), None
    )


def _give(given: LookGrant, from_space_id: int, terms: Terms) -> Event:
    account = db.session.get_one(Account, given.account_id, with_for_update=UPDATING)
    above = _candidate(given.account_id, from_space_id)
    _refuse_second(given.account_id)
    for column, value in _checked(terms).items():
        setattr(given, column, value)
    given.from_space_id, given.state, given.valid_from = from_space_id, GRANTED, today()
    given.decided_by, given.decided_at = g.access.account_id, now()
    db.session.add(given)
    db.session.flush()
    telling.tell_of_answer(given)
    facts = _facts(given, above.space)
    return record("looks.granted", account, space_id=given.in_space_id, after=facts)


def _refuse_second(account_id: int) -> None:
    """Two grants at once would leave one open when the other is withdrawn."""
    holds = sa.select(LookGrant.valid_to).where(
        LookGrant.in_space_id == g.access.here.id,
        LookGrant.account_id == account_id,
        holds_on(today()),
    )
    until = db.session.scalar(holds.limit(1))
    if until is not None:
        raise Invalid(
            _(
                "A grant holds until %(day)s already. Withdraw it first to make another.",
                day=date_text(until),
            )
        )


def _checked(terms: Terms) -> dict[str, Any]:
    """The terms as columns. Raises Invalid on a reason or a day that does not fit."""
    if terms.reason not in REASONS:
        raise Invalid(_("Choose a reason from the list."), "reason")
    if terms.reason == OTHER and not clean(terms.note):
        raise Invalid(_("Write the reason in a few words."), "note")
    _check_until(terms.until)
    return {
        "reason": terms.reason,
        "valid_to": terms.until,
        "note": clean(terms.note) or None,
        "document": clean(terms.document) or None,
    }


@guard("looks.at_most_30_days", without=None)
def _check_until(until: dt.date) -> None:
    if not today() <= until <= today() + dt.timedelta(days=LONGEST):
        raise Invalid(
            _(
                "The last day lies between today and %(day)s: a look lasts %(days)s days at most.",
                day=date_text(today() + dt.timedelta(days=LONGEST)),
                days=LONGEST,
            ),
            "until",
        )


def _in_state(grant_id: int, state: str) -> LookGrant:
    found = queries.locked(g.access.here.id, grant_id)
    if found.state != state:
        raise Stale(_("Somebody else has decided this meanwhile. Look at it again."))
    return found


def _record(verb: str, about: LookGrant, after: dict[str, Any], undoes: int | None = None) -> Event:
    account = db.session.get_one(Account, about.account_id)
    db.session.flush()
    return record(verb, account, space_id=about.in_space_id, after=after, undoes=undoes)


def _facts(given: LookGrant, from_name: str) -> dict[str, Any]:
    return {
        "grant": given.id,
        "from_space": from_name,
        "reason_code": given.reason,
        "note": given.note,
        "document": given.document,
        "until": given.valid_to,
    }
