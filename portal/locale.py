"""Language, dates and numbers as Vietnamese offices write them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
babel = Babel()


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


def date_text(value: dt.date | dt.datetime | None) -> str:
    """05/01/2021."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = value.astimezone(HERE)
    return f"{value:%d/%m/%Y}"


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
