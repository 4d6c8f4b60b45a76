"""Bodies of a space: listed with dates, added, renamed, ended, restored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser

from .conftest import undo_in

SignIn = Callable[[str], Browser]
BODIES = "/s/xa-sen/bodies"
DAY = ["31", "12", "2024"]


@pytest.fixture
def kept(owner: sa.Connection) -> Callable[[], list[tuple[Any, ...]]]:
    """Name, code, rank, end and version of the bodies of xa-sen, in order of id."""

    def look() -> list[tuple[Any, ...]]:
        found = owner.execute(
            sa.text(
                "select b.name, b.code, b.rank, b.valid_to, b.version from body b"
                " join space s on s.id = b.space_id where s.slug = 'xa-sen' order by b.id"
            )
        )
        return [tuple(row) for row in found]

    return look


def test_a_body_is_added_with_its_sign(as_: SignIn, bodies: Any, kept: Any, verbs: Any) -> None:
    lan = as_("lan")
    form = {"name": " Ban  Dân vận", "valid_from": ["1", "2", "2021"]}
    assert lan.send(f"{BODIES}/new", form).status_code == 303
    assert kept()[-1] == ("Ban Dân vận", "BDV", 3, None, 1)
    page = lan.get(BODIES).text
    assert "Ban Dân vận" in page and "từ 01/02/2021" in page
    assert verbs() == ["spaces.body_added"]
    twin = lan.send(f"{BODIES}/new", {**form, "name": "Ban Đảng vụ", "code": "bdv"})
    assert twin.status_code == 422
    assert "Đã có Ban Dân vận (BDV)" in twin.text
    assert 'value="Ban Đảng vụ"' in twin.text


def test_a_body_is_renamed_from_its_newest_version(as_: SignIn, bodies: Any, kept: Any) -> None:
    lan, url = as_("lan"), f"{BODIES}/{bodies['xa-sen', 'KV']}/edit"
    assert 'value="Khối Vận"' in lan.get(url).text
    form = {"name": "Khối Dân vận", "code": "KDV", "rank": "1", "version": "1"}
    assert lan.send(url, form).status_code == 303
    assert kept()[1] == ("Khối Dân vận", "KDV", 1, None, 2)
    stale = lan.send(url, {**form, "name": "Khối khác"})
    assert stale.status_code == 409
    assert "Khối Dân vận" in stale.text and "Khối khác" in stale.text
    same = {"name": "Ban Thường vụ", "code": "X", "version": "2"}
    assert lan.send(url, same).status_code == 422
    assert lan.send(url, {**form, "rank": "0", "version": "2"}).status_code == 422


def test_a_body_ends_when_nobody_holds_an_office_in_it(
    as_: SignIn, bodies: Any, sit: Any, kept: Any, owner: sa.Connection
) -> None:
    lan, url = as_("lan"), f"{BODIES}/{bodies['xa-sen', 'KV']}/end"
    sit("xa-sen", "Lê Thị Mận", "Trưởng Khối Vận", "KV")
    form = {"last_day": DAY, "version": "1"}
    refused = lan.send(url, form)
    assert refused.status_code == 422
    assert "Trước hết cho thôi chức vụ của Lê Thị Mận" in refused.text
    owner.exec_driver_sql("update officer set valid_to = '2024-12-31'")
    early = lan.send(url, {**form, "last_day": ["31", "7", "2020"]})
    assert early.status_code == 422
    assert lan.send(url, form).status_code == 303
    assert kept()[1][3:] == (dt.date(2024, 12, 31), 2)
    assert "Kết thúc" in lan.get(BODIES).text


def test_an_end_may_be_undone_or_restored_unless_a_successor_is_there(
    as_: SignIn, bodies: Any, kept: Any, verbs: Any
) -> None:
    lan, body = as_("lan"), bodies["xa-sen", "KV"]
    lan.send(f"{BODIES}/{body}/end", {"last_day": DAY, "version": "1"})
    assert lan.send(undo_in(lan.get(BODIES).text)).status_code == 303
    assert kept()[1][3:] == (None, 3)
    lan.send(f"{BODIES}/{body}/end", {"last_day": DAY, "version": "3"})
    undo = undo_in(lan.get(BODIES).text)
    assert lan.send(f"{BODIES}/{body}/restore", {"version": "3"}).status_code == 409
    assert lan.send(f"{BODIES}/{body}/restore", {"version": "4"}).status_code == 303
    assert lan.send(undo).status_code == 409
    lan.send(f"{BODIES}/{body}/end", {"last_day": DAY, "version": "5"})
    undo = undo_in(lan.get(BODIES).text)
    lan.send(f"{BODIES}/new", {"name": "Khối Vận", "valid_from": ["1", "1", "2025"]})
    refused = lan.send(f"{BODIES}/{body}/restore", {"version": "6"})
    assert refused.status_code == 422
    assert "Đã có Khối Vận (KV)" in refused.text
    assert lan.send(undo).status_code == 409
    assert verbs().count("spaces.body_restored") == 2


def test_a_neighbours_body_is_unknown_and_those_above_only_read(
    as_: SignIn, bodies: Any, kept: Any
) -> None:
    lan, foreign = as_("lan"), bodies["xa-lua", "KV"]
    form = {"last_day": DAY, "version": "1", "name": "Khác"}
    for page in ("edit", "end"):
        assert lan.get(f"{BODIES}/{foreign}/{page}").status_code == 404
        assert lan.send(f"{BODIES}/{foreign}/{page}", form).status_code == 404
    assert lan.send(f"{BODIES}/{foreign}/restore", form).status_code == 404
    own, before = bodies["xa-sen", "KV"], kept()
    for who, reads, writes in (("hoa", 200, 403), ("tam", 200, 403), ("minh", 404, 404)):
        someone = as_(who)
        page = someone.get(BODIES)
        assert page.status_code == reads
        assert f"/{own}/edit" not in page.text
        for verb in ("edit", "end", "restore"):
            assert someone.send(f"{BODIES}/{own}/{verb}", form).status_code == writes
    assert kept() == before
