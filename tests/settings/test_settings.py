"""Settings of a space: where a value comes from, deciding it, giving it back, two at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.database import map_session
from portal.settings import Setting
from portal.spaces.settings import decided
from portal.testing.client import Browser

from .conftest import HOURS

SignIn = Callable[[str], Browser]
SETTINGS = "/s/xa-sen/settings"
PAGE = f"{SETTINGS}/{HOURS}"


def row_of(page: str, name: str = HOURS) -> str:
    """The text of a setting's row on the page of settings."""
    found = re.search(rf'<tr(?:(?!</tr>).)*settings/{name}".*?</tr>', page, re.S)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def in_force(app: Flask, slug: str, space_ids: dict[str, int]) -> dict[str, Any]:
    with app.app_context(), map_session() as session:
        return decided(session, space_ids[slug])


def test_the_page_says_whence_each_value_comes(as_: SignIn, decide: Callable[..., None]) -> None:
    lan = as_("lan")
    assert "72 mặc định của cổng" in row_of(lan.get(SETTINGS).text)
    decide("huyen", HOURS, 48)
    assert "48 kế thừa từ Huyện uỷ Đồng Sen" in row_of(lan.get(SETTINGS).text)
    decide("xa-sen", HOURS, 5)
    assert "5 quyết định tại đây" in row_of(lan.get(SETTINGS).text)
    assert "48 (kế thừa từ Huyện uỷ Đồng Sen)" in lan.get(PAGE).text


def test_a_decision_holds_below_until_it_is_given_back(
    app: Flask,
    as_: SignIn,
    kept: Callable[..., Any],
    events: Callable[..., Any],
    space_ids: dict[str, int],
) -> None:
    lan = as_("lan")
    assert lan.send(PAGE, {"value": "36", "version": "0"}).status_code == 303
    assert in_force(app, "phu-nu-xa-sen", space_ids) == {HOURS: 36}
    assert in_force(app, "xa-lua", space_ids) == {}
    assert lan.send(f"{PAGE}/inherit", {"version": "1"}).status_code == 303
    assert in_force(app, "phu-nu-xa-sen", space_ids) == {}
    assert kept() == [("xa-sen", None, 2)]
    assert [verb for verb, _ in events("xa-sen")] == [
        "spaces.setting_decided",
        "spaces.setting_inherited",
    ]


