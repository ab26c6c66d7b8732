"""Pages of revenue: after the last row of the one before, whatever was sold since."""

import hashlib
import re
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from analytics.revenue import RevenueRow, most_of, read_revenue_table
from analytics.revenue_query import TIMES, RevenueQuery
from catalog.database import Database
from catalog.paging import Key, MalformedCursor, Page, cut_page, decode_cursor

AMOUNT = re.compile(r"-?\d{1,34}(\.\d{1,4})?", re.ASCII)
MOST_OF_KEY = 400  # characters: a brand or category may have millions


def page_revenue(
    database: Database, query: RevenueQuery, limit: int, cursor: str | None = None
) -> Page[RevenueRow]:
    """
    Return a page of what `read_revenue` does: by time in its order, else the best first.

    Rows of one net are in the order of their key and currency, so that the order is total.

    Raises:
        MalformedCursor: the cursor is of another `group_by`, or none that a page handed out.
    """
    after = _decode(cursor, query.group_by)
    table = read_revenue_table(database, query)
    if after is not None:
        table = table.filter(_is_after(table, after, is_time=query.group_by in TIMES))
    found = most_of(table, limit + 1).rows
    return cut_page(found, limit, lambda row: _place(query.group_by, row))


def _place(group_by: str, row: RevenueRow) -> Key:
    digest = "" if len(row.key) <= MOST_OF_KEY else _digest(row.key)
    return [group_by, str(row.net), row.key[:MOST_OF_KEY], digest, row.currency]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _whole_key(keys: pa.ChunkedArray, start: str, digest: str) -> str:
    """Return the key that starts so, of that digest; its start, where there is none any more."""
    if not digest:
        return start
    alike = keys.filter(pc.starts_with(keys, start)).unique().to_pylist()
    return next((key for key in alike if _digest(key) == digest), start)


def _decode(cursor: str | None, group_by: str) -> Key | None:
    after = decode_cursor(cursor, str, str, str, str, str)
    if after is not None and (after[0] != group_by or not AMOUNT.fullmatch(str(after[1]))):
        raise MalformedCursor("send the cursor as next_cursor gave it, with the same group_by")
    return after


def _is_after(table: pa.Table, after: Key, *, is_time: bool) -> pa.ChunkedArray:
    """Return of each row whether it comes after the place in the order of the answer."""
    _, amount, start, digest, currency = after
    net = pa.scalar(Decimal(str(amount)), table.schema.field("net").type)
    nets, keys, currencies = (table.column(name) for name in ("net", "key", "currency"))
    key = _whole_key(keys, str(start), str(digest))
    later = pc.greater(currencies, pa.scalar(currency))
    by_net = (pc.less(nets, net), pc.equal(nets, net))
    by_key = (pc.greater(keys, pa.scalar(key)), pc.equal(keys, pa.scalar(key)))
    for is_past, is_same in (by_net, by_key) if is_time else (by_key, by_net):
        later = pc.or_(is_past, pc.and_(is_same, later))
    return later
