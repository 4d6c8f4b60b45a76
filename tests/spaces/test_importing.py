"""The file of a tree: both seeds, the whole country, and every way in which a file is wrong."""

from __future__ import annotations

import re
import tracemalloc
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portal.database import db
from portal.spaces.importing import COLUMNS, import_tree
from portal.spaces.importing.drafting import TWO_TIERS, draft, read_list
from portal.spaces.models import SpaceKind
from portal.spaces.vocabulary import load_vocabulary

from .conftest import DONG_THAP, TAN_HONG, Console

Run = Callable[..., tuple[int, str]]
COUNTRY = Path("tests/data/vn_communes_2026.csv")
LINES = ("party", "state", "front", "youth", "women", "farmers", "veterans")


def tree(*rows: str) -> str:
    """A file with these rows below the heading."""
    return "\n".join([",".join(COLUMNS), *rows]) + "\n"


AREAS = (
    "area,900,district,Huyện,Thử,,,,2020-01-01,",
    "area,90001,commune,Xã,Một,,900,,2020-01-01,",
)
DISTRICT = "space,huyen-uy-thu,,district_party,,,,900,2021-01-05,"
COMMUNE = "space,dang-uy-mot,,commune_party,,,huyen-uy-thu,90001,2021-01-05,"


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, encoding: str = "utf-8-sig") -> Path:
        path = tmp_path / "tree.csv"
        path.write_text(text, encoding=encoding)
        return path

    return write


def counts(owner: sa.Connection) -> tuple[int | None, ...]:
    tables = ("area", "space", "body", "oversight", "event", "space_kind")
    return tuple(owner.scalar(sa.text(f"select count(*) from {table}")) for table in tables)


def test_tan_hong_is_81_spaces_nine_of_the_district_eight_of_each_commune(
    run: Run, owner: sa.Connection
) -> None:
    code, said = run("import", TAN_HONG)
    assert (code, "81 new spaces" in said) == (0, True)
    rows = owner.execute(
        sa.text(
            "select a.level, a.code, s.name from space s join area a on a.id = s.area_id"
            " where a.code between '869' and '869' or a.code between '29926' and '29950'"
        )
    ).all()
    per_area = Counter((row.level, row.code) for row in rows)
    assert len(rows) == 81
    assert per_area.pop(("district", "869")) == 9
    assert list(per_area.values()) == [8] * 9
    assert {row.name for row in rows if row.code == "29926"} == {
        "Đảng uỷ thị trấn Sa Rài",
        "Uỷ ban nhân dân thị trấn Sa Rài",
        "Uỷ ban Mặt trận Tổ quốc Việt Nam thị trấn Sa Rài",
        "Đoàn TNCS Hồ Chí Minh thị trấn Sa Rài",
        "Hội Liên hiệp Phụ nữ thị trấn Sa Rài",
        "Hội Nông dân thị trấn Sa Rài",
        "Hội Cựu chiến binh thị trấn Sa Rài",
        "Công đoàn cơ sở thị trấn Sa Rài",
    }


def test_dong_thap_loads_beside_it_and_again_without_doubles(
    run: Run, owner: sa.Connection
) -> None:
    run("import", TAN_HONG)
    code, said = run("import", DONG_THAP)
    assert (code, "722 new spaces" in said) == (0, True)
    led = owner.execute(
        sa.text(
            "select s.line, above.line, count(*) from space s join space above"
            " on above.id = s.parent_id join area a on a.id = s.area_id"
            " where s.opened_on = '2025-07-01' and a.level = 'commune' group by 1, 2"
        )
    )
    assert set(map(tuple, led)) == {
        ("party", "party", 102),
        ("state", "party", 102),
        ("front", "party", 102),
        *((line, "front", 102) for line in ("youth", "women", "farmers", "veterans")),
    }
    before = counts(owner)
    for file in (DONG_THAP, TAN_HONG):
        code, said = run("import", file)
        assert (code, "0 new areas, 0 changed; 0 new spaces, 0 renamed" in said) == (0, True)
    assert counts(owner) == before


def test_a_draft_gives_the_shipped_file(run: Run, tmp_path: Path) -> None:
    run("import", TAN_HONG)
    out = tmp_path / "draft.csv"
    code, said = run("draft", COUNTRY, out, "--province", "82", "--without", "commune_labour")
    assert (code, said) == (0, "722 spaces in 103 areas.\n")
    assert out.read_bytes() == DONG_THAP.read_bytes()


def test_every_shipped_name_and_address_is_nfc_and_its_own() -> None:
    for path in (TAN_HONG, DONG_THAP):
        text = path.read_text("utf-8-sig")
        assert text == unicodedata.normalize("NFC", text)
        addresses = [line.split(",")[1] for line in text.splitlines() if line.startswith("space")]
        assert len(addresses) == len(set(addresses))


