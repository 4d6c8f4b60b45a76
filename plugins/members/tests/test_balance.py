"""Books balance: random histories through the actions, held against a simple model."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from plugins.members import admission_actions as admissions
from plugins.members import movement_actions as actions
from plugins.members.balance import Balance, balances, clean_counts, rolled_up
from plugins.members.enrolling import Enrolment
from plugins.members.ledger import standing
from plugins.members.models import MembersEntry
from plugins.members.movement_facts import Typed
from portal.database import db
from portal.errors import Invalid
from portal.history import actions as history
from portal.history.models import Event
from portal.reach import Reach, within
from portal.testing.client import Browser
from portal.testing.live import PHONE, WIDE, check_look

from .moving_ground import WOMEN, YOUTH, Enrols, Founds, Stand
from .test_register_in_chromium import shoot

As = Callable[[str], Browser]
SEED = 20240601
FIRST = dt.date(2022, 1, 1)
DAYS = 900
DATES = 1_000
EXITS = ("leave", "release", "strike_off", "decease")


@dataclass
class Person:
    """A member in the model: where and what on which day; None: on no list."""

    sex: str
    changes: list[tuple[dt.date, str, tuple[int, str] | None]] = field(default_factory=list)

    def at(self, day: dt.date) -> tuple[int, str] | None:
        """Unit and kind on a day."""
        stands = [place for on, _how, place in self.changes if on <= day]
        return stands[-1] if stands else None


def expected(people: list[Person], units: set[int], first: dt.date, last: dt.date) -> Any:
    """Opening, lines by kind of movement, closing of some units, as a child would count them."""
    opening: Counter[Any] = Counter()
    closing: Counter[Any] = Counter()
    lines: Counter[Any] = Counter()
    for person in people:
        for counts, day in ((opening, first - dt.timedelta(days=1)), (closing, last)):
            place = person.at(day)
            if place is not None and place[0] in units:
                counts[person.sex, place[1]] += 1
        before: tuple[int, str] | None = None
        for on, how, place in person.changes:
            if first <= on <= last and place != before:
                if before is not None and before[0] in units:
                    lines[how, -1, person.sex, before[1]] += 1
                if place is not None and place[0] in units:
                    lines[how, 1, person.sex, place[1]] += 1
            before = place
    return clean_counts(opening), clean_counts(lines), clean_counts(closing)


def seen(balance: Balance) -> Any:
    """The same of the books."""
    lines = Counter(
        {
            (how, change, *who): number
            for (how, change), counts in balance.moved.items()
            for who, number in counts.items()
        }
    )
    return clean_counts(balance.opening), clean_counts(lines), clean_counts(balance.closing)


class History:
    """Drives random movements through the actions, and tells the model the same."""

    def __init__(self, chance: random.Random, units: list[int]) -> None:
        self.chance, self.units = chance, units
        self.people: dict[int, Person] = {}
        self.last: tuple[Event, int]

    def step(self, day: dt.date) -> None:
        """One movement of somebody on a day, or an admission; sometimes it is taken back."""
        chance = self.chance
        if not self.people or chance.random() < 0.25:
            self.admit(day)
            return
        number = chance.choice(sorted(self.people))
        person = self.people[number]
        place = person.at(day)
        if place is None:
            typed = Typed("return", day, document="QĐ", to_unit_id=chance.choice(self.units))
            after: Any = (typed.to_unit_id, person.changes[-2][2][1])  # type: ignore[index]
        else:
            typed, after = self.of_listed(day, place)
        typed = replace(typed, override="branch_agreed")
        try:
            with db.session.begin_nested():
                event = actions.record_movement(number, typed)
        except Invalid:
            return
        person.changes.append((day, typed.kind, after))
        self.last = (event, number)

    def take_last_back(self) -> None:
        """Undo the last movement, whatever it was; an admitted member never was one."""
        event, number = self.last
        history.undo(event.id)
        self.people[number].changes.pop()
        if not self.people[number].changes:
            del self.people[number]

    def of_listed(self, day: dt.date, place: tuple[int, str]) -> tuple[Typed, Any]:
        """A movement of somebody on the list, and where it leads."""
        way, (unit, kind) = self.chance.random(), place
        if way < 0.5:
            to = self.chance.choice(self.units)
            return Typed("transfer", day, document="QĐ", to_unit_id=to), (to, kind)
        if way < 0.6:
            other = "honorary" if kind == "full" else "full"
            return Typed("change_kind", day, document="QĐ", to_kind=other), (unit, other)
        if way < 0.7:
            until = day + dt.timedelta(days=90)
            return Typed("defer", day, document="QĐ", until=until), place
        how = self.chance.choice(EXITS)
        reason = {"release": "requested", "strike_off": "no_dues"}.get(how)
        return Typed(how, day, document="QĐ", reason=reason), None

    def admit(self, day: dt.date) -> None:
        """A new member."""
        chance, unit = self.chance, self.chance.choice(self.units)
        sex = chance.choice(("female", "male"))
        kind = "full" if sex == "female" else "honorary"
        name = f"Người {len(self.people)} {chance.randrange(10**6)}"
        new = Enrolment(name=name, sex=sex, kind=kind, birth_year=2000)
        typed = Typed("admit", day, document="QĐ", considered_on=day)
        event = admissions.admit(unit, new, typed, different=True)
        found = db.session.scalar(sa.text("select max(id) from members_membership"))
        number = int(found or 0)
        self.people[number] = Person(sex, [(day, "admit", (unit, kind))])
        self.last = (event, number)


@pytest.mark.database
def test_books_balance_for_units_spaces_and_all_at_a_thousand_dates(
    stand: Stand, founds: Founds, enrols: Enrols, space_ids: dict[str, int], app: Any
) -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    people: list[Person] = []
    units: dict[int, int] = {}
    for slug in (WOMEN, YOUTH):
        own = [founds(slug, f"Đơn vị {number} {slug}") for number in range(3)]
        units |= dict.fromkeys(own, space_ids[slug])
        story = History(chance, own)
        for number in range(6):
            unit, on = chance.choice(own), FIRST + dt.timedelta(days=chance.randrange(60))
            member = enrols(slug, unit, f"Người đầu {number}", on=on)
            story.people[member] = Person("female", [(on, "opening", (unit, "full"))])
        day = FIRST + dt.timedelta(days=60)
        for _round in range(6):
            with stand("thu", slug):
                for _step in range(12):
                    day += dt.timedelta(days=chance.randrange(0, 9))
                    story.step(day)
            with stand("thu", slug):
                story.take_last_back()
        people += story.people.values()
    assert sum(len(person.changes) for person in people) > 80
    reach = Reach(spaces=frozenset(units.values()), read_only=True)
    with app.app_context(), within(reach):
        for _date in range(DATES):
            first = FIRST + dt.timedelta(days=chance.randrange(DAYS))
            last = first + dt.timedelta(days=chance.choice((0, 30, 90, 365)))
            compare(people, units, chance.choice(sorted(units)), first, last)
        for day in (FIRST, FIRST + dt.timedelta(days=400)):
            alone = balances(FIRST, day, MembersEntry.space_id)
            by_space = dict(db.session.execute(standing(day)).tuples().all())
            assert by_space == {
                s: sum(b.closing.values()) for s, b in alone.items() if sum(b.closing.values())
            }


def compare(
    people: list[Person], units: dict[int, int], unit: int, first: dt.date, last: dt.date
) -> None:
    """Hold the books of a unit, of its space, and of all together against the model."""
    by_unit = balances(first, last, MembersEntry.unit_id, MembersEntry.unit_id == unit)
    by_space = balances(first, last, MembersEntry.space_id)
    own = {each for each, space in units.items() if space == units[unit]}
    for balance, of in (
        (by_unit.get(unit, Balance()), {unit}),
        (by_space.get(units[unit], Balance()), own),
        (rolled_up(by_space.values()), set(units)),
    ):
        assert seen(balance) == expected(people, of, first, last), (of, first, last)


def test_what_is_undone_leaves_no_trace_in_the_books(
    stand: Stand, founds: Founds, enrols: Enrols, space_ids: dict[str, int], app: Any
) -> None:
    one, two = founds(WOMEN, "Một"), founds(WOMEN, "Hai")
    member = enrols(WOMEN, one, "Lê Thị Mai", on=FIRST)
    with stand("thu", WOMEN):
        typed = Typed("transfer", dt.date(2022, 6, 1), document="QĐ", to_unit_id=two)
        event = actions.record_movement(member, typed)
    with stand("thu", WOMEN):
        history.undo(event.id)
    with app.app_context(), within(Reach(spaces=frozenset({space_ids[WOMEN]}), read_only=True)):
        found = balances(FIRST, dt.date(2022, 12, 31), MembersEntry.unit_id)
    assert list(found) == [one] and found[one].lines("transfer", -1) == 0
    assert found[one].first_list() == 1 and found[one].came() == 0


def test_the_page_shows_books_that_balance_to_the_own_space_and_above(
    as_: As, stand: Stand, founds: Founds, enrols: Enrols
) -> None:
    one, two = founds(WOMEN, "Chi hội Một"), founds(WOMEN, "Chi hội Hai")
    members = [enrols(WOMEN, one, f"Người {n}", on=FIRST) for n in range(3)]
    day = dt.date(2022, 5, 1)
    with stand("thu", WOMEN):
        actions.record_movement(members[0], Typed("transfer", day, document="Q", to_unit_id=two))
        actions.record_movement(members[1], Typed("decease", day, document="Q"))
    page = as_("thu").get(f"/s/{WOMEN}/members/balance?period=2022-q2")
    assert page.status_code == 200 and "Người 0" not in page.text
    cells = re.findall(r'class="num">([^<]*)<', page.text.partition("<tfoot")[2])
    assert cells[:5] == ["3", "1", "1", "1", "2"]
    above = as_("hoa").get("/s/huyen/members/balance?period=2022-q2").text
    assert "Hội LHPN xã Sen" in above and "Chi hội Một" not in above
    assert "Danh sách đầu" in as_("hoa").get("/s/huyen/members/balance?period=2022").text
    assert as_("minh").get(f"/s/{WOMEN}/members/balance").status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_books_look_right(
    new_page: Callable[..., Page],
    stand: Stand,
    founds: Founds,
    enrols: Enrols,
    size: tuple[int, int],
) -> None:
    one, two = founds(WOMEN, "Chi hội ấp An Tài"), founds(WOMEN, "Chi hội ấp Chiến Thắng")
    members = [enrols(WOMEN, one, f"Người {n}", on=FIRST) for n in range(9)]
    day = dt.date(2022, 5, 1)
    with stand("thu", WOMEN):
        for member in members[:3]:
            actions.record_movement(member, Typed("transfer", day, document="Q", to_unit_id=two))
        actions.record_movement(members[4], Typed("decease", day, document="Q"))
    for who, slug in (("thu", WOMEN), ("hoa", "huyen")):
        page = new_page(who, size=size, bypass_csp=True)
        page.goto(f"/s/{slug}/members/balance?period=2022")
        check_look(page)
        shoot(page, f"balance-{slug}-{size[0]}")
