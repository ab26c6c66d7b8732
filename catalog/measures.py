"""What the process takes of its host now: room on the disk, and memory."""

import os
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.core import Metric

from catalog.disk_guard import DiskGuard
from catalog.meters import gauge

RESIDENT = Path("/proc/self/statm")


def measure_host(database: Path, spool: Path, guard: DiskGuard) -> Iterator[Metric]:
    """Yield the sizes of the database's files and of the spool, what is free, and the memory."""
    log = database.with_name(f"{database.name}.wal")
    yield gauge("database_bytes", "The database's file.", _size_bytes(database))
    yield gauge("database_log_bytes", "The log of writes beside it.", _size_bytes(log))
    spooled = sum(_size_bytes(path) for path in spool.rglob("*"))
    yield gauge("spool_bytes", "Local copies of feeds on their way.", spooled)
    yield gauge("disk_free_bytes", "What is free where least is to spare.", guard.free_bytes())
    yield gauge("disk_reserved_bytes", "Below it feeds are refused.", guard.reserved_bytes)
    refused = guard.refusal() is not None
    yield gauge("feeds_refused", "1 while new feeds find no room, else 0.", refused)
    if RESIDENT.exists():
        pages = int(RESIDENT.read_text(encoding="ascii").split()[1])
        resident = pages * os.sysconf("SC_PAGE_SIZE")
        yield gauge("memory_resident_bytes", "Memory that the process holds.", resident)


def _size_bytes(path: Path) -> int:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return 0
    return status.st_size
