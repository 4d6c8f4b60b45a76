"""The Farmers' report of 64 numbers: its columns as on paper, its figures, what it costs."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from plugins.members.charters import movements
from plugins.members.report_offers import REPORT_FORMS
from portal.database import db
from portal.reportforms.layout import mark_of, parts_of
from portal.testing.client import Browser
from portal.text import fold, text_key

from .report_ground import entry, hamlet, insert, member, unit

STRENGTH = "/s/xa-sen/members/forms/farmers_strength_year"
As = Callable[[str], Browser]
D = dt.date
FORM = next(form for form in REPORT_FORMS if form.name == "members.farmers_strength_year")
MARKS = (
    "1 2 3 4 5 6=10.3+13.3 7 8 9 10.1 10.2 10.3 11 12 13.1 13.2 13.3 14 15 16=9+12 17 18=8+11 19"
    " 20=21+24.3 21 22 23 24.1 24.2 24.3 25=26+29.3 26 27 28 29.1 29.2 29.3 30 31 32 33 34 35 36"
    " 37 38 39 40 41 42=43+44+45+46 43 44 45 46 47=48+49+50+51+52 48 49 50 51 52"
    " 53=54+55+56+57+58 54 55 56 57 58 59=60+61+62+63+64 60 61 62 63 64"
)
"""The row of numbers of the paper form."""


def test_the_row_of_numbers_is_that_of_the_paper_form() -> None:
    printed = " ".join(cell.text for part in parts_of(FORM) for cell in part.marks())
    assert printed == MARKS
    assert len({mark_of(leaf).partition(".")[0].partition("=")[0] for leaf in FORM.leaves}) == 64
    assert [len(part.leaves) for part in parts_of(FORM)] == [26, 26, 23]


@pytest.fixture
def farmers(owner: Any, space_ids: dict[str, int]) -> int:
    """The Farmers' Union of Sen, below its Party committee, with books of two years."""
    owner.execute(
        sa.text(
            "insert into line (name, label, label_en, rank)"
            " select 'farmers', 'Hội Nông dân', 'Farmers', 9"
            " where not exists (select from line where name = 'farmers')"
        )
    )
    owner.execute(
        sa.text(
            "insert into space_kind (name, line, level, label, label_en, rank)"
            " select 'commune_farmers', 'farmers', 'commune', 'Hội', 'Union', 9"
            " where not exists (select from space_kind where name = 'commune_farmers')"
        )
    )
    name = "Hội Nông dân xã Sen"
    area = owner.scalar(sa.text("select id from area where name = 'Sen' and level = 'commune'"))
    space = insert(
        owner,
        "space",
        slug="nong-dan-xa-sen",
        kind="commune_farmers",
        line="farmers",
        level="commune",
        parent_id=space_ids["xa-sen"],
        area_id=area,
        name=name,
        short_name=name,
        sort_key=text_key(name),
        folded=fold(name),
        opened_on=D(2020, 1, 1),
    )
    for overseer in ("xa-sen", "huyen"):
        over = {"over": space_ids[overseer], "space": space}
        owner.execute(
            sa.text("insert into oversight (overseer_id, space_id) values (:over, :space)"), over
        )
    _books(owner, space)
    return space


def _books(owner: Any, space: int) -> None:
    """Two residential branches, one of an occupation founded in 2023, and their members."""
    near = hamlet(owner, "Sen", "An Tài")
    hamlet(owner, "Sen", "Bưng Rò")
    lived = unit(owner, space, "Chi hội ấp An Tài", kind="farmers_branch", founded_on=D(2020, 5, 1))
    insert(owner, "units_place", space_id=space, unit_id=lived, area_id=near)
    trade = unit(
        owner,
        space,
        "Chi hội nghề nghiệp",
        kind="farmers_branch",
        basis="occupational",
        founded_on=D(2023, 4, 1),
    )
    unit(owner, space, "Tổ hội 1", kind="farmers_team", founded_on=D(2021, 1, 1))
    for at in range(6):
        sex = "female" if at % 2 else "male"
        one = member(owner, space, lived, sex=sex)
        entry(owner, space, lived, one, D(2021, 5, 1), sex=sex)
        if at == 0:
            entry(owner, space, lived, one, D(2023, 3, 1), -1, "decease", sex=sex)
        if at == 1:
            insert(
                owner,
                "members_party_mark",
                space_id=space,
                unit_id=lived,
                membership_id=one,
                party_member=True,
            )
    for on in (D(2023, 4, 2), D(2023, 9, 1)):
        one = member(owner, space, trade, sex="female", traits='{"core": true}')
        entry(owner, space, trade, one, on)
    for on, value in ((D(2022, 12, 31), 100), (D(2023, 12, 31), 90)):
        values = {"key": "farm_households", "as_of": on, "value": value, "source": "rà soát"}
        insert(owner, "members_number", space_id=space, **values)
    values = {"key": "fund_base", "as_of": D(2023, 6, 30), "value": Decimal("12.5")}
    insert(owner, "members_number", space_id=space, source="sổ quỹ", **values)


