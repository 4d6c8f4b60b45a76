"""How far an account may search: for each source, every space where it holds the source's right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..access import Access, Door, reach_of
from ..accounts.queries import accesses_of
from ..database import db, on_the_map
from ..entering import has_right, registry, stands_open
from ..inbox.offers import together
from ..pages import SearchSource
from ..reach import NOTHING, Reach
from ..spaces.switches import switched_off


@dataclass(frozen=True)
class Field:
    """A source, and the reaches it is searched within: one for each narrowing of roles."""

    source: SearchSource
    reaches: list[Reach]


def fields_of(account_id: int) -> list[Field]:
    """Every source that an account may search somewhere, in order.

    Rights are asked for in each space by the rule that opens its pages. Spaces where a module is
    off are left out, whoever asks. Bounded queries, however many spaces.
    """
    with on_the_map():
        accesses = accesses_of(db.session, account_id)
    known = registry()
    owners = {source.name: known.owner_of("search", source) for source in known.search}
    seen = NOTHING.union(*(a.here.below | {a.here.id} for a in accesses if a.here))
    off = switched_off(db.session, known, set(owners.values()), seen)
    fields = []
    for source in sorted(known.search, key=lambda source: source.order):
        held = together(_held(source, accesses))
        reaches = [_without(reach, off[owners[source.name]]) for reach in held]
        fields.append(Field(source, [reach for reach in reaches if reach.spaces]))
    return [field for field in fields if field.reaches]


def _held(source: SearchSource, accesses: Iterable[Access]) -> Iterable[Reach]:
    opened = "read" if source.on_the_map else ""
    for access in accesses:
        if access.here is None:
            continue
        if isinstance(source.needs, Door):
            own = frozenset({access.here.id}) if stands_open(access) else NOTHING
            entered = access.enters_below | own
            reach = Reach(spaces=entered, account_id=access.account_id, read_only=True)
        else:
            permission = registry().permissions[source.needs]
            if not has_right(access, permission):
                continue
            # What those above have published is found in their own spaces, by who may enter them.
            reach = replace(reach_of(access, permission, read_only=True), sight=NOTHING)
        yield reach.with_map(opened)  # type: ignore[arg-type]


def _without(reach: Reach, off: frozenset[int]) -> Reach:
    return replace(reach, spaces=reach.spaces - off, personal=reach.personal - off)