@pytest.mark.database
def test_the_whole_country_loads_in_a_steady_number_of_statements(
    console: Console, owner: sa.Connection
) -> None:
    """3,321 communes; statements may not grow with rows, nor memory beyond a small machine."""
    statements: dict[int, int] = {}
    for provinces, lines in ((frozenset({"82"}), LINES), (frozenset(), ("party",))):
        with console(dry_run=True):
            load_vocabulary(db.session())
            kinds = list(db.session.scalars(sa.select(SpaceKind)))
            listed = read_list(COUNTRY.read_bytes(), provinces)
            content = draft(listed, kinds, lines, TWO_TIERS).encode()
            ran: list[str] = []
            note = lambda *args, ran=ran: ran.append(args[2])  # noqa: E731
            event.listen(db.engine, "before_cursor_execute", note)
            tracemalloc.start()
            outcome = import_tree(content, "country.csv")
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            event.remove(db.engine, "before_cursor_execute", note)
            statements[outcome.new_spaces] = len(ran)
            assert peak < 40_000_000
    few, many = sorted(statements)
    assert many >= 3_321
    assert statements[many] <= statements[few] + 40, statements


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ((*AREAS, DISTRICT, COMMUNE.replace("commune_party", "nothing")), ["Row 5, column kind"]),
        ((*AREAS, DISTRICT.replace("900", "123"), COMMUNE), ["Row 4, column area", "Row 5"]),
        ((*AREAS, DISTRICT, COMMUNE.replace("huyen-uy-thu", "khong")), ["Row 5, column parent"]),
        ((*AREAS, DISTRICT, DISTRICT), ["Row 5, column code: repeats row 4"]),
        ((*AREAS, DISTRICT, COMMUNE.replace("2021-01-05", "hôm qua")), ["Row 5, column from"]),
        ((*AREAS, DISTRICT, COMMUNE.replace("dang-uy-mot", "Đảng uỷ")), ["“dang-uy”"]),
        ((*AREAS, DISTRICT + "x", "land,1,,,,,,,,"), ["Row 4, column to", "Row 5, column record"]),
        ((AREAS[0].replace("district", "county"),), ["Row 2, column level"]),
        (("area,1,district,Huyện,,,,,2020-01-01,",), ["Row 2, column name: is needed"]),
        ((AREAS[0], AREAS[1].replace("commune", "district")), ["Row 3, column parent"]),
        ((), ["it has no rows"]),
    ],
)
def test_faults_are_named_by_row_and_nothing_is_written(
    run: Run,
    file: Callable[..., Path],
    owner: sa.Connection,
    rows: tuple[str, ...],
    problems: list[str],
) -> None:
    before = counts(owner)
    code, said = run("import", file(tree(*rows)))
    assert code == 1
    assert "Nothing was written." in said
    for problem in problems:
        assert problem in said
    assert counts(owner) == before


def test_a_file_that_is_no_such_file_is_refused(run: Run, file: Callable[..., Path]) -> None:
    assert "lacks the columns record" in run("import", file("code,name\n1,Một\n"))[1]
    assert "not UTF-8" in run("import", file(tree(*AREAS), encoding="utf-16"))[1]


def test_a_fault_in_the_last_row_of_many_leaves_nothing(
    run: Run, file: Callable[..., Path], owner: sa.Connection
) -> None:
    before = counts(owner)
    text = DONG_THAP.read_text("utf-8-sig") + COMMUNE + "\n"
    code, said = run("import", file(text))
    last = len(text.splitlines())
    assert (code, f"Row {last}, column" in said) == (1, True)
    assert counts(owner) == before


def test_a_fault_while_writing_leaves_nothing(
    run: Run, file: Callable[..., Path], owner: sa.Connection
) -> None:
    """What only the database refuses, in the last statement, takes back every row before it."""
    owner.exec_driver_sql("alter table body add constraint no_bodies check (false) not valid")
    before = counts(owner)
    code, _said = run("import", file(tree(*AREAS, DISTRICT, COMMUNE)))
    assert code == 1
    assert counts(owner) == before


def test_a_dry_run_counts_and_writes_nothing(
    run: Run, file: Callable[..., Path], owner: sa.Connection
) -> None:
    before = counts(owner)
    code, said = run("import", file(tree(*AREAS, DISTRICT, COMMUNE)), "--dry-run")
    assert (code, said.startswith("Would load: 2 new areas, 0 changed; 2 new spaces")) == (0, True)
    assert counts(owner) == before


def test_text_is_stored_nfc_and_names_follow_the_file(
    run: Run, file: Callable[..., Path], owner: sa.Connection
) -> None:
    name = "Đảng uỷ xã Một và Hai"
    rows = (*AREAS, DISTRICT, COMMUNE.replace(",,,huyen-uy-thu", f",{name},,huyen-uy-thu"))
    assert run("import", file(unicodedata.normalize("NFD", tree(*rows))))[0] == 0
    query = sa.text("select name from space where slug = 'dang-uy-mot'")
    assert owner.scalar(query) == unicodedata.normalize("NFC", name)
    code, said = run("import", file(tree(*AREAS, DISTRICT, COMMUNE)))
    assert (code, "1 renamed" in said) == (0, True)
    assert owner.scalar(query) == "Đảng uỷ xã Một"


def test_an_import_is_told_once_in_the_history_of_the_topmost(
    run: Run, owner: sa.Connection
) -> None:
    run("import", TAN_HONG)
    told = owner.execute(
        sa.text("select s.slug, e.verb from event e join space s on s.id = e.space_id")
    )
    assert [tuple(row) for row in told] == [("huyen-uy-tan-hong", "spaces.imported")]


def test_the_heads_of_chains_move_within_the_reach_of_their_spaces_alone(
    app: Flask, run: Run
) -> None:
    """Within all of the country PostgreSQL compares every pair of two arrays for each head."""
    seen: list[str] = []

    def note(_c: object, cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE event_head"):
            other = cursor.connection.cursor()
            other.execute("select current_setting('portal.log_reach')")
            seen.append(other.fetchone()[0])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert run("import", TAN_HONG)[0] == 0
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(seen) == 1
    assert re.fullmatch(r"\{\d+\}", seen[0])
