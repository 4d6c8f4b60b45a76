"""Accounts, their sessions and codes, and the dated roles they hold in spaces."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ..database import ClosedMap, Model, OfAccount
from ..text import NfcText

UPDATING = {"key_share": True}
"""How an account is locked for a change: notices and events of it may be written meanwhile.

Locked for more, it would wait for who writes one and already holds what its user is waiting for.
"""


class Account(ClosedMap, Model):
    """Someone who signs in, with username, phone or e-mail."""

    __person__ = True
    """Its name never stands in the chain of events, from which nothing can be erased."""

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    display_name: Mapped[str] = mapped_column(NfcText)
    sort_key: Mapped[str]
    folded: Mapped[str]
    password_hash: Mapped[str | None]
    password_set_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    must_choose_password: Mapped[bool] = mapped_column(server_default="false")
    disabled_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))
    language: Mapped[str | None]
    theme: Mapped[str | None]
    created_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class AccountSession(ClosedMap, Model):
    """One signed-in device of an account; only a hash of its secret is kept."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str] = mapped_column(NfcText)
    address: Mapped[str | None]
    created_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True))
    last_used_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True))
    expires_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True))
    ended_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))


class SpaceMembership(ClosedMap, Model):
    """A role of an account in a space, from one day to another; it ends by itself."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    in_space_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"), index=True)
    role: Mapped[str]
    unit_ids: Mapped[list[int] | None] = mapped_column(ARRAY(sa.Integer))
    body_ids: Mapped[list[int] | None] = mapped_column(ARRAY(sa.Integer))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    granted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class OneTimeCode(ClosedMap, Model):
    """A code that lets its owner in once, to choose a password: first sign-in or reset."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    nonce: Mapped[str]
    """What the code is derived from, together with the key of the installation."""
    in_space_id: Mapped[int | None] = mapped_column(sa.ForeignKey("space.id"))
    """Where it was made; its use is recorded there."""
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    made_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True))
    expires_at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True))
    used_at: Mapped[dt.datetime | None] = mapped_column(sa.DateTime(timezone=True))


class SignInAttempt(ClosedMap, Model):
    """A failed sign-in, counted per account name and per address, shared by all workers."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(index=True)
    at: Mapped[dt.datetime] = mapped_column(sa.DateTime(timezone=True), index=True)


class UsedFormKey(OfAccount, Model):
    """A form that was sent: sending it again leads to where the first one led."""

    key: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    location: Mapped[str | None]
    at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
