"""Imports of past orders for tests: deliver, run the job on this thread, look."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from catalog.clock import utc_now
from catalog.currencies import write_currencies
from catalog.database import Database, Row
from ingestion.bench import Bench
from ingestion.delivery import Ingestion
from ingestion.deposits import IncomingDeposit
from ingestion.folder_store import FolderStore
from ingestion.spool import COPY_BYTES, Spool
from jobs.claims import claim_job
from jobs.context import JobContext
from jobs.handlers import Handler
from jobs.queue import Job, get_job
from jobs.runner import JobRunner
from orders.desk import OrderDesk
from orders.import_issues import ImportIssue, list_issues
from orders.import_presets import LINES, Preset
from orders.import_request import KIND, ImportRequest, StoredFile, queue_import
from orders.imports import ImportRoom, import_orders
from wiring import open_sheet

ASKED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WRITTEN = {
    "customer_order": "from customer_order order by order_number",
    "order_item": "from order_item order by order_id, line",
    "order_refund": "from order_refund order by order_id, line",
}

Content = str | bytes | Path
HEADER = (
    "order_number,line,ordered_at,customer_ref,partner,sku,product_name,quantity,unit_price,"
    "currency,country\n"
)
GOOD = "A1,1,2011-03-04 10:00:00,c-1,lumen,LAMP,Lamp,2,15.00,USD,France\n"


@dataclass
class Importing:
    """A database and a store; `room` is what the next job works with."""

    database: Database
    folder: Path
    zone: str = "UTC"
    max_bytes: int = 10**9
    desk: OrderDesk = field(init=False)

    def __post_init__(self) -> None:
        write_currencies(self.database)
        spool = Spool(self.folder / "spool", self.max_bytes)
        store = FolderStore(self.folder / "landing")
        self.ingestion = Ingestion(self.database, store, spool, Bench(), utc_now, lambda: None)
        self.desk = OrderDesk(self.database)
        self.room = ImportRoom(self.desk, partial(open_sheet, self.ingestion))
        handler = Handler(lambda context: import_orders(self.room, context))
        self.runner = JobRunner(self.database, {KIND: handler})

    def deliver(
        self,
        content: Content | Mapping[str, Content],
        preset: Preset = "plain",
        source: str = "elsewhere",
        currency: str | None = None,
    ) -> str:
        """Store the file or the files, queue the import and return its job's id."""
        parts = content if isinstance(content, Mapping) else {LINES: content}
        request = ImportRequest(
            preset=preset,
            source=source,
            currency=currency,
            zone=self.zone,
            asked_by="key:test",
            asked_at=ASKED_AT,
            files={part: self._store(part, file) for part, file in parts.items()},
        )
        return queue_import(self.database, request, None)

    def bring(
        self,
        content: Content | Mapping[str, Content],
        preset: Preset = "plain",
        source: str = "elsewhere",
        currency: str | None = None,
    ) -> Job:
        """Import the file or the files and return the job when it is over."""
        return self.run(self.deliver(content, preset, source, currency))

    def run(self, job_id: str) -> Job:
        """Run the next job as the runner does, on this thread, and return the one named."""
        job = claim_job(self.database, utc_now())
        assert job is not None
        self.runner._run(JobContext(self.database, job))  # noqa: SLF001 - without its threads
        return get_job(self.database, job_id)

    def issues(self, job: Job) -> list[ImportIssue]:
        """Return the records that the import skipped."""
        return list(list_issues(self.database, job.job_id, None, 1000).items)

    def skipped(self, job: Job) -> list[tuple[int, str, str | None]]:
        """Return line, code and value of the records that the import skipped."""
        return [(issue.line_number, issue.code, issue.raw_value) for issue in self.issues(job)]

    def written(self) -> dict[str, list[Row]]:
        """Return all orders, items and refunds."""
        return {name: self.database.rows(statement) for name, statement in WRITTEN.items()}

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement as tuples."""
        with self.database.cursor() as cursor:
            return cursor.execute(statement).fetchall()

    def _store(self, part: str, content: Content) -> StoredFile:
        incoming = IncomingDeposit(self.ingestion, "imports/test", f"{part}.csv")
        with _opened(content) as source:
            while piece := source.read(COPY_BYTES):
                incoming.write(piece)
        deposit = incoming.finish()
        return StoredFile(**vars(deposit))


@pytest.fixture
def importing(database: Database, tmp_path: Path) -> Importing:
    """Lend a database into which past orders can be brought."""
    return Importing(database, tmp_path)


def ledger(job: Job) -> tuple[int, ...]:
    """Return rows_read, inserted, unchanged and skipped of an import that is done."""
    assert (job.status, job.error) == ("SUCCEEDED", None)
    assert job.result is not None
    return tuple(job.result[name] for name in ("rows_read", "inserted", "unchanged", "skipped"))


def _opened(content: Content) -> io.BufferedIOBase:
    if isinstance(content, Path):
        return content.open("rb")
    return io.BytesIO(content.encode() if isinstance(content, str) else content)


def line(**changed: str) -> str:
    """Return a good line with some cells changed."""
    cells = dict(zip(HEADER.strip().split(","), GOOD.strip().split(","), strict=True))
    return ",".join((cells | changed).values()) + "\n"


def orders(importing: Importing) -> dict[str, tuple[str, Decimal, Decimal]]:
    """Return status, total and what was refunded of each order, by its number."""
    found = importing.rows(
        "select order_number, status, total, coalesce((select sum(amount) from order_refund"
        " as back where back.order_id = past.order_id), 0) from customer_order as past"
    )
    return {number: (status, total, refunded) for number, status, total, refunded in found}
