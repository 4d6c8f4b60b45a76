"""Which sources an account may see, and how far each reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import g

from .. import containing, entering
from ..access import Access, reach_of
from ..accounts.queries import accesses_of
from ..database import db, on_the_map
from ..pages import InboxSource
from ..reach import NOTHING, Reach
from ..spaces.settings import decided
from .acting import acted_in


@dataclass(frozen=True)
class Offer:
    """A source of things to do, and the reach it is read within."""

    source: InboxSource
    reach: Reach
    acted: frozenset[int] = NOTHING
    """The spaces in which the account may do the act of the source."""


def offers_here() -> list[Offer]:
    """The sources that this account may see in the space of the address."""
    access: Access = entering.by_role(g.access)
    reaches: dict[tuple[str, bool, bool], Reach] = {}
    offers = []
    for source in containing.offered("inbox"):
        alike = (source.needs, source.names_nobody, source.on_the_map)
        if alike not in reaches:
            reaches[alike] = reach_for(source, access)
        offers.append(Offer(source, reaches[alike], acted_in(source, [access])))
    return offers


def offers_everywhere(account_id: int) -> list[Offer]:
    """The sources that an account may see in any of its spaces, each with its right there.

    Spaces where the right is held alike are read together, so that there are about as many
    questions as sources however many spaces somebody works in.
    """
    with on_the_map():
        accesses = accesses_of(db.session, account_id)
        settings = {a.here.id: decided(db.session(), a.here.id) for a in accesses if a.here}
    offers: list[Offer] = []
    for source in entering.registry().inbox:
        permission = entering.registry().permissions[source.needs]
        owner = entering.registry().owner_of("inbox", source)
        held = [
            access
            for access in accesses
            if access.here is not None
            and entering.has_right(access, permission)
            and entering.module_is_on(owner, settings[access.here.id])
        ]
        acted = acted_in(source, held)
        reaches = together(reach_for(source, access) for access in held)
        offers += [Offer(source, reach, acted) for reach in reaches]
    return offers


def reach_for(source: InboxSource, access: Access) -> Reach:
    """How far a source may be read from the space of an access."""
    permission = entering.registry().permissions[source.needs]
    reach = reach_of(access, permission, read_only=True)
    if source.names_nobody:
        # It is taken at its word; and sources that read alike are asked in one question.
        reach = replace(reach, personal=NOTHING)
    return reach.with_map("read") if source.on_the_map else reach


def together(reaches: Iterable[Reach]) -> list[Reach]:
    """Join reaches that are narrowed alike; those narrowed otherwise must stay apart."""
    joined: dict[object, Reach] = {}
    for reach in reaches:
        alike = (reach.units, reach.bodies)
        known = joined.get(alike)
        joined[alike] = reach if known is None else _union(known, reach)
    return list(joined.values())


def _union(one: Reach, other: Reach) -> Reach:
    return replace(
        one,
        spaces=one.spaces | other.spaces,
        personal=one.personal | other.personal,
        sight=one.sight | other.sight,
    )
