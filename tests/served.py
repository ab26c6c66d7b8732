"""The real application, served for the browser tests: a process of its own on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.sources import ROOT
from tests.stacks import read_stacks

# the same at each start: what is set after the first one changes nothing
PASSWORD, API_KEY = "correct horse", "battery staple"
READY_WITHIN_S = 60
STOPPED_WITHIN_S = 20
POLL_S = 0.1
FINISHED_WITHIN_S = 120
FINISHED = ("COMPLETED", "COMPLETED_WITH_ERRORS", "VALIDATION_FAILED", "FAILED")
# uvicorn raises the signal again once the lifespan is over, so that the shell sees it
CLEAN_EXITS = (0, -signal.SIGTERM)


@dataclass(frozen=True)
class Served:
    """A running application, and how to come in."""

    process: subprocess.Popen[bytes]
    url: str
    data_dir: Path

    @property
    def log(self) -> str:
        """What it has written so far, its log lines last."""
        said = (self.data_dir / "server.log").read_text(encoding="utf-8", errors="replace")
        return said + self.log_lines

    @property
    def log_lines(self) -> str:
        """What it has logged so far."""
        return (self.data_dir / "server.err").read_text(encoding="utf-8", errors="replace")

    def api(self) -> httpx.Client:
        """Return a client of its API with the key of all scopes."""
        headers = {"Authorization": f"Bearer {API_KEY}"}
        return httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=60)

    def add_partner(self, code: str, **defaults: str) -> None:
        """See that the partner is there."""
        with self.api() as api:
            api.post("/partners", json={"code": code, "name": code.title(), **defaults})

    def deliver(self, partner: str, filename: str, content: bytes, mode: str = "full") -> str:
        """Deliver a feed through the API and return its id."""
        asked = {"partner": partner, "mode": mode, "filename": filename}
        with self.api() as api:
            answer = api.post("/feeds", params=asked, content=content)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["feed_id"])

    def read_feed(self, feed_id: str) -> dict[str, Any]:
        """Return the feed as the API shows it now."""
        with self.api() as api:
            return dict(api.get(f"/feeds/{feed_id}").raise_for_status().json())

    def wait_for_feed(self, feed_id: str, *statuses: str) -> dict[str, Any]:
        """Return the feed once it is in one of the states, or at the end of its way."""
        deadline_s = time.monotonic() + FINISHED_WITHIN_S
        while time.monotonic() < deadline_s:
            feed = self.read_feed(feed_id)
            # a job that has committed has still to clear up
            is_over = all(job["status"] != "RUNNING" for job in feed["jobs"])
            if feed["status"] in (statuses or FINISHED) and (statuses or is_over):
                return feed
            time.sleep(POLL_S)
        raise AssertionError(f"{feed['status']} after {FINISHED_WITHIN_S} s:\n{self.log}")

    def stop(self) -> float:
        """Ask it to stop, check that it ended cleanly, and return the seconds that took."""
        began_s = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        exit_code = self.process.wait(STOPPED_WITHIN_S)
        took_s = time.monotonic() - began_s
        assert exit_code in CLEAN_EXITS, f"ended with {exit_code}:\n{self.log}"
        stacks = read_stacks(self.log)
        assert not stacks, f"it has failed meanwhile:\n{stacks}"
        # closed, not abandoned: the log of writes is folded into the file
        assert not (self.data_dir / "feedledger.duckdb.wal").exists()
        return took_s


@contextmanager
def serving(
    data_dir: Path, settings: Mapping[str, str] | None = None, enter: Sequence[str] = ()
) -> Iterator[Served]:
    """
    Serve until the block ends; `settings` are environment variables besides our own.

    `enter` is what comes before the command, such as a way into another namespace.
    """
    with starting(data_dir, settings, enter) as served:
        _wait_until_ready(served)
        yield served
        if served.process.poll() is None:
            served.stop()


@contextmanager
def starting(
    data_dir: Path, settings: Mapping[str, str] | None = None, enter: Sequence[str] = ()
) -> Iterator[Served]:
    """Start the application, and see that it is gone when the block ends; nobody waits for it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    served = _start(data_dir, settings or {}, enter)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.process.kill()
            served.process.wait()


def _start(data_dir: Path, settings: Mapping[str, str], enter: Sequence[str]) -> Served:
    port = _free_port()
    ours = {
        "FEEDLEDGER_DATA_DIR": str(data_dir),
        "FEEDLEDGER_PORT": str(port),
        "FEEDLEDGER_ADMIN_PASSWORD": PASSWORD,
        "FEEDLEDGER_BOOTSTRAP_API_KEY": API_KEY,
    }
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FEEDLEDGER_", "AWS_", "STREAMLIT_"))
    }
    with (data_dir / "server.log").open("ab") as said, (data_dir / "server.err").open("ab") as log:
        process = subprocess.Popen(
            [*enter, sys.executable, "app.py"],
            cwd=ROOT,
            env={**inherited, **ours, **settings},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=log,
        )
    return Served(process, f"http://127.0.0.1:{port}", data_dir)


def _wait_until_ready(served: Served) -> None:
    deadline_s = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline_s:
        assert served.process.poll() is None, f"it ended at start:\n{served.log}"
        try:
            if httpx.get(f"{served.url}/api/ready", timeout=5).is_success:
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        time.sleep(POLL_S)
    raise AssertionError(f"not ready after {READY_WITHIN_S} s:\n{served.log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
