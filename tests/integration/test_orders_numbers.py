"""Order numbers: one after the other, none given twice, none left out."""

from datetime import UTC, datetime

import duckdb
import pytest

from catalog.clock import utc_now
from catalog.database import Database
from orders import placing
from orders.desk import OrderDesk
from orders.numbers import new_id
from tests.shop import Shop, ask


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def number(shop: Shop) -> str:
    return shop.place(ask(LAMP=1)).order.order_number


def test_next_start_goes_on_where_the_last_one_ended(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    before = [number(shop), number(shop)]

    shop.desk = OrderDesk(shop.database, shop.desk.clock)

    assert [*before, number(shop)] == ["FL-000001", "FL-000002", "FL-000003"]


def test_order_that_could_not_be_written_leaves_no_gap(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.stocked(LAMP=9)
    first = number(shop)

    def fail(*_: object) -> None:
        raise duckdb.IOException("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(placing, "write_orders", fail)
        with pytest.raises(duckdb.IOException):
            number(shop)

    assert [first, number(shop)] == ["FL-000001", "FL-000002"]


def test_numbers_of_imported_orders_are_not_ours(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    with shop.database.transaction() as cursor:
        cursor.execute(
            "insert into customer_order by name select uuid() as order_id, 'FL-999999' as"
            " order_number, 'CONFIRMED' as status, 'USD' as currency, 0 as total, 'x' as"
            " customer_ref, 'x' as owner, [1] as partner_ids, now() as ordered_at,"
            " 'elsewhere' as imported_from"
        )

    assert number(shop) == "FL-000001"


def test_more_than_a_million_orders_have_longer_numbers(shop: Shop) -> None:
    shop.stocked(LAMP=9)
    number(shop)
    with shop.database.transaction() as cursor:
        cursor.execute("update customer_order set order_number = 'FL-999999'")
    shop.desk = OrderDesk(shop.database, shop.desk.clock)

    assert [number(shop), number(shop)] == ["FL-1000000", "FL-1000001"]
    shop.desk = OrderDesk(shop.database, shop.desk.clock)
    assert number(shop) == "FL-1000002"


def test_ids_are_uuids_of_version_7_that_tell_the_time() -> None:
    before = utc_now()

    ids = [new_id() for _ in range(1000)]

    assert len(set(ids)) == 1000
    assert {(each.version, each.variant) for each in ids} == {(7, ids[0].variant)}
    assert "RFC 4122" in ids[0].variant.upper()
    told = datetime.fromtimestamp((ids[0].int >> 80) / 1000, UTC)
    assert abs((told - before).total_seconds()) < 5
