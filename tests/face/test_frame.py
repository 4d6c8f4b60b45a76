"""The frame around a page is kept between pages: it must show nothing that is another's or past."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import repeat

import sqlalchemy as sa
from flask import Flask

from portal import frame
from portal.frame import Frame
from portal.testing.client import Browser

As = Callable[[str], Browser]
KEYS = re.compile(r'name="(csrf_token|form_key)" value="([^"]+)"')


def frame_of(text: str) -> str:
    return text[text.index("<header") : text.index("<main")]


def test_the_same_page_twice_differs_in_its_keys_alone(as_: As) -> None:
    lan = as_("lan")
    first, second = (frame_of(lan.get("/s/xa-sen/").text) for _ in range(2))
    assert KEYS.sub("", first) == KEYS.sub("", second)
    one_time = [
        value
        for text in (first, second)
        for name, value in KEYS.findall(text)
        if name == "form_key"
    ]
    assert len(one_time) >= 8
    assert len(set(one_time)) == len(one_time)


def test_forms_lead_back_to_the_page_that_they_stand_on(as_: As) -> None:
    lan = as_("lan")
    lan.get("/s/xa-sen/history?page=1")
    text = frame_of(lan.get("/s/xa-sen/history?q=a%26b&page=2").text)
    leads = set(re.findall(r'name="next" value="([^"]*)"', text))
    assert leads == {"/s/xa-sen/history?q=a%26b&amp;page=2"}


def test_nobody_is_shown_the_frame_of_another(as_: As) -> None:
    lan, hoa = as_("lan").get("/s/xa-sen/").text, as_("hoa").get("/s/huyen/").text
    (own,) = re.findall(r'popovertarget="account"><span>([^<]+)', lan)
    (other,) = re.findall(r'popovertarget="account"><span>([^<]+)', hoa)
    assert own != other
    assert other not in frame_of(lan)
    assert own not in frame_of(hoa)
    assert "/s/huyen/" not in frame_of(lan)


def test_a_changed_name_shows_on_the_next_page(as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    assert "Đổi Tên" not in lan.get("/s/xa-sen/").text
    renamed = "update account set display_name = 'Đổi Tên' where username = 'lan'"
    owner.execute(sa.text(renamed))
    owner.commit()
    assert "Đổi Tên" in frame_of(lan.get("/s/xa-sen/").text)


def test_what_a_frame_shows_is_escaped(app: Flask) -> None:
    shown = Frame(
        installation="<i>a",
        language="vi",
        theme="",
        account="<b>Lan",
        space='"><script>',
        level="&",
        urls=(),
        news=0,
        offered=(),
        all_spaces="/",
        switched_to="",
        menu=(),
    )
    with app.test_request_context("/?q=<script>"):
        text = frame.shown(shown, repeat("<input>"))
    assert "<script" not in text
    assert "<b>Lan" not in text
    assert "<i>a" not in text
    assert text.count("<input>") == text.count('method="post"')
