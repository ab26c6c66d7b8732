"""Reconciliations as jobs: ordered by a person, a program or the clock, one after another."""

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from analytics.published_files import NAME
from analytics.reconciliation import Outcome, reconcile
from catalog.clock import Clock, utc_now
from catalog.database import Database, Row, transaction_on
from catalog.settings import NEVER, Settings
from catalog.statements import Statements
from jobs.context import JobContext
from jobs.due_times import Timetable, check_cron, latest_due
from jobs.queue import Job, NewJob, enqueue, get_job

LOG = logging.getLogger("feedledger.reconciliation")
SQL = Statements(__file__)
KIND = LANE = "RECONCILE"
REST_SHARE = 0.5  # of the time that a check took, so that others get at the cores
CHECKED = 0.98  # how far the whole is once all is checked
KEPT_IN = ("reconciliation_check", "reconciliation_share", "reconciliation_row")


@dataclass(frozen=True)
class ReconciliationDesk:
    """Orders reconciliations and runs them; the clock counts from `opened_at`."""

    database: Database
    cron: str | None
    timezone: str
    keep: int
    opened_at: datetime
    wake: Callable[[], None]
    clock: Clock = utc_now
    sleep: Callable[[float], object] = time.sleep
    published: Path | None = None

    @classmethod
    def of(
        cls, database: Database, settings: Settings, wake: Callable[[], None], clock: Clock
    ) -> "ReconciliationDesk":
        """
        Return the desk of an application that has these settings.

        Raises:
            InvalidCron: RECONCILE_CRON is none.
        """
        cron = None if settings.reconcile_cron == NEVER else settings.reconcile_cron
        if cron is not None:
            check_cron(cron)
        zone, keep = settings.reporting_timezone, settings.reconcile_keep
        published = settings.data_dir / NAME
        return cls(database, cron, zone, keep, clock(), wake, clock, published=published)


def order_reconciliation(desk: ReconciliationDesk, request_id: str | None = None) -> Job:
    """Queue a reconciliation; one that waits or runs already is returned instead."""
    with desk.database.transaction() as cursor:
        waiting = cursor.execute(SQL["select_unfinished_reconciliation"]).fetchall()
        new = NewJob(KIND, LANE, 0, request_id=request_id)
        job_id = str(waiting[0][0]) if waiting else enqueue(cursor, new)
    desk.wake()
    return get_job(desk.database, job_id)


def queue_due_reconciliation(desk: ReconciliationDesk) -> None:
    """Queue one if its time has come since the last one, or since the application opened."""
    if desk.cron is None:
        return
    last = (desk.database.row(SQL["select_last_reconciliation"]) or {}).get("queued_at")
    timetable = Timetable(desk.cron, None, desk.timezone, last or desk.opened_at)
    if latest_due(timetable, desk.clock()) is not None:
        order_reconciliation(desk)


def run_reconciliation(desk: ReconciliationDesk, context: JobContext) -> None:
    """
    Do a RECONCILE job: afterwards one more run is kept, with what each check found, or none.

    All checks see one moment: a load or an order that comes meanwhile is no difference.

    Raises:
        JobStopped: the job was stopped; nothing was written.
        DiskFull: there is no room for what a check puts aside; nothing was written.
    """

    def tell(share: float, promise: str) -> None:
        context.report(CHECKED * share, promise)

    with context.cursor() as cursor, _file(cursor, desk.published), transaction_on(cursor):
        seen_at = cursor.execute("select now()").fetchall()[0][0]
        outcomes = reconcile(cursor, tell, rest=lambda took_s: desk.sleep(took_s * REST_SHARE))
    with context.transaction() as cursor:
        run = {
            "run_id": context.job.job_id,
            "seen_at": seen_at,
            "finished_at": desk.clock(),
            "checks": len(outcomes),
            "differences": sum(each.differences for each in outcomes),
        }
        _keep(cursor, run, outcomes)
        _forget(cursor, desk.keep)
        told = ("checks", "differences")
        context.tell_result(cursor, {name: run[name] for name in told})
        context.settle(cursor)


@contextmanager
def _file(cursor: DuckDBPyConnection, path: Path | None) -> Iterator[None]:
    """Lend the cursor the analysts' file as it is now, if there is one that can be read."""
    is_there = path is not None and path.exists()
    try:
        cursor.execute(SQL["detach_published"])  # a stop can interrupt the detaching
        if is_there:
            cursor.execute(SQL["attach_published"], {"path": str(path)})
    except duckdb.Error as error:  # that it cannot be read is for the publisher to mend
        LOG.warning("the published file is not compared: %s", error)
        is_there = False
    try:
        yield
    finally:
        if is_there:
            with suppress(duckdb.Error):
                cursor.execute(SQL["detach_published"])


def _keep(cursor: DuckDBPyConnection, run: Row, outcomes: list[Outcome]) -> None:
    run_id = {"run_id": run["run_id"]}
    cursor.execute(SQL["insert_reconciliation_run"], run)
    for table, rows in (
        ("insert_reconciliation_checks", _check_rows(outcomes)),
        ("insert_reconciliation_shares", _share_rows(outcomes)),
        ("insert_reconciliation_rows", _difference_rows(outcomes)),
    ):
        if found := list(rows):
            cursor.execute(SQL[table], {**run_id, "rows": found})


def _check_rows(outcomes: list[Outcome]) -> Iterable[Row]:
    for position, each in enumerate(outcomes):
        named = {name: value for name, value in asdict(each).items() if name in CHECK_COLUMNS}
        yield {"position": position, **named}


CHECK_COLUMNS = ("name", "promise", "noun", "looked_at", "differences", "took_s")


def _share_rows(outcomes: list[Outcome]) -> Iterable[Row]:
    for each in outcomes:
        for partner_id, differences in each.shares.items():
            yield {"name": each.name, "partner_id": partner_id, "differences": differences}


def _difference_rows(outcomes: list[Outcome]) -> Iterable[Row]:
    for each in outcomes:
        for number, row in enumerate(each.rows):
            yield {
                "name": each.name,
                "row_no": number,
                "partner_id": row.partner_id,
                "shown": json.dumps(row.shown),
            }


def _forget(cursor: DuckDBPyConnection, keep: int) -> None:
    """Delete all but the newest so many runs, the runs themselves last."""
    for table in (*KEPT_IN, "reconciliation_run"):
        # of a closed set
        statement = SQL["delete_old_reconciliations"].replace("{table_name}", table)
        cursor.execute(statement, {"keep": keep})
