"""Tell the heads of spaces every month how often their people were looked at from above."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import sqlalchemy as sa
from flask import url_for

from ..database import db
from ..locale import date_text
from ..notifications.actions import notify
from ..notifications.models import Notice
from ..spaces.models import Space
from . import queries, telling

KIND = "looks.month"


class Month(NamedTuple):
    """A month that is over: its first day, and the day after its last."""

    first: dt.date
    after: dt.date

    @property
    def text(self) -> str:
        """As it is written in a notice."""
        return f"{self.first:%m/%Y}"


def month_before(day: dt.date) -> Month:
    """The month that was over on a day."""
    after = day.replace(day=1)
    return Month((after - dt.timedelta(days=1)).replace(day=1), after)


def tell(day: dt.date) -> int:
    """Tell of the looks of the month before a day where that was not told yet; gives how many.

    A space at whose people nobody looked is told nothing. For the command line, where all spaces
    lie within reach; may be run every night, and makes up for nights in which it did not run.
    """
    month = month_before(day)
    found = queries.counted(month.first, month.after)
    slugs = _not_told({each.space_id for each in found}, month)
    told = 0
    for each in found:
        if each.space_id in slugs:
            told += _tell(each, slugs[each.space_id], month)
    return told


def _tell(each: queries.Counted, place: tuple[str, str], month: Month) -> int:
    slug, name = place
    last = month.after - dt.timedelta(days=1)
    since, until = date_text(month.first), date_text(last)
    url = url_for("looks.index", space=slug, kind="above", since=since, until=until)
    facts = {"month": month.text, "space": name, "looks": each.looks, "people": each.people}
    heads = telling.deciders(each.space_id)
    return 1 if notify(heads, KIND, facts, space_id=each.space_id, url=url) else 0


def _not_told(space_ids: set[int], month: Month) -> dict[int, tuple[str, str]]:
    """Address and name of those spaces whose heads were told nothing of this month yet."""
    told = sa.exists().where(
        Notice.in_space_id == Space.id,
        Notice.kind == KIND,
        Notice.facts["month"].as_string() == month.text,
    )
    rows = db.session.execute(
        sa.select(Space.id, Space.slug, Space.name).where(Space.id.in_(space_ids), ~told)
    )
    return {space_id: (slug, name) for space_id, slug, name in rows}
