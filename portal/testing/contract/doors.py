"""Checks of one route: which door it opens to whom, and that nothing is told or changed besides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from markupsafe import escape
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from ...access import MEMBER, PUBLIC, SIGNED_IN, Door
from ...database import db
from ...looks.models import Look
from . import persons, subjects
from .persons import Answer, Someone
from .stage import Stage

UNKNOWN = 2_000_000_000
CHANGING = re.compile(
    r'(name="(?:csrf_token|form_key)"[^>]*value=")[^"]*|(nonce-)[\w-]+|[A-F0-9]{6}(?=</code>)'
)
PASSING = ("Date", "Set-Cookie", "Content-Length")


def method_of(rule: Rule) -> str:
    """The one method of a rule, HEAD and OPTIONS left out."""
    return "POST" if "POST" in (rule.methods or ()) else "GET"


def address(stage: Stage, rule: Rule, side: str, slug: str = persons.OWN) -> str | None:
    """The address of a rule with ids of rows of a side (own, foreign), or unknown ones.

    None where an argument that takes ids has no row there.
    """
    values: dict[str, Any] = {}
    for argument in rule.arguments:
        values[argument] = _value(stage, rule, argument, side, slug)
        if values[argument] is None:
            return None
    with stage.app.test_request_context():
        built = rule.build(values, append_unknown=False)
    assert built is not None
    return str(built[1])


def takes_ids(rule: Rule) -> list[str]:
    """The arguments of a rule that take ids of rows."""
    return [a for a in rule.arguments if a != "space" and _is_id(rule, a)]


def can_be_opened(rule: Rule) -> bool:
    """Whether the address of a rule can be built from the example rows."""
    declared = getattr(subjects.hints().get(_module(rule)), "CLOSED", {})
    plain = rule.arguments - {"space"} - set(takes_ids(rule))
    return not plain and rule.endpoint not in declared


def answer_of(response: TestResponse) -> Answer | str:
    """Which door an answer shows."""
    if response.status_code == 302 and response.location.startswith("/sign-in"):
        return "sign-in"
    named: dict[int, Answer] = {404: "nothing", 403: "refused"}
    if response.status_code >= 500:
        return f"a fault, {response.status_code}"
    return named.get(response.status_code, "in")


def opens_to_the_right_people(stage: Stage, rule: Rule, everybody: bool = True) -> Iterator[str]:
    """Visitor, outsider, member without the right, holder: here and in a closed space.

    Unless `everybody` is to knock, those who are refused alike send one of them.
    """
    opened = False
    for slug, where in ((persons.CLOSED, " of a closed space"), (persons.OWN, "")):
        if slug == persons.CLOSED and "space" not in rule.arguments:
            continue
        url = address(stage, rule, "own", slug) or address(stage, rule, "unknown", slug)
        for someone in _at_the_door(rule, slug, everybody):
            wanted, got = _knock(stage, rule, someone, slug, str(url))
            opened |= wanted == got == "in" and slug == persons.OWN
            yield from _difference(rule, someone, wanted, got, where)
    if not opened and can_be_opened(rule) and method_of(rule) == "GET":
        yield (
            f"{rule.endpoint}: nobody who holds the right can open the example row; say which"
            " table its ids are of (IDS) or make a better example (EXAMPLES) in testing.py"
        )


def tries_everybody(rule: Rule) -> bool:
    """Whether a rule is the one of its need and method at which everybody knocks.

    Who is refused is decided before the view, from the need alone (`entering.enter`): at the
    other rules of a need everybody who may pass is tried, for whom the page itself could fail, and
    of those refused everybody with a whole role in the space and one of each other standing.
    """
    return _first_of_each_need()[_door_of(rule)] == rule.endpoint


@cache
def _first_of_each_need() -> dict[tuple[str, str, bool], str]:
    return {_door_of(rule): rule.endpoint for rule in reversed(subjects.routes())}


def _door_of(rule: Rule) -> tuple[str, str, bool]:
    return str(subjects.needs_of(rule)), method_of(rule), "space" in rule.arguments


def says_which_ids(rule: Rule) -> Iterator[str]:
    """Whether it is known which table's ids an address takes: else foreign ones go untried."""
    for argument in takes_ids(rule):
        if subjects.table_meant(rule, argument) is None:
            yield (
                f"{rule.endpoint}: nothing says whose ids {argument} takes; add"
                f' IDS = {{"{argument}": "table"}} to testing.py of {_module(rule)}'
            )


