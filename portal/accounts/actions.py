"""Verbs on accounts: make one, hand out a code, disable, enable, set language and colours.

The space is that of the request; each act is recorded in its chain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from ..audit import record
from ..database import db, map_session, on_the_map
from ..errors import Invalid, Stale
from ..history.models import Event
from ..locale import LANGUAGES, now, today
from ..spaces.settings import value_of
from ..text import clean, fold, name_key
from . import codes, granting, in_hand, telling, throttle
from .identity import email_of, phone_of, suggested_username, username_of
from .models import UPDATING, Account, OneTimeCode, SpaceMembership
from .people import person_of
from .queries import in_force
from .roles import Grant, grant_role
from .sessions import end_sessions

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class NewAccount:
    """What is typed to make an account; without a username one is made from the name."""

    name: str
    username: str = ""
    phone: str = ""
    email: str = ""


def make_account(typed: NewAccount, first_role: Grant) -> OneTimeCode:
    """Make an account with its first role in this space; gives the code for its first sign-in.

    Raises Invalid on a name, number or address that cannot be used, Refused on a role the maker
    may not hand out, TooMany after many numbers and addresses that others already have.
    """
    name = clean(typed.name)
    phone, email = phone_of(typed.phone), email_of(typed.email)
    with on_the_map(write=True):
        throttle.refuse_probing(db.session, g.access.account_id)
        account = Account(
            username=username_of(typed.username) if typed.username else _free_username(name),
            phone=phone,
            email=email,
            display_name=name,
            sort_key=name_key(name),
            folded=fold(name),
        )
        clash = _clash_of(lambda: db.session.add(account))
    if clash is not None:
        _refuse_clash(clash, name)
    with on_the_map(write=True):
        facts = {"username": account.username}
        record("accounts.account_made", account, space_id=g.access.here.id, after=facts)
        grant_role(account, first_role)
        return _make_code(account)


def make_code(account_id: int) -> OneTimeCode:
    """Make a new code for somebody of this space, who then chooses a new password.

    The present password holds until then. Raises NotFound on an account that never worked here,
    Refused on one that also works outside what the maker administers.
    """
    with on_the_map(write=True):
        account = _account_in_hand(account_id)
        code = _make_code(account)
        telling.tell_of_code(account)
        return code


def disable_account(account_id: int) -> Event:
    """Keep an account from signing in, at once and everywhere. Gives the event, to be undone.

    Raises NotFound, Refused as make_code() does; Refused on the own account and on the last
    administrator of a space.
    """
    granting.refuse_own(account_id)
    with on_the_map(write=True):
        account = _account_in_hand(account_id)
        spaces = _administered_by(account_id)
        granting.lock_administrators(spaces)
        account.disabled_at = now()
        account.version += 1
        for space_id in spaces:
            granting.keep_an_administrator(space_id, today(), account)
        end_sessions(db.session, account_id)
        return record("accounts.account_disabled", account, space_id=g.access.here.id)


def enable_account(account_id: int, undoes: int | None = None) -> Account:
    """Let a disabled account sign in again. Raises NotFound, Refused as make_code() does."""
    granting.refuse_own(account_id)
    with on_the_map(write=True):
        account = _account_in_hand(account_id)
        account.disabled_at = None
        account.version += 1
        record("accounts.account_enabled", account, space_id=g.access.here.id, undoes=undoes)
    return account


def enable_again(event: Event, payload: dict[str, Any]) -> None:
    """Take the disabling of an account back."""
    enable_account(int(event.subject_id or 0), undoes=event.id)


def change_contact(account_id: int, typed: NewAccount, version: int) -> Account:
    """Change the name, number and address of an account, where its user administers all of it.

    Raises Stale when somebody else changed it since the form was opened; NotFound, Refused as
    make_code() does; Invalid, TooMany as make_account() does.
    """
    phone, email, name = phone_of(typed.phone), email_of(typed.email), clean(typed.name)
    with on_the_map(write=True):
        throttle.refuse_probing(db.session, g.access.account_id)
        account = _account_in_hand(account_id)
        if account.version != version:
            raise Stale(_("Somebody else changed this account. Open the page again."))
        after = {"display_name": name, "phone": phone, "email": email}
        before = {field: getattr(account, field) for field in after}

        def change() -> None:
            for field, value in after.items():
                setattr(account, field, value)
            account.sort_key, account.folded = name_key(name), fold(name)
            account.version = version + 1

        clash = _clash_of(change)
    if clash is not None:
        _refuse_clash(clash, name)
    here = g.access.here.id
    record("accounts.contact_changed", account, space_id=here, before=before, after=after)
    return account


def choose_language(language: str) -> None:
    """Remember the language of a signed-in account. Raises Invalid on an unknown one."""
    if language not in LANGUAGES:
        raise Invalid(_("Choose one of the languages."), "language")
    if current_user.is_authenticated:
        with map_session(write=True) as session:
            session.get_one(Account, current_user.id).language = language


def choose_theme(theme: str) -> None:
    """Remember the colours of the signed-in account. Raises Invalid on unknown ones."""
    if theme not in THEMES:
        raise Invalid(_("Choose one of the colours."), "theme")
    with on_the_map(write=True):
        db.session.get_one(Account, current_user.id).theme = theme


def _account_in_hand(account_id: int) -> Account:
    """An account of this space which its user administers as a whole, locked for a change."""
    here = g.access.here.id
    person_of(db.session, here, account_id)
    in_hand.require_account_in_hand(db.session, account_id, here)
    return db.session.get_one(Account, account_id, with_for_update=UPDATING, populate_existing=True)


def _make_code(account: Account) -> OneTimeCode:
    code = codes.make_code(
        db.session,
        account,
        hours=int(value_of("accounts.code_hours")),
        space_id=g.access.here.id,
        made_by=g.access.account_id,
    )
    record("accounts.code_made", account, space_id=g.access.here.id)
    return code


def _administered_by(account_id: int) -> list[int]:
    return list(
        db.session.scalars(
            sa.select(SpaceMembership.in_space_id)
            .where(
                SpaceMembership.account_id == account_id,
                granting.administers(),
                in_force(SpaceMembership),
            )
            .distinct()
            .order_by(SpaceMembership.in_space_id)
        )
    )


def _free_username(name: str) -> str:
    number = 1
    while db.session.scalar(
        sa.select(Account.id).where(Account.username == suggested_username(name, number))
    ):
        number += 1
    return suggested_username(name, number)


def _clash_of(change: Callable[[], None]) -> str | None:
    """Write a change to an account; gives the field in which it clashes with another, or None."""
    try:
        with db.session.begin_nested():
            change()
            db.session.flush()
    except IntegrityError as error:
        constraint = str(error.orig.diag.constraint_name)  # type: ignore[union-attr]
        return next(field for field in ("username", "phone", "email") if field in constraint)
    return None


def _refuse_clash(field: str, name: str) -> None:
    """Raise Invalid without saying whose the name, number or address is, and count the clash.

    That it is in use cannot be hidden from somebody who may write it down for an account; whose it
    is and where that person works can.
    """
    with on_the_map():
        free = _free_username(name)
    db.session.rollback()
    with map_session(write=True) as session:
        throttle.count_clash(session, g.access.account_id)
    if field == "username":
        raise Invalid(
            _("This username is taken. Free is, for example: %(name)s.", name=free), "username"
        )
    raise Invalid(
        _(
            "This cannot be used here. If the person already works in the portal, an"
            " administrator above can give the role in this space."
        ),
        field,
    )
