"""Who is the same person: what is certain, what is likely, and what is only asked."""

import datetime as dt
import unicodedata
from dataclasses import replace

import pytest

from plugins.members.linking import Tracer, Written, linked
from plugins.members.linking.judging import judged
from plugins.members.linking.reading import birth_of
from plugins.members.linking.running import ASKED
from plugins.members.linking.traces import near_names
from plugins.members.people import BENCH, Place, as_written, people

TRACER = Tracer(b"the key of these tests")
LAN = Written(
    name="Nguyễn Thị Ngọc Lan",
    born=dt.date(1984, 5, 17),
    sex="female",
    area="ấp 1",
    wider="xã 1",
    citizen_id="087184000001",
)
DAY = dt.date(2026, 1, 1)
PLACES = [Place(f"ấp {n}", f"xã {n % 5}") for n in range(15)]


def crowd(count=1200, seed=1):
    """Traces of people without noise: among whom those of a test stand."""
    return [
        TRACER.trace(f"crowd {n}", (row.line, row.place.commune), written_of(row))
        for n, row in enumerate(as_written(people(seed, count, PLACES, DAY), seed, BENCH))
    ]


def written_of(row):
    born, year = birth_of(row.birth)
    where = (row.place.hamlet, row.place.commune)
    return Written(row.name, born, year, row.sex, *where, row.citizen_id)


CROWD = crowd()


def people_of(**rows):
    """The groups of these rows, each row in a space of its own unless it says another one."""
    given = [
        TRACER.trace(ref, space, written)
        for ref, (space, written) in (
            (ref, row if isinstance(row, tuple) else (ref, row)) for ref, row in rows.items()
        )
    ]
    found = linked([*given, *CROWD])
    groups = {frozenset(group) & set(rows) for group in found.people} - {frozenset()}
    questions = {frozenset((each.one, each.other)) for each in found.questions}
    return groups, {each for each in questions if each <= set(rows)}


def together(*refs):
    return {frozenset(refs)}


def apart(*refs):
    return {frozenset([ref]) for ref in refs}


def test_one_citizen_id_is_one_person_however_the_name_is_written():
    other = replace(LAN, name="NGUYEN T NGOC LAN", born=None, year=1984)
    assert people_of(one=LAN, other=other)[0] == together("one", "other")


def test_a_citizen_id_with_another_name_and_birth_is_asked_about_and_not_believed():
    other = replace(LAN, name="Trần Văn Hùng", born=dt.date(1960, 1, 2), sex="male")
    groups, questions = people_of(one=LAN, other=other)
    assert groups == apart("one", "other") and questions == together("one", "other")


def test_name_and_full_birth_are_enough_without_a_citizen_id():
    other = replace(LAN, citizen_id=None)
    assert people_of(one=LAN, other=other)[0] == together("one", "other")


@pytest.mark.parametrize(
    "name",
    [
        "Nguyen Thi Ngoc Lan",
        "NGUYỄN THỊ NGỌC LAN",
        unicodedata.normalize("NFD", "Nguyễn Thị Ngọc Lan"),
        "Nguyễn Thị Ngọc Lang",
        "Nguyễn Thị Ngọc Lann",
        "Nguyễn Thị Nọc Lan",
        "Nguyễn Thị Ngột Lan",
        "Nguyễn Ngọc Lan",
    ],
)
def test_how_a_name_is_written_does_not_part_rows_of_one_birthday(name):
    other = replace(LAN, name=name, citizen_id=None)
    assert people_of(one=LAN, other=other)[0] == together("one", "other")


def test_two_citizen_ids_are_never_one_person():
    other = replace(LAN, citizen_id="087184000002")
    assert people_of(one=LAN, other=other) == (apart("one", "other"), set())


def test_two_full_birthdays_are_never_one_person_but_for_one_citizen_id():
    other = replace(LAN, born=dt.date(1984, 5, 18))
    assert people_of(one=LAN, other=other)[0] == together("one", "other")
    other = replace(other, citizen_id=None)
    assert people_of(one=LAN, other=other)[0] == apart("one", "other")


