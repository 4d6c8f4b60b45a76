"""Addresses: the space in them, what is alike in many, and which of them lie in this portal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus, urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from .guards import guard

LARGEST_ID = 2_147_483_647
"""The largest number that a row may have."""
KEPT = 20_000
"""How many addresses are kept: some forty for each space that somebody was in."""


def init_app(app: Flask) -> None:
    """Let templates build addresses."""
    app.jinja_env.globals.update(url_for=address, with_query=with_query, without=without)


def take_space(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the space out of the address, so that a view never sees it."""
    g.slug = values.pop("space", None) if values else None


def put_space(endpoint: str, values: dict[str, Any]) -> None:
    """Put the space of this request back into addresses built within it."""
    if (
        "space" not in values
        and g.get("slug")
        and current_app.url_map.is_endpoint_expecting(endpoint, "space")
    ):
        values["space"] = g.slug


def lead_on(slug: str, status: int) -> Response:
    """Redirect from a former address of a space; with 308 a form is sent on whole."""
    address = url_for(str(request.endpoint), **(request.view_args or {}), space=slug)
    query = request.query_string.decode()
    return redirect(f"{address}?{query}" if query else address, status)


def address_of_each(endpoint: str, argument: str, **values: Any) -> Callable[[int], str]:
    """The addresses of many rows, by their number: what is alike in them is built once."""
    values[argument] = LARGEST_ID
    pattern = url_for(endpoint, **values)
    before, _number, after = pattern.rpartition(str(LARGEST_ID))
    return lambda number: f"{before}{number}{after}"


@guard("addressing.own_address")
def is_own_address(target: str) -> bool:
    """Whether an address to go to lies in this portal; anything else would help a forger.

    No double slash anywhere in its path: what builds the Location header would make the host
    "//example.org" of "////example.org", where urlsplit() finds none.
    """
    if any(c.isspace() or not c.isprintable() for c in target) or "\\" in target:
        return False
    path = path_of(target)
    return path.startswith("/") and "//" not in path


def path_of(target: str) -> str:
    """An address without what is asked of it."""
    return re.split(r"[?#]", target, maxsplit=1)[0]


def own_or(target: str | None, otherwise: str) -> str:
    """The address that somebody asked to be led to where it lies in this portal, else another."""
    return target if target and is_own_address(target) else otherwise


def opens(path: str) -> bool:
    """Whether an address answers to a GET."""
    try:
        current_app.url_map.bind("").match(path.removeprefix(request.script_root), "GET")
    except HTTPException:
        return False
    return True


def row_number(text: str) -> int:
    """A number in an address that a row may have. Raises ValueError on any other."""
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


def led_from() -> str | None:
    """The page of this portal that led to this request, where it can be opened again."""
    left = urlsplit(request.referrer or "")
    page = f"{left.path}?{left.query}" if left.query else left.path
    own = left.netloc == request.host and is_own_address(page)
    return page if own and opens(left.path) else None


def address(endpoint: str, /, **values: Any) -> str:
    """url_for(), which builds an address once: for each space those without a number in them."""
    if endpoint[0] == "." or (values and not all(type(v) is str for v in values.values())):
        return url_for(endpoint, **values)
    here = vars(g._get_current_object())
    built: dict[tuple[Any, ...], str] | None = here.get("addresses")
    if built is None:
        kept = current_app.extensions.setdefault("addresses", {})
        built = here["addresses"] = kept.setdefault(request.script_root, {})
    key = (endpoint, here.get("slug"), *values.items()) if values else (endpoint, here.get("slug"))
    if key not in built:
        if len(built) >= KEPT:
            built.clear()
        built[key] = url_for(endpoint, **values)
    return built[key]


def with_query(changes: Mapping[str, Any]) -> str:
    """This page's address with some of its query changed; a value of None leaves the key out.

    The order starts again at the first page unless `page` is among the changes.
    """
    asked = [said for key, _value, said in _query() if key not in changes]
    asked += [_said(key, value) for key, value in changes.items() if value is not None]
    return _asked(asked)


def without(name: str, gone: Any = None) -> str:
    """This page's address without a filter, or without one value of it."""
    return _asked(
        [
            said
            for key, value, said in _query()
            if key != name or (gone is not None and value != str(gone))
        ]
    )


def _query() -> list[tuple[str, str, str]]:
    """What is asked of this page but its number: key, value, and both as they stand in a query."""
    known: list[tuple[str, str, str]] | None = request.environ.get(QUERY)
    if known is None:
        pairs = request.args.items(multi=True)
        known = [(key, value, _said(key, value)) for key, value in pairs if value and key != "page"]
        request.environ[QUERY] = known
    return known


QUERY = "portal.query"
"""Where a request keeps its query once it was taken apart."""


def _asked(said: list[str]) -> str:
    return f"{request.path}?{'&'.join(said)}" if said else request.path


def _said(key: str, value: Any) -> str:
    return f"{_plus(key)}={_plus(str(value))}"


def _plus(text: str) -> str:
    """A text as it stands in a query; most are a number or a word."""
    return text if text.isascii() and text.isalnum() else quote_plus(text)
