"""One clear sentence for what a beginner meets first."""

from __future__ import annotations

import errno
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from portal.embedded.refusals import Refusal, explain, explain_output, need_space
from portal.embedded.web import listen

NEEDED = ("sh", "cut", "sha256sum", "dirname", "cat", "df", "awk", "mktemp", "rm", "tail")
NEEDED += ("grep", "mkdir", "cp")
SCRIPT = Path(__file__).parents[2] / "scripts" / "environment"


def test_too_little_space_is_said_before_anything_is_written(tmp_path):
    need_space(tmp_path / "not" / "there", 1, "the demo")
    with pytest.raises(Refusal, match=r"Only \d+ MB are free .* the demo needs \d+ MB"):
        need_space(tmp_path / "not" / "there", 10**12, "the demo")


def test_a_disk_that_fills_up_is_named():
    with pytest.raises(OSError) as full, open("/dev/full", "w") as file:
        file.write("x")
        file.flush()
    assert full.value.errno == errno.ENOSPC
    assert str(explain(full.value, "Loading the demo")).startswith("The disk is full: Loading")
    said = 'initdb: error: could not write file "x": No space left on device\nremoving contents'
    assert str(explain_output(said, "Making the database")).startswith("The disk is full: Making")


def test_the_telling_line_of_a_program_is_quoted():
    said = "starting\nFATAL:  could not load the library\nlast words\n"
    assert "could not load the library" in str(explain_output(said, "It"))
    assert str(explain_output("", "It")) == "It failed: it said nothing."


def test_a_busy_port_is_named_with_a_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=rf"Port {port} .* make demo PORT={port + 1}"):
            listen(port)
    listen(port).close()


@pytest.fixture
def bare_machine(tmp_path):
    """A checkout and a PATH with no Python in it; `python3` is what a test writes."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    (tmp_path / "requirements-dev.lock").write_text("")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in NEEDED:
        (programs / name).symlink_to(shutil.which(name) or name)

    def run(python: str | None = None) -> str:
        if python is not None:
            (programs / "python3").write_text(f"#!/bin/sh\n{python}\n")
            (programs / "python3").chmod(0o755)
        done = subprocess.run(
            [str(tmp_path / "scripts" / "environment")],
            env={"PATH": str(programs)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert not (tmp_path / ".venv" / "installed-lock").exists()
        return done.stderr

    return run


def test_no_python(bare_machine):
    assert bare_machine() == (
        "Python is missing; as root run: apt-get install python3 python3-venv\n"
    )


def test_an_old_python(bare_machine):
    said = bare_machine('case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac')
    assert said.startswith("Python 3.9.2 is too old: the portal needs Python 3.11 or newer")


def test_no_venv(bare_machine):
    said = bare_machine('case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    assert said == (
        "The package python3-venv is missing; as root run: apt-get install python3-venv\n"
    )


def test_a_disk_that_fills_up_while_packages_are_installed(bare_machine):
    made = "mkdir -p .venv/bin; cp $0 .venv/bin/python"
    full = 'echo "OSError: [Errno 28] No space left on device"; exit 1'
    said = bare_machine(f'case "$*" in *"venv .venv"*) {made};; *"pip install"*) {full};; esac')
    assert "The disk is full: Installing the Python packages failed." in said
