"""Sign-in sessions kept in the database: opened, found by their secret, ended."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from flask import request
from flask_login import AnonymousUserMixin, UserMixin
from sqlalchemy.orm import Session

from ..config import current_config
from ..database import db, map_session, on_the_map, touched
from ..guards import guard
from ..locale import now
from .models import Account, AccountSession
from .queries import AnySession

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
    """The signed-in account of a session's secret, or None once it has ended or idled out.

    Notes the last use, at most every five minutes, in a short transaction of its own.
    """
    with map_session() as session:
        found = find_session(session, token)
    if found is None:
        return None
    account, row = found
    if now() - row.last_used_at > touch_interval() and POLLED not in request.headers:
        with map_session(write=True) as session:
            session.execute(
                sa.update(AccountSession)
                .where(AccountSession.id == row.id)
                .values(last_used_at=now(), address=request.remote_addr)
            )
    return SignedIn(
        account.id,
        account.username,
        account.display_name,
        account.language,
        account.theme,
        account.must_choose_password,
        row.id,
        token,
    )


def find_session(session: Session, token: str) -> tuple[Account, AccountSession] | None:
    """The account and session of a secret while the session lasts."""
    row = session.execute(
        sa.select(Account, AccountSession)
        .join(AccountSession, AccountSession.account_id == Account.id)
        .where(AccountSession.token_hash == token_digest(token))
    ).first()
    if row is None or not lasts(row[0], row[1]):
        return None
    return row[0], row[1]


@guard("sessions.lasts")
def lasts(account: Account, row: AccountSession) -> bool:
    """Whether a session may still be used: not ended, not idle too long, account not disabled."""
    moment = now()
    idle = current_config().idle_limit
    return (
        row.ended_at is None
        and account.disabled_at is None
        and moment < row.expires_at
        and moment - row.last_used_at <= idle
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
