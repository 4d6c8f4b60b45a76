"""What administrators must act on: codes that run out, roles that end, spaces without anybody.

Accounts and roles lie on the map. Each select is cut to the spaces in reach by the inbox.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..inbox.gathering import Count, found_here
from ..locale import HERE, today
from ..pages import Finding, InboxAct, InboxSource, Widget
from ..spaces.models import Space
from .granting import administers
from .models import Account, OneTimeCode, SpaceMembership
from .queries import in_force

ENDING = dt.timedelta(days=30)
"""How long before its last day a role is worth a look: long enough for a decision in writing."""
RUNNING_OUT = dt.timedelta(days=1)
SEES = "accounts.view_accounts"


def codes_running_out() -> sa.Select[Any]:
    """New accounts without a password whose last code ends within a day, or has ended."""
    code, newer = OneTimeCode, sa.orm.aliased(OneTimeCode)
    works = sa.exists().where(
        SpaceMembership.account_id == code.account_id,
        SpaceMembership.in_space_id == code.in_space_id,
        sa.or_(SpaceMembership.valid_to.is_(None), SpaceMembership.valid_to >= today()),
    )
    later = sa.exists().where(newer.account_id == code.account_id, newer.id > code.id)
    day = sa.cast(sa.func.timezone(str(HERE), code.expires_at), sa.Date)
    return (
        sa.select(code.in_space_id, code.account_id, Account.display_name, day)
        .join(Account, Account.id == code.account_id)
        .where(
            Account.password_hash.is_(None),
            Account.disabled_at.is_(None),
            code.used_at.is_(None),
            code.expires_at < sa.func.now() + RUNNING_OUT,
            works,
            ~later,
        )
    )


def roles_ending() -> sa.Select[Any]:
    """People whose last role in a space ends within 30 days, with nothing that follows."""
    m, last = SpaceMembership, sa.func.max(SpaceMembership.valid_to)
    return (
        sa.select(m.in_space_id, m.account_id, Account.display_name, last)
        .join(Account, Account.id == m.account_id)
        .where(Account.disabled_at.is_(None))
        .group_by(m.in_space_id, m.account_id, Account.display_name)
        .having(
            sa.and_(
                sa.func.bool_and(m.valid_to.is_not(None)), last.between(today(), today() + ENDING)
            )
        )
    )


def spaces_without_administrator() -> sa.Select[Any]:
    """Open spaces in which nobody can sign in who makes accounts and hands out roles."""
    somebody = (
        sa.exists()
        .where(SpaceMembership.in_space_id == Space.id, administers(), in_force(SpaceMembership))
        .where(Account.id == SpaceMembership.account_id, Account.disabled_at.is_(None))
    )
    return sa.select(
        Space.id.label("space_id"), Space.id.label("id"), Space.name, sa.cast(None, sa.Date)
    ).where(sa.or_(Space.closed_on.is_(None), Space.closed_on > today()), ~somebody)


def inbox() -> list[InboxSource]:
    """The sources of things to do about accounts."""
    return [
        InboxSource(
            "accounts.codes",
            _l("New account without a password, code running out"),
            SEES,
            codes_running_out,
            "accounts.person",
            "person_id",
            on_the_map=True,
            act=InboxAct(_l("Make a new code"), "accounts.make_code", "person_id", leads_on=True),
        ),
        InboxSource(
            "accounts.roles",
            _l("Last role ends, nobody follows"),
            SEES,
            roles_ending,
            "accounts.person",
            "person_id",
            on_the_map=True,
        ),
        InboxSource(
            "accounts.administrators",
            _l("Space without an administrator"),
            SEES,
            spaces_without_administrator,
            "accounts.people",
            "",
            on_the_map=True,
        ),
    ]


def widgets() -> list[Widget]:
    """The same facts on the overview of a space."""
    return [
        Widget("accounts.codes", SEES, _finding("accounts.codes", _codes), order=20),
        Widget("accounts.roles", SEES, _finding("accounts.roles", _roles), order=30),
        Widget("accounts.administrators", SEES, _finding("accounts.administrators", _spaces)),
    ]


def _finding(source: str, worded: Callable[[int], tuple[str, str]]) -> Callable[[], list[Finding]]:
    def find() -> list[Finding]:
        found = found_here(source)
        count = sum(each.count for each in found)
        fact, verb = worded(count)
        late = any(each.overdue for each in found)
        url = url_for("inbox.index", source=source)
        return [Finding(count, fact, where(found), verb, url, urgent=late)]

    return find


def _codes(count: int) -> tuple[str, str]:
    fact = ngettext(
        "new account whose code runs out before a password was chosen",
        "new accounts whose code runs out before a password was chosen",
        count,
    )
    return fact, _("Make new codes")


def _roles(count: int) -> tuple[str, str]:
    fact = ngettext(
        "person whose last role ends within 30 days",
        "people whose last role ends within 30 days",
        count,
    )
    return fact, _("Extend or hand over")


def _spaces(count: int) -> tuple[str, str]:
    fact = ngettext("space without an administrator", "spaces without an administrator", count)
    return fact, _("Choose administrators")


def where(found: list[Count]) -> str:
    """The first three spaces by name, and how many more there are."""
    names = ", ".join(each.space for each in found[:3])
    more = len(found) - 3
    if more <= 0:
        return names
    return ngettext(
        "%(names)s and %(num)s more space", "%(names)s and %(num)s more spaces", more, names=names
    )
