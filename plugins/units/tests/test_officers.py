"""Give an office, add the steps, end it, hand it over, take each back; who sees whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from portal.locale import today
from portal.testing.cast import UNIT_ONE, UNIT_TWO

from .conftest import undo_in
from .officer_ground import HOME, office_form, offices, sitter

MARCH = dt.date(2024, 3, 5)
DAY = dt.timedelta(days=1)


@pytest.fixture
def sit(owner: sa.Connection, space_ids: dict[str, int]) -> Any:
    return sitter(owner, space_ids)


@pytest.fixture
def unit(found: Any) -> int:
    return int(found("phu-nu-xa-sen", "Chi hội Phụ nữ ấp An Tài", founded_on=dt.date(2021, 3, 8)))


@pytest.fixture
def saying(owner: sa.Connection) -> Any:
    """`saying("select …")`: one value as the owner of the database reads it."""
    return lambda query: owner.scalar(sa.text(query))


def test_an_office_is_given_step_by_step(as_: Any, unit: int, owner: Any) -> None:
    thu = as_("thu")
    form = office_form("Lê Thị Mận", introduced_on=MARCH, birth_year="1975", party_member="yes")
    assert thu.send(f"{HOME}/{unit}/offices/new", form).status_code == 303
    page = thu.get(f"{HOME}/{unit}").text
    assert "Lê Thị Mận" in page and "đã giới thiệu, chưa bầu" in page and "chưa có" in page
    assert offices(owner) == [("Lê Thị Mận", "head", None, None)]
    office = owner.scalar(sa.text("select id from units_office"))
    elected = MARCH + 20 * DAY
    form |= office_form(
        "Lê Thị Mận", introduced_on=MARCH, elected_on=elected, recognized_on=elected + DAY
    )
    form |= {"version": "1", "phone": "+84 939 214 687", "party_member": "yes"}
    assert thu.send(f"{HOME}/offices/{office}/edit", form).status_code == 303
    assert offices(owner) == [("Lê Thị Mận", "head", elected, None)]
    row = owner.execute(
        sa.text("select term_ends_on, party_member, introduced_on from units_office")
    ).one()
    assert tuple(row) == (dt.date(2029, 3, 25), True, MARCH)
    page = thu.get(f"{HOME}/offices/{office}").text
    assert "0939 214 687" in page and "25/03/2029" in page and "Giới thiệu" not in page
    assert all(words in page for words in ("05/03/2024", "25/03/2024", "26/03/2024", "1975"))


def test_the_term_ends_with_the_congress_of_the_unit(as_: Any, found: Any, owner: Any) -> None:
    due = dt.date(2026, 12, 1)
    unit = found("phu-nu-xa-sen", "Chi hội 2", congress_due_on=due)
    form = office_form("Lê Thị Mận", elected_on=MARCH)
    as_("thu").send(f"{HOME}/{unit}/offices/new", form)
    assert owner.scalar(sa.text("select term_ends_on from units_office")) == due


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("person_name", {"person_name": " "}, ""),
        ("birth_year", {"birth_year": "75"}, "bốn chữ số"),
        ("birth_year", {"birth_year": str(today().year + 1)}, "bốn chữ số"),
        ("phone", {"phone": "12"}, "10 chữ số"),
        ("office", {"office": "secretary"}, ""),
        ("elected_on", {"introduced_on": MARCH, "elected_on": MARCH - DAY}, "sớm hơn"),
        ("recognized_on", {"elected_on": MARCH, "recognized_on": MARCH - DAY}, "sớm hơn"),
        ("recognized_on", {"introduced_on": MARCH, "recognized_on": MARCH - DAY}, "sớm hơn"),
        ("elected_on", {"elected_on": today() + DAY}, "chưa đến"),
        ("started_on", {"introduced_on": MARCH, "started_on": MARCH - DAY}, "mới được giới thiệu"),
        ("started_on", {"started_on": dt.date(2021, 3, 7)}, "thành lập ngày 08/03/2021"),
        ("term_ends_on", {"elected_on": MARCH, "term_ends_on": MARCH}, "hết nhiệm kỳ"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    as_: Any, unit: int, owner: Any, field: str, typed: dict[str, Any], sentence: str
) -> None:
    name = typed.pop("person_name", "Lê Thị Mận")
    form = office_form(name, typed.pop("office", "head"), **typed)
    answer = as_("thu").send(f"{HOME}/{unit}/offices/new", form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text and sentence in answer.text
    assert name.strip() in answer.text
    assert offices(owner) == []


def test_a_unit_has_one_head_at_a_time(as_: Any, unit: int, sit: Any, owner: Any) -> None:
    sit("phu-nu-xa-sen", unit, "Nguyễn Thị Ánh", started_on=MARCH, ended_on=MARCH + 30 * DAY)
    new, thu = f"{HOME}/{unit}/offices/new", as_("thu")
    early = office_form("Lê Thị Mận", started_on=MARCH + 29 * DAY)
    answer = thu.send(new, early)
    assert answer.status_code == 422 and "Nguyễn Thị Ánh đang đứng đầu" in answer.text
    assert thu.send(new, office_form("Lê Thị Mận", started_on=MARCH + 30 * DAY)).status_code == 303
    assert thu.send(new, office_form("Lê Thị Mận", "deputy", started_on=MARCH)).status_code == 303
    assert thu.send(new, office_form("Bùi Thị Na", introduced_on=MARCH)).status_code == 303
    assert thu.send(new, office_form("Bùi Thị Na", "deputy", elected_on=MARCH)).status_code == 303
    twice = thu.send(new, office_form("Bùi Thị Na", "deputy", elected_on=MARCH))
    assert twice.status_code == 422 and "đã giữ chức vụ này" in twice.text
    assert len(offices(owner)) == 5


def test_a_unit_that_ended_gets_no_officers(as_: Any, found: Any, owner: Any) -> None:
    ended = {"ended_on": MARCH, "ended_how": "dissolved"}
    unit = found("phu-nu-xa-sen", "Chi hội cũ", **ended)
    answer = as_("thu").send(f"{HOME}/{unit}/offices/new", office_form("Lê Thị Mận"))
    assert answer.status_code == 422 and "kết thúc hoạt động từ ngày 05/03/2024" in answer.text
    assert offices(owner) == []


def test_an_office_given_by_mistake_is_taken_back(as_: Any, unit: int, owner: Any) -> None:
    thu = as_("thu")
    answer = thu.send(f"{HOME}/{unit}/offices/new", office_form("Lê Thị Mận", elected_on=MARCH))
    undo = undo_in(thu.get(answer.location).text)
    assert thu.send(undo).status_code == 303
    assert offices(owner) == []
    assert owner.scalar(sa.text("select count(*) from units_holder")) == 0
    assert thu.send(undo).status_code == 409


def test_an_office_changed_since_is_not_taken_back(as_: Any, unit: int, owner: Any) -> None:
    thu = as_("thu")
    form = office_form("Lê Thị Mận", elected_on=MARCH)
    answer = thu.send(f"{HOME}/{unit}/offices/new", form)
    undo = undo_in(thu.get(answer.location).text)
    office = owner.scalar(sa.text("select id from units_office"))
    change = office_form("Lê Thị Mận", elected_on=MARCH, document="3-QĐ", version="1")
    thu.send(f"{HOME}/offices/{office}/edit", change)
    assert thu.send(undo).status_code == 409
    page = thu.get(f"{HOME}/offices/{office}").text
    assert "3-QĐ" in page


def test_a_correction_is_taken_back(as_: Any, unit: int, sit: Any, owner: Any) -> None:
    office = sit("phu-nu-xa-sen", unit, "Lê Thị Mận", started_on=MARCH, phone="0939214687")
    thu = as_("thu")
    form = office_form("Lê Thị Mạnh", "deputy", started_on=MARCH, version="1")
    answer = thu.send(f"{HOME}/offices/{office}/edit", form)
    assert offices(owner) == [("Lê Thị Mạnh", "deputy", MARCH, None)]
    assert thu.send(undo_in(thu.get(answer.location).text)).status_code == 303
    assert offices(owner) == [("Lê Thị Mận", "head", MARCH, None)]
    row = owner.execute(sa.text("select rank, phone from units_office o join units_holder h"
                                " on h.office_id = o.id")).one()  # fmt: skip
    assert tuple(row) == ("head", "0939214687")


def test_two_who_change_one_office_meet(as_: Any, unit: int, sit: Any, owner: Any) -> None:
    office = sit("phu-nu-xa-sen", unit, "Lê Thị Mận", started_on=MARCH)
    thu, edit = as_("thu"), f"{HOME}/offices/{office}/edit"
    form = office_form("Lê Thị Mận", started_on=MARCH, version="1")
    assert thu.send(edit, form | {"document": "1-QĐ"}).status_code == 303
    late = thu.send(edit, form | {"person_name": "Lê Thị Mận Mới"})
    assert late.status_code == 409
    assert "Họ và tên: Lê Thị Mận; Văn bản công nhận: 1-QĐ<" in late.text
    assert "Họ và tên: Lê Thị Mận Mới; Văn bản công nhận: –<" in late.text
    ending = {"ended_on": ["1", "4", "2024"], "version": "1"}
    assert thu.send(f"{HOME}/offices/{office}/end", ending).status_code == 409


def test_an_office_is_ended_and_taken_up_again(as_: Any, unit: int, sit: Any, owner: Any) -> None:
    office = sit("phu-nu-xa-sen", unit, "Lê Thị Mận", started_on=MARCH)
    thu, end = as_("thu"), f"{HOME}/offices/{office}/end"
    early = thu.send(end, {"ended_on": ["4", "3", "2024"], "version": "1"})
    assert early.status_code == 422 and "05/03/2024" in early.text
    form = {"ended_on": ["1", "4", "2024"], "document": "7-QĐ", "version": "1"}
    answer = thu.send(end, form)
    page = thu.get(answer.location).text
    assert "Cán bộ đã thôi chức" in page and "7-QĐ" in page and "05/03/2024 đến 01/04/2024" in page
    assert offices(owner) == [("Lê Thị Mận", "head", MARCH, dt.date(2024, 4, 1))]
    assert thu.send(end, form | {"version": "2"}).status_code == 422
    assert thu.send(undo_in(page)).status_code == 303
    assert offices(owner) == [("Lê Thị Mận", "head", MARCH, None)]


def test_an_end_is_not_taken_back_over_the_next_head(
    as_: Any, unit: int, sit: Any, owner: Any
) -> None:
    office = sit("phu-nu-xa-sen", unit, "Lê Thị Mận", started_on=MARCH)
    thu = as_("thu")
    answer = thu.send(
        f"{HOME}/offices/{office}/end", {"ended_on": ["1", "4", "2024"], "version": "1"}
    )
    undo = undo_in(thu.get(answer.location).text)
    sit("phu-nu-xa-sen", unit, "Bùi Thị Na", started_on=dt.date(2024, 4, 1))
    late = thu.send(undo)
    assert late.status_code == 409 and "Bùi Thị Na đang đứng đầu" in late.text
    assert offices(owner)[0][3] == dt.date(2024, 4, 1)


def test_an_office_is_handed_over_in_one_act(as_: Any, unit: int, sit: Any, owner: Any) -> None:
    office = sit("phu-nu-xa-sen", unit, "Lê Thị Mận", started_on=MARCH)
    thu, place = as_("thu"), f"{HOME}/offices/{office}/hand-over"
    april = dt.date(2024, 4, 1)
    form = office_form("Bùi Thị Na", started_on=april, elected_on=april, end_document="7-QĐ")
    answer = thu.send(place, form | {"version": "1"})
    assert answer.status_code == 303
    now = [("Lê Thị Mận", "head", MARCH, april), ("Bùi Thị Na", "head", april, None)]
    assert offices(owner) == now
    assert thu.send(undo_in(thu.get(answer.location).text)).status_code == 303
    assert offices(owner) == [("Lê Thị Mận", "head", MARCH, None)]


def test_a_hand_over_that_is_refused_leaves_everything(
    as_: Any, unit: int, sit: Any, owner: Any
) -> None:
    office = sit("phu-nu-xa-sen", unit, "Lê Thị Mận", started_on=MARCH)
    form = office_form("Bùi Thị Na", started_on=MARCH + DAY, phone="12", version="1")
    answer = as_("thu").send(f"{HOME}/offices/{office}/hand-over", form)
    assert answer.status_code == 422 and 'id="phone-error"' in answer.text
    assert "Bùi Thị Na" in answer.text
    assert offices(owner) == [("Lê Thị Mận", "head", MARCH, None)]


def test_an_office_goes_to_whoever_was_introduced(
    as_: Any, unit: int, sit: Any, owner: Any
) -> None:
    office = sit("phu-nu-xa-sen", unit, "Lê Thị Mận", started_on=MARCH)
    waits = sit("phu-nu-xa-sen", unit, "Bùi Thị Na", introduced_on=MARCH, birth_year=1980)
    thu, place = as_("thu"), f"{HOME}/offices/{office}/hand-over"
    assert f"introduced={waits}" in thu.get(place).text
    page = thu.get(f"{place}?introduced={waits}").text
    assert 'value="Bùi Thị Na"' in page and 'value="1980"' in page
    april = dt.date(2024, 4, 1)
    form = office_form("Bùi Thị Na", introduced_on=MARCH, started_on=april, version="1")
    answer = thu.send(f"{place}?introduced={waits}", form)
    now = [("Lê Thị Mận", "head", MARCH, april), ("Bùi Thị Na", "head", april, None)]
    assert offices(owner) == now
    assert thu.send(undo_in(thu.get(answer.location).text)).status_code == 303
    before = [("Lê Thị Mận", "head", MARCH, None), ("Bùi Thị Na", "head", None, None)]
    assert offices(owner) == before


def test_only_whoever_was_introduced_for_it_takes_an_office(
    as_: Any, unit: int, found: Any, sit: Any, owner: Any
) -> None:
    office = sit("phu-nu-xa-sen", unit, "Lê Thị Mận", started_on=MARCH)
    other = found("phu-nu-xa-sen", "Chi hội 2")
    elsewhere = sit("phu-nu-xa-sen", other, "Bùi Thị Na", introduced_on=MARCH)
    sits = sit("phu-nu-xa-sen", unit, "Hồ Thị Xoài", "deputy", started_on=MARCH)
    before = offices(owner)
    for wrong in (elsewhere, sits, 99999):
        form = office_form("Bùi Thị Na", started_on=MARCH + DAY, version="1")
        place = f"{HOME}/offices/{office}/hand-over?introduced={wrong}"
        assert as_("thu").send(place, form).status_code == 404
    assert offices(owner) == before


def test_whoever_was_only_introduced_hands_nothing_over(
    as_: Any, unit: int, sit: Any, owner: Any
) -> None:
    office = sit("phu-nu-xa-sen", unit, "Bùi Thị Na", introduced_on=MARCH)
    form = office_form("Lê Thị Mận", started_on=MARCH + DAY, version="1")
    answer = as_("thu").send(f"{HOME}/offices/{office}/hand-over", form)
    assert answer.status_code == 422 and "chưa thể bàn giao" in answer.text
    assert len(offices(owner)) == 1


def test_the_undo_of_a_hand_over_spares_what_was_corrected_since(
    as_: Any, unit: int, sit: Any, owner: Any
) -> None:
    office = sit("phu-nu-xa-sen", unit, "Lê Thị Mận", "deputy", started_on=MARCH)
    thu = as_("thu")
    form = office_form("Bùi Thị Na", started_on=MARCH + DAY, version="1")
    answer = thu.send(f"{HOME}/offices/{office}/hand-over", form)
    undo = undo_in(thu.get(answer.location).text)
    follows = owner.scalar(sa.text("select max(id) from units_office"))
    corrected = office_form("Bùi Thị Na", "deputy", started_on=MARCH + DAY, version="1")
    thu.send(f"{HOME}/offices/{follows}/edit", corrected | {"document": "9-QĐ"})
    before = offices(owner)
    assert thu.send(undo).status_code == 409
    assert offices(owner) == before


def test_somebody_with_several_offices_is_known_by_name_and_year(
    as_: Any, unit: int, found: Any, sit: Any
) -> None:
    team = found("phu-nu-xa-sen", "Tổ phụ nữ số 3", kind="women_team")
    sit("phu-nu-xa-sen", unit, "Lê Thị Mận", started_on=MARCH, birth_year=1975)
    sit("phu-nu-xa-sen", team, "Lê Thị Mận", started_on=MARCH, birth_year=1975)
    sit("phu-nu-xa-sen", unit, "Lê Thị Mẫn", "deputy", started_on=MARCH, birth_year=1975)
    page = as_("thu").get(f"{HOME}/{unit}").text
    assert page.count("cũng là Tổ trưởng, Tổ phụ nữ số 3") == 1
    sit("phu-nu-xa-sen", team, "Lê Thị Mẫn", "deputy", started_on=MARCH, birth_year=1976)
    assert as_("thu").get(f"{HOME}/{unit}").text.count("cũng là") == 1


def test_those_above_see_offices_and_no_names(as_: Any, unit: int, sit: Any) -> None:
    office = sit(
        "phu-nu-xa-sen", unit, "Lê Thị Mận", started_on=MARCH, phone="0939214687", party_member=True
    )
    for somebody in ("hoa", "lan", "xuan"):
        for path in (f"/{unit}", f"/offices/{office}", "/", "/vacant"):
            answer = as_(somebody).get(HOME + path)
            assert answer.status_code == 200
            assert "Mận" not in answer.text and "214 687" not in answer.text
        page = as_(somebody).get(f"{HOME}/{unit}").text
        assert "Chi hội trưởng" in page and "Đảng viên" in page and "05/03/2024" in page
        for path in (f"/{unit}/offices/new", f"/offices/{office}/edit", f"/offices/{office}/end"):
            assert as_(somebody).get(HOME + path).status_code == 403
        assert "Mận" not in as_(somebody).get("/search?q=Man").text
    assert "Lê Thị Mận" in as_("thu").get("/search?q=Man").text


def test_neighbours_learn_nothing(as_: Any, found: Any, sit: Any) -> None:
    theirs = found("phu-nu-xa-lua", "Chi hội ấp Bưng Rò")
    office = sit("phu-nu-xa-lua", theirs, "Lê Thị Mận", started_on=MARCH)
    thu = as_("thu")
    form = office_form("Bùi Thị Na", started_on=today(), version="1")
    for path in (f"/{theirs}/offices/new", f"/{theirs}/congress"):
        assert thu.get(HOME + path).status_code == 404
        assert thu.send(HOME + path, form).status_code == 404
    assert thu.get(f"{HOME}/offices/{office}").status_code == 404
    for verb in ("edit", "end", "hand-over"):
        assert thu.get(f"{HOME}/offices/{office}/{verb}").status_code == 404
        ending = form | {"ended_on": ["1", "4", "2024"]}
        assert thu.send(f"{HOME}/offices/{office}/{verb}", ending).status_code == 404
        assert thu.get(f"/s/phu-nu-xa-lua/units/offices/{office}").status_code == 404
    assert "Mận" not in thu.get("/search?q=Man").text


def test_a_branch_head_sees_the_officers_of_the_own_branch(as_: Any, found: Any, sit: Any) -> None:
    own = found("xa-sen", "Chi bộ ấp An Tài", id=UNIT_ONE)
    other = found("xa-sen", "Chi bộ ấp Chiến Thắng", id=UNIT_TWO)
    mine = sit("xa-sen", own, "Lê Thị Mận", "secretary", started_on=MARCH, birth_year=1975)
    theirs = sit("xa-sen", other, "Bùi Văn Na", "secretary", started_on=MARCH)
    sit("xa-sen", other, "Lê Thị Mận", "deputy_secretary", started_on=MARCH, birth_year=1975)
    sau, place = as_("sau"), "/s/xa-sen/units"
    page = sau.get(f"{place}/{own}").text
    assert "Lê Thị Mận" in page and "cũng là" not in page
    assert "Lê Thị Mận" in sau.get(f"{place}/offices/{mine}").text
    assert sau.get(f"{place}/{other}").status_code == 404
    assert sau.get(f"{place}/offices/{theirs}").status_code == 404
    assert sau.get(f"{place}/{own}/offices/new").status_code == 403
    assert "Bùi Văn Na" not in sau.get("/search?q=Na").text
    assert "Chiến Thắng" not in sau.get(f"{place}/vacant?missing=").text


def test_the_history_keeps_names_where_they_can_be_erased(
    as_: Any, unit: int, owner: Any, saying: Any
) -> None:
    thu = as_("thu")
    thu.send(f"{HOME}/{unit}/offices/new", office_form("Lê Thị Mận", elected_on=MARCH))
    assert saying("select subject_name from event where verb = 'units.appointed'") == ""
    assert saying("select unit_id from event where verb = 'units.appointed'") == unit
    office = f"{HOME}/offices/{saying('select id from units_office')}"
    assert "ghi chức vụ của Lê Thị Mận" in thu.get(office).text
    owner.execute(sa.text("delete from event_payload"))
    page = thu.get(office).text
    assert "ghi chức vụ của" in page and "ghi chức vụ của Lê Thị Mận" not in page
