"""Publishing as jobs: queued once something has changed, at most every so many seconds."""

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from analytics.published_files import PublishedFiles, Seen
from analytics.published_rows import (
    Edition,
    PublishedDiffers,
    Written,
    create_schema,
    read_pulse,
    write_all,
    write_changes,
)
from analytics.publishing_queue import KIND as PUBLISH
from analytics.publishing_queue import is_unfinished, queue_publication, rest_s
from catalog.clock import Clock
from catalog.database import Database, Row
from catalog.disk_errors import meaning_of
from catalog.disk_guard import any_room
from catalog.statements import Statements
from catalog.version import VERSION
from jobs.context import JobContext

LOG = logging.getLogger("feedledger.publishing")
SQL = Statements(__file__)
KIND = LANE = PUBLISH
# a file is written anew once it has lost so many rows, which still take room in it
LEAST_REMOVED_ROWS, REMOVED_SHARE = 1_000_000, 0.5
MOST_PROGRESS = 0.9  # of the rows: what is left is to put the file in place


@dataclass(frozen=True)
class Held:
    """
    A file of ours: what it shows and how it was written, and how it was left once it was published.

    `removed` are the rows that it has lost since it was written anew, `database_bytes` is how large
    the database was then.
    """

    written: Written
    published_at: datetime
    how: str
    removed: int
    seen: Seen | None = None
    database_bytes: int = 0

    @property
    def is_worn(self) -> bool:
        """Whether so much of it is lost rows that it is better written anew."""
        rows = sum(self.written.marks.rows.values())
        return self.removed > max(LEAST_REMOVED_ROWS, REMOVED_SHARE * rows)


@dataclass
class Publisher:
    """
    Knows what is published, orders the next file when something has changed, and makes it.

    A file that an earlier process left is never built on: it is replaced as a whole.
    `require_room` raises DiskFull where there is no room for so many bytes in DATA_DIR.
    """

    database: Database
    files: PublishedFiles
    zone: str
    interval_s: float
    clock: Clock
    require_room: Callable[[int], None] = any_room
    monotonic: Callable[[], float] = time.monotonic
    _published: Held | None = None
    _spare: Held | None = None
    _begun_s: float | None = None

    def begin_anew(self) -> None:
        """Have the next file written anew, whatever was published."""
        self._published = self._spare = None

    def hasten(self) -> None:
        """Have the next file begun as soon as something has changed, whatever the interval."""
        self._begun_s = None

    def shows_all(self) -> bool:
        """Return whether the file shows all that is committed."""
        with self.database.transaction() as cursor:
            return not is_unfinished(cursor, LANE) and self._is_published(read_pulse(cursor))

    def queue_due(self) -> bool:
        """
        Queue a PUBLISH job if one is due, and return whether it did.

        One is due once anything has changed and the interval since the last one began is over;
        after failures in a row the rest is longer. The first one of a process is due at once.
        """
        rested_s = math.inf if self._begun_s is None else self.monotonic() - self._begun_s
        if rested_s < self.interval_s:
            return False
        with self.database.transaction() as cursor:
            if is_unfinished(cursor, LANE) or self._is_published(read_pulse(cursor)):
                return False
            if rested_s < rest_s(cursor, LANE, self.interval_s):
                return False
            queue_publication(cursor, LANE, self.clock())
        return True

    def publish(self, context: JobContext) -> None:
        """
        Do a PUBLISH job: afterwards the file shows what was committed when it began.

        Whatever is raised, the file that was published stays as it was.

        Raises:
            JobStopped: the job was stopped.
            DiskFull: there is no room for the next file.
            PublishedDiffers: the next file would not be right.
        """
        began_s = self._begun_s = self.monotonic()
        try:
            with context.cursor() as cursor:
                held = self._write(cursor, context)
            context.check()
            seen = self.files.put_in_place()
        except BaseException:
            self.files.clear_work()
            raise
        held = replace(held, seen=seen, database_bytes=self.database.size_bytes())
        self._spare, self._published = self._published, held
        told = {
            "published_at": held.published_at.isoformat(),
            "how": held.how,
            "took_s": round(self.monotonic() - began_s, 3),
            "size_bytes": seen.size_bytes,
            "rows_written": held.written.rows_written,
            "rows_removed": held.written.rows_removed,
        }
        with context.transaction() as cursor:
            context.tell_result(cursor, told)

    def _is_published(self, pulse: Row) -> bool:
        published = self._published
        if published is None or not self.files.is_as_left(published.seen):
            return False
        return published.written.pulse == pulse

    def _write(self, cursor: DuckDBPyConnection, context: JobContext) -> Held:
        """Write the next file aside: by what has changed where that can be, else anew."""
        if base := self._take_base(context):
            try:
                return self._write_changes(cursor, context, base)
            except (PublishedDiffers, duckdb.Error) as error:
                if isinstance(error, duckdb.InterruptException) or meaning_of(error):
                    raise
                LOG.warning("the last file cannot be gone on with: %s", error)
        self.files.clear_work()
        self.require_room(self.database.size_bytes())
        return self._write_all(cursor, context)

    def _write_changes(self, cursor: DuckDBPyConnection, context: JobContext, base: Held) -> Held:
        tell = _teller(context, "writing what has changed")
        edition = self._edition(cursor)
        with _attached(cursor, edition.path):
            written = write_changes(cursor, edition, base.written.marks, tell)
        removed = base.removed + written.rows_removed
        return Held(written, edition.published_at, "changes", removed)

    def _write_all(self, cursor: DuckDBPyConnection, context: JobContext) -> Held:
        edition = self._edition(cursor)
        with _attached(cursor, edition.path):
            create_schema(cursor)
            written = write_all(cursor, edition, _teller(context, "writing all of it"))
        return Held(written, edition.published_at, "anew", 0)

    def _take_base(self, context: JobContext) -> Held | None:
        """Have a file of ours to go on with, and return what it shows; None if there is none."""
        published, spare = self._published, self._spare
        if published is None or published.is_worn:
            return None
        grown_bytes = max(self.database.size_bytes() - published.database_bytes, 0)
        self.require_room(grown_bytes)  # about what is to be written
        self._spare = None
        if spare and spare.seen and self.files.take_spare(spare.seen):
            return spare
        if published.seen is None:
            return None
        self.require_room(published.seen.size_bytes + grown_bytes)
        return published if self.files.copy_public(published.seen, context.check) else None

    def _edition(self, cursor: DuckDBPyConnection) -> Edition:
        migration = cursor.execute(SQL["select_last_migration"]).fetchall()[0][0]
        source = f"{VERSION} ({migration})"
        return Edition(self.files.work, self.clock(), source, self.zone)


@contextmanager
def _attached(cursor: DuckDBPyConnection, path: Path) -> Iterator[None]:
    """Lend the file to the cursor as `published`; where the block ends well, it is whole then."""
    cursor.execute("detach database if exists published")  # a stop can interrupt the detaching
    cursor.execute("attach $path as published (storage_version 'v1.0.0')", {"path": str(path)})
    try:
        yield
        cursor.execute("checkpoint published")
    finally:
        with suppress(duckdb.Error):
            cursor.execute("detach published")


def _teller(context: JobContext, phase: str) -> Callable[[float], None]:
    return lambda share: context.report(share * MOST_PROGRESS, phase)
