"""All products of a filter as one file of one moment: CSV for people, Parquet for programs."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import pyarrow as pa
from duckdb import DuckDBPyConnection

from catalog.database import Database, transaction_on
from catalog.export_writer import TableWriter, open_writer
from catalog.exports import Export, ExportRoom, Form, GrowingFile, open_export
from catalog.products import (
    FIRST,
    Place,
    Product,
    ProductFilter,
    Sort,
    partner_of,
    refresh_looked_up,
    select_page,
)
from catalog.statements import Statements

SQL = Statements(__file__)
COLUMNS = tuple(field.name for field in fields(Product))
VALUES = {"product_id", "price", "sale_price", "quantity", "is_active", "created_at", "updated_at"}
TEXTS = [name for name in COLUMNS if name not in VALUES]
ROWS_A_STEP = 50_000


@dataclass(frozen=True)
class ProductExport(Export):
    """The finished file of so many products."""

    rows: int


def export_products(
    database: Database,
    wanted: ProductFilter,
    form: Form,
    room: ExportRoom,
    partner_id: int | None = None,
) -> ProductExport:
    """
    Return every product of the filter, in its order, as all of them were at one moment.

    With `partner_id`, of that partner alone. Never more than a step of rows is in memory, and
    nobody who reads the file slowly keeps the database waiting: it is written before it is read.

    Raises:
        PartnerNotFound: the filter names a partner that there is not, or not for this caller.
        DiskFull: there is no room for the file; none is left.
    """
    partner_id = partner_of(database, wanted, partner_id)
    refresh_looked_up(database, wanted)
    with (
        open_export(room) as growing,
        database.cursor() as cursor,
        transaction_on(cursor),
    ):
        steps = read_steps(cursor, wanted, partner_id, form)
        rows = _write(growing, steps, form)
    return ProductExport(growing.file, growing.tell(), rows)


def read_steps(
    cursor: DuckDBPyConnection, wanted: ProductFilter, partner_id: int | None, form: Form
) -> Iterator[pa.Table]:
    """Yield the products of the filter a step at a time, at least one table, which may be empty."""
    after: Place = FIRST
    while True:
        statement, parameters = select_page(wanted, partner_id, after, ROWS_A_STEP)
        sorted_by: str = wanted.sort
        if form == "csv":
            statement, sorted_by = _as_texts(statement, wanted.sort), "sorted_by"
            parameters["texts"] = TEXTS
        step = cursor.sql(statement, params=parameters).to_arrow_table()
        yield step.select(COLUMNS)
        if step.num_rows < ROWS_A_STEP:
            return
        (last,) = step.slice(step.num_rows - 1).to_pylist()
        after = (last[sorted_by], last["product_id"])


def _as_texts(page: str, sort: Sort) -> str:
    # a table of Arrow that is registered in place of this would stay in memory to the end
    return SQL["show_products"].replace("{sort}", sort).replace("{page}", page)


def _write(file: GrowingFile, steps: Iterator[pa.Table], form: Form) -> int:
    """Write the steps into the file and return how many rows they had."""
    writer: TableWriter | None = None
    rows = 0
    for step in steps:
        writer = writer or open_writer(file, step.schema, form)
        writer.write_table(step)
        rows += step.num_rows
    if writer is not None:
        writer.close()
    return rows
