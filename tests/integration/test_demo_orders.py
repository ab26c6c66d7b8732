"""`make demo ORDERS=FILE`: past orders through the real importer, and what is said of them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb

from catalog.clock import utc_now
from catalog.settings import Settings
from demo import Demo
from demo_orders import PastOrders, import_past_orders
from tests.importing import Importing
from tests.sources import ROOT

RETAIL = """\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536366,71053,LANTERN,1,2011-01-03 08:26:00,3.39,17850.0,United Kingdom
C536379,85123A,HEART,-1,2011-01-04 09:41:00,2.55,17850.0,United Kingdom
536367,X,ODD,0,2011-01-04 09:41:00,1.00,17850.0,France
"""


def say_all(importing: Importing, past: PastOrders) -> list[str]:
    """Import the file with a runner, and return the lines that were said."""
    said: list[str] = []
    demo = Demo(importing.database, importing.ingestion, importing.desk, utc_now, said.append)
    importing.runner.start()
    try:
        import_past_orders(demo, Settings(data_dir=importing.folder), past)
    finally:
        importing.runner.stop()
    return said


def run_demo(**settings: str) -> subprocess.CompletedProcess[str]:
    """Run `make demo` with these settings to its end."""
    return subprocess.run(
        [sys.executable, "app.py", "demo"],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_file_is_named_by_the_environment() -> None:
    assert PastOrders.named_in({}) is None
    assert PastOrders.named_in({"ORDERS": ""}) is None
    assert PastOrders.named_in({"ORDERS": "shop.csv.gz"}) == PastOrders(
        Path("shop.csv.gz"), "online_retail", "GBP"
    )


def test_past_orders_are_imported_and_their_revenue_told(
    importing: Importing, tmp_path: Path
) -> None:
    path = tmp_path / "shop.csv"
    path.write_text(RETAIL, encoding="utf-8")

    said = "\n".join(say_all(importing, PastOrders(path, "online_retail", "GBP")))

    assert "4 read = 3 inserted + 0 unchanged + 1 skipped" in said
    assert [line.split() for line in said.splitlines() if line.endswith("GBP")] == [
        ["2010-12", "15.30", "GBP"],
        ["2011-01", "0.84", "GBP"],
        ["in", "all", "16.14", "GBP"],
    ]
    assert "from=2010-12-01&to=2011-01-04&by=Month&partner=shop" in said
    assert path.read_text(encoding="utf-8") == RETAIL


def test_file_of_another_form_says_why_and_writes_nothing(
    importing: Importing, tmp_path: Path
) -> None:
    path = tmp_path / "shop.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")

    said = "\n".join(say_all(importing, PastOrders(path, "plain", "EUR")))

    assert "FAILED" in said
    assert "header/missing_required" in said
    assert importing.rows("from order_item") == []


def test_demo_ends_once_the_published_file_has_its_orders(tmp_path: Path) -> None:
    ended = run_demo(SERVE="0", FEEDLEDGER_DATA_DIR=str(tmp_path / "run"))

    assert ended.returncode == 0, ended.stderr
    placed = int(re.findall(r"(\d+) sample orders placed", ended.stdout)[0])
    with duckdb.connect(tmp_path / "run" / "analytics.duckdb", read_only=True) as file:
        assert file.execute("select count(*) from orders").fetchall() == [(placed,)]
    assert placed > 0
    assert "The file for analysts has all of it" in ended.stdout


def test_file_that_is_not_there_starts_nothing(tmp_path: Path) -> None:
    ended = run_demo(ORDERS="nowhere.csv", FEEDLEDGER_DATA_DIR=str(tmp_path / "run"))

    assert (ended.returncode, "There is no file nowhere.csv" in ended.stdout) == (1, True)
    assert not (tmp_path / "run").exists()
