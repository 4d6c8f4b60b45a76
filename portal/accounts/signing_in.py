"""Verbs at the door: sign in, sign out, end sessions, choose a password of one's own."""

from __future__ import annotations

import sqlalchemy as sa
from flask import request
from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from ..database import db, map_session, must_touch, on_the_map
from ..errors import Invalid, Refused
from ..guards import guard
from ..locale import now
from . import passwords, telling, throttle
from .identity import sign_in_name
from .models import UPDATING, Account, AccountSession
from .queries import AnySession
from .sessions import end_sessions, open_session

WRONG = _l(
    "The sign-in name or the password is not right. After 5 wrong tries in a row the account is"
    " locked for a while; the administrator of your space can open it at once."
)
"""One sentence for an unknown name, a wrong password, a locked and a disabled account."""


def account_named(session: AnySession, typed: str) -> Account | None:
    """The account that signs in with a username, a phone number or an e-mail address."""
    column, value = sign_in_name(typed)
    return session.scalar(sa.select(Account).where(getattr(Account, column) == value))


def sign_in(typed: str, password: str) -> None:
    """Begin a session of this browser for whoever knows name and password.

    Raises Invalid with the same sentence, after the same work, whatever was wrong; TooMany where
    the address must wait.
    """
    account, claimed = _claim(typed)
    kept = account.password_hash if account and claimed and _may_enter(account) else None
    if not passwords.is_right(kept, password) or account is None or claimed is None:
        raise Invalid(WRONG)
    with map_session(write=True) as map_:
        account = map_.get_one(Account, account.id, with_for_update=UPDATING)
        if not is_unchanged(account, kept):
            raise Invalid(WRONG)
        throttle.forgive(map_, claimed)
        if passwords.is_outdated(str(account.password_hash)):
            account.password_hash = passwords.hashed(password)
        is_new = telling.is_new_device(map_, account.id)
        remember(open_session(map_, account))
    if is_new:
        telling.tell_of_device(account.id)


@guard("accounts.password_unchanged")
def is_unchanged(account: Account, kept: str | None) -> bool:
    """Whether the password that was right a moment ago still is, and the account not disabled.

    Checking a password takes long; who changed it meanwhile ended every session there was.
    """
    return account.password_hash == kept and _may_enter(account)


def remember(token: str) -> None:
    """Let this browser carry a session's secret from now on, and nothing from before."""
    cookie.clear()
    cookie["_user_id"] = token
    cookie["_fresh"] = True


def sign_out() -> None:
    """End the session of this browser, here and in the database."""
    end_session(current_user.session_id)
    cookie.clear()


def end_session(session_id: int) -> None:
    """End one session of the account of this request. Raises NotFound on another's."""
    with on_the_map(write=True):
        ended = db.session.execute(
            sa.update(AccountSession)
            .where(
                AccountSession.id == session_id,
                is_own(AccountSession.account_id),
                AccountSession.ended_at.is_(None),
            )
            .values(ended_at=now())
        )
        must_touch(ended)


@guard("accounts.own_session", without=sa.true())
def is_own(column: sa.orm.InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    """The condition that a row belongs to the account of this request."""
    return column == current_user.id


def end_other_sessions() -> int:
    """End every session of this account but the one of this browser; gives how many ended."""
    with on_the_map(write=True):
        return end_sessions(db.session, current_user.id, but=current_user.session_id)


def choose_password(password: str) -> None:
    """Give the signed-in account, which must choose one, its own password; ends its other sessions.

    Raises Refused on an account that has one: it gives the present one to change it. Invalid on a
    password easy to guess.
    """
    with on_the_map(write=True):
        account = db.session.get_one(Account, current_user.id, with_for_update=UPDATING)
        require_choosing(account)
        _put_password(account, password)


@guard("accounts.must_choose", without=None)
def require_choosing(account: Account) -> None:
    """Raise Refused unless the account may choose a password without giving a present one."""
    if not account.must_choose_password:
        raise Refused(
            _("You have a password of your own. Change it under My account, with the present one.")
        )


def change_password(present: str, password: str) -> None:
    """Put a new password in the place of the present one; ends the account's other sessions.

    Raises Invalid when the present one is wrong, which counts like a failed sign-in, or when the
    new one is easy to guess; TooMany where the address must wait.
    """
    db.session.rollback()
    account, claimed = _claim(current_user.username)
    kept = account.password_hash if account and claimed else None
    if not passwords.is_right(kept, present) or claimed is None:
        raise Invalid(_("This is not your present password."), "present")
    with map_session(write=True) as map_:
        throttle.forgive(map_, claimed)
    with on_the_map(write=True):
        mine = db.session.get_one(Account, current_user.id, with_for_update=UPDATING)
        if not is_unchanged(mine, kept):
            raise Invalid(_("This is not your present password."), "present")
        _put_password(mine, password)


def _put_password(account: Account, password: str) -> None:
    passwords.check_strength(account, password)
    passwords.set_password(db.session, account, password, keep_session=current_user.session_id)


def _claim(typed: str) -> tuple[Account | None, throttle.Claim | None]:
    with map_session(write=True) as map_:
        account = account_named(map_, typed)
        key = (
            throttle.key_of_account(account.id)
            if account
            else throttle.key_of_name(sign_in_name(typed)[1])
        )
        return account, throttle.claim(map_, key, throttle.key_of_address(request.remote_addr))


def _may_enter(account: Account) -> bool:
    return account.disabled_at is None
