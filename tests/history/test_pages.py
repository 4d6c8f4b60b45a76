"""The history of a space: who reads it, what they find, what they may undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import CONSOLE, record
from portal.database import db
from portal.history.actions import erase_payload, notice_with_undo
from portal.history.models import Event
from portal.spaces.models import Body
from portal.testing.client import Browser
from tests.history.conftest import make_body
from tests.history.test_chain import Citizen

Writing = Callable[..., object]
SignIn = Callable[[str], Browser]
HISTORY = "/s/xa-sen/history"


@pytest.mark.usefixtures("renamed")
def test_the_history_shows_what_who_and_where(as_: SignIn) -> None:
    own = as_("lan").get(HISTORY).text
    assert "Khối Vận" in own
    assert "Nguyễn Thị Lan" in own
    assert "Ban Lúa" not in own
    above = as_("hoa").get("/s/huyen/history").text
    assert "Khối Vận" in above
    assert "Ban Lúa" in above
    assert "xã Lúa" in above


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize(
    ("who", "status"), [("tam", 403), ("sau", 403), ("minh", 404), ("an", 404), ("hoa", 200)]
)
def test_who_reads_the_history(as_: SignIn, who: str, status: int) -> None:
    assert as_(who).get(HISTORY).status_code == status


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("verb=test.body_renamed", {"Khối Vận"}),
        ("verb=test.body_made", {"Ban Dân vận"}),
        ("q=khối", {"Khối Vận"}),
        ("q=%25", set()),
        ("person=999999", set()),
        ("person=abc&since=yesterday&page=-1", {"Khối Vận", "Ban Dân vận"}),
        ("since=2999-01-01", set()),
        ("until=2000-01-01", set()),
        ("until=31/12/1999", set()),
        ("since=1/1/2099", set()),
        ("since=31/2/2099", {"Khối Vận", "Ban Dân vận"}),
        ("kind=body&row=999999", set()),
    ],
)
def test_the_filter_is_in_the_address(as_: SignIn, query: str, found: set[str]) -> None:
    text = as_("lan").get(f"{HISTORY}?{query}").text
    rows = text[text.index('id="main"') :]
    assert {name for name in ("Khối Vận", "Ban Dân vận") if f">{name}</td>" in rows} == found


def test_pages_are_in_the_address(as_: SignIn, writing: Writing) -> None:
    with writing("xa-sen") as (space,):
        for number in range(30):
            record("test.body_made", f"Việc {number}.", space_id=space)
    second = as_("lan").get(f"{HISTORY}?page=2").text
    assert "Việc 4." in second
    assert "Việc 5." not in second
    assert as_("lan").get(f"{HISTORY}?page=99").text.count("Việc 4.") == 1


def test_values_that_few_may_know_open_to_who_holds_their_right(
    as_: SignIn, writing: Writing
) -> None:
    with writing("xa-sen") as (space,):
        few = record("test.noted_for_few", "Việc kín", space_id=space, after={"phone": "0939"})
        own = record("test.noted_for_managers", "Việc", space_id=space, after={"phone": "0912"})
    lan = as_("lan")
    page = lan.get(f"{HISTORY}/{few.id}").text
    assert "Nội dung này chỉ ít người được xem" in page
    assert "0939" not in page
    assert "0912" in lan.get(f"{HISTORY}/{own.id}").text


def test_values_and_names_of_people_open_to_the_space_alone(
    as_: SignIn, writing: Writing, owner: sa.Connection
) -> None:
    with writing("xa-sen") as (space,):
        event = record(
            "test.body_made", Citizen(space, 7, "Nguyễn Văn Tí"), after={"phone": "0939"}
        )
    page = f"{HISTORY}/{event.id}"
    assert "0939" in as_("lan").get(page).text
    assert "Nguyễn Văn Tí" in as_("lan").get(HISTORY).text
    above = as_("hoa").get(HISTORY)
    assert above.status_code == 200
    assert "Nguyễn Văn Tí" not in above.text
    assert as_("hoa").get(page).status_code == 403
    assert as_("minh").get(page).status_code == 404
    assert as_("minh").get(page.replace("xa-sen", "xa-lua")).status_code == 404
    with writing("xa-sen"):
        erase_payload(db.session.scalars(sa.select(Event)).one(), "Asked for")
    after = as_("lan").get(page)
    assert after.status_code == 200
    assert "0939" not in after.text


@pytest.mark.usefixtures("renamed")
def test_a_day_of_the_filter_is_kept_as_it_is_written_here(as_: SignIn) -> None:
    lan = as_("lan")
    page = lan.get(f"{HISTORY}?since=31/2/2021&until=31/12/2098").text
    assert (
        'name="until" inputmode="numeric" size="10" autocomplete="off" value="31/12/2098"' in page
    )
    assert 'value="31/2/2021" aria-invalid="true" aria-describedby="since-error"' in page
    assert page.count('class="err"') == 1
    assert f'<a class="chip" href="{HISTORY}?since=31%2F2%2F2021">' in page, "takes `until` away"


def name_of_body(owner: sa.Connection) -> str | None:
    query = "select b.name from body b join space s on s.id = b.space_id where s.slug = 'xa-sen'"
    return owner.scalar(sa.text(query))


def test_undo_takes_the_act_back_once(
    app: Flask, as_: SignIn, renamed: int, owner: sa.Connection
) -> None:
    lan = as_("lan")
    assert f"{HISTORY}/{renamed}/undo" in lan.get(HISTORY).text
    answer = lan.send(f"{HISTORY}/{renamed}/undo")
    assert answer.status_code == 303
    assert name_of_body(owner) == "Ban Dân vận"
    assert f"{HISTORY}/{renamed}/undo" not in lan.get(HISTORY).text
    assert lan.send(f"{HISTORY}/{renamed}/undo").status_code == 409
    undone = owner.execute(
        sa.text("select verb, undoes_id, account_name from event where undoes_id is not null")
    ).all()
    assert [tuple(row) for row in undone] == [("history.undone", renamed, "Nguyễn Thị Lan")]
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_undo_refuses_what_has_changed_since(
    as_: SignIn, renamed: int, writing: Writing, owner: sa.Connection
) -> None:
    with writing("xa-sen"):
        db.session.execute(sa.update(Body).values(name="Another"))
    lan, pressed_on = as_("lan"), f"{HISTORY}?q=ban"
    for page, loaded in ((f"http://localhost{pressed_on}", 1), ("https://elsewhere.example/", 0)):
        refused = lan.send(f"{HISTORY}/{renamed}/undo", headers={"Referer": page})
        assert refused.status_code == 409
        assert refused.text.count(f'href="{pressed_on}"') == loaded
        assert 'href=""' not in refused.text, "the undo itself answers to no GET"
        assert "so hai giá trị" not in refused.text
    assert name_of_body(owner) == "Another"


def test_undo_needs_the_right_to_the_act_itself(
    as_: SignIn, renamed: int, writing: Writing, owner: sa.Connection
) -> None:
    owner.exec_driver_sql(
        "insert into space_membership (account_id, in_space_id, role, valid_from)"
        " select a.id, s.id, 'officer', '2020-01-01' from account a, space s"
        " where a.username = 'tam' and s.slug = 'xa-sen'"
    )
    tam = as_("tam")
    assert "/undo" not in tam.get(HISTORY).text
    assert tam.send(f"{HISTORY}/{renamed}/undo").status_code == 403
    assert as_("sau").send(f"{HISTORY}/{renamed}/undo").status_code in (403, 404)
    assert as_("minh").send(f"/s/xa-lua/history/{renamed}/undo").status_code == 404
    assert name_of_body(owner) == "Khối Vận"


def test_an_event_without_an_undo_cannot_be_undone(as_: SignIn, writing: Writing) -> None:
    with writing("xa-sen") as (space,):
        body = make_body(space, "A")
    assert body.id
    with writing("xa-sen"):
        event = db.session.scalars(sa.select(Event)).one()
    assert as_("lan").send(f"{HISTORY}/{event.id}/undo").status_code == 404


def test_a_notice_carries_the_way_back(app: Flask, as_: SignIn, owner: sa.Connection) -> None:
    """A view that renames a body tells so on the next page, with a working undo."""

    def rename() -> str:
        body = db.session.scalars(sa.select(Body)).one()
        body.name = "Khối Vận"
        event = record(
            "test.body_renamed", body, before={"name": "Ban Dân vận"}, after={"name": "Khối Vận"}
        )
        notice_with_undo(event, "Renamed the body.")
        return ""

    owner.exec_driver_sql(
        "insert into body (space_id, name, code, valid_from)"
        " select id, 'Ban Dân vận', 'x', '2020-01-01' from space where slug = 'xa-sen'"
    )
    lan = as_("lan")
    kept = app.view_functions["history.undo"]
    app.view_functions["history.undo"] = lambda event_id: rename()
    try:
        assert lan.send(f"{HISTORY}/1/undo").status_code == 200
    finally:
        app.view_functions["history.undo"] = kept
    assert name_of_body(owner) == "Khối Vận"
    page = lan.get(HISTORY).text
    notice = page[page.index("Renamed the body.") :]
    address = notice[notice.index('action="') + 8 :].split('"')[0]
    assert address.startswith(f"{HISTORY}/")
    assert lan.send(address).status_code == 303
    assert name_of_body(owner) == "Ban Dân vận"


def test_values_and_actors_are_told_in_words(as_: SignIn, writing: Writing) -> None:
    with writing("xa-sen") as (space,):
        db.session.info["actor"] = CONSOLE
        kept = {"role": "officer", "from": "2026-03-01", "accounts.code_hours": 30, "odd": True}
        event = record("test.body_renamed", make_body(space, "Ban Dân vận"), after=kept)
    lan = as_("lan")
    page = lan.get(f"{HISTORY}/{event.id}").text
    assert "Vai trò" in page
    assert "Cán bộ" in page
    assert "01/03/2026" in page
    assert "accounts.code_hours" not in page
    assert "có</td>" in page
    assert "máy chủ" in page
    assert "máy chủ" in lan.get(HISTORY).text
    assert "console" not in lan.get(HISTORY).text