def test_an_inherited_value_passes_three_levels_but_no_closed_space(
    app: Flask, decide: Callable[..., None], owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    decide("huyen", HOURS, 48)
    decide("xa-sen", HOURS, 5)
    assert in_force(app, "phu-nu-xa-sen", space_ids) == {HOURS: 5}
    owner.exec_driver_sql("update space set closed_on = '2021-01-01' where slug = 'xa-sen'")
    assert in_force(app, "phu-nu-xa-sen", space_ids) == {HOURS: 48}
    assert in_force(app, "xa-sen", space_ids) == {HOURS: 5}
    owner.exec_driver_sql("update space set closed_on = '2999-01-01' where slug = 'xa-sen'")
    assert in_force(app, "phu-nu-xa-sen", space_ids) == {HOURS: 5}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Ghi một số nguyên"),
        ("ba ngày", "Ghi một số nguyên"),
        ("1,5", "Ghi một số nguyên"),
        ("99999999999999999999", "Ghi một số nguyên"),
        ("0", "Ghi một số từ 1 trở lên"),
        ("337", "Ghi một số không quá 336"),
    ],
)
def test_what_does_not_fit_is_sent_back_with_a_sentence(
    as_: SignIn, kept: Callable[..., Any], typed: str, sentence: str
) -> None:
    answer = as_("lan").send(PAGE, {"value": typed, "version": "0"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    assert kept() == []


def test_a_decision_made_meanwhile_is_not_overwritten(
    as_: SignIn, kept: Callable[..., Any]
) -> None:
    lan, again = as_("lan"), as_("lan")
    assert lan.send(PAGE, {"value": "36", "version": "0"}).status_code == 303
    answer = again.send(PAGE, {"value": "12", "version": "0"})
    assert answer.status_code == 409
    assert ">36<" in answer.text and ">12<" in answer.text
    assert again.send(f"{PAGE}/inherit", {"version": "0"}).status_code == 409
    assert kept() == [("xa-sen", 36, 1)]


def test_a_form_from_before_a_return_stays_stale(as_: SignIn, kept: Callable[..., Any]) -> None:
    lan = as_("lan")
    lan.send(PAGE, {"value": "36", "version": "0"})
    lan.send(f"{PAGE}/inherit", {"version": "1"})
    lan.send(PAGE, {"value": "24", "version": "2"})
    assert lan.send(PAGE, {"value": "9", "version": "1"}).status_code == 409
    assert kept() == [("xa-sen", 24, 3)]


def test_of_two_first_decisions_at_once_one_stands(as_: SignIn, kept: Callable[..., Any]) -> None:
    browsers = [as_("lan") for _ in range(4)]
    forms = [
        {**each.tokens(), "version": "0", "value": str(n + 10)} for n, each in enumerate(browsers)
    ]

    def send(pair: tuple[Browser, dict[str, str]]) -> int:
        return pair[0].post(PAGE, data=pair[1]).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(send, zip(browsers, forms, strict=True)))
    assert answers == [303, 409, 409, 409]
    assert [version for _, _, version in kept()] == [1]


def test_each_change_may_be_undone_unless_it_changed_since(
    as_: SignIn, kept: Callable[..., Any], events: Callable[..., Any]
) -> None:
    lan = as_("lan")
    lan.send(PAGE, {"value": "36", "version": "0"})
    undo = re.search(r"/s/xa-sen/history/\d+/undo", lan.get(SETTINGS).text)
    assert undo is not None
    assert lan.send(undo[0]).status_code == 303
    assert kept() == [("xa-sen", None, 2)]
    assert events("xa-sen")[-1] == (
        "spaces.setting_restored",
        "Số giờ dùng được của mã một lần",
    )
    lan.send(PAGE, {"value": "36", "version": "2"})
    undo = re.search(r"/s/xa-sen/history/\d+/undo", lan.get(SETTINGS).text)
    assert undo is not None
    lan.send(PAGE, {"value": "37", "version": "3"})
    assert lan.send(undo[0]).status_code == 409
    assert kept() == [("xa-sen", 37, 4)]


def test_the_same_value_again_is_no_event(as_: SignIn, events: Callable[..., Any]) -> None:
    lan = as_("lan")
    lan.send(PAGE, {"value": "36", "version": "0"})
    assert lan.send(PAGE, {"value": " 36 ", "version": "1"}).status_code == 303
    assert len(events("xa-sen")) == 1


@pytest.mark.parametrize(
    ("who", "reading", "writing"),
    [
        ("lan", 200, 303),
        ("hoa", 200, 403),
        ("tam", 403, 403),
        ("sau", 403, 403),
        ("minh", 404, 404),
        ("thu", 404, 404),
        ("an", 404, 404),
        ("dung", 404, 404),
    ],
)
def test_who_reads_and_who_decides(
    as_: SignIn, kept: Callable[..., Any], who: str, reading: int, writing: int
) -> None:
    someone = as_(who)
    assert someone.get(SETTINGS).status_code == reading
    assert someone.get(PAGE).status_code == reading
    assert someone.send(PAGE, {"value": "36", "version": "0"}).status_code == writing
    assert someone.send(f"{PAGE}/inherit", {"version": "1"}).status_code == writing
    assert bool(kept()) == (writing == 303)


def test_those_above_see_the_values_and_no_way_to_change_them(as_: SignIn) -> None:
    page = as_("hoa").get(PAGE)
    assert page.status_code == 200
    assert "<main" in page.text and 'name="value"' not in page.text


def test_an_unknown_setting_is_not_found(as_: SignIn) -> None:
    lan = as_("lan")
    for name in ("no.such", "modules.none", ".", "%00"):
        assert lan.get(f"{SETTINGS}/{name}").status_code in (404, 308)
        assert lan.send(f"{SETTINGS}/{name}", {"value": "1"}).status_code == 404


def test_a_value_of_another_type_than_declared_does_not_hold(
    app: Flask, decide: Callable[..., None], space_ids: dict[str, int]
) -> None:
    decide("huyen", HOURS, 48)
    decide("xa-sen", HOURS, "nine")
    decide("xa-sen", "gone.setting", 1)
    assert in_force(app, "xa-sen", space_ids) == {HOURS: 48}


@pytest.fixture
def local(app: Flask) -> Any:
    """A local setting, a choice and a switch, as a module would declare them."""
    declared = app.extensions["portal"].settings
    mine = [
        Setting("test.head", "Head", "", local=True),
        Setting("test.pace", "Pace", "slow", ("slow", "fast"), labels=("Chậm", "Nhanh")),
        Setting("test.sure", "Sure", True, bool),
        Setting("test.odd", "Odd", "a", check=lambda value: "No b." if "b" in value else None),
    ]
    declared.update({each.name: each for each in mine})
    yield mine
    for each in mine:
        del declared[each.name]


def test_a_local_setting_is_never_inherited(
    app: Flask, local: Any, decide: Callable[..., None], space_ids: dict[str, int]
) -> None:
    decide("huyen", "test.head", "HUYỆN UỶ")
    assert in_force(app, "huyen", space_ids) == {"test.head": "HUYỆN UỶ"}
    assert in_force(app, "xa-sen", space_ids) == {}


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("test.pace", "fast", "fast"),
        ("test.pace", "faster", None),
        ("test.pace", "", None),
        ("test.sure", "False", False),
        ("test.sure", "perhaps", None),
        ("test.head", "  Huyện   uỷ ", "Huyện uỷ"),
        ("test.head", "Uỷ", "Uỷ"),
        ("test.head", "x" * 201, None),
        ("test.odd", "ab", None),
        ("test.odd", "aa", "aa"),
    ],
)
def test_every_type_is_checked(
    as_: SignIn, local: Any, kept: Callable[..., Any], name: str, typed: str, value: Any
) -> None:
    answer = as_("lan").send(f"{SETTINGS}/{name}", {"value": typed, "version": "0"})
    assert answer.status_code == (422 if value is None else 303)
    assert kept(name) == ([] if value is None else [("xa-sen", value, 1)])


def test_answers_are_shown_in_words(as_: SignIn, local: Any, decide: Callable[..., None]) -> None:
    decide("huyen", "test.pace", "fast")
    page = as_("lan").get(SETTINGS).text
    assert "Nhanh kế thừa từ Huyện uỷ Đồng Sen" in row_of(page, "test.pace")
    assert "có mặc định của cổng" in row_of(page, "test.sure")
    for name, value in (("test.pace", "fast"), ("test.sure", "True")):
        form = as_("lan").get(f"{SETTINGS}/{name}").text
        assert re.search(rf'<input checked [^>]*name="value"[^>]*value="{value}"', form)
