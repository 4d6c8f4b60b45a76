"""The search across everything one may see: rights, modules, narrowing, text, pages."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g

from portal.access import Permission
from portal.accounts.models import SpaceMembership
from portal.pages import SearchSource
from portal.plugins import Plugin
from portal.search import reaching
from portal.settings import Setting
from portal.spaces.models import Body, Space
from portal.testing.client import Browser

pytestmark = pytest.mark.database
Found = Callable[..., dict[str, str]]
As = Callable[[str], Browser]


@pytest.fixture
def only(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make these the only sources; they belong to `owner`."""

    def offer(*sources: SearchSource, owner: str = "spaces") -> None:
        registry = app.extensions["portal"]
        monkeypatch.setattr(registry, "search", list(sources))
        for each in sources:
            monkeypatch.setitem(registry.owner, f"search {each.name}", owner)

    return offer


def bodies(folded: str) -> sa.Select[Any]:
    return sa.select(Body.space_id, Body.id, Body.name, sa.null()).order_by(Body.name)


BODIES = SearchSource("test.bodies", "Ban", "spaces.view", bodies, "dashboard.overview", "")


def add_body(owner: sa.Connection, space_id: int, name: str) -> int:
    return owner.scalar(  # type: ignore[return-value]
        sa.text(
            "insert into body (space_id, name, code, valid_from)"
            " values (:s, :n, :n, '2021-01-05') returning id"
        ),
        {"s": space_id, "n": name},
    )


def test_spaces_are_found_where_one_may_enter(found: Found) -> None:
    assert "/s/xa-sen/" in found("lan", "sen")
    assert "/s/phu-nu-xa-sen/" in found("lan", "sen")
    assert found("lan", "xã lúa") == {}, "the neighbour's"
    assert set(found("hoa", "xã")) == {
        "/s/xa-sen/",
        "/s/xa-lua/",
        "/s/phu-nu-xa-sen/",
        "/s/phu-nu-xa-lua/",
    }
    assert set(found("xuan", "lua")) == {"/s/phu-nu-xa-lua/"}, "along the own line"
    for nobody in ("an", "dung"):
        assert found(nobody, "sen") == {}, "a stranger, and one whose term ended"


def test_people_are_found_by_the_right_to_see_them(found: Found) -> None:
    assert "Nguyễn Thị Lan" in found("lan", "lan").values()
    assert "Nguyễn Thị Lan" in found("hoa", "lan").values(), "from above"
    for other in ("tam", "sau", "minh", "thu", "an", "dung", "xa"):
        assert "Nguyễn Thị Lan" not in found(other, "lan").values()


def test_a_find_leads_to_a_page_that_opens(as_: As, found: Found) -> None:
    for username in ("lan", "hoa", "xuan"):
        for address in found(username, "th"):
            assert as_(username).get(address).status_code == 200


@pytest.mark.parametrize("text", ["nguyễn thị", "NGUYEN THI", "thi nguyen", "guye", "  Nguyễn  "])
def test_text_is_folded_on_both_sides(found: Found, text: str) -> None:
    for form in ("NFC", "NFD"):
        assert "Nguyễn Thị Lan" in found("lan", unicodedata.normalize(form, text)).values()


@pytest.mark.parametrize("text", ["%", "%%", "__", "la_", "l%n", "\\", "' or 1=1 --"])
def test_signs_are_no_patterns(found: Found, text: str) -> None:
    assert found("lan", text) == {}


def test_who_begins_so_stands_first(found: Found, add_officer: Callable[..., None]) -> None:
    for name, folded in (("Cố Tâm", "co tam"), ("Tâm", "tam"), ("Hatam", "hatam")):
        add_officer("xa-sen", name, folded)
    names = [n for n in found("lan", "tam").values() if n.endswith(" 1")]
    assert names == ["Tâm 1", "Cố Tâm 1", "Hatam 1"]


def test_more_is_a_page_away(as_: As, found: Found, add_officer: Callable[..., None]) -> None:
    add_officer("xa-sen", "Lê Mẫu", "le mau", 60)
    first = as_("lan").get("/search?q=le+mau").text
    assert "Xem tất cả: Cán bộ" in first
    assert len(found("lan", "lê mẫu")) == 5
    pages = [found("lan", "le mau", source="spaces.officers", page=n) for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [25, 25, 10, 0]
    assert len(pages[0].keys() | pages[1].keys() | pages[2].keys()) == 60
    assert found("lan", "le mau", source="nonsense", page=-7) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Tên hoặc một phần tên"),
        ("a", "Gõ ít nhất hai chữ cái."),
        ("zzzz", "Không tìm thấy “zzzz”"),
        ("x" * 5000, "Không tìm thấy"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
    ],
)
def test_the_empty_states(as_: As, text: str, said: str) -> None:
    page = as_("lan").get("/search", query_string={"q": text})
    assert page.status_code == 200
    assert said in page.text


def test_a_visitor_is_sent_to_sign_in(client: Browser) -> None:
    assert client.get("/search?q=lan").status_code == 302


