"""Sign-in sessions kept in the database: opened, found by their secret, ended."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import g, request
from flask_login import AnonymousUserMixin, UserMixin
from sqlalchemy.orm import Session

from ..access import Membership
from ..config import current_config
from ..database import columns_of, db, map_session, on_the_map, touched
from ..guards import guard
from ..locale import now, today
from .models import Account, AccountSession
from .queries import AnySession, as_memberships, held_by

TOUCH_EVERY = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The account of this request, as its session was found."""

    id: int
    username: str
    display_name: str
    language: str | None
    theme: str | None
    must_choose_password: bool
    session_id: int
    token: str
    last_used_at: dt.datetime | None = None
    """When the session was used before; None for work without one."""
    memberships: tuple[Membership, ...] | None = None
    """The roles it holds today; None for work without a session, which reads them itself."""

    def get_id(self) -> str:
        return self.token


class SignedOut(AnonymousUserMixin):
    """A visitor."""

    id = None
    session_id = None
    display_name = None


def token_digest(token: str) -> str:
    """What is kept of a session's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def load_session(token: str) -> SignedIn | None:
    """The signed-in account of a session's secret, or None once it has ended or idled out."""
    known: Session | None = g.get("map_session")
    if known is not None:
        return find_session(known, token)
    with map_session() as session:
        return find_session(session, token)


@contextmanager
def looked_up_in(session: Session) -> Iterator[None]:
    """Let who is signed in be looked up in a session on the map that is open already."""
    g.map_session = session
    try:
        yield
    finally:
        del g.map_session


def note_use(found: SignedIn) -> None:
    """Note that a session is used, at most every five minutes, in a transaction of its own."""
    moment, before = now(), found.last_used_at
    if before is None or POLLED in request.headers:
        return
    if moment - before > touch_interval():
        with map_session(write=True) as session:
            session.execute(
                sa.update(AccountSession)
                .where(AccountSession.id == found.session_id)
                .values(last_used_at=moment, address=request.remote_addr)
            )


@lru_cache
def _found() -> sa.Select[Any]:
    """The account and session of a secret, with its roles; built once, asked by every page."""
    a, s = Account, AccountSession
    return (
        sa.select(
            *(a.id, a.username, a.display_name, a.language, a.theme, a.must_choose_password),
            *(a.disabled_at, s.ended_at, s.expires_at, s.last_used_at),
            s.id.label("session_id"),
            held_by(a.id).label("held"),
        )
        .join(s, s.account_id == a.id)
        .where(s.token_hash == sa.bindparam("digest"))
    )


def find_session(session: Session, token: str) -> SignedIn | None:
    """The account of a session's secret while the session lasts."""
    asked = {"digest": token_digest(token), "day": today()}
    row = columns_of(session, _found(), asked).first()
    if row is None or not lasts(row):
        return None
    return SignedIn(
        row.id,
        row.username,
        row.display_name,
        row.language,
        row.theme,
        row.must_choose_password,
        row.session_id,
        token,
        row.last_used_at,
        as_memberships(row.held),
    )


@guard("sessions.lasts")
def lasts(row: sa.Row[Any]) -> bool:
    """Whether a session may still be used: not ended, not idle too long, account not disabled."""
    moment = now()
    return (
        row.ended_at is None
        and row.disabled_at is None
        and moment < row.expires_at
        and moment - row.last_used_at <= current_config().idle_limit
    )


POLLED = "Portal-Polled"
"""Header of what a page asks by itself, over and over: nobody uses the session by that."""


def touch_interval() -> dt.timedelta:
    """How old the last use may grow before it is noted again."""
    return min(TOUCH_EVERY, current_config().idle_limit / 3)


def open_session(session: AnySession, account: Account) -> str:
    """Begin a session for an account and give its secret, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    moment = now()
    session.add(
        AccountSession(
            account_id=account.id,
            token_hash=token_digest(token),
            device=(request.user_agent.string or "?")[:200],
            address=request.remote_addr,
            created_at=moment,
            last_used_at=moment,
            expires_at=moment + current_config().absolute_limit,
        )
    )
    return token


def end_sessions(session: AnySession, account_id: int, *, but: int | None = None) -> int:
    """End every session of an account, but one; gives how many ended."""
    ended = session.execute(
        sa.update(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
            AccountSession.id != (but or 0),
        )
        .values(ended_at=now())
    )
    return touched(ended)


def sessions_of(account_id: int) -> list[AccountSession]:
    """The sessions of the signed-in account that still last, the latest used first."""
    moment, idle = now(), current_config().idle_limit
    with on_the_map():
        return list(
            db.session.scalars(
                sa.select(AccountSession)
                .where(
                    AccountSession.account_id == account_id,
                    AccountSession.ended_at.is_(None),
                    AccountSession.expires_at > moment,
                    AccountSession.last_used_at >= moment - idle,
                )
                .order_by(AccountSession.last_used_at.desc(), AccountSession.id.desc())
            )
        )
