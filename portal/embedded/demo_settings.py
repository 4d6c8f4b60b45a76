"""The settings of the demo: made once, kept in `var/demo`, never fit for production."""

from __future__ import annotations

import base64
import json
import os
import secrets
import shlex
import tempfile
from pathlib import Path

from .instance import Instance
from .refusals import explain

DATABASE = "portal"


def settings(var: Path, instance: Instance) -> dict[str, str]:
    """What the portal reads from its environment when it serves the demo."""
    return {
        "FLASK_APP": "wsgi.py",
        "PORTAL_ENV": "demo",
        "PORTAL_VAR": str(var),
        "PORTAL_KEYS_FILE": str(var / "keys.json"),
        "PORTAL_SECRET_KEY": _secret(var / "secret"),
        "DATABASE_URL": instance.url("portal_app", DATABASE),
        "DATABASE_OWNER_URL": instance.url("portal_owner", DATABASE),
    }


def make_keys(path: Path) -> None:
    """Write the demo's keys once: the first of each kind is in use, later ones open old values.

    `demo: true` is what keeps them out of production.
    """
    if path.exists():
        return
    keys: dict[str, object] = {"demo": True}
    for kind in ("encryption", "hash"):
        secret = base64.b64encode(secrets.token_bytes(32)).decode()
        keys[kind] = [{"id": f"demo-{secrets.token_hex(4)}", "key": secret}]
    _write_private(path, json.dumps(keys, indent=2) + "\n")


def write_for_shells(var: Path, values: dict[str, str]) -> None:
    """Leave the settings where a shell can read them: `. var/demo/environment`."""
    lines = [f"export {name}={shlex.quote(value)}" for name, value in values.items()]
    _write_private(var / "environment", "\n".join(lines) + "\n")


def read_for_shells(var: Path) -> dict[str, str]:
    """The settings that write_for_shells() left; nothing where the demo was never started."""
    try:
        lines = (var / "environment").read_text().splitlines()
    except OSError:
        return {}
    pairs = (shlex.split(line)[1].partition("=") for line in lines)
    return {name: value for name, _, value in pairs}


def _secret(path: Path) -> str:
    if not path.exists():
        _write_private(path, f"demo-only-{secrets.token_hex(32)}")
    return path.read_text()


def _write_private(path: Path, text: str) -> None:
    """Write the whole file or nothing, readable by its owner alone."""
    try:
        descriptor, fresh = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with open(descriptor, "w") as file:
                file.write(text)
            os.replace(fresh, path)
        except BaseException:
            os.unlink(fresh)
            raise
    except OSError as error:
        raise explain(error, f"Writing {path}") from error
