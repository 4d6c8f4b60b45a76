"""What every list page links to: its files, showing what the page shows, and the way in."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from markupsafe import Markup

from ..addressing import address
from ..entering import allowed, by_grant
from ..entering import registry as registered
from ..kept_parts import drawn
from ..plugins import Registry
from . import exporting, people_exporting
from .queries import may_fill


def init_app(app: Flask, registry: Registry) -> None:
    """Add the routes of every declared list, and offer its links to templates."""
    exporting.mount(app, registry)
    people_exporting.mount(app, registry)
    app.jinja_env.globals.update(sheet_links=sheet_links, list_links=list_links)


def sheet_links(name: str) -> dict[str, Any]:
    """The links of a list: `files`, addresses by ending, and `new`, where it is filled."""
    listed = registered().sheets[name]
    filled = listed.importable is not None and may_fill(listed) and allowed("imports.add")
    taken = allowed(listed.needs) and not by_grant(listed.needs)
    return {
        "files": exporting.urls_of_exports(name, request.args) if taken else {},
        "new": address("imports.new", name=name) if filled else "",
    }


def list_links(name: str) -> Markup:
    """The links of a list as buttons: its file, showing what the page shows, and the way in."""
    links = sheet_links(name)
    # The addresses of the files repeat what the reader searches.
    return drawn("imports/_links.html", links["files"], new=links["new"])