def test_a_select_that_asks_for_all_is_held_to_the_reach(
    only: Callable[..., None], found: Found
) -> None:
    def careless(folded: str) -> sa.Select[Any]:
        return sa.select(Space.id, Space.id, Space.name, sa.null())

    def roles(folded: str) -> sa.Select[Any]:
        m = SpaceMembership
        return sa.select(m.in_space_id, m.id, m.role, sa.null())

    only(
        replace(BODIES, select=careless),
        replace(BODIES, name="test.roles", select=roles, on_the_map=True),
    )
    assert set(found("minh", "xx")) == {"/s/xa-lua/", "/s/phu-nu-xa-lua/"}


def test_a_module_that_is_off_does_not_answer(
    app: Flask,
    owner: sa.Connection,
    monkeypatch: pytest.MonkeyPatch,
    only: Callable[..., None],
    found: Found,
    space_ids: dict[str, int],
) -> None:
    registry = app.extensions["portal"]
    core = registry.plugins[0]
    visits = Plugin("visits", "plugins.visits", "Visits", (), None, core.code, core.folder)
    monkeypatch.setattr(registry, "plugins", [*registry.plugins, visits])
    switch = Setting("modules.visits", "Visits", True, bool)
    monkeypatch.setitem(registry.settings, switch.name, switch)
    only(BODIES, owner="visits")
    for slug in ("huyen", "xa-sen", "phu-nu-xa-sen", "xa-lua"):
        add_body(owner, space_ids[slug], f"Ban {slug}")
    assert len(found("hoa", "ban")) == 4
    owner.execute(
        sa.text(
            "insert into space_setting (in_space_id, name, value)"
            " values (:s, 'modules.visits', 'false')"
        ),
        {"s": space_ids["xa-sen"]},
    )
    assert set(found("hoa", "ban")) == {"/s/huyen/", "/s/xa-lua/"}
    assert found("lan", "ban") == {}


def test_narrowed_roles_keep_to_their_units(
    app: Flask,
    owner: sa.Connection,
    monkeypatch: pytest.MonkeyPatch,
    only: Callable[..., None],
    found: Found,
    space_ids: dict[str, int],
) -> None:
    right = Permission(
        "spaces.narrow", "Narrow", roles=("viewer", "branch_head"), narrows=True, descends=True
    )
    monkeypatch.setitem(app.extensions["portal"].permissions, right.name, right)

    def events(folded: str) -> sa.Select[Any]:
        event = sa.table("event", *map(sa.column, ("space_id", "id", "subject_name")))
        return sa.select(event.c.space_id, event.c.id, event.c.subject_name, sa.null())

    only(
        replace(
            BODIES,
            needs=right.name,
            select=events,
            endpoint="history.details",
            id_argument="event_id",
        )
    )
    for number, (slug, unit) in enumerate((("xa-sen", 901), ("xa-sen", 902), ("xa-lua", 902)), 1):
        owner.execute(
            sa.text(
                "insert into event (space_id, seq, at, verb, subject_type, subject_name, unit_id,"
                " payload_hash, prev_hash, hash)"
                " values (:s, :q, now(), 'x', 'x', :n, :u, '', '', '')"
            ),
            {"s": space_ids[slug], "q": number, "n": f"{slug} {unit}", "u": unit},
        )
    owner.execute(
        sa.text(
            "insert into space_membership (account_id, in_space_id, role, valid_from)"
            " select id, :s, 'viewer', '2020-01-01' from account where username = 'sau'"
        ),
        {"s": space_ids["xa-lua"]},
    )
    assert sorted(found("sau", "xx").values()) == ["xa-lua 902", "xa-sen 901"]
    assert sorted(found("bay", "xx").values()) == ["xa-sen 902"]


def test_a_source_that_raises_costs_its_own_line(
    as_: As, only: Callable[..., None], owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    def raising(folded: str) -> sa.Select[Any]:
        raise ValueError("broken")

    def short(folded: str) -> sa.Select[Any]:
        return sa.select(Body.space_id, Body.id)

    only(
        replace(BODIES, name="test.raising", select=raising),
        replace(BODIES, name="test.short", select=short),
        BODIES,
    )
    add_body(owner, space_ids["xa-sen"], "Ban Thường vụ")
    page = as_("lan").get("/search?q=ban").text
    assert "Ban Thường vụ" in page
    assert page.count("(mã ") == 2


def test_one_is_found_among_ten_thousand(
    found: Found, add_officer: Callable[..., None], owner: sa.Connection
) -> None:
    add_officer("phu-nu-xa-sen", "Lê Mẫu", "le mau", 10_000)
    owner.execute(sa.text("analyze officer"))
    assert list(found("hoa", "mau 9999").values()) == ["Lê Mẫu 9999"]


def test_what_those_above_publish_is_not_found_from_below(as_: As, app: Flask) -> None:
    cookie = as_("thu").get_cookie("session")
    assert cookie is not None
    headers = {"Cookie": f"session={cookie.value}"}
    with app.test_request_context("/search", headers=headers):
        app.preprocess_request()
        fields = reaching.fields_of(g.access.account_id)
    assert fields and all(not reach.sight for field in fields for reach in field.reaches)
