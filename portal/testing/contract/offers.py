"""What modules add to pages: figures, inbox, search, widgets, menu. Each within its reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import Session

from ... import aside, entering
from ...access import Door, reach_of
from ...containing import Unread
from ...database import IN_FORCE, db
from ...inbox.offers import Offer, offers_everywhere, offers_here
from ...inbox.queries import first_of
from ...indicators import Period
from ...modules import ROUTES
from ...reach import Reach
from ...search.actions import rows_of
from ...search.reaching import fields_of
from ..cast import SPACES
from . import doors, persons, subjects
from .persons import Someone
from .stage import Stage

WORDS = ("mau", "folded", "nguoi", "xa")
"""Texts that example rows hold."""
YEARS = Period(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
SELECTS: dict[str, Callable[[Any], sa.Select[Any]]] = {
    "indicators": lambda thing: thing.select(YEARS),
    "inbox": lambda thing: thing.select(),
    "search": lambda thing: thing.select("mau"),
}


def stays_within_reach(stage: Stage, place: str, thing: Any) -> Iterator[str]:
    """The select of a figure, an inbox or a search source gives no row of another space."""
    for someone, slug in watchers(thing.needs):
        with standing(stage, someone, slug):
            if not entering.allowed(thing.needs):
                yield f"{place} {thing.name}: {someone.username} holds the right in vain"
                continue
            with reading(thing) as session:
                found = {row[0] for row in session.execute(SELECTS[place](thing))}
            beyond = found - {stage.spaces[near] for near in reached(thing.needs, slug)}
        if beyond:
            yield f"{place} {thing.name}: shows {someone.username} rows of the spaces {beyond}"


def finds_where_one_may_look(stage: Stage, thing: Any) -> Iterator[str]:
    """The search across all spaces finds nothing where a source's right does not open the door."""
    for someone in persons.everyone():
        if not someone.username:
            continue
        found: set[int] = set()
        with standing(stage, someone, at="/search"):
            for where in fields_of(g.access.account_id):
                if where.source.name == thing.name:
                    for word in WORDS:
                        rows = rows_of([where], word, 0, 500)[0]
                        if isinstance(rows, Unread):
                            yield f"search {thing.name}: cannot be read for {someone.username}"
                            return
                        found |= {row[0] for row in rows}
        opened = [near for near in SPACES if persons.opens(thing.needs, someone, near) == "in"]
        beyond = found - {stage.spaces[near] for near in opened}
        if beyond:
            yield f"search {thing.name}: finds for {someone.username} rows of the spaces {beyond}"


def lists_within_reach(stage: Stage, thing: Any) -> Iterator[str]:
    """The inbox lists no row of a space where its reader does not hold the right of the source."""
    for someone, slug in watchers(thing.needs):
        with standing(stage, someone, slug):
            here = [offer for offer in offers_here() if offer.source.name == thing.name]
            everywhere = offers_everywhere(g.access.account_id)
            found = [_listed(here), _listed(o for o in everywhere if o.source.name == thing.name)]
        beyond = found[0] - reached(thing.needs, slug)
        if beyond:
            yield f"inbox {thing.name}: lists for {someone.username} in {slug} rows of {beyond}"
        held = {
            h.space for h in someone.held if persons.opens(thing.needs, someone, h.space) == "in"
        }
        beyond = found[1] - set().union(*(reached(thing.needs, own) for own in held))
        if beyond:
            yield f"inbox {thing.name}: lists for {someone.username} rows of {beyond}"


def shows_its_act_to_the_right_people(stage: Stage, thing: Any) -> Iterator[str]:
    """The button of an act stands beside entries of spaces where its reader may press it."""
    if thing.act is None:
        return
    needs = ROUTES[thing.act.endpoint]
    for someone in persons.everyone():
        for slug in (persons.OWN, persons.BESIDE) if someone.username else ():
            if persons.opens(thing.needs, someone, slug) != "in":
                continue
            with standing(stage, someone, slug):
                here = [offer for offer in offers_here() if offer.source.name == thing.name]
                everywhere = offers_everywhere(g.access.account_id)
            shown = {stage.spaces[slug] in offer.acted for offer in here}
            if shown != {persons.opens(needs, someone, slug) == "in"}:
                yield f"inbox {thing.name}: its act shows wrongly to {someone.username} in {slug}"
            held = [near for near in SPACES if persons.opens(needs, someone, near) == "in"]
            acted = frozenset[int]().union(
                *(o.acted for o in everywhere if o.source.name == thing.name)
            )
            if not acted <= {stage.spaces[near] for near in held}:
                yield f"inbox {thing.name}: its act is shown too widely to {someone.username}"


def asks_alike_of_everybody(stage: Stage, thing: Any) -> Iterator[str]:
    """The select of the inbox, which is kept for the day, is the same whoever asks, and when."""
    made = set()
    for someone, slug in watchers(thing.needs):
        with standing(stage, someone, slug):
            asked = thing.select().compile(dialect=db.engine.dialect)
            made.add((str(asked), repr(sorted(asked.params.items()))))
    if len(made) > 1:
        yield f"inbox {thing.name}: asks otherwise of another account, or a moment later"


def says_nothing_of_others(stage: Stage, thing: Any) -> Iterator[str]:
    """A message says nothing in one space of a row of another: any small number is tried."""
    for someone, slug in watchers(thing.needs)[:1]:
        others = [i for each, i in stage.spaces.items() if each != slug]
        with standing(stage, someone, slug), reading(thing):
            told = [row_id for row_id in [*others, doors.UNKNOWN] if thing.say(row_id) is not None]
        if told and thing.id_argument == "":
            yield f"messages {thing.name}: speaks to {someone.username} of the spaces {told}"
        if doors.UNKNOWN in told:
            yield f"messages {thing.name}: speaks of a row that there is not"


