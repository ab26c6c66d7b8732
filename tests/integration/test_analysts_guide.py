"""docs/analysts.md beside a published file: what it lists is there, and what it shows works."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from analytics.parquet_set import export_set
from analytics.published_files import PublishedFiles
from catalog.clock import utc_now
from catalog.database import Database
from ingestion.folder_store import FolderStore
from tests.analysts import Published, read_blocks
from tests.dictionary import BEGIN, END, GUIDE, describe_macros, describe_tables, section_of
from tests.model.analyst import by_month
from tests.model.grouping import grouped, month, total_of

IN_GUIDE = "data/run/analytics.duckdb"
TEXT = GUIDE.read_text(encoding="utf-8")
COLUMNS = """
select table_name, list(column_name) from duckdb_columns() where not internal group by table_name
"""


@pytest.fixture
def here(published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder in which the file has the path that the guide says."""
    place = tmp_path / IN_GUIDE
    place.parent.mkdir(parents=True)
    place.hardlink_to(published.path)
    monkeypatch.chdir(tmp_path)
    return place


def test_every_table_and_column_is_listed_as_the_file_says(published: Published) -> None:
    with duckdb.connect(str(published.path), read_only=True) as reader:
        described = {BEGIN: describe_tables(reader), END: describe_macros(reader)}

    for heading, expected in described.items():
        start, end = section_of(TEXT, heading)
        assert TEXT[start:end].strip() == expected, "python -m tests.dictionary writes it anew"


def test_model_shows_every_table_and_no_other(published: Published) -> None:
    picture = TEXT.split("## The model")[1].split("```")[1]
    with duckdb.connect(str(published.path), read_only=True) as reader:
        named = {
            name
            for (name,) in reader.execute(
                "select table_name from information_schema.tables"
            ).fetchall()
        }

    assert {name for name in named if re.search(rf"\b{name}\b", picture)} == named - {
        "about",
        "currencies",
    }


def test_books_of_the_season_add_up(published: Published) -> None:
    checks = TEXT.split("## Does it add up?")[1].split("\n## ")[0]
    statements = re.findall(r"```sql\n(.*?)```", checks, re.DOTALL)
    with duckdb.connect(str(published.path), read_only=True) as reader:
        answers = [reader.execute(statement).fetchall() for statement in statements]

    assert answers == [[], []]


def test_macros_come_to_what_the_records_come_to(published: Published) -> None:
    example = TEXT.split("## The measures in SQL")[1].split("```sql\n")[1].split("```")[0]
    with duckdb.connect(str(published.path), read_only=True) as reader:
        found = reader.execute(example).fetchall()

    months = by_month(published.season)
    for currency, gross, net, orders in found:
        ours = [row for row in months if row[1] == currency]
        assert (gross, net) == (sum(row[4] for row in ours), sum(row[6] for row in ours))
        assert orders == sum(row[2] for row in ours)
    assert len(found) == 2


@pytest.mark.usefixtures("here")
def test_python_of_the_guide_reads_exact_amounts() -> None:
    example = next(block for block in read_blocks("python") if "duckdb.connect" in block)
    names: dict[str, Any] = {}

    exec(example, names)  # noqa: S102 - our own example

    exact = [row[-1] for row in names["rows"]]
    assert names["as_polars"]["net"].to_list() == exact
    assert names["as_arrow"].column("net").to_pylist() == exact
    assert list(names["as_arrow"].to_pandas()["net"]) == exact
    assert len(names["as_pandas"]) == len(exact)


def test_parquet_files_of_the_guide_hold_the_same_lines(
    published: Published, here: Path, database: Database
) -> None:
    store = FolderStore(here.parent / "landing")
    files = PublishedFiles(here.parent)
    example = next(block for block in read_blocks("python") if "scan_parquet" in block)
    names: dict[str, Any] = {}
    with files.held() as path, database.cursor() as cursor:
        cursor.execute("attach $path as shown (read_only)", {"path": str(path)})
        export_set(cursor, store, here.parent / "one.parquet", utc_now(), lambda _: None)

    exec(example, names)  # noqa: S102 - our own example

    sales = [sale for sale in published.season.sales if month(sale.day) >= "2026-10"]
    expected = grouped(sales, lambda sale: sale.product.currency)
    assert names["sold"].rows() == [
        (currency, total_of(sale.total for sale in found)) for currency, found in expected
    ]
    with duckdb.connect() as reader:
        read = "select count(*) from read_parquet($paths)"
        assert reader.execute(read, {"paths": names["paths"]}).fetchall() == [(len(sales),)]


@pytest.mark.usefixtures("here")
def test_file_can_be_attached_beside_tables_of_ones_own() -> None:
    example = next(block for block in read_blocks("sql") if block.startswith("attach"))
    with duckdb.connect("mine.duckdb") as own:
        own.execute(example)

        assert own.execute("select count(*) > 0 from my_view_of_it").fetchone() == (True,)


def test_connections_of_one_process_share_what_is_open(
    published: Published, tmp_path: Path
) -> None:
    place, newer = tmp_path / "analytics.duckdb", tmp_path / "newer.duckdb"
    place.write_bytes(published.path.read_bytes())
    with duckdb.connect(str(newer), config={"storage_compatibility_version": "v1.0.0"}) as other:
        other.execute("create table about as select 'newer' as version")
    first = duckdb.connect(str(place), read_only=True)
    newer.replace(place)

    with duckdb.connect(str(place), read_only=True) as second:
        assert second.execute("select count(*) from orders").fetchone() is not None
    assert first.execute("select count(*) from orders").fetchone() is not None
    first.close()
    with duckdb.connect(str(place), read_only=True) as again:
        assert again.execute("from about").fetchall() == [("newer",)]


def test_dbt_names_only_what_the_file_has(published: Published) -> None:
    profiles, sources = (yaml.safe_load(block) for block in read_blocks("yaml"))
    (attached,) = profiles["feedledger"]["outputs"]["dev"]["attach"]
    (source,) = sources["sources"]
    with duckdb.connect(str(published.path), read_only=True) as reader:
        columns = dict(reader.execute(COLUMNS).fetchall())
        fresh = source["config"]["loaded_at_query"].replace("feedledger.main.", "")
        assert reader.execute(f"select typeof(({fresh}))").fetchone() == (
            "TIMESTAMP WITH TIME ZONE",
        )

    assert (attached["alias"], attached["read_only"]) == (source["database"], True)
    assert source["schema"] == "main"
    for table in source["tables"]:
        for column in table.get("columns", ()):
            assert column["name"] in columns[table["name"]]
            assert "unique" not in column["data_tests"] or is_unique(
                published, table["name"], column["name"]
            )
    assert {table["name"] for table in source["tables"]} <= columns.keys()


def is_unique(published: Published, table: str, column: str) -> bool:
    with duckdb.connect(str(published.path), read_only=True) as reader:
        row = reader.execute(f"select count(*) = count(distinct {column}) from {table}").fetchone()  # noqa: S608 - our own names
    return row == (True,)
