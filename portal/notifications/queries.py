"""The notices of an account, how many are new, and where mail to it goes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from ..accounts.models import Account, SpaceMembership
from ..accounts.queries import in_force
from ..database import columns_of, db, on_the_map
from ..errors import NotFound
from ..guards import guard
from ..listing import Page, Sorts, View, page_of
from ..spaces.models import Oversight, Space
from .models import Notice, NoticePreference

SORTS = Sorts({"at": (Notice.id,)}, last=Notice.id, default="-at")


def page_of_notices(account_id: int, *, unread: bool, view: View) -> Page[Any]:
    """A page of the notices of an account, or of the new ones only, newest first.

    Each comes with the name of its space.
    """
    query = (
        sa.select(Notice, Space.name)
        .outerjoin(Space, Space.id == Notice.in_space_id)
        .where(Notice.account_id == account_id)
    )
    if unread:
        query = query.where(Notice.seen_at.is_(None))
    return page_of(db.session, query, SORTS, view)


def newest(account_id: int) -> int:
    """The id of the last notice of an account, 0 without one."""
    query = sa.select(sa.func.max(Notice.id)).where(Notice.account_id == account_id)
    return db.session.scalar(query) or 0


def unread(account_id: int) -> int:
    """How many notices of an account are new: one look into a small index."""
    return int(columns_of(db.session, UNREAD, {"account": account_id}).scalar_one())


UNREAD = (
    sa.select(sa.func.count())
    .select_from(Notice)
    .where(Notice.account_id == sa.bindparam("account"), Notice.seen_at.is_(None))
)
"""Built once, asked by every page."""


def notice_of(account_id: int, notice_id: int) -> Notice:
    """One notice of an account. Raises NotFound on another's, as on one that never was."""
    query = sa.select(Notice).where(Notice.account_id == account_id, Notice.id == notice_id)
    notice = db.session.scalars(query).one_or_none()
    if notice is None:
        raise NotFound()
    return notice


def standing(account_ids: Collection[int], space_id: int | None) -> list[int]:
    """Those of the accounts that may be told of a space: none disabled, none from outside it.

    Without a space only those that are not disabled. The map must be open.
    """
    query = sa.select(Account.id).where(Account.id.in_(account_ids), Account.disabled_at.is_(None))
    if space_id is not None:
        query = query.where(may_be_told(space_id))
    return list(db.session.scalars(query.order_by(Account.id)))


@guard("notifications.insiders", without=sa.true())
def may_be_told(space_id: int) -> sa.ColumnElement[bool]:
    """The condition that an account holds a role today in a space, or a whole one above it."""
    above = sa.select(Oversight.overseer_id).where(Oversight.space_id == space_id)
    return sa.exists().where(
        SpaceMembership.account_id == Account.id,
        in_force(SpaceMembership),
        sa.or_(
            SpaceMembership.in_space_id == space_id,
            sa.and_(
                SpaceMembership.in_space_id.in_(above),
                SpaceMembership.unit_ids.is_(None),
                SpaceMembership.body_ids.is_(None),
            ),
        ),
    )


def mailboxes(account_ids: Collection[int]) -> dict[int, str]:
    """The addresses of those accounts that want mail and can sign in. The map must be open."""
    query = (
        sa.select(Account.id, Account.email)
        .outerjoin(NoticePreference, NoticePreference.account_id == Account.id)
        .where(
            Account.id.in_(account_ids),
            Account.email.is_not(None),
            Account.password_hash.is_not(None),
            sa.func.coalesce(NoticePreference.by_mail, sa.true()),
        )
    )
    return {account_id: str(email) for account_id, email in db.session.execute(query)}


def wants_mail(account_id: int) -> bool:
    """What an account decided about mail; whoever decided nothing gets it."""
    chosen = db.session.get(NoticePreference, account_id)
    return chosen is None or chosen.by_mail


def address_of(account_id: int) -> str | None:
    """The e-mail address of the account of this request."""
    with on_the_map():
        return db.session.scalar(sa.select(Account.email).where(Account.id == account_id))
