"""Every request, from its address to its reach: who, where, what it needs, one transaction."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as WerkzeugResponse

from . import database
from .access import MEMBER, PUBLIC, SIGNED_IN, Access, Door, may_ask_for, reach_of
from .accounts import queries as accounts
from .accounts import sessions
from .addressing import lead_on, led_from, opens, put_space, take_space
from .audit import Actor
from .database import db
from .errors import NotFound, Refused
from .guards import guard
from .looks.noting import note_look
from .modules import ROUTES
from .reach import Reach, put_in_force
from .rights import allowed as allowed
from .rights import by_grant as by_grant
from .rights import by_role as by_role
from .rights import has_right as has_right
from .rights import is_insider as is_insider
from .rights import module_is_on as module_is_on
from .rights import reach_by as reach_by
from .rights import reaching as reaching
from .rights import registry as registry
from .rights import seen_here as seen_here
from .rights import stands_open as stands_open
from .spaces.settings import decisions

Answer = WerkzeugResponse | None


def init_app(app: Flask) -> None:
    """Hang the life of a request onto the app."""
    app.url_value_preprocessor(take_space)
    app.url_defaults(put_space)
    app.before_request(enter)
    app.after_request(finish)
    app.teardown_request(leave)


def enter() -> Answer:
    """Decide whether the request may pass, and set its reach."""
    put_in_force(None)
    g.needs = needs = needs_of(request.endpoint)
    if request.endpoint == "static":
        return None
    g.connection_context = database.one_connection()
    g.connection_context.__enter__()
    g.access = Access(None)
    signed_in, found = _looked_up(needs)
    if _is_open(needs):
        put_in_force(Reach(read_only=_reads()))
        return None
    if not may_pass(signed_in):
        if "HX-Request" in request.headers:
            # A part of a page would be replaced by the whole page of the door.
            return WerkzeugResponse(status=204, headers={"HX-Refresh": "true"})
        back: str | None = request.full_path.rstrip("?")
        if request.method == "POST":
            flash(
                _("The session had ended: what was just sent is not saved. Sign in again."), "warn"
            )
            back = back if opens(request.path) else led_from()
        return redirect(url_for("accounts.sign_in", next=back))
    return _enter_signed_in(needs, found)


@guard("entering.signed_in")
def may_pass(signed_in: bool) -> bool:
    """Whether a route that is not open to all may be looked at any further."""
    return signed_in


def _looked_up(needs: str | Door) -> tuple[bool, accounts.Found | None]:
    """Whether somebody is signed in, and what they may do in the space of the address.

    Read in one transaction on the map, on every page: later it would read the map inside the
    page's own transaction.
    """
    found = None
    with database.map_session() as session, sessions.looked_up_in(session):
        signed_in = bool(current_user.is_authenticated)
        if signed_in and g.slug is not None and not _is_open(needs):
            found = accounts.access_for(session, current_user.id, g.slug, current_user.memberships)
            if found.access.here is not None:
                g.decisions = decisions(session, found.access.here.id)
    if signed_in:
        sessions.note_use(current_user)
    return signed_in, found


def _is_open(needs: str | Door) -> bool:
    """Whether a route is open to all, or to whoever holds its secret link."""
    return needs == PUBLIC or (isinstance(needs, Door) and bool(needs.secret))


def _enter_signed_in(needs: str | Door, found: accounts.Found | None) -> Answer:
    account = current_user
    g.language = account.language
    if not password_is_own(account):
        return redirect(url_for("accounts.choose_password"))
    if found is None:
        if needs != SIGNED_IN:
            raise NotFound()
        g.access = Access(account.id)
        put_in_force(Reach(account_id=account.id, read_only=_reads()))
    else:
        moved = _enter_space(found, needs)
        if moved is not None:
            return moved
    db.session.info["actor"] = Actor(account.id, account.display_name)
    for check in BEFORE_VIEW:
        answer = check()
        if answer is not None:
            return answer
    return None


ESCAPES = {"accounts.choose_password", "accounts.chosen_password", "accounts.sign_out"}
BEFORE_VIEW: list[Any] = []
"""Checks after the reach is set: the one-time form key registers itself here."""


@guard("entering.own_password")
def password_is_own(account: Any) -> bool:
    """Whether the account chose its password; until then only the pages to do so answer."""
    return not account.must_choose_password or request.endpoint in ESCAPES


def _enter_space(found: accounts.Found, needs: str | Door) -> Answer:
    access = found.access
    if access.here is None or not is_insider(access):
        raise NotFound()
    if found.moved_to:
        return lead_on(found.moved_to, 301 if _reads() else 308)
    g.access, g.standing = access, found.standing
    g.settings = {each.setting.name: each.value for each in g.decisions}
    if not module_is_on(str(request.endpoint).partition(".")[0]):
        raise NotFound()
    if not stands_open(access):
        raise Refused(
            _("This space was closed. Only those above it may still read it."), closed=True
        )
    if needs == MEMBER:
        put_in_force(
            Reach(sight=access.here.above, account_id=access.account_id, read_only=_reads())
        )
        return None
    permission = registry().permissions[str(needs)]
    if not has_right(access, permission):
        raise Refused(
            _("You need the right “%(right)s” in this space.", right=permission.label),
            permission=permission,
            ask=url_for("looks.asking") if may_ask_for(access, permission) else None,
        )
    put_in_force(reach_of(access, permission, read_only=_reads()))
    return None


def needs_of(endpoint: str | None) -> str | Door:
    """What an endpoint needs. Raises NotFound for one that never said."""
    if endpoint == "static":
        return PUBLIC
    if endpoint is None:
        raise NotFound()
    try:
        return ROUTES[endpoint]
    except KeyError:
        raise NotFound() from None


def finish(response: Response) -> Response:
    """Commit what a successful request did, undo what a failed one began.

    A look from above is noted before the page is sent: what cannot be noted is not shown.
    """
    if "connection_context" in g:
        if response.status_code < 400:
            db.session.commit()
            if g.access.looked and response.status_code < 300:
                note_look(g.access)
        else:
            db.session.rollback()
    return response


def leave(error: BaseException | None) -> None:
    """Give the connection back and forget the reach, whatever happened."""
    context = g.pop("connection_context", None)
    if context is not None:
        context.__exit__(None, None, None)
    put_in_force(None)


def _reads() -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS")
