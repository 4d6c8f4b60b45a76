"""`make screenshots [ARGS=part of a page's name]`: pictures of the demo's pages in var/screenshots.

Every page that needs no more than a space is drawn, wide and on a phone, as some of the demo's
desks see it, and of each page about one row the first that another page leads to; a file is sent
in for its preview. What is no form is drawn in the dark and as it is printed, too. The data are a
fresh demo in a database of its own; a running demo is left alone.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from flask import Flask, url_for
from playwright.sync_api import Browser, BrowserContext, Error, sync_playwright
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

from .. import create_app
from ..access import PUBLIC, Door
from ..demo.accounts import DESKS, PASSWORD, Desk
from ..modules import ROUTES
from .fixtures import make_template, test_config
from .live import ARGUMENTS
from .server import TestServer

FOLDER = Path("var/screenshots")
SHOWN = ("danvan", "tanhoco", "phunutanhoco")
"""The desks whose eyes are borrowed: the district's, a commune's, an organization's."""
ASKED = {"search.index": "?q=nguyen"}
"""Pages that show nothing before they are asked something."""
SENT_IN = """Họ và tên,Chức vụ,Số điện thoại,Từ ngày
Nguyễn Thị Bông,Uỷ viên,0939 000 111,05/01/2021
,Uỷ viên,,05/01/2021
Lê Văn Ruộng,Uỷ viên,,31/02/2021
"""
"""A list of officers with one row that fits and two that do not."""
LEADS = "[...document.querySelectorAll('main a[href]')].map(a => a.getAttribute('href'))"


@dataclass(frozen=True)
class Way:
    """One way to look at a page; `even_forms` says whether at forms, too."""

    name: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"
    even_forms: bool = False


WAYS = (
    Way("1440", (1440, 900), even_forms=True),
    Way("390", (390, 844), even_forms=True),
    Way("dark", (1440, 900), scheme="dark"),
    Way("print", (624, 935), media="print"),
)
"""Between its margins a sheet of A4 is 165 mm wide: 624 px at 96 dots an inch."""


def main(arguments: list[str]) -> int:
    """Draw the pages whose name holds the argument; 1 where a page failed, 2 without Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        print("Chromium is missing; as root run: apt-get install chromium", file=sys.stderr)
        return 2
    wanted = arguments[0] if arguments else ""
    FOLDER.mkdir(parents=True, exist_ok=True)
    failed = 0
    with (
        tempfile.TemporaryDirectory() as var,
        _demo(Path(var)) as (app, address),
        sync_playwright() as p,
    ):
        chromium = p.chromium.launch(executable_path=path, args=ARGUMENTS)
        for desk in (None, *(desk for desk in DESKS if desk.username in SHOWN)):
            failed += Drawing(app, chromium, address, desk, wanted).draw()
        chromium.close()
    print(f"The pictures are in {FOLDER}/.")
    return 1 if failed else 0


class Drawing:
    """The pictures of one desk, or of a visitor."""

    def __init__(
        self, app: Flask, chromium: Browser, address: str, desk: Desk | None, wanted: str
    ) -> None:
        self.app = app
        self.desk = desk
        self.wanted = wanted
        self.who = desk.username if desk else "visitor"
        self.context = chromium.new_context(base_url=address, locale="vi-VN")
        if desk is not None:
            _sign_in(self.context, desk)
        self.page = self.context.new_page()
        self.found: dict[str, str] = {}
        """What a page led to: the first address of each endpoint that takes a row's id."""

    def draw(self) -> int:
        """Draw every page; gives how many failed."""
        failed, drawn = 0, set[str]()
        waiting = dict(self._plain())
        while waiting:
            for endpoint, address in waiting.items():
                drawn.add(endpoint)
                failed += self._draw(endpoint, address)
                if endpoint == "imports.new":
                    self._send_in(address)
            waiting = {e: a for e, a in self.found.items() if e not in drawn}
        self.context.close()
        return failed

    def _plain(self) -> Iterator[tuple[str, str]]:
        """The pages that need no more than a space: the open ones for a visitor."""
        with self.app.test_request_context():
            for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
                needs = ROUTES.get(rule.endpoint)
                is_page = "GET" in (rule.methods or ()) and rule.arguments <= {"space"}
                is_secret = isinstance(needs, Door) and needs.secret
                if not is_page or is_secret or needs is None:
                    continue
                if (self.desk is None) == (needs == PUBLIC):
                    space = self.desk.space if self.desk else ""
                    values = {"space": space} if "space" in rule.arguments else {}
                    address = url_for(rule.endpoint, **values)  # type: ignore[arg-type]
                    yield rule.endpoint, address + ASKED.get(rule.endpoint, "")

    def _draw(self, endpoint: str, address: str) -> int:
        """Draw one page in every way; 1 where it failed."""
        name, is_form = f"{self.who}-{endpoint.replace('.', '-')}", False
        for way in WAYS:
            if way is not WAYS[0] and (self.wanted not in name or (is_form and not way.even_forms)):
                continue
            self.page.set_viewport_size({"width": way.size[0], "height": way.size[1]})
            self.page.emulate_media(color_scheme=way.scheme, media=way.media)
            try:
                answer = self.page.goto(address)
            except Error as error:
                if "Download is starting" in error.message:
                    return 0
                raise
            if answer is None or answer.status >= 500:
                print(f"{address} answered {answer and answer.status}", file=sys.stderr)
                return 1
            if answer.status != 200 or not answer.headers["content-type"].startswith("text/h"):
                return 0
            if way is WAYS[0]:
                self._follow(self.page.evaluate(LEADS))
                is_form = self.page.locator("main form.form").count() > 0
            if self.wanted in name:
                self.page.wait_for_load_state("networkidle")
                self.page.screenshot(path=FOLDER / f"{name}-{way.name}.png", full_page=True)
        return 0

    def _send_in(self, address: str) -> None:
        """Send a file to the list of officers, whose preview is a page of its own."""
        self.page.goto(address)
        field = self.page.locator("input[type=file]")
        if "officers" in address and field.count():
            content = SENT_IN.encode()
            field.set_input_files({"name": "can-bo.csv", "mimeType": "text/csv", "buffer": content})
            self.page.click("main form.form button[type=submit]")
            self._follow([urlsplit(self.page.url).path])

    def _follow(self, leads: list[str]) -> None:
        """Keep the first address of each page about a row that a page leads to."""
        known = self.app.url_map.bind("localhost")
        for lead in leads:
            try:
                endpoint, values = known.match(lead.partition("?")[0].partition("#")[0], "GET")
            except HTTPException:
                continue
            if endpoint in ROUTES and set(values) - {"space"}:
                self.found.setdefault(endpoint, lead)


@contextmanager
def _demo(var: Path) -> Iterator[tuple[Flask, str]]:
    server = TestServer()
    database = make_template(server, with_cast=False)
    config = test_config(server, database, var)
    app = create_app(replace(config, environment="demo", installation_name="Dân vận Tân Hồng"))
    loaded = app.test_cli_runner().invoke(args=["demo", "load"])
    if loaded.exit_code:
        raise RuntimeError(f"Loading the demo failed: {loaded.output}")
    web = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    try:
        yield app, f"http://127.0.0.1:{web.server_port}"
    finally:
        web.shutdown()
        thread.join()
        server.drop(database)
        server.release()


def _sign_in(context: BrowserContext, desk: Desk) -> None:
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=name]", desk.username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")
    page.close()


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    sys.exit(main(sys.argv[1:]))