def foreign_is_unknown(stage: Stage, rule: Rule) -> Iterator[str]:
    """A row of another space, or account, is answered exactly as one that does not exist."""
    foreign, unknown = address(stage, rule, "foreign"), address(stage, rule, "unknown")
    if not takes_ids(rule) or foreign is None or unknown is None:
        return
    for someone in [*_insiders(rule)[:3], *persons.lookers(rule)[:1]]:
        ask = [stage.ask(someone.username, method_of(rule), url) for url in (foreign, unknown)]
        shown = [_shown(response, rule, stage) for response in ask]
        if shown[0] != shown[1]:
            yield (
                f"{rule.endpoint}: to {someone.username} a foreign id answers"
                f" {ask[0].status_code}, unlike an unknown one ({ask[1].status_code})"
            )
        if ask[0].status_code < 400 and subjects.needs_of(rule) != PUBLIC:
            yield f"{rule.endpoint}: to {someone.username} a foreign id opens its page"


def only_reads(stage: Stage, rule: Rule) -> Iterator[str]:
    """A GET runs in a READ ONLY transaction and leaves every table as it was."""
    url = address(stage, rule, "own")
    if url is None:
        return
    logs = [n for n, m in subjects.models().items() if subjects.rules_of(m).kind.endswith("log")]
    left = getattr(subjects.hints().get(_module(rule)), "LEAVES", {}).get(rule.endpoint, ())
    stage.wake()
    before = stage.state(*logs, *left)
    for someone in [*_insiders(rule)[:2], persons.VISITOR]:
        with _transactions(stage) as modes:
            stage.ask(someone.username, "GET", url)
        # What a reader leaves behind commits before; the page itself comes last.
        if modes and modes[-1] != "on" and not left:
            yield f"{rule.endpoint}: the page of {someone.username} ran in a writing transaction"
    changed = {name for name, digest in stage.state(*logs, *left).items() if before[name] != digest}
    if changed:
        yield f"{rule.endpoint}: reading changed {', '.join(sorted(changed))}"


def notes_each_look(stage: Stage, rule: Rule) -> Iterator[str]:
    """A page that names people is in the log of their space when one from above has seen it."""
    url = address(stage, rule, "own")
    for someone in persons.lookers(rule)[:1] if url is not None else ():
        before = _noted(stage)
        answer = stage.ask(someone.username, "GET", str(url))
        after = _noted(stage)
        seen = answer.status_code < 300
        mine = (stage.spaces[persons.OWN], stage.accounts[someone.username])
        if after - before != ({mine: 1} if seen else {}):
            yield f"{rule.endpoint}: the look of {someone.username} is not noted as it should be"


def _noted(stage: Stage) -> Counter[tuple[int, int]]:
    with stage.owner.connect() as owner:
        rows = owner.execute(sa.select(Look.space_id, Look.account_id))
        return Counter((space_id, account_id) for space_id, account_id in rows)


def refuses_forged_forms(stage: Stage, rule: Rule) -> Iterator[str]:
    """A POST without the forgery token, or without a fresh form key, does nothing."""
    url = address(stage, rule, "own")
    needs = subjects.needs_of(rule)
    signed_in = not isinstance(needs, Door) or needs in (MEMBER, SIGNED_IN)
    someone = _insiders(rule)[0] if signed_in else persons.VISITOR
    if url is None:
        return
    for missing in ("csrf_token", "form_key") if signed_in else ("csrf_token",):
        browser, before = stage.browser(someone.username), stage.state()
        form = stage.form(browser, someone.username)
        del form[missing]
        response = browser.post(url, data=form)
        if response.status_code not in (400, 422):
            yield f"{rule.endpoint}: without {missing} it answers {response.status_code}"
        if stage.state() != before:
            yield f"{rule.endpoint}: without {missing} it changes rows"


def answers_nothing_while_off(stage: Stage, rule: Rule) -> Iterator[str]:
    """While its module is switched off for the space, a route answers as if it did not exist."""
    url = address(stage, rule, "own")
    for someone in _insiders(rule)[:1]:
        if url is not None:
            status = stage.ask(someone.username, method_of(rule), url).status_code
            if status != 404:
                yield f"{rule.endpoint}: answers {status} although the module is off"


