"""Feeds of any size, the same each time, in which every kind of bad row is one in a thousand."""

from collections.abc import Iterable, Iterator, Mapping
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
    "category": "'Café > Room ' || i % 50 || ' > Shelf ' || i % 500",
    "link": "'https://shop.example/p/' || i",
}

# what makes every record of a feed a good one, of a product that can be ordered
ORDERABLE = {
    "id": CELLS["id"],
    "title": CELLS["title"],
    "price": CELLS["price"],
    "currency": CELLS["currency"],
    "availability": "'in stock'",
    "quantity": "'1000000'",
}

# by the line's number modulo 1,000: what makes its record malformed, as bytes
MALFORMED = {
    17: lambda line: line.split(b",", 2)[0] + b"\n",  # too few cells
    117: lambda line: line.rstrip(b"\n") + b",one,more\n",
    217: lambda line: line.replace(b'"', b"", 1).replace(b'"', b'","', 1),  # commas unquoted
    317: lambda line: line.replace(b'",', b",", 1),  # a quote that nobody closes
    417: lambda line: line.replace(b" here", b"\nhere", 1),  # well-formed, on two lines
    517: lambda line: line.replace(b"Brand", b"Br\0nd", 1),
    617: lambda line: line.replace(b"Brand", b"Br\xffnd", 1),
    717: lambda line: b"\n" + line,  # a blank line before it
}


def write_feed(
    path: Path,
    rows: int,
    version: int = 0,
    *,
    malformed: bool = True,
    cells: Mapping[str, str] | None = None,
) -> Path:
    """
    Write a feed of so many rows; another version has another price in every twentieth.

    With `malformed`, some records break the rules of CSV, beside those whose values are wrong.
    `cells` are expressions of the row's number `i` for columns that are to be good throughout.
    """
    whole = path.with_suffix(".whole") if malformed else path
    _write_well_formed(whole, rows, version, cells or {})
    if malformed:
        with whole.open("rb") as lines, path.open("wb") as broken:
            broken.writelines(_break(lines))
        whole.unlink()
    return path


def _break(lines: Iterable[bytes]) -> Iterator[bytes]:
    for at, line in enumerate(lines):
        malform = MALFORMED.get(at % 1000)
        yield malform(line) if malform else line


def _write_well_formed(path: Path, rows: int, version: int, good: Mapping[str, str]) -> None:
    cells = ", ".join(f"{good.get(name) or _cell(name)} as {name}" for name in CELLS)
    relation = " from range($rows) as t(i)"
    query = "select " + cells.replace("$version", str(version)) + relation
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        records = connection.sql(query, params={"rows": rows})
        records.to_csv(str(path), header=True)


def _cell(name: str) -> str:
    return f"case i % 1000 {BAD[name]} else {CELLS[name]} end" if name in BAD else CELLS[name]
