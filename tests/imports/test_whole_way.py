"""A list from Excel: sent in, looked at, agreed to, undone. Nothing before, all or nothing."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from portal.keys import unseal
from portal.testing.client import Browser
from tests.imports.import_samples import FILE, NEW, agree, book, officer, send_in

As = Callable[[str], Browser]
Names = Callable[[str], list[str]]
Verbs = Callable[[], list[str]]
pytestmark = pytest.mark.database


def cells(content: bytes) -> list[list[Any]]:
    rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    return [list(row) for row in rows]


def test_a_file_is_looked_at_then_written_then_undone(as_: As, names: Names, verbs: Verbs) -> None:
    lan = as_("lan")
    sent = send_in(lan, book([officer("Lê Thị Mận", "Bí thư"), officer("Hồ Văn Tư")]))
    assert sent.status_code == 303
    page = lan.get(sent.location).text
    assert "Lê Thị Mận" in page and "Hồ Văn Tư" in page
    assert names("xa-sen") == [] and verbs() == []
    assert agree(lan, sent.location).status_code == 303
    assert names("xa-sen") == ["Lê Thị Mận", "Hồ Văn Tư"]
    assert verbs() == ["imports.written"]
    assert "Lê Thị Mận" in lan.get("/s/xa-sen/officers").text
    lan.send(f"{sent.location}/undo")
    assert names("xa-sen") == []
    assert verbs() == ["imports.written", "imports.undone"]


def test_the_history_undoes_it_too(as_: As, names: Names, verbs: Verbs) -> None:
    lan = as_("lan")
    agree(lan, send_in(lan, book([officer("Lê Thị Mận")])).location)
    undo = re.search(r"/s/xa-sen/history/\d+/undo", lan.get("/s/xa-sen/history").text)
    assert undo and lan.send(undo[0]).status_code == 303
    assert names("xa-sen") == [] and verbs()[-1] == "imports.undone"


def test_faulty_rows_say_why_beside_the_cell_and_nothing_is_written(as_: As, names: Names) -> None:
    lan = as_("lan")
    rows = [
        officer("Lê Thị Mận", "Bí thư"),
        officer("Hồ Văn Tư", "bí thư"),
        officer("Bùi Văn Năm", phone="12"),
        officer("Mai Thị Chín", body="Ban Lạ"),
        officer("", "Uỷ viên"),
        officer("Võ Văn Mười", last="01/01/2020"),
    ]
    sent = send_in(lan, book(rows))
    page = lan.get(sent.location).text
    assert "Import 6 rows" not in page and 'name="seen"' not in page
    for sentence in ("giữ chức vụ này", "0939 214 687", "Ban Thường vụ", "Họ và tên"):
        assert sentence in page
    answer = lan.send(f"{sent.location}/agree", {"seen": "1-0-0-5"}, follow_redirects=True)
    assert "cả" in answer.text and names("xa-sen") == []
    faulty = lan.get(f"{sent.location}/faulty.xlsx")
    assert faulty.status_code == 200
    text = str(cells(faulty.data))
    assert "Bùi Văn Năm" in text and "0939 214 687" in text


def test_the_faulty_rows_come_back_mended(as_: As, names: Names) -> None:
    lan = as_("lan")
    sent = send_in(lan, book([officer("Lê Thị Mận"), officer("Bùi Văn Năm", phone="12")]))
    file = load_workbook(io.BytesIO(lan.get(f"{sent.location}/faulty.xlsx").data))
    sheet: Any = file.active
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "12":
                cell.value = "0939214687"
    stream = io.BytesIO()
    file.save(stream)
    agree(lan, send_in(lan, stream.getvalue(), "sua.xlsx").location)
    assert names("xa-sen") == ["Bùi Văn Năm"]


def test_what_is_exported_comes_back_unchanged_and_changed(as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    agree(lan, send_in(lan, book([officer("Lê Thị Mận"), officer("Hồ Văn Tư")])).location)
    exported = lan.get(FILE).data
    same = send_in(lan, exported)
    assert 'name="seen"' not in lan.get(same.location).text
    file = load_workbook(io.BytesIO(exported))
    sheet: Any = file.active
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "Hồ Văn Tư")
    cell.value = "Hồ Văn Tám"
    stream = io.BytesIO()
    file.save(stream)
    sent = send_in(lan, stream.getvalue())
    assert 'value="0-1-1-0"' in lan.get(sent.location).text
    agree(lan, sent.location)
    query = sa.text("select person_name, sort_key, version from officer order by id")
    rows = [tuple(row) for row in owner.execute(query)]
    assert [row[0] for row in rows] == ["Lê Thị Mận", "Hồ Văn Tám"]
    assert [row[2] for row in rows] == [1, 2]
    lan.send(f"{sent.location}/undo")
    rows = [tuple(row) for row in owner.execute(query)]
    assert [row[0] for row in rows] == ["Lê Thị Mận", "Hồ Văn Tư"]


def test_an_import_that_was_built_upon_is_not_undone(
    as_: As, owner: sa.Connection, names: Names
) -> None:
    lan = as_("lan")
    sent = send_in(lan, book([officer("Lê Thị Mận"), officer("Hồ Văn Tư")]))
    agree(lan, sent.location)
    owner.execute(sa.text("update officer set office = 'Phó' where person_name = 'Hồ Văn Tư'"))
    answer = lan.send(f"{sent.location}/undo", follow_redirects=True)
    assert "Hồ Văn Tư" in answer.text
    assert names("xa-sen") == ["Lê Thị Mận", "Hồ Văn Tư"]


def test_rows_that_changed_since_the_look_are_looked_at_again(
    as_: As, owner: sa.Connection, names: Names, space_ids: dict[str, int]
) -> None:
    lan = as_("lan")
    sent = send_in(lan, book([officer("Lê Thị Mận", "Bí thư")]))
    assert 'value="1-0-0-0"' in lan.get(sent.location).text
    owner.execute(
        sa.text(
            "insert into officer (space_id, person_name, sort_key, office, body_id, valid_from)"
            " select space_id, 'Võ Văn Hai', 'x', 'Bí thư', id, '2021-01-01' from body"
            " where space_id = :space"
        ),
        {"space": space_ids["xa-sen"]},
    )
    answer = lan.send(f"{sent.location}/agree", {"seen": "1-0-0-0"}, follow_redirects=True)
    assert "Võ Văn Hai" in answer.text
    assert names("xa-sen") == ["Võ Văn Hai"]


def test_two_who_agree_at_once_import_once(as_: As, names: Names, verbs: Verbs) -> None:
    lan, again = as_("lan"), as_("lan")
    sent = send_in(lan, book([officer("Lê Thị Mận")]))
    forms = [{**browser.tokens(), "seen": "1-0-0-0"} for browser in (lan, again)]
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(
            lambda pair: pair[0].post(f"{sent.location}/agree", data=pair[1]).status_code,
            zip((lan, again), forms, strict=True),
        )
    assert list(answers) == [303, 303]
    assert names("xa-sen") == ["Lê Thị Mận"]
    assert verbs() == ["imports.written"]


def test_a_dropped_file_writes_nothing(as_: As, names: Names, owner: sa.Connection) -> None:
    lan = as_("lan")
    sent = send_in(lan, book([officer("Lê Thị Mận")]))
    assert lan.send(f"{sent.location}/drop").status_code == 303
    assert lan.send(f"{sent.location}/agree", {"seen": "1-0-0-0"}).status_code == 303
    assert names("xa-sen") == []
    assert owner.scalar(sa.text("select count(*) from sheet_import_file")) == 0


def test_files_that_wait_too_long_are_cleared_away(as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    old = send_in(lan, book([officer("Lê Thị Mận")]))
    owner.execute(sa.text("update sheet_import set sent_at = now() - interval '8 days'"))
    send_in(lan, book([officer("Hồ Văn Tư")]))
    assert owner.scalar(sa.text("select count(*) from sheet_import_file")) == 1
    assert lan.get(old.location).status_code == 200
    assert 'name="seen"' not in lan.get(old.location).text


def test_the_nightly_sweep_clears_a_space_where_nobody_imports_any_more(
    app: Flask, as_: As, owner: sa.Connection
) -> None:
    send_in(as_("lan"), book([officer("Lê Thị Mận")]))
    count = sa.text("select count(*) from sheet_import_file")
    assert app.test_cli_runner().invoke(args=["sweep"]).exit_code == 0
    assert owner.scalar(count) == 1
    owner.execute(sa.text("update sheet_import set sent_at = now() - interval '8 days'"))
    assert app.test_cli_runner().invoke(args=["sweep"]).exit_code == 0
    assert owner.scalar(count) == 0


def test_the_upload_is_gone_once_it_is_written(as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    agree(lan, send_in(lan, book([officer("Lê Thị Mận")])).location)
    kept = owner.execute(sa.text("select content, outcome from sheet_import_file")).one()
    assert tuple(kept) == (None, None)
    parts = owner.execute(sa.text("select kind, content from sheet_import_part")).all()
    assert [part.kind for part in parts] == ["changes"]
    changes = json.loads(unseal(parts[0].content, "imports.part"))
    assert changes[0][1] is None and changes[0][2]["person_name"] == "Lê Thị Mận"


def test_what_waits_is_sealed(as_: As, owner: sa.Connection) -> None:
    send_in(as_("lan"), book([officer("Lê Thị Mận")]))
    parts = owner.scalars(sa.text("select content from sheet_import_part")).all()
    assert len(parts) == 3 and not any("Mận" in part for part in parts)


@pytest.mark.parametrize(
    ("who", "status"),
    [("tam", 403), ("sau", 403), ("hoa", 403), ("minh", 404), ("an", 404), ("dung", 404)],
)
def test_readers_overseers_and_strangers_import_nothing(
    as_: As, names: Names, who: str, status: int
) -> None:
    assert send_in(as_(who), book([officer("Lê Thị Mận")])).status_code == status
    assert as_(who).get(NEW).status_code == status
    assert names("xa-sen") == []


def test_whoever_may_import_still_needs_the_right_of_the_list(as_: As) -> None:
    url = NEW.replace("xa-sen", "phu-nu-xa-sen")
    assert as_("thu").get("/s/phu-nu-xa-sen/imports").status_code == 200
    assert as_("thu").get(url).status_code == 403
    assert send_in(as_("thu"), book([officer("Lê Thị Mận")]), url=url).status_code == 403


def test_a_neighbours_import_is_as_an_unknown_one(as_: As, names: Names) -> None:
    minh, lan = as_("minh"), as_("lan")
    url = NEW.replace("xa-sen", "xa-lua")
    theirs = send_in(minh, book([officer("Hồ Văn Tư")]), url=url).location
    number = theirs.rpartition("/")[2]
    for ending in ("", "/faulty.xlsx"):
        assert lan.get(f"/s/xa-sen/imports/{number}{ending}").status_code == 404
    for verb in ("agree", "drop", "undo"):
        assert lan.send(f"/s/xa-sen/imports/{number}/{verb}").status_code == 404
    agree(minh, theirs)
    assert names("xa-lua") == ["Hồ Văn Tư"] and names("xa-sen") == []


def test_only_the_sender_sees_the_rows_before_they_are_written(
    as_: As, owner: sa.Connection, space_ids: dict[str, int]
) -> None:
    owner.execute(
        sa.text(
            "insert into space_membership (account_id, in_space_id, role, valid_from)"
            " select id, :space, 'administrator', '2020-01-01' from account where username = 'tam'"
        ),
        {"space": space_ids["xa-sen"]},
    )
    sent = send_in(as_("lan"), book([officer("Lê Thị Mận")]))
    tam = as_("tam")
    assert tam.get(sent.location).status_code == 404
    assert tam.send(f"{sent.location}/agree", {"seen": "1-0-0-0"}).status_code == 404
    assert "Lê Thị Mận" not in tam.get("/s/xa-sen/imports").text


def test_many_rows_cost_few_queries(app: Any, as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    counts = []
    for n in (10, 300):
        rows = [officer(f"Người {k} {n}") for k in range(n)]
        sent = send_in(lan, book(rows))
        lan.get(sent.location)
        asked = _counting(app, lambda address=sent.location: agree(lan, address))  # type: ignore[misc]
        counts.append(asked)
    assert counts[1] <= counts[0] + 6


def _counting(app: Any, work: Callable[[], Any]) -> int:
    from sqlalchemy import event

    from portal.database import db

    asked = 0

    def note(*_: Any) -> None:
        nonlocal asked
        asked += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked
