"""What every list page links to: its files, showing what the page shows, and the way in."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for

from ..entering import allowed
from ..entering import registry as registered
from ..plugins import Registry
from . import exporting
from .queries import may_fill


def init_app(app: Flask, registry: Registry) -> None:
    """Add the routes of every declared list, and offer its links to templates."""
    exporting.mount(app, registry)
    app.jinja_env.globals["sheet_links"] = sheet_links


def sheet_links(name: str) -> dict[str, Any]:
    """The links of a list: `files`, pairs of ending and address, and `new`, where it is filled."""
    listed = registered().sheets[name]
    filled = listed.importable is not None and may_fill(listed) and allowed("imports.add")
    return {
        "files": [(e, exporting.url_of_export(name, e, request.args)) for e in exporting.FORMATS]
        if allowed(listed.needs)
        else [],
        "new": url_for("imports.new", name=name) if filled else "",
    }
