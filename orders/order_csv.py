"""Orders as CSV, one row a line, read page by page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from catalog.currencies import money
from catalog.database import Database
from catalog.paging import MAX_LIMIT, Page
from catalog.spreadsheets import csv_lines
from orders.book import ZONE, OrderFilter, list_orders
from orders.order import Order, OrderItem

OF_ORDER = (
    *("order_id", "order_number", "status", "created_at", "customer_ref", "country"),
    *("imported_from", "currency", "order_total", "order_refunded"),
)
OF_LINE = (
    *("line", "partner", "product_id", "sku", "product_name", "unit_price", "quantity"),
    *("line_total", "feed_id"),
)
COLUMNS = OF_ORDER + OF_LINE
ORDERS_A_PAGE = MAX_LIMIT


def write_orders(
    database: Database,
    wanted: OrderFilter,
    partner_id: int | None = None,
    *,
    zone: ZoneInfo = ZONE,
) -> Iterator[str]:
    """
    Return the orders as pieces of CSV, the newest first, with a row for each line.

    What an order says of itself stands in each of its rows; one without lines has a row without
    them. Never more than a page of orders is in memory.

    Raises:
        PartnerNotFound: before the first piece: there is none of that code for this caller.
    """

    def read_page(cursor: str | None) -> Page[Order]:
        return list_orders(database, wanted, ORDERS_A_PAGE, cursor, partner_id, zone=zone)

    first = read_page(None)

    def pieces() -> Iterator[str]:
        yield csv_lines([COLUMNS])
        page = first
        yield _lines(page)
        while page.next_cursor is not None:
            page = read_page(page.next_cursor)
            yield _lines(page)

    return pieces()


def _lines(page: Page[Order]) -> str:
    return csv_lines(row for order in page.items for row in _rows(order))


def _rows(order: Order) -> Iterator[tuple[object, ...]]:
    head = (
        *(order.order_id, order.order_number, order.status, _utc(order.created_at)),
        *(order.customer_ref, order.country, order.imported_from, order.currency),
        *(_amount(order.total, order.currency), _amount(order.refunded, order.currency)),
    )
    for item in order.items:
        yield head + _line(item, order.currency)
    if not order.items:
        yield head + (None,) * len(OF_LINE)


def _line(item: OrderItem, currency: str) -> tuple[object, ...]:
    return (
        *(item.line, item.partner, item.product_id, item.sku, item.product_name),
        *(_amount(item.unit_price, currency), item.quantity),
        *(_amount(item.line_total, currency), item.feed_id),
    )


def _amount(amount: Decimal, currency: str) -> Decimal:
    # a number, as text with a minus would be taken for a formula
    return Decimal(money(amount, currency))


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
