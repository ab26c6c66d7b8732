"""Backups as jobs: ordered by a person, a program or the clock, one after another."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from duckdb import DuckDBPyConnection

from backups.making import BackupOrder, Workshop, make_backup
from backups.shelf import Shelf
from catalog.clock import Clock
from catalog.database import Database
from catalog.disk_guard import any_room
from catalog.errors import RejectedInput
from catalog.settings import Settings
from catalog.statements import Statements
from ingestion.delivery import Ingestion
from ingestion.open_store import open_store
from jobs.context import JobContext
from jobs.due_times import Timetable, check_cron, latest_due
from jobs.queue import Job, JobFilter, NewJob, enqueue, get_job, list_jobs

SQL = Statements(__file__)
KIND = LANE = "BACKUP"
WORK_FOLDER = "backup-work"


class NoDestination(RejectedInput):
    """Nobody has said where backups go; nothing was queued."""

    code = "backup/no_destination"


@dataclass(frozen=True)
class BackupPlan:
    """Where backups go (a store's address, if any), when, what is in them, how many are kept."""

    to: str = ""
    cron: str | None = None
    timezone: str = "UTC"
    keep: int | None = None
    with_raw: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "BackupPlan":
        """Return what the settings say."""
        return cls(
            settings.backup_url,
            settings.backup_cron,
            settings.reporting_timezone,
            settings.backup_keep,
            settings.backup_with_raw,
        )


@dataclass(frozen=True)
class BackupDesk:
    """
    Orders backups and makes them; the clock counts from `opened_at`.

    `require_room` raises DiskFull where there is no room for so many bytes in DATA_DIR.
    """

    database: Database
    workshop: Workshop
    plan: BackupPlan
    opened_at: datetime
    wake: Callable[[], None]
    require_room: Callable[[int], None] = any_room

    @classmethod
    def of(
        cls,
        ingestion: Ingestion,
        settings: Settings,
        require_room: Callable[[int], None] = any_room,
    ) -> "BackupDesk":
        """
        Return the desk of an application that has these settings.

        Raises:
            InvalidCron: BACKUP_CRON is none.
        """
        if settings.backup_cron is not None:
            check_cron(settings.backup_cron)
        clock: Clock = ingestion.clock
        workshop = Workshop(ingestion.store, settings.data_dir / WORK_FOLDER, clock)
        plan = BackupPlan.of(settings)
        return cls(ingestion.database, workshop, plan, clock(), ingestion.wake, require_room)

    def shelf(self, to: str | None = None) -> Shelf:
        """
        Return the backups in a store, by default in the one that the settings name.

        Raises:
            NoDestination: they name none.
            StoreRefused, StoreUnavailable: it cannot be opened.
        """
        url = to or self.plan.to
        if not url:
            raise NoDestination("set FEEDLEDGER_BACKUP_TO to a folder or to s3://BUCKET/PREFIX")
        return Shelf(open_store(url, private=True))


def order_backup(
    desk: BackupDesk, *, with_raw: bool | None = None, request_id: str | None = None
) -> Job:
    """
    Queue a backup to where the settings say; one that waits or runs already is returned instead.

    Raises:
        NoDestination: they say nothing; nothing was queued.
    """
    if not desk.plan.to:
        raise NoDestination("set FEEDLEDGER_BACKUP_TO to a folder or to s3://BUCKET/PREFIX")
    plan = desk.plan if with_raw is None else replace(desk.plan, with_raw=with_raw)
    with desk.database.transaction() as cursor:
        waiting = cursor.execute(SQL["select_unfinished_backups"]).fetchall()
        job_id = str(waiting[0][0]) if waiting else _queue(cursor, plan, request_id=request_id)
    desk.wake()
    return get_job(desk.database, job_id)


def order_elsewhere(desk: BackupDesk, to: str, *, with_raw: bool, order_id: str) -> Job:
    """Queue a backup to a store that the operator names, once for the order; none is removed."""
    asked = JobFilter(kind=KIND, subject_id=order_id)
    if known := list_jobs(desk.database, asked).items:
        return known[0]
    plan = BackupPlan(to, with_raw=with_raw)
    with desk.database.transaction() as cursor:
        job_id = _queue(cursor, plan, order_id=order_id)
    desk.wake()
    return get_job(desk.database, job_id)


def queue_due_backup(desk: BackupDesk) -> None:
    """Queue a backup if its time has come since the last one, or since the application opened."""
    plan = desk.plan
    if not plan.to or plan.cron is None:
        return
    last = (desk.database.row(SQL["select_last_backup"]) or {}).get("queued_at")
    timetable = Timetable(plan.cron, None, plan.timezone, last or desk.opened_at)
    if latest_due(timetable, desk.workshop.clock()) is not None:
        order_backup(desk)


def run_backup(desk: BackupDesk, context: JobContext) -> None:
    """
    Do a BACKUP job: afterwards there is one more whole backup, or none more.

    Raises:
        JobStopped: the job was stopped.
        DiskFull, StoreUnavailable, StoreRefused, CopyDiffers: there is no new backup.
    """
    payload = context.job.payload
    shelf = desk.shelf(payload["to"])
    desk.require_room(desk.database.size_bytes())
    order = BackupOrder(context.job.job_id, payload["with_raw"], payload["keep"])
    with context.cursor() as cursor:
        result = make_backup(desk.workshop, cursor, shelf, order, context.report)
    with context.transaction() as cursor:
        context.tell_result(cursor, {**result, "to": payload["to"]})


def _queue(
    cursor: DuckDBPyConnection,
    plan: BackupPlan,
    *,
    request_id: str | None = None,
    order_id: str | None = None,
) -> str:
    told = asdict(plan)
    payload = {name: told[name] for name in ("to", "with_raw", "keep")}
    payload["is_regular"] = order_id is None
    new = NewJob(KIND, LANE, 0, subject_id=order_id, payload=payload, request_id=request_id)
    return enqueue(cursor, new)
