"""Who is signed in and what the account may do: the portal's look-ups, in Django's words."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q
from django.http import Http404, HttpResponseForbidden

from .models import AccountSession, Oversight, Space, SpaceMembership, SpaceSetting

IDLE = dt.timedelta(minutes=30)
READERS = {"administrator", "leader", "officer", "clerk", "viewer", "branch_head"}
KEEPERS = {"officer", "clerk"}
RIGHTS = {
    "units.view": READERS,
    "units.keep": KEEPERS,
    "dashboard.view": READERS,
    "inbox.view": READERS,
    "spaces.view": READERS,
    "roles.view": READERS - {"branch_head"},
    "settings.view": READERS - {"branch_head"},
    "jobs.view": READERS,
    "history.view": READERS - {"viewer"},
}
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def today() -> dt.date:
    """The date in Viet Nam."""
    return dt.datetime.now(HERE).date()


class SignInMiddleware:
    """Finds the account of the cookie, by a hash of its secret."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer, with the account at hand."""
        token = request.COOKIES.get("token", "")
        open_map()
        found = (
            AccountSession.objects.select_related("account")
            .only(
                *("last_used_at", "expires_at", "ended_at", "account__username"),
                *("account__display_name", "account__language", "account__theme"),
                *("account__must_choose_password", "account__disabled_at"),
            )
            .filter(token_hash=hashlib.sha256(token.encode()).hexdigest())
            .first()
        )
        moment = dt.datetime.now(dt.UTC)
        if (
            found is None
            or found.ended_at is not None
            or found.account.disabled_at is not None
            or moment >= found.expires_at
            or moment - found.last_used_at > IDLE
        ):
            return HttpResponseForbidden()
        request.account = found.account
        return self.get_response(request)


def open_map():
    """Let the role that serves read accounts, as the portal's map session does."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('portal.map', 'read', false)")


def open_rows(spaces):
    """Hand the reach to PostgreSQL, whose policies hold the rows, as the portal does."""
    with connection.cursor() as cursor:
        reach = "{" + ",".join(map(str, sorted(spaces))) + "}"
        cursor.execute(
            "select set_config('portal.reach', %s, false), set_config('portal.units', '*', false),"
            " set_config('portal.bodies', '*', false), set_config('portal.account', %s, false)",
            [reach, ""],
        )


def open_names(space_id):
    """Open the tables that name people, for the own space."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('portal.personal_reach', %s, false)", ["{" + str(space_id) + "}"]
        )


@dataclass
class Access:
    """What an account may do in a space."""

    space: Space
    roles: set[str]
    spaces: set[int]
    settings: dict

    def may(self, right):
        """Whether one of the roles held here has the right."""
        return bool(RIGHTS[right] & self.roles)


def access_of(account, slug):
    """The access of an account to the space of an address. Raises Http404 for outsiders."""
    day = today()
    held = list(
        SpaceMembership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=day), account=account, valid_from__lte=day
        ).values_list("in_space_id", "role", "unit_ids", "body_ids")
    )
    space = (
        Space.objects.select_related("kind", "level", "area__parent", "parent")
        .only(
            *("slug", "name", "short_name", "line", "closed_on", "kind__label", "kind__patterns"),
            *("level__label", "area__kind", "area__name", "area__level", "area__parent__kind"),
            *("area__parent__name", "parent__name"),
        )
        .filter(slug=slug)
        .first()
    )
    if space is None:
        raise Http404
    below = set(Oversight.objects.filter(overseer=space).values_list("space_id", flat=True))
    above = set(Oversight.objects.filter(space=space).values_list("overseer_id", flat=True))
    roles = {role for space_id, role, *_ in held if space_id == space.id or space_id in above}
    if not roles:
        raise Http404
    decided = SpaceSetting.objects.filter(in_space_id__in=[space.id, *above])
    settings = dict(decided.values_list("name", "value"))
    open_rows(below | {space.id})
    return Access(space, roles, below | {space.id}, settings)
