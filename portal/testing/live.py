"""A real Chromium on the portal, served over loopback for the length of one test."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from .client import Browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = (1280, 900)
PHONE = (390, 844)
VIOLATIONS = """options => axe.run({...options, resultTypes: ["violations"]}).then(
    found => found.violations.map(v => [v.id, v.nodes.map(node => node.html.slice(0, 160))])
)"""
PATIENCE = 15_000
"""Milliseconds a page may take before a test gives up: the machines of the gate are small."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The Chromium of this run; without one, browser tests are skipped or, in the gate, fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "Chromium is missing; as root run: apt-get install chromium"
        if os.environ.get("PORTAL_REQUIRE_BROWSER") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The app over loopback, on a fresh database; gives its address without a final slash."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def new_page(
    chromium: Chromium, live_server: str, as_: Callable[[str], Browser]
) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a browser profile of its own: `new_page("lan", size=PHONE)`.

    With a name of the cast the profile is signed in. Addresses may be relative. What the strict
    content security policy stops, and every script error, fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(
        username: str | None = None, size: tuple[int, int] = WIDE, **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server,
            viewport={"width": size[0], "height": size[1]},
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if username is not None:
            cookie = as_(username).get_cookie("session")
            assert cookie is not None
            context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server}])
        page = context.new_page()
        page.on("console", lambda message: _keep_violation(message, troubles))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, troubles


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A visitor's page in Chromium."""
    return new_page()


def violations(page: Page, **options: Any) -> list[list[Any]]:
    """What axe finds on a page: each rule that is broken, and the elements that break it.

    All rules run; of what keeps them axe only leaves out the long report.
    """
    page.evaluate(AXE_SCRIPT)
    found: list[list[Any]] = page.evaluate(VIOLATIONS, options)
    return found


def check_look(page: Page) -> None:
    """Check that axe finds nothing on a page and that nothing hangs over its edge."""
    found = violations(page)
    assert not found, (page.url, found)
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0, f"{page.url} is {wider} px too wide"


def _keep_violation(message: ConsoleMessage, troubles: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        troubles.append(message.text)
