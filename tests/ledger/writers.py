"""Users who write as fast as they can, and send a form again when the line breaks."""

from __future__ import annotations

import contextlib
import http.client
import re
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from portal.demo.accounts import PASSWORD

HIDDEN = re.compile(r'name="(csrf_token|form_key)" value="([^"]+)"')
PAGE = "/s/huyen-uy-tan-hong/ledger/"
USERNAME = "danvan"
ECHO_EVERY = 3
"""Every third write asks for a job too: a worker does fewer in a second than the web writes."""
HANG_UP_EVERY = 4
"""Every fourth form is sent once in vain and then again, as from a phone in a bad spot."""
PATIENCE_SECONDS = 90.0
BROKEN = (OSError, http.client.HTTPException)


class Writer:
    """One browser: it signs in, opens the form, sends it, and keeps what was answered."""

    def __init__(self, port: int, number: int, *, gives_up: bool = False) -> None:
        self.port = port
        self.number = number
        self.gives_up = gives_up
        self.cookies: dict[str, str] = {}
        self.acknowledged: list[str] = []
        self.unknown: list[str] = []
        self.broken = 0
        self.hung_up = 0
        self.statuses: set[int] = set()
        self.unasked_waits: list[str] = []

    def ask(
        self, method: str, path: str, data: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Send one request; gives status, text and Location. Raises one of BROKEN."""
        with self._sent(method, path, data) as connection:
            answer = connection.getresponse()
            text = answer.read().decode()
            for line in answer.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            if answer.status == 503 and not answer.headers.get("Retry-After"):
                self.unasked_waits.append(path)
            self.statuses.add(answer.status)
            return answer.status, text, answer.headers.get("Location", "")

    def hang_up(self, path: str, data: dict[str, str]) -> None:
        """Send a form and break the line before the answer: whether it was written stays open."""
        with contextlib.suppress(*BROKEN), self._sent("POST", path, data):
            self.hung_up += 1

    @contextlib.contextmanager
    def _sent(
        self, method: str, path: str, data: dict[str, str] | None
    ) -> Iterator[http.client.HTTPConnection]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            if data is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, urlencode(data or {}), headers)
            yield connection
        finally:
            connection.close()

    def sign_in(self) -> None:
        _, page, _ = self.ask("GET", "/sign-in")
        fields = {**dict(HIDDEN.findall(page)), "name": USERNAME, "password": PASSWORD}
        status, text, _ = self.ask("POST", "/sign-in", fields)
        assert status in (302, 303), text

    def write_until(self, over: threading.Event) -> None:
        """Write one value after the other; a form that was sent is brought to its end."""
        count = 0
        while not over.is_set():
            fields = self._opened()
            count += 1
            value = f"{self.number}-{count}"
            fields["value"] = value
            if count % ECHO_EVERY == 0:
                fields["echo"] = "1"
            if count % HANG_UP_EVERY == 0:
                self.hang_up(PAGE, fields)
            self._send(value, fields)

    def _opened(self) -> dict[str, str]:
        for _ in self._tries():
            with contextlib.suppress(*BROKEN):
                status, page, _ = self.ask("GET", PAGE)
                if status == 200:
                    return dict(HIDDEN.findall(page))
        raise AssertionError("The page does not come back.")

    def _send(self, value: str, fields: dict[str, str]) -> None:
        for _ in self._tries():
            try:
                status, text, location = self.ask("POST", PAGE, fields)
            except BROKEN:
                self.broken += 1
            else:
                if status == 303 and location.endswith(f"value={value}"):
                    self.acknowledged.append(value)
                    return
                assert status == 503, (status, location, text)
            if self.gives_up:
                self.unknown.append(value)
                return
        raise AssertionError(f"{value} was never answered.")

    def _tries(self) -> Iterator[None]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            yield
            time.sleep(0.2)
