"""Every page of the address map in a real Chromium, wide and on a phone, opened by who may.

The rows are the example rows of the stage. Where a page needs something done first, its module
says so in `testing.py`: `WAYS = {endpoint: way}`, where `way(walk)` gives who opens which address,
and `PARTS = {endpoint: endpoint of the page it is swapped into}` for what is no page by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, Response
from werkzeug.routing import Rule
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from ...accounts.models import Account
from ..cast import OWN
from ..client import Browser
from ..live import PATIENCE
from . import doors, persons, subjects
from .stage import Stage

SIZES = {"1440": (1440, 900), "390": (390, 844)}
Goal = tuple[str, str]
"""Who opens which address; a visitor is called ""."""
Way = Callable[["Walk"], Goal]
FILES_OF_MODULES = {"plugin_static": "no page: what modules' pages load, asked for file by file"}
"""The one rule that belongs to no module, so that no testing.py can say how it is opened."""
AXE = """() => axe.run({resultTypes: ["violations"]}).then(
    found => found.violations.map(v => v.id + ' at ' + v.nodes[0].target.join(' '))
)"""
PART = "part => { document.querySelector('main').innerHTML = '<h1>…</h1>' + part; }"


def reading_rules() -> list[Rule]:
    """Every rule that a GET opens, by name."""
    return [rule for rule in subjects.routes() if doors.method_of(rule) == "GET"]


def share(number: int, of: int) -> list[Any]:
    """The cases of one of several files of tests, so that as many workers share them."""
    return reading_rules()[number - 1 :: of]


@dataclass
class Window:
    """One page of somebody's browser profile, and what its console has said."""

    page: Page
    said: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        """Keep an error, whether of a script, of the network or of the content policy."""
        if message.type == "error" or "Content Security Policy" in message.text:
            self.said.append(message.text)


@dataclass
class Walk:
    """A stage that is served over loopback, and one browser profile a person and size."""

    stage: Stage
    chromium: Chromium
    address: str
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)

    def client(self, username: str) -> Browser:
        """A browser without a window, signed in as somebody."""
        return self.stage.browser(username)

    def send(self, username: str, address: str, **fields: Any) -> str:
        """Send a form as somebody; gives the address that the answer leads to."""
        browser = self.client(username)
        form = self.stage.form(browser, username)
        answer = browser.post(address, data={**form, **fields})
        if answer.status_code != 303:
            raise AssertionError(f"{address} answers {answer.status_code}")
        return str(answer.location)

    @contextmanager
    def owner(self) -> Iterator[sa.Connection]:
        """A connection that passes by the policies, to make what an example row cannot be."""
        url = self.stage.server.owner_url(self.stage.database)
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            yield connection

    def window(self, username: str, size: str) -> Window:
        """Somebody's window, with an empty console."""
        if (username, size) not in self.windows:
            self.windows[username, size] = self._open(username, SIZES[size])
        window = self.windows[username, size]
        window.said.clear()
        return window

    def _open(self, username: str, size: tuple[int, int]) -> Window:
        viewport = {"width": size[0], "height": size[1]}
        profile = self.chromium.new_context(
            base_url=self.address,
            viewport=viewport,  # type: ignore[arg-type]
            locale="vi-VN",
        )
        profile.set_default_timeout(PATIENCE)
        cookie = self.client(username).get_cookie("session")
        if cookie is not None:
            given = {"name": "session", "value": cookie.value, "url": self.address}
            profile.add_cookies([given])  # type: ignore[list-item]
        window = Window(profile.new_page())
        window.page.on("console", window.note)
        window.page.on("pageerror", lambda error: window.said.append(str(error)))
        return window