EXPECTED = {
    "1": "2", "2": "1", "3": "90", "3a": "10", "4": None, "6": "7", "7": "5", "8": "0", "9": "1",
    "10.1": "0", "10.2": "1", "10.3": "5", "11": "2", "12": "0", "13.1": "2", "13.2": "0",
    "13.3": "2", "14": "0", "15": "0", "16": "1", "17": "0", "18": "2", "19": "2", "20": "2",
    "21": "1", "22": "1", "23": "0", "24.1": "1", "24.2": "0", "24.3": "1", "25": "1", "26": "1",
    "29.3": "0", "30": "1", "31": "1", "32": None, "36": "2", "37": None, "38": "12,5",
    "40": None, "42": None, "59": None,
}  # fmt: skip


@pytest.mark.database
def test_every_column_says_what_the_books_say(as_: As, farmers: int) -> None:
    page = as_("lan").get(f"{STRENGTH}?period=2023").text
    rows = re.findall(r"<tr>(?:(?!</tr>).)*>Hội Nông dân xã Sen<(?:(?!</tr>).)*</tr>", page, re.S)
    assert len(rows) == 3
    cells = re.findall(r"<td class=\"num[^\"]*\">(.*?)</td>", "".join(rows), re.S)
    texts = [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]
    found = dict(zip((leaf.number for leaf in FORM.leaves), texts, strict=True))
    for number, text in EXPECTED.items():
        said = found[number]
        assert said.startswith("…") if text is None else said == text, (number, said, text)
    assert "không khớp" not in page
    assert "Cột 3 là số nhập tay, tính đến ngày 31/12/2023, rà soát." in page


@pytest.mark.database
def test_the_file_is_the_paper_form(as_: As, farmers: int) -> None:
    answer = as_("lan").get(f"{STRENGTH}.xlsx?period=2023")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    (marks,) = (row for row in sheet.iter_rows() if row[0].value == "A")
    printed = [str(c.value) for c in marks if c.value not in (None, "A", "B")]
    assert printed == MARKS.split()
    column = {str(cell.value).partition("=")[0]: cell.column_letter for cell in marks if cell.value}
    below = marks[0].row + 1
    ten, thirteen = column["10.3"], column["13.3"]
    assert sheet[f"{column['6']}{below}"].value == f"={ten}{below}+{thirteen}{below}"
    assert sheet[f"{column['3']}{below}"].value == 90
    assert [each.id for each in sheet.col_breaks.brk] == [28, 56]


@pytest.mark.database
def test_the_form_takes_as_many_questions_for_one_member_as_for_many(
    app: Flask, as_: As, owner: Any, farmers: int
) -> None:
    browser, counts = as_("lan"), []
    browser.get(STRENGTH)
    with app.app_context():
        engine = db.engine
    for _turn in range(2):
        asked: list[str] = []
        listen = lambda *args: asked.append(args[2])  # noqa: B023, E731
        sa.event.listen(engine, "before_cursor_execute", listen)
        browser.get(f"{STRENGTH}?period=2023")
        sa.event.remove(engine, "before_cursor_execute", listen)
        counts.append(len(asked))
        branch = unit(owner, farmers, "Chi hội thêm", kind="farmers_branch")
        for _one in range(20):
            entry(owner, farmers, branch, member(owner, farmers, branch), D(2023, 5, 1))
    assert counts[0] == counts[1]
    assert counts[0] < 60


def test_every_movement_that_a_form_counts_is_one_of_the_charters() -> None:
    named = {
        how
        for form in REPORT_FORMS
        for leaf in form.leaves
        for how in filter(None, leaf.arguments.get("how", "").split(","))
    }
    known = {name for name, kind in movements().items() if kind.direction in ("in", "out")}
    assert named == known


@pytest.mark.database
def test_who_oversees_several_organizations_sees_all_or_one_of_them(as_: As, farmers: int) -> None:
    def names(query: str) -> set[str]:
        page = as_("lan").get(f"/s/xa-sen/members/forms/movements?period=2023&{query}").text
        return {name for name in ("Hội Nông dân xã Sen", "Hội LHPN xã Sen") if f">{name}<" in page}

    assert names("") == names("line=all") == {"Hội Nông dân xã Sen", "Hội LHPN xã Sen"}
    assert names("line=farmers") == {"Hội Nông dân xã Sen"}
    assert names("line=women") == {"Hội LHPN xã Sen"}
