"""A PostgreSQL of its own for a benchmark: a new data folder, a socket in it, and its defaults."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

DEBIAN = Path("/usr/lib/postgresql/15/bin")
PROGRAMS = ("initdb", "postgres", "pgbench")
USERS = ("postgres", "nobody")  # it refuses to run as root
READY_WITHIN_S = 60
STOPPED_WITHIN_S = 60


class PostgresFailed(RuntimeError):
    """It could not be started; its own words are in the sentence."""


@dataclass(frozen=True)
class Postgres:
    """A running server; whoever may read the folder is its superuser."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def dsn(self) -> str:
        """How to come in."""
        return f"host={self.folder} user=postgres dbname=postgres"

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Return a connection that commits each statement by itself."""
        return psycopg.connect(self.dsn, autocommit=True)


def missing_programs() -> list[str]:
    """Return what has to be installed before a server can be started."""
    return [name for name in PROGRAMS if _find(name) is None]


def program(name: str) -> str:
    """
    Return the path of one of its programs.

    Raises:
        PostgresFailed: it is not installed.
    """
    found = _find(name)
    if found is None:
        message = f"{name} is neither in {DEBIAN} nor on PATH: install postgresql-15"
        raise PostgresFailed(message)
    return found


def _find(name: str) -> str | None:
    return shutil.which(name, path=f"{DEBIAN}{os.pathsep}{os.environ.get('PATH', '')}")


@contextmanager
def run_postgres(settings: Sequence[str] = ()) -> Iterator[Postgres]:
    """
    Serve on a unix socket until the block ends, then remove everything.

    `settings` are `NAME=VALUE` besides its defaults: fsync and synchronous_commit are on.

    Raises:
        PostgresFailed: it did not start.
    """
    # short, as a socket's path has at most 107 bytes
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = next((name for name in USERS if _is_known(name)), None) if os.geteuid() == 0 else None
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        _initialize(data, user)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(_command(data, folder, settings), stderr=log, user=user)
        try:
            served = Postgres(folder, process)
            _wait_until_ready(served)
            yield served
        finally:
            process.send_signal(signal.SIGINT)  # a fast shutdown
            process.wait(STOPPED_WITHIN_S)
    finally:
        shutil.rmtree(folder)


def _initialize(data: Path, user: str | None) -> None:
    command = [program("initdb"), "--pgdata", str(data), "--username=postgres", "--auth=trust"]
    done = subprocess.run(
        [*command, "--encoding=UTF8", "--locale=C"],
        capture_output=True,
        check=False,
        cwd="/",
        text=True,
        user=user,
    )
    if done.returncode:
        raise PostgresFailed(done.stderr or done.stdout)


def _command(data: Path, folder: Path, settings: Sequence[str]) -> list[str]:
    sockets = (f"unix_socket_directories={folder}", "listen_addresses=")
    named = [part for setting in (*sockets, *settings) for part in ("-c", setting)]
    return [program("postgres"), "-D", str(data), *named]


def _is_known(user: str) -> bool:
    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False


def _wait_until_ready(served: Postgres) -> None:
    deadline_s = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline_s and served.process.poll() is None:
        try:
            served.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.1)  # it does not listen yet
        else:
            return
    raise PostgresFailed((served.folder / "log").read_text(encoding="utf-8", errors="replace"))
