"""What becomes of each line of past orders: placed, a refund, or skipped with a reason."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from orders.book import OrderFilter, get_order, list_orders
from tests.importing import GOOD, HEADER, Importing, ledger, line, orders


def test_line_is_kept_as_it_was_placed(importing: Importing) -> None:
    job = importing.bring(HEADER + GOOD)

    assert ledger(job) == (1, 1, 0, 0)
    (order,) = importing.database.rows(
        "select * exclude (order_id, idempotency_key, key_hash, body_sha256) from customer_order"
    )
    at = datetime(2011, 3, 4, 10, tzinfo=UTC)
    assert order == {
        "order_number": "A1",
        "status": "CONFIRMED",
        "currency": "USD",
        "total": Decimal(30),
        "customer_ref": "c-1",
        "owner": "key:test",
        "partner_ids": [1],
        "country": "France",
        "ordered_at": at,
        "imported_from": "elsewhere",
        "imported_at": datetime(2026, 11, 23, 9, tzinfo=UTC),
    }
    (item,) = importing.database.rows("select * exclude (order_id) from order_item")
    assert item == {
        "line": 1,
        "product_id": None,
        "partner_id": 1,
        "sku": "LAMP",
        "product_name": "Lamp",
        "category": None,
        "brand": None,
        "unit_price": Decimal(15),
        "quantity": 2,
        "line_total": Decimal(30),
        "currency": "USD",
        "country": "France",
        "feed_id": None,
        "ordered_at": at,
        "is_imported": True,
    }
    assert importing.rows("select code, name from partner") == [("lumen", "lumen")]


@pytest.mark.parametrize(
    ("changed", "code", "value"),
    [
        ({"order_number": " "}, "order_number/missing", None),
        ({"order_number": "9" * 101}, "order_number/too_long", "9" * 101),
        ({"line": "1.5"}, "line/invalid", "1.5"),
        ({"line": "-1"}, "line/invalid", "-1"),
        ({"line": "9999999999"}, "line/invalid", "9999999999"),
        ({"ordered_at": ""}, "ordered_at/missing", None),
        ({"ordered_at": "12/1/2010 8:26"}, "ordered_at/invalid", "12/1/2010 8:26"),
        ({"ordered_at": "2011-02-30"}, "ordered_at/invalid", "2011-02-30"),
        ({"ordered_at": "0000-01-01"}, "ordered_at/invalid", "0000-01-01"),
        ({"ordered_at": "20110304"}, "ordered_at/invalid", "20110304"),
        ({"ordered_at": "2011-03-04 25:00"}, "ordered_at/invalid", "2011-03-04 25:00"),
        ({"ordered_at": "2026-11-25"}, "ordered_at/future", "2026-11-25"),
        ({"customer_ref": "c" * 201}, "customer_ref/too_long", "c" * 201),
        ({"partner": ""}, "partner/missing", None),
        ({"partner": "../x"}, "partner/invalid", "../x"),
        ({"sku": ""}, "sku/missing", None),
        ({"sku": "s" * 256}, "sku/too_long", "s" * 256),
        ({"product_name": "p" * 1001}, "product_name/too_long", "p" * 1000),
        ({"quantity": ""}, "quantity/missing", None),
        ({"quantity": "two"}, "quantity/invalid", "two"),
        ({"quantity": "1e3"}, "quantity/invalid", "1e3"),
        ({"quantity": "1.5"}, "quantity/not_whole", "1.5"),
        ({"quantity": "0"}, "quantity/zero", "0"),
        ({"quantity": "-0.0"}, "quantity/zero", "-0.0"),
        ({"quantity": "1000000001"}, "quantity/too_large", "1000000001"),
        ({"quantity": "9" * 40}, "quantity/too_large", "9" * 40),
        ({"quantity": str(-(2**63))}, "quantity/too_large", str(-(2**63))),
        ({"unit_price": ""}, "unit_price/missing", None),
        ({"unit_price": "$5"}, "unit_price/invalid", "$5"),
        ({"unit_price": '"1,50"'}, "unit_price/invalid", "1,50"),
        ({"unit_price": "nan"}, "unit_price/invalid", "nan"),
        ({"unit_price": "0.00001"}, "unit_price/too_precise", "0.00001"),
        ({"unit_price": "9" * 15}, "unit_price/too_large", "9" * 15),
        ({"unit_price": "9" * 14}, "unit_price/too_large", "9" * 14),
        ({"quantity": "-1", "unit_price": "-1"}, "unit_price/ambiguous", "-1"),
        ({"currency": ""}, "currency/missing", None),
        ({"currency": "usd"}, "currency/unknown", "usd"),
        ({"country": "F" * 101}, "country/too_long", "F" * 101),
        ({"country": "France,too much"}, "row/too_many_cells", None),
        ({"country": "a\0b"}, "row/null_byte", None),
    ],
)
def test_line_that_cannot_be_kept_is_skipped_with_its_reason(
    importing: Importing, changed: dict[str, str], code: str, value: str | None
) -> None:
    job = importing.bring(HEADER + line(**changed) + line(order_number="B1"))

    assert ledger(job) == (2, 1, 0, 1)
    assert importing.skipped(job) == [(2, code, value)]
    assert list(orders(importing)) == ["B1"]


@pytest.mark.parametrize(
    ("changed", "column", "kept"),
    [
        ({"unit_price": "0"}, "unit_price", Decimal(0)),
        ({"unit_price": "+2.50000"}, "unit_price", Decimal("2.5")),
        ({"quantity": "+6.0"}, "quantity", 6),
        ({"line": "0"}, "line", 0),
        ({"product_name": ""}, "product_name", "LAMP"),
        ({"sku": "  00017  "}, "sku", "00017"),
        ({"ordered_at": "2011-03-04"}, "ordered_at", datetime(2011, 3, 4, tzinfo=UTC)),
        ({"ordered_at": "2011-03-04T10:05"}, "ordered_at", datetime(2011, 3, 4, 10, 5, tzinfo=UTC)),
        (
            {"ordered_at": "2011-03-04T10:05:06.5+02:00"},
            "ordered_at",
            datetime(2011, 3, 4, 8, 5, 6, 500_000, tzinfo=UTC),
        ),
        (
            {"ordered_at": "2011-03-04 10:05Z"},
            "ordered_at",
            datetime(2011, 3, 4, 10, 5, tzinfo=UTC),
        ),
        ({"unit_price": "0.125", "quantity": "1"}, "line_total", Decimal("0.13")),
        ({"unit_price": "0.5", "quantity": "3", "currency": "JPY"}, "line_total", Decimal(2)),
        (
            {"unit_price": "0.0005", "quantity": "1", "currency": "KWD"},
            "line_total",
            Decimal("0.001"),
        ),
        ({"unit_price": "99999999999999"}, "sku", None),
        ({"unit_price": "99999999999998", "quantity": "1"}, "line_total", Decimal(99999999999998)),
    ],
)
def test_cell_is_kept_in_its_plain_form(
    importing: Importing, changed: dict[str, str], column: str, kept: object
) -> None:
    importing.bring(HEADER + line(**changed))

    found = importing.database.rows("from order_item")
    assert [row[column] for row in found] == ([] if kept is None else [kept])


def test_time_without_a_zone_is_of_the_reporting_zone(importing: Importing) -> None:
    importing.zone = "Europe/Berlin"

    importing.bring(HEADER + GOOD + line(line="2", ordered_at="2011-03-04T10:00:00Z"))

    assert importing.rows("select ordered_at from order_item order by line") == [
        (datetime(2011, 3, 4, 9, tzinfo=UTC),),
        (datetime(2011, 3, 4, 10, tzinfo=UTC),),
    ]


def test_negative_lines_are_refunds_on_their_own_date(importing: Importing) -> None:
    late = {"ordered_at": "2011-04-01 00:00:00", "line": "3"}
    text = (
        HEADER
        + GOOD
        + line(line="2", quantity="1", unit_price="0")
        + line(quantity="-1", **late)
        + line(order_number="C1", quantity="-2")
        + line(order_number="D1", quantity="1", unit_price="-11062.06", customer_ref="")
        + line(order_number="E1")
        + line(order_number="E1", line="2", quantity="-2")
        + line(order_number="F1", quantity="-3", unit_price="0")
    )

    job = importing.bring(text)

    assert ledger(job) == (8, 8, 0, 0)
    assert orders(importing) == {
        "A1": ("PARTIALLY_REFUNDED", Decimal(30), Decimal(15)),
        "C1": ("REFUNDED", Decimal(0), Decimal(30)),
        "D1": ("REFUNDED", Decimal(0), Decimal("11062.06")),
        "E1": ("REFUNDED", Decimal(30), Decimal(30)),
        "F1": ("REFUNDED", Decimal(0), Decimal(0)),
    }
    assert importing.rows(
        "select order_number, line, quantity, amount, refunded_at, back.ordered_at,"
        " is_imported, is_cancellation from order_refund as back"
        " join customer_order using (order_id) order by order_number limit 3"
    ) == [
        ("A1", 3, 1, 15, datetime(2011, 4, 1, tzinfo=UTC), None, True, False),
        ("C1", 1, 2, 30, datetime(2011, 3, 4, 10, tzinfo=UTC), None, True, False),
        ("D1", 1, 1, Decimal("11062.06"), datetime(2011, 3, 4, 10, tzinfo=UTC), None, True, False),
    ]
    who = "select customer_ref from customer_order where order_number = 'D1'"
    assert importing.rows(who) == [("unknown",)]


def test_line_that_differs_from_the_rest_of_its_order_is_skipped(importing: Importing) -> None:
    text = (
        HEADER
        + line(customer_ref="", country="")
        + line(line="2")
        + line(line="3", customer_ref="c-2")
        + line(line="4", country="Spain")
        + line(line="5", currency="EUR")
        + line(line="6", ordered_at="2011-03-05 00:00:00")
        + line(line="7", ordered_at="2011-03-04 09:59:59")
        + line(line="8", ordered_at="2011-03-05", quantity="-1")
    )

    job = importing.bring(text)

    assert ledger(job) == (8, 4, 0, 4)
    assert importing.skipped(job) == [
        (4, "customer_ref/conflict", "c-2"),
        (5, "country/conflict", "Spain"),
        (6, "currency/conflict", "EUR"),
        (7, "ordered_at/conflict", "2011-03-05 00:00:00"),
    ]
    assert importing.rows(
        "select total, customer_ref, country, ordered_at, status from customer_order"
    ) == [(90, "c-1", "France", datetime(2011, 3, 4, 9, 59, 59, tzinfo=UTC), "PARTIALLY_REFUNDED")]


def test_order_too_large_for_its_total_is_skipped_line_by_line(importing: Importing) -> None:
    large = {"quantity": "1", "unit_price": "60000000000000"}

    job = importing.bring(HEADER + line(**large) + line(line="2", **large) + line(order_number="B"))

    assert ledger(job) == (3, 1, 0, 2)
    assert [code for _, code, _ in importing.skipped(job)] == ["unit_price/too_large"] * 2


def test_lines_of_different_times_are_read_with_their_order(importing: Importing) -> None:
    other = {"order_number": "B2"}
    importing.bring(
        HEADER
        + line(ordered_at="2011-03-04 10:00:00")
        + line(line="2", ordered_at="2011-03-04 10:01:00")
        + line(line="3", ordered_at="2011-03-04 23:59:59")
        # another order at the time of a line of the first one
        + line(**other, ordered_at="2011-03-04 10:01:00")
    )

    listed = list_orders(importing.database, OrderFilter(), 10).items

    assert [[item.line for item in order.items] for order in listed] == [[1], [1, 2, 3]]
    assert [get_order(importing.database, order.order_id) for order in listed] == list(listed)
