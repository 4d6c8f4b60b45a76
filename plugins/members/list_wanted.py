"""Which members an address asks for, and who may ask by membership of the Party."""

from __future__ import annotations

from typing import Any

from flask import g

from portal.addressing import row_number
from portal.entering import allowed
from portal.guards import guard
from portal.locale import today

from .mark_queries import NO, SEE, UNKNOWN, YES
from .queries import ON_THE_LIST, Wanted

FIRST_YEAR = 1930


def wanted_from(args: Any) -> Wanted:
    """The filter in an address; what cannot be read leaves the list as it usually is."""
    return Wanted(
        space_id=g.access.here.id,
        q=args.get("q", "").strip()[:100],
        unit=args.get("unit", type=row_number),
        hamlet=args.get("hamlet", type=row_number),
        kind=args.get("kind", ""),
        sex=args.get("sex", ""),
        age=args.get("age", ""),
        state=args.get("state", ON_THE_LIST),
        place=args.get("place", ""),
        file=args.get("file", ""),
        occupation=args.get("occupation", ""),
        trait=args.get("trait", ""),
        since=args.get("since", type=_year),
        until=args.get("until", type=_year),
        party=_party(args.get("party", "")),
    )


@guard("members.party_filter")
def may_ask_party() -> bool:
    """Whether a list may be narrowed by membership of the Party: for who holds its right alone."""
    return allowed(SEE)


def _party(typed: str) -> str:
    return typed if typed in (YES, NO, UNKNOWN) and may_ask_party() else ""


def _year(text: str) -> int:
    year = int(text)
    if not FIRST_YEAR <= year <= today().year:
        raise ValueError(text)
    return year