def test_a_row_that_fits_two_people_chains_them_not_together_and_is_asked_about():
    second = replace(LAN, born=dt.date(1984, 9, 2), citizen_id="087184000002")
    bare = replace(LAN, born=None, year=1984, citizen_id=None)
    groups, questions = people_of(one=LAN, other=second, bare=bare)
    assert groups == apart("one", "other", "bare")
    assert questions and all("bare" in each for each in questions)


def test_namesakes_of_one_list_leave_a_third_row_in_doubt():
    bare = replace(LAN, born=None, year=1984, citizen_id=None)
    rows = {"one": ("women", bare), "other": ("women", bare), "third": ("farmers", bare)}
    groups, questions = people_of(**rows)
    assert groups == apart("one", "other", "third")
    assert questions and all("third" in each for each in questions)


def test_same_name_and_year_in_another_commune_is_nobody():
    bare = replace(LAN, name="Nguyễn Thị Hoa", born=None, year=1984, citizen_id=None)
    far = replace(bare, area="ấp 9", wider="xã 4")
    assert people_of(one=bare, other=far)[0] == apart("one", "other")


def test_a_placeholder_typed_for_a_citizen_id_joins_nobody():
    rows = {
        f"row {n}": replace(
            LAN, name=f"{name} Thị {name}", citizen_id="0", born=None, year=1950 + n
        )
        for n, name in enumerate(["Trần", "Lê", "Phạm", "Võ", "Bùi", "Mai", "Cao"] * 4)
    }
    assert people_of(**rows) == (apart(*rows), set())


def test_a_trace_is_of_one_key_and_holds_no_word():
    trace = TRACER.trace("r", "s", LAN)
    other = Tracer(b"another key").trace("r", "s", LAN)
    assert trace == TRACER.trace("r", "s", LAN)
    assert not trace.near & other.near and trace.whole != other.whole
    assert trace.citizen != other.citizen and trace.born != other.born
    texts = [value for value in (getattr(trace, name) for name in trace.__slots__) if value]
    assert not any("Lan" in str(value) or "0871" in str(value) for value in texts)
    assert all(-(2**63) <= number < 2**63 for number in trace.near)


def test_the_tone_may_stand_on_either_vowel():
    one, other = (TRACER.trace("r", "s", replace(LAN, name=name)) for name in ("Hoà", "Hòa"))
    assert one == other
    assert one.marked != TRACER.trace("r", "s", replace(LAN, name="Hoa")).marked


def test_names_are_near_if_one_letter_of_one_word_differs():
    name = near_names(["le", "van", "trung"])
    for other in ("le van chung", "le van trun", "le van trunng", "le vam trung", "le dan trung"):
        assert name & near_names(other.split()), other
    assert not name & near_names(["le", "thi", "trung"])
    assert not name & near_names(["le", "van", "hung"])


def test_enrolments_of_communes_are_linked_as_promised():
    rows = as_written(people(11, 6000, PLACES * 3, DAY), 11, BENCH)
    traces = [
        TRACER.trace(ref, (row.line, row.place.commune), written_of(row))
        for ref, row in enumerate(rows)
    ]
    found = linked(traces)
    result = judged(found, {ref: row.person for ref, row in enumerate(rows)})
    assert result.f1 >= 0.97 and result.wrong <= 0.01 and result.left_to_ask <= ASKED
    assert sorted(ref for group in found.people for ref in group) == list(range(len(rows)))
    for group in found.people:
        assert len({traces[ref].citizen for ref in group} - {None}) <= 1
    shuffled = linked(traces[::-1])
    assert {frozenset(group) for group in shuffled.people} == {
        frozenset(group) for group in found.people
    }


def test_nothing_and_one_row_are_linked_too():
    assert linked([]).people == []
    assert linked([TRACER.trace("r", "s", Written(""))]).people == [("r",)]
