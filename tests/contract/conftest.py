"""The contract tests that the portal ships, run on everything installed in this checkout."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium

from portal.testing.contract.conftest import as_owner, ground, stage
from portal.testing.contract.pages import Walk, walking
from portal.testing.contract.stage import Stage

__all__ = ["as_owner", "ground", "stage"]


@pytest.fixture(scope="module")
def walk(stage: Stage, chromium: Chromium) -> Iterator[Walk]:
    """Chromium on the stage; what was done on the way to a page is put back afterwards."""
    with walking(stage, chromium) as walk:
        yield walk
    stage.renew()
