"""Static files of the core and of modules: an address names its content, so browsers keep it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, request, send_from_directory, url_for
from markupsafe import Markup

from .access import PUBLIC
from .modules import ROUTES
from .plugins import Registry

ENDPOINTS = ("static", "plugin_static")
YEAR = 31_536_000
ICON = Markup('<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>')
FIXED = (".woff2",)
"""Fonts are also named by style sheets, which give no version: a new font gets a new name."""


def init_app(app: Flask, registry: Registry) -> None:
    """Serve the static files of modules, and version every static address that is built."""
    folders = {p.name: p.subfolder("static") for p in registry.plugins if not p.core}

    @app.get("/static/<plugin>/+/<path:filename>", endpoint="plugin_static")
    def plugin_static(plugin: str, filename: str) -> Response:
        folder = folders.get(plugin)
        if folder is None:
            abort(404)
        return send_from_directory(folder, filename, max_age=YEAR)

    ROUTES["plugin_static"] = PUBLIC

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint not in ENDPOINTS:
            return
        name = str(values.get("filename", ""))
        if name.endswith(FIXED):
            return
        folder = folders.get(values.get("plugin", "")) if "plugin" in values else app.static_folder
        version = version_of(Path(folder or "") / name)
        if version:
            values["v"] = version

    app.after_request(keep_only_versions)
    add_drawings(app)


def add_drawings(app: Flask) -> None:
    """Let templates name static files and draw icons."""
    app.jinja_env.globals.update(asset=asset, icon=icon)


def asset(name: str) -> str:
    """The address of a static file of the core, which names its content."""
    made = _made()
    key = (request.script_root, name)
    if key not in made:
        made[key] = url_for("static", filename=name)
    return str(made[key])


def icon(name: str, kind: str = "") -> Markup:
    """A drawing from the sprite, with further classes if it needs them."""
    made = _made()
    key = (request.script_root, name, kind)
    if key not in made:
        made[key] = ICON.format(f"i {kind}".rstrip(), asset("sprite.svg"), name)
    return Markup(made[key])


def _made() -> dict[tuple[str, ...], str]:
    """What stands dozens of times on a page: made once for each place the app is served under."""
    made: dict[tuple[str, ...], str] = current_app.extensions.setdefault("drawings", {})
    return made


@lru_cache(maxsize=1024)
def version_of(path: Path) -> str:
    """Ten letters that change with the content of a file; nothing where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
    except OSError:
        return ""


def keep_only_versions(response: Response) -> Response:
    """Let browsers ask again for a file whose address would not change with it."""
    asked = request.endpoint in ENDPOINTS and response.status_code == 200
    if asked and not request.args.get("v") and not request.path.endswith(FIXED):
        response.headers["Cache-Control"] = "no-cache"
    return response
