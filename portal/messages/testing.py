"""What the contract tests cannot guess about messages."""

from __future__ import annotations

import datetime as dt
import re

import sqlalchemy as sa

from ..locale import today
from ..spaces.models import Officer
from ..testing.contract.pages import Goal, Walk

IDS = {"row_id": "officer"}
VALUES = {"kind": "spaces.offices_ending"}
"""A kind whose rows are officers, for the addresses of messages."""


def a_message(walk: Walk, ending: str = "") -> Goal:
    """The message about an office that ends soon, with nobody after."""
    with walk.owner() as owner:
        sits = sa.insert(Officer).values(
            space_id=walk.stage.spaces["xa-sen"],
            person_name="Lê Thị Mận",
            sort_key="man",
            folded="le thi man",
            office="Phó Bí thư",
            valid_from=dt.date(2021, 1, 5),
            valid_to=today() + dt.timedelta(days=9),
        )
        row_id = owner.scalar(sits.returning(Officer.id))
    return "lan", f"/s/xa-sen/message/spaces.offices_ending/{row_id}{ending}"


def a_short_link(walk: Walk) -> Goal:
    """The short link of that message."""
    shown = walk.client("lan").get(a_message(walk)[1]).text
    return "lan", re.findall(r"/r/[A-Z2-7]+", shown)[0]


WAYS = {
    "messages.show": a_message,
    "messages.drawing": lambda walk: a_message(walk, ".svg"),
    "messages.follow": a_short_link,
}
