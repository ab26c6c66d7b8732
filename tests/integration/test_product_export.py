"""Products as files: the same rows as listed, of one moment, no formula, and no stranger's."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from weakref import ReferenceType, ref

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.errors import DiskFull
from catalog.exports import ExportRoom, Form
from catalog.product_export import COLUMNS, export_products, read_steps
from catalog.products import ProductFilter, search_products
from tests.api import Client
from tests.doorway import Gate
from tests.makers import make_partner, make_products

EXPORT = "/api/v1/products/export"
WORDS = ("Lamp", "lamp shade", "Rug", "=1+1")
BRANDS = (None, "Ikaria", "@home")
PRICES = ("0.5", "1", "80.5", "80.5", "1234.5678")


@pytest.fixture
def shelf(database: Database) -> Database:
    write_currencies(database)
    for code in ("lumen", "nord"):
        partner = make_partner(database, code)
        make_products(
            database,
            partner,
            *(
                {
                    "sku": f"{'ABC'[number % 3]}-{number}",
                    "product_name": WORDS[number % 4],
                    "brand": BRANDS[number % 3],
                    "category": "Home > Light" if number % 2 else None,
                    "price": Decimal(PRICES[number % 5]),
                    "currency": ("USD", "EUR")[number % 2],
                    "availability": ("in_stock", "preorder", "out_of_stock")[number % 3],
                    "is_active": number % 4 > 0,
                }
                for number in range(13)
            ),
        )
    return database


filters = st.builds(
    ProductFilter,
    partner=st.sampled_from((None, "lumen", "nord")),
    q=st.sampled_from((None, "lamp", "B-", "nothing")),
    brand=st.sampled_from(BRANDS),
    category=st.sampled_from((None, "Home > Light")),
    availability=st.sampled_from((None, "in_stock", "preorder")),
    min_price=st.sampled_from((None, Decimal(1))),
    max_price=st.sampled_from((None, Decimal("80.5"))),
    currency=st.sampled_from((None, "USD")),
    active=st.sampled_from((None, True, False)),
    sort=st.sampled_from(("product_id", "sku", "updated_at", "price")),
)


def any_room(_more_bytes: int) -> None:
    """Find room for anything."""


def export(
    database: Database, folder: Path, wanted: ProductFilter, form: Form, partner: int | None = None
) -> bytes:
    room = ExportRoom(folder, any_room)
    return b"".join(export_products(database, wanted, form, room, partner).pieces())


def rows_of_csv(content: bytes) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert all(tuple(row) == COLUMNS for row in rows)
    return rows


def rows_of_parquet(content: bytes) -> list[dict[str, Any]]:
    return list(pq.read_table(io.BytesIO(content)).to_pylist())


def listed(database: Database, wanted: ProductFilter) -> Iterator[int]:
    cursor = None
    while True:
        page = search_products(database, wanted, 4, cursor)
        yield from (product.product_id for product in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(filters, st.sampled_from((1, 3, 50)))
def test_rows_exported_are_rows_listed(
    shelf: Database, tmp_path: Path, wanted: ProductFilter, step: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("catalog.product_export.ROWS_A_STEP", step)
        as_csv = rows_of_csv(export(shelf, tmp_path, wanted, "csv"))
        as_parquet = rows_of_parquet(export(shelf, tmp_path, wanted, "parquet"))

    ids = list(listed(shelf, wanted))
    assert [int(row["product_id"]) for row in as_csv] == ids
    assert [row["product_id"] for row in as_parquet] == ids


def test_product_has_the_same_values_in_every_form(client: Client) -> None:
    database = client.services.database
    said = {"sku": '00é,"1"', "description": "two\nlines", "gtin": "", "attributes": {"a": "=1"}}
    prices = {"price": Decimal("15.1"), "sale_price": Decimal("1.2345")}
    make_products(
        database,
        make_partner(database, "lumen"),
        {**said, **prices, "quantity": Decimal(100)},
        {"price": Decimal("1500.5"), "currency": "JPY", "quantity": Decimal("2.50")},
        {"price": Decimal(-1), "currency": "KWD", "is_active": False},
    )

    told = client.get("/api/v1/products").json()["items"]
    as_csv = rows_of_csv(client.get(EXPORT).content)
    as_parquet = rows_of_parquet(client.get(f"{EXPORT}?format=parquet").content)

    for shown, row, typed in zip(told, as_csv, as_parquet, strict=True):
        for name in ("product_id", "partner", "sku", "product_name", "description", "updated_at"):
            assert row[name] == (shown[name] or ""), name
        for name in ("price", "sale_price"):
            assert row[name] == (shown[name] or "")
            assert typed[name] == (None if shown[name] is None else Decimal(shown[name]))
        assert row["quantity"] == ("" if shown["quantity"] is None else str(shown["quantity"]))
        assert row["is_active"] == str(shown["is_active"]).lower()
        assert typed["sku"] == shown["sku"]
    assert [row["price"] for row in as_csv] == ["15.10", "1500.5", "-1.000"]
    assert as_csv[0]["attributes"] == '{"a": "=1"}'
    schema = pq.read_schema(io.BytesIO(client.get(f"{EXPORT}?format=parquet").content))
    assert schema.field("price").type == pa.decimal128(18, 4)
    assert schema.field("updated_at").type.tz is not None


def test_no_cell_of_csv_is_a_formula_and_parquet_has_the_text_itself(
    database: Database, tmp_path: Path
) -> None:
    names = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "a=1", "'=1")
    make_products(
        database, make_partner(database, "lumen"), *({"product_name": name} for name in names)
    )

    as_csv = rows_of_csv(export(database, tmp_path, ProductFilter(), "csv"))
    as_parquet = rows_of_parquet(export(database, tmp_path, ProductFilter(), "parquet"))

    assert [row["product_name"] for row in as_csv] == [
        *(f"'{name}" for name in names[:6]),
        *names[6:],
    ]
    assert [row["product_name"] for row in as_parquet] == list(names)


def test_export_is_of_one_moment_whatever_is_written_meanwhile(
    shelf: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.product_export.ROWS_A_STEP", 2)
    before = list(listed(shelf, ProductFilter()))

    def write_between(_more_bytes: int) -> None:
        with shelf.transaction() as cursor:
            cursor.execute("delete from product where product_id % 2 = 0")
            cursor.execute("update product set product_name = 'changed'")

    room = ExportRoom(tmp_path, write_between)
    exported = export_products(shelf, ProductFilter(), "csv", room)

    rows = rows_of_csv(b"".join(exported.pieces()))
    assert [int(row["product_id"]) for row in rows] == before
    assert "changed" not in {row["product_name"] for row in rows}
    assert exported.rows == len(before)


def test_export_that_finds_no_room_leaves_nothing(
    shelf: Database, tmp_path: Path, made_files: list[IO[bytes]]
) -> None:
    def refuse(_more_bytes: int) -> None:
        raise DiskFull("no room")

    with pytest.raises(DiskFull):
        export_products(shelf, ProductFilter(), "csv", ExportRoom(tmp_path, refuse))

    assert [file.closed for file in made_files] == [True]


@pytest.mark.usefixtures("shelf")
def test_export_takes_the_filters_of_the_list(client: Client) -> None:
    for query in ("", "q=lamp&sort=price", "active=false", "brand=%40home&partner=nord", "q=no"):
        items = client.get(f"/api/v1/products?{query}").json()["items"]
        rows = rows_of_csv(client.get(f"{EXPORT}?{query}").content)
        assert [row["product_id"] for row in rows] == [item["product_id"] for item in items], query
    answer = client.get(f"{EXPORT}?format=parquet")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="products.parquet"'
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert client.get(f"{EXPORT}?partner=nobody").json()["code"] == "partner/not_found"
    for query in ("format=xlsx", "limit=5", "cursor=x", "sort=name", "colour=red"):
        assert client.get(f"{EXPORT}?{query}").json()["code"] == "request/invalid", query


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_bound_key_exports_its_products_alone(client: Client, form: str) -> None:
    bound = client.make_key("catalog:read", partner="lumen")

    content = client.get(f"{EXPORT}?format={form}", key=bound).content

    rows = rows_of_csv(content) if form == "csv" else rows_of_parquet(content)
    assert {row["partner"] for row in rows} == {"lumen"}
    assert len(rows) == 13
    foreign = client.get(f"{EXPORT}?format={form}&partner=nord", key=bound)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "partner/not_found")
    writer = client.make_key("orders:read", "analytics:read", "admin")
    assert client.get(EXPORT, key=writer).json()["code"] == "auth/scope"
    assert client.get(EXPORT, key=None).status_code == 401


@pytest.mark.usefixtures("shelf")
def test_visitor_takes_the_same_with_the_session_alone(gate: Gate) -> None:
    stranger = gate.ask("GET", "/copies/products", headers={"sec-fetch-dest": "empty"})
    gate.sign_in()
    answer = gate.ask("GET", "/copies/products?q=lamp&partner=nord")
    typed = gate.ask("GET", "/copies/products?q=lamp&partner=nord&format=parquet")

    assert stranger.status_code == 401
    assert answer.content.startswith("\ufeff".encode())
    assert len(rows_of_csv(answer.content[3:])) == len(rows_of_parquet(typed.content)) == 7
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_memory_of_an_export_is_that_of_a_step(
    shelf: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Form
) -> None:
    monkeypatch.setattr("catalog.product_export.ROWS_A_STEP", 500)
    of_step = {"description": "x" * 1000}
    make_many(shelf, 20_000, **of_step)
    read: list[ReferenceType[pa.Table]] = []
    held: list[int] = []

    def noted(*asked: Any) -> Iterator[pa.Table]:  # noqa: ANN401 - what read_steps takes
        for step in read_steps(*asked):
            read.append(ref(step))
            yield step
            del step
            held.append(sum(each() is not None for each in read))

    monkeypatch.setattr("catalog.product_export.read_steps", noted)
    room = ExportRoom(tmp_path, lambda _more_bytes: None)
    export_products(shelf, ProductFilter(), form, room).file.close()

    assert len(held) > 40
    assert max(held) <= 2


def make_many(database: Database, products: int, **said: object) -> None:
    """Append copies of the first product, with ids of their own."""
    with database.transaction() as cursor:
        cursor.execute(
            "insert into product by name select * exclude (n, product_id, sku, description),"
            " 1000 + n as product_id, 'N-' || n as sku, $description as description"
            " from product, range($products) as t(n) where product_id = 1",
            {**said, "products": products},
        )
