"""Send a file to whoever was let through to its row: always to be saved, never to be shown."""

from __future__ import annotations

from flask import Response, current_app, send_file

from ..errors import NotFound
from .actions import files

SHUT = "default-src 'none'; sandbox"
"""The policy of content under which a browser that shows it all the same may do nothing."""


def as_attachment(digest: str, name: str, media_type: str) -> Response:
    """The bytes as a download. The rights are those of the route that found the row.

    Raises NotFound, and says so in the log, where the bytes are lost.
    """
    try:
        content = files().open(digest)
    except KeyError:
        current_app.logger.error("The bytes of file %s are lost", digest)
        raise NotFound() from None
    answer = send_file(
        content,
        mimetype=media_type,
        as_attachment=True,
        download_name=name,
        etag=False,
        max_age=0,
    )
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = SHUT
    return answer
