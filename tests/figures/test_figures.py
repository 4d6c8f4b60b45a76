"""Figures as a signed-in account sees them: by right, over the tree, in bounded queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g

from portal import aside, boundaries, entering
from portal.access import reach_of
from portal.accounts.figures import accounts, without_administrator
from portal.accounts.models import SpaceMembership
from portal.figures import Figure, figures_here
from portal.figures.asking import narrowed
from portal.indicators import Indicator, Period
from portal.locale import today
from portal.plugins import Plugin, PluginError
from portal.settings import Setting
from portal.spaces.figures import spaces

from .conftest import NEEDS, TODAY, Standing, bodies, of_values

pytestmark = pytest.mark.database
Rolled = Callable[..., dict[str, Figure]]


def test_a_figure_is_rolled_up_over_the_spaces_below(
    offering: Callable[..., None],
    add_bodies: Callable[..., None],
    rolled: Rolled,
    space_ids: dict[str, int],
) -> None:
    offering(bodies())
    for slug, number in (("huyen", 4), ("xa-sen", 2), ("phu-nu-xa-sen", 1), ("huyen-xa", 9)):
        add_bodies(slug, number)
    figure = rolled("hoa", "huyen")["test.bodies"].now
    assert (figure.total.value, figure.total.known, figure.total.asked) == (7, 3, 6)
    assert figure.own.value == 4
    assert figure.rows[space_ids["xa-sen"]].value == 3, "with the spaces that it leads"
    assert figure.rows[space_ids["xa-lua"]].value is None, "nobody recorded is not zero"
    assert figure.rows[space_ids["xa-lua"]].asked == 2
    assert figure.lines["women"].value == 1


def test_a_union_sees_its_own_line(
    offering: Callable[..., None],
    add_bodies: Callable[..., None],
    rolled: Rolled,
    space_ids: dict[str, int],
) -> None:
    offering(bodies())
    add_bodies("xa-sen", 5)
    add_bodies("phu-nu-xa-sen", 1)
    add_bodies("phu-nu-huyen", 2)
    figure = rolled("xuan", "phu-nu-huyen")["test.bodies"].now
    assert figure.total.value == 3
    assert set(figure.rows) == {space_ids["phu-nu-xa-sen"], space_ids["phu-nu-xa-lua"]}


def test_a_neighbour_and_a_narrowed_role_add_nothing(
    offering: Callable[..., None], add_bodies: Callable[..., None], rolled: Rolled
) -> None:
    offering(bodies())
    add_bodies("xa-sen", 2)
    add_bodies("xa-lua", 3)
    assert rolled("minh", "xa-lua")["test.bodies"].now.total.value == 3
    assert rolled("sau", "xa-sen") == {}


def test_a_select_that_asks_for_all_is_held_to_the_reach(
    offering: Callable[..., None], rolled: Rolled, space_ids: dict[str, int]
) -> None:
    offering(of_values("test.all", dict.fromkeys(space_ids.values(), 10)))
    assert rolled("minh", "xa-lua")["test.all"].now.total.value == 20
    assert rolled("thu", "phu-nu-xa-sen")["test.all"].now.total.value == 10


def test_a_figure_of_accounts_counts_nobody_of_other_spaces(
    offering: Callable[..., None], standing: Standing, rolled: Rolled, space_ids: dict[str, int]
) -> None:
    def careless(period: Period) -> sa.Select[Any]:
        space = SpaceMembership.in_space_id
        return sa.select(space, sa.func.count()).group_by(space)

    offering(Indicator("test.careless", "Roles", NEEDS, careless, on_the_map=True))
    assert rolled("minh", "xa-lua")["test.careless"].now.total.value == 2
    with standing("minh", "xa-lua"):
        reach = reach_of(g.access, entering.registry().permissions[NEEDS], read_only=True)
        with aside.reading(replace(reach, map="read")) as session:
            read = {row[0] for row in session.execute(narrowed(careless(TODAY), reach))}
            assert read <= reach.spaces, "not even on the way to the page"
            for select in (accounts(TODAY), without_administrator(TODAY), spaces(TODAY)):
                assert {row[0] for row in session.execute(select)} == {
                    space_ids["xa-lua"],
                    space_ids["phu-nu-xa-lua"],
                }


def test_ratios_come_from_rolled_up_halves(
    offering: Callable[..., None], rolled: Rolled, space_ids: dict[str, int]
) -> None:
    sen, lua = space_ids["xa-sen"], space_ids["xa-lua"]
    offering(
        of_values("test.part", {sen: 1, lua: 45}, out_of="test.whole"),
        of_values("test.whole", {sen: 10, lua: 50}),
    )
    total = rolled("hoa", "huyen")["test.part"].now.total
    assert (total.part, total.whole) == (46, 60)
    assert round(total.share or 0, 1) == 76.7, "not the mean of 10 % and 90 %"


def test_values_of_one_space_add_up_and_halves_stay_halves(
    offering: Callable[..., None], rolled: Rolled, space_ids: dict[str, int]
) -> None:
    sen = space_ids["xa-sen"]

    def twice(period: Period) -> sa.Select[Any]:
        rows = sa.values(sa.column("s", sa.Integer), sa.column("v", sa.Numeric), name="rows")
        return sa.select(rows.data([(sen, Decimal("1.5")), (sen, 2), (sen, None)]))

    offering(Indicator("test.twice", "", NEEDS, twice))
    assert rolled("lan", "xa-sen")["test.twice"].now.total.value == Decimal("3.5")


def test_lines_that_do_not_have_a_figure_are_not_missing_it(
    offering: Callable[..., None], rolled: Rolled, space_ids: dict[str, int]
) -> None:
    values = {space_ids["phu-nu-xa-sen"]: 3, space_ids["xa-sen"]: 50}
    offering(of_values("test.women", values, lines=("women",), levels=("commune",)))
    total = rolled("hoa", "huyen")["test.women"].now.total
    assert (total.value, total.known, total.asked) == (3, 1, 2)


def test_a_figure_that_raises_or_dawdles_costs_its_own_line(
    offering: Callable[..., None], standing: Standing, space_ids: dict[str, int]
) -> None:
    def raising(period: Period) -> sa.Select[Any]:
        raise ValueError("broken")

    def wrong(period: Period) -> sa.Select[Any]:
        return sa.select(sa.literal(1), sa.literal(2)).where(sa.text("no_such_column = 1"))

    def slow(period: Period) -> sa.Select[Any]:
        napping = sa.select(sa.func.pg_sleep(9)).cte("nap").prefix_with("materialized")
        return sa.select(sa.literal(space_ids["xa-sen"]), sa.func.count()).select_from(napping)

    offering(
        Indicator("test.raising", "", NEEDS, raising),
        Indicator("test.wrong", "", NEEDS, wrong),
        Indicator("test.slow", "", NEEDS, slow),
        of_values("test.sound", {space_ids["xa-sen"]: 7}),
    )
    with standing("lan", "xa-sen"):
        found = figures_here(TODAY)
    assert [figure.now.total.value for figure in found.figures] == [7]
    assert len(found.unread) == 3


def test_a_figure_needs_its_own_right(
    offering: Callable[..., None], rolled: Rolled, space_ids: dict[str, int]
) -> None:
    sound = of_values("test.sound", {space_ids["xa-sen"]: 7})
    closed = Indicator("test.closed", "", "accounts.view_accounts", sound.select)
    offering(sound, closed)
    assert set(rolled("lan", "xa-sen")) == {"test.sound", "test.closed"}
    assert set(rolled("tam", "xa-sen")) == {"test.sound"}


def test_a_module_that_is_off_has_no_figures_there(
    app: Flask,
    owner: sa.Connection,
    monkeypatch: pytest.MonkeyPatch,
    offering: Callable[..., None],
    rolled: Rolled,
    space_ids: dict[str, int],
) -> None:
    registry = app.extensions["portal"]
    core = registry.plugins[0]
    visits = Plugin("visits", "plugins.visits", "Visits", (), None, core.code, core.folder)
    monkeypatch.setattr(registry, "plugins", [*registry.plugins, visits])
    switch = Setting("modules.visits", "Visits", True, bool)
    monkeypatch.setitem(registry.settings, switch.name, switch)
    offering(of_values("test.all", dict.fromkeys(space_ids.values(), 1)), owner="visits")
    assert rolled("hoa", "huyen")["test.all"].now.total.value == 6
    switch_off = sa.text(
        "insert into space_setting (in_space_id, name, value) values (:s, 'modules.visits', :v)"
    )
    owner.execute(switch_off, {"s": space_ids["xa-sen"], "v": "false"})
    total = rolled("hoa", "huyen")["test.all"].now.total
    assert (total.value, total.asked) == (4, 4), "nor in the spaces that it leads"
    owner.execute(switch_off, {"s": space_ids["phu-nu-xa-sen"], "v": "true"})
    assert rolled("hoa", "huyen")["test.all"].now.total.value == 5
    assert rolled("lan", "xa-sen") == {}
    give_back = sa.text("update space_setting set value = 'null' where in_space_id = :s")
    owner.execute(give_back, {"s": space_ids["phu-nu-xa-sen"]})
    assert rolled("hoa", "huyen")["test.all"].now.total.value == 4, "it inherits again"
    owner.execute(sa.text("update space set closed_on = '2020-02-02' where slug = 'xa-sen'"))
    total = rolled("hoa", "huyen")["test.all"].now.total
    assert total.value == 5, "what a closed space decided binds nobody below it"


def test_a_closed_space_counts_until_its_day(
    owner: sa.Connection,
    offering: Callable[..., None],
    rolled: Rolled,
    space_ids: dict[str, int],
) -> None:
    values = {space_ids["xa-sen"]: 5, space_ids["xa-lua"]: 7}
    offering(of_values("test.date", values), of_values("test.period", values, measures="period"))
    owner.execute(sa.text("update space set closed_on = '2026-03-01' where slug like '%xa-lua'"))
    owner.execute(sa.text("update space set opened_on = '2026-05-01' where slug = 'xa-sen'"))
    now = rolled("hoa", "huyen")
    assert now["test.date"].now.total.value == 5
    assert now["test.period"].now.total.value == 12
    spring = rolled("hoa", "huyen", Period.year_to(dt.date(2026, 2, 28)))
    assert spring["test.date"].now.total.value == 7, "the other one was not open yet"
    assert now["test.date"].change is None, "a year ago one of them had not opened"


def test_old_figures_find_their_old_place(
    owner: sa.Connection,
    offering: Callable[..., None],
    standing: Standing,
    rolled: Rolled,
    space_ids: dict[str, int],
) -> None:
    moved, old, new = (space_ids[s] for s in ("phu-nu-xa-sen", "xa-sen", "xa-lua"))
    offering(of_values("test.one", {moved: 3}))
    owner.execute(
        sa.text("update space set parent_id = :new where id = :moved"),
        {"new": new, "moved": moved},
    )
    owner.execute(
        sa.text(
            "insert into former_leader (in_space_id, leader_id, until)"
            " values (:moved, :old, '2026-04-01')"
        ),
        {"moved": moved, "old": old},
    )
    owner.execute(
        sa.text("update oversight set overseer_id = :new where space_id = :m and overseer_id = :o"),
        {"new": new, "m": moved, "o": old},
    )
    before, after = Period.year_to(dt.date(2026, 3, 31)), Period.year_to(dt.date(2026, 4, 1))
    for period, place in ((before, old), (after, new)):
        figure = rolled("hoa", "huyen", period)["test.one"].now
        assert figure.total.value == 3
        assert {row: s.value for row, s in figure.rows.items() if s.value} == {place: 3}
    assert rolled("minh", "xa-lua", after)["test.one"].now.total.value == 3
    assert rolled("minh", "xa-lua", before)["test.one"].now.total.value is None
    with standing("lan", "xa-sen"):
        found = figures_here(before)
    assert found.tree.gone == ("Hội LHPN xã Sen",)
    assert found.figures[0].now.total.value is None, "its rows lie out of reach today"
    figure = rolled("xuan", "phu-nu-huyen", before)["test.one"].now
    assert figure.rows[moved].value == 3, "along the line it stands where it stood"


def test_a_change_is_told_where_every_space_has_both_figures(
    offering: Callable[..., None], add_bodies: Callable[..., None], rolled: Rolled
) -> None:
    offering(bodies(lines=("party",), levels=("commune",)))
    for slug in ("xa-sen", "xa-lua"):
        add_bodies(slug, 2)
    add_bodies("xa-sen", 3, dt.date(2026, 2, 1))
    assert rolled("hoa", "huyen")["test.bodies"].change == 3
    assert rolled("minh", "xa-lua")["test.bodies"].change == 0
    assert rolled("hoa", "huyen", Period.year_to(dt.date(2021, 6, 1)))["test.bodies"].change is None


def test_a_module_may_not_read_accounts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = app.extensions["portal"]
    core = registry.plugins[0]
    nosy = Plugin("nosy", "plugins.nosy", "Nosy", (), None, core.code, core.folder)
    monkeypatch.setattr(registry, "plugins", [*registry.plugins, nosy])
    figure = of_values("nosy.accounts", {}, on_the_map=True)
    monkeypatch.setitem(registry.indicators, figure.name, figure)
    monkeypatch.setitem(registry.owner, f"indicators {figure.name}", "nosy")
    with pytest.raises(PluginError, match=r"nosy: indicator nosy\.accounts reads the map"):
        boundaries.check(app, registry, nosy)


def test_the_figures_of_the_core(
    app: Flask, owner: sa.Connection, rolled: Rolled, add_bodies: Callable[..., None]
) -> None:
    now = Period.year_to(today())
    add_bodies("xa-sen", 2)
    owner.execute(sa.text("update body set code = 'BTV' where id = (select min(id) from body)"))
    owner.execute(
        sa.text(
            "insert into officer (space_id, body_id, person_name, sort_key, office,"
            " in_charge_of_front, valid_from)"
            " select space_id, min(id), 'Trần Văn Tám', 'tam', 'Phó Bí thư', true, '2021-01-05'"
            " from body group by space_id"
        )
    )
    found = {name: figure.now.total for name, figure in rolled("hoa", "huyen", now).items()}
    assert found["spaces.spaces"].value == 6
    assert (found["spaces.bodies"].value, found["spaces.bodies"].known) == (2, 1)
    assert found["spaces.vacant_bodies"].part == 1
    named = found["spaces.without_front_member"]
    assert (named.part, named.whole, named.known, named.asked) == (0, 1, 1, 3)
    assert found["accounts.without_administrator"].part == 3, "only the unions have none"
    assert found["accounts.accounts"].value == 8, "whose term ended is not counted"
    assert found["accounts.in_use"].part == 1, "only who looks has signed in"
    owner.execute(sa.text("update body set code = 'BGD' where code = 'BTV'"))
    centre = rolled("hoa", "huyen", now)["spaces.without_front_member"].now.total
    assert (centre.known, centre.whole) == (0, None), "without a standing committee it is none"
    past = rolled("hoa", "huyen", Period.year(2021))
    assert past["accounts.in_use"].now.total.value is None, "the past was not kept"


def test_figures_whose_parameters_are_called_alike_do_not_mix(
    offering: Callable[..., None], add_bodies: Callable[..., None], rolled: Rolled
) -> None:
    def since(day: dt.date) -> Callable[[Period], sa.Select[Any]]:
        def select(_period: Period) -> sa.Select[Any]:
            counted = sa.select(sa.column("space_id"), sa.func.count()).select_from(sa.text("body"))
            begun = sa.text("body.valid_from >= :day").bindparams(day=day)
            return counted.where(begun).group_by(sa.column("space_id"))

        return select

    offering(
        Indicator("test.old", "Old", NEEDS, since(dt.date(2020, 1, 1))),
        Indicator("test.new", "New", NEEDS, since(dt.date(2024, 1, 1))),
    )
    add_bodies("xa-sen", 2)
    add_bodies("xa-sen", 3, dt.date(2026, 2, 1))
    found = rolled("lan", "xa-sen")
    assert [found[name].now.own.value for name in ("test.old", "test.new")] == [5, 3]


def test_a_broken_figure_costs_only_itself(
    offering: Callable[..., None],
    standing: Standing,
    space_ids: dict[str, int],
) -> None:
    def broken(_period: Period) -> sa.Select[Any]:
        return sa.select(sa.literal(1), sa.text("1 / 0"))

    whole = of_values("test.whole", {space_ids["xa-sen"]: 4})
    offering(Indicator("test.broken", "Broken", NEEDS, broken), whole)
    with standing("lan", "xa-sen"):
        found = figures_here(TODAY)
    assert [(f.indicator.name, f.now.own.value) for f in found.figures] == [("test.whole", 4)]
    assert len(found.unread) == 1


def test_queries_do_not_grow_with_the_spaces(
    app: Flask, standing: Standing, offering: Callable[..., None]
) -> None:
    offering(bodies())
    asked = []
    for username, slug in (("thu", "phu-nu-xa-sen"), ("hoa", "huyen")):
        with standing(username, slug):
            statements: list[str] = []

            def listen(*arguments: Any, seen: list[str] = statements) -> None:
                seen.append(arguments[2])

            engine = app.extensions["sqlalchemy"].engine
            sa.event.listen(engine, "before_cursor_execute", listen)
            figures_here(TODAY)
            sa.event.remove(engine, "before_cursor_execute", listen)
            asked.append(len(statements))
    assert asked[0] == asked[1] <= 8
