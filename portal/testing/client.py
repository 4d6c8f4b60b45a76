"""A test browser that signs in as one of the cast and fills in forms' keys."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ..accounts.models import Account
from ..accounts.sessions import open_session
from ..database import map_session

TOKENS = re.compile(r'name="(csrf_token|form_key)"[^>]*value="([^"]+)"')


class Browser(FlaskClient):
    """Flask's test client, which takes the hidden tokens of a form from a page it has seen."""

    def sign_in_as(self, username: str) -> Browser:
        """Sign in without a password: opens a session in the database and sets its cookie."""
        app: Flask = self.application
        with app.test_request_context(), map_session(write=True) as session:
            account = session.scalars(sa.select(Account).where(Account.username == username)).one()
            token = open_session(session, account)
        with self.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return self

    def send(self, url: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Post a form with fresh tokens, as a person would from a page."""
        return self.post(url, data={**self.tokens(), **(data or {})}, **options)

    def tokens(self, page: str = "/") -> dict[str, str]:
        """The hidden tokens of a page: the forgery token and a one-time form key."""
        return dict(TOKENS.findall(self.get(page, follow_redirects=True).text))
