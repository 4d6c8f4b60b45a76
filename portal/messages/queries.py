"""Which messages there are, what one says, and where its short link leads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import g, url_for

from .. import aside, containing, entering
from ..access import Access
from ..accounts.queries import access_for
from ..database import db, on_the_map
from ..drawing import full_address
from ..errors import NotFound
from ..guards import guard
from ..inbox.offers import offers_here
from ..inbox.queries import one_of
from ..pages import InboxSource
from ..spaces.models import Space
from ..spaces.settings import decided
from .kinds import MessageKind, Said
from .links import code_of, meant_by


@dataclass(frozen=True)
class Message:
    """What is to be copied: of which kind, what it says, where it leads, and its short link."""

    kind: MessageKind | InboxSource
    row_id: int
    what: str
    deadline: dt.date | None
    url: str
    link: str


def message_of(kind_name: str, row_id: int) -> Message:
    """The message about a row of this space.

    Raises NotFound alike for an unknown kind or row, and without the right of the kind.
    """
    kind = next((each for each in offered_here() if each.name == kind_name), None)
    said = None if kind is None else _said(kind, row_id)
    if kind is None or said is None:
        raise NotFound()
    code = code_of(kind.name, g.access.here.id, row_id)
    link = full_address(url_for("messages.follow", code=code))
    return Message(
        kind, row_id, said.what, said.deadline, address_of(kind, row_id, g.access.here.slug), link
    )


def offered_here() -> list[MessageKind | InboxSource]:
    """The kinds of message whose right this account holds in the space of the address."""
    return [*containing.offered("messages"), *containing.offered("inbox")]


def address_meant(account_id: int, code: str) -> str:
    """Where a short link leads an account.

    Raises NotFound alike for a code that is none, a space that is gone, and without the right.
    """
    registry = entering.registry()
    kinds: dict[str, Any] = {**{s.name: s for s in registry.inbox}, **registry.messages}
    meant = meant_by(code, kinds)
    if meant is None:
        raise NotFound()
    name, space_id, row_id = meant
    slug = db.session.scalar(sa.select(Space.slug).where(Space.id == space_id))
    if slug is None or not may_follow(account_id, kinds[name], slug):
        raise NotFound()
    return address_of(kinds[name], row_id, slug)


def address_of(kind: MessageKind | InboxSource, row_id: int, slug: str) -> str:
    """The page that a message is about, in the space of a slug."""
    values: dict[str, Any] = {kind.id_argument: row_id} if kind.id_argument else {}
    return url_for(kind.endpoint, **values, space=slug)


@guard("messages.may_follow")
def may_follow(account_id: int, kind: MessageKind | InboxSource, slug: str) -> bool:
    """Whether an account holds the right of a kind in a space, where its module is on."""
    registry = entering.registry()
    with on_the_map():
        access: Access = access_for(db.session(), account_id, slug).access
        settings = decided(db.session(), access.here.id) if access.here else {}
    place = "messages" if kind.name in registry.messages else "inbox"
    return (
        entering.is_insider(access)
        and entering.stands_open(access)
        and entering.has_right(access, registry.permissions[kind.needs])
        and entering.module_is_on(registry.owner_of(place, kind), settings)
    )


def _said(kind: MessageKind | InboxSource, row_id: int) -> Said | None:
    """What a kind says of a row of this space, read within its own right."""
    if isinstance(kind, InboxSource):
        return _said_by_inbox(kind, row_id)
    answer = containing.ask("messages", kind, partial(_asked, kind, row_id))
    return answer if isinstance(answer, Said) else None


def _asked(kind: MessageKind, row_id: int, _session: Any) -> Said | None:
    return kind.say(row_id)


def _said_by_inbox(source: InboxSource, row_id: int) -> Said | None:
    """A thing to do is called by the label of its source: its title may name a person."""
    offer = next(each for each in offers_here() if each.source is source)
    with aside.reading(offer.reach) as session:
        row = session.execute(one_of(offer, g.access.here.id, row_id)).first()
    if row is None:
        return None
    return Said(
        f"{source.label}: {row.title}" if source.names_nobody else str(source.label), row.due
    )
