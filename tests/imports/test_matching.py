"""Columns of a foreign file: guessed, confirmed, remembered; nothing is read before."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.sheets import write_xlsx
from portal.spaces.officer_sheets import SHEET
from portal.testing.client import Browser
from tests.imports.import_samples import NEW, agree, book, officer, send_in
from tests.imports.office_file import officers_file, old

As = Callable[[str], Browser]
Names = Callable[[str], list[str]]
pytestmark = pytest.mark.database
ROWS = [
    ("Lê Thị", "Mận", "Uỷ viên", "05/01/2021"),
    ("Hồ Văn", "Tư", "Uỷ viên", "5/1/21"),
]
CHOSEN = {
    "column-0": "",
    "column-1": "person_name",
    "column-2": "person_name",
    "column-3": "office",
    "column-4": "valid_from",
    "column-5": "",
}


def asked(lan: Browser, content: bytes) -> str:
    """The address of the page on which the columns of a file are matched."""
    page = lan.get(send_in(lan, content).location)
    assert page.status_code == 303 and page.location.endswith("/match")
    return page.location


def selected(page: TestResponse) -> dict[str, str]:
    """What is chosen for each column of the file."""
    found = {}
    for name, options in re.findall(
        r'<select[^>]*name="(column-\d+)".*?>(.*?)</select>', page.text
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_the_guess_is_confirmed_and_next_month_nothing_is_asked(
    as_: As, names: Names, owner: sa.Connection
) -> None:
    lan = as_("lan")
    address = asked(lan, officers_file(ROWS))
    page = lan.get(address)
    assert "Dòng 6 đến 7" in page.text and "Thời gian giữ chức / Từ" in page.text
    assert "Lê Thị · Hồ Văn" in page.text, "values to tell the column by"
    guess = selected(page)
    assert guess["column-1"] == guess["column-2"] == "person_name"
    assert owner.scalar(sa.text("select count(*) from sheet_import_part where kind = 'good'")) == 0
    sent = lan.send(address, CHOSEN)
    assert sent.status_code == 303
    agree(lan, sent.location)
    assert names("xa-sen") == ["Lê Thị Mận", "Hồ Văn Tư"]
    more = [("Bùi Thị", "Năm", "Uỷ viên", "01/02/2022")]
    again = send_in(lan, officers_file(more)).location
    agree(lan, again)
    assert names("xa-sen")[-1] == "Bùi Thị Năm"


def test_a_column_that_must_be_there_is_asked_for(as_: As, names: Names) -> None:
    lan = as_("lan")
    address = asked(lan, officers_file(ROWS))
    answer = lan.send(address, {**CHOSEN, "column-3": ""})
    assert answer.status_code == 422
    assert "Chọn cột nào của tệp là “Chức vụ”" in answer.text
    assert selected(answer)["column-4"] == "valid_from", "what was chosen stays"
    apart = lan.send(address, {**CHOSEN, "column-2": "", "column-5": "person_name"})
    assert apart.status_code == 422 and "được chọn hai lần" in apart.text
    other = lan.send(address, {**CHOSEN, "column-3": "khong_co"})
    assert other.status_code == 422


def test_what_was_refused_is_not_remembered(as_: As, owner: sa.Connection) -> None:
    lan = as_("lan")
    address = asked(lan, officers_file(ROWS))
    lan.send(address, {**CHOSEN, "column-3": ""})
    assert owner.scalar(sa.text("select count(*) from sheet_import_match")) == 0


def test_the_headings_are_moved_up_and_down(as_: As, names: Names) -> None:
    lan = as_("lan")
    address = asked(lan, officers_file(ROWS, headings=("A1", "B1", "C1")))
    page = lan.get(f"{address}?row=6&height=2").text
    up = re.search(r'href="([^"]*row=5[^"]*)"', page)
    down = re.search(r'href="([^"]*row=7[^"]*)"', page)
    assert up and down
    assert "Dòng 7 đến 8" in lan.get(down[1].replace("&amp;", "&")).text
    sent = lan.send(f"{address}?row=6&height=2", CHOSEN)
    agree(lan, sent.location)
    assert names("xa-sen") == ["Lê Thị Mận", "Hồ Văn Tư"]
    for strange in ("?row=-3", "?row=9999&height=77", "?sheet=x&row=x", "?row=0"):
        assert lan.get(address + strange).status_code in (200, 409)


def test_of_several_worksheets_one_is_chosen(as_: As) -> None:
    lan = as_("lan")
    address = asked(lan, officers_file(ROWS, also=("Thôn 2",)))
    page = lan.get(address).text
    assert "DS cán bộ" in page and "Thôn 2" in page
    sent = lan.send(f"{address}?sheet=Thôn 2&row=6&height=2", CHOSEN)
    shown = lan.get(sent.location).text
    assert "Lê Thị Mận" in shown
    assert lan.get(asked(lan, officers_file(ROWS, also=("Thôn 2",)))).status_code == 200, (
        "which of them is meant is asked each time"
    )


def test_the_lists_own_files_and_words_are_not_asked_about(as_: As) -> None:
    lan = as_("lan")
    own = write_xlsx(SHEET, [{"person_name": "Lê Thị Mận", "office": "Uỷ viên"}])
    for content in (own, book([officer("Lê Thị Mận")])):
        assert lan.get(send_in(lan, content).location).status_code == 200


def test_what_was_said_holds_for_this_space_alone(as_: As) -> None:
    lan, minh = as_("lan"), as_("minh")
    lan.send(asked(lan, officers_file(ROWS)), CHOSEN)
    there = send_in(minh, officers_file(ROWS), url=NEW.replace("xa-sen", "xa-lua")).location
    assert minh.get(there).location.endswith("/match")


def test_a_match_is_said_anew(as_: As, names: Names, owner: sa.Connection) -> None:
    lan = as_("lan")
    sent = lan.send(asked(lan, officers_file(ROWS)), {**CHOSEN, "column-2": ""})
    assert "Khớp lại các cột" in lan.get(sent.location).text
    agree(lan, lan.send(f"{sent.location}/match", CHOSEN).location)
    assert names("xa-sen") == ["Lê Thị Mận", "Hồ Văn Tư"]
    said = "select column_name from sheet_import_match where heading = 'ho va ten'"
    assert owner.scalars(sa.text(said)).all() == ["person_name"]


@pytest.mark.parametrize("who", ["minh", "hoa", "tam", "an"])
def test_nobody_else_matches_the_columns(as_: As, who: str) -> None:
    address = asked(as_("lan"), officers_file(ROWS))
    status = 403 if who in ("tam", "hoa") else 404
    assert as_(who).get(address).status_code == status
    assert as_(who).send(address, CHOSEN).status_code == status
    theirs = address.replace("xa-sen", "xa-lua")
    assert as_("minh").get(theirs).status_code == 404


def lost_fonts() -> bytes:
    """A text file in TCVN3: a CSV has no fonts."""
    lines = [("Họ và tên", "Chức vụ", "Từ ngày"), ("Trần Thị Mận", "Uỷ viên", "05/01/2021")]
    lines.append(("Nguyễn Văn Tư", "Bí thư", "05/01/2021"))
    return "\r\n".join(";".join(map(old, line)) for line in lines).encode()


def test_an_old_encoding_without_its_font_is_shown_and_confirmed(as_: As, names: Names) -> None:
    lan = as_("lan")
    page = lan.get(send_in(lan, lost_fonts(), "can-bo.csv").location)
    address = page.location
    page = lan.get(address)
    assert "trước Unicode" in page.text
    assert "Trần Thị Mận · Nguyễn Văn Tư" in page.text, "read as the guess has it"
    way = re.search(r'href="([^"]*text=unicode[^"]*)"', page.text)
    assert way and "TrÇn ThÞ MËn" in lan.get(way[1].replace("&amp;", "&")).text
    form = re.search(r'action="([^"]*text=tcvn3[^"]*)"', page.text)
    assert form, "the form sends how the text is read"
    sent = lan.send(form[1].replace("&amp;", "&"), selected(page))
    shown = lan.get(sent.location).text
    assert "Trần Thị Mận" in shown and 'name="fonts"' in shown
    seen = {"seen": "2-0-0-0"}
    lan.send(f"{sent.location}/agree", seen)
    assert names("xa-sen") == [], "nothing is converted silently"
    lan.send(f"{sent.location}/agree", {**seen, "fonts": "1"})
    assert names("xa-sen") == ["Trần Thị Mận", "Nguyễn Văn Tư"]


def test_text_under_an_old_font_may_be_left_as_it_lies(as_: As, names: Names) -> None:
    lan = as_("lan")
    rows = [("Lê", "Mân", "Uy viên", "05/01/2021")]
    address = asked(lan, officers_file(rows, headings=("Tên", "Viêc", "Ngày"), font=".VnTime"))
    assert "Mân" not in lan.get(address).text
    plain = f"{address}?row=6&height=2&text=unicode"
    assert "Mân" in lan.get(plain).text
    sent = lan.send(plain, CHOSEN)
    agree(lan, sent.location)
    assert names("xa-sen") == ["Lê Mân"]
