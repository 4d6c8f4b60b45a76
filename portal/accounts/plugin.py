"""What accounts offer: the roles every space knows, and the rights over people."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import MEMBER, Permission, Role
from ..audit import Verb
from ..indicators import Indicator
from ..modules import hookimpl
from ..notifications import NoticeKind
from ..pages import InboxSource, MenuItem, SearchSource, Widget
from ..settings import Setting
from ..sheets import SheetList
from . import (
    actions,
    codes,
    figures,
    own_views,
    people_sheets,
    people_views,
    role_views,
    roles,
    search,
    telling,
    todo,
)
from .views import module

LABEL = _l("Accounts")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module", "own_views", "people_views", "role_views"]


@hookimpl
def register_roles() -> Iterable[Role]:
    return [
        Role("administrator", _l("Administrator"), _l("Makes accounts, hands out roles, settings")),
        Role("leader", _l("Leader"), _l("Reads everything, decides and approves")),
        Role("officer", _l("Officer"), _l("Does the daily work of the space")),
        Role("clerk", _l("Clerk"), _l("Keeps documents, numbers and the document head")),
        Role("viewer", _l("Viewer"), _l("Reads and changes nothing")),
        Role("branch_head", _l("Branch head"), _l("Works in the own branch only"), narrowed=True),
    ]


@hookimpl
def register_permissions() -> Iterable[Permission]:
    return [
        Permission(
            "accounts.view_people",
            _l("See who works in the space"),
            roles=("administrator", "leader"),
            descends=True,
        ),
        Permission(
            "accounts.view_accounts",
            _l("See the accounts behind the people: names to sign in with, codes"),
            roles=("administrator",),
            descends=True,
        ),
        Permission(
            "accounts.manage",
            _l("Make accounts and hand out roles"),
            does="changes",
            roles=("administrator",),
            descends=True,
        ),
    ]


@hookimpl
def register_settings() -> Iterable[Setting]:
    return [
        Setting(
            "accounts.code_hours",
            _l("Hours for which a one-time code is good"),
            codes.HOURS,
            int,
            _l("The owner of a new account must choose the password within this time."),
            group="accounts",
            least=1,
            most=24 * 14,
        )
    ]


@hookimpl
def register_verbs() -> Iterable[Verb]:
    manage = "accounts.manage"
    return [
        Verb("accounts.account_made", _l("made the account of")),
        Verb("accounts.code_made", _l("made a one-time code for")),
        Verb("accounts.password_chosen", _l("chose a password by one-time code:")),
        Verb("accounts.contact_changed", _l("changed name or contact of")),
        Verb(
            "accounts.account_disabled",
            _l("disabled the account of"),
            undo=actions.enable_again,
            needs=manage,
        ),
        Verb("accounts.account_enabled", _l("enabled the account of")),
        Verb("accounts.role_granted", _l("granted a role to")),
        Verb("accounts.role_ended", _l("ended a role of"), undo=roles.restore_role, needs=manage),
        Verb("accounts.role_restored", _l("took back the end of a role of")),
        Verb("accounts.office_handed_over", _l("handed over the office of")),
        Verb("accounts.administrator_rescued", _l("made an administrator on the server:")),
    ]


@hookimpl
def register_inbox() -> Iterable[InboxSource]:
    return todo.inbox()


@hookimpl
def register_widgets() -> Iterable[Widget]:
    return todo.widgets()


@hookimpl
def register_notices() -> Iterable[NoticeKind]:
    return telling.notices()


@hookimpl
def register_menu() -> Iterable[MenuItem]:
    return [
        MenuItem(
            "accounts.people",
            _l("People and roles"),
            needs="accounts.view_people",
            group="setup",
            icon="users",
        ),
        MenuItem(
            "accounts.role_matrix",
            _l("What each role may do"),
            needs=MEMBER,
            group="setup",
            icon="shield-lock",
            order=110,
        ),
    ]


@hookimpl
def register_indicators() -> Iterable[Indicator]:
    return figures.indicators()


@hookimpl
def register_sheets() -> Iterable[SheetList]:
    return [people_sheets.PEOPLE]


@hookimpl
def register_search() -> Iterable[SearchSource]:
    return [
        SearchSource(
            "accounts.people",
            _l("People and roles"),
            "accounts.view_people",
            search.people_named,
            "accounts.person",
            "person_id",
            order=20,
            on_the_map=True,
        )
    ]
