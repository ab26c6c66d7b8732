"""A small shop for tests: products put straight into the catalog, and a desk to order from it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from duckdb import DuckDBPyConnection

from catalog.currencies import write_currencies
from catalog.database import Database, Row
from catalog.partners import NewPartner, create_partner
from orders.desk import OrderDesk, Placed, place_order
from orders.request import OrderLine, OrderRequest
from orders.stock import available_units, note_counts

OPENED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
INSERT = """
insert into product by name
select
    coalesce((select max(product_id) from product), 0) + 1 as product_id,
    (select partner_id from partner where code = $partner) as partner_id,
    $sku as sku, $sku || ' by ' || $partner as product_name, $price::decimal(18, 4) as price,
    $sale_price::decimal(18, 4) as sale_price, $currency as currency,
    $availability as availability, $quantity::decimal(18, 4) as quantity, $brand as brand,
    $category as category, false as availability_derived, $is_active as is_active,
    $at as created_at, $at as updated_at, $feed_id::uuid as first_feed_id,
    $feed_id::uuid as last_feed_id, $feed_id::uuid as price_feed_id, $at as quantity_counted_at
returning product_id
"""
CARRIED = "create temp table carried_quantity (product_id bigint, quantity decimal(18, 4))"
DEFAULTS: Row = {
    "price": "10",
    "sale_price": None,
    "currency": "USD",
    "availability": "in_stock",
    "quantity": None,
    "brand": None,
    "category": None,
    "is_active": True,
}


@dataclass
class Shop:
    """A catalog whose feeds are calls, a desk, and a clock that moves when it is told to."""

    database: Database
    now: datetime = OPENED_AT
    ids: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        write_currencies(self.database)
        self.desk = OrderDesk(self.database, lambda: self.now)

    def wait(self, **time: int) -> datetime:
        """Let time pass and return the moment."""
        self.now += timedelta(**time)
        return self.now

    @contextmanager
    def merge(self) -> Iterator[DuckDBPyConnection]:
        """Lend a transaction that changes products, counted as a merge or a revert is."""
        with self.database.transaction() as cursor:
            yield cursor
            cursor.execute("update partner set merges = merges + 1")

    def add(self, sku: str, partner: str = "lumen", **fields: object) -> int:
        """Put a product of the partner on the shelf and return its id."""
        if not self.database.rows("from partner where code = $code", {"code": partner}):
            create_partner(self.database, NewPartner(code=partner, name=partner))
        named = {"sku": sku, "partner": partner, "at": self.now, "feed_id": str(uuid4())}
        with self.merge() as cursor:
            found = cursor.execute(INSERT, {**DEFAULTS, **fields, **named}).fetchone()
        assert found is not None
        self.ids[partner, sku] = found[0]
        return int(found[0])

    def stocked(self, partner: str = "lumen", **quantities: int | str | None) -> None:
        """Put so many units of each product on the partner's shelf."""
        for sku, quantity in quantities.items():
            self.add(sku, partner, quantity=quantity)

    def reprice(self, sku: str, price: Decimal | str, partner: str = "lumen") -> UUID:
        """Set a price as a feed does and return the feed's id."""
        feed_id = uuid4()
        with self.merge() as cursor:
            cursor.execute(
                "update product set price = $price::decimal(18, 4), price_feed_id = $feed_id,"
                " last_feed_id = $feed_id where product_id = $product_id",
                {
                    "price": price,
                    "feed_id": str(feed_id),
                    "product_id": self.ids[partner, sku],
                },
            )
        return feed_id

    def recount(self, sku: str, quantity: int, partner: str = "lumen") -> None:
        """Set a quantity as a feed received now does."""
        with self.merge() as cursor:
            cursor.execute(
                "update product set quantity = $quantity, quantity_counted_at = $at,"
                " availability = 'in_stock' where product_id = $product_id",
                {"quantity": quantity, "at": self.now, "product_id": self.ids[partner, sku]},
            )

    def repeat(self, quantities: Mapping[str, int], partner: str = "lumen") -> None:
        """Load a feed received now that carries these quantities and changes no row."""
        counts = [(self.ids[partner, sku], units) for sku, units in quantities.items()]
        with self.merge() as cursor:
            cursor.execute(CARRIED)
            cursor.executemany("insert into carried_quantity values (?, ?)", counts)
            note_counts(cursor, str(uuid4()), self.now)

    def left(self, sku: str, partner: str = "lumen") -> int | None:
        """Return how many units can be ordered."""
        product_id = self.ids[partner, sku]
        return available_units(self.database, [product_id])[product_id]

    def place(self, request: OrderRequest, key: str | None = None, **named: object) -> Placed:
        """Order as the owner `ann`, unless another is named."""
        return place_order(
            self.desk,
            request,
            **{"owner": "ann", "idempotency_key": key, **named},  # type: ignore[arg-type]
        )

    def written(self) -> dict[str, int]:
        """Return how many rows each table that an order may write holds."""
        row = self.database.row(
            "select (select count(*) from customer_order) as orders,"
            " (select count(*) from order_item) as items,"
            " (select count(*) from answered_key) as keys,"
            " (select count(*) from order_refusal) as refusals"
        )
        assert row is not None
        return row


def ask(**quantities: int) -> OrderRequest:
    """Return a request for so many units of each of lumen's products."""
    return ask_of("lumen", quantities)


def ask_of(
    partner: str, quantities: Mapping[str, int], currency: str | None = None
) -> OrderRequest:
    """Return a request for so many units of each of the partner's products."""
    lines = tuple(
        OrderLine(partner=partner, sku=sku, quantity=units) for sku, units in quantities.items()
    )
    return OrderRequest(customer_ref="C-1", lines=lines, currency=currency)
