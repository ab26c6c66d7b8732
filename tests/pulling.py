"""Scheduled pulls on one thread and a clock that the test sets. A pytest plugin."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from catalog.clock import utc_now
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.partners import NewPartner, create_partner
from ingestion.bench import Bench
from ingestion.delivery import Ingestion
from ingestion.feeds import Feed, FeedFilter, list_feeds
from ingestion.folder_store import FolderStore
from ingestion.pulling import PullRoom, fail_pull, pull_feed
from ingestion.schedule_clock import queue_due
from ingestion.schedule_forms import NewSchedule
from ingestion.schedule_writing import create_schedule, run_schedule
from ingestion.schedules import Schedule, get_schedule
from ingestion.spool import Spool
from jobs.claims import Room, claim_job
from jobs.context import JobContext
from jobs.endings import Endings
from jobs.handlers import Handler, problem_of
from jobs.lost_leases import LostLeases
from jobs.queue import Job, JobFilter, list_jobs

FEED = b"sku,title,price,currency,availability\nA,Lamp,10,USD,in_stock\n"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class Pulling:
    """A database, a folder store and a clock; nothing runs but what the test runs."""

    database: Database
    folder: Path
    now: datetime = NOON
    max_bytes: int = 10**6
    room: PullRoom = field(init=False)

    def __post_init__(self) -> None:
        store = FolderStore(self.folder / "landing")
        spool = Spool(self.folder / "spool", self.max_bytes)
        self.ingestion = Ingestion(
            self.database, store, spool, Bench(), lambda: self.now, wake=lambda: None
        )
        folder = self.folder / "pulls"
        self.room = PullRoom(self.ingestion, self.folder / "secrets.toml", folder)
        self.handler = Handler(
            partial(pull_feed, self.room), partial(fail_pull, self.ingestion), pool="transfer"
        )
        self.endings = Endings(self.database, {"PULL": self.handler}, utc_now)
        folder.mkdir()

    def wait_only(self, seconds: float) -> None:
        """Give a silent server up after so long."""
        self.room = replace(self.room, stall_s=seconds)

    def secrets(self, text: str) -> None:
        """Write the credentials file."""
        (self.folder / "secrets.toml").write_text(text, encoding="utf-8")

    def file(self, name: str, content: bytes = FEED) -> str:
        """Write a file into the folder for pulls and return its address."""
        path = self.folder / "pulls" / name
        path.write_bytes(content)
        return f"file://{path}"

    def schedule(self, url: str | None, **fields: object) -> Schedule:
        """Make a schedule for each hour, on the hour unless it is said otherwise."""
        times = {} if "interval_s" in fields else {"cron": "0 * * * *"}
        asked = {"partner": "lumen", "name": "nightly", "url": url, **times, **fields}
        return create_schedule(self.ingestion, NewSchedule.model_validate(asked), "user:anna")

    def tick(self, **later: float) -> None:
        """Let time pass, and the clock of the schedules look."""
        self.now += timedelta(**later)
        queue_due(self.ingestion)

    def claim(self) -> JobContext:
        """Claim the pull that waits."""
        job = claim_job(self.database, utc_now(), Room({"PULL": "transfer"}, "transfer"))
        assert job is not None
        return JobContext(self.database, job)

    def run(self, schedule: Schedule, *, force: bool = False) -> Schedule:
        """Pull now, on this thread, and return the schedule as it is then."""
        run_schedule(self.ingestion, schedule.schedule_id, force=force)
        return self.work(self.claim())

    def work(self, context: JobContext) -> Schedule:
        """Do a claimed pull; what it raises fails it for good and is raised."""
        job = context.job
        try:
            pull_feed(self.room, context)
        except Exception as error:
            code = getattr(error, "code", "server/error")
            self.endings.fail(job, problem_of(job, code, str(error)))
            raise
        self.endings.succeed(job)
        return get_schedule(self.database, str(job.subject_id))

    def restart(self) -> None:
        """Do with jobs that run what a start does after a crash."""
        LostLeases(self.database, self.endings).take_up_all()

    def jobs(self) -> list[Job]:
        """Return the pulls so far, the oldest first."""
        return list(list_jobs(self.database, JobFilter(kind="PULL")).items)[::-1]

    def feeds(self) -> list[Feed]:
        """Return the feeds so far, the oldest first."""
        return list(list_feeds(self.database, FeedFilter()).items)[::-1]

    def content(self, feed: Feed) -> bytes:
        """Return the raw file of a feed."""
        with self.ingestion.store.open(feed.raw_key) as stream:
            return stream.read()


@pytest.fixture
def pulling(database: Database, tmp_path: Path) -> Pulling:
    """Lend pulls with the partner `lumen`."""
    write_currencies(database)
    create_partner(database, NewPartner(code="lumen", name="Lumen"))
    return Pulling(database, tmp_path)
