"""The demo's launcher, with a small portal in the place of the real one."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import portal.embedded
from portal.embedded.leftovers import living
from portal.embedded.places import home_of

ROOT = Path(portal.embedded.__file__).parents[2]


class RunningDemo:
    """The launcher as a user sees it: a process, a port, pages."""

    def __init__(self, folder: Path, eventually) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.home = home_of(folder / "var" / "demo")
        self.eventually = eventually
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = self.launch("demo", self.port)

    def launch(self, *words: object, **options: object) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        environment.pop("MAKELEVEL", None)
        return subprocess.Popen(
            [sys.executable, "-m", "portal.embedded", *map(str, words)],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **options,  # type: ignore[call-overload]
        )

    def page(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.read().decode()

    def pids(self) -> list[int]:
        return [int(pid) for pid in self.page("/pids").split()]

    def ready(self) -> str:
        self.start()
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Logs are in"):
                break
        self.eventually(lambda: self.pids()[2])
        return "".join(lines)

    def everything_ended(self, pids: list[int]) -> bool:
        return not living(self.home) and not any(alive(pid) for pid in pids)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def demo(tmp_path, eventually, discard):
    folder = tmp_path / "checkout"
    shutil.copytree(Path(__file__).parent / "standin", folder)
    running = RunningDemo(folder, eventually)
    yield running
    if running.process is not None:
        running.process.kill()
        running.process.communicate()
    eventually(lambda: not living(running.home))
    discard(folder / "var" / "demo")


def test_it_serves_and_ctrl_c_stops_it_and_the_data_stay(demo):
    shown = demo.ready()
    assert f"http://127.0.0.1:{demo.port}/" in shown
    assert "lan  secret  /s/tan-ho-co/" in shown
    assert demo.page("/") == "portal_app"
    pids = demo.pids()
    kept = {name: (demo.folder / "var/demo" / name).read_text() for name in ("keys.json", "secret")}
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(20) == 0
    assert demo.everything_ended(pids)

    demo.ready()
    assert demo.page("/loads") == "2"
    for name, text in kept.items():
        path = demo.folder / "var/demo" / name
        assert path.read_text() == text
        assert path.stat().st_mode & 0o777 == 0o600


def test_killed_outright_it_leaves_nothing_behind(demo):
    demo.ready()
    pids = demo.pids()
    demo.process.kill()
    demo.process.wait(20)
    demo.eventually(lambda: demo.everything_ended(pids))


def test_an_order_is_obeyed_in_the_middle_of_a_step(demo):
    (demo.folder / "var").mkdir()
    (demo.folder / "var" / "load-slowly").touch()
    demo.start()
    for line in demo.process.stdout:
        if line.startswith("3/4"):
            break
    demo.process.terminate()
    assert demo.process.wait(10) == 0
    assert not living(demo.home)


def test_what_is_killed_comes_back(demo):
    demo.ready()
    worker, master, jobs = demo.pids()
    os.kill(jobs, signal.SIGKILL)
    for process in living(demo.home):
        os.kill(process, signal.SIGKILL)
    os.kill(worker, signal.SIGKILL)
    os.kill(master, signal.SIGKILL)
    demo.eventually(lambda: demo.page("/") == "portal_app")
    demo.eventually(lambda: not {worker, master, jobs} & set(demo.pids()))


def test_a_second_demo_and_a_reset_are_refused_while_it_runs(demo):
    demo.ready()
    for words in (("demo", demo.port), ("reset",)):
        refused = demo.launch(*words)
        assert "already runs; stop it first" in refused.communicate()[0]
        assert refused.returncode == 1
    demo.process.terminate()
    demo.process.wait(20)
    assert demo.launch("reset").wait(20) == 0
    assert not demo.home.folder.exists()
    assert not (demo.folder / "var" / "demo").exists()


def test_a_busy_port_is_told_before_anything_is_started(demo):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = demo.launch("demo", taken.getsockname()[1])
        said = refused.communicate()[0]
    assert refused.returncode == 1
    assert "is taken by another program" in said
    assert "Traceback" not in said
    assert not demo.home.folder.exists()


def test_a_closed_terminal_stops_it(demo):
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests themselves may run under nohup
        os.chdir(demo.folder)
        os.environ["PYTHONPATH"] = str(ROOT)
        words = ["-m", "portal.embedded", "demo", str(demo.port)]
        os.execv(sys.executable, [sys.executable, *words])
    demo.eventually(lambda: demo.pids()[2])
    pids = demo.pids()
    os.close(terminal)
    os.waitpid(child, 0)
    demo.eventually(lambda: demo.everything_ended(pids))


def test_a_closed_terminal_stops_it_behind_a_program_that_only_waits(demo):
    words = [sys.executable, "-m", "portal.embedded", "demo", str(demo.port)]
    waiting = (
        "import signal, subprocess, sys; signal.signal(signal.SIGHUP, lambda *_: None);"
        "sys.exit(subprocess.call(sys.argv[1:]))"
    )
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests themselves may run under nohup
        os.chdir(demo.folder)
        os.environ["PYTHONPATH"] = str(ROOT)
        os.execv(sys.executable, [sys.executable, "-c", waiting, *words])
    demo.eventually(lambda: demo.pids()[2])
    pids = demo.pids()
    os.close(terminal)
    demo.eventually(lambda: demo.everything_ended(pids))
    os.waitpid(child, 0)
