"""What may be asked of the history: a filter in the address, read leniently."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .queries import Wanted


def wanted_from(args: Any) -> Wanted:
    """The filter in an address; what cannot be read leaves the list whole."""
    return Wanted(
        verb=args.get("verb", ""),
        account_id=args.get("person", type=int),
        since=args.get("since", type=dt.date.fromisoformat),
        until=args.get("until", type=dt.date.fromisoformat),
        subject_type=args.get("kind", ""),
        subject_id=args.get("row", type=int),
        text=args.get("q", "").strip(),
    )
