"""The officers of units to Excel and back: rules, all or nothing, undo, nobody else's rows."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from time import monotonic, sleep
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.imports import actions
from portal.jobs.worker import Worker
from portal.locale import today
from portal.locks import UNITS
from portal.testing.cast import UNIT_ONE, UNIT_TWO
from portal.testing.client import Browser

from . import sheet_ground
from .officer_ground import HOME, office_form, offices, sitter
from .sheet_ground import SPACE, cells, exported, mended

Counting = Callable[[Callable[[], Any]], int]
NEW = f"/s/{SPACE}/imports/new/units.officers"
MARCH, DAY = dt.date(2024, 3, 5), dt.timedelta(days=1)
HEADINGS = (
    "Chi, tổ",
    "Chức vụ",
    "Họ và tên",
    "Năm sinh",
    "Số điện thoại",
    "Ngày giới thiệu",
    "Ngày bầu",
    "Ngày công nhận",
    "Giữ chức từ ngày",
    "Hết nhiệm kỳ ngày",
)
NAMES = HEADINGS[:3]
BRANCH, HEAD = "Chi hội ấp An Tài", "Chi hội trưởng"
ERRORS = re.compile(r"Lỗi: </span>([^<]*)<")


@pytest.fixture
def sit(owner: sa.Connection, space_ids: dict[str, int]) -> Any:
    return sitter(owner, space_ids)


@pytest.fixture
def unit(found: Any) -> int:
    return int(found(SPACE, BRANCH, "An Tài", founded_on=dt.date(2021, 3, 8)))


def row(name: str, office: str = HEAD, of: str = BRANCH, **more: Any) -> tuple[Any, ...]:
    """A row of a file; days by the names of the columns."""
    steps = ("introduced_on", "elected_on", "recognized_on", "started_on", "term_ends_on")
    return (of, office, name, more.get("born"), more.get("phone"), *map(more.get, steps))


def book(rows: Iterable[tuple[Any, ...]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    return sheet_ground.book(rows, headings)


def agreed(browser: Browser, content: bytes) -> str:
    return sheet_ground.agreed(browser, content, NEW)


def looked(browser: Browser, content: bytes) -> str:
    """The page that says what a file would do."""
    return browser.get(sheet_ground.sent(browser, content, NEW).location).text


def refused(browser: Browser, content: bytes) -> list[str]:
    """The sentences beside the cells of a file that is not taken."""
    page = looked(browser, content)
    assert 'name="seen"' not in page
    return [sentence.strip() for sentence in ERRORS.findall(page)]


def everything(owner: sa.Connection) -> list[str]:
    """Every office and holder, versions left out."""
    return [
        str(value)
        for table in ("office", "holder")
        for value in owner.scalars(
            sa.text(f"select to_jsonb(t) - 'version' from units_{table} t order by id")
        )
    ]


def test_a_file_appoints_officers_in_one_event_and_is_undone(
    as_: Any, unit: int, owner: sa.Connection
) -> None:
    thu = as_("thu")
    decomposed = unicodedata.normalize("NFD", "Lê Thị Mận")
    file = book(
        [
            row(decomposed, "chi hoi truong", "CHI HOI AP AN TAI", elected_on="05/03/2024"),
            row("Bùi Thị Na", "Deputy head", born=1980, phone="+84 939 214 687"),
        ]
    )
    address = agreed(thu, file)
    since = dt.date(2024, 3, 5)
    assert offices(owner) == [
        ("Lê Thị Mận", "head", since, None),
        ("Bùi Thị Na", "deputy", None, None),
    ]
    kept = owner.execute(
        sa.text(
            "select o.rank, o.term_ends_on, h.birth_year, h.phone, h.sort_key = ''"
            " from units_office o join units_holder h on h.office_id = o.id order by o.id"
        )
    )
    assert [tuple(each) for each in kept] == [
        ("head", dt.date(2029, 3, 5), None, None, False),
        ("deputy", None, 1980, "0939214687", False),
    ]
    assert owner.scalars(sa.text("select verb from event order by id")).all() == ["imports.written"]
    assert thu.send(f"{address}/undo").status_code == 303
    assert everything(owner) == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_goes_out_comes_back_and_changes_nothing(
    as_: Any, unit: int, found: Any, sit: Any, owner: sa.Connection, language: str
) -> None:
    """Also what today's rules would refuse, and a file of another language than the reader's."""
    party = {"party_member": True, "document": "3-QĐ"}
    sit(SPACE, unit, "Lê Thị Mận", started_on=MARCH, term_ends_on=MARCH + 9 * DAY, **party)
    sit(SPACE, unit, "Bùi Thị Na", "deputy", started_on=MARCH, birth_year=1980, phone="0939214687")
    sit(SPACE, unit, "Hồ Thị Tư", "committee_member", started_on=dt.date(2019, 1, 1))
    sit(SPACE, unit, "Mai Thị Ba", "treasurer")
    before, thu = everything(owner), as_("thu")
    owner.execute(sa.text("update account set language = :code"), {"code": language})
    file = exported(thu, name="officers")
    assert len(cells(file)) == 6
    owner.execute(sa.text("update account set language = 'vi'"))
    assert ("deputy head" in str(cells(file))) is (language == "en")
    page = looked(thu, file)
    assert 'name="seen"' not in page and ERRORS.findall(page) == []
    assert "không có gì để nhập" in page
    assert everything(owner) == before


def test_a_changed_row_changes_its_office_and_the_undo_brings_all_back(
    as_: Any, unit: int, sit: Any, owner: sa.Connection
) -> None:
    party = {"party_member": True, "document": "3-QĐ"}
    steps = {"recognized_on": MARCH, "started_on": MARCH + DAY, "term_ends_on": MARCH + 99 * DAY}
    sit(SPACE, unit, "Lê Thị Mận", **party, **steps)
    sit(SPACE, unit, "Bùi Thị Na", "deputy", started_on=MARCH)
    before, thu = everything(owner), as_("thu")
    file = mended(exported(thu, name="officers"), "Lê Thị Mận", "Lê Thị Mạnh")
    for day in (MARCH + DAY, MARCH + 99 * DAY):
        file = mended(file, dt.datetime(day.year, day.month, day.day), None)
    page = looked(thu, file)
    assert "trước: Lê Thị Mận<" in page and "trước: 06/03/2024<" in page
    address = agreed(thu, file)
    assert offices(owner) == [
        ("Lê Thị Mạnh", "head", MARCH, None),
        ("Bùi Thị Na", "deputy", MARCH, None),
    ]
    kept = owner.execute(
        sa.text(
            "select term_ends_on, party_member, document, version from units_office order by id"
        )
    )
    assert [tuple(each) for each in kept] == [
        (dt.date(2029, 3, 5), True, "3-QĐ", 2),
        (None, None, None, 1),
    ]
    assert "Đã nhập: 0 dòng mới, 1 dòng" in thu.get(address).text
    thu.send(f"{address}/undo")
    assert everything(owner) == before


def test_a_file_without_a_column_leaves_it_as_it_is(
    as_: Any, unit: int, sit: Any, owner: sa.Connection
) -> None:
    office = sit(SPACE, unit, "Lê Thị Mận", started_on=MARCH, birth_year=1975, phone="0939214687")
    thu = as_("thu")
    headings = tuple(cells(exported(thu, name="officers"))[1][:4])
    address = agreed(thu, book([(office, BRANCH, "Uỷ viên", "Lê Thị Mận")], headings))
    assert offices(owner) == [("Lê Thị Mận", "committee_member", MARCH, None)]
    assert owner.execute(sa.text("select birth_year, phone from units_holder")).one() == (
        1975,
        "0939214687",
    )
    thu.send(f"{address}/undo")
    assert owner.scalar(sa.text("select rank from units_office")) == "head"


@pytest.mark.parametrize(
    ("faulty", "sentence"),
    [
        (row("Lê Thị Mận", of="Chi hội lạ"), "Đơn vị không có chi, tổ tên Chi hội lạ"),
        (row("Lê Thị Mận", of="Chi hội ấp Bưng Rò"), "Đơn vị không có chi, tổ tên"),
        (row("Lê Thị Mận", of="Chi hội cũ"), "đã kết thúc hoạt động từ ngày 05/03/2024"),
        (row("Lê Thị Mận", "Bí thư"), "Chi hội trưởng; Chi hội phó; Uỷ viên"),
        (row("Lê Thị Mận", elected_on="31/02/2024"), "ngày"),
        (row("Lê Thị Mận", elected_on=today() + DAY), "Ngày này chưa đến"),
        (row("Lê Thị Mận", introduced_on=MARCH, elected_on=MARCH - DAY), "sớm hơn ngày 05/03/2024"),
        (row("Lê Thị Mận", introduced_on=MARCH, started_on=MARCH - DAY), "mới được giới thiệu"),
        (row("Lê Thị Mận", started_on=dt.date(2021, 3, 7)), "thành lập ngày 08/03/2021"),
        (row("Lê Thị Mận", elected_on=MARCH, term_ends_on=MARCH), "phải sau ngày bắt đầu"),
        (row("Lê Thị Mận", born=75), "bốn chữ số"),
        (row("Lê Thị Mận", born=today().year + 1), "bốn chữ số"),
        (row("Lê Thị Mận", phone="12"), "10 chữ số"),
        (row("Mận " * 31), "120"),
        (row(""), "Họ và tên"),
        (row("Bùi Thị Na", "Chi hội phó"), "Bùi Thị Na đã giữ chức vụ này"),
        (row("Lê Thị Mận"), "Nguyễn Thị Ánh đang đứng đầu"),
    ],
)
def test_a_faulty_row_is_named_beside_its_cell_and_nothing_is_written(
    as_: Any, unit: int, found: Any, sit: Any, owner: Any, faulty: Any, sentence: str
) -> None:
    found(SPACE, "Chi hội cũ", ended_on=MARCH, ended_how="dissolved")
    found("phu-nu-xa-lua", "Chi hội ấp Bưng Rò", "Bưng Rò")
    sit(SPACE, unit, "Nguyễn Thị Ánh", started_on=MARCH + DAY)
    sit(SPACE, unit, "Bùi Thị Na", "deputy")
    before, thu = everything(owner), as_("thu")
    if "đứng đầu" not in sentence and faulty[1] == HEAD:
        faulty = (faulty[0], "Uỷ viên", *faulty[2:])
    file = book([faulty, row("Trần Thị Lê", "Uỷ viên")])
    address = sheet_ground.sent(thu, file, NEW).location
    page = thu.get(address).text
    assert 'name="seen"' not in page
    said = ERRORS.findall(page)
    assert len(said) == 1 and sentence in said[0]
    assert "Trần Thị Lê" in page
    thu.send(f"{address}/agree", {"seen": "1-0-0-1"})
    assert everything(owner) == before


def test_a_faulty_day_is_shown_as_days_are_written(as_: Any, unit: int) -> None:
    page = looked(as_("thu"), book([row("Lê Thị Mận", elected_on=MARCH, term_ends_on=MARCH)]))
    assert "<b>05/03/2024</b>" in page


@pytest.mark.parametrize("headings", [HEADINGS, NAMES])
def test_two_heads_of_one_unit_in_one_file_are_refused(
    as_: Any, unit: int, owner: sa.Connection, headings: tuple[str, ...]
) -> None:
    rows = [row("Lê Thị Mận"), row("Bùi Thị Na"), row("Hồ Thị Tư", "Chi hội phó")]
    said = refused(as_("thu"), book([each[: len(headings)] for each in rows], headings))
    assert [sentence[:26] for sentence in said] == [
        "Bùi Thị Na đang đứng đầu c",
        "Lê Thị Mận đang đứng đầu c",
    ]
    assert everything(owner) == []


def test_a_file_may_change_who_is_head_and_who_is_deputy_at_once(
    as_: Any, unit: int, sit: Any, owner: sa.Connection
) -> None:
    first = sit(SPACE, unit, "Lê Thị Mận", started_on=MARCH)
    second = sit(SPACE, unit, "Bùi Thị Na", "deputy", started_on=MARCH)
    before, thu = everything(owner), as_("thu")
    headings = tuple(cells(exported(thu, name="officers"))[1][:4])
    rows = [(second, BRANCH, HEAD, "Bùi Thị Na"), (first, BRANCH, "Chi hội phó", "Lê Thị Mận")]
    address = agreed(thu, book(rows, headings))
    assert [office[:2] for office in offices(owner)] == [
        ("Lê Thị Mận", "deputy"),
        ("Bùi Thị Na", "head"),
    ]
    thu.send(f"{address}/undo")
    assert everything(owner) == before


def test_rows_of_elsewhere_are_answered_as_unknown_and_offices_stay_in_their_unit(
    as_: Any, unit: int, found: Any, sit: Any, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    found(SPACE, "Chi hội 2", "Chiến Thắng")
    other = found("phu-nu-xa-lua", BRANCH)
    own = sit(SPACE, unit, "Lê Thị Mận")
    foreign = sit("phu-nu-xa-lua", other, "Mai Thị Ba")
    erased = sit(SPACE, unit, "Hồ Thị Tư", "deputy")
    owner.execute(sa.text("delete from units_holder where office_id = :id"), {"id": erased})
    thu, before = as_("thu"), everything(owner)
    headings = tuple(cells(exported(thu, name="officers"))[1][:4])
    pages = []
    for number in (foreign, 987654, erased):
        page = looked(thu, book([(number, BRANCH, HEAD, "Tên Khác")], headings))
        assert 'name="seen"' not in page and "Mai Thị Ba" not in page
        pages.append(re.findall(r"không còn trong danh sách[^<]*", page))
    assert pages[0] == pages[1] == pages[2] != []
    said = refused(thu, book([(own, "Chi hội 2", HEAD, "Lê Thị Mận")], headings))
    assert said == [
        f"Chức vụ này thuộc {BRANCH}. Muốn ghi cho chi, tổ khác, hãy thêm dòng mới không có mã."
    ]
    assert everything(owner) == before


def test_an_import_that_was_built_upon_stays(
    as_: Any, unit: int, sit: Any, owner: sa.Connection
) -> None:
    office = sit(SPACE, unit, "Lê Thị Mận", started_on=MARCH)
    thu = as_("thu")
    headings = tuple(cells(exported(thu, name="officers"))[1][:4])
    rows = [(office, BRANCH, "Uỷ viên", "Lê Thị Mận"), (None, BRANCH, "Uỷ viên", "Bùi Thị Na")]
    address = agreed(thu, book(rows, headings))
    written = everything(owner)

    def undone() -> str:
        return str(thu.get(thu.send(f"{address}/undo").location).text)

    owner.execute(sa.text("update units_holder set phone = '0939214687' where office_id = :id"),
                  {"id": office + 1})  # fmt: skip
    assert "Chức vụ của Bùi Thị Na đã được sửa" in undone()
    owner.execute(sa.text("update units_holder set phone = null"))
    assert everything(owner) == written
    now = sit(SPACE, unit, "Hồ Thị Tư", started_on=MARCH + DAY)
    assert "Hồ Thị Tư đang đứng đầu" in undone()
    owner.execute(sa.text("delete from units_office where id = :id"), {"id": now})
    assert everything(owner) == written
    undone()
    assert offices(owner) == [("Lê Thị Mận", "head", MARCH, None)]


def test_only_keepers_of_the_space_fill_the_list(
    as_: Any, unit: int, found: Any, sit: Any, owner: sa.Connection
) -> None:
    link = "Nhập danh sách cán bộ"
    assert link in as_("thu").get(f"{HOME}/").text
    assert as_("minh").get(NEW).status_code == as_("minh").get(f"{HOME}/").status_code == 404
    assert as_("xuan").get(NEW).status_code == 403
    assert as_("xuan").send(NEW).status_code == 403
    assert link not in as_("xuan").get(f"{HOME}/").text


@pytest.mark.parametrize("role", ["branch_head", "officer"])
def test_who_is_narrowed_to_a_unit_fills_no_list(
    as_: Any, found: Any, sit: Any, owner: sa.Connection, role: str
) -> None:
    """The head of a branch may not at all; an officer narrowed to it not past it, nor in it."""
    for number, name in ((UNIT_ONE, "Chi bộ ấp An Tài"), (UNIT_TWO, "Chi bộ ấp Chiến Thắng")):
        found("xa-sen", name, id=number)
        sit("xa-sen", number, f"Bí thư {number}", "secretary")
    owner.execute(
        sa.text(
            "update space_membership set role = :role where unit_ids is not null and account_id ="
            " (select id from account where username = 'sau')"
        ),
        {"role": role},
    )
    new, before, sau = "/s/xa-sen/imports/new/units.officers", everything(owner), as_("sau")
    assert sau.get(new).status_code == 403
    file = book([row("Lê Thị Mận", "Phó bí thư", "Chi bộ ấp Chiến Thắng")])
    assert sheet_ground.sent(sau, file, new).status_code == 403
    assert everything(owner) == before


@contextmanager
def meanwhile(app: Flask, owner: sa.Connection, space_id: int) -> Iterator[sa.Connection]:
    """Somebody who changes the officers of a space; whoever else wants to is let in afterwards."""
    url = app.extensions["portal_config"].owner_url
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as other:
        other.execute(sa.select(sa.func.pg_advisory_xact_lock(UNITS, space_id)))
        yield other
        until = monotonic() + 20
        waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        while not owner.scalar(sa.text(waiting)):
            assert monotonic() < until, "nobody waits"
            sleep(0.02)
    engine.dispose()


@pytest.mark.database
@pytest.mark.parametrize("way", ["form", "import", "job"])
def test_whoever_comes_second_sees_what_the_first_wrote(
    app: Flask,
    as_: Any,
    unit: int,
    sit: Any,
    owner: sa.Connection,
    space_ids: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    """A form and a file each wait for whoever changes officers, and do not make a second head."""
    monkeypatch.setattr(actions, "AT_ONCE", 0 if way == "job" else 1_000)
    thu, act = as_("thu"), as_act(way)
    do = act(app, thu, unit)
    with ThreadPoolExecutor(1) as pool:
        with meanwhile(app, owner, space_ids[SPACE]) as other:
            done: Future[Any] = pool.submit(do)
            sitter(other, space_ids)(SPACE, unit, "Hồ Thị Tư", started_on=MARCH)
        done.result()
    assert [name for name, *_rest in offices(owner)] == ["Hồ Thị Tư"]


def as_act(way: str) -> Callable[[Flask, Browser, int], Callable[[], Any]]:
    """How a head is appointed: by the form, or by agreeing to a file, at once or by a job."""

    def by_form(app: Flask, browser: Browser, unit: int) -> Callable[[], Any]:
        form = {**browser.tokens(), **office_form("Lê Thị Mận")}
        return lambda: browser.post(f"{HOME}/{unit}/offices/new", data=form)

    def by_file(app: Flask, browser: Browser, unit: int) -> Callable[[], Any]:
        address = sheet_ground.sent(browser, book([row("Lê Thị Mận")]), NEW).location
        Worker(app).drain()
        form = {**browser.tokens(), "seen": "1-0-0-0"}
        agree = lambda: browser.post(f"{address}/agree", data=form)  # noqa: E731
        if way == "import":
            return agree
        agree()
        return Worker(app).drain

    return by_form if way == "form" else by_file


def test_as_many_statements_for_three_hundred_rows_as_for_three(
    as_: Callable[[str], Browser], unit: int, owner: sa.Connection, counting: Counting
) -> None:
    thu, counts = as_("thu"), []
    for number in (3, 300):
        rows = [row(f"Lê Thị Mận {number}.{n}", "Uỷ viên") for n in range(number)]
        counts.append(counting(partial(agreed, thu, book(rows))))
    assert owner.scalar(sa.text("select count(*) from units_holder")) == 303
    assert counts[1] <= counts[0] + 4, counts
