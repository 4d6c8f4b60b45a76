"""A folder of a newcomer's own, with an environment in which the portal's commands work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.testing import fixtures
from portal.testing.server import VAR, TestServer

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Workshop:
    """The folder, and the environment of what is run in it; `database` is the owner's address."""

    folder: Path
    environment: dict[str, str]
    database: str

    def run(self, script: str, works: bool = True) -> str:
        """Run a script in the folder, and give what it said."""
        done = subprocess.run(
            ["sh", "-ec", script],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) == works, f"$ {script}\n{done.stdout[-6000:]}"
        return done.stdout

    def python(self, code: str) -> str:
        """Run a program in the folder, and give what it said."""
        path = self.folder / "program.py"
        path.write_text(code, encoding="utf-8")
        return self.run(f"{sys.executable} {path}")


@pytest.fixture(scope="module")
def workshop(
    server: TestServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workshop]:
    """A folder with a database of its own, migrated, with the cast in it."""
    folder = tmp_path_factory.mktemp("newcomer")
    name = f"newcomer_{os.getpid()}"
    server.create(name, template)
    config = fixtures.test_config(server, name, folder / "var")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{folder / 'site'}{os.pathsep}{ROOT}",
        "FLASK_APP": str(ROOT / "wsgi.py"),
        "PORTAL_ENV": "test",
        "PORTAL_SECRET_KEY": config.secret_key,
        "PORTAL_KEYS_FILE": str(config.keys_file),
        "PORTAL_VAR": str(folder / "var"),
        "PORTAL_TEST_VAR": str(VAR.resolve()),
        "PORTAL_PLUGINS": str(folder / "plugins"),
        "DATABASE_URL": config.database_url,
        "DATABASE_OWNER_URL": str(config.owner_url),
        "PIP_TARGET": str(folder / "site"),
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "COLUMNS": "200",
    }
    yield Workshop(folder, environment, str(config.owner_url))
    server.drop(name)
