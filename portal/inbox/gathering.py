"""Ask every source what is to be done; a broken one costs a line of its own."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

import sqlalchemy as sa
from flask import current_app, g, url_for
from sqlalchemy.orm import Session

from .. import containing
from ..access import Access
from ..accounts.queries import AnySession
from ..aside import lent, reading, standing_in
from ..containing import Part, Unread
from ..database import columns_of, db
from ..listing import PER_PAGE, pages_of
from ..locale import current_language, today
from ..pages import Badge, InboxSource
from ..reach import Reach
from ..text import text_key
from . import queries
from .acting import address_of, may_act
from .due import Due, due_in
from .offers import Offer, offers_here

PAGES = 40
"""Nobody works off more than a thousand lines: beyond, a filter is asked for."""


@dataclass(frozen=True)
class Count:
    """How much a source finds in a space, and how much of it is overdue."""

    source: InboxSource
    slug: str
    space: str
    count: int
    overdue: int


@dataclass(frozen=True)
class Todo:
    """One thing to do: what, of which source, where, until when."""

    source: InboxSource
    slug: str
    space: str
    title: str
    deadline: dt.date | None
    due: Due
    url: str
    row_id: int
    act_url: str = ""
    """Where its button leads; empty where there is none, or not for this account."""


@dataclass(frozen=True)
class Wanted:
    """A filter: the name of a source and the slug of a space, empty for all; a page from 1."""

    source: str = ""
    space: str = ""
    page: int = 1


@dataclass
class Inbox:
    """A page of things to do, what there is in all, and what could not be read."""

    rows: list[Todo] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    wanted: Wanted = field(default_factory=Wanted)

    @property
    def chosen(self) -> list[Count]:
        """The counts that fit the filter."""
        source, space = self.wanted.source, self.wanted.space
        return [
            each
            for each in self.counts
            if source in ("", each.source.name) and space in ("", each.slug)
        ]

    @property
    def total(self) -> int:
        return sum(each.count for each in self.chosen)

    @property
    def overdue(self) -> int:
        return sum(each.overdue for each in self.chosen)

    @property
    def pages(self) -> int:
        return min(PAGES, pages_of(self.total))

    @property
    def number(self) -> int:
        return max(1, min(self.wanted.page, self.pages))

    @property
    def first(self) -> int:
        return (self.number - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def is_cut_short(self) -> bool:
        """Whether there is more than can be paged through."""
        return self.total > PAGES * PER_PAGE

    def sources(self) -> list[tuple[str, Any]]:
        """The sources that found something, for a filter."""
        return list({each.source.name: each.source.label for each in self.counts}.items())

    def spaces(self) -> list[tuple[str, str]]:
        """The spaces with something to do, for a filter."""
        found = {each.slug: each.space for each in self.counts}
        return sorted(found.items(), key=lambda pair: text_key(pair[1]))


def gathered(
    offers: list[Offer], wanted: Wanted, counted: Mapping[str, list[Count]] | None = None
) -> Inbox:
    """A page of what the sources find, the most overdue first, then by deadline.

    `counted` is what is known already of how much each source finds.
    """
    counted = counted or {}
    inbox, streams = Inbox(wanted=wanted), []
    parts = [
        Part(offer.source, partial(_read, rank, offer, wanted, counted), offer.reach)
        for rank, offer in enumerate(offers)
    ]
    for answer in containing.ask_all("inbox", parts):
        if isinstance(answer, Unread):
            inbox.unread.append(answer)
            continue
        inbox.counts += answer[0]
        streams.append(answer[1])
    ordered = (todo for _order, todo in heapq.merge(*streams, key=lambda pair: pair[0]))
    inbox.rows = list(islice(ordered, inbox.first - 1, inbox.first - 1 + PER_PAGE))
    return inbox


def badge() -> Badge:
    """How much there is to do in this space, for the menu of each of its pages."""
    counts = counts_here().values()
    return Badge(
        sum(each.count for found in counts for each in found),
        any(each.overdue for found in counts for each in found),
    )


def found_here(source_name: str) -> list[Count]:
    """What one source finds in this space and below, for the overview: by space, most first."""
    counts = list(counts_here().get(source_name, ()))
    if source_name not in counts_here():
        # It rests or failed: whoever wants it alone learns why.
        for offer in (each for each in offers_here() if each.source.name == source_name):
            with reading(offer.reach) as session:
                counts += _counts([offer], session)
    return sorted(counts, key=lambda each: (-each.overdue, -each.count, text_key(each.space)))


def counts_here() -> dict[str, list[Count]]:
    """What each source finds in this space and below, by name; asked once in a request.

    A source that could not be read is left out.
    """
    known: tuple[Access, dict[str, list[Count]]] | None = g.get("inbox_counts")
    if known is None or known[0] is not g.access:
        known = g.inbox_counts = (g.access, _counted(offers_here()))
    return known[1]


def _read(
    rank: int,
    offer: Offer,
    wanted: Wanted,
    counted: Mapping[str, list[Count]],
    session: Session,
) -> tuple[list[Count], list[tuple[Any, Todo]]]:
    """The counts of a source, and its first things with what sorts them among the others'."""
    known = counted.get(offer.source.name)
    counts = _counts([offer], session) if known is None else known
    if wanted.source not in ("", offer.source.name):
        return counts, []
    most = min(max(1, wanted.page), PAGES) * PER_PAGE
    rows = session.execute(queries.first_of(offer, wanted.space, most))
    return counts, [_placed(rank, offer, today(), row) for row in rows]


