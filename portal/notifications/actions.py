"""Verbs on notices: tell accounts of something, mark what was seen, choose about mail."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from flask import current_app

from ..addressing import is_own_address
from ..audit import plain
from ..config import current_config
from ..database import acting_within, db, touched
from ..jobs.actions import enqueue_for_account
from ..locale import now
from ..reach import Reach
from . import queries
from .kinds import NoticeKind
from .models import Notice, NoticePreference

MAIL = "notifications.mail"


def notify(
    account_ids: Collection[int],
    kind: str,
    facts: dict[str, Any] | None = None,
    *,
    space_id: int,
    url: str = "",
) -> list[Notice]:
    """Tell accounts of something in a space, within the transaction of the act itself.

    Whoever holds no role there or above is left out in silence: a notice tells no outsider
    anything. `facts` fill the template of the kind; `url` is where the notice leads. Raises
    LookupError on a kind that no module registered, ValueError on an address outside the portal.
    """
    return _tell(account_ids, kind, facts, url, space_id, outsiders=False)


def notify_owner(
    account_id: int,
    kind: str,
    facts: dict[str, Any] | None = None,
    *,
    space_id: int | None = None,
    url: str = "",
) -> list[Notice]:
    """Tell an account of something about itself, wherever it works: its roles, its devices.

    `space_id` says where that happened. Raises as notify() does.
    """
    return _tell([account_id], kind, facts, url, space_id, outsiders=True)


def see(account_id: int, notice_id: int) -> Notice:
    """Mark a notice of the account as seen. Raises NotFound on another's."""
    notice = queries.notice_of(account_id, notice_id)
    notice.seen_at = notice.seen_at or now()
    db.session.flush()
    return notice


def unsee(account_id: int, notice_id: int) -> Notice:
    """Mark a notice of the account as new again. Raises NotFound on another's."""
    notice = queries.notice_of(account_id, notice_id)
    notice.seen_at = None
    db.session.flush()
    return notice


def see_all(account_id: int, newest: int) -> int:
    """Mark the new notices up to `newest` as seen: those that were there when the page was made.

    Gives how many they were.
    """
    seen = db.session.execute(
        sa.update(Notice)
        .where(Notice.account_id == account_id, Notice.seen_at.is_(None), Notice.id <= newest)
        .values(seen_at=now())
    )
    return touched(seen)


def choose_mail(account_id: int, wanted: bool) -> NoticePreference:
    """Keep whether the account wants its notices by mail."""
    return db.session.merge(NoticePreference(account_id=account_id, by_mail=wanted))


def _tell(
    account_ids: Collection[int],
    kind_name: str,
    facts: dict[str, Any] | None,
    url: str,
    space_id: int | None,
    *,
    outsiders: bool,
) -> list[Notice]:
    kind: NoticeKind = current_app.extensions["portal"].notices[kind_name]
    if url and not is_own_address(url):
        raise ValueError(f"A notice leads into the portal, not to {url}.")
    # Nothing but the map is open while others' rows are written, and no row of any space.
    with acting_within(Reach(map="write")):
        told = queries.standing(account_ids, None if outsiders else space_id)
        notices = [
            Notice(
                account_id=account_id,
                in_space_id=space_id,
                kind=kind.name,
                facts=plain(facts or {}),
                url=url,
            )
            for account_id in told
        ]
        db.session.add_all(notices)
        db.session.flush()
        if kind.mailed and current_config().smtp_url:
            boxes = queries.mailboxes(told)
            for notice in notices:
                if notice.account_id in boxes:
                    enqueue_for_account(MAIL, {"notice": notice.id}, notice.account_id)
    return notices