def _at_the_door(rule: Rule, slug: str, everybody: bool) -> list[Someone]:
    """Who knocks at a rule in a space, those last who may pass and change what others find."""
    people = persons.everyone()
    if slug == persons.CLOSED:
        people = [someone for someone in people if _concerns_closed(someone)]
    people.sort(key=lambda someone: persons.expected(rule, someone, slug) == "in")
    if everybody:
        return people
    standings, sent = set(), []
    for someone in people:
        wanted, standing = persons.expected(rule, someone, slug), persons.standing(someone, slug)
        holder = wanted == "in" or (slug == persons.OWN and persons.WHOLE in standing)
        if holder or (wanted, standing) not in standings:
            standings.add((wanted, standing))
            sent.append(someone)
    return sent


def _knock(stage: Stage, rule: Rule, someone: Someone, slug: str, url: str) -> tuple[str, str]:
    response = stage.ask(someone.username, method_of(rule), url)
    wanted, got = persons.expected(rule, someone, slug), answer_of(response)
    # In a closed space nobody holds a right to change anything, and the refusal says that.
    own = slug == persons.OWN
    if own and wanted == got == "refused" and not _names_the_right(stage, rule, response):
        got = "refused for another right"
    return wanted, got


def _names_the_right(stage: Stage, rule: Rule, response: TestResponse) -> bool:
    """Whether a refusal says which right is missing: that of the route, whatever is asked later."""
    permission = subjects.registry().permissions[str(subjects.needs_of(rule))]
    with stage.app.test_request_context(), force_locale("vi"):
        return str(escape(str(permission.label))) in response.get_data(as_text=True)


def _difference(rule: Rule, who: Someone, wanted: str, got: str, where: str) -> Iterator[str]:
    # Inside, a page may still find that there is no such row, or that its rule says no.
    inside = wanted == "in" and got in ("nothing", "refused")
    lenient = inside and (method_of(rule) == "POST" or rule.arguments - {"space"})
    if wanted != got and not lenient:
        name = who.username or "a visitor"
        yield f"{rule.endpoint}{where}: {name} should find {wanted}, finds {got}"


def _concerns_closed(someone: Someone) -> bool:
    near = {persons.CLOSED, *persons.above(persons.CLOSED)}
    return any(held.space in near for held in someone.held)


def _insiders(rule: Rule) -> list[Someone]:
    needs = subjects.needs_of(rule)
    if isinstance(needs, Door) and needs != MEMBER:
        return [Someone("lan")]
    return persons.holders(rule)


def _value(stage: Stage, rule: Rule, argument: str, side: str, slug: str) -> Any:
    if argument == "space":
        return slug
    if not _is_id(rule, argument):
        return getattr(subjects.hints().get(_module(rule)), "VALUES", {}).get(argument, "khong-co")
    table = subjects.table_meant(rule, argument)
    if side == "unknown" or table is None:
        return UNKNOWN
    return stage.ids.get(table, {}).get(side) or None


def _is_id(rule: Rule, argument: str) -> bool:
    return type(rule._converters[argument]).__name__ == "IntegerConverter"


def _module(rule: Rule) -> str:
    return rule.endpoint.partition(".")[0]


def _shown(response: TestResponse, rule: Rule, stage: Stage) -> tuple[Any, ...]:
    text = CHANGING.sub(r"\1", response.get_data(as_text=True))
    location = response.headers.get("Location", "")
    for argument in takes_ids(rule):
        foreign = stage.ids.get(str(subjects.table_meant(rule, argument)), {}).get("foreign", 0)
        for known in (UNKNOWN, foreign):
            text = re.sub(rf"(?<=[/=\"]){known}\b", "ID", text)
            location = re.sub(rf"(?<=[/=]){known}\b", "ID", location)
    headers = [(k, v) for k, v in response.headers if k not in (*PASSING, "Location")]
    return response.status_code, location, sorted(headers), text


@contextmanager
def _transactions(stage: Stage) -> Iterator[list[str]]:
    """Notes of each transaction, as it commits, whether it is READ ONLY."""
    modes: list[str] = []

    def note(connection: sa.Connection) -> None:
        cursor = connection.connection.cursor()
        cursor.execute("show transaction_read_only")
        modes.append(str((cursor.fetchone() or [""])[0]))
        cursor.close()

    with stage.app.app_context():
        engine = db.engine
    event.listen(engine, "commit", note)
    try:
        yield modes
    finally:
        event.remove(engine, "commit", note)