@contextmanager
def walking(stage: Stage, chromium: Chromium) -> Iterator[Walk]:
    """Serve a stage to Chromium."""
    server = make_server("127.0.0.1", 0, stage.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    walk = Walk(stage, chromium, f"http://127.0.0.1:{server.server_port}")
    stage.wake()
    with walk.owner() as owner:
        owner.execute(sa.update(Account).values(language="vi"))
    yield walk
    for window in walk.windows.values():
        window.page.context.close()
    server.shutdown()
    serving.join()
    server.server_close()


def visited(walk: Walk, rule: Rule) -> Iterator[str]:
    """What is wrong with the page, part or file of a rule; that nobody can open it, above all."""
    if rule.endpoint in FILES_OF_MODULES:
        yield from _static_faults(walk)
        return
    found = _opened(walk, rule)
    if found is None:
        yield (
            f"{rule.endpoint} ({rule.rule}) was not visited: no example row opens it; make a better"
            " one (EXAMPLES), or say how one gets there (WAYS) in testing.py of its module"
        )
        return
    (username, address), answer = found
    if answer.mimetype != "text/html":
        yield from _file_faults(rule, answer)
    elif answer.get_data(as_text=True).lstrip().lower().startswith("<!doctype html>"):
        for size in SIZES:
            yield from _page_faults(walk, rule, username, address, size)
    else:
        yield from _part_faults(walk, rule, username, answer.get_data(as_text=True))


def _opened(walk: Walk, rule: Rule) -> tuple[Goal, TestResponse] | None:
    """The first of those who may open a page for whom the example row opens it."""
    led = rule.endpoint in hint(rule, "WAYS")
    for username, address in _goals(walk, rule):
        answer = walk.client(username).get(address, follow_redirects=led)
        if answer.status_code == 200:
            return (username, address), answer
    return None


def _goals(walk: Walk, rule: Rule) -> Iterator[Goal]:
    way = hint(rule, "WAYS").get(rule.endpoint)
    if way is not None:
        yield way(walk)
        return
    address = doors.address(walk.stage, rule, "own")
    if address is not None:
        for someone in _people(rule):
            yield someone.username, address


def _people(rule: Rule) -> list[persons.Someone]:
    """A visitor where anyone may pass, else those who hold the right, whole roles first."""
    if persons.expected(rule, persons.VISITOR) == "in":
        return [persons.VISITOR]
    held = persons.holders(rule)
    # Who of the cast holds most there comes first, so that a page shows all that it can.
    return sorted(held, key=lambda one: one.username != OWN)


def _page_faults(
    walk: Walk, rule: Rule, username: str, address: str, size: str, part: str = ""
) -> Iterator[str]:
    window = walk.window(username, size)
    answer = window.page.goto(address)
    if part:
        window.page.evaluate(PART, part)
    where = f"{rule.endpoint} at {size} px, as {username or 'a visitor'}"
    yield from (f"{where}: {fault}" for fault in _seen(window.page, answer))
    yield from (f"{where}: the console says {text}" for text in window.said)


def _seen(page: Page, answer: Response | None) -> Iterator[str]:
    if answer is None or answer.status != 200:
        yield f"answers {answer.status if answer else 'nothing'}"
        return
    page.evaluate(AXE_SCRIPT)
    for violation in page.evaluate(AXE):
        yield f"axe finds {violation}"
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wider > 0:
        yield f"{wider} px too wide"


def _part_faults(walk: Walk, rule: Rule, username: str, part: str) -> Iterator[str]:
    """A part is looked at inside the page that it is swapped into."""
    host = hint(rule, "PARTS").get(rule.endpoint)
    if host is None:
        yield (
            f"{rule.endpoint} ({rule.rule}) was not visited: it is no whole page; say whose part it"
            " is (PARTS) in testing.py of its module"
        )
        return
    holder = next(one for one in reading_rules() if one.endpoint == host)
    address = str(doors.address(walk.stage, holder, "own"))
    for size in SIZES:
        yield from _page_faults(walk, rule, username, address, size, part)


def _file_faults(rule: Rule, answer: TestResponse) -> Iterator[str]:
    """A file is saved, not opened: it has a name and bytes, and no browser may guess its kind."""
    if not answer.data:
        yield f"{rule.endpoint}: the file is empty"
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        yield f"{rule.endpoint}: a browser may guess the kind of the file"
    picture = str(answer.mimetype).startswith("image/")
    if not picture and "attachment" not in answer.headers.get("Content-Disposition", ""):
        yield f"{rule.endpoint}: the file has no name to be saved under"


def _static_faults(walk: Walk) -> Iterator[str]:
    """Every static file of every module is sent as itself, and nothing else beside it is."""
    for plugin in subjects.registry().plugins:
        folder = plugin.subfolder("static")
        there = [file for file in folder.rglob("*") if file.is_file()] if folder else []
        for file in [*there, plugin.folder / "plugin.py"]:
            name = file.relative_to(folder).as_posix() if file in there and folder else "plugin.py"
            address = f"/static/{plugin.name}/+/{name}"
            status = walk.client("").get(address).status_code
            if status != (200 if file in there else 404):
                yield f"{address} answers {status}"


def hint(rule: Rule, name: str) -> dict[str, Any]:
    """What the module of a rule says in its testing.py under a name."""
    module = subjects.hints().get(rule.endpoint.partition(".")[0])
    found: dict[str, Any] = getattr(module, name, {})
    return found
