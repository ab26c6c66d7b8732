"""The lines of orders behind an amount of revenue: what was sold, and what was given back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from analytics.revenue_query import RevenueQuery
from catalog.category_path import canonical_path, parts_of
from catalog.clock import start_of_day
from catalog.database import Database, Row
from catalog.paging import Key, MalformedCursor, Page, decode_cursor, encode_cursor
from catalog.statements import Statements

SQL = Statements(__file__)
CURSOR_KEY = TypeAdapter(tuple[AwareDatetime, UUID, int, bool])
LOOKED_BACK_DAYS = (2, 16, 128)
EARLIEST_AT = datetime(1900, 1, 1, tzinfo=UTC)  # before it a cursor can lie, and nothing was sold
FILTERS = {"currency", "partner_id", "brand", "product", "country"}
FIRST = {"after_at": None, "after_id": None, "after_line": None, "after_is_placed": None}


@dataclass(frozen=True)
class RevenueLine:
    """
    A line of an order that was sold, or an amount of it that was given back.

    `happened_at` is of the order, or of the refund; `order_number` is None where nothing but
    refunds of the order is known. A refund has no units and no gross, a sale no refunds.
    """

    happened_at: datetime
    order_id: str
    order_number: str | None
    customer_ref: str | None
    line: int
    is_placed: bool
    partner: str
    sku: str
    currency: str
    units: int
    gross: Decimal
    refunds: Decimal

    @property
    def net(self) -> Decimal:
        """What the line adds to the net revenue of its day."""
        return self.gross - self.refunds

    @property
    def place(self) -> tuple[datetime, str, int, bool]:
        """Where it stands in the list; refunds of a line at one moment share a place."""
        return self.happened_at, self.order_id, self.line, self.is_placed


def list_revenue_lines(
    database: Database, query: RevenueQuery, limit: int, cursor: str | None = None
) -> Page[RevenueLine]:
    """
    Return a page of the lines that the query's revenue is the sum of, the newest first.

    What the query groups by and is compared with does not matter. The newest days are read first,
    and more only where these have not enough lines: of all time a page takes no longer than of a
    month.

    Raises:
        MalformedCursor: the cursor is none that a page handed out.
    """
    after, seen = _decode(cursor)
    asked = {**_narrowed(query), **after, "seen": seen, "limit": limit + 1}
    found = [RevenueLine(**row) for row in _first_rows(database, asked)]
    items = tuple(found[:limit])
    if len(found) <= limit or not items:
        return Page(items, None)
    return Page(items, encode_cursor(_key(items, after, seen)))


def _first_rows(database: Database, asked: Row) -> list[Row]:
    """Return as many rows as are asked for, or all that there are."""
    rows: list[Row] = []
    for from_at in _beginnings(database, asked):
        rows = database.rows(SQL["select_revenue_lines"], {**asked, "from_at": from_at})
        if len(rows) == asked["limit"]:
            break
    return rows


def _beginnings(database: Database, asked: Row) -> Iterator[datetime | None]:
    """Yield from when on to look, ever earlier; the last is the beginning of the period."""
    begins_at, newest_at = asked["from_at"], asked["after_at"]
    if newest_at is None:
        sold = database.rows(SQL["select_newest_sale"], {"to_at": asked["to_at"]})
        newest_at = sold[0]["newest_at"]
    for days in LOOKED_BACK_DAYS if newest_at else ():
        from_at = max(newest_at, EARLIEST_AT) - timedelta(days=days)
        if begins_at is None or from_at > begins_at:
            yield from_at
    yield begins_at


def _narrowed(query: RevenueQuery) -> Row:
    zone = ZoneInfo(query.zone)
    category = None if query.category is None else canonical_path(query.category)
    return {
        **query.model_dump(include=FILTERS),
        "category": category,
        "last_part": parts_of(category)[-1] if category else "",
        "from_at": query.from_day and start_of_day(query.from_day, zone),
        "to_at": query.to_day and start_of_day(query.to_day, zone),
    }


def _key(items: tuple[RevenueLine, ...], after: Row, seen: int) -> Key:
    """Return the place of the last line, and how many lines of that place were handed out."""
    last = items[-1].place
    at, order_id, line, is_placed = last
    alike = sum(each.place == last for each in items)
    before = (after["after_at"], str(after["after_id"]), after["after_line"])
    if (*before, after["after_is_placed"]) == last:
        alike += seen
    return [at.isoformat(), order_id, line, int(is_placed), alike]


def _decode(cursor: str | None) -> tuple[dict[str, Any], int]:
    key = decode_cursor(cursor, str, str, int, int, int)
    if key is None:
        return dict(FIRST), 0
    try:
        place = CURSOR_KEY.validate_python((*key[:3], bool(key[3])))
    except ValidationError as error:
        raise MalformedCursor("send the cursor as next_cursor gave it") from error
    seen = int(key[4] or 0)
    if seen < 0 or not 0 <= place[2] < 2**31:
        raise MalformedCursor("send the cursor as next_cursor gave it")
    return dict(zip(FIRST, place, strict=True)), seen
