"""What the inbox lists, for whom, in which order; and what a broken source costs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portal import containing
from portal.database import db
from portal.inbox import gathering
from portal.inbox.due import due_in
from portal.inbox.offers import together
from portal.locale import HERE, today
from portal.reach import Reach
from portal.spaces.models import Body
from portal.testing.client import Browser
from tests.inbox.conftest import Offer, Put, shown, titles

SignIn = Callable[[str], Browser]
SEN, ALL = "/s/xa-sen/inbox", "/inbox"


@pytest.fixture(autouse=True)
def vietnamese(app: Flask, owner: sa.Connection) -> None:
    owner.exec_driver_sql("update account set language = 'vi'")
    containing._resting.clear()


def test_the_most_overdue_stands_first_and_what_has_no_deadline_last(
    offer: Offer, put: Put, as_: SignIn
) -> None:
    offer()
    for name, days in (("Bốn", 2), ("Năm", None), ("Hai", -1), ("Một", -3), ("Ba", 0), ("Xa", 30)):
        put("xa-sen", name, days)
    rows = shown(as_("lan").get(SEN).text)
    assert [(kind, words, title) for kind, words, _url, title in rows] == [
        ("bad", "Quá hạn 3 ngày", "Một"),
        ("bad", "Quá hạn 1 ngày", "Hai"),
        ("warn", "Hạn hôm nay", "Ba"),
        ("warn", "Còn 2 ngày", "Bốn"),
        ("info", "Còn 30 ngày", "Xa"),
        ("off", "Không có hạn", "Năm"),
    ]


def test_the_deadline_is_printed_and_the_place_named(
    offer: Offer, put: Put, as_: SignIn, space_ids: dict[str, int]
) -> None:
    offer(endpoint="dashboard.overview", id_argument="body_id")
    put("phu-nu-xa-sen", "Ban A", 1)
    text = as_("lan").get(SEN).text
    tomorrow = today() + dt.timedelta(days=1)
    assert f"hạn {tomorrow:%d/%m/%Y}" in text
    assert "Nguồn test.ends · Hội LHPN xã Sen" in text
    (row,) = shown(text)
    assert re.fullmatch(r"/s/phu-nu-xa-sen/\?body_id=\d+", row[2])


@pytest.mark.database
@pytest.mark.parametrize(
    ("who", "slug", "wanted"),
    [
        ("lan", "xa-sen", {"Sen", "Phụ nữ Sen"}),
        ("minh", "xa-lua", {"Lúa"}),
        ("hoa", "huyen", {"Huyện", "Sen", "Phụ nữ Sen", "Lúa"}),
        ("hoa", "xa-sen", {"Sen", "Phụ nữ Sen"}),
        ("tam", "xa-sen", set()),
        ("sau", "xa-sen", set()),
        ("thu", "phu-nu-xa-sen", {"Phụ nữ Sen"}),
        ("xuan", "phu-nu-xa-sen", {"Phụ nữ Sen"}),
    ],
)
def test_each_sees_what_the_right_opens_and_no_neighbour(
    offer: Offer, put: Put, as_: SignIn, who: str, slug: str, wanted: set[str]
) -> None:
    offer()
    for place, name in (
        ("xa-sen", "Sen"),
        ("phu-nu-xa-sen", "Phụ nữ Sen"),
        ("xa-lua", "Lúa"),
        ("huyen", "Huyện"),
        ("huyen-xa", "Huyện xa"),
    ):
        put(place, name, 1)
    assert set(titles(as_(who).get(f"/s/{slug}/inbox").text)) == wanted


@pytest.mark.parametrize(
    ("who", "status"), [("lan", 200), ("tam", 200), ("minh", 404), ("an", 404), ("dung", 404)]
)
def test_who_opens_the_inbox_of_a_space(as_: SignIn, who: str, status: int) -> None:
    assert as_(who).get(SEN).status_code == status


def test_a_right_that_does_not_descend_lists_the_own_space_only(
    offer: Offer, put: Put, as_: SignIn
) -> None:
    offer(needs="test.own")
    put("xa-sen", "Sen", 1)
    put("phu-nu-xa-sen", "Phụ nữ Sen", 1)
    assert titles(as_("lan").get(SEN).text) == ["Sen"]
    assert titles(as_("hoa").get(SEN).text) == []
    assert titles(as_("lan").get(ALL).text) == ["Sen"]


def test_a_filter_by_source_and_by_space_is_in_the_address(
    offer: Offer, put: Put, as_: SignIn
) -> None:
    offer("test.one")
    offer(
        "test.two",
        select=lambda: gathering.sa.select(
            Body.space_id, Body.id, Body.name + " lần hai", Body.valid_to
        ),
    )
    put("xa-sen", "Sen", 1)
    put("phu-nu-xa-sen", "Phụ nữ", 2)
    lan = as_("lan")
    assert len(titles(lan.get(SEN).text)) == 4
    assert titles(lan.get(f"{SEN}?source=test.two").text) == ["Sen lần hai", "Phụ nữ lần hai"]
    assert titles(lan.get(f"{SEN}?at=phu-nu-xa-sen&source=test.one").text) == ["Phụ nữ"]
    for nothing in ("source=no.such", "at=xa-lua", "at=no-such"):
        text = lan.get(f"{SEN}?{nothing}").text
        assert titles(text) == []
        assert 'class="empty"' in text
        assert 'class="chip"' in text
    assert len(titles(lan.get(f"{SEN}?page=abc&source=").text)) == 4


def test_a_foreign_space_in_the_filter_answers_as_an_unknown_one(
    offer: Offer, put: Put, as_: SignIn
) -> None:
    offer()
    put("xa-sen", "Sen", 1)
    put("xa-lua", "Lúa", 1)
    lan = as_("lan")
    known, unknown = (
        re.sub(r"xa-lua|no-such|(?:value|content)=\"[^\"]*\"", "", lan.get(f"{SEN}?at={slug}").text)
        for slug in ("xa-lua", "no-such")
    )
    assert known == unknown


def test_pages_of_25_in_one_order_over_all_sources(offer: Offer, put: Put, as_: SignIn) -> None:
    offer("test.one")
    offer("test.two")
    for n in range(30):
        put("xa-sen", f"Ban {n:02}", n - 5)
    lan, seen = as_("lan"), []
    for page in (1, 2, 3):
        text = lan.get(f"{SEN}?page={page}").text
        seen.append(titles(text))
    assert [len(page) for page in seen] == [25, 25, 10]
    together_ = [title for page in seen for title in page]
    assert together_ == sorted(together_)
    assert len(set(together_)) == 30
    assert titles(lan.get(f"{SEN}?page=99").text) == seen[2]
    assert "60 việc" in lan.get(SEN).text
    assert "10 việc quá hạn" in lan.get(SEN).text


def test_beyond_a_thousand_a_filter_is_asked_for(
    offer: Offer, put: Put, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer()
    monkeypatch.setattr(gathering, "PAGES", 2)
    for n in range(51):
        put("xa-sen", f"Ban {n:02}", n)
    text = as_("lan").get(f"{SEN}?page=3").text
    assert "1.000" in text
    assert titles(text)[0] == "Ban 25"


def broken() -> sa.Select[tuple[int]]:
    raise RuntimeError("broken")


def slow() -> sa.Select[tuple[int, int, str, dt.date]]:
    return bodies_after_sleep


bodies_after_sleep = sa.select(Body.space_id, Body.id, Body.name, Body.valid_to).where(
    sa.func.pg_sleep(5).is_not(None)
)


@pytest.mark.parametrize(
    "fault",
    [
        broken,
        lambda: sa.select(Body.space_id, Body.id, Body.name),
        lambda: sa.select(sa.text("1, 2, 3, 4 from no_such_table")),
        lambda: sa.select(Body.space_id, Body.id, Body.name, sa.literal("soon")),
    ],
    ids=["raises", "too few columns", "no table", "no date"],
)
def test_a_broken_source_costs_one_line(
    offer: Offer, put: Put, as_: SignIn, fault: Callable[[], object]
) -> None:
    offer("test.one")
    offer("test.two", select=fault)
    put("xa-sen", "Sen", -1)
    text = as_("lan").get(SEN).text
    assert titles(text) == ["Sen"]
    assert text.count('class="note warn"') == 2  # one of them waits hidden for a weak network
    assert badge_of(text) == ("1", True)


def test_a_slow_source_is_cut_short_and_then_left_out(
    offer: Offer, put: Put, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containing, "STATEMENT_SECONDS", 0.2)
    offer("test.one")
    offer("test.two", select=slow)
    put("xa-sen", "Sen", 1)
    lan = as_("lan")
    assert titles(lan.get(SEN).text) == ["Sen"]
    asked = statements(lan, "/s/xa-sen/")
    assert not [one for one in asked if "pg_sleep" in one]
    assert badge_of(lan.get("/s/xa-sen/").text) == ("1", False)


def statements(browser: Browser, url: str) -> list[str]:
    """What is asked of the database while a page is made."""
    asked: list[str] = []
    with browser.application.app_context():
        engine = db.engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        browser.get(url)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked


def badge_of(text: str) -> tuple[str, bool]:
    """The badge of the inbox in the menu, and whether it is crimson."""
    entry = re.search(r'#i-checklist"/></svg><span>.*?</a>', text[text.index('id="menu"') :], re.S)
    assert entry is not None
    found = re.search(r'<span class="c( hot)?">(\d+)', entry[0])
    return (found[2], bool(found[1])) if found else ("", False)


def test_the_badge_counts_in_one_question_and_is_crimson_when_overdue(
    offer: Offer, put: Put, as_: SignIn
) -> None:
    offer("test.one")
    lan = as_("lan")
    assert badge_of(lan.get("/s/xa-sen/").text) == ("", False)
    put("xa-sen", "Sen", 3)
    put("xa-lua", "Lúa", -3)
    assert badge_of(lan.get("/s/xa-sen/").text) == ("1", False)
    put("xa-sen", "Muộn", -1)
    assert badge_of(lan.get("/s/xa-sen/people").text) == ("2", True)
    one = len(statements(lan, "/s/xa-sen/roles"))
    for name in ("test.two", "test.three", "test.four"):
        offer(name)
    assert len(statements(lan, "/s/xa-sen/roles")) == one
    assert badge_of(lan.get("/s/xa-sen/").text) == ("8", True)


def test_the_number_of_questions_does_not_grow_with_rows_or_spaces(
    offer: Offer, put: Put, as_: SignIn
) -> None:
    offer("test.one")
    put("xa-sen", "Sen", 1)
    hoa = as_("hoa")
    few = len(statements(hoa, "/s/huyen/inbox"))
    for n in range(20):
        for slug in ("xa-sen", "xa-lua", "huyen", "phu-nu-huyen"):
            put(slug, f"Ban {n}", n)
    assert len(statements(hoa, "/s/huyen/inbox")) == few


def test_all_my_spaces_on_one_page_each_with_its_own_right(
    offer: Offer, put: Put, as_: SignIn, owner: sa.Connection
) -> None:
    offer()
    offer("test.own_only", needs="test.own")
    for slug, name in (("xa-sen", "Sen"), ("huyen-xa", "Huyện xa"), ("xa-lua", "Lúa")):
        put(slug, name, 1)
    grant(owner, "thu", "huyen-xa", "viewer")
    assert titles(as_("thu").get(ALL).text) == []
    grant(owner, "thu", "xa-lua", "leader")
    assert titles(as_("thu").get(ALL).text) == ["Lúa"]
    grant(owner, "thu", "xa-sen", "officer")
    assert sorted(titles(as_("thu").get(ALL).text)) == ["Lúa", "Sen", "Sen"]
    assert titles(as_("an").get(ALL).text) == []
    assert titles(as_("dung").get(ALL).text) == []


def test_a_role_narrowed_to_a_body_opens_no_other_body_from_the_common_page(
    offer: Offer, owner: sa.Connection, as_: SignIn, space_ids: dict[str, int]
) -> None:
    from portal.spaces.models import Officer

    def officers() -> sa.Select[tuple[int, int, str, dt.date]]:
        return sa.select(Officer.space_id, Officer.id, Officer.office, Officer.valid_to)

    offer("test.unit", needs="test.unit", select=officers)
    grant(owner, "sau", "xa-lua", "officer")
    reaches = together(
        [
            Reach(spaces=frozenset({1}), units=frozenset({901})),
            Reach(spaces=frozenset({2})),
            Reach(spaces=frozenset({3}), personal=frozenset({3})),
            Reach(spaces=frozenset({4}), bodies=frozenset({7})),
        ]
    )
    assert [(r.spaces, r.units, r.bodies) for r in reaches] == [
        ({1}, {901}, None),
        ({2, 3}, None, None),
        ({4}, None, {7}),
    ]
    assert as_("sau").get(ALL).status_code == 200


def grant(owner: sa.Connection, username: str, slug: str, role: str) -> None:
    owner.execute(
        sa.text(
            "insert into space_membership (account_id, in_space_id, role, valid_from)"
            " select a.id, s.id, :r, '2021-01-05' from account a, space s"
            " where username = :u and slug = :s"
        ),
        {"u": username, "s": slug, "r": role},
    )


def test_a_module_that_is_off_in_one_of_my_spaces_is_off_there_only(
    app: Flask,
    offer: Offer,
    put: Put,
    as_: SignIn,
    owner: sa.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from portal import entering
    from portal.plugins import Plugin
    from portal.settings import Setting

    source = offer("sample.ends")
    registry = app.extensions["portal"]
    sample = Plugin("sample", "sample", "Mẫu", (), None, app, app, core=False)  # type: ignore[arg-type]
    monkeypatch.setattr(registry, "plugins", [*registry.plugins, sample])
    monkeypatch.setitem(
        registry.settings, "modules.sample", Setting("modules.sample", "", True, bool)
    )
    registry.owner[f"inbox {source.name}"] = "sample"
    put("xa-sen", "Sen", 1)
    put("xa-lua", "Lúa", 1)
    grant(owner, "thu", "xa-lua", "officer")
    grant(owner, "thu", "xa-sen", "officer")
    assert sorted(titles(as_("thu").get(ALL).text)) == ["Lúa", "Sen"]
    owner.exec_driver_sql(
        "insert into space_setting (in_space_id, name, value)"
        " select id, 'modules.sample', 'false' from space where slug = 'xa-lua'"
    )
    assert titles(as_("thu").get(ALL).text) == ["Sen"]
    assert titles(as_("thu").get("/s/xa-lua/inbox").text) == []
    assert entering.registry is not None


@pytest.mark.parametrize(
    ("left", "kind", "words"),
    [
        (-1, "bad", "1 day overdue"),
        (-3, "bad", "3 days overdue"),
        (0, "warn", "Due today"),
        (1, "warn", "1 day left"),
        (7, "warn", "7 days left"),
        (8, "info", "8 days left"),
    ],
)
def test_a_deadline_in_words(app: Flask, left: int, kind: str, words: str) -> None:
    day = dt.date(2026, 2, 27)
    with app.test_request_context(headers={"Cookie": "language=en"}):
        due = due_in(day + dt.timedelta(days=left), day)
    assert (due.kind, due.words) == (kind, words)


def test_the_day_turns_at_midnight_in_viet_nam(
    offer: Offer,
    owner: sa.Connection,
    space_ids: dict[str, int],
    as_: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from portal import locale

    real = locale.now
    late = dt.datetime.combine(today(), dt.time(23, 59, 50), HERE)
    offer()
    owner.execute(
        sa.insert(Body).values(
            space_id=space_ids["xa-sen"],
            name="Ban",
            code="b",
            valid_from=dt.date(2021, 1, 5),
            valid_to=late.date(),
        )
    )
    for moment, words in (
        (late, "Hạn hôm nay"),
        (late + dt.timedelta(seconds=20), "Quá hạn 1 ngày"),
    ):
        monkeypatch.setattr(locale, "now", lambda moment=moment: moment.astimezone(dt.UTC))
        text = as_("lan").get(SEN).text
        assert [row[1] for row in shown(text)] == [words]
        assert badge_of(text) == ("1", words != "Hạn hôm nay")
    assert real is not locale.now
