"""Send a file to whoever was let through to its row: always to be saved, never to be shown."""

from __future__ import annotations

from typing import Protocol

from flask import Response, current_app, send_file

from ..errors import NotFound
from .actions import files

SHUT = "default-src 'none'; sandbox"
"""The policy of content under which a browser that shows it all the same may do nothing."""


class Sendable(Protocol):
    """What must be known of a file to send it: any row of files, or the result of a job."""

    @property
    def digest(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def media_type(self) -> str: ...

    @property
    def size(self) -> int: ...


def fetch(file: Sendable) -> bytes:
    """The bytes of a file, for work on them. Raises KeyError where they are lost."""
    with files().open(file.digest) as content:
        return content.read()


def as_attachment(file: Sendable) -> Response:
    """The bytes as a download. The rights are those of the route that found the row.

    Raises NotFound, and says so in the log, where the bytes are lost.
    """
    try:
        content = files().open(file.digest)
    except KeyError:
        current_app.logger.error("The bytes of file %s are lost", file.digest)
        raise NotFound() from None
    answer = send_file(
        content,
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=False,
        max_age=0,
    )
    answer.content_length = file.size
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SHUT
    return answer
