"""Failed sign-ins, counted in the database: an account is locked, an address only slowed."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from ..errors import TooMany
from ..guards import guard
from ..locale import now
from .models import SignInAttempt
from .queries import AnySession

TRIES = 5
LOCKS = tuple(dt.timedelta(hours=hours) for hours in (12, 24, 72, 168, 720))
"""How long an account stays locked after each five failures in a row.

TCVN 14423:2026 (level 2, business software) asks for 5 tries and a lock of 12 hours to 30 days; an
administrator of the space may lift it at once.
"""
REMEMBERED = dt.timedelta(days=60)

ADDRESS_WINDOW = dt.timedelta(minutes=15)
ADDRESS_TRIES = 60
"""Failures from one address within the window before it is slowed: a commune shares one."""
LONGEST_WAIT = 60
"""Seconds."""

PROBING_TRIES = 10
PROBING_WINDOW = dt.timedelta(days=1)


@dataclass(frozen=True)
class Claim:
    """A try that is counted as failed until it is forgiven."""

    account_key: str
    address_attempt: int


def key_of_account(account_id: int) -> str:
    """The key under which an account's failures are counted, by whatever name it was tried."""
    return _digest(f"account:{account_id}")


def key_of_name(name: str) -> str:
    """The key of a name that no account has; it locks like any other."""
    return _digest(f"name:{name}")


def key_of_address(address: str | None) -> str:
    """The key of an address; IPv6 by its network, since one visitor has many of them."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return _digest(f"address:{address}")
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = ipaddress.ip_network(f"{parsed}/64", strict=False).network_address
    return _digest(f"address:{parsed}")


def claim(session: AnySession, account_key: str, address_key: str) -> Claim | None:
    """Count a try before it is checked, so that tries at the same moment share one allowance.

    None when the account is locked. Raises TooMany where the address must wait.
    """
    slow_down(session, address_key)
    _wait_for_turn(session, account_key)
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < now() - REMEMBERED))
    address_attempt = note_failure(session, address_key)
    if not may_try(session, account_key):
        return None
    note_failure(session, account_key)
    return Claim(account_key, address_attempt)


def note_failure(session: AnySession, key: str) -> int:
    """Count a failure under a key; gives its id."""
    attempt = SignInAttempt(key_hash=key, at=now())
    session.add(attempt)
    session.flush()
    return attempt.id


def forgive(session: AnySession, claimed: Claim) -> None:
    """Take a try back that turned out right, and the account's failures before it."""
    unlock(session, claimed.account_key)
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.id == claimed.address_attempt))


def unlock(session: AnySession, account_key: str) -> None:
    """Forget an account's failures."""
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.key_hash == account_key))


@guard("accounts.lock")
def may_try(session: AnySession, account_key: str) -> bool:
    """Whether an account is not locked now."""
    failures = session.scalars(
        sa.select(SignInAttempt.at)
        .where(SignInAttempt.key_hash == account_key)
        .order_by(SignInAttempt.at)
    ).all()
    locks = len(failures) // TRIES
    if locks == 0:
        return True
    return now() >= failures[locks * TRIES - 1] + LOCKS[min(locks, len(LOCKS)) - 1]


@guard("accounts.slow_address", without=None)
def slow_down(session: AnySession, address_key: str) -> None:
    """Raise TooMany, with the seconds to wait, where many tries from an address failed lately."""
    failed, last = session.execute(
        sa.select(sa.func.count(), sa.func.max(SignInAttempt.at)).where(
            SignInAttempt.key_hash == address_key, SignInAttempt.at > now() - ADDRESS_WINDOW
        )
    ).one()
    if failed < ADDRESS_TRIES:
        return
    wait = min(2 ** ((failed - ADDRESS_TRIES) // 5 + 1), LONGEST_WAIT)
    left = wait - (now() - last).total_seconds()
    if left > 0:
        raise TooMany(
            _("Many tries from this connection went wrong. Wait a moment, then try again."),
            retry_after=max(1, round(left)),
        )


@guard("accounts.probing", without=None)
def refuse_probing(session: AnySession, account_id: int) -> None:
    """Raise TooMany when an account typed many names, numbers and addresses of other accounts.

    Otherwise the form that makes accounts would tell, number by number, who works in the portal.
    Those sent at the same moment wait for each other.
    """
    _wait_for_turn(session, key_of_probing(account_id))
    recent = session.scalar(
        sa.select(sa.func.count())
        .select_from(SignInAttempt)
        .where(
            SignInAttempt.key_hash == key_of_probing(account_id),
            SignInAttempt.at > now() - PROBING_WINDOW,
        )
    )
    if (recent or 0) >= PROBING_TRIES:
        raise TooMany(
            _("Too many names, numbers and addresses were already in use. Try again tomorrow."),
            retry_after=PROBING_WINDOW.total_seconds(),
        )


def count_clash(session: AnySession, account_id: int) -> None:
    """Count a name, number or address that others have, before its typist is told.

    Raises TooMany as refuse_probing() does, where others were counted meanwhile.
    """
    refuse_probing(session, account_id)
    note_failure(session, key_of_probing(account_id))


def key_of_probing(account_id: int) -> str:
    """The key under which an administrator's clashes with other accounts are counted."""
    return _digest(f"probing:{account_id}")


def _wait_for_turn(session: AnySession, key: str) -> None:
    """Wait until nobody else counts under the key; it is this transaction's until it ends."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 0))))


def _digest(text: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
