"""Everything that runs, opened in one order and closed in the other."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from prometheus_client.core import Metric

from accounts.accounts import Accounts
from accounts.key_uses import write_uses
from accounts.keys import ensure_bootstrap_key
from accounts.users import ensure_admin
from analytics.definitions import define_measures
from analytics.parquet_publisher import ParquetPublisher
from analytics.published_files import PublishedFiles
from analytics.published_state import measure_published
from analytics.publisher import KIND as PUBLISH
from analytics.publisher import Publisher
from analytics.query_desk import QueryDesk, Room
from analytics.questions import MIB, Limits
from analytics.reconciliation_desk import KIND as RECONCILE
from analytics.reconciliation_desk import ReconciliationDesk, run_reconciliation
from backups.desk import KIND as BACKUP
from backups.desk import BackupDesk, run_backup
from backups.restoring import refuse_half_restored
from catalog.clock import utc_now
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.disk_guard import DiskGuard
from catalog.errors import FeedledgerError
from catalog.exports import ExportTurns
from catalog.garbage import spare_nothing, spare_what_is_there
from catalog.measures import measure_host
from catalog.meters import Meters, gauge
from catalog.migrations import migrate
from catalog.settings import Settings
from ingestion.alert_desk import AlertDesk
from ingestion.alert_post import AlertPost
from ingestion.alert_probes import probe_disk, probe_schedules
from ingestion.alert_rules import Probe
from ingestion.alerts import count_open_alerts
from ingestion.bench import Bench
from ingestion.delivery import Ingestion
from ingestion.deposits import open_deposit
from ingestion.inbox import Inbox, rest_for
from ingestion.loading import fail_load, load_feed
from ingestion.measures import measure_feeds
from ingestion.open_store import folder_of, open_store
from ingestion.pulling import PullRoom, fail_pull, pull_feed
from ingestion.revert import OrderSide, revert_feed
from ingestion.schedule_writing import KIND as PULL
from ingestion.spool import Spool
from ingestion.store import ObjectStore
from ingestion.validation import fail_validation, validate_feed
from jobs.context import JobContext
from jobs.handlers import Handler
from jobs.measures import measure_jobs
from jobs.runner import JobRunner
from orders.desk import OrderDesk
from orders.import_reading import Sheet
from orders.import_request import KIND as IMPORT
from orders.import_request import StoredFile
from orders.imports import ImportRoom, import_orders
from orders.stock import note_counts
from orders.witness import find_ordered, forget_counts
from rounds import Rounds, database_answers

LOG = logging.getLogger("feedledger")
LOOK_WHAT_TO_PUBLISH_EVERY_S = 1.0
FIRST_FILE_WITHIN_S = 5.0
LOOK_FOR_FIRST_FILE_EVERY_S = 0.02


class Feedledger:
    """Everything that runs, opened in one order and closed in the other."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        refuse_half_restored(settings.data_dir)
        self.meters = Meters()
        self.exports = ExportTurns(settings.exports_at_once)
        self.database = Database(
            settings.database_path, memory_limit=settings.memory_limit, threads=settings.threads
        )
        migrate(self.database)
        write_currencies(self.database)
        define_measures(self.database)
        self.accounts = Accounts(self.database)
        self.desk = OrderDesk(self.database, count=self._count_order)
        store = open_store(settings.store_url)
        self.disk = DiskGuard(
            settings.data_dir, folder_of(settings.store_url), settings.min_free_bytes
        )
        spool = Spool(settings.data_dir / "spool", settings.max_feed_bytes, self.disk)
        self.ingestion = Ingestion(self.database, store, spool, Bench(), utc_now, self._wake)
        self.inbox = Inbox(self.ingestion, rest_for(settings.inbox_poll_s))
        self.backups = BackupDesk.of(self.ingestion, settings, self.disk.require)
        self._open_publishers(store)
        self.queries = open_queries(self.database, self.publisher.files.public, settings)
        self.reconciliations = ReconciliationDesk.of(self.database, settings, self._wake, utc_now)
        self.runner = JobRunner(self.database, self._handlers(), observe=self._observe_job)
        self.alerts = AlertDesk(
            self.database, settings.pages_url, self._probes(), wake=self._send_alerts
        )
        self._post = AlertPost(self.alerts)
        self._read_meters()

    def _open_publishers(self, store: ObjectStore) -> None:
        self.publisher = Publisher(
            self.database,
            PublishedFiles(self.settings.data_dir),
            self.settings.reporting_timezone,
            self.settings.publish_min_interval_s,
            utc_now,
            self.disk.require,
        )
        self.parquet = ParquetPublisher(
            self.database,
            self.publisher.files,
            store,
            self.settings.publish_parquet_interval_s,
            utc_now,
            lambda more_bytes: self.disk.require(more_bytes, more_bytes),
        )

    def start(self) -> None:
        """See that somebody can sign in, then run what is queued."""
        self._ensure_entry()
        self.publisher.files.clear()  # before a job that was cut off is taken up
        self.runner.start()
        self._rounds().start(self.runner)
        self._await_first_file()
        self.runner.every(LOOK_WHAT_TO_PUBLISH_EVERY_S, self._queue_publishing, "publish")
        spare_what_is_there()

    def close(self) -> None:
        """Interrupt and requeue what runs, and close the file."""
        self.inbox.stop()
        self.queries.close()
        self.runner.stop()
        self._post.stop()
        self.ingestion.bench.clear()
        with suppress(FeedledgerError):  # it is a count, and no reason to stay
            write_uses(self.accounts)
        self.database.close()
        spare_nothing()

    def _read_meters(self) -> None:
        path, folder = self.settings.database_path, self.ingestion.spool.folder
        self.meters.read(
            partial(measure_jobs, self.database),
            partial(measure_published, self.database, utc_now),
            partial(measure_feeds, self.database),
            partial(measure_host, path, folder, self.disk),
            self._measure_rest,
        )

    def readiness(self) -> dict[str, Callable[[], bool]]:
        """Return what must work for a request to be answered."""
        return {
            "database": partial(database_answers, self.database),
            "store": self._store_answers,
            "scheduler": lambda: self.runner.is_running,
        }

    def _rounds(self) -> Rounds:
        return Rounds(
            settings=self.settings,
            database=self.database,
            disk=self.disk,
            accounts=self.accounts,
            desk=self.desk,
            ingestion=self.ingestion,
            inbox=self.inbox,
            alerts=self.alerts,
            post=self._post,
            backups=self.backups,
            reconciliations=self.reconciliations,
            queries=self.queries,
            wake=self._wake,
        )

    def _handlers(self) -> dict[str, Handler]:
        hooks = [lambda cursor, feed: note_counts(cursor, feed.feed_id, feed.received_at)]
        orders = OrderSide(find_ordered, forget_counts, pause=lambda: self.desk.lock)
        imports = ImportRoom(self.desk, partial(open_sheet, self.ingestion))
        pulls = PullRoom(self.ingestion, self.settings.credentials_file, self.settings.pull_folder)
        return {
            "VALIDATE": Handler(partial(validate_feed, self.ingestion), fail_validation),
            "ETL": Handler(partial(load_feed, self.ingestion, hooks), fail_load),
            "REVERT": Handler(partial(revert_feed, self.database, orders)),
            PULL: Handler(
                partial(pull_feed, pulls), partial(fail_pull, self.ingestion), pool="transfer"
            ),
            IMPORT: Handler(partial(import_orders, imports)),
            BACKUP: Handler(partial(run_backup, self.backups), pool="transfer"),
            # its statements give way to orders, and feeds need not wait for its worker
            RECONCILE: Handler(partial(run_reconciliation, self.reconciliations), pool="transfer"),
            PUBLISH: Handler(self._publish, pool="publish"),
        }

    def _count_order(self, outcome: str) -> None:
        self.meters.orders.labels(outcome).inc()

    def _observe_job(self, kind: str, outcome: str, took_s: float) -> None:
        self.meters.jobs.labels(kind, outcome).observe(took_s)

    def _measure_rest(self) -> Iterator[Metric]:
        yield gauge("open_alerts", "Alerts that are not over.", count_open_alerts(self.database))
        yield gauge("orders_waiting", "Orders that wait for a commit.", self.desk.group.waiting)

    def _ensure_entry(self) -> None:
        secret = self.settings.admin_password
        first_login = self.settings.data_dir / "first-login.txt"
        password = ensure_admin(
            self.accounts, secret.get_secret_value() if secret else None, first_login
        )
        key = self.settings.bootstrap_api_key
        ensure_bootstrap_key(self.accounts, key.get_secret_value() if key else None)
        if password:
            sys.stdout.write(f"First login: user admin, password {password} ({first_login})\n")

    def _store_answers(self) -> bool:
        try:
            self.ingestion.store.check()
        except FeedledgerError as error:
            LOG.warning("the store does not answer: %s", error)
            return False
        return True

    def _wake(self) -> None:
        self.runner.wake()

    def _queue_publishing(self) -> None:
        if self.publisher.queue_due() | self.parquet.queue_due():
            self._wake()

    def await_publication(self, within_s: float) -> bool:
        """Have all that is committed published now; return whether it is, within so long."""
        self.publisher.hasten()
        until_s = time.monotonic() + within_s
        while not (is_there := self.publisher.shows_all()) and time.monotonic() < until_s:
            time.sleep(LOOK_FOR_FIRST_FILE_EVERY_S)
        return is_there

    def _await_first_file(self) -> None:
        """Let the analysts' file be there at the start, unless there is much to write for it."""
        self._queue_publishing()
        until_s = time.monotonic() + FIRST_FILE_WITHIN_S
        while not self.publisher.files.public.exists() and time.monotonic() < until_s:
            time.sleep(LOOK_FOR_FIRST_FILE_EVERY_S)

    def _publish(self, context: JobContext) -> None:
        if context.job.payload.get("as") == "parquet":
            self.parquet.export(context)
        else:
            self.publisher.publish(context)

    def _probes(self) -> tuple[Probe, ...]:
        disk = probe_disk(self.disk.free_bytes, self.disk.reserved_bytes)
        return (probe_schedules(self.database), disk)

    def _send_alerts(self) -> None:
        self._post.send_due()


def open_queries(database: Database, published: Path, settings: Settings) -> QueryDesk:
    """Return where questions on the published file are put, by the settings."""
    limits = Limits(
        seconds=settings.sql_time_limit_s,
        rows=settings.sql_row_limit,
        memory_mib=settings.sql_memory_mib,
    )
    of_file = replace(limits, rows=settings.sql_file_rows, result_bytes=settings.sql_file_mib * MIB)
    room = Room(settings.sql_at_once, settings.sql_at_once_each, of_file)
    return QueryDesk(database, published, limits, room)


@contextmanager
def open_sheet(ingestion: Ingestion, file: StoredFile) -> Iterator[Sheet]:
    """Lend to orders what ingestion reads of a stored file."""
    with open_deposit(ingestion, file) as records:
        yield Sheet(records.header, records.tables, lambda: records.count.records)
