"""What the pages work with, provided while the application runs."""

import threading
from dataclasses import dataclass

from accounts.accounts import Accounts
from analytics.kept_answers import KeptAnswers
from analytics.past_revenue import PastRevenue
from analytics.query_desk import QueryDesk
from analytics.reconciliation_desk import ReconciliationDesk
from backups.desk import BackupDesk
from catalog.database import Database
from catalog.errors import TryAgain
from catalog.settings import Settings
from ingestion.alert_desk import AlertDesk
from ingestion.delivery import Ingestion
from jobs.runner import JobRunner
from orders.desk import OrderDesk


class NotStarted(TryAgain):
    """The application is starting or stopping; nothing was read or written."""

    code = "server/not_ready"


@dataclass(frozen=True)
class PageServices:
    """The rooms that the pages open, wired once in app.py."""

    settings: Settings
    database: Database
    ingestion: Ingestion
    desk: OrderDesk
    alerts: AlertDesk
    reconciliations: ReconciliationDesk
    queries: QueryDesk
    backups: BackupDesk
    answers: KeptAnswers
    tables: KeptAnswers
    past: PastRevenue
    accounts: Accounts
    runner: JobRunner


class _Holder:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.provided: PageServices | None = None


# One for the process: Streamlit runs the pages as scripts, which nobody can pass anything.
# Without a file watcher (.streamlit/config.toml) this module is never loaded anew.
_HOLDER = _Holder()


def provide(services: PageServices) -> None:
    """Lend the services to the pages, until they are withdrawn."""
    with _HOLDER.lock:
        _HOLDER.provided = services


def withdraw() -> None:
    """Take the services back: pages say from now on that the application is not ready."""
    with _HOLDER.lock:
        _HOLDER.provided = None


def services() -> PageServices:
    """
    Return what app.py provided.

    Raises:
        NotStarted: it has not yet, or has withdrawn it.
    """
    with _HOLDER.lock:
        provided = _HOLDER.provided
    if provided is None:
        raise NotStarted("the application is starting or stopping: try again in a moment")
    return provided
