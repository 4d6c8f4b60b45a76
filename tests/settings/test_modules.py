"""The page of modules, and that off means off: in a portal of its own that has modules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.testing.client import Browser

HERE = Path(__file__).parent
SOUND = HERE.parent / "contract" / "whole" / "sound"
ECHO = """
from portal.access import MEMBER
from portal.modules import Module

LABEL = "Echo"
ABOUT = "Says again what was said"
REQUIRES = ("sound",)
module = Module("echo", __name__)


@module.get("/", needs=MEMBER)
def index():
    return "echo"
"""


@pytest.mark.database
def test_off_means_off_everywhere(tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    shutil.copytree(SOUND, installed / "sound")
    (installed / "echo").mkdir()
    (installed / "echo" / "__init__.py").touch()
    (installed / "echo" / "plugin.py").write_text(ECHO)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", HERE / "with_modules.py"],
        env={**os.environ, "PORTAL_PLUGINS": str(installed)},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_the_page_opens_whatever_is_installed(as_: Callable[[str], Browser]) -> None:
    page = as_("lan").get("/s/xa-sen/modules")
    assert page.status_code == 200
    assert "<h1>Phân hệ</h1>" in page.text
