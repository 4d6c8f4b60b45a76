"""What a module may offer to the inbox is checked before the portal starts."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from portal import boot, boundaries
from portal.access import MEMBER
from portal.plugins import Plugin, PluginError
from tests.inbox.conftest import Offer


def test_a_source_needs_a_permission_and_no_mere_door(app: Flask, offer: Offer) -> None:
    registry = app.extensions["portal"]
    offer("test.ends")
    boot.check(app, registry)
    offer("test.door", needs=MEMBER)
    with pytest.raises(PluginError, match=r"inbox source test\.door needs a permission"):
        boot.check(app, registry)


def test_only_the_portal_itself_reads_the_map(app: Flask, offer: Offer, tmp_path: Path) -> None:
    registry = app.extensions["portal"]
    sample = Plugin("sample", "sample", "Mẫu", (), None, ModuleType("sample"), tmp_path)
    source = offer("sample.ends")
    registry.owner[f"inbox {source.name}"] = "sample"
    boundaries.check(app, registry, sample)
    reading = offer("sample.people", on_the_map=True)
    registry.owner[f"inbox {reading.name}"] = "sample"
    with pytest.raises(PluginError, match=r"sample\.people reads the map"):
        boundaries.check(app, registry, sample)
