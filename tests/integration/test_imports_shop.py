"""Imported orders beside the catalog, the stock and the orders placed here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.revenue import read_revenue, read_totals
from analytics.revenue_query import RevenueQuery
from ingestion.revert import request_revert
from orders.desk import place_order
from orders.stock import available_units, note_counts
from tests.feeding import Feeding
from tests.importing import Importing, ledger
from tests.shop import Shop, ask

HEADER = "order_number,ordered_at,partner,sku,quantity,unit_price,currency,country\n"
LAMPS = HEADER + "A,2011-03-01,lumen,LAMP,3,10,USD,France\nA,2011-03-01,lumen,GONE,1,5,USD,\n"
FEED = "sku,name,price,quantity,brand,category\nLAMP,Lamp,15.00,10,Luxo,Lights\n"
ORPHANS = """
select line.sku from sales_line as line anti join product using (product_id)
where line.product_id is not null
"""


@pytest.fixture
def fed(feeding: Feeding, tmp_path: Path) -> tuple[Feeding, Importing]:
    """Lend a catalog without a product, and imports beside it; jobs run when the test says so."""
    feeding.hooks.append(lambda cursor, feed: note_counts(cursor, feed.feed_id, feed.received_at))
    feeding.runner.stop()
    importing = Importing(feeding.database, tmp_path / "imports")
    importing.room = replace(importing.room, desk=feeding.desk)
    return feeding, importing


def named(importing: Importing) -> list[tuple[Any, ...]]:
    return importing.rows(
        "select sku, product_id is not null, category, brand from sales_line order by sku desc"
    )


def test_line_names_the_product_that_the_catalog_has(
    fed: tuple[Feeding, Importing],
) -> None:
    feeding, importing = fed
    feeding.work_off(feeding.deliver(FEED))

    importing.bring(LAMPS + "C,2011-04-01,lumen,LAMP,-1,10,USD,France\n")

    assert named(importing) == [
        ("LAMP", True, "Lights", "Luxo"),
        ("LAMP", True, "Lights", "Luxo"),
        ("GONE", False, None, None),
    ]
    assert importing.rows(ORPHANS) == []


def test_product_removed_just_before_the_lines_are_written_is_not_named(
    fed: tuple[Feeding, Importing],
) -> None:
    feeding, importing = fed
    feed = feeding.work_off(feeding.deliver(FEED))
    request_revert(feeding.ingestion, feed.feed_id, "user:anna")
    job_id = importing.deliver(LAMPS + "C,2011-04-01,lumen,LAMP,-1,10,USD,France\n")
    lock = feeding.desk.lock

    class Late:
        """A lock that the revert gets before the import does, which has found its products."""

        def __enter__(self) -> None:
            object.__setattr__(feeding.desk, "lock", lock)
            assert feeding.products() != []
            assert feeding.run_next() == "REVERT"
            lock.acquire()

        def __exit__(self, *_: object) -> None:
            lock.release()

    object.__setattr__(feeding.desk, "lock", Late())
    with importing.database.transaction() as cursor:  # the import is claimed first
        cursor.execute(
            "update job set queued_at = queued_at - interval 1 day where kind = 'IMPORT'"
        )

    job = importing.run(job_id)

    assert ledger(job) == (3, 3, 0, 0)
    assert feeding.products() == []
    assert named(importing) == [
        ("LAMP", False, None, None),
        ("LAMP", False, None, None),
        ("GONE", False, None, None),
    ]
    assert importing.rows(ORPHANS) == []


def test_import_that_comes_before_a_reverts_commit_keeps_its_product(
    fed: tuple[Feeding, Importing],
) -> None:
    feeding, importing = fed
    feed = feeding.work_off(feeding.deliver(FEED))
    came: list[tuple[int, ...]] = []

    @contextmanager
    def pause() -> Iterator[None]:
        if not came:  # the revert has written everything, and is about to commit
            came.append(ledger(importing.bring(LAMPS)))
        with feeding.desk.lock:
            yield

    feeding.orders = replace(feeding.orders, pause=pause)
    request_revert(feeding.ingestion, feed.feed_id, "user:anna")

    feeding.run_next()

    assert came == [(2, 2, 0, 0)]
    assert feeding.product("LAMP")["is_active"] is False
    assert named(importing)[0] == ("LAMP", True, "Lights", "Luxo")
    assert importing.rows(ORPHANS) == []


def test_imported_lines_take_no_stock(fed: tuple[Feeding, Importing]) -> None:
    feeding, importing = fed
    feeding.work_off(feeding.deliver(FEED))
    product_id = feeding.product("LAMP")["product_id"]
    recent = LAMPS.replace("2011-03-01", "2026-11-23T08:00:00Z")

    importing.bring(recent + "C,2026-11-23,lumen,LAMP,-2,10,USD,France\n")
    feeding.work_off(feeding.deliver(FEED))

    assert available_units(feeding.database, [product_id]) == {product_id: 10}
    assert importing.rows("from stock_count") == []


def test_order_placed_here_stays_as_it_was(importing: Importing) -> None:
    shop = Shop(importing.database)
    shop.stocked(LAMP=5)
    placed = place_order(shop.desk, ask(LAMP=2), owner="ann").order
    before = importing.written()
    text = LAMPS + f"{placed.order_number},2011-03-02,lumen,LAMP,1,10,USD,Spain\n"

    job = importing.bring(text, source="oldshop")

    assert ledger(job) == (3, 3, 0, 0)
    own = "select order_id from customer_order where imported_from is null"
    for table, rows in before.items():
        assert importing.database.rows(f"from {table} where order_id in ({own})") == rows
    assert available_units(importing.database, [shop.ids["lumen", "LAMP"]]) == {
        shop.ids["lumen", "LAMP"]: 3
    }
    numbers = "select count(*) from customer_order where order_number = '{}'"
    assert importing.rows(numbers.format(placed.order_number)) == [(2,)]


def test_imported_orders_count_in_the_revenue_of_their_dates(importing: Importing) -> None:
    importing.bring(LAMPS + "C,2011-04-01,lumen,LAMP,-1,10,USD,France\n")

    by_month = read_revenue(importing.database, RevenueQuery(group_by="month"))
    by_country = read_revenue(importing.database, RevenueQuery(group_by="country"))

    assert [(row.key, row.orders, row.gross, row.refunds) for row in by_month] == [
        ("2011-03", 1, Decimal(35), Decimal(0)),
        ("2011-04", 0, Decimal(0), Decimal(10)),
    ]
    assert [(row.key, row.net) for row in by_country] == [("France", Decimal(25))]
    (total,) = read_totals(importing.database, RevenueQuery(group_by="country"))
    assert (total.orders, total.units, total.net) == (1, 4, Decimal(25))


def test_orders_are_placed_between_the_batches_of_an_import(importing: Importing) -> None:
    shop = Shop(importing.database)
    shop.stocked(LAMP=5)
    placed = []

    class Between:
        """A lock after which an order is placed, each time."""

        def __enter__(self) -> None:
            shop.desk.lock.acquire()

        def __exit__(self, *_: object) -> None:
            shop.desk.lock.release()
            placed.append(place_order(shop.desk, ask(LAMP=1), owner="ann").order)

    object.__setattr__(importing.desk, "lock", Between())
    importing.room = replace(importing.room, batch_lines=1)
    text = LAMPS + "B,2011-03-01,lumen,LAMP,3,10,USD,\nC,2011-03-01,lumen,RUG,3,10,USD,\n"

    job = importing.bring(text)

    assert ledger(job) == (4, 4, 0, 0)
    assert len(placed) == 3
    assert available_units(importing.database, [shop.ids["lumen", "LAMP"]]) == {
        shop.ids["lumen", "LAMP"]: 2
    }
    counted = "select count(*) from customer_order where imported_from is null"
    assert importing.rows(counted) == [(3,)]
