"""Who counts as standing above a space, and what a closed one still opens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.access import Access, Here, Membership
from portal.database import one_connection
from portal.notifications.queries import standing
from portal.reach import Reach, within
from portal.testing.client import Browser

As = Callable[[str], Browser]
pytestmark = pytest.mark.database
BELOW = "phu-nu-xa-sen"
OPEN_TO_MEMBERS = ("", "about", "roles", "inbox", "jobs")
CLOSE = sa.text("update space set closed_on = '2024-01-01' where slug = :slug")


def access(*memberships: Membership, closed: bool = False) -> Access:
    here = Here(1, "here", "Here", frozenset({2}), frozenset({4}), closed)
    below_of = {1: frozenset({2}), 4: frozenset({1, 2})}
    return Access(7, memberships, here, below_of)


def test_units_of_a_space_oversee_nothing() -> None:
    units = frozenset({901})
    assert access(Membership(4, "officer")).oversees
    assert not access(Membership(4, "officer", units)).oversees
    for space_id in (1, 4):
        assert access(Membership(space_id, "officer")).enters_below == {2}
        assert access(Membership(space_id, "officer", units)).enters_below == frozenset()


def test_who_heads_a_unit_above_is_a_stranger_below(as_: As) -> None:
    for page in OPEN_TO_MEMBERS:
        assert as_("lan").get(f"/s/{BELOW}/{page}").status_code == 200, page
        assert as_("sau").get(f"/s/{BELOW}/{page}").status_code == 404, page


def test_neither_tree_nor_search_leads_who_heads_a_unit_below(as_: As) -> None:
    for page in ("/spaces", "/spaces?q=sen", "/search?q=sen", "/"):
        assert f"/s/{BELOW}/" not in as_("sau").get(page).text, page
    assert f"/s/{BELOW}/" in as_("lan").get("/spaces").text
    assert f"/s/{BELOW}/" not in as_("sau").get("/s/xa-sen/about").text


def test_who_heads_a_unit_above_is_told_nothing_of_those_below(
    app: Flask, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    ids = dict(owner.execute(sa.text("select username, id from account")).tuples().all())
    with app.test_request_context(), one_connection(), within(Reach(map="read")):
        told = standing([ids["sau"], ids["lan"], ids["thu"]], space_ids[BELOW])
        assert set(told) == {ids["lan"], ids["thu"]}
        assert standing([ids["sau"]], space_ids["xa-sen"]) == [ids["sau"]]


def test_a_closed_space_opens_to_those_above_alone(as_: As, owner: sa.Connection) -> None:
    thu, lan = as_("thu"), as_("lan")
    assert f"/s/{BELOW}/" in thu.get("/").text
    owner.execute(CLOSE, {"slug": BELOW})
    for page in OPEN_TO_MEMBERS:
        assert thu.get(f"/s/{BELOW}/{page}").status_code == 403, page
        assert lan.get(f"/s/{BELOW}/{page}").status_code == 200, page
    for page in ("/", "/spaces", "/spaces?state=all", "/search?q=sen"):
        assert f"/s/{BELOW}/" not in thu.get(page).text, page
    assert f"/s/{BELOW}/" in lan.get("/spaces?state=all").text
