"""What the layout shows around a page: menu, space switcher, notices, all by right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session

from . import containing, entering, frame
from .access import Access
from .accounts.sessions import SignedIn
from .addressing import address
from .config import current_config
from .containing import Part
from .formkeys import fresh_keys
from .frame import Frame, MenuEntry, MenuGroup, OfferedSpace
from .locale import current_language, date_text
from .pages import GROUPS, Badge, MenuItem
from .spaces import heads, recent
from .waiting import waiting_here

LABELS = {
    "home": "",
    "organization": _l("Organization"),
    "activity": _l("Activity"),
    "planning": _l("Plans and reports"),
    "setup": _l("Setup"),
}


def init_app(app: Flask) -> None:
    """Offer the layout's values to every template."""
    app.jinja_env.globals.update(
        frame_around=lambda: frame.shown(frame_here(), fresh_keys()),
        allowed=entering.allowed,
        viewing_as_overseer=viewing_as_overseer,
        closing_notice=closing_notice,
        slot=containing.slot,
        links=links,
    )
    app.context_processor(values_of_request)
    if recent.remember_space not in entering.BEFORE_VIEW:
        entering.BEFORE_VIEW.append(recent.remember_space)


def values_of_request() -> dict[str, Any]:
    """Who is signed in and where, as the layout prints it."""
    account = _account()
    return {
        "current_account": account,
        "current_space": _space_here(),
        "theme": account.theme if account else None,
        "installation_name": current_config().installation_name,
        "current_language": current_language(),
        "save_data": request.headers.get("Save-Data", "").lower() == "on",
    }


def _account() -> SignedIn | None:
    """Who is signed in."""
    account = current_user._get_current_object() if "access" in g else None
    return account if account is not None and account.is_authenticated else None


def _access() -> Access:
    """What the account may do here; nothing before somebody was let in."""
    access: Access = g.get("access") or Access(None)
    return access


def _space_here() -> heads.ShownSpace | None:
    """The space of the address in the reader's words, None outside of any; made once for a page."""
    if "standing" not in g or _access().here is None:
        return None
    made_of = (g.standing, g.settings, current_language())
    known: tuple[Any, heads.ShownSpace] | None = g.get("shown_space")
    if known is None or any(a is not b for a, b in zip(known[0], made_of, strict=True)):
        known = g.shown_space = (made_of, heads.shown(g.standing, g.settings))
    return known[1]


def frame_here() -> Frame:
    """All that the frame around this page shows."""
    account, space, urls, to = _account(), _space_here(), links(), _from_here()
    tree = urls["tree"]
    return Frame(
        installation=current_config().installation_name,
        language=current_language(),
        theme=(account.theme or "") if account else "",
        account=account.display_name if account else "",
        space=space.short_name if space else "",
        level=space.level_name if space else "",
        urls=tuple(urls.items()),
        news=waiting_here().notices if account else 0,
        offered=_offered(account.id, to) if account else (),
        all_spaces=f"{tree}?to={to}" if to else tree,
        switched_to=to,
        menu=menu(),
    )


def menu() -> tuple[MenuGroup, ...]:
    """The side navigation of this space: only what the account may open."""
    if _access().here is None:
        return ()
    line = g.standing.space.line
    menu = [item for item in entering.registry().menu if not item.lines or line in item.lines]
    owned = [(item, item.endpoint.partition(".")[0]) for item in menu]
    items = entering.seen_here(owned, granted=True)
    items.sort(key=attrgetter("order", "endpoint"))
    badges, said, here = _badges(items), _said(), request.endpoint
    return tuple(
        MenuGroup(said(LABELS[group]), tuple([_entry(i, badges, said, here) for i in alike]))
        for group, alike in ((group, [i for i in items if i.group == group]) for group in GROUPS)
        if alike
    )


def _said() -> Callable[[Any], str]:
    """Says what a label of the menu is in the language of this page; looked up once for each."""
    kept: dict[str, dict[int, tuple[Any, str]]]
    kept = current_app.extensions.setdefault("menu_labels", {})
    known = kept.setdefault(current_language(), {})

    def said(label: Any) -> str:
        if id(label) not in known:
            # With the label itself, so that no other one ever gets its id.
            known[id(label)] = (label, str(label))
        return known[id(label)][1]

    return said


