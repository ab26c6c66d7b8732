"""Past orders from elsewhere: each line is inserted, unchanged, or skipped with a reason."""

from contextlib import suppress
from dataclasses import asdict, dataclass

from duckdb import DuckDBPyConnection

from catalog.database import Row, rows_of, transaction_on
from catalog.errors import FeedledgerError
from catalog.partners import CODE, NewPartner, PartnerExists, create_partner
from catalog.statements import Statements
from jobs.context import JobContext
from orders.desk import OrderDesk
from orders.import_reading import OpenSheet, read_lines
from orders.import_request import ImportRequest

SQL = Statements(__file__)
BATCH_LINES = 10_000  # of whole orders: orders placed wait for each, some hundredths of a second
NOBODY = "unknown"  # the reference of a customer whom no line of an order names


class ImportUnbalanced(FeedledgerError):
    """Counts that must agree do not; of the batch at hand nothing was written."""

    code = "import/unbalanced"


@dataclass(frozen=True)
class ImportRoom:
    """What an import works with: the desk beside which it writes, and a reader of its files."""

    desk: OrderDesk
    open_sheet: OpenSheet
    batch_lines: int = BATCH_LINES


@dataclass(frozen=True)
class ImportLedger:
    """What became of the records: rows_read = inserted + unchanged + skipped."""

    rows_read: int
    inserted: int
    unchanged: int
    skipped: int


def import_orders(room: ImportRoom, context: JobContext) -> None:
    """
    Write the orders of a delivery that are not known, batch by batch, then ledger and issues.

    Each batch of whole orders is a transaction, which holds the desk's lock: no product that it
    names is removed meanwhile. Cut off and run again, it goes on where it was; what it wrote
    before counts as inserted.

    Raises:
        MissingColumns, and what the reader raises: nothing was written.
        ImportUnbalanced, WriteConflict: the batches before are written.
    """
    request = ImportRequest.of_payload(context.job.payload)
    with context.cursor() as cursor:
        written = _ledger_row(cursor, context)
        if written["rows_read"] is not None:
            return
        context.report(0.05, "reading the lines")
        counted = read_lines(cursor, room.open_sheet, request, context.check)
        context.report(0.5, "looking for what is known")
        judged = _judge(cursor, request, counted)
        _add_partners(room, cursor)
        cursor.execute(SQL["find_due_lines"], {"batch_lines": room.batch_lines})
        _write_batches(room, context, cursor, request)
        rows = judged.rows_read
        context.report(0.95, "writing the ledger", rows=(rows, rows))
        _close(context, cursor, judged, written["inserted"])


def _ledger_row(cursor: DuckDBPyConnection, context: JobContext) -> Row:
    return rows_of(cursor.execute(SQL["select_import"], {"job_id": context.job.job_id}))[0]


def _judge(cursor: DuckDBPyConnection, request: ImportRequest, counted: int) -> ImportLedger:
    typing = {
        "currency": request.currency,
        # elsewhere than in plain, the source is the partner
        "partner": None if request.preset == "plain" else request.source,
        "partner_pattern": CODE.pattern,
        "zone": request.zone,
        "asked_at": request.asked_at,
    }
    source = {"source": request.source}
    cursor.execute(SQL["type_lines"], typing)
    cursor.execute(SQL["find_known_lines"], source)
    cursor.execute(SQL["find_past_orders"], {**source, "zone": request.zone, "nobody": NOBODY})
    cursor.execute(SQL["judge_lines"])
    ledger = ImportLedger(**rows_of(cursor.execute(SQL["count_judged"]))[0])
    if not ledger.rows_read == counted == ledger.inserted + ledger.unchanged + ledger.skipped:
        raise ImportUnbalanced(f"{counted} records were counted, but {ledger} was judged")
    return ledger


def _add_partners(room: ImportRoom, cursor: DuckDBPyConnection) -> None:
    for row in rows_of(cursor.execute(SQL["select_new_partners"])):
        with suppress(PartnerExists):
            create_partner(room.desk.database, NewPartner(code=row["code"], name=row["code"]))


def _write_batches(
    room: ImportRoom, context: JobContext, cursor: DuckDBPyConnection, request: ImportRequest
) -> None:
    batches = rows_of(cursor.execute(SQL["select_batches"]))
    written, lines = 0, sum(batch["lines"] for batch in batches)
    for batch in batches:
        context.report(0.6 + 0.35 * written / lines, "writing orders", rows=(written, lines))
        written += batch["lines"]
        with room.desk.lock, transaction_on(cursor):
            _write_batch(context, cursor, request, batch)
            context.hold(cursor)


def _write_batch(
    context: JobContext, cursor: DuckDBPyConnection, request: ImportRequest, batch: Row
) -> None:
    of_batch = {"batch_no": batch["batch_no"]}
    head = {
        "owner": request.asked_by,
        "source": request.source,
        "imported_at": request.asked_at,
    }
    cursor.execute(SQL["insert_past_orders"], {**of_batch, **head})
    written = sum(
        cursor.execute(SQL[name], of_batch).fetchall()[0][0]
        for name in ("insert_past_items", "insert_past_refunds")
    )
    if written != batch["lines"]:
        raise ImportUnbalanced(f"{written} lines were written of a batch of {batch['lines']}")
    if batch["has_known"]:
        cursor.execute(SQL["extend_past_orders"], of_batch)
    counted = {"job_id": context.job.job_id, "lines": batch["lines"]}
    cursor.execute(SQL["count_inserted"], counted)


def _close(
    context: JobContext, cursor: DuckDBPyConnection, judged: ImportLedger, written_before: int
) -> None:
    """Write ledger, issues and the job's result in one transaction."""
    ledger = ImportLedger(
        rows_read=judged.rows_read,
        inserted=judged.inserted + written_before,
        unchanged=judged.unchanged - written_before,
        skipped=judged.skipped,
    )
    told = {name: value for name, value in asdict(ledger).items() if name != "inserted"}
    job = {"job_id": context.job.job_id}
    with transaction_on(cursor):
        cursor.execute(SQL["insert_import_issues"], job)
        cursor.execute(SQL["close_import"], {**job, **told})
        context.tell_result(cursor, asdict(ledger))
        context.settle(cursor)
