"""A row of the Party's working list as it is typed, kept by the history, and put back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from portal.audit import plain
from portal.database import db
from portal.history import undoing
from portal.locale import today
from portal.text import clean

from .models import MembersPartyMember, MembersPartyName
from .party_checks import board_of

Facts = dict[str, Any]
PERSONAL = ("name", "workplace")


@dataclass(frozen=True)
class PartyTyped:
    """A Party member as typed: where one lives and meets, how one stands on the list."""

    name: str
    birth_year: int | None = None
    sex: str | None = None
    area_id: int | None = None
    unit_id: int | None = None
    standing: str = "official"
    exempt: bool = False
    linked: bool = False
    introduced_on: dt.date | None = None
    category: str | None = None
    workplace: str | None = None


FIELDS = tuple(each.name for each in fields(PartyTyped))
COLUMNS = tuple(name for name in FIELDS if name not in PERSONAL)


@dataclass(frozen=True)
class PartyRow:
    """A row of the list with its name."""

    member: MembersPartyMember
    name: MembersPartyName

    @property
    def id(self) -> int:
        """The number of the row."""
        return self.member.id

    @property
    def key(self) -> tuple[str, int | None, int | None]:
        """By what a file says who it is: name, year of birth, cell."""
        return self.name.folded, self.member.birth_year, self.member.unit_id

    def facts(self) -> Facts:
        """What the history and an import keep of it."""
        kept = {name: getattr(self.member, name) for name in COLUMNS}
        kept |= {name: getattr(self.name, name) for name in PERSONAL}
        return plain(kept | {"removed_on": self.member.removed_on})


def written(space_id: int, typed: PartyTyped) -> PartyRow:
    """A new row of the list of a space; flushes."""
    member = MembersPartyMember(space_id=space_id, listed_on=today())
    row = PartyRow(member, MembersPartyName(space_id=space_id))
    fill(row, typed)
    db.session.add(member)
    db.session.flush()
    row.name.party_id = member.id
    db.session.add(row.name)
    db.session.flush()
    return row


def fill(row: PartyRow, typed: PartyTyped) -> None:
    """Make a row what is typed; it is the board's of today."""
    for name in COLUMNS:
        setattr(row.member, name, getattr(typed, name))
    row.name.name = clean(typed.name)
    row.name.workplace = clean(typed.workplace or "") or None
    keep_board(row)


def put_back(row: PartyRow, facts: Mapping[str, Any]) -> None:
    """Make a row what the history says it was."""
    undoing.put_back(row.member, {n: facts[n] for n in (*COLUMNS, "removed_on")})
    for name in PERSONAL:
        setattr(row.name, name, facts[name])
    row.member.version += 1
    keep_board(row)


def keep_board(row: PartyRow) -> None:
    """Say beside the name, too, whose list and whose cell the row is of."""
    row.member.body_id = row.name.body_id = board_of(row.member.space_id)
    row.name.unit_id = row.member.unit_id
