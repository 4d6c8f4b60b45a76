"""The page about a space, the banner of a closed one, former addresses, the switcher."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.database import db
from portal.spaces.heads import ISSUER, SUPERIOR, head_of
from portal.spaces.models import Space
from portal.spaces.testing import standing_of
from portal.testing.client import Browser

from .conftest import TAN_HONG, Console

SignIn = Callable[[str], Browser]
Run = Callable[..., tuple[int, str]]
ABOUT = "/s/xa-sen/about"


def main_of(browser: Browser, url: str) -> str:
    text = browser.get(url).text
    return text[text.index('id="main"') :]


@pytest.mark.parametrize(
    ("who", "status"),
    [("lan", 200), ("sau", 200), ("hoa", 200), ("minh", 404), ("dung", 404), ("an", 404)],
)
def test_who_reads_about_a_space(as_: SignIn, who: str, status: int) -> None:
    assert as_(who).get(ABOUT).status_code == status


def test_it_tells_kind_area_leader_and_what_it_leads(as_: SignIn) -> None:
    page = main_of(as_("lan"), ABOUT)
    for told in ("Đảng uỷ xã Sen", "commune_party", "TA", "01/01/2020", "Huyện uỷ Đồng Sen"):
        assert told in page
    assert 'href="/s/phu-nu-xa-sen/about"' in page
    assert 'href="/s/huyen/about"' not in page
    assert 'href="/s/huyen/about"' in main_of(as_("hoa"), ABOUT)


def test_who_administers_it_is_told_to_its_members_only(as_: SignIn) -> None:
    for member in ("tam", "sau"):
        assert "Nguyễn Thị Lan" in main_of(as_(member), ABOUT)
    assert "Đỗ Văn Dũng" not in main_of(as_("tam"), ABOUT)
    assert "Nguyễn Thị Lan" not in main_of(as_("hoa"), ABOUT)


def test_bodies_and_officers_are_told_to_who_may_see_them(
    as_: SignIn, owner: sa.Connection
) -> None:
    for slug in ("xa-sen", "xa-lua"):
        owner.execute(
            sa.text(
                "with b as (insert into body (space_id, code, name, valid_from)"
                " select id, 'KV', 'Khối Vận của ' || slug, '2020-01-01' from space"
                " where slug = :slug returning space_id, id)"
                " insert into officer (space_id, body_id, person_name, sort_key, office,"
                " in_charge_of_front, valid_from, valid_to)"
                " select space_id, id, name, 'x', 'Trưởng khối', true, '2020-01-01',"
                " cast(ends as date) from b, (values ('Lê Văn Nay', null),"
                " ('Lê Văn Xưa', '2020-12-31')) v(name, ends)"
            ),
            {"slug": slug},
        )
    page = main_of(as_("tam"), ABOUT)
    assert "Khối Vận của xa-sen" in page
    assert "Lê Văn Nay" in page
    assert "Lê Văn Xưa" not in page
    assert "xa-lua" not in page
    assert "Lê Văn Nay" in main_of(as_("hoa"), ABOUT)
    assert "Khối Vận" not in main_of(as_("sau"), ABOUT)


def test_the_head_is_that_of_an_official_document(run: Run, console: Console) -> None:
    run("import", TAN_HONG)
    with console(dry_run=True):
        heads = {}
        for slug in ("dang-uy-sa-rai", "hoi-lhpn-sa-rai", "trung-tam-chinh-tri-tan-hong"):
            id = db.session.scalars(sa.select(Space.id).where(Space.slug == slug)).one()
            heads[slug] = head_of(standing_of(db.session(), id), {})
        assert heads["dang-uy-sa-rai"].superior == "Đảng bộ huyện Tân Hồng"
        assert heads["hoi-lhpn-sa-rai"].superior == "Hội Liên hiệp Phụ nữ huyện Tân Hồng"
        assert heads["hoi-lhpn-sa-rai"].issuer == "Hội Liên hiệp Phụ nữ thị trấn Sa Rài"
        assert heads["trung-tam-chinh-tri-tan-hong"].superior == "Huyện uỷ Tân Hồng"
        own = {SUPERIOR: "Đảng bộ huyện", ISSUER: ""}
        worded = head_of(standing_of(db.session(), id), own)
        assert (worded.superior, worded.issuer) == (
            "Đảng bộ huyện",
            heads["trung-tam-chinh-tri-tan-hong"].issuer,
        )


def test_the_layout_says_where_one_is_in_the_own_language(
    as_: SignIn, owner: sa.Connection
) -> None:
    lan = as_("lan")
    page = lan.get(ABOUT).text
    assert "<small>Xã</small><b>Đảng uỷ xã Sen</b>" in page
    owner.exec_driver_sql("update account set language = 'en' where username = 'lan'")
    assert "<small>Commune</small><b>Đảng uỷ xã Sen</b>" in lan.get(ABOUT).text


def test_the_switcher_offers_the_last_spaces_first_and_only_those_still_open_to_one(
    as_: SignIn, owner: sa.Connection
) -> None:
    hoa = as_("hoa")

    def offered() -> list[str]:
        text = hoa.get("/").text
        spaces = text[text.index('class="spaces"') :]
        links = spaces[: spaces.index("</ul>")].split('<a href="')[1:]
        return [link.split('"')[0] for link in links]

    assert offered() == ["/s/huyen/", "/spaces"]
    for slug in ("xa-sen", "xa-lua", "xa-sen"):
        hoa.get(f"/s/{slug}/about")
    hoa.get("/s/huyen-xa/about")
    assert offered() == ["/s/xa-sen/", "/s/xa-lua/", "/s/huyen/", "/spaces"]
    owner.exec_driver_sql(
        "update space_membership set valid_to = '2021-01-01'"
        " where account_id = (select id from account where username = 'hoa')"
    )
    assert offered() == ["/spaces"]


@pytest.fixture
def renamed(owner: sa.Connection) -> None:
    """The commune Sen at its third address."""
    owner.exec_driver_sql(
        "insert into space_address (slug, in_space_id, until) select old, id, '2022-01-01'"
        " from space, (values ('sen-1'), ('sen-2')) v(old) where slug = 'xa-sen'"
    )


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize("former", ["sen-1", "sen-2"])
def test_a_former_address_leads_on_with_all_it_says(as_: SignIn, former: str) -> None:
    lan = as_("lan")
    answer = lan.get(f"/s/{former}/spaces?q=L%C3%BAa&sort=-name")
    assert answer.status_code == 301
    assert answer.location == "/s/xa-sen/spaces?q=L%C3%BAa&sort=-name"
    assert lan.get(f"/s/{former}/", follow_redirects=True).status_code == 200
    for who in ("minh", "an", "dung"):
        strange, unknown = as_(who).get(f"/s/{former}/about"), as_(who).get("/s/khong-co/about")
        assert strange.status_code == unknown.status_code == 404
    assert lan.get("/s/sen-1/spaces/khong-co/reopen").location.startswith("/s/xa-sen/")


@pytest.mark.usefixtures("renamed")
def test_a_form_sent_to_a_former_address_arrives_whole(as_: SignIn, owner: sa.Connection) -> None:
    data: dict[str, Any] = {"name": "Đảng uỷ xã Sen Hồng", "version": 1}
    lan, minh = as_("lan"), as_("minh")
    assert minh.send("/s/sen-1/about/rename", data).status_code == 404
    answer = lan.send("/s/sen-1/about/rename?from=mail", data)
    assert (answer.status_code, answer.location) == (308, "/s/xa-sen/about/rename?from=mail")
    lan.send("/s/sen-1/about/rename", data, follow_redirects=True)
    name = owner.scalar(sa.text("select name from space where slug = 'xa-sen'"))
    assert name == "Đảng uỷ xã Sen Hồng"


def test_a_closed_space_says_so_on_every_page(as_: SignIn, owner: sa.Connection) -> None:
    owner.exec_driver_sql(
        "update space set closed_on = '2022-01-01', closed_reason = 'Sáp nhập vào xã Lúa',"
        " closed_document = 'NQ 7' where slug = 'phu-nu-xa-sen'"
    )
    hoa = as_("hoa")
    for page in ("", "about", "spaces", "history"):
        text = main_of(hoa, f"/s/phu-nu-xa-sen/{page}")
        assert "Sáp nhập vào xã Lúa (NQ 7)" in text
    owner.exec_driver_sql("update space set closed_on = '2999-01-01' where slug = 'phu-nu-xa-sen'")
    assert "NQ 7)" not in main_of(hoa, "/s/phu-nu-xa-sen/")
