"""The rounds: what is looked at again and again while Feedledger runs, and how often."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from accounts.accounts import Accounts
from accounts.key_uses import write_uses
from accounts.sessions import delete_expired
from analytics.query_desk import QueryDesk
from analytics.reconciliation_desk import ReconciliationDesk, queue_due_reconciliation
from analytics.rollup import Rollup
from backups.asking import answer_all
from backups.desk import BackupDesk, queue_due_backup
from catalog.checkpoints import Checkpoints
from catalog.database import Database
from catalog.disk_guard import DiskGuard
from catalog.errors import DatabaseLost
from catalog.kept_counts import refresh_counts
from catalog.settings import Settings
from ingestion.alert_desk import AlertDesk
from ingestion.alert_post import AlertPost
from ingestion.alert_round import run_round
from ingestion.batch_expiry import end_stale_batches
from ingestion.delivery import Ingestion
from ingestion.inbox import Inbox
from ingestion.retention import apply_retention
from ingestion.schedule_clock import queue_due
from jobs.disk_watch import DiskWatch
from jobs.runner import JobRunner
from orders.desk import OrderDesk

LOG = logging.getLogger("feedledger")
EXPIRE_SESSIONS_EVERY_S = 3600.0
NOTE_KEY_USES_EVERY_S = 10.0
REFRESH_ORDERS_EVERY_S = 1.0
LOOK_AT_SCHEDULES_EVERY_S = 1.0
LOOK_FOR_ALERTS_EVERY_S = 15.0
SEND_ALERTS_EVERY_S = 1.0
FOLD_LOG_EVERY_S = 0.25
LOOK_AT_DISK_EVERY_S = 1.0
LOOK_FOR_BACKUPS_EVERY_S = 1.0
LOOK_FOR_RECONCILIATIONS_EVERY_S = 1.0
END_STALE_BATCHES_EVERY_S = 300.0
APPLY_RETENTION_EVERY_S = 900.0
SUM_UP_REVENUE_EVERY_S = 2.0
COUNT_CATALOG_EVERY_S = 5.0
DROP_FILES_EVERY_S = 60.0
LOST_EXIT_CODE = 70


@dataclass(frozen=True)
class Rounds:
    """What the rounds look after; `wake` hands queued jobs to the workers."""

    settings: Settings
    database: Database
    disk: DiskGuard
    accounts: Accounts
    desk: OrderDesk
    ingestion: Ingestion
    inbox: Inbox
    alerts: AlertDesk
    post: AlertPost
    backups: BackupDesk
    reconciliations: ReconciliationDesk
    queries: QueryDesk
    wake: Callable[[], None]

    def start(self, runner: JobRunner) -> None:
        """Have the runner, which is started, go all rounds until it is stopped."""
        self._look_after_the_process(runner)
        self._look_after_feeds(runner)
        self._look_after_books(runner)

    def _look_after_the_process(self, runner: JobRunner) -> None:
        expire = partial(delete_expired, self.accounts)
        runner.every(EXPIRE_SESSIONS_EVERY_S, expire, "expire sessions")
        checkpoints = Checkpoints(self.database)
        checkpoints.hold(held=False)
        runner.every(FOLD_LOG_EVERY_S, checkpoints.step, "fold the log in")
        uses = partial(write_uses, self.accounts)
        runner.every(NOTE_KEY_USES_EVERY_S, uses, "note what keys are used for")
        watch = DiskWatch(self.database, checkpoints, self.disk, self.wake)
        runner.every(LOOK_AT_DISK_EVERY_S, watch.look, "look at the disk")
        end = partial(end_if_lost, self.database)
        runner.every(LOOK_AT_DISK_EVERY_S, end, "see that the database answers")
        runner.every(LOOK_FOR_ALERTS_EVERY_S, partial(run_round, self.alerts), "alerts")
        runner.every(SEND_ALERTS_EVERY_S, self.post.send_due, "send alerts")

    def _look_after_feeds(self, runner: JobRunner) -> None:
        queue = partial(queue_due, self.ingestion)
        runner.every(LOOK_AT_SCHEDULES_EVERY_S, queue, "queue what is due")
        expire = partial(end_stale_batches, self.ingestion, self.settings.batch_expires_h)
        runner.every(END_STALE_BATCHES_EVERY_S, expire, "end stale batches")
        retain = partial(apply_retention, self.ingestion)
        runner.every(APPLY_RETENTION_EVERY_S, retain, "apply retention")
        if self.settings.inbox_poll_s:
            runner.every(self.settings.inbox_poll_s, self.inbox.poll, "poll the inbox")

    def _look_after_books(self, runner: JobRunner) -> None:
        runner.every(REFRESH_ORDERS_EVERY_S, self.desk.refresh, "refresh what orders look up")
        answer = partial(answer_all, self.backups, self.settings.data_dir)
        runner.every(LOOK_FOR_BACKUPS_EVERY_S, answer, "answer who asks for backups")
        order = partial(queue_due_backup, self.backups)
        runner.every(LOOK_FOR_BACKUPS_EVERY_S, order, "order backups that are due")
        reconcile = partial(queue_due_reconciliation, self.reconciliations)
        runner.every(LOOK_FOR_RECONCILIATIONS_EVERY_S, reconcile, "reconcile what is due")
        rollup = Rollup(self.database, self.settings.zone)
        runner.every(SUM_UP_REVENUE_EVERY_S, rollup.step, "sum up revenue")
        runner.every(DROP_FILES_EVERY_S, self.queries.files.drop_old, "let old answers go")
        recount = partial(refresh_counts, self.database)
        runner.every(COUNT_CATALOG_EVERY_S, recount, "count the catalog")


def database_answers(database: Database) -> bool:
    """Tell whether DuckDB still has the file open."""
    try:
        return database.row("select 1") is not None
    except DatabaseLost:
        return False


def end_if_lost(database: Database) -> None:
    """End the process where DuckDB has given up the file: only a new one can open it."""
    if not database_answers(database):
        LOG.critical("the database has to be opened anew: ending with %d", LOST_EXIT_CODE)
        os._exit(LOST_EXIT_CODE)
