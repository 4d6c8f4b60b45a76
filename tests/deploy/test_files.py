"""The files of portal/deploy, as far as they can be tried without root and without systemd."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import portal
from portal.config import ConfigError, from_environment

DEPLOY = Path(portal.__file__).parent / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def sourced(*names: str) -> dict[str, str]:
    """What a shell reads from the files, as portal-flask does."""
    files = " ".join(f". {DEPLOY / name};" for name in names)
    said = subprocess.run(
        ["sh", "-euc", f"set -a; {files} env -0"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    return dict(line.split("=", 1) for line in said.stdout.decode().split("\0") if line)


def test_the_settings_are_read_by_a_shell_and_refused_until_filled_in() -> None:
    env = sourced("portal.env", "owner.env")
    assert env["PORTAL_NAME"] == "Dân vận Tân Hồng"
    with pytest.raises(ConfigError, match="PORTAL_SECRET_KEY is not set"):
        from_environment(env)
    env["PORTAL_SECRET_KEY"] = "s" * 64
    with pytest.raises(ConfigError, match="repeats itself"):
        from_environment(env)
    env["PORTAL_SECRET_KEY"] = "0123456789abcdef" * 4
    with pytest.raises(ConfigError, match="password of the example"):
        from_environment(env)
    env["DATABASE_URL"] = env["DATABASE_URL"].replace("CHANGE-ME", "own")
    config = from_environment(env)
    assert config.production
    assert config.trusted_proxies == 1


def test_the_serving_settings_know_no_owner() -> None:
    assert "DATABASE_OWNER_URL" not in sourced("portal.env")
    for unit in ("portal.service", "portal-jobs.service"):
        assert "owner.env" not in (DEPLOY / unit).read_text()


def section(unit: Path, name: str) -> dict[str, str]:
    reader = configparser.RawConfigParser(strict=False, interpolation=None)
    reader.optionxform = str  # type: ignore[assignment,method-assign]
    reader.read_string(unit.read_text().replace("\\\n", " "))
    return dict(reader[name])


@pytest.mark.parametrize("unit", ["portal.service", "portal-jobs.service"])
def test_the_services_run_closed_in(unit: str) -> None:
    service = section(DEPLOY / unit, "Service")
    assert service["User"] == "portal"
    assert service["Restart"] == "always"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""


def test_the_commands_of_the_units_are_commands_of_the_portal(portal: object) -> None:
    known = {
        "portal-jobs.service": "jobs work",
        "portal-backup.service": "backup create",
        "portal-sweep.service": "files sweep",
        "portal-looks.service": "looks tell",
    }
    for unit, words in known.items():
        assert f"flask --app wsgi {words}" in section(DEPLOY / unit, "Service")["ExecStart"]
    options = section(DEPLOY / "portal-backup.service", "Service")["ExecStart"].split()
    runner = portal.test_cli_runner()  # type: ignore[attr-defined]
    helped = runner.invoke(args=["backup", "create", "--help"]).output
    for option in (word for word in options if word.startswith("--") and word != "--app"):
        assert option in helped


def test_systemd_finds_no_fault_in_the_units() -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed")
    for unit in UNITS:
        said = subprocess.run(
            [analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
        )
        faults = [
            line for line in said.stderr.splitlines() if "is not executable" not in line and line
        ]
        assert faults == [], unit.name


def test_the_proxy_passes_on_what_the_portal_trusts() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    for header in ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"):
        assert re.search(rf"proxy_set_header {header} +\$", text)
    assert "Strict-Transport-Security" in text
    assert f"127.0.0.1:{bound_port()}" in text


def bound_port() -> str:
    command = section(DEPLOY / "portal.service", "Service")["ExecStart"]
    return command.split("--bind 127.0.0.1:")[1].split()[0]


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is missing")
def test_the_proxy_keeps_neither_codes_nor_what_was_searched_for(tmp_path: Path) -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    first = text[text.index("location /first/") :].partition("}")[0]
    assert "access_log off" in first and "error_log /dev/null" in first
    for told in ("$request ", "$request_uri", "$args", "$http_referer", '$request"'):
        assert told not in text[text.index("log_format") : text.index("server {")]
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"),
            *("-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    text = text.replace("/etc/ssl/portal", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n")
    tried = subprocess.run(["nginx", "-t", "-c", whole], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr


def test_the_portal_itself_keeps_no_log_of_addresses() -> None:
    assert "access-log" not in (DEPLOY / "portal.service").read_text()
