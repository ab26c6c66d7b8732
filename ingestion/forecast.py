"""What a feed would do, written where a person can see it before it happens."""

import json
from dataclasses import asdict

from duckdb import DuckDBPyConnection

from catalog.statements import Statements
from ingestion.bench import Prepared
from ingestion.feeds import Feed, write_ledger
from ingestion.guards import Judgement, with_guards
from ingestion.report import write_report

SQL = Statements(__file__)


def plan_changes(cursor: DuckDBPyConnection) -> None:
    """Make known what the feed changes: `changed`, `planned_update` and `planned_deactivation`."""
    _, updated = count_changes(cursor)
    cursor.execute(SQL["keep_changes" if updated else "keep_no_changes"])
    cursor.execute(SQL["view_planned_update"])
    cursor.execute(SQL["view_planned_deactivation"])


def count_changes(cursor: DuckDBPyConnection) -> tuple[int, int]:
    """Return how many products the feed inserts and how many it updates."""
    inserted, updated = cursor.execute(SQL["count_changes"]).fetchall()[0]
    return int(inserted), int(updated)


def write_forecast(prepared: Prepared, feed: Feed, expected: str, judged: Judgement) -> str:
    """
    Write report and counters of what the feed would do, in the caller's transaction.

    Guards hold it: then what it would do to each product is written, too. Returns its state.

    Raises:
        FeedWrongState: it is not in the expected state any more.
    """
    cursor, guards = prepared.cursor, judged.findings
    held_by = [guard.code for guard in guards]
    write_report(cursor, feed.feed_id, (*guards, *prepared.staged.findings))
    if guards:
        plan_changes(cursor)
        by_feed = {"feed_id": feed.feed_id, "feed_no": feed.feed_no}
        cursor.execute(SQL["write_forecast"], by_feed)
    status = "HELD" if guards else "PROCESSING"
    ledger = {
        **with_guards(prepared.ledger, held_by),
        "status": status,
        "guard_numbers": json.dumps(asdict(judged.numbers)),
    }
    write_ledger(cursor, feed.feed_id, ledger, expected)
    return status


def delete_forecast(cursor: DuckDBPyConnection, feed_id: str) -> None:
    """Forget what the feed would have done to each product, in the caller's transaction."""
    cursor.execute(SQL["delete_forecast"], {"feed_id": feed_id})
