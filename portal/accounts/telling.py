"""What accounts are told about themselves: roles, codes, devices."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import current_app, g, request, url_for
from flask_babel import lazy_gettext as _l

from ..locale import date_text
from ..notifications import NoticeKind
from ..notifications.actions import notify_owner
from .devices import device_name
from .models import Account, AccountSession, SpaceMembership
from .queries import AnySession


def tell_of_role(membership: SpaceMembership) -> None:
    """Tell an account of a role that it was given in the space of this request."""
    _tell(membership.account_id, "accounts.role_given", _facts(membership, membership.valid_from))


def tell_of_end(membership: SpaceMembership) -> None:
    """Tell an account of the last day of a role, once an administrator has set it."""
    _tell(membership.account_id, "accounts.role_ended", _facts(membership, membership.valid_to))


def tell_of_code(account: Account) -> None:
    """Tell an account that somebody else can hand out a code for a new password of it."""
    _tell(account.id, "accounts.code_made", {"space": g.access.here.name})


def is_new_device(session: AnySession, account_id: int) -> bool:
    """Whether this browser and system differ from all that the account signed in with before.

    The first device of an account is not new: there is nobody yet to tell of it.
    """
    known = session.scalars(
        sa.select(AccountSession.device).where(AccountSession.account_id == account_id).distinct()
    )
    names = {device_name(device) for device in known}
    return bool(names) and device_name(request.user_agent.string) not in names


def tell_of_device(account_id: int) -> None:
    """Tell an account that it was used on this device for the first time."""
    notify_owner(
        account_id,
        "accounts.device_new",
        {"device": request.user_agent.string[:200]},
        url=url_for("accounts.my_sessions"),
    )


def notices() -> list[NoticeKind]:
    """What accounts may be told."""
    shown = {"role": _role_label, "day": _day}
    return [
        NoticeKind(
            "accounts.role_given",
            _l("You were given a role"),
            _l("You were given the role “%(role)s” in %(space)s, from %(day)s."),
            shown,
        ),
        NoticeKind(
            "accounts.role_ended",
            _l("A role of yours ends"),
            _l("Your role “%(role)s” in %(space)s has its last day on %(day)s."),
            shown,
            mailed=False,
        ),
        NoticeKind(
            "accounts.code_made",
            _l("A code for a new password of your account was made"),
            _l(
                "An administrator of %(space)s made a code with which a new password can be chosen"
                " for your account. If you did not ask for it, call them at once."
            ),
        ),
        NoticeKind(
            "accounts.device_new",
            _l("Your account was used on a new device"),
            _l(
                "Your account was used on a new device: %(device)s. If that was not you, sign it"
                " out and change the password."
            ),
            {"device": device_name},
        ),
    ]


def _tell(account_id: int, kind: str, facts: dict[str, Any]) -> None:
    here = g.access.here
    url = url_for("dashboard.overview", space=here.slug) if kind == "accounts.role_given" else ""
    notify_owner(account_id, kind, facts, space_id=here.id, url=url)


def _facts(membership: SpaceMembership, day: dt.date | None) -> dict[str, Any]:
    return {"role": membership.role, "space": g.access.here.name, "day": day}


def _role_label(name: str) -> Any:
    role = current_app.extensions["portal"].roles.get(name)
    return role.label if role else name


def _day(text: str) -> str:
    return date_text(dt.date.fromisoformat(text))
