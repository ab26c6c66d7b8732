"""Reconciliations as jobs: queued once, due by the clock, kept, and alerts while rows differ."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from analytics.reconciliation import CHECKS
from analytics.reconciliation_desk import (
    KIND,
    ReconciliationDesk,
    order_reconciliation,
    queue_due_reconciliation,
    run_reconciliation,
)
from analytics.reconciliation_runs import find_last_run, list_differences, list_runs, read_checks
from catalog.clock import utc_now
from catalog.database import Database
from catalog.settings import Settings
from jobs.claims import claim_job
from jobs.context import JobContext, JobStopped
from jobs.due_times import InvalidCron
from jobs.handlers import Handler
from jobs.queue import JobFilter, cancel_unfinished_job, get_job, list_jobs
from jobs.runner import JobRunner
from tests.alerting import Alerting
from tests.feeding import Feeding, until
from tests.importing import HEADER, Importing, line
from tests.publishing import Publishing

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
FEED = "sku,product_name,price\nA,Lamp,1.50\nB,Rug,2\n"


@pytest.fixture
def desk(database: Database) -> ReconciliationDesk:
    """Lend a desk that no clock asks, and whose jobs wait."""
    return ReconciliationDesk(database, "30 2 * * *", "Europe/Paris", 3, NOON, lambda: None)


def jobs(desk: ReconciliationDesk) -> int:
    return len(list_jobs(desk.database, JobFilter(kind=KIND)).items)


def claimed(desk: ReconciliationDesk) -> JobContext:
    """Order a run and return it as a worker has it."""
    order_reconciliation(desk)
    job = claim_job(desk.database, utc_now())
    assert job is not None
    assert job.kind == KIND
    return JobContext(desk.database, job)


def reconcile_once(desk: ReconciliationDesk) -> None:
    """Run one on this thread."""
    context = claimed(desk)
    run_reconciliation(desk, context)
    with desk.database.transaction() as cursor:
        cursor.execute("update job set status = 'SUCCEEDED', finished_at = now()")


def damage(database: Database) -> None:
    with database.transaction() as cursor:
        cursor.execute("update product set price = 99 where sku = 'A'")


def test_run_is_kept_with_each_check_and_the_rows_that_differ(
    feeding: Feeding, desk: ReconciliationDesk
) -> None:
    feeding.load(FEED)
    feeding.load(FEED.replace("1.50", "1.60"))
    feeding.runner.stop()  # its workers would take the run
    damage(feeding.database)
    reconcile_once(desk)

    run = find_last_run(feeding.database)
    assert run is not None
    assert (run.checks, run.differences) == (len(CHECKS), 1)
    checks = {check.name: check for check in read_checks(feeding.database, run.run_id)}
    found = checks["product_values"]
    assert (found.looked_at, found.noun, found.differences) == (2, "products", 1)
    (row,) = list_differences(feeding.database, "product_values").items
    assert (row.partner, row.shown["sku"]) == ("lumen", "A")
    assert (row.shown["price"], row.shown["price_left"]) == ("99", "1.6")
    assert list_differences(feeding.database, "order_totals").items == ()


def test_only_the_last_runs_are_kept(desk: ReconciliationDesk) -> None:
    for _ in range(5):
        reconcile_once(desk)

    runs = list_runs(desk.database).items
    assert len(runs) == 3
    assert [run.seen_at for run in runs] == sorted((run.seen_at for run in runs), reverse=True)
    kept = desk.database.rows("select distinct run_id from reconciliation_check")
    assert {str(row["run_id"]) for row in kept} == {run.run_id for run in runs}


def test_second_order_is_answered_with_the_job_that_waits(desk: ReconciliationDesk) -> None:
    first, second = order_reconciliation(desk), order_reconciliation(desk)

    assert first.job_id == second.job_id
    assert jobs(desk) == 1


def test_clock_orders_one_a_night_in_the_reporting_zone(desk: ReconciliationDesk) -> None:
    night = datetime(2026, 11, 28, 1, 30, tzinfo=UTC)  # half past two in Paris
    moments: list[tuple[datetime, int]] = [
        (NOON + timedelta(hours=1), 0),
        (night - timedelta(seconds=1), 0),
        (night, 1),
        (night + timedelta(hours=2), 1),
    ]
    for at, queued in moments:
        queue_due_reconciliation(replace(desk, clock=partial(next, iter([at]))))
        assert jobs(desk) == queued


def test_clock_orders_none_where_that_is_said(database: Database) -> None:
    settings = Settings(reconcile_cron="never")
    desk = ReconciliationDesk.of(database, settings, lambda: None, lambda: NOON)
    queue_due_reconciliation(replace(desk, clock=lambda: NOON + timedelta(days=400)))

    assert jobs(desk) == 0
    with pytest.raises(InvalidCron):
        ReconciliationDesk.of(
            database, Settings(reconcile_cron="at night"), lambda: None, lambda: NOON
        )


def test_what_is_loaded_meanwhile_is_no_difference(
    feeding: Feeding, desk: ReconciliationDesk
) -> None:
    feeding.load(FEED)
    feeding.runner.stop()  # its workers would take the run
    loaded = iter([1])

    def load(_seconds: float) -> None:
        if next(loaded, None):  # after the first check, before all the others
            feeding.work_off(feeding.deliver(FEED + "C,Vase,3\n"))

    reconcile_once(replace(desk, sleep=load))

    run = find_last_run(feeding.database)
    assert run is not None
    assert run.differences == 0
    looked_at = {check.noun: check.looked_at for check in read_checks(desk.database, run.run_id)}
    assert (looked_at["feeds"], looked_at["products"]) == (1, 2)
    assert len(feeding.products()) == 3


def test_stopped_run_is_not_kept(desk: ReconciliationDesk) -> None:
    context = claimed(desk)
    context.stop()

    with pytest.raises(JobStopped):
        run_reconciliation(desk, context)
    assert list_runs(desk.database).items == ()


def test_running_one_is_cancelled_by_its_job(desk: ReconciliationDesk) -> None:
    is_checking, goes_on = threading.Event(), threading.Event()

    def wait(_seconds: float) -> None:
        is_checking.set()
        goes_on.wait(20)

    slow = replace(desk, sleep=wait)
    handlers = {KIND: Handler(lambda context: run_reconciliation(slow, context), pool="transfer")}
    runner = JobRunner(desk.database, handlers)
    runner.start()
    job = order_reconciliation(replace(desk, wake=runner.wake))
    assert is_checking.wait(20)
    cancel_unfinished_job(desk.database, job.job_id)
    runner.wake()
    goes_on.set()
    runner.stop()

    assert get_job(desk.database, job.job_id).status == "CANCELLED"
    assert list_runs(desk.database).items == ()


def test_difference_is_an_alert_until_a_run_finds_none(
    feeding: Feeding, desk: ReconciliationDesk, alerting: Alerting
) -> None:
    feeding.load(FEED)
    feeding.load(FEED.replace("1.50", "1.60"))
    feeding.runner.stop()  # its workers would take the run
    damage(feeding.database)
    reconcile_once(desk)
    alerting.round()

    (alert,) = alerting.rows("alert")
    assert (alert["rule"], alert["subject"]) == ("reconciliation_differs", "product_values")
    assert alert["partner_id"] == 1
    alerting.channel("json://127.0.0.1:1/hook")
    alerting.round()
    (message,) = alerting.rows("alert_delivery")
    assert message["title"] == (
        "[Feedledger] the reconciliation finds differences: product_values for lumen"
    )
    assert "Rows that differ: 1, such as A." in message["body"]
    assert "/reconciliation?check=product_values" in message["body"]

    with feeding.database.transaction() as cursor:
        cursor.execute("update product set price = 1.60 where sku = 'A'")
    reconcile_once(desk)
    alerting.round()
    (alert,) = alerting.rows("alert")
    assert alert["resolved_at"] is not None


def test_published_file_is_held_against_the_lines_it_was_written_from(
    database: Database, importing: Importing, publishing: Publishing, desk: ReconciliationDesk
) -> None:
    past = line() + line(line="2", quantity="-1")
    importing.bring(HEADER + past)
    publishing.publish()
    importing.bring(HEADER + past + line(line="3"))  # newer than the file: no difference
    desk = replace(desk, published=publishing.path)

    reconcile_once(desk)
    (run,) = list_runs(database).items
    assert (run.checks, run.differences) == (len(CHECKS) + 1, 0)
    with database.transaction() as cursor:
        cursor.execute("update order_item set line_total = line_total + 0.01 where line = 1")
    reconcile_once(desk)

    (row,) = list_differences(database, "published").items
    told = {name: row.shown[name] for name in ("day", "amount", "amount_of_database")}
    assert told == {"day": "2011-03-04", "amount": "30.00", "amount_of_database": "30.01"}
    publishing.publish()  # nobody holds the file any more
    attached = database.rows("select database_name as name from duckdb_databases()")
    assert "reconciled_file" not in {row["name"] for row in attached}


def test_published_file_that_a_stopped_run_left_attached_is_let_go(
    database: Database, publishing: Publishing, desk: ReconciliationDesk, tmp_path: Path
) -> None:
    publishing.publish()
    with database.cursor() as cursor:
        cursor.execute("attach $path as reconciled_file", {"path": str(tmp_path / "left.duckdb")})

    reconcile_once(replace(desk, published=publishing.path))

    (run,) = list_runs(database).items
    assert run.checks == len(CHECKS) + 1


def test_published_file_that_cannot_be_read_is_not_compared(
    desk: ReconciliationDesk, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"this is no database")

    reconcile_once(replace(desk, published=broken))

    (run,) = list_runs(desk.database).items
    assert run.checks == len(CHECKS)


def test_run_by_the_worker_goes_on_after_the_application_stopped(
    desk: ReconciliationDesk,
) -> None:
    handlers = {KIND: Handler(lambda context: run_reconciliation(desk, context), pool="transfer")}
    job = order_reconciliation(desk)
    runner = JobRunner(desk.database, handlers)
    runner.start()
    until(lambda: get_job(desk.database, job.job_id).status == "SUCCEEDED")
    runner.stop()

    assert get_job(desk.database, job.job_id).result == {"checks": len(CHECKS), "differences": 0}
