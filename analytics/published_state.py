"""What was published last, and what the next file waits for: for the API and for metrics."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.core import Metric

from catalog.clock import Clock
from catalog.database import Database
from catalog.meters import gauge
from catalog.statements import Statements

SQL = Statements(__file__)


@dataclass(frozen=True)
class PublishedState:
    """
    The moment that the published file shows, how it was written, and its size; None before.

    `waits_for` is the code of what the next file could not be written for, such as a full disk.
    """

    published_at: datetime | None
    took_s: float | None
    how: str | None
    size_bytes: int | None
    waits_for: str | None


def read_published(database: Database) -> PublishedState:
    """Return what the last publication that went well tells, and what the next one waits for."""
    row = database.row(SQL["select_published"]) or {}
    told = json.loads(row.get("result") or "{}")
    published_at = told.get("published_at")
    return PublishedState(
        datetime.fromisoformat(published_at) if published_at else None,
        told.get("took_s"),
        told.get("how"),
        told.get("size_bytes"),
        row.get("waits_for"),
    )


def measure_published(database: Database, clock: Clock) -> Iterator[Metric]:
    """Yield how old what the file shows is, what writing it took, and its size."""
    state = read_published(database)
    if state.published_at is None:
        return
    age_s = (clock() - state.published_at).total_seconds()
    yield gauge("published_age_seconds", "Age of what the analysts' file shows.", age_s)
    yield gauge("published_seconds", "What writing it took the last time.", state.took_s or 0)
    yield gauge("published_bytes", "Its size.", state.size_bytes or 0)
