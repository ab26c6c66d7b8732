"""The book of orders: one by its id, and pages of them by filter, the newest first."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from catalog.clock import start_of_day
from catalog.database import Database, Row, rows_of
from catalog.paging import Key, MalformedCursor, Page, cut_page, decode_cursor
from catalog.partners import get_partner
from catalog.statements import Statements
from orders.order import Order, OrderItem, OrderNotFound, OrderStatus

SQL = Statements(__file__)
ZONE = ZoneInfo("UTC")
CURSOR_KEY = TypeAdapter(tuple[AwareDatetime, UUID])


def _refuse_bare_number(value: object) -> object:
    # pydantic would read 20260101 as seconds since 1970
    if isinstance(value, int | float) or (isinstance(value, str) and "-" not in value):
        raise ValueError("send a date such as 2026-11-23, or a time with its zone (RFC 3339)")
    return value


Moment = Annotated[AwareDatetime | date, BeforeValidator(_refuse_bare_number)]


class OrderFilter(BaseModel):
    """Which orders; what is None filters nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    status: OrderStatus | None = None
    order_id: str | None = Field(None, description="The id; a malformed one finds none.")
    order_number: str | None = Field(
        None, description="The whole order number; capitals and small letters are the same."
    )
    partner: str | None = Field(None, description="The code of a partner of one of the items.")
    customer_ref: str | None = Field(None, description="The whole customer reference.")
    from_: Moment | None = Field(
        None, alias="from", description="Placed then or later; a date is a day of the zone."
    )
    to: Moment | None = Field(
        None, description="Placed before then; a date is a day of the zone, itself excluded."
    )


@dataclass(frozen=True)
class _Question:
    """Every parameter of select_orders."""

    limit: int
    order_id: str | None = None
    spellings: list[str] | None = None
    status: str | None = None
    partner_id: int | None = None
    only_partner_id: int | None = None
    customer_ref: str | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    after_at: datetime | None = None
    after_id: UUID | None = None


def get_order(database: Database, order_id: str, partner_id: int | None = None) -> Order:
    """
    Return the order; with `partner_id`, only if all its items are that partner's.

    Raises:
        OrderNotFound: there is none of that id.
    """
    with database.cursor() as cursor:
        return read_order(cursor, order_id, partner_id)


def read_order(cursor: DuckDBPyConnection, order_id: str, partner_id: int | None = None) -> Order:
    """
    Return the order as the caller's transaction sees it.

    Raises:
        OrderNotFound: there is none of that id.
    """
    question = _Question(limit=1, order_id=order_id, only_partner_id=partner_id)
    found = _ask(cursor, question)
    if not found:
        raise OrderNotFound(f"there is no order {order_id!r}")
    return found[0]


def list_orders(  # noqa: PLR0913 - the arguments of every list, and the zone of its dates
    database: Database,
    wanted: OrderFilter,
    limit: int,
    cursor: str | None = None,
    partner_id: int | None = None,
    *,
    zone: ZoneInfo = ZONE,
) -> Page[Order]:
    """
    Return a page of orders, the newest first; with `partner_id`, those of that partner alone.

    Raises:
        MalformedCursor: the cursor is none that a page handed out.
        PartnerNotFound: the filter names a partner that there is not, or not for this caller.
    """
    after_at, after_id = _decode(cursor)
    named = wanted.partner and get_partner(database, wanted.partner, partner_id).partner_id
    question = _Question(
        limit=limit + 1,
        order_id=wanted.order_id,
        status=wanted.status,
        partner_id=named or None,
        only_partner_id=partner_id,
        customer_ref=wanted.customer_ref,
        from_at=_moment(wanted.from_, zone),
        to_at=_moment(wanted.to, zone),
        after_at=after_at,
        after_id=after_id,
    )
    with database.cursor() as lent:
        if wanted.order_number is not None:
            question = replace(question, spellings=_spellings(lent, wanted.order_number))
        return cut_page(_ask(lent, question), limit, _key)


def _spellings(cursor: DuckDBPyConnection, order_number: str) -> list[str]:
    rows = rows_of(cursor.execute(SQL["select_spellings"], {"order_number": order_number}))
    return [row["order_number"] for row in rows]


def _ask(cursor: DuckDBPyConnection, question: _Question) -> list[Order]:
    result = cursor.execute(SQL["select_orders"], vars(question))
    return [_order(row) for row in rows_of(result)]


def _order(row: Row) -> Order:
    items = tuple(_item(item) for item in row["items"])
    return Order(**{**row, "order_id": str(row["order_id"]), "items": items})


def _item(item: Row) -> OrderItem:
    feed_id = item["feed_id"]
    return OrderItem(**{**item, "feed_id": feed_id and str(feed_id)})


def _moment(value: datetime | date | None, zone: ZoneInfo) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return start_of_day(value, zone)


def _key(order: Order) -> Key:
    return [order.created_at.isoformat(), order.order_id]


def _decode(cursor: str | None) -> tuple[datetime, UUID] | tuple[None, None]:
    key = decode_cursor(cursor, str, str)
    if key is None:
        return None, None
    try:
        return CURSOR_KEY.validate_python(key)
    except ValidationError as error:
        raise MalformedCursor("send the cursor as next_cursor gave it") from error
