"""What the demo serves: the portal, packed as nginx packs it where the portal runs for real."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TEXTS = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml")
LEAST = 1000
"""Bytes below which packing is not worth it, as in portal/deploy/nginx.conf."""


def packed(app: WSGIApplication) -> WSGIApplication:
    """An application whose whole pages, style sheets, scripts and drawings go out as gzip."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        response = Response.from_app(app, environ)
        if _gains(response, environ):
            response.set_data(gzip.compress(response.get_data(), mtime=0))
            response.content_encoding = "gzip"
            response.vary.add("Accept-Encoding")
            tag, _weak = response.get_etag()
            if tag:
                response.set_etag(tag, weak=True)
        return response(environ, start_response)

    return serve


def _gains(response: Response, environ: WSGIEnvironment) -> bool:
    return (
        "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        and environ["REQUEST_METHOD"] != "HEAD"
        and response.status_code == 200
        and response.mimetype in TEXTS
        and response.content_encoding is None
        and (response.content_length or 0) >= LEAST
    )
