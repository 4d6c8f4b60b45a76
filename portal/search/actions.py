"""Search: ask every source within its reaches; a broken one costs a line of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from ..containing import Part, Unread, ask_all
from ..database import db
from ..guards import guard
from ..listing import PER_PAGE
from ..narrowing import among
from ..pages import SearchSource
from ..reach import Reach
from ..spaces.models import Space
from ..text import fold
from .reaching import Field, fields_of

FIRST = 5
"""Finds of each source on the first page."""
PAGES = 40
"""Nobody reads a thousand finds: beyond, more words are asked for."""
SHORTEST = 2
LONGEST = 100


@dataclass(frozen=True)
class Find:
    """One row that was found: what it is called, in which space, and where it stands."""

    title: str
    detail: str
    space: str
    url: str


@dataclass(frozen=True)
class Group:
    """The finds of one source; `more` says whether it has others."""

    source: SearchSource
    finds: list[Find]
    more: bool


@dataclass
class Found:
    """What a search gave, by source, and which sources could not be read."""

    typed: str
    source: str = ""
    page: int = 1
    groups: list[Group] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def too_short(self) -> bool:
        """Whether the text is too short to look for."""
        return len(fold(self.typed)) < SHORTEST

    @property
    def count(self) -> int:
        return sum(len(group.finds) for group in self.groups)


def search(account_id: int, typed: str, source: str = "", page: int = 1) -> Found:
    """Look for a text in everything the account may see; in one source alone if it is named."""
    found = Found(typed[:LONGEST], source, max(1, min(page, PAGES)))
    if found.too_short:
        return found
    fields = [each for each in fields_of(account_id) if source in ("", each.source.name)]
    answers = rows_of(fields, fold(found.typed), *_slice(found))
    for each, rows in zip(fields, answers, strict=True):
        if isinstance(rows, Unread):
            found.unread.append(rows)
        elif rows:
            found.groups.append(_group(each.source, rows, _slice(found)[1] - 1))
    return found


def rows_of(
    fields: list[Field], folded: str, skip: int, most: int
) -> list[list[sa.Row[Any]] | Unread]:
    """For each source at most so many rows (space_id, id, title, detail), each once."""
    parts = [
        Part(where.source, partial(_found_within, where.source, folded, reach, skip + most), reach)
        for where in fields
        for reach in where.reaches
    ]
    answers = ask_all("search", parts)
    found: list[list[sa.Row[Any]] | Unread] = []
    for where in fields:
        own, answers = answers[: len(where.reaches)], answers[len(where.reaches) :]
        failed = next((each for each in own if isinstance(each, Unread)), None)
        rows = (row for each in own if not isinstance(each, Unread) for row in each)
        found.append(failed or _each_once(rows)[skip : skip + most])
    return found


def _each_once(rows: Iterable[sa.Row[Any]]) -> list[sa.Row[Any]]:
    together: dict[tuple[int, int], sa.Row[Any]] = {}
    for row in rows:
        together.setdefault((row[0], row[1]), row)
    return list(together.values())


def _found_within(
    source: SearchSource, folded: str, reach: Reach, most: int, session: Session
) -> list[sa.Row[Any]]:
    return list(session.execute(narrowed(source, folded, reach).limit(most)))


def narrowed(source: SearchSource, folded: str, reach: Reach) -> sa.Select[Any]:
    """A source's select, held to the spaces meant, in an order that pages can rely on."""
    select = source.select(folded)
    columns = list(select.selected_columns)
    if len(columns) != 4:
        raise ValueError(f"{source.name} must select (space_id, id, title, detail).")
    return select.where(_meant(columns[0], reach)).order_by(columns[0], columns[1])


@guard("search.narrow", without=sa.true())
def _meant(space: Any, reach: Reach) -> sa.ColumnElement[bool]:
    """Beside the policy, which it spares work, and in its place over tables of the map."""
    return among(space, reach.spaces)


def _slice(found: Found) -> tuple[int, int]:
    """How many rows to leave out, and how many to ask for: one more than are shown."""
    if not found.source:
        return 0, FIRST + 1
    return (found.page - 1) * PER_PAGE, PER_PAGE + 1


def _group(source: SearchSource, rows: list[sa.Row[Any]], most: int) -> Group:
    shown = rows[:most]
    spaces = {
        space: (slug, name)
        for space, slug, name in db.session.execute(
            sa.select(Space.id, Space.slug, Space.short_name).where(
                among(Space.id, {row[0] for row in shown})
            )
        )
    }
    finds = []
    for space, id, title, detail in shown:
        slug, name = spaces[space]
        row = {source.id_argument: id} if source.id_argument else {}
        finds.append(
            Find(
                title,
                detail or "",
                name if row else "",
                url_for(source.endpoint, space=slug, **row),
            )
        )
    return Group(source, finds, len(rows) > most)
