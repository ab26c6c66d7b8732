"""Real past orders, written by third parties, against what Python's csv reads of them."""

import csv
import gzip
import io
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from analytics.comparison import Compare
from analytics.contributions import ChangeQuery, explain_change
from analytics.cover import read_cover
from analytics.revenue import read_revenue, read_totals
from analytics.revenue_query import GroupBy, RevenueQuery
from analytics.rollup import Rollup
from orders.import_presets import LINES, ORDERS, PRODUCTS
from tests.importing import Importing, ledger

CENT = Decimal("0.01")
TOTAL = Decimal("9747747.93")
DECEMBER = date(2011, 12, 1)
UTC_ZONE = ZoneInfo("UTC")


class Line(NamedTuple):
    order: str
    month: str
    country: str
    amount: Decimal


@pytest.fixture(scope="session")
def retail(realdata: Path) -> Path:
    """Lend the file of 541,909 lines of a British shop."""
    return realdata / "orders" / "online_retail.csv.gz"


def read_retail(path: Path) -> list[Line]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [
            Line(
                row["InvoiceNo"],
                row["InvoiceDate"][:7],
                row["Country"],
                cents(int(row["Quantity"]) * Decimal(row["UnitPrice"])),
            )
            for row in csv.DictReader(file)
        ]


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def work_out(importing: Importing) -> None:
    """Have the cells of revenue hold every month, as the application does in the background."""
    Rollup(importing.database, UTC_ZONE).refresh()
    with importing.database.cursor() as cursor:
        cover = read_cover(cursor, UTC_ZONE)
    assert cover is not None
    assert cover.days_within(None, None) == (date(2010, 12, 1), date(2012, 1, 1))


def net_by(importing: Importing, group_by: GroupBy) -> dict[str, Decimal]:
    rows = read_revenue(importing.database, RevenueQuery(group_by=group_by))
    assert {row.currency for row in rows} == {"GBP"}
    return {row.key: row.net for row in rows}


def moves_between(lines: list[Line], before: str, now: str) -> dict[str, Decimal]:
    """Return by how much each country's net of one month differs from that of another."""
    moves: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.month in (before, now):
            moves[line.country] += line.amount if line.month == now else -line.amount
    return {country: move for country, move in moves.items() if move}


def moved(importing: Importing, month: date, compare: Compare) -> dict[str, Decimal]:
    """Return what each country adds to the change of that month of 2011, as it is explained."""
    query = ChangeQuery(
        from_day=month,
        to_day=(month + timedelta(days=31)).replace(day=1),
        currency="GBP",
        group_by="country",
        compare=compare,
    )
    change = explain_change(importing.database, query, 1000)
    found = {each.key: each.change for each in change.contributions if each.key is not None}
    assert sum(found.values()) == change.change
    return found


def test_every_line_of_a_real_shop_arrives_once(importing: Importing, retail: Path) -> None:
    lines = read_retail(retail)

    job = importing.bring(retail, "online_retail", "retail", "GBP")

    assert ledger(job) == (541_909, 541_909, 0, 0)
    by_month: dict[str, Decimal] = defaultdict(Decimal)
    by_country: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        by_month[line.month] += line.amount
        by_country[line.country] += line.amount
    assert net_by(importing, "month") == by_month
    assert sum(by_month.values()) == TOTAL
    of_order = Counter(line.order for line in lines)
    found = importing.rows(
        "select order_number, (select count(*) from sales_line as line"
        " where line.order_id = past.order_id) from customer_order as past"
    )
    assert (len(found), dict(found)) == (25_900, dict(of_order))
    assert net_by(importing, "country") == by_country
    assert moved(importing, DECEMBER, "year") == moves_between(lines, "2010-12", "2011-12")
    work_out(importing)
    assert net_by(importing, "month") == by_month
    assert net_by(importing, "country") == by_country
    assert net_by(importing, "currency") == {"GBP": TOTAL}
    again = importing.written()

    repeated = importing.bring(retail, "online_retail", "retail", "GBP")

    assert ledger(repeated) == (541_909, 0, 541_909, 0)
    assert importing.written() == again
    assert net_by(importing, "month") == by_month


def test_line_sums_equal_all_412_invoice_totals(importing: Importing, realdata: Path) -> None:
    folder = realdata / "orders" / "chinook"
    parts = {LINES: "InvoiceLine", ORDERS: "Invoice", PRODUCTS: "Track"}
    files = {part: folder / f"{name}.csv" for part, name in parts.items()}
    invoices = list(csv.DictReader(io.StringIO(files[ORDERS].read_text(encoding="utf-8"))))

    job = importing.bring(files, "chinook", "chinook", "USD")

    assert ledger(job) == (2240, 2240, 0, 0)
    found = importing.rows("select order_number, total, country, customer_ref from customer_order")
    assert len(found) == 412
    assert sorted(found) == sorted(
        (row["InvoiceId"], Decimal(row["Total"]), row["BillingCountry"], row["CustomerId"])
        for row in invoices
    )
    total = sum(Decimal(row["Total"]) for row in invoices)
    for _ in range(2):
        (whole,) = read_totals(importing.database, RevenueQuery())
        assert (whole.orders, whole.net) == (412, total)
        Rollup(importing.database, UTC_ZONE).refresh()
    named = importing.rows(
        "select item.product_name from order_item as item join customer_order using (order_id)"
        " where order_number = '1' order by line"
    )
    assert named == [("Balls to the Wall",), ("Restless and Wild",)]
