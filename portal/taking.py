"""What a GET that gives a file along writes down, and for whom alone it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import g, request

from .access import reach_of
from .audit import record
from .database import db
from .entering import registry
from .guards import guard
from .reach import current_reach, put_in_force

OWN = ("", "none", "same-origin")
"""What a browser says of a request that a page of the portal led to, or that was typed."""


@guard("taking.asked_here")
def is_asked_here() -> bool:
    """Whether the portal itself or a typed address led here, not a page of somebody else's.

    Such a request writes an event and may queue work, which no foreign link must bring about.
    """
    return request.headers.get("Sec-Fetch-Site", "") in OWN


@contextmanager
def noting(needs: str) -> Iterator[None]:
    """Let the block write to the log within the reach of a permission, before the page reads.

    The page's own transaction is READ ONLY; this one comes before it and commits.
    """
    reading = current_reach()
    assert reading is not None
    put_in_force(reach_of(g.access, registry().permissions[needs], read_only=False))
    try:
        yield
        db.session.commit()
    finally:
        put_in_force(reading)


def record_taken(label: str, rows: int, wanted: Mapping[str, Any], **more: Any) -> None:
    """Write down that a list was taken along: its name, how many rows, by which filter.

    `more` is what is noted of a list of people: the `reason`, and the `sha256` of the file.
    """
    after = {"list": label, "rows": rows, "filter": dict(wanted), **more}
    record("imports.exported", label, space_id=g.access.here.id, after=after)
