"""What no rule could make sense of is refused before anything asks the database."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, request
from flask_babel import gettext as _

from .errors import NotFound, PortalError
from .guards import guard

NUL = "\0"
"""The one character that PostgreSQL cannot keep or compare."""


def init_app(app: Flask) -> None:
    """Look at the address of a request before who sent it is asked, at its fields after that."""
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_address)
    app.before_request(refuse_fields)


@guard("readable.address", without=None)
def refuse_address() -> None:
    """Refuse an address that holds a NUL: no row has one. Raises NotFound."""
    if NUL in request.path:
        raise NotFound()


@guard("readable.fields", without=None)
def refuse_fields() -> None:
    """Refuse fields that hold a NUL, once who sent them may pass: an error of status 400."""
    if any(NUL in text for text in _texts()):
        raise PortalError(_("The request holds a character that cannot be read. Type it anew."))


def _texts() -> Iterator[str]:
    for fields in (request.args, request.form):
        for name, value in fields.items(multi=True):
            yield from (name, value)
    for name, file in request.files.items(multi=True):
        yield from (name, file.filename or "")
