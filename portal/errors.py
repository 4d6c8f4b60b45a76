"""The errors a rule may raise, and the pages they become."""

from __future__ import annotations

from typing import Any


class PortalError(Exception):
    """A rule said no; `message` is a sentence for the user, `status` the HTTP answer."""

    status = 400

    def __init__(self, message: Any = "", **details: Any) -> None:
        super().__init__(str(message))
        self.message = message
        self.details = details


class NotFound(PortalError):
    """It does not exist for this user, whether or not it exists for another."""

    status = 404


class Refused(PortalError):
    """The user is inside but lacks the right; `message` says which and whom to ask."""

    status = 403


class Stale(PortalError):
    """Somebody changed the record since the form was opened; details hold both values."""

    status = 409


class Invalid(PortalError):
    """The input breaks a rule; `field` names where, when one field is to blame."""

    status = 422

    def __init__(self, message: Any, field: str | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.field = field


class TooMany(PortalError):
    """Too many tries; details hold `retry_after` in seconds."""

    status = 429


class OutOfReach(RuntimeError):
    """A transaction began although nothing said whose rows it may touch: a programming fault."""
