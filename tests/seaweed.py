"""A real S3 server (SeaweedFS) for the tests that ask for one; it is gone when they are over."""

import os
import random
import secrets
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

BUCKET = "feeds"
READY_WITHIN_S = 30
ATTEMPTS = 3
GRACE_S = 1
POLL_S = 0.05
PROBE = Config(retries={"total_max_attempts": 1}, connect_timeout=1, read_timeout=5)
# Five servers, each on a port and the one 10,000 above it; all of them below the range from
# which Linux hands out ports to clients, or a passing connection could sit on one.
LOWEST_PORT, HIGHEST_PORT = 11_000, 22_000
SERVERS = 5
GRPC_OFFSET = 10_000


class SeaweedNotReady(Exception):
    """The server ended, or did not answer in time."""


@dataclass(frozen=True)
class Seaweed:
    """A running server: where it listens, who may use it, and the bucket that is there."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str = BUCKET
    region: str = "us-east-1"

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which the standard AWS chain finds this server and nothing else."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def fresh_prefix(self) -> str:
        """Return a prefix that nobody has used."""
        return f"test-{uuid4()}"

    def fresh_url(self) -> str:
        """Return the address of a store that nobody has used."""
        return f"s3://{self.bucket}/{self.fresh_prefix()}"

    def client(self, config: Config | None = None) -> Any:  # noqa: ANN401 - boto3 ships no types
        """Return a client of our own, to look at what a store left behind."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name=self.region,
            config=config,
        )


@pytest.fixture(scope="session")
def seaweed() -> Iterator[Seaweed]:
    """Lend one running server to all tests of the session; it starts when the first one asks."""
    with running_seaweed() as server:
        yield server


@pytest.fixture
def s3(seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch) -> Seaweed:
    """Let the test's own process find the server by the standard AWS variables."""
    for name, value in seaweed.environment.items():
        monkeypatch.setenv(name, value)
    return seaweed


@contextmanager
def running_seaweed() -> Iterator[Seaweed]:
    """Run a server in a folder of its own until the block ends."""
    with tempfile.TemporaryDirectory(prefix="seaweed-", ignore_cleanup_errors=True) as folder:
        process, server = _start(Path(folder))
        try:
            yield server
        finally:
            _stop(process)


def _start(folder: Path) -> tuple[subprocess.Popen[bytes], Seaweed]:
    failures: list[Exception] = []
    for attempt in range(ATTEMPTS):
        process, server = _launch(folder / str(attempt), _free_port())
        try:
            _wait_until_ready(process, server)
        except SeaweedNotReady as failure:
            _stop(process)
            failures.append(failure)
        else:
            return process, server
    raise ExceptionGroup("SeaweedFS did not start", failures)


def _launch(folder: Path, port: int) -> tuple[subprocess.Popen[bytes], Seaweed]:
    folder.mkdir()
    server = Seaweed(f"http://127.0.0.1:{port}", "feedledger-test", secrets.token_hex(20))
    with (folder / "weed.log").open("wb") as log:
        process = subprocess.Popen(
            _command(folder, port),
            cwd=folder,
            env=_environment(folder, server),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return process, server


def _command(folder: Path, port: int) -> list[str]:
    weed = Path(sysconfig.get_path("scripts")) / "weed"
    servers = ("s3", "master", "volume", "filer", "admin")
    return [
        str(weed),
        "mini",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        *(f"-{name}.port={port + place}" for place, name in enumerate(servers)),
        f"-s3.localSocket={folder / 's3.sock'}",
        f"-filer.localSocket={folder / 'filer.sock'}",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=1000",
        "-webdav=false",
        "-admin.ui=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.autoCreateBucket=false",
        "-s3.allowDeleteBucketNotEmpty=false",
        f"-bucket={BUCKET}",
    ]


def _environment(folder: Path, server: Seaweed) -> Mapping[str, str]:
    # Without the two keys in its environment the server is open to everyone.
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "GOMEMLIMIT": "512MiB",
        "AWS_ACCESS_KEY_ID": server.access_key,
        "AWS_SECRET_ACCESS_KEY": server.secret_key,
    }


def _wait_until_ready(process: subprocess.Popen[bytes], server: Seaweed) -> None:
    client = server.client(PROBE)
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SeaweedNotReady(f"it ended with {process.returncode}")
        try:
            buckets = client.list_buckets()["Buckets"]
        except (BotoCoreError, ClientError):
            buckets = []
        if BUCKET in [bucket["Name"] for bucket in buckets]:
            return
        time.sleep(POLL_S)
    raise SeaweedNotReady(f"no bucket at {server.endpoint} after {READY_WITHIN_S} s")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and what it started; it would take up to 28 s over SIGTERM alone."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, number)
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            continue
        return


def _free_port() -> int:
    for port in random.SystemRandom().sample(range(LOWEST_PORT, HIGHEST_PORT), 200):
        if all(map(_is_free, _ports_from(port))):
            return port
    raise SeaweedNotReady("no free ports")


def _ports_from(port: int) -> list[int]:
    return [port + place + offset for place in range(SERVERS) for offset in (0, GRPC_OFFSET)]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
