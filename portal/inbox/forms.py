"""What may be asked of the inbox: a filter in the address, read leniently."""

from __future__ import annotations

from typing import Any

from .gathering import Wanted


def wanted_from(args: Any) -> Wanted:
    """The filter in an address; what cannot be read leaves the list whole."""
    return Wanted(
        source=args.get("source", "").strip(),
        space=args.get("at", "").strip(),
        page=max(1, args.get("page", 1, type=int)),
    )
