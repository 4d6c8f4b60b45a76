"""The way back in for whoever runs the server: an administrator for a space, a code for anybody."""

from __future__ import annotations

import sqlalchemy as sa

from ..audit import record
from ..database import db
from ..errors import NotFound
from ..locale import today
from ..spaces.models import Space
from ..spaces.settings import decided
from ..text import clean, fold, name_key
from . import codes, granting
from .identity import username_of
from .models import Account, OneTimeCode, SpaceMembership
from .queries import in_force

ROLE = "administrator"


def rescue(slug: str, username: str, name: str | None = None) -> OneTimeCode:
    """Make sure that a username administers a space, and give a one-time code for it.

    Makes the account where there is none, enables a disabled one. The map must be open for
    writing. Raises NotFound on an unknown space, Invalid on a username that cannot be one.
    """
    written = username_of(username)
    space = db.session.scalar(sa.select(Space).where(Space.slug == slug))
    if space is None:
        raise NotFound(f"There is no space {slug}.")
    account = db.session.scalar(sa.select(Account).where(Account.username == written))
    if account is None:
        account = _made(written, clean(name or username))
    account.disabled_at = None
    if not _administers(account.id, space.id):
        db.session.add(
            SpaceMembership(
                account_id=account.id, in_space_id=space.id, role=ROLE, valid_from=today()
            )
        )
    hours = decided(db.session(), space.id).get("accounts.code_hours", codes.HOURS)
    code = codes.make_code(db.session, account, hours=int(hours), space_id=space.id)
    record("accounts.administrator_rescued", account, space_id=space.id)
    return code


def code_for(username: str) -> OneTimeCode:
    """A one-time code for an account, by username; the map must be open. Raises NotFound."""
    account = db.session.scalar(sa.select(Account).where(Account.username == username))
    if account is None:
        raise NotFound(f"There is no account {username}.")
    return codes.make_code(db.session, account, hours=codes.HOURS)


def _made(username: str, name: str) -> Account:
    account = Account(
        username=username, display_name=name, sort_key=name_key(name), folded=fold(name)
    )
    db.session.add(account)
    db.session.flush()
    return account


def _administers(account_id: int, space_id: int) -> bool:
    return bool(
        db.session.scalar(
            sa.select(SpaceMembership.id).where(
                SpaceMembership.account_id == account_id,
                SpaceMembership.in_space_id == space_id,
                granting.administers(),
                in_force(SpaceMembership),
            )
        )
    )
