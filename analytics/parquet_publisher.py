"""The Parquet files as jobs: of the published file, every so many seconds, if it is another."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from analytics.parquet_set import Store, export_set
from analytics.published_files import PublishedFiles
from analytics.published_state import read_published
from analytics.publisher import SQL
from analytics.publishing_queue import is_unfinished, queue_publication, rest_s
from catalog.clock import Clock
from catalog.database import Database
from catalog.disk_guard import any_room
from jobs.context import JobContext

LANE = "PUBLISH Parquet"
FIRST_AFTER_S = 60.0  # from the start on: what users wait for goes first


@dataclass
class ParquetPublisher:
    """
    Orders the next set of Parquet files when there is a newer published file, and makes it.

    `require_room` raises DiskFull where there is no room for so many bytes; 0 as `interval_s`
    switches it off.
    """

    database: Database
    files: PublishedFiles
    store: Store
    interval_s: float
    clock: Clock
    require_room: Callable[[int], None] = any_room
    monotonic: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._begun_s = self.monotonic() - self.interval_s + min(self.interval_s, FIRST_AFTER_S)

    def queue_due(self) -> bool:
        """Queue a job if one is due, and return whether it did."""
        rested_s = self.monotonic() - self._begun_s
        if not self.interval_s or rested_s < self.interval_s:
            return False
        published_at = read_published(self.database).published_at
        if published_at is None:
            return False
        with self.database.transaction() as cursor:
            if is_unfinished(cursor, LANE):
                return False
            last = cursor.execute(SQL["select_last_export"], {"lane": LANE}).fetchall()
            if last and last[0][0] == published_at.isoformat():
                return False
            if rested_s < rest_s(cursor, LANE, self.interval_s):
                return False
            queue_publication(cursor, LANE, self.clock(), {"as": "parquet"})
        return True

    def export(self, context: JobContext) -> None:
        """
        Do such a job: afterwards the store holds the published file's tables, as one set.

        Raises:
            JobStopped: the job was stopped; the last set stays.
            DiskFull, StoreUnavailable, StoreRefused, SetOfAnother: the last set stays.
        """
        began_s = self._begun_s = self.monotonic()
        with self.files.held() as path, context.cursor() as cursor:
            self.require_room(path.stat().st_size)
            with _attached(cursor, path):
                published_at = cursor.execute(SQL["select_about_shown"]).fetchall()[0][0]
                exported = export_set(
                    cursor,
                    self.store,
                    path.with_suffix(".parquet"),
                    self.clock(),
                    lambda share: context.report(share, "storing Parquet files"),
                )
        told = {
            "published_at": published_at.isoformat(),
            "took_s": round(self.monotonic() - began_s, 3),
            **asdict(exported),
        }
        with context.transaction() as cursor:
            context.tell_result(cursor, told)


@contextmanager
def _attached(cursor: DuckDBPyConnection, path: Path) -> Iterator[None]:
    cursor.execute("detach database if exists shown")  # a stop can interrupt the detaching
    cursor.execute("attach $path as shown (read_only)", {"path": str(path)})
    try:
        yield
    finally:
        with suppress(duckdb.Error):
            cursor.execute("detach shown")
