"""What every page needs around it: cookies, headers, proxies, globals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, g
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from werkzeug import routing
from werkzeug.middleware.proxy_fix import ProxyFix

from . import addressing, assets, cells, connecting, filters, formkeys, layout
from .accounts.sessions import SignedOut, load_session
from .addressing import LARGEST_ID
from .config import Config
from .guards import guard
from .locale import LANGUAGES
from .plugins import Plugin, PluginError, Registry
from .wording import WordedEnvironment

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
WITH_PEOPLE = {**HEADERS, "Cache-Control": "no-store"}
BESIDE = 1024 * 1024
"""Bytes that a form sends beside its file: the largest file that may be kept must pass."""
login = LoginManager()


class IntegerConverter(routing.IntegerConverter):
    """An id in an address; one too large for any row answers as an unknown one, not as a fault."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_ID, **kwargs})


class Forgery(CSRFProtect):
    """The protection against forged forms, as a guard that tests can take away."""

    @guard("web.forgery", without=None)
    def protect(self, *args: Any, **kwargs: Any) -> None:
        super().protect(*args, **kwargs)


csrf = Forgery()


def configure(app: Flask, settings: Config) -> None:
    """Turn the installation's settings into Flask's."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=connecting.OPTIONS,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        MAX_CONTENT_LENGTH=settings.max_upload + BESIDE,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=assets.YEAR,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_environment = WordedEnvironment
    app.url_map.converters["int"] = IntegerConverter
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]


def init_app(app: Flask, registry: Registry) -> None:
    """Hang sign-in, forgery protection, headers and template globals onto the app."""
    login.init_app(app)
    login.session_protection = None
    login.anonymous_user = SignedOut
    login.user_loader(load_session)
    csrf.init_app(app)
    formkeys.init_app(app)
    layout.init_app(app)
    addressing.init_app(app)
    assets.init_app(app, registry)
    cells.init_app(app)
    filters.init_app(app)
    app.after_request(add_headers)
    app.jinja_env.globals["languages"] = LANGUAGES


def mount(app: Flask, plugin: Plugin) -> None:
    """Add a module's routes and templates to the app."""
    assert plugin.module is not None
    try:
        app.register_blueprint(plugin.module)
    except (AssertionError, ValueError) as error:
        raise PluginError(f"{plugin.name}: {error}") from error


def add_headers(response: Response) -> Response:
    """Send the security headers; pages with people's data are kept by no cache."""
    wanted = WITH_PEOPLE if "connection_context" in g else HEADERS
    known = {name.lower() for name, _value in response.headers}
    response.headers.extend([each for each in wanted.items() if each[0].lower() not in known])
    return response


def translation_folders(plugins: list[Plugin]) -> list[str]:
    """The catalogues of the core and of every module, found by folder."""
    own = Path(__file__).resolve().parent.parent / "translations"
    found = [own, *(folder for p in plugins if (folder := p.subfolder("translations")))]
    return [str(folder) for folder in found]
