"""Revenue as CSV and Parquet: all rows, read when somebody wants them."""

import io

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.product_names import names_of, read_product_names
from analytics.revenue import read_revenue, read_revenue_table
from analytics.revenue_query import TIMES, RevenueQuery
from catalog.database import Database
from pages.csv_download import write_csv
from pages.revenue_table import MEASURES, values_of


def write_revenue(database: Database, query: RevenueQuery) -> bytes:
    """Return every row of the query, products with their names, as UTF-8 CSV."""
    by, rows = query.group_by, read_revenue(database, query)
    names = names_of(database, by, (row.key for row in rows))
    name = ["name"] if by == "product" else []
    values = [values_of(row, names, is_time=by in TIMES) for row in rows]
    headers = (by, *name, "currency", *MEASURES)
    cells = [
        (
            each["key"],
            *(each[column] for column in name),
            each["currency"],
            *map(each.get, MEASURES),
        )
        for each in values
    ]
    return write_csv(headers, cells)


def write_revenue_parquet(database: Database, query: RevenueQuery) -> bytes:
    """Return the same rows as Parquet, amounts as decimals, products with their names."""
    table = read_revenue_table(database, query)
    keys = table.column("key").to_pylist()
    if query.group_by == "product":
        names = read_product_names(database, keys)
        called = pa.array([names.get(key, "") for key in keys], pa.string())
        table = table.append_column("name", called)
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()
