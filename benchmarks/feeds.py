"""Seeded feeds of any size, one row in a hundred bad in one of the ways in which rows are bad."""

from pathlib import Path

import duckdb

# by the row's number modulo 1,000: ten kinds of bad rows, one in a thousand each
BAD = {
    "title": "when 7 then ''",
    "price": "when 107 then 'n/a' when 207 then '' when 307 then '1.299' when 407 then '0'",
    "currency": "when 507 then 'XXY'",
    "availability": "when 607 then 'perhaps'",
    "quantity": "when 707 then 'many' when 807 then '-3'",
    "id": "when 907 then 'SKU-00000001'",
}
CELLS = {
    "id": "'SKU-' || lpad(i::varchar, 8, '0')",
    "title": "'Product number ' || i || ' with a title of usual length ' || hash(i) % 100000",
    "description": (
        "'Product ' || i || ' is described here at some length, as shops do, so that a row has"
        " some two hundred and fifty bytes: ' || md5(i::varchar) || md5((i * 7)::varchar)"
    ),
    "price": (
        "((1 + hash(i * 3 + $version * (i % 20 = 3)::int) % 100000 / 100.0)"
        "::decimal(10, 2))::varchar"
    ),
    "currency": "'USD'",
    "availability": "case when i % 10 = 0 then 'out of stock' else 'in stock' end",
    "quantity": "(hash(i) % 500)::varchar",
    "brand": "'Brand ' || i % 1000",
    "category": "'Home > Room ' || i % 50 || ' > Shelf ' || i % 500",
    "link": "'https://shop.example/p/' || i",
}


def write_feed(path: Path, rows: int, version: int = 0) -> Path:
    """Write a feed of so many rows; another version has another price in every twentieth."""
    cells = ", ".join(f"{_cell(name)} as {name}" for name in CELLS)
    relation = " from range($rows) as t(i)"
    query = "select " + cells.replace("$version", str(version)) + relation
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        records = connection.sql(query, params={"rows": rows})
        records.to_csv(str(path), header=True)
    return path


def _cell(name: str) -> str:
    return f"case i % 1000 {BAD[name]} else {CELLS[name]} end" if name in BAD else CELLS[name]
