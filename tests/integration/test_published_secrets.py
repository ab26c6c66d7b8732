"""What the analysts' file must not tell: every text of the database has a mark; some come out."""

import re
from collections.abc import Iterator
from itertools import groupby

import duckdb
import pytest

from catalog.database import Database
from orders.desk import place_order
from orders.refunds import refund_order
from orders.refusals import OrderUnavailable
from tests.feeding import Feeding
from tests.publishing import TABLES, Publishing
from tests.shop import ask

FEED = "sku,title,price,availability\nA,Lamp,10.00,in stock\nB,Rug,20.00,yes\nC,Vase,-1,yes\n"
TEXTS = ("VARCHAR", "JSON", "VARCHAR[]")
# a mark here would change what is published at all, or is what money is counted by
LEFT = {("currency", "code"), ("migration", "name"), ("revenue_cover", "zone")}
# products as they were: their texts are those of products
IMAGES = {"feed_forecast", "product_change", "removed_product"}
# what has no row yet gets one; these columns take only words of a list
WORDS: dict[str, dict[str, object]] = {
    "alert_delivery": {"event": "raised", "status": "sent"},
    "idempotency_key": {"operation": "cancel", "status": "x", "refunded": 0},
    "inbox_take": {"mode": "full"},
    "job_lease": {"progress": 0},
    "order_import": dict.fromkeys(("rows_read", "inserted", "unchanged", "skipped"), 0),
    "schedule": {"kind": "pull", "mode": "full", "interval_s": None, "last_outcome": "failed"},
}
SECRET = {
    *(("user_account", "username"), ("user_account", "password_hash")),
    *(("login_session", "token_sha256"), ("api_key", "key_sha256"), ("api_key", "name")),
    *(("alert_channel", "url"), ("schedule", "url"), ("schedule", "credentials")),
    *(("idempotency_key", "key"), ("customer_order", "idempotency_key")),
    *(("customer_order", "owner"), ("order_event", "actor"), ("saved_query", "sql")),
    *(("feed", "raw_key"), ("feed", "delivered_by"), ("feed", "decided_by"), ("job", "error")),
    *(("mapping_profile", "profile"), ("mapping_profile", "saved_by")),
    *(("inbox_refusal", "key"), ("query_history", "sql"), ("saved_view", "asked")),
}
OF_PRODUCTS = {"sku", "product_name", "brand", "category"}
OF_LINES = {*OF_PRODUCTS, "country"}
TOLD = {
    "customer_order": {"order_number", "customer_ref", "country", "imported_from"},
    "feed": {"filename", "held_by", "origin"},
    "feed_issue": {"sku", "column_name", "code", "raw_value", "normalized_value", "row_outcome"},
    "order_item": OF_LINES,
    "order_refund": OF_LINES,
    "order_refusal": {"partner", "sku", "code"},
    "partner": {"code", "name"},
    "product": {
        *(*OF_PRODUCTS, "description", "gtin", "mpn", "image_link", "link", "condition"),
        *("availability", "availability_date", "attributes"),
    },
}


def text_columns(database: Database) -> Iterator[tuple[str, str, str]]:
    """Give table, column and type of every text that the database has."""
    rows = database.rows(
        "select table_name, column_name, data_type from duckdb_columns()"
        " join duckdb_tables() using (table_name) where not duckdb_tables.internal"
    )
    for row in rows:
        named = (str(row["table_name"]), str(row["column_name"]))
        if row["data_type"] in TEXTS and named not in LEFT and named[1] != "currency":
            yield *named, str(row["data_type"])


def marked(table: str, column: str, kind: str) -> object:
    """Return the mark of the column, as a value of its type."""
    mark = f"mk-{table}-{column}"
    return {"VARCHAR": mark, "JSON": f'{{"m": "{mark}"}}', "VARCHAR[]": [mark]}[kind]


def fill_empty(database: Database) -> None:
    """Give each table without a row one that is nobody's."""
    rows = database.rows(
        "select table_name, column_name, data_type from duckdb_columns()"
        " join duckdb_tables() using (table_name) where not duckdb_tables.internal"
        " order by table_name, column_index"
    )
    for table, found in groupby(rows, key=lambda row: str(row["table_name"])):
        columns = [(str(row["column_name"]), str(row["data_type"])) for row in found]
        if table not in IMAGES and not database.rows(f"from {table} limit 1"):
            words = WORDS.get(table, {})
            row = {name: words.get(name, something(kind)) for name, kind in columns}
            values = ", ".join(f"cast(${name} as {kind})" for name, kind in columns)
            with database.transaction() as cursor:
                cursor.execute(f"insert into {table} values ({values})", row)  # noqa: S608 - ours


def something(kind: str) -> object:
    """Return a value of the type that says nothing."""
    if kind == "UUID":
        return "6f3a67eb-f904-4a97-8bdd-35116539e4b1"
    if kind.startswith("TIMESTAMP") or kind == "DATE":
        return "2026-01-01"
    if kind.endswith("[]"):
        return []
    if kind == "JSON":
        return "{}"
    if kind.startswith("STRUCT"):
        return None
    return "x" if kind in {"VARCHAR", "BLOB"} else 1


def plant_marks(database: Database) -> set[tuple[str, str]]:
    """Put its mark into every text that takes it, and return those that did."""
    planted = set()
    for table, column, kind in list(text_columns(database)):
        try:
            with database.transaction() as cursor:
                statement = f"update {table} set {column} = $mark"  # noqa: S608 - our own names
                cursor.execute(statement, {"mark": marked(table, column, kind)})
        except duckdb.ConstraintException:  # it takes only words of a list
            continue
        planted.add((table, column))
    return planted


@pytest.fixture
def planted(feeding: Feeding) -> set[tuple[str, str]]:
    """Have a mark in every text of a shop with a feed, orders, a refund and a refusal."""
    feeding.load(FEED)
    feeding.runner.stop()
    order = place_order(feeding.desk, ask(A=2, B=1), owner="ann").order
    refund_order(
        feeding.desk, order.order_id, [(1, 1)], owner="ann", actor="user:ann", idempotency_key="k"
    )
    with pytest.raises(OrderUnavailable):
        place_order(feeding.desk, ask(C=1), owner="ann")
    fill_empty(feeding.database)
    return plant_marks(feeding.database)


def test_no_secret_and_no_name_of_a_person_is_in_the_file(
    planted: set[tuple[str, str]], publishing: Publishing
) -> None:
    assert planted >= SECRET
    publishing.publish()

    told = {
        mark
        for table in TABLES
        for row in publishing.read(f"from {table}")
        for mark in re.findall(r"mk-(\w+)-(\w+)", str(row))
    }

    assert told == {(table, column) for table, columns in TOLD.items() for column in columns}
    content = publishing.path.read_bytes()
    assert [named for named in planted - told if b"mk-%s-%s" % pair(named) in content] == []


def pair(named: tuple[str, str]) -> tuple[bytes, bytes]:
    table, column = named
    return table.encode(), column.encode()
