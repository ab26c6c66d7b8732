"""
A disk of a few MiB that really fills: a tmpfs in a mount namespace of its own.

A process that only holds the namespace is started with `unshare`, which needs no privileges where
user namespaces are allowed. Who is to see the disk enters it with `nsenter`; a test sees it at
`/proc/PID/root`. It is gone with its holder.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sources import ROOT

MIB = 1024**2
FILLER = "filler"
WAYS = (("--mount",), ("--map-root-user", "--mount"))
NO_WAY = "neither root nor a user namespace may mount a tmpfs here"


@dataclass(frozen=True)
class SmallDisk:
    """The disk: `inside` is its folder for a process started by `enter`, `folder` for the test."""

    inside: Path
    folder: Path
    enter: Sequence[str]

    @property
    def free_bytes(self) -> int:
        """What is left."""
        status = os.statvfs(self.folder)
        return status.f_bavail * status.f_frsize

    def fill(self, leave_bytes: int = 0) -> None:
        """Take all but so much with a file that has nothing to do with us."""
        self.make_room()
        with (self.folder / FILLER).open("wb", buffering=0) as filler:
            while (wanted := min(self.free_bytes - leave_bytes, MIB)) > 0:
                filler.write(b"x" * wanted)

    def make_room(self) -> None:
        """Give it back."""
        (self.folder / FILLER).unlink(missing_ok=True)

    def copy(self, target: Path) -> Path:
        """Return a copy of what is on the disk, which outlives it."""
        shutil.copytree(self.folder, target, ignore=shutil.ignore_patterns(FILLER))
        return target


@contextmanager
def small_disk(mount_point: Path, size_mib: int) -> Iterator[SmallDisk]:
    """Lend an empty disk of that size; skip the test where nobody lets us have one."""
    mount_point.mkdir()
    for way in WAYS:
        holder = _hold(way, mount_point, size_mib)
        if holder is not None:
            break
    else:
        pytest.skip(NO_WAY)
    user = ("--user", "--preserve-credentials") if "--map-root-user" in way else ()
    enter = ("nsenter", "--target", str(holder.pid), "--mount", *user, f"--wd={ROOT}")
    try:
        yield SmallDisk(mount_point, Path(f"/proc/{holder.pid}/root{mount_point.resolve()}"), enter)
    finally:
        holder.kill()
        holder.communicate()


def _hold(way: Sequence[str], mount_point: Path, size_mib: int) -> subprocess.Popen[bytes] | None:
    mount = f"mount -t tmpfs -o size={size_mib}m tmpfs '{mount_point}' && echo held && exec cat"
    unshare = shutil.which("unshare")
    if unshare is None or shutil.which("nsenter") is None:
        return None
    holder = subprocess.Popen(
        [unshare, *way, "sh", "-c", mount],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if holder.stdout is not None and holder.stdout.readline() == b"held\n":
        return holder
    holder.communicate()
    return None
