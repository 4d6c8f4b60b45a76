"""The books over a period as their page and their file show them: rows, columns, choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from portal.cells import Line
from portal.database import IN_FORCE, db
from portal.filters import Select
from portal.locale import number_text, today
from portal.reportforms import FormPeriod, periods_back
from portal.spaces.heads import capitalized

from .balance import Balance, How, balances, rolled_up
from .charters import CHANGE, TRANSFER, movement_label, movements
from .count_queries import spaces_named, units_named
from .enrolling import OPENING
from .lines import SEXES, lines
from .models import MembersEntry

BACK = {"month": 6, "quarter": 8, "half": 4, "year": 6}
"""How many periods of a kind are offered to choose."""
UNITS, SPACES = "units", "spaces"


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the period, whose rows, which sex and kind of member."""

    period: FormPeriod
    rows: str
    sex: str = ""
    kind: str = ""

    @property
    def first(self) -> dt.date:
        """The first day."""
        return self.period.days.start

    @property
    def last(self) -> dt.date:
        """The last day; of a period that goes on, today."""
        return min(self.period.days.end, max(today(), self.first))


@dataclass(frozen=True)
class Books:
    """The rows of the books, each with its name, and all together; None: nobody recorded any."""

    asked: Asked
    rows: Sequence[tuple[int, str, str, Balance | None]]
    whole: Balance
    ways: Sequence[How]
    """The kinds of movement that occur, those that add first."""


def asked_from(args: Any) -> Asked:
    """What an address asks for; what cannot be read is left out."""
    period = FormPeriod.from_code(args.get("period", "")) or FormPeriod.of("quarter", today())
    rows = args.get("rows", "")
    wide = bool(g.access.here.below)
    if rows not in (UNITS, SPACES) or (rows == SPACES and not wide):
        rows = SPACES if wide else UNITS
    sex = args.get("sex", "")
    kind = args.get("kind", "")
    return Asked(period, rows, sex if sex in SEXES else "", kind if kind in kinds_here() else "")


def kinds_here() -> dict[str, str]:
    """The kinds of member that the spaces of this page have, by code."""
    found: dict[str, str] = {}
    own = lines().get(g.standing.space.line)
    for line in [own] if own and not g.access.here.below else lines().values():
        found |= {k.name: capitalized(k.label) for k in line.kinds if k.name not in found}
    return found


def books_of(asked: Asked) -> Books:
    """The books that an address asks for."""
    e, here = MembersEntry, g.access.here.id
    where = [e.sex == asked.sex] if asked.sex else []
    where += [e.kind == asked.kind] if asked.kind else []
    if asked.rows == UNITS:
        found = balances(asked.first, asked.last, e.unit_id, e.space_id == here, *where)
        rows: list[Any] = [
            (id, name, url_for("members.index", unit=id), found.get(id))
            for id, name in units_named(here, list(found))
        ]
    else:
        found = balances(asked.first, asked.last, e.space_id, *where)
        rows = [
            (space.id, space.short_name, _of_space(space.slug, asked), found.get(space.id))
            for space in spaces_named(sorted(_within()))
            if space.line in lines() or space.id in found
        ]
    whole = rolled_up(found.values())
    return Books(asked, rows, whole, list(_ways(whole)))


def of_page(args: Any) -> dict[str, Any]:
    """All that the page of the books shows."""
    asked = asked_from(args)
    books = books_of(asked)
    return {
        "asked": asked,
        "columns": columns_of(books),
        "lines": [Line(_cells(books, name, b), url) for _id, name, url, b in books.rows],
        "foot": Line(_cells(books, _("Total"), books.whole)) if books.rows else None,
        "selects": _selects(asked),
        "active": list(_active(asked)),
        "parts": list(_parts(books.whole)),
        "wide": bool(g.access.here.below),
    }


def columns_of(books: Books) -> list[dict[str, Any]]:
    """The columns of the table: opening, the first list, each way in and out, closing."""
    name = _("Branch or group") if books.asked.rows == UNITS else _("Space")
    numbers = [_("At the beginning"), *(way_words(way) for way in books.ways), _("At the end")]
    return [{"label": name}, *({"label": label, "num": True} for label in numbers)]


def way_words(way: How) -> str:
    """What a column of a kind of movement is called."""
    how, change = way
    if how == OPENING:
        return _("First list")
    if how in WITHIN:
        return (_("%(what)s: in") if change > 0 else _("%(what)s: out")) % {
            "what": capitalized(movement_label(how))
        }
    return capitalized(movement_label(how))


WITHIN = (TRANSFER, CHANGE)
"""Movements that take away here and add there."""


def numbers_of(books: Books, balance: Balance) -> list[int]:
    """The numbers of a row, in the order of the columns."""
    ways = [balance.lines(*way) for way in books.ways]
    return [sum(balance.opening.values()), *ways, sum(balance.closing.values())]


def _cells(books: Books, name: str, balance: Balance | None) -> list[Any]:
    if balance is None:
        return [name, None, *("" for _way in books.ways), None]
    return [name, *(number_text(n) if n else "–" for n in numbers_of(books, balance))]


def _ways(whole: Balance) -> Iterable[How]:
    order = {name: place for place, name in enumerate([OPENING, *movements()])}
    found = [way for way in whole.moved if whole.lines(*way)]
    return sorted(found, key=lambda way: (-way[1], order.get(way[0], 99), way[0]))


def _parts(whole: Balance) -> Iterable[Line]:
    """The books of all rows together, by sex and kind; transfers among them are left out."""
    kinds = kinds_here()
    everybody = {*whole.opening, *whole.closing, *(w for c in whole.moved.values() for w in c)}
    for who in sorted(everybody):
        sex, kind = who
        part = whole.of({who})
        name = f"{kinds.get(kind, kind)}, {SEXES[sex]}"
        within = part.lines(TRANSFER, 1)
        if within != part.lines(TRANSFER, -1):
            within = 0
        values = (
            sum(part.opening.values()),
            part.first_list(),
            part.came() - within,
            part.went() - within,
            sum(part.closing.values()),
        )
        yield Line((name, *(number_text(value) for value in values)))


def _within() -> frozenset[int]:
    reach: frozenset[int] = db.session.connection().info[IN_FORCE].spaces
    return reach


def _of_space(slug: str, asked: Asked) -> str:
    """The way to the books of a space below, by its units."""
    return url_for("members.balance", space=slug, period=asked.period.code, rows=UNITS)


def _selects(asked: Asked) -> list[Select]:
    usual = FormPeriod.of("quarter", today()).code
    periods = {
        period.code: capitalized(period.label)
        for kind, count in BACK.items()
        for period in periods_back(kind, today(), count)
    }
    periods.setdefault(asked.period.code, capitalized(asked.period.label))
    sexes = tuple((name, capitalized(str(word))) for name, word in SEXES.items())
    found = [
        Select("period", _("Period"), tuple(periods.items()), asked.period.code, usual),
        Select("sex", _("Sex"), sexes, asked.sex),
        Select("kind", _("Kind of member"), tuple(kinds_here().items()), asked.kind),
    ]
    if g.access.here.below:
        ways = ((SPACES, _("By space")), (UNITS, _("By branch or group of this space")))
        found.append(Select("rows", _("Shown by"), ways, asked.rows, SPACES))
    return found


def _active(asked: Asked) -> Iterable[tuple[str, str, str]]:
    if asked.sex:
        yield capitalized(str(SEXES[asked.sex])), "sex", asked.sex
    if asked.kind:
        yield kinds_here()[asked.kind], "kind", asked.kind
