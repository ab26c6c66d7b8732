"""Partners and products as tests want them, written straight into the tables."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from catalog.database import Database
from catalog.partners import NewPartner, Partner, create_partner

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED_ID = uuid.UUID(int=1)
INSERT_IMPORTED = """
insert into customer_order by name
select
    $order_id::uuid as order_id, $number as order_number, 'CONFIRMED' as status,
    'USD' as currency, 8 * $lines as total, 'c' as customer_ref, 'import' as owner,
    [partner_id] as partner_ids, $country as country, $at as ordered_at,
    $source as imported_from, $at as imported_at
from partner
where code = 'lumen'
"""
INSERT_IMPORTED_LINES = """
insert into order_item by name
select
    $order_id::uuid as order_id, line, partner_id, 'OLD-' || line as sku, 'Old' as product_name,
    4 as unit_price, 2 as quantity, 8 as line_total, 'USD' as currency, $country as country,
    $at as ordered_at, true as is_imported
from partner, unnest(range(1, $lines + 1)) as line(line)
where code = 'lumen'
"""


def make_partner(database: Database, code: str, **defaults: Any) -> Partner:  # noqa: ANN401 - the fields of NewPartner
    """See that the partner is there."""
    return create_partner(database, NewPartner(code=code, name=code.title(), **defaults))


def make_products(database: Database, partner: Partner, *products: dict[str, Any]) -> list[int]:
    """Append the products, each a sound one but for what it says, and return their ids."""
    (row,) = database.rows("select coalesce(max(product_id), 0) as last from product")
    rows = [
        product_row(partner, row["last"] + number, said)
        for number, said in enumerate(products, start=1)
    ]
    with database.transaction() as cursor:
        for values in rows:
            cursor.execute(INSERT, values)
    return [values["product_id"] for values in rows]


def product_row(partner: Partner, product_id: int, said: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a product in stock for 15.00 USD, but for what is said otherwise."""
    at = NOON + timedelta(seconds=product_id)
    sound: dict[str, Any] = {
        **dict.fromkeys(TEXTS),
        "sku": f"SKU-{product_id}",
        "product_name": f"Product {product_id}",
        "price": Decimal("15.00"),
        "currency": "USD",
        "availability": "in_stock",
        "quantity": None,
        "sale_price": None,
        "attributes": {},
        "is_active": True,
        "created_at": at,
        "updated_at": at,
        "feed_id": FEED_ID,
    }
    values = {**sound, **said, "product_id": product_id, "partner_id": partner.partner_id}
    return {**values, "attributes": json.dumps(values["attributes"])}


TEXTS = (
    *("description", "brand", "category", "gtin", "mpn", "image_link", "link", "condition"),
    "availability_date",
)
INSERT = """
insert into product (
    product_id, partner_id, sku, product_name, price, currency, availability, quantity,
    sale_price, description, brand, category, gtin, mpn, image_link, link, condition,
    availability_date, attributes, availability_derived, is_active, created_at, updated_at,
    first_feed_id, last_feed_id, price_feed_id
)
values (
    $product_id, $partner_id, $sku, $product_name, $price, $currency, $availability, $quantity,
    $sale_price, $description, $brand, $category, $gtin, $mpn, $image_link, $link, $condition,
    $availability_date, $attributes, false, $is_active, $created_at, $updated_at, $feed_id,
    $feed_id, $feed_id
)
"""


def make_change(
    database: Database,
    product_id: int,
    feed_id: uuid.UUID,
    changed_at: datetime,
    **columns: tuple[object, object],
) -> None:
    """Append what a feed did to the product, each column as (before, after)."""
    row = database.row("select * from product where product_id = $id", {"id": product_id})
    before = row | {name: pair[0] for name, pair in columns.items()} if row else {}
    after = row | {name: pair[1] for name, pair in columns.items()} if row else {}
    values = {
        "feed_id": feed_id,
        "product_id": product_id,
        "columns": list(columns),
        "before": {name: before[name] for name in BEFORE},
        "after": {name: after[name] for name in AFTER},
        "changed_at": changed_at,
    }
    with database.transaction() as cursor:
        cursor.execute(INSERT_CHANGE, values)


AFTER = (
    *("product_name", "price", "currency", "availability", "quantity", "sale_price"),
    *TEXTS,
    *("attributes", "availability_derived", "is_active"),
)
BEFORE = (*AFTER, "updated_at", "last_feed_id", "price_feed_id", "quantity_counted_at")
INSERT_CHANGE = """
insert into product_change
values ($feed_id, $product_id, 'updated', $columns, $before, $after, $changed_at)
"""


def make_imported(  # noqa: PLR0913 - what an imported order may differ in
    database: Database,
    number: str,
    *,
    lines: int = 1,
    source: str = "old shop",
    country: str | None = "DE",
    at: datetime = NOON,
) -> str:
    """Write a past order of lumen's, of whose products the catalog knows nothing; return its id."""
    order_id = str(uuid.uuid4())
    named = {"order_id": order_id, "country": country, "at": at, "lines": lines}
    with database.transaction() as cursor:
        cursor.execute(INSERT_IMPORTED, {**named, "number": number, "source": source})
        cursor.execute(INSERT_IMPORTED_LINES, named)
    return order_id
