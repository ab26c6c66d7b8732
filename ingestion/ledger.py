"""The ledger: rows_read = inserted + updated + unchanged + skipped, or nothing is written."""

import json

from catalog.database import Row
from catalog.errors import FeedledgerError
from ingestion.staging import Staged


class LedgerImbalance(FeedledgerError):
    """Records were counted that are in no outcome, or the other way round; nothing was written."""

    code = "etl/unbalanced"


def balance(staged: Staged, counts: Row) -> Row:
    """
    Return the counters of the feed, `rows_read` as counted apart from the parse.

    Raises:
        LedgerImbalance: they do not balance; nothing was written.
    """
    rows_read, typed = staged.source.rows_read, staged.source.typed
    if staged.source.unread_lines or rows_read != typed:
        unread = staged.source.unread_lines
        raise LedgerImbalance(f"{typed} of {rows_read} records typed, {unread} lines in no record")
    sides = sum(counts[side] for side in ("inserted", "updated", "unchanged", "skipped"))
    if rows_read != sides:
        raise LedgerImbalance(f"{rows_read} records were counted and {sides} accounted for")
    return {**counts, "rows_read": rows_read, "dialect": json.dumps(staged.described())}
