"""PULL jobs: a source that has changed becomes a feed, once."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.credentials import NO_CREDENTIALS, Credentials, read_credentials
from ingestion.delivery import Delivery, IncomingFeed, Ingestion, begin_delivery
from ingestion.feeds import Feed
from ingestion.pull_folder import FolderSource
from ingestion.pull_ftp import FtpSource
from ingestion.pull_http import HttpSource
from ingestion.pull_s3 import S3Source
from ingestion.pull_sftp import SftpSource
from ingestion.pull_source import (
    NO_MARKS,
    STALL_S,
    Found,
    Marks,
    PullSource,
    PullTooLarge,
    PullUnavailable,
)
from ingestion.pull_transfer import Transfer, transferring
from ingestion.schedule_forms import DATE, has_date
from ingestion.schedules import Schedule, get_schedule, read_schedule
from jobs.context import JobContext
from jobs.queue import Job

SQL = Statements(__file__)
ORIGIN = "pull"


@dataclass(frozen=True)
class PullRoom:
    """
    What pulls work with: ingestion, the credentials file and the folder of local sources.

    A server may say nothing for `stall_s`.
    """

    ingestion: Ingestion
    credentials_file: Path | None = None
    folder: Path | None = None
    stall_s: float = STALL_S


def pull_feed(room: PullRoom, context: JobContext) -> None:
    """
    Do a PULL job: deliver the source as a feed, or note that it has not changed.

    The feed, the marks of its version and the job's result are committed together, and settle
    the job: after a crash it has done all of it and does not run again, or it has done nothing.

    Raises:
        PullNotFound, PullRefused, PullForbidden, PullTooLarge, CredentialsMissing, FeedEmpty:
            nothing was recorded.
        PullUnavailable, StoreUnavailable, DiskFull: nothing was recorded, and it may work later.
    """
    schedule = get_schedule(room.ingestion.database, str(context.job.subject_id))
    _Pull(room, context, schedule).run()


def fail_pull(
    ingestion: Ingestion, cursor: DuckDBPyConnection, job: Job, problem: Mapping[str, Any]
) -> None:
    """Note that the pull failed for good, in the transaction that marks its job so."""
    ended = {
        "schedule_id": job.subject_id,
        "now": ingestion.clock(),
        "outcome": "failed",
        "feed_id": None,
        "error": json.dumps(dict(problem)),
    }
    cursor.execute(SQL["end_pull"], ended)


@dataclass(frozen=True)
class _Pull:
    room: PullRoom
    context: JobContext
    schedule: Schedule

    @property
    def is_forced(self) -> bool:
        return bool(self.context.job.payload.get("force"))

    def run(self) -> None:
        url = self._url()
        known = NO_MARKS
        if not self.is_forced and not has_date(str(self.schedule.url)):
            known = Marks(self.schedule.etag, self.schedule.last_modified)
        source = open_source(self.room, url, self.schedule.credentials)
        timeout_s = self.schedule.timeout_s
        self.context.report(0.0, "asking the source")
        with transferring(source, known, timeout_s, self.context.check) as transfer:
            found = transfer.find()
            if found is None:
                self._note_unchanged(known)
            else:
                self._deliver(transfer, found)

    def _deliver(self, transfer: Transfer, found: Found) -> None:
        announced_bytes = found.size_bytes or 0
        self._check_size(announced_bytes)
        incoming = begin_delivery(self.room.ingestion, self._delivery(found), announced_bytes)
        with ExitStack() as undo:
            undo.callback(incoming.abandon)
            self._copy(transfer, found, incoming)
            if incoming.sha256 == self.schedule.sha256 and not self.is_forced:
                self._note_unchanged(found.marks)
                return
            undo.pop_all()
        incoming.finish(partial(self._note_loaded, found.marks))

    def _copy(self, transfer: Transfer, found: Found, incoming: IncomingFeed) -> None:
        taken_bytes = 0
        for piece in transfer.pieces():
            taken_bytes += len(piece)
            self._check_size(taken_bytes)
            incoming.write(piece)
            done = taken_bytes / found.size_bytes if found.size_bytes else 0.0
            self.context.report(min(done, 1.0), "fetching the file")
        if found.size_bytes is not None and taken_bytes != found.size_bytes:
            message = f"{taken_bytes} bytes came of the {found.size_bytes} that were announced"
            raise PullUnavailable(message)

    def _delivery(self, found: Found) -> Delivery:
        return Delivery(
            partner=self.schedule.partner,
            mode=self.schedule.mode,
            filename=found.filename,
            origin=ORIGIN,
            delivered_by=f"schedule:{self.schedule.name}",
            hold=self.schedule.hold,
            request_id=self.context.job.request_id,
        )

    def _check_size(self, size_bytes: int) -> None:
        allowed = [self.room.ingestion.spool.max_bytes, self.schedule.max_bytes]
        limit = min(limit for limit in allowed if limit is not None)
        if size_bytes > limit:
            raise PullTooLarge(f"the source is larger than the {limit} bytes that are allowed")

    def _url(self) -> str:
        due_at = datetime.fromisoformat(self.context.job.payload["due_at"])
        day = due_at.astimezone(ZoneInfo(self.schedule.timezone))
        return DATE.sub(lambda named: day.strftime(named[1]), str(self.schedule.url))

    def _note_loaded(self, marks: Marks, cursor: DuckDBPyConnection, feed: Feed) -> None:
        self._keep_marks(cursor, marks, feed.sha256)
        self._end(cursor, {"outcome": "loaded", "feed_id": feed.feed_id})

    def _note_unchanged(self, marks: Marks) -> None:
        with self.context.transaction() as cursor:
            self._keep_marks(cursor, marks, self.schedule.sha256)
            self._end(cursor, {"outcome": "unchanged"})

    def _end(self, cursor: DuckDBPyConnection, result: dict[str, Any]) -> None:
        ended = {
            "schedule_id": read_schedule(cursor, self.schedule.schedule_id).schedule_id,
            "now": self.room.ingestion.clock(),
            "outcome": result["outcome"],
            "feed_id": result.get("feed_id"),
            "error": None,
        }
        cursor.execute(SQL["end_pull"], ended)
        self.context.tell_result(cursor, result)
        self.context.settle(cursor)

    def _keep_marks(self, cursor: DuckDBPyConnection, marks: Marks, sha256: str | None) -> None:
        kept = {
            "schedule_id": self.schedule.schedule_id,
            "source_version": self.schedule.source_version,
            "etag": marks.etag,
            "last_modified": marks.last_modified,
            "sha256": sha256,
        }
        cursor.execute(SQL["keep_marks"], kept)


def open_source(room: PullRoom, url: str, entry: str | None) -> PullSource:
    """
    Return the source that an address names, with the credentials of an entry.

    Raises:
        CredentialsMissing: the entry is not there, or not for this host.
    """
    address = urlsplit(url)
    credentials = _credentials(room, address, entry)
    clock = room.ingestion.clock
    if address.scheme == "file":
        return FolderSource(url, room.folder, clock)
    if address.scheme == "sftp":
        return SftpSource(url, credentials, clock, room.stall_s)
    if address.scheme == "ftp":
        return FtpSource(url, credentials, clock, room.stall_s)
    if address.scheme == "s3":
        return S3Source(url, credentials, room.stall_s)
    return HttpSource(url, credentials, room.stall_s)


def _credentials(room: PullRoom, address: SplitResult, entry: str | None) -> Credentials:
    if entry is None:
        return NO_CREDENTIALS
    host = address.netloc if address.scheme == "s3" else str(address.hostname)
    return read_credentials(room.credentials_file, entry, host)
