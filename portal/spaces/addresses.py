"""Addresses of spaces: readable, unique among all that are and ever were, and stable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..text import slug
from .models import Area, Space, SpaceAddress


def candidates(short_name: str, area: Area, above: Area | None) -> list[str]:
    """Addresses a space may get, the most readable first: the name, then with what is around it."""
    base = slug(short_name)
    around = [slug(above.name)] if above else []
    kind = slug(area.kind)
    longer = [[base], [base, *around], [base, kind, *around], [base, area.code or kind]]
    return [address for address in dict.fromkeys("-".join(parts) for parts in longer) if address]


def taken_among(session: Session, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses that belong, or once belonged, to a space."""
    wanted = sa.bindparam("wanted", list(addresses), sa.ARRAY(sa.String))
    present = sa.select(Space.slug).where(Space.slug == sa.any_(wanted))
    former = sa.select(SpaceAddress.slug).where(SpaceAddress.slug == sa.any_(wanted))
    return set(session.scalars(present.union_all(former)))


def propose(wanted: list[list[str]], taken: set[str]) -> list[str]:
    """One free address for each list of candidates, whatever their order.

    A candidate that two of them share goes to neither: both get a longer one.
    """
    shared = Counter(address for choices in wanted for address in choices)
    used = set(taken)
    found = []
    for choices in wanted:
        address = next(a for a in _endless(choices) if a not in used and shared[a] < 2)
        used.add(address)
        found.append(address)
    return found


def free_address(session: Session, short_name: str, area: Area, above: Area | None) -> str:
    """A free address for one new space."""
    choices = candidates(short_name, area, above) or ["space"]
    numbered = [a for a, _ in zip(_endless(choices), range(30), strict=False)]
    return propose([choices], taken_among(session, numbered))[0]


def _endless(choices: list[str]) -> Iterator[str]:
    yield from choices
    number = 2
    while True:
        yield f"{choices[-1]}-{number}"
        number += 1
