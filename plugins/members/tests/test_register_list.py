"""The list of members: found, filtered, sorted by its address; who sees which names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from plugins.units.tests.conftest import Found
from portal.testing.cast import UNIT_ONE, UNIT_TWO

from .register_ground import HERE, SLUG, As, Put, names

LAN, BE, NHU = "Nguyễn Thị Ánh Lan", "Trần Thị Bé", "Đặng Huỳnh Như"


@pytest.fixture
def three(put: Put, found: Found, hamlets: dict[str, int]) -> dict[str, int]:
    """Three members: one complete, one away, one who left."""
    other = found(SLUG, "Chi hội nghề đan lục bình", stands="commune")
    lan = put(
        LAN,
        birth_date=dt.date(1979, 3, 8),
        phone="0918402771",
        citizen_id="087179000123",
        joined_on=dt.date(2004, 3, 8),
        area_id=hamlets["An Tài"],
        card="PN-0042",
        occupation="farmer",
        traits={"core": True},
    )
    away = {"away_how": "working_away", "away_since": dt.date(2024, 1, 1)}
    be = put(BE, unit_id=other, birth_year=1996, kind="honorary", sex="male", **away)
    left = {"state": "left", "left_on": dt.date(2024, 5, 1), "left_how": "release"}
    return {"lan": lan, "be": be, "nhu": put(NHU, birth_year=1955, **left), "other": other}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [BE, LAN]),
        ("?q=anh+lan", [LAN]),
        ("?q=NGUYỄN+thị", [LAN]),
        ("?q=0918+402", [LAN]),
        ("?q=pn-0042", [LAN]),
        ("?q=087179000123", [LAN]),
        ("?q=0871790001", []),
        ("?q=%25", []),
        ("?state=left", [NHU]),
        ("?state=all", [BE, LAN, NHU]),
        ("?sex=male", [BE]),
        ("?kind=honorary", [BE]),
        ("?age=40_59", [LAN]),
        ("?age=to_30", [BE]),
        ("?age=from_60&state=all", [NHU]),
        ("?age=unknown", []),
        ("?place=present", [LAN]),
        ("?place=away", [BE]),
        ("?place=lost_contact", []),
        ("?file=complete", [LAN]),
        ("?file=some", [BE]),
        ("?file=birth", [BE]),
        ("?file=citizen", [BE]),
        ("?file=phone", [BE]),
        ("?occupation=farmer", [LAN]),
        ("?trait=core", [LAN]),
        ("?trait=core:x", []),
        ("?since=2004&until=2004", [LAN]),
        ("?since=2005", []),
        ("?until=2003", []),
        ("?sort=-name", [LAN, BE]),
        ("?sort=born", [LAN, BE]),
        ("?sort=-unit", [BE, LAN]),
        ("?sort=joined", [LAN, BE]),
        ("?unit=99999999999&hamlet=x&since=y&page=7&party=khac", [BE, LAN]),
    ],
)
def test_the_address_says_what_the_list_shows(
    as_: As, three: dict[str, int], query: str, expected: list[str], monkeypatch: Any
) -> None:
    assert names(as_("thu"), HERE + query) == expected


def test_members_are_found_by_unit_and_hamlet(
    as_: As, three: dict[str, int], hamlets: dict[str, int]
) -> None:
    thu = as_("thu")
    assert names(thu, f"{HERE}?unit={three['other']}") == [BE]
    assert names(thu, f"{HERE}?hamlet={hamlets['An Tài']}") == [LAN]
    assert names(thu, f"{HERE}?hamlet={hamlets['Chiến Thắng']}") == []


def test_the_row_says_what_is_missing(as_: As, three: dict[str, int]) -> None:
    page = as_("thu").get(HERE).text
    assert "Thiếu ngày sinh, số định danh, điện thoại" in page
    assert "0918 402 771" in page and "đi làm ăn xa" in page and "087179000123" not in page


def test_from_above_there_are_counts_and_no_names(as_: As, three: dict[str, int]) -> None:
    for who, place in (
        ("hoa", "/s/huyen/members/"),
        ("xuan", "/s/phu-nu-huyen/members/"),
        ("lan", "/s/xa-sen/members/"),
        ("hoa", HERE),
        ("xuan", HERE),
        ("xuan", f"{HERE}?q=lan&own=1"),
        ("xuan", f"{HERE}counts"),
    ):
        page = as_(who).get(place)
        assert page.status_code == 200
        assert "Không hiện tên ở đây" in page.text
        assert not any(name in page.text for name in (LAN, BE, NHU)), place
    assert "Hội LHPN xã Sen" in as_("hoa").get("/s/huyen/members/").text
    for who in ("hoa", "xuan"):
        assert as_(who).get(f"{HERE}{three['lan']}").status_code in (403, 404)
        assert as_(who).get(f"/s/{SLUG}/members/export/list.xlsx").status_code in (403, 404)
        assert LAN not in as_(who).get("/search?q=anh+lan").text


def test_a_neighbour_learns_nothing(as_: As, three: dict[str, int]) -> None:
    for who in ("minh", "xa", "an"):
        assert as_(who).get(HERE).status_code == 404
        assert as_(who).get(f"{HERE}{three['lan']}").status_code == 404
    assert as_("minh").get(f"/s/xa-lua/members/{three['lan']}").status_code == 404
    assert LAN not in as_("minh").get("/search?q=anh+lan").text


def test_the_head_of_a_branch_sees_the_own_members_only(
    as_: As, found: Found, put: Put, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    for unit, hamlet in ((UNIT_ONE, "An Tài"), (UNIT_TWO, "Chiến Thắng")):
        found(SLUG, f"Chi hội {unit}", hamlet, id=unit)
    own, other = put(LAN, unit_id=UNIT_ONE), put(NHU, unit_id=UNIT_TWO)
    owner.execute(
        sa.text("update space_membership set in_space_id = :to where role = 'branch_head'"),
        {"to": space_ids[SLUG]},
    )
    sau = as_("sau")
    assert names(sau, HERE) == [LAN]
    assert names(as_("bay"), HERE) == [NHU]
    assert sau.get(f"{HERE}{own}").status_code == 200
    assert sau.get(f"{HERE}{other}").status_code == 404
    assert NHU not in sau.get(f"{HERE}counts").text and "Chi hội 902" not in sau.get(HERE).text
    found_by_head = sau.get("/search?q=nhu").text + sau.get("/search?q=lan").text
    assert LAN in found_by_head and NHU not in found_by_head
    assert sau.get(f"{HERE}new").status_code == 403
    assert sau.get(f"{HERE}{own}/edit").status_code == 403


def test_the_party_is_no_filter_for_who_may_not_ask(
    as_: As, three: dict[str, int], owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    owner.execute(
        sa.text(
            "insert into members_party_mark (space_id, unit_id, membership_id, party_member)"
            " select space_id, unit_id, id, true from members_membership where id = :id"
        ),
        {"id": three["lan"]},
    )
    assert names(as_("thu"), f"{HERE}?party=yes") == [LAN]
    owner.execute(sa.text("update space_membership set role = 'clerk' where role = 'officer'"))
    clerk = as_("thu")
    assert names(clerk, f"{HERE}?party=yes") == [BE, LAN]
    assert "đảng viên" not in clerk.get(HERE).text.lower()


def test_a_page_takes_as_many_statements_for_1_as_for_1000_members(
    as_: As,
    put: Put,
    owner: sa.Connection,
    counting: Callable[[Callable[[], Any]], int],
) -> None:
    thu, taken = as_("thu"), []
    put(LAN)
    for more in (0, 999):
        owner.execute(
            sa.text(
                "with made as (insert into members_membership (space_id, unit_id, kind, sex)"
                " select space_id, unit_id, kind, sex from members_membership,"
                " generate_series(1, :more) returning space_id, unit_id, id)"
                " insert into members_person"
                " (space_id, unit_id, membership_id, name, sort_key, folded)"
                " select space_id, unit_id, id, 'Bà ' || id, 'x' || id, 'ba ' || id from made"
            ),
            {"more": more},
        )
        thu.get(HERE)
        shown: list[str] = []
        taken.append(counting(lambda shown=shown: shown.extend(names(thu, HERE))))
        assert len(shown) == min(more + 1, 25)
    assert taken[0] == taken[1]
