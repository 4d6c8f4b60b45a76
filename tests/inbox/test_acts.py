"""What is done about an entry where it stands: who sees the button, and the way back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from portal.accounts.models import Account
from portal.imports.models import SheetImport
from portal.pages import InboxAct
from portal.spaces.models import Space
from portal.testing.client import Browser
from tests.inbox.conftest import Offer

As = Callable[[str], Browser]
DROP = re.compile(r'<form class="inline" method="post" action="(/s/[^"]*/drop)">')


def waiting() -> sa.Select[tuple[int, int, str, None]]:
    """Files that wait to be looked at."""
    i = SheetImport
    return sa.select(i.space_id, i.id, i.file_name, sa.cast(None, sa.Date)).where(i.state == "open")


@pytest.fixture
def files(owner: sa.Connection, space_ids: dict[str, int], offer: Offer) -> None:
    """A file that waits in a commune, in its neighbour and in the women's union below."""
    act = InboxAct("Bỏ tệp", "imports.drop", "import_id")
    offer(select=waiting, endpoint="imports.index", id_argument="", act=act)
    owner.exec_driver_sql("update account set language = 'vi'")
    for slug in ("xa-sen", "xa-lua", "phu-nu-xa-sen"):
        row = {"space_id": space_ids[slug], "list_name": "spaces.officers", "state": "open"}
        row |= {"account_id": 1, "account_name": "Nguyễn Thị Lan", "file_name": f"{slug}.xlsx"}
        import_id = owner.scalar(sa.insert(SheetImport).values(row).returning(SheetImport.id))
        owner.execute(
            sa.text(
                "insert into sheet_import_file (space_id, import_id, content)"
                " values (:space, :id, '')"
            ),
            {"space": space_ids[slug], "id": import_id},
        )


def test_the_button_stands_where_one_may_press_it(as_: As, files: None) -> None:
    page = as_("lan").get("/s/xa-sen/inbox").text
    assert "phu-nu-xa-sen.xlsx" in page, "seen from above, and not acted upon"
    assert [each.split("/")[2] for each in DROP.findall(page)] == ["xa-sen"]
    assert [each.split("/")[2] for each in DROP.findall(as_("lan").get("/inbox").text)] == [
        "xa-sen"
    ]
    above = as_("hoa").get("/s/huyen/inbox").text
    assert "xa-sen.xlsx" in above and DROP.findall(above) == []


@pytest.mark.parametrize("inbox", ["/inbox", "/s/xa-sen/inbox?source=test.ends"])
def test_after_the_act_one_is_back_on_the_list(as_: As, files: None, inbox: str) -> None:
    lan = as_("lan")
    page = lan.get(inbox).text
    back = re.findall(r'name="back_to_list" value="([^"]*)"', page)
    assert back == [inbox]
    done = lan.send(DROP.findall(page)[0], {"back_to_list": back[0]})
    assert (done.status_code, done.location) == (303, inbox)
    page = lan.get(inbox).text
    assert "<b>xa-sen.xlsx</b>" not in page and DROP.findall(page) == []
    assert "Đã bỏ tệp; không nhập gì." in page


@pytest.mark.parametrize(
    "back",
    ["//evil.example/inbox", "https://evil.example/s/x/inbox", "/s/xa-sen/people", "/inbox//evil"],
)
def test_no_act_leads_elsewhere(as_: As, files: None, back: str) -> None:
    lan = as_("lan")
    drop = DROP.findall(lan.get("/inbox").text)[0]
    assert lan.send(drop, {"back_to_list": back}).location == "/s/xa-sen/imports"


def test_an_act_that_fails_stays_where_it_failed(as_: As, files: None) -> None:
    lan = as_("lan")
    drop = DROP.findall(lan.get("/inbox").text)[0]
    lan.send(drop, {"back_to_list": "/inbox"})
    assert lan.send(drop, {"back_to_list": "/inbox"}).status_code in (404, 409)


def test_an_act_may_lead_on(as_: As, offer: Offer) -> None:
    def people() -> sa.Select[tuple[int, int, str, None]]:
        space = sa.text("(select id from space where slug = 'xa-sen')")
        return sa.select(
            sa.literal_column(space.text).label("space_id"),
            sa.literal(4).label("id"),
            sa.literal("x").label("title"),
            sa.cast(None, sa.Date).label("due"),
        )

    act = InboxAct("Tạo mã mới", "accounts.make_code", "person_id", leads_on=True)
    offer(select=people, act=act)
    page = as_("lan").get("/s/xa-sen/inbox").text
    assert 'action="/s/xa-sen/people/4/code"' in page
    assert "back_to_list" not in page


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_act_is_taken_back_where_it_was_pressed(
    new_page: Callable[..., Page], owner: sa.Connection, offer: Offer, scripts: bool
) -> None:
    """Disabled from the inbox, somebody is enabled again there, and waits there as before."""
    tam = sa.select(Account.id).where(Account.username == "tam")

    def enabled() -> sa.Select[tuple[int, int, str, None]]:
        here = sa.select(Space.id).where(Space.slug == "xa-sen").scalar_subquery()
        return sa.select(here, Account.id, Account.display_name, sa.cast(None, sa.Date)).where(
            Account.id == tam.scalar_subquery(), Account.disabled_at.is_(None)
        )

    act = InboxAct("Khoá tài khoản", "accounts.disable", "person_id")
    offer(select=enabled, act=act, on_the_map=True)
    page, inbox = new_page("lan", java_script_enabled=scripts), "/s/xa-sen/inbox?source=test.ends"
    page.goto(inbox)
    page.locator(".todo form button").click()
    expect(page).to_have_url(inbox)
    expect(page.locator(".todo li")).to_have_count(0)
    page.locator(".note.ok button").click()
    expect(page).to_have_url(inbox)
    expect(page.locator(".note.ok")).to_contain_text("Đã hoàn tác")
    expect(page.locator(".todo li")).to_have_count(1)
