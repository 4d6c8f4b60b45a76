"""A portal of three pages, with the commands that the demo's launcher calls."""

import os
import signal
import time
from pathlib import Path

import psycopg
from flask import Flask
from flask.cli import AppGroup

app = Flask(__name__)
var = Path(os.environ["PORTAL_VAR"])


def connect(setting: str) -> psycopg.Connection:
    return psycopg.connect(os.environ[setting].replace("+psycopg", ""), autocommit=True)


@app.get("/")
def index() -> str:
    with connect("DATABASE_URL") as database:
        return str(database.execute("select current_user").fetchone()[0])


@app.get("/loads")
def loads() -> str:
    with connect("DATABASE_URL") as database:
        return str(database.execute("select count(*) from loads").fetchone()[0])


@app.get("/pids")
def pids() -> str:
    jobs = (var / "jobs.pid").read_text() if (var / "jobs.pid").exists() else "0"
    return f"{os.getpid()} {os.getppid()} {jobs}"


db, demo, jobs = AppGroup("db"), AppGroup("demo"), AppGroup("jobs")


@db.command("upgrade")
def upgrade() -> None:
    with connect("DATABASE_OWNER_URL") as database:
        database.execute("create table if not exists loads (at timestamptz default now())")
        database.execute("grant select on loads to portal_app")


@demo.command("load")
def load() -> None:
    with connect("DATABASE_OWNER_URL") as database:
        database.execute("insert into loads default values")
    while (var.parent / "load-slowly").exists():
        time.sleep(0.1)


@demo.command("accounts")
def accounts() -> None:
    print("lan  secret  /s/tan-ho-co/  clerk")


@jobs.command("work")
def work() -> None:
    (var / "jobs.pid").write_text(str(os.getpid()))
    signal.pause()


for group in (db, demo, jobs):
    app.cli.add_command(group)
