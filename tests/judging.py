"""What the rules make of some records, without a feed around them. A pytest plugin."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from catalog.currencies import write_currencies
from catalog.database import Database, Row, rows_of
from catalog.migrations import migrate
from ingestion.macros import install_macros
from ingestion.profiles import Mode, Profile
from ingestion.staging import Reading, classify_records, stage_records

Judge = Callable[..., list[Row]]
HEADER = "sku,name,price,currency,availability,quantity,sale_price"


@pytest.fixture
def judge(database: Database, tmp_path: Path) -> Judge:
    """Return what the rules make of some records: values, action and codes, by record."""
    write_currencies(database)

    def judge(
        *records: str, header: str = HEADER, mode: Mode = "full", **profile: object
    ) -> list[Row]:
        path = tmp_path / "feed.csv"
        path.write_text("\n".join([header, *records]) + "\n", encoding="utf-8")
        reading = Reading(path, 1, Profile.model_validate(profile), mode, 10**9)
        with database.cursor() as cursor:
            stage_records(cursor, reading, lambda: None)
            classify_records(cursor)
            cursor.execute("select * from outcome order by record_number")
            rows = rows_of(cursor)
        for row in rows:
            row["codes"] = [finding["code"] for finding in row["findings"] or []]
        return rows

    return judge


@pytest.fixture(scope="session")
def macros(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    """Lend a connection that knows the macros of the rules."""
    database = Database(tmp_path_factory.mktemp("macros") / "x.duckdb", threads=1)
    migrate(database)
    with database.cursor() as cursor:
        install_macros(cursor)
        yield cursor
    database.close()