def _placed(rank: int, offer: Offer, day: dt.date, row: sa.Row[Any]) -> tuple[Any, Todo]:
    """One thing to do, with what sorts it among those of all sources."""
    slug, space, space_id, row_id, title, deadline = row
    source, act_url = offer.source, ""
    if source.act is not None and may_act(space_id, offer.acted):
        act_url = address_of(source.act, slug, row_id)
    values: dict[str, Any] = {"space": slug}
    if source.id_argument:
        values[source.id_argument] = row_id
    todo = Todo(
        source,
        slug,
        space,
        str(title),
        deadline,
        due_in(deadline, day),
        url_for(source.endpoint, **values),
        row_id,
        act_url,
    )
    return (deadline is None, deadline or day, rank, space_id, row_id), todo


def _counted(offers: Iterable[Offer]) -> dict[str, list[Count]]:
    """The counts of sources, in one question for all that are read within the same reach."""
    asked = [offer for offer in offers if not containing.rests("inbox", offer.source)]
    try:
        return _at_once(asked)
    except Exception as error:  # whichever source is at fault is found out one by one
        current_app.logger.info("The inbox asks its sources one by one: %s", error)
    parts = [Part(offer.source, partial(_counts, [offer]), offer.reach) for offer in asked]
    answers = containing.ask_all("inbox", parts)
    return {
        part.thing.name: counts
        for part, counts in zip(parts, answers, strict=True)
        if not isinstance(counts, Unread)
    }


def _at_once(offers: list[Offer]) -> dict[str, list[Count]]:
    """The counts of all these sources. Raises whatever one of them spoils the question with."""
    alike: dict[Reach, list[Offer]] = {}
    for offer in offers:
        alike.setdefault(offer.reach, []).append(offer)
    counts: dict[str, list[Count]] = {offer.source.name: [] for offer in offers}
    if not alike:
        return counts
    with lent() as connection:
        for reach, group in alike.items():
            with standing_in(connection, reach, **containing.limits()):
                for count in _counts(group, db.session):
                    counts[count.source.name].append(count)
    return counts


def _counts(offers: list[Offer], session: AnySession) -> list[Count]:
    """What sources of one reach find, in one question."""
    selects = tuple(offer.source.select for offer in offers)
    query = queries.counts_of(selects, current_language(), today())
    return [
        Count(offers[number].source, slug, space, count, overdue)
        for number, slug, space, count, overdue in columns_of(
            session, query, queries.within(offers[0].reach)
        )
    ]
