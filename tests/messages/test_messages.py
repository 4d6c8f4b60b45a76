"""A message to paste elsewhere: what it says and never says, and where its short link leads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.locale import date_text, today
from portal.messages.links import code_of, meant_by
from portal.spaces.models import Officer
from portal.testing.client import Browser

As = Callable[[str], Browser]
KIND = "spaces.offices_ending"
LINK = re.compile(r"http://[^/]+(/r/[A-Z2-7]+)")


@pytest.fixture
def ending(owner: sa.Connection, space_ids: dict[str, int]) -> dict[str, int]:
    """An office of both communes that ends in nine days, by slug."""
    owner.exec_driver_sql("update account set language = 'vi'")
    return {
        slug: int(
            owner.scalar(
                sa.insert(Officer)
                .values(
                    space_id=space_ids[slug],
                    person_name="Lê Thị Mận",
                    sort_key="man",
                    folded="le thi man",
                    office="Phó Bí thư",
                    valid_from=dt.date(2021, 1, 5),
                    valid_to=today() + dt.timedelta(days=9),
                )
                .returning(Officer.id)
            )
            or 0
        )
        for slug in ("xa-sen", "xa-lua")
    }


def text_of(page: str) -> str:
    (text,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    return str(text)


def link_of(page: str) -> str:
    return LINK.findall(text_of(page))[0]


def test_it_says_what_until_when_and_where(as_: As, ending: dict[str, int]) -> None:
    address = f"/s/xa-sen/message/{KIND}/{ending['xa-sen']}"
    inbox = as_("lan").get("/s/xa-sen/inbox").text
    assert f'href="{address}"' in inbox
    text = text_of(as_("lan").get(address).text)
    assert text.startswith("Đảng uỷ xã Sen: Chức vụ")
    assert f"Hạn: {date_text(today() + dt.timedelta(days=9))} (còn 9 ngày)." in text
    assert LINK.search(text)


def test_it_names_nobody(as_: As, ending: dict[str, int]) -> None:
    page = as_("lan").get(f"/s/xa-sen/message/{KIND}/{ending['xa-sen']}").text
    assert "Mận" not in page and "Lan" not in text_of(page)
    assert "Mận" in as_("lan").get("/s/xa-sen/inbox").text, "the inbox itself does"


def test_the_qr_is_a_picture_of_the_link(as_: As, ending: dict[str, int]) -> None:
    drawing = as_("lan").get(f"/s/xa-sen/message/{KIND}/{ending['xa-sen']}.svg")
    assert drawing.mimetype == "image/svg+xml"
    assert drawing.data.startswith(b"<?xml") and b"<path" in drawing.data


def test_a_row_of_others_or_done_is_unknown(
    as_: As, ending: dict[str, int], owner: sa.Connection
) -> None:
    for path in (
        f"/s/xa-sen/message/{KIND}/{ending['xa-lua']}",
        f"/s/xa-sen/message/{KIND}/999999",
        f"/s/xa-sen/message/khong-co/{ending['xa-sen']}",
        f"/s/xa-lua/message/{KIND}/{ending['xa-lua']}",
    ):
        assert as_("lan").get(path).status_code == 404
        assert as_("lan").get(f"{path}.svg").status_code == 404
    own = f"/s/xa-sen/message/{KIND}/{ending['xa-sen']}"
    unknown = as_("tam").get(f"/s/xa-sen/message/{KIND}/999999")
    forbidden = as_("tam").get(own)
    assert (forbidden.status_code, forbidden.data) == (404, unknown.data)
    owner.execute(sa.update(Officer).values(valid_to=None))
    assert as_("lan").get(own).status_code == 404


def test_the_link_leads_whoever_holds_the_right_and_nobody_else(
    as_: As, ending: dict[str, int]
) -> None:
    link = link_of(as_("lan").get(f"/s/xa-sen/message/{KIND}/{ending['xa-sen']}").text)
    led = as_("lan").get(link)
    assert (led.status_code, led.location) == (302, f"/s/xa-sen/officers/{ending['xa-sen']}")
    assert as_("lan").get(link.lower()).location == led.location
    unknown = as_("tam").get("/r/AAAAAAAAAAAAAAAA")
    for someone in ("tam", "sau", "minh", "thu", "hoa", "an", "dung"):
        answer = as_(someone).get(link)
        assert (answer.status_code, answer.location) == (404, None), someone
    assert as_("tam").get(link).data == unknown.data


def test_a_visitor_signs_in_first_and_then_gets_there(
    client: Browser, as_: As, ending: dict[str, int]
) -> None:
    link = link_of(as_("lan").get(f"/s/xa-sen/message/{KIND}/{ending['xa-sen']}").text)
    assert client.get(link).location == f"/sign-in?next={link}"


def test_a_changed_code_leads_nowhere(app: Flask) -> None:
    with app.app_context():
        code = code_of(KIND, 3, 70_000)
        assert meant_by(code, ["other", KIND]) == (KIND, 3, 70_000)
        assert meant_by(code, ["other"]) is None
        assert len(code) <= 16
        for at, sign in enumerate(code):
            other = "A" if sign != "A" else "B"
            changed = code[:at] + other + code[at + 1 :]
            assert meant_by(changed, [KIND]) is None, at


@pytest.mark.parametrize(
    "code", ["", "A", "=", "ÀÁ", "A" * 500, "AAAAAAAA", "1/2", "77777777777777"]
)
def test_what_is_no_code_is_no_fault(app: Flask, as_: As, code: str) -> None:
    with app.app_context():
        assert meant_by(code, [KIND]) is None
    assert as_("lan").get(f"/r/{code}").status_code == 404


def test_a_vacancy_is_told_below_without_a_name(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    owner.exec_driver_sql("update account set language = 'vi'")
    owner.exec_driver_sql(
        """update space_kind set offices = '[{"office": "Bí thư"}, {"office": "Chánh Văn phòng"}]'
        where name = 'commune_party'"""
    )
    address = f"/s/xa-sen/message/spaces.vacancies/{space_ids['xa-sen']}"
    assert f'href="{address}"' in as_("hoa").get("/s/huyen/officers/vacant").text
    page = as_("hoa").get(address).text
    assert "2 chức danh đang khuyết (Bí thư, Chánh Văn phòng)" in text_of(page)
    assert as_("tam").get(link_of(page)).location == "/s/xa-sen/officers/vacant"
    assert as_("minh").get(link_of(page)).status_code == 404
    elsewhere = f"/s/xa-sen/message/spaces.vacancies/{space_ids['xa-lua']}"
    assert as_("hoa").get(elsewhere).status_code == 404
