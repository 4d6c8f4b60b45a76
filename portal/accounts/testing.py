"""What the contract tests cannot guess about accounts."""

from __future__ import annotations

import re

import sqlalchemy as sa

from ..testing.contract.pages import Goal, Walk
from .models import Account

IDS = {
    "person_id": "account",
    "role_id": "space_membership",
    "code_id": "one_time_code",
    "session_id": "account_session",
}
CLOSED = {
    "accounts.code": "a code is shown only to the session that made it",
    "accounts.code_drawing": "a code is shown only to the session that made it",
    "accounts.contact": "the example account works nowhere; see tests/accounts",
}
LEAVES = {"accounts.first": ("sign_in_attempt",)}
"""Trying a code is counted, so that codes cannot be guessed."""


def a_fresh_code(walk: Walk) -> str:
    """Make a code as an administrator does; gives the address of the page that shows it once."""
    person = walk.stage.accounts["sau"]
    return walk.send("lan", f"/s/xa-sen/people/{person}/code")


def its_first_page(walk: Walk) -> Goal:
    """A visitor follows the address of a fresh code."""
    shown = walk.client("lan").get(a_fresh_code(walk)).text
    return "", re.findall(r"/first/[A-Z2-7-]+", shown)[0]


def a_first_password(walk: Walk) -> Goal:
    """Somebody whose password was chosen by another."""
    with walk.owner() as owner:
        owner.execute(
            sa.update(Account).where(Account.username == "an").values(must_choose_password=True)
        )
    return "an", "/choose-password"


WAYS = {
    "accounts.choose_password": a_first_password,
    "accounts.code": lambda walk: ("lan", a_fresh_code(walk)),
    "accounts.code_drawing": lambda walk: ("lan", f"{a_fresh_code(walk)}.svg"),
    "accounts.contact": lambda walk: (
        "lan",
        f"/s/xa-sen/people/{walk.stage.accounts['sau']}/contact",
    ),
    "accounts.first": its_first_page,
}
