"""The portal's own tests use the fixtures it ships."""

from __future__ import annotations

import pytest

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
