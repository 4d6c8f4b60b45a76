"""Language, dates and numbers as Vietnamese offices write them."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from babel.support import Translations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


class KeptDomain(Domain):
    """The words of all catalogues, kept by language: a page asks for some fifty one by one."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._kept: dict[str, Translations] = {}

    def get_translations(self) -> Translations:
        """The words of the language in which the page speaks just now."""
        language = spoken()
        if not language:
            return super().get_translations()
        if language not in self._kept:
            self._kept[language] = super().get_translations()
        return self._kept[language]


class PortalBabel(Babel):
    """Flask-Babel, which keeps the words of an app."""

    @cached_property
    def domain_instance(self) -> KeptDomain:
        """Where the words of this app are found."""
        return KeptDomain(self.domain)


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The date in Viet Nam."""
    return now().astimezone(HERE).date()


def current_language() -> str:
    """The language of this page: the account's, else the visitor's cookie, else Vietnamese."""
    if not has_request_context():
        return "vi"
    chosen = getattr(g, "language", None) or request.cookies.get("language")
    return chosen if chosen in LANGUAGES else "vi"


def spoken() -> str:
    """The language in which words are looked up just now; none outside of an app.

    It is that of the page, but within force_locale(). Where Flask-Babel notes it, it is read at
    once: get_locale() asks the context five times over, and a page asks for it some seventy times.
    """
    noted = getattr(g._get_current_object(), "_flask_babel", None) if has_app_context() else None
    locale = getattr(noted, "babel_locale", None) or get_locale()
    return locale.language if locale else ""


def date_text(value: dt.date | dt.datetime | None) -> str:
    """05/01/2021."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = value.astimezone(HERE)
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def time_text(value: dt.datetime | None) -> str:
    """16:05, 05/01/2021, by the clock of Viet Nam."""
    return "" if value is None else f"{value.astimezone(HERE):%H:%M, %d/%m/%Y}"


def number_text(value: Any) -> str:
    """4.395 or 2,4: a point for thousands and a comma for decimals, in both languages."""
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def init_app(app: Flask, translations: list[str]) -> None:
    """Set up Flask-Babel over the catalogues of the core and of every module."""
    app.config["BABEL_DEFAULT_LOCALE"] = "vi"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(translations)
    babel = PortalBabel()
    babel.init_app(app, locale_selector=current_language, timezone_selector=lambda: str(HERE))
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = _worded
    app.add_template_filter(date_text, "date")
    app.add_template_filter(time_text, "time")
    app.add_template_filter(number_text, "number")


@pass_eval_context
def _worded(context: EvalContext, message: str, /, **variables: Any) -> str:
    """gettext() of templates, for what is not known until a page asks; see portal/wording.py."""
    said = get_translations().ugettext(message)
    if not context.autoescape:
        return str(said) % variables
    said = Markup(said)
    return said % variables if variables or "%" in said else said
