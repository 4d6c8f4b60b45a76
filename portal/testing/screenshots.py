"""`make screenshots [ARGS=part of a page's name]`: pictures of the demo's pages in var/screenshots.

Every page that needs no more than a space is drawn, wide and on a phone, as two of the demo's
desks see it. The data are a fresh demo in a database of its own; a running demo is left alone.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from playwright.sync_api import BrowserContext, Error, sync_playwright
from werkzeug.serving import make_server

from .. import create_app
from ..access import PUBLIC, Door
from ..demo.accounts import DESKS, PASSWORD, Desk
from ..modules import ROUTES
from .fixtures import make_template, test_config
from .live import ARGUMENTS
from .server import TestServer

FOLDER = Path("var/screenshots")
SIZES = {"1440": (1440, 900), "390": (390, 844)}
SHOWN = ("huyenuy", "tanhoco")


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
            for width, (across, down) in SIZES.items():
                context = chromium.new_context(
                    base_url=address, viewport={"width": across, "height": down}
                )
                if desk is not None:
                    _sign_in(context, desk)
                for name, page in pages(app, desk):
                    if wanted in name:
                        failed += _draw(context, page, FOLDER / f"{name}-{width}.png")
                context.close()
        chromium.close()
    print(f"The pictures are in {FOLDER}/.")
    return 1 if failed else 0


def pages(app: Flask, desk: Desk | None) -> Iterator[tuple[str, str]]:
    """The pages a desk may ask for, by a name for the picture: open ones without a desk."""
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
            needs = ROUTES.get(rule.endpoint)
            is_page = "GET" in (rule.methods or ()) and rule.arguments <= {"space"}
            is_secret = isinstance(needs, Door) and needs.secret
            if not is_page or is_secret or needs is None or (desk is None) != (needs == PUBLIC):
                continue
            values: dict[str, Any] = (
                {"space": desk.space} if desk and "space" in rule.arguments else {}
            )
            who = desk.username if desk else "visitor"
            yield f"{who}-{rule.endpoint.replace('.', '-')}", url_for(rule.endpoint, **values)


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


def _draw(context: BrowserContext, address: str, file: Path) -> int:
    page = context.new_page()
    try:
        answer = page.goto(address)
    except Error as error:
        page.close()
        if "Download is starting" in error.message:
            return 0
        raise
    is_picture = answer is not None and answer.headers.get("content-type", "").startswith("text/h")
    if is_picture:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=file, full_page=True)
    page.close()
    bad = answer is None or answer.status >= 500
    if bad:
        print(f"{address} answered {answer.status if answer else 'nothing'}", file=sys.stderr)
    return int(bad)


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    sys.exit(main(sys.argv[1:]))
