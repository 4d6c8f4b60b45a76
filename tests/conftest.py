"""The portal's own tests use the fixtures it ships."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

pytest_plugins = ["portal.testing.fixtures", "portal.testing.live"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud how many browser tests a missing Chromium cost."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "Chromium is missing" in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} browser tests were skipped: Chromium is missing"
            " (apt-get install chromium)."
        )


@pytest.fixture
def counting(app: Flask) -> Callable[[Callable[[], Any]], int]:
    """How many statements some work gives to the database."""

    def count(work: Callable[[], Any]) -> int:
        statements: list[str] = []

        def listen(*arguments: Any) -> None:
            statements.append(arguments[2])

        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine
        sa.event.listen(engine, "before_cursor_execute", listen)
        work()
        sa.event.remove(engine, "before_cursor_execute", listen)
        return len(statements)

    return count
