"""Settings of one installation, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from flask import current_app

ENVIRONMENTS = ("production", "demo", "test")
DEMO_MARK = "demo-only-"
EXAMPLE_MARK = "CHANGE-ME"
MIN_SECRET_LENGTH = 32
MIN_SECRET_LETTERS = 10
MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")


class ConfigError(RuntimeError):
    """A setting is missing or unsafe; the message says which and how to mend it."""


@dataclass(frozen=True)
class Config:
    """Everything an installation decides outside the database."""

    environment: Literal["production", "demo", "test"]
    database_url: str
    owner_url: str | None
    secret_key: str
    keys_file: Path
    var: Path
    installation_name: str
    trusted_proxies: int
    idle_limit: timedelta
    absolute_limit: timedelta
    smtp_url: str | None
    mail_from: str
    file_store_url: str | None
    max_upload: int
    public_url: str | None
    plugin_folder: Path

    @property
    def production(self) -> bool:
        return self.environment == "production"


def from_environment(env: Mapping[str, str] = os.environ) -> Config:
    """Read and check every setting. Raises ConfigError on a missing or weak one."""
    environment = env.get("PORTAL_ENV", "production")
    if environment not in ENVIRONMENTS:
        raise ConfigError(f"PORTAL_ENV must be one of {', '.join(ENVIRONMENTS)}.")
    var = Path(env.get("PORTAL_VAR", "var")).resolve()
    secret = _needed(env, "PORTAL_SECRET_KEY")
    if len(secret) < MIN_SECRET_LENGTH:
        raise ConfigError(f"PORTAL_SECRET_KEY needs at least {MIN_SECRET_LENGTH} characters.")
    if environment == "production" and secret.startswith(DEMO_MARK):
        raise ConfigError("PORTAL_SECRET_KEY is the demo's key; production needs its own.")
    if environment == "production" and len(set(secret)) < MIN_SECRET_LETTERS:
        raise ConfigError("PORTAL_SECRET_KEY repeats itself; make one with `openssl rand -hex 32`.")
    database_url = _needed(env, "DATABASE_URL")
    if environment == "production" and EXAMPLE_MARK in database_url:
        raise ConfigError("DATABASE_URL still has the password of the example; put your own.")
    return Config(
        environment=environment,  # type: ignore[arg-type]
        database_url=database_url,
        owner_url=env.get("DATABASE_OWNER_URL") or None,
        secret_key=secret,
        keys_file=Path(env.get("PORTAL_KEYS_FILE") or var / "keys.json"),
        var=var,
        installation_name=env.get("PORTAL_NAME", "Dân vận Tân Hồng"),
        trusted_proxies=_number(env, "PORTAL_TRUSTED_PROXIES", 0),
        idle_limit=timedelta(minutes=_number(env, "PORTAL_IDLE_MINUTES", 15)),
        absolute_limit=timedelta(hours=_number(env, "PORTAL_SESSION_HOURS", 12)),
        smtp_url=_mail_server(env),
        mail_from=env.get("PORTAL_MAIL_FROM", "portal@localhost"),
        file_store_url=env.get("PORTAL_FILE_STORE") or None,
        max_upload=_number(env, "PORTAL_MAX_UPLOAD_MB", 20) * 1024 * 1024,
        public_url=env.get("PORTAL_PUBLIC_URL") or None,
        plugin_folder=Path(
            env.get("PORTAL_PLUGINS") or Path(__file__).resolve().parent.parent / "plugins"
        ),
    )


def current_config() -> Config:
    """The settings of the app at work."""
    config: Config = current_app.extensions["portal_config"]
    return config


def _mail_server(env: Mapping[str, str]) -> str | None:
    """The address of the mail server. Mail leads back here, so it needs the portal's own."""
    url = env.get("PORTAL_SMTP_URL") or None
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        sound = parts.scheme in MAIL_SCHEMES and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise ConfigError(
            "PORTAL_SMTP_URL must look like smtp+starttls://user:password@mail.example.vn:587"
            f" and begin with one of {', '.join(MAIL_SCHEMES)}."
        )
    if not env.get("PORTAL_PUBLIC_URL"):
        raise ConfigError("PORTAL_SMTP_URL needs PORTAL_PUBLIC_URL: mail leads back to the portal.")
    return url


def _needed(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise ConfigError(
            f"{name} is not set. A checkout gets the demo's settings from `make demo`;"
            " an installation keeps its own in a file (README, Running it for real)."
        )
    return value


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(env.get(name) or default)
    except ValueError:
        raise ConfigError(f"{name} must be a whole number.") from None
