"""One-time codes: an administrator hands one out, its owner chooses the password with it.

A code is derived from a random nonce and the key of the installation, so that its page and its QR
can be drawn for a few minutes although nothing in the database gives it away.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets

import sqlalchemy as sa
from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from ..access import EVENT_LOGS
from ..audit import Actor, record
from ..database import db, map_session, touched
from ..drawing import full_address, qr_of
from ..errors import Invalid, NotFound
from ..guards import guard
from ..locale import now
from ..reach import Reach, within
from . import passwords, throttle
from .models import UPDATING, Account, OneTimeCode
from .queries import AnySession
from .sessions import open_session

SHOWN_FOR = dt.timedelta(minutes=10)
"""How long its maker sees a fresh code; after that only a new one can be made."""
HOURS = 72
"""How long a code is good where the space does not decide otherwise."""
LENGTH = 12
GONE = _l("This code is not valid any more. Ask who gave it to you for a new one.")
LOOKALIKES = str.maketrans("018", "OLB")


def make_code(
    session: AnySession,
    account: Account,
    *,
    hours: int,
    space_id: int | None = None,
    made_by: int | None = None,
) -> OneTimeCode:
    """Make the code that lets an account's owner choose a password; it voids the earlier ones.

    Opens a locked account too. The map must be open for writing.
    """
    session.execute(
        sa.update(OneTimeCode)
        .where(OneTimeCode.account_id == account.id, OneTimeCode.used_at.is_(None))
        .values(expires_at=sa.func.least(OneTimeCode.expires_at, now()))
    )
    throttle.unlock(session, throttle.key_of_account(account.id))
    nonce = secrets.token_urlsafe(24)
    code = OneTimeCode(
        account_id=account.id,
        nonce=nonce,
        code_hash=digest(_derived(nonce)),
        in_space_id=space_id,
        made_by=made_by,
        made_at=now(),
        expires_at=now() + dt.timedelta(hours=hours),
    )
    session.add(code)
    session.flush()
    return code


def text_of(code: OneTimeCode) -> str:
    """The code as it is handed out: XXXX-XXXX-XXXX."""
    derived = _derived(code.nonce)
    return "-".join(derived[i : i + 4] for i in range(0, LENGTH, 4))


def address_of(code: OneTimeCode) -> str:
    """The full address that a code opens."""
    return full_address(url_for("accounts.first", code=text_of(code)))


def drawing_of(code: OneTimeCode) -> bytes:
    """The QR of a code's address, as an SVG file."""
    return qr_of(address_of(code))


@guard("accounts.code_shown")
def may_see(code: OneTimeCode, account_id: int | None, space_id: int) -> bool:
    """Whether a fresh code may be shown: to its maker alone, where it was made, for ten minutes."""
    return (
        code.made_by == account_id
        and code.in_space_id == space_id
        and now() < code.made_at + SHOWN_FOR
    )


def owner_of(typed: str) -> Account:
    """Whom a code lets in. Raises NotFound on one that is unknown, used or too old."""
    return _found(typed)[1]


def owner_of_typed(typed: str) -> Account:
    """Whom a code typed into a form lets in. Raises Invalid where owner_of() knows nobody."""
    try:
        return owner_of(typed)
    except NotFound as error:
        raise Invalid(error.message, field="code") from error


def redeem(typed: str, password: str) -> str:
    """Give the owner of a code the password chosen; gives the secret of a session begun for them.

    Raises NotFound on a code that is unknown, used or too old; Invalid on a password that is easy
    to guess, which leaves the code unused.
    """
    code, account = _found(typed)
    passwords.check_strength(account, password)
    with within(_reach_of(code)):
        db.session.info["actor"] = Actor(account.id, account.display_name)
        account = db.session.get_one(Account, account.id, with_for_update=UPDATING)
        _use(code, account)
        passwords.set_password(db.session, account, password)
        throttle.unlock(db.session, throttle.key_of_account(account.id))
        if code.in_space_id is not None:
            record("accounts.password_chosen", account, space_id=code.in_space_id)
        return open_session(db.session, account)


@guard("accounts.code_usable")
def is_usable(code: OneTimeCode, account: Account) -> bool:
    """Whether a code still lets its owner in: not used, not too old, account not disabled."""
    return code.used_at is None and now() < code.expires_at and account.disabled_at is None


def digest(derived: str) -> str:
    """What is kept of a code: keyed, since twelve letters could be found from a plain hash."""
    return _keyed("kept", derived).hex()


def _use(code: OneTimeCode, account: Account) -> None:
    """Mark a code as used. Raises NotFound on one voided, or its owner disabled, meanwhile."""
    used = db.session.execute(
        sa.update(OneTimeCode)
        .where(OneTimeCode.id == code.id, _unused(), _not_voided())
        .values(used_at=now())
    )
    if touched(used) == 0 or not _still_enabled(account):
        raise NotFound(GONE)


@guard("accounts.code_single_use", without=sa.true())
def _unused() -> sa.ColumnElement[bool]:
    return OneTimeCode.used_at.is_(None)


@guard("accounts.code_not_voided", without=sa.true())
def _not_voided() -> sa.ColumnElement[bool]:
    return OneTimeCode.expires_at > now()


@guard("accounts.code_owner_enabled")
def _still_enabled(account: Account) -> bool:
    return account.disabled_at is None


def _found(typed: str) -> tuple[OneTimeCode, Account]:
    """The code and its owner; a wrong one counts against the address."""
    written = "".join(c for c in typed.upper().translate(LOOKALIKES) if c.isalnum())
    address = throttle.key_of_address(request.remote_addr)
    with map_session(write=True) as session:
        throttle.slow_down(session, address)
        row = session.execute(
            sa.select(OneTimeCode, Account)
            .join(Account, Account.id == OneTimeCode.account_id)
            .where(OneTimeCode.code_hash == digest(written))
        ).first()
        usable = row is not None and is_usable(row[0], row[1])
        if not usable:
            throttle.note_failure(session, address)
    if row is None or not usable:
        raise NotFound(GONE)
    return row[0], row[1]


def _reach_of(code: OneTimeCode) -> Reach:
    """The map, and the log of the space where the code was made: the visitor has no right there."""
    spaces = frozenset() if code.in_space_id is None else frozenset({code.in_space_id})
    return Reach(
        spaces=spaces, log=spaces, logs=EVENT_LOGS, map="write", account_id=code.account_id
    )


def _derived(nonce: str) -> str:
    return base64.b32encode(_keyed("code", nonce)).decode()[:LENGTH]


def _keyed(use: str, text: str) -> bytes:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"one-time code, {use}: {text}".encode(), hashlib.sha256).digest()
