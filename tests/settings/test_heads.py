"""The document head: usual for the kind, worded by the space, shown as documents show it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.cli.console import at_console
from portal.cli.demo import TREE
from portal.database import map_session
from portal.spaces.importing.loading import import_tree
from portal.spaces.letterheads import Letterhead, letterhead_of
from portal.spaces.models import Space
from portal.spaces.testing import standing_of
from portal.testing.client import Browser

SignIn = Callable[[str], Browser]
HEAD = "/s/xa-sen/head"
FORM = {"version": "0", "separator": "usual"}


def drawn(page: str) -> str:
    """The text of the letterhead on a page, without markup."""
    found = re.search(r'<div class="letterhead".*?</div>\s*</div>', page, re.S)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip()


def test_the_party_writes_its_head_with_a_star(as_: SignIn) -> None:
    text = drawn(as_("lan").get(HEAD).text)
    assert "ĐẢNG UỶ XÃ SEN * Số 12-KH/ĐU" in text
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "CỘNG HOÀ" not in text


RULES = {
    "huyen-uy-tan-hong": ("Huyện uỷ Tân Hồng", "Đảng Cộng sản Việt Nam", "Số 12-KH/HU", "star"),
    "dang-uy-thong-binh": ("Đảng bộ huyện Tân Hồng", "Số 12-KH/ĐU", "star"),
    "ubnd-huyen-tan-hong": ("Số: 12/KH-UBND", "Độc lập - Tự do - Hạnh phúc", "line"),
    "ubmttq-huyen-tan-hong": ("Số: 12/KH-MTTQ-BTT", "line"),
    "huyen-doan-tan-hong": ("Đoàn TNCS Hồ Chí Minh", "Số 12-KH/ĐTN", "star"),
    "ldld-huyen-tan-hong": ("Số: 12/KH-LĐLĐ", "line"),
}


def test_every_line_writes_as_its_rule_says(app: Flask) -> None:
    with app.app_context(), at_console():
        import_tree(TREE.read_bytes(), TREE.name)
    for slug, lines in RULES.items():
        with app.app_context(), map_session() as session:
            id = session.scalars(sa.select(Space.id).where(Space.slug == slug)).one()
            head = letterhead_of(standing_of(session, id), {})
        said = [head.superior, head.issuer, head.number(), *head.motto, head.separator]
        assert [line for line in lines if line not in said] == [], said


def test_place_and_day_are_written_as_the_rules_say() -> None:
    head = Letterhead("", "", "Tân Hồng", "HU", "Số {number}-{kind}/{sign}", (), "star", "")
    assert head.place_and_day(dt.date(2021, 1, 5)) == "Tân Hồng, ngày 05 tháng 01 năm 2021"
    assert head.place_and_day(dt.date(2021, 5, 27)) == "Tân Hồng, ngày 27 tháng 5 năm 2021"
    assert head.number(5, "QĐ") == "Số 05-QĐ/HU"
    assert head.number(127, "QĐ") == "Số 127-QĐ/HU"


def test_a_space_words_its_head_for_itself_alone(
    as_: SignIn, kept: Callable[..., Any], events: Callable[..., Any]
) -> None:
    lan = as_("lan")
    form = {
        **FORM,
        "issuer": "Ban Dân vận xã Sen",
        "number": "Số {number}/{sign}",
        "sign": "BDV",
        "motto": "Việt Nam / Độc lập",
        "separator": "line",
    }
    assert lan.send(HEAD, form).status_code == 303
    text = drawn(lan.get(HEAD).text)
    assert "BAN DÂN VẬN XÃ SEN Số 12/BDV VIỆT NAM Độc lập" in text
    assert "BAN DÂN VẬN" not in drawn(as_("thu").get("/s/phu-nu-xa-sen/head").text)
    assert "Ban Dân vận xã Sen" in lan.get("/s/xa-sen/").text
    assert events("xa-sen") == [("spaces.head_changed", "Đảng uỷ xã Sen")]
    assert len(kept("spaces.head_issuer")) == 1

    undo = re.search(r"/s/xa-sen/history/\d+/undo", lan.get(HEAD).text)
    again = lan.send(HEAD, {**form, "version": "5", "sign": "BD"})
    assert again.status_code == 303
    undo = re.search(r"/s/xa-sen/history/\d+/undo", lan.get(HEAD).text)
    assert undo is not None and lan.send(undo[0]).status_code == 303
    assert "Số 12/BDV" in drawn(lan.get(HEAD).text)
    assert kept("spaces.head_issuer") == [("xa-sen", "Ban Dân vận xã Sen", 1)]


def test_what_is_left_empty_is_as_usual_again(as_: SignIn, kept: Callable[..., Any]) -> None:
    lan = as_("lan")
    lan.send(HEAD, {**FORM, "place": "Đồng Sen"})
    assert "Đồng Sen, ngày" in drawn(lan.get(HEAD).text)
    assert lan.send(HEAD, {**FORM, "version": "1"}).status_code == 303
    assert "Đồng Sen, ngày" not in drawn(lan.get(HEAD).text)
    assert kept("spaces.head_place") == [("xa-sen", None, 2)]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("number", "Số 12"),
        ("number", "Số {number}-{year}"),
        ("number", "Số {number}-{"),
        ("number", "Số {number!x}"),
        ("number", "{number.__class__}"),
        ("number", "{}{number}"),
        ("number", "{number:>99999999999}"),
        ("motto", "một / hai / ba"),
        ("motto", "một / "),
        ("issuer", "x" * 201),
        ("separator", "dots"),
    ],
)
def test_a_line_that_cannot_be_is_sent_back(
    as_: SignIn, events: Callable[..., Any], field: str, typed: str
) -> None:
    lan = as_("lan")
    answer = lan.send(HEAD, {**FORM, "place": "Đồng Sen", field: typed})
    assert answer.status_code == 422
    assert "Đồng Sen" in answer.text
    assert 'aria-invalid="true"' in answer.text or 'class="err"' in answer.text
    preview = lan.get(f"{HEAD}/preview", query_string={field: typed})
    assert preview.status_code == 200
    assert events("xa-sen") == []


def test_two_who_word_it_at_once_do_not_overwrite(as_: SignIn, kept: Callable[..., Any]) -> None:
    lan = as_("lan")
    assert lan.send(HEAD, {**FORM, "place": "Sen"}).status_code == 303
    stale = lan.send(HEAD, {**FORM, "place": "Sen Hồng"})
    assert stale.status_code == 409
    assert ">Sen<" in stale.text and ">Sen Hồng<" in stale.text
    assert kept("spaces.head_place") == [("xa-sen", "Sen", 1)]


def test_a_look_saves_nothing(as_: SignIn, events: Callable[..., Any]) -> None:
    lan = as_("lan")
    page = lan.send(HEAD, {**FORM, "issuer": "Ban thử", "preview": "1"})
    assert page.status_code == 200
    assert "BAN THỬ" in drawn(page.text) and 'value="Ban thử"' in page.text
    assert "BAN THỬ" in lan.get(f"{HEAD}/preview?issuer=Ban thử").text
    assert "&lt;B&gt;" in lan.get(f"{HEAD}/preview?issuer=<b>").text
    assert "BAN THỬ" not in drawn(lan.get(HEAD).text)
    assert events("xa-sen") == []


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [("lan", 200, 303), ("hoa", 200, 403), ("tam", 403, 403), ("minh", 404, 404), ("an", 404, 404)],
)
def test_who_words_the_head(as_: SignIn, who: str, reads: int, writes: int) -> None:
    someone = as_(who)
    assert someone.get(HEAD).status_code == reads
    assert someone.get(f"{HEAD}/preview").status_code == reads
    assert someone.send(HEAD, {**FORM, "place": "Sen"}).status_code == writes


def test_a_clerk_words_the_head_and_decides_no_setting(as_: SignIn, owner: sa.Connection) -> None:
    owner.exec_driver_sql(
        "insert into space_membership (account_id, in_space_id, role, valid_from)"
        " select a.id, s.id, 'clerk', '2020-01-01' from account a, space s"
        " where a.username = 'an' and s.slug = 'xa-sen'"
    )
    clerk = as_("an")
    assert clerk.send(HEAD, {**FORM, "place": "Sen"}).status_code == 303
    form = {"value": "Khác", "version": "1"}
    assert clerk.send("/s/xa-sen/settings/spaces.head_place", form).status_code == 403
    assert clerk.send("/s/xa-sen/settings/accounts.code_hours", form).status_code == 403
