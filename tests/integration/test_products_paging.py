"""Pages of products join to the whole, by every sort, whatever is written in between."""

from decimal import Decimal

import pytest

from catalog.database import Database
from catalog.paging import MalformedCursor, encode_cursor
from catalog.partners import Partner
from catalog.products import Product, ProductFilter, Sort, search_products
from tests.makers import NOON, make_partner, make_products

SORTS: tuple[Sort, ...] = ("product_id", "sku", "updated_at", "price")


@pytest.fixture
def lumen(database: Database) -> Partner:
    partner = make_partner(database, "lumen")
    prices = [Decimal(price) if price else None for price in ("9", "5", "", "5", "5", "0.5", "")]
    signs = "cbgafed"
    products = [
        {"sku": f"{sign}\U0001f4a1", "price": price, "updated_at": NOON}
        for sign, price in zip(signs, prices, strict=True)
    ]
    make_products(database, partner, *products)
    return partner


def walk(database: Database, sort: Sort, limit: int) -> list[Product]:
    found: list[Product] = []
    cursor = None
    while True:
        page = search_products(database, ProductFilter(sort=sort), limit, cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.usefixtures("lumen")
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("product_id", [1, 2, 3, 4, 5, 6, 7]),
        ("sku", [4, 2, 1, 7, 6, 5, 3]),
        ("updated_at", [1, 2, 3, 4, 5, 6, 7]),
        ("price", [6, 2, 4, 5, 1, 3, 7]),
    ],
)
def test_pages_join_to_the_whole(
    database: Database, sort: Sort, limit: int, ids: list[int]
) -> None:
    assert [product.product_id for product in walk(database, sort, limit)] == ids


@pytest.mark.parametrize("sort", SORTS)
def test_page_goes_on_where_it_was_though_rows_came_and_went(
    database: Database, lumen: Partner, sort: Sort
) -> None:
    wanted = ProductFilter(sort=sort)
    before = [product.product_id for product in walk(database, sort, 100)]

    first = search_products(database, wanted, 3)
    gone = first.items[-1].product_id
    with database.transaction() as cursor:
        cursor.execute("delete from product where product_id = $id", {"id": gone})
    make_products(database, lumen, {"sku": "0", "price": Decimal("0.1"), "updated_at": NOON})
    rest = search_products(database, wanted, 100, first.next_cursor)

    seen = [product.product_id for product in (*first.items, *rest.items)]
    assert [product_id for product_id in seen if product_id in before] == before


@pytest.mark.usefixtures("lumen")
def test_cursor_of_another_sort_is_refused(database: Database) -> None:
    cursor = search_products(database, ProductFilter(sort="sku"), 2).next_cursor

    with pytest.raises(MalformedCursor, match="by sku, not by price"):
        search_products(database, ProductFilter(sort="price"), 2, cursor)


@pytest.mark.parametrize(
    "key",
    [
        ["price", '"NaN"', 1],
        ["price", '"1e999"', 1],
        ["price", "0.00001", 1],
        ["price", "[]", 1],
        ["price", "", 1],
        ["price", "1", 2**63],
        ["price", "1", 10**60],
        ["price", "\ud800", 1],
        ["price", "1"],
        ["price", None, 1],
    ],
)
def test_forged_cursor_is_refused(database: Database, key: list[str | int | None]) -> None:
    with pytest.raises(MalformedCursor):
        search_products(database, ProductFilter(sort="price"), 2, encode_cursor(key))


def test_deeply_nested_cursor_is_refused(database: Database) -> None:
    nested = "W1tb" * 5000  # "[[[" again and again

    with pytest.raises(MalformedCursor):
        search_products(database, ProductFilter(), 2, nested)