def _listed(offers: Iterable[Offer]) -> set[str]:
    """The slugs of the spaces whose rows are listed."""
    found: set[str] = set()
    for offer in offers:
        with aside.reading(offer.reach) as session:
            found |= {row[0] for row in session.execute(first_of(offer, "", 1000))}
    return found


def reads_no_names(stage: Stage, thing: Any) -> Iterator[str]:
    """A figure that descends is made of tables without names: those above see what it counts."""
    permission = subjects.registry().permissions.get(str(thing.needs))
    if permission is None or not permission.descends:
        return
    for someone, slug in watchers(thing.needs)[:1]:
        with standing(stage, someone, slug):
            reach = reach_of(g.access, permission, read_only=True)
            counted = []
            for personal in (frozenset[int](), reach.spaces):
                with aside.reading(replace(reach, personal=personal)) as session:
                    rows = session.execute(SELECTS["indicators"](thing))
                    counted.append(sorted(tuple(row) for row in rows))
        if counted[0] != counted[1]:
            yield (
                f"indicators {thing.name}: counts {counted[1]} where names are open and"
                f" {counted[0]} for those above: it reads a table with names"
            )


def finds_without_fault(stage: Stage, thing: Any) -> Iterator[str]:
    """A widget answers whoever holds its right, in every space, and raises nothing."""
    for someone, slug in watchers(thing.needs):
        with standing(stage, someone, slug), reading(thing):
            try:
                thing.find()
            except Exception as error:  # any fault at all is what this looks for
                yield f"widgets {thing.name}: raises {error!r} for {someone.username} in {slug}"


def leads_where_one_may_go(thing: Any) -> Iterator[str]:
    """Whoever is shown an entry may open the page it leads to."""
    rule = next(r for r in subjects.routes() if r.endpoint == thing.endpoint)
    for someone in persons.everyone():
        shown = persons.opens(thing.needs, someone) == "in"
        if shown and persons.expected(rule, someone) != "in":
            yield (
                f"{subjects.called(thing)}: shown to {someone.username}, who may not open"
                f" {thing.endpoint}"
            )


def needs_what_exists(thing: Any) -> Iterator[str]:
    """Whether a thing says what it needs, by a name that a module registered."""
    needs = getattr(thing, "needs", None)
    if not isinstance(needs, Door) and needs not in subjects.registry().permissions:
        yield f"{subjects.called(thing)}: needs {needs}, which no module registered"


def watchers(needs: Any) -> list[tuple[Someone, str]]:
    """Who looks, and where: a holder here, the neighbour's, and one from above."""
    found = []
    for slug in (persons.OWN, persons.BESIDE, persons.ABOVE):
        for someone in persons.everyone():
            inside = any(held.space == slug for held in someone.held)
            if inside and persons.opens(needs, someone, slug) == "in":
                found.append((someone, slug))
                break
    return found


def reached(needs: Any, slug: str) -> set[str]:
    """The spaces whose rows a right opens from a space."""
    permission = subjects.registry().permissions.get(str(needs))
    below = {other for other in SPACES if slug in persons.above(other)}
    return {slug, *(below if permission is not None and permission.descends else ())}


@contextmanager
def standing(stage: Stage, someone: Someone, slug: str = "", at: str = "") -> Iterator[None]:
    """Inside a request of somebody in a space, or at an address, as the page is being made."""
    cookie = stage.browser(someone.username).get_cookie("session")
    assert cookie is not None
    headers = {"Cookie": f"session={cookie.value}"}
    with stage.app.test_request_context(at or f"/s/{slug}/", headers=headers):
        stage.app.preprocess_request()
        yield


@contextmanager
def reading(thing: Any) -> Iterator[Session]:
    """A session with the reach of a thing's right, as the core gives it to what modules add."""
    if isinstance(thing.needs, Door):
        with aside.reading(db.session.connection().info[IN_FORCE]) as session:
            yield session
    else:
        with entering.reaching(thing.needs):
            reach: Reach = db.session.connection().info[IN_FORCE]
        opened = "read" if getattr(thing, "on_the_map", False) else ""
        with aside.reading(reach.with_map(opened)) as session:  # type: ignore[arg-type]
            yield session


def _figure(stage: Stage, place: str, thing: Any) -> Iterator[str]:
    yield from stays_within_reach(stage, place, thing)
    yield from reads_no_names(stage, thing)


def _search(stage: Stage, place: str, thing: Any) -> Iterator[str]:
    yield from stays_within_reach(stage, place, thing)
    yield from finds_where_one_may_look(stage, thing)


def _widget(stage: Stage, _place: str, thing: Any) -> Iterator[str]:
    yield from finds_without_fault(stage, thing)


def _inbox(stage: Stage, place: str, thing: Any) -> Iterator[str]:
    if not thing.on_the_map:
        yield from stays_within_reach(stage, place, thing)
    yield from lists_within_reach(stage, thing)
    yield from asks_alike_of_everybody(stage, thing)
    yield from shows_its_act_to_the_right_people(stage, thing)


def _message(stage: Stage, _place: str, thing: Any) -> Iterator[str]:
    yield from says_nothing_of_others(stage, thing)


def _entry(_stage: Stage, _place: str, thing: Any) -> Iterator[str]:
    yield from needs_what_exists(thing)


CHECKS: dict[str, Callable[[Stage, str, Any], Iterator[str]]] = {
    "indicators": _figure,
    "inbox": _inbox,
    "search": _search,
    "widgets": _widget,
    "menu": _entry,
    "messages": _message,
    "slots": _entry,
}
"""How a thing of each place is tried."""