LINKS = {
    "home": "dashboard.my_spaces",
    "my_spaces": "dashboard.my_spaces",
    "tree": "spaces.tree",
    "search": "search.index",
    "notices": "notifications.index",
    "account": "accounts.my_account",
    "sessions": "accounts.my_sessions",
    "sign_out": "accounts.sign_out",
    "language": "accounts.choose_language",
    "theme": "accounts.choose_theme",
}


def links() -> dict[str, str]:
    """The addresses that stand on every page; what this portal lacks leads to the first page."""
    known: dict[str, str] | None = g.get("links")
    if known is None:
        views = current_app.view_functions
        known = g.links = {
            name: address(endpoint) if endpoint in views else "/"
            for name, endpoint in LINKS.items()
        }
    return known


def _offered(account_id: int, to: str) -> tuple[OfferedSpace, ...]:
    """The spaces that the switcher offers first, each with the address that leads into it."""
    here = _access().here
    return tuple(
        OfferedSpace(
            name=space.short_name,
            level_name=space.level_name,
            url=_way_into(space.slug, to),
            current=here is not None and space.id == here.id,
        )
        for space in recent.recent_spaces(account_id)
    )


def _way_into(slug: str, to: str) -> str:
    """The address that leads into another space: to this page there, where it has it."""
    if to:
        return address("spaces.switch", space=slug, to=to)
    return address("dashboard.overview", space=slug)


def _from_here() -> str:
    """The page that whoever changes space would like to see there; empty on an overview."""
    endpoint = request.endpoint or ""
    return endpoint if _access().here is not None and not endpoint.startswith("dashboard.") else ""


def viewing_as_overseer() -> Markup | None:
    """The sentence that tells a user from above whose space this is; None for its own members.

    Behind it stands the way to its people, or that this look at them enters its log.
    """
    access = _access()
    if access.here is None or access.is_member:
        return None
    said, way = _("You are viewing %(space)s from above."), _("Ask to look at its people")
    if access.looked:
        said = _(
            "You are looking at the people of %(space)s by its grant: its log notes this look."
        )
        way = _("See the grant")
    shown = Markup('{} <a data-no-print href="{}">{}</a>')
    return shown.format(said % {"space": access.here.name}, address("looks.asking"), way)


def closing_notice() -> str | None:
    """The sentence that tells since when, and why, this space is closed; None for an open one."""
    if "standing" not in g or _access().here is None or not heads.is_closed(g.standing.space):
        return None
    space = g.standing.space
    return _(
        "%(space)s was closed on %(day)s: %(reason)s (%(document)s). It can be read from above;"
        " nothing in it changes any more.",
        space=space.name,
        day=date_text(space.closed_on),
        reason=space.closed_reason or "",
        document=space.closed_document or "",
    )


def _badges(items: list[MenuItem]) -> dict[str, Badge]:
    """The badges of the menu by endpoint; one that cannot be counted is left out."""
    # A grant opens the page, but what waits in it is for the space's own people to do.
    badged = [(i, i.badge) for i in items if i.badge and not entering.by_grant(str(i.needs))]
    parts = [Part(item, partial(_count, badge)) for item, badge in badged if not item.contained]
    counted: list[tuple[MenuItem, Any]] = []
    counted += [(item, badge()) for item, badge in badged if item.contained]
    counted += zip((part.thing for part in parts), containing.ask_all("menu", parts), strict=True)
    return {
        item.endpoint: Badge(count) if isinstance(count, int) else count
        for item, count in counted
        if isinstance(count, int | Badge)
    }


def _entry(
    item: MenuItem, badges: dict[str, Badge], said: Callable[[Any], str], here: str | None
) -> MenuEntry:
    badge = badges.get(item.endpoint, NONE)
    return MenuEntry(
        label=said(item.label),
        icon=item.icon,
        url=address(item.endpoint),
        badge=badge.count,
        overdue=badge.overdue,
        current=here == item.endpoint,
    )


NONE = Badge(0)


def _count(badge: Callable[[], int | Badge], _session: Session) -> int | Badge:
    return badge()
