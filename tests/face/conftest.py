import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from .gallery import create_gallery


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory):
    """The gallery app and the address where it is served."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_gallery(tmp_path_factory.mktemp("catalogues"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_page(gallery, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page of the gallery: open_page("/form", width=390, dark=True, **context options)."""
    contexts = []

    def open_(path: str, width: int = 1440, dark: bool = False, **options) -> Page:
        context = chromium.new_context(
            base_url=gallery[1],
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path)
        if options.get("java_script_enabled", True):
            page.evaluate("document.fonts.ready.then(() => null)")
        return page

    yield open_
    for context in contexts:
        context.close()
