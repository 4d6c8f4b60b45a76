"""The tree of the spaces an account may enter: two levels at once, and what a search finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ..accounts.queries import memberships_of
from ..database import db, on_the_map
from ..listing import PER_PAGE, Page, number_within
from ..locale import today
from ..text import clean, fold

MOST = 150
"""More spaces than this are not drawn under one; the list of that space has them all."""
FEW = 5
"""Where more spaces than this stand at the top, what is below them loads when they are opened."""
# A space stands under the one that leads it; where that one may not be entered, under the nearest
# of its own line: a commune's Women's Union under the district's.
PLACED = """
    with mine as (select unnest(cast(:mine as int[])) as id),
    entered as (
        select s.id from mine join space s using (id)
        where s.closed_on is null or s.closed_on > :today
        union
        select o.space_id from oversight o where o.overseer_id = any(cast(:whole as int[]))
    ),
    shown as materialized (
        select s.* from entered e join space s on s.id = e.id
        where :closed or s.closed_on is null or s.closed_on > :today
    ),
    nearest as materialized (
        select distinct on (s.id) s.id, above.id as under
        from shown s
        join oversight o on o.space_id = s.id
        join shown above on above.id = o.overseer_id and above.line = s.line
        join level v on v.name = above.level
        where s.parent_id is null or s.parent_id not in (select id from shown)
        order by s.id, v.rank desc, above.id
    ),
    placed as materialized (
        select s.id, s.slug, s.name, s.short_name, s.folded, s.line, s.level, s.kind, s.sort_key,
            s.closed_on, s.closed_on <= :today as closed, s.id in (select id from mine) as mine,
            coalesce(leader.id, nearest.under) as under
        from shown s
        left join shown leader on leader.id = s.parent_id
        left join nearest on nearest.id = s.id
    )
"""
BRANCHES = sa.text(
    PLACED
    + """
    , counted as (
        select under, count(*) as below from placed where under is not null group by under
    ),
    roots as (
        select p.id from placed p
        where case when :top = '' then p.under is null else p.slug = :top end
    ),
    wanted as (
        select p.*, 0 as depth from placed p where p.id in (select id from roots)
        union all
        select p.*, 1 from placed p
        where p.under in (select id from roots) and (select count(*) from roots) <= :few
    ),
    ranked as (
        select w.*, coalesce(c.below, 0) as below,
            row_number() over (
                partition by w.depth, w.under order by l.rank, k.rank, w.sort_key, w.id
            ) as place
        from wanted w
        join space_kind k on k.name = w.kind
        join level l on l.name = w.level
        left join counted c on c.under = w.id
    )
    select id, slug, name, short_name, under, depth, below, mine, coalesce(closed, false) as closed,
        (select count(*) from placed) as entered, (select count(*) from roots) as tops
    from ranked where place <= :most order by depth, place
    """
)
MATCHING = """
    placed p
    join space_kind k on k.name = p.kind
    join level l on l.name = p.level
    left join placed above on above.id = p.under
    where (:folded = '' or p.folded like :pattern escape '\\')
        and (:line = '' or p.line = :line)
        and (:level = '' or p.level = :level)
        and (not :only_closed or p.closed)
"""
FOUND = sa.text(
    PLACED
    + f"""
    select p.id, p.slug, p.name, k.label, k.label_en, l.label as level, l.label_en as level_en,
        above.short_name as under, p.closed_on, p.mine, count(*) over () as found
    from {MATCHING}
    order by l.rank, k.rank, p.sort_key, p.id
    limit {PER_PAGE} offset :offset
    """
)
COUNTED = sa.text(PLACED + f"select count(*) from {MATCHING}")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the tree; empty fields leave it whole."""

    q: str = ""
    line: str = ""
    level: str = ""
    state: str = ""
    under: str = ""
    page: int = 1

    @property
    def searches(self) -> bool:
        """Whether the answer is a list of what was found instead of the tree."""
        return bool(self.q or self.line or self.level or self.state)


@dataclass
class Branch:
    """A space of the tree with those that stand directly under it, or how many they are."""

    id: int
    slug: str
    name: str
    below: int
    mine: bool
    closed: bool
    branches: list[Branch] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """How many of those below are not drawn."""
        return self.below - len(self.branches) if self.branches else 0


@dataclass(frozen=True)
class Forest:
    """The topmost spaces an account may enter, each with those below; and how many in all."""

    roots: list[Branch]
    entered: int = 0
    left_out: int = 0


def forest_of(account_id: int, under: str = "") -> Forest:
    """The tree an account may enter, two levels of it: from the top, or from one space down.

    Empty where the account may not enter the space `under`.
    """
    rows = db.session.execute(BRANCHES, _in_tree(account_id, under)).all()
    branches = {
        row.id: Branch(row.id, row.slug, row.name, row.below, row.mine, row.closed) for row in rows
    }
    for row in rows:
        if row.depth == 1 and row.under in branches:
            branches[row.under].branches.append(branches[row.id])
    roots = [branches[row.id] for row in rows if row.depth == 0]
    return Forest(roots, rows[0].entered, rows[0].tops - len(roots)) if rows else Forest(roots)


def search(account_id: int, wanted: Wanted) -> Page[Any]:
    """A page of the spaces an account may enter that fit; a page beyond the last is the last."""
    values = {**_whose(account_id, closed=wanted.state in ("closed", "all")), **_values(wanted)}
    total = db.session.scalar(COUNTED, values) or 0
    number = number_within(wanted.page, total)
    rows = db.session.execute(FOUND, {**values, "offset": (number - 1) * PER_PAGE}).all()
    return Page(rows, number, total)


def _in_tree(account_id: int, under: str) -> dict[str, Any]:
    return {**_whose(account_id), "top": under, "most": MOST, "few": FEW}


def _values(wanted: Wanted) -> dict[str, Any]:
    folded = fold(clean(wanted.q))
    escaped = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "folded": folded,
        "pattern": f"%{escaped}%",
        "line": wanted.line,
        "level": wanted.level,
        "only_closed": wanted.state == "closed",
    }


def _whose(account_id: int, closed: bool = False) -> dict[str, Any]:
    with on_the_map():
        held = memberships_of(db.session, account_id)
    mine, whole = {m.space_id for m in held}, {m.space_id for m in held if m.unlimited}
    return {"mine": sorted(mine), "whole": sorted(whole), "closed": closed, "today": today()}
