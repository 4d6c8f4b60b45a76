"""Addresses: the space in them, what is alike in many, and which of them lie in this portal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from .guards import guard

LARGEST_ID = 2_147_483_647
"""The largest number that a row may have."""


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
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    return path.startswith("/") and "//" not in path


def own_or(target: str | None, otherwise: str) -> str:
    """The address that somebody asked to be led to where it lies in this portal, else another."""
    return target if target and is_own_address(target) else otherwise
