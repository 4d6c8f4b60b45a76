"""The portal's own tests use the fixtures it ships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from portal.accounts import passwords

pytest_plugins = ["portal.testing.fixtures", "portal.testing.live"]
LONGEST = (
    "contract/test_routes.py",
    "contract/test_sound_module.py",
    "modules/test_newcomer.py",
    "test_console.py",
    "contract/test_contract_bites.py",
    "ledger/test_ledger.py",
    "embedded/test_demo.py",
    "modules/test_scaffold.py",
    "accounts/test_signing_in.py",
    "face/test_pages.py",
    "dashboard/test_in_chromium.py",
    "embedded/test_sharing.py",
    "units/tests/test_officer_sheets.py",
    "accounts/test_in_chromium.py",
    "units/tests/test_pages.py",
    "units/tests/test_officers_in_chromium.py",
    "units/tests/test_officers.py",
    "officers/test_in_chromium.py",
    "backup/test_refusals.py",
    "spaces/test_in_chromium.py",
    "embedded/test_death.py",
    "contract/test_every_page_1.py",
    "contract/test_every_page_2.py",
    "contract/test_every_page_3.py",
    "modules/test_broken_modules.py",
    "units/tests/test_changing_in_chromium.py",
    "backup/test_whole.py",
)
"""The files that take longest, as measured, longest first. Nothing fails when one is missing."""


@pytest.fixture(scope="session", autouse=True)
def shipped_hasher() -> Iterator[PasswordHasher]:
    """What the portal hashes passwords with; the tests do it with little work instead.

    Each hash takes a fifth of a second, and four of five are made on the way to something else.
    """
    shipped = passwords.hasher
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    yield shipped
    passwords.hasher = shipped


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: else one worker is left alone with the last of them."""
    sizes = Counter(item.path for item in items)
    turns = {path: (_place(path), -size, str(path)) for path, size in sizes.items()}
    items.sort(key=lambda item: turns[item.path])


def _place(path: Path) -> int:
    named = (at for at, name in enumerate(LONGEST) if path.as_posix().endswith(f"/{name}"))
    return next(named, len(LONGEST))


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
