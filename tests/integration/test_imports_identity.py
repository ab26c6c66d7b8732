"""Which line is which: known by source, order number and line, and by nothing else."""

from decimal import Decimal

from tests.importing import GOOD, HEADER, Importing, ledger, line, orders

RETAIL = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def test_line_without_a_number_has_its_position_in_its_order(importing: Importing) -> None:
    text = RETAIL + "".join(
        f"{order},S{at},Name,{quantity},2011-01-01 10:00:00,2.00,17850.0,France\n"
        for at, (order, quantity) in enumerate(
            [("1", "1"), ("2", "1"), ("1", "?"), ("1", "-1"), ("2", "1"), ("1", "1")]
        )
    )

    job = importing.bring(text, "online_retail", "shop", "GBP")

    assert ledger(job) == (6, 5, 0, 1)
    assert importing.rows(
        "select order_number, line, sku, is_placed from sales_line"
        " join customer_order using (order_id) order by all"
    ) == [
        ("1", 1, "S0", True),
        ("1", 3, "S3", False),
        ("1", 4, "S5", True),
        ("2", 1, "S1", True),
        ("2", 2, "S4", True),
    ]
    assert importing.rows("select distinct customer_ref from customer_order") == [("17850",)]
    mended = importing.bring(text.replace("?", "1"), "online_retail", "shop", "GBP")
    assert ledger(mended) == (6, 1, 5, 0)


def test_same_line_with_other_content_is_skipped_and_changes_nothing(importing: Importing) -> None:
    importing.bring(HEADER + GOOD + line(order_number="C1", quantity="-1"))
    before = importing.written()
    changes = (
        *({"quantity": "3"}, {"unit_price": "15.01"}, {"sku": "RUG"}, {"product_name": "x"}),
        *({"partner": "other"}, {"ordered_at": "2011-03-04 10:00:01"}, {"quantity": "-2"}),
    )
    text = "".join(line(**changed) for changed in changes)
    back = line(order_number="C1", quantity="-1", unit_price="14")

    job = importing.bring(HEADER + text + back + GOOD)

    assert ledger(job) == (9, 0, 1, 8)
    assert {code for _, code, _ in importing.skipped(job)} == {"line/changed"}
    assert importing.written() == before
    assert importing.rows("select code from partner") == [("lumen",)]


def test_line_twice_in_a_file_counts_once(importing: Importing) -> None:
    job = importing.bring(HEADER + GOOD + GOOD + line(quantity="3"))

    assert ledger(job) == (3, 1, 1, 1)
    assert importing.skipped(job) == [(4, "line/changed", "1")]
    assert orders(importing) == {"A1": ("CONFIRMED", Decimal(30), Decimal(0))}


def test_line_that_comes_later_is_added_to_its_order(importing: Importing) -> None:
    first = importing.bring(HEADER + GOOD + line(line="2", quantity="x"))
    refund = line(line="3", quantity="-1", ordered_at="2011-05-01", partner="other")

    again = importing.bring(HEADER + GOOD + line(line="2", quantity="1") + refund)

    assert (ledger(first), ledger(again)) == ((2, 1, 0, 1), (3, 2, 1, 0))
    assert orders(importing) == {"A1": ("PARTIALLY_REFUNDED", Decimal(45), Decimal(15))}
    assert importing.rows("select partner_ids from customer_order") == [([1, 2],)]


def test_line_of_a_cancelled_order_is_not_added(importing: Importing) -> None:
    importing.bring(HEADER + GOOD)
    with importing.database.transaction() as cursor:
        cursor.execute("update customer_order set status = 'CANCELLED'")

    job = importing.bring(HEADER + GOOD + line(line="2"))

    assert ledger(job) == (2, 0, 1, 1)
    assert importing.skipped(job) == [(3, "order_number/cancelled", "A1")]
    assert importing.rows("select status, total from customer_order") == [("CANCELLED", 30)]


def test_same_number_of_another_source_is_another_order(importing: Importing) -> None:
    importing.bring(HEADER + GOOD)

    job = importing.bring(HEADER + GOOD, source="third")

    assert ledger(job) == (1, 1, 0, 0)
    assert importing.rows("select order_number, imported_from from customer_order order by 2") == [
        ("A1", "elsewhere"),
        ("A1", "third"),
    ]


def test_line_that_comes_later_must_fit_the_order_as_it_is_known(importing: Importing) -> None:
    importing.bring(HEADER + GOOD)
    before = importing.written()
    text = (
        line(line="2", currency="EUR")
        + line(line="3", customer_ref="c-2")
        + line(line="4", country="Spain")
        + line(line="5", ordered_at="2011-03-05 00:00")
    )

    job = importing.bring(HEADER + text)

    assert ledger(job) == (4, 0, 0, 4)
    assert [code for _, code, _ in importing.skipped(job)] == [
        "currency/conflict",
        "customer_ref/conflict",
        "country/conflict",
        "ordered_at/conflict",
    ]
    assert importing.written() == before


def test_order_that_named_no_country_takes_none_later(importing: Importing) -> None:
    importing.bring(HEADER + line(country="", customer_ref=""))

    job = importing.bring(HEADER + line(line="2", customer_ref="", country="France") + GOOD)

    assert ledger(job) == (2, 0, 0, 2)
    assert [code for _, code, _ in importing.skipped(job)] == [
        "country/conflict",
        "customer_ref/conflict",
    ]


def test_refund_given_here_is_no_line_of_an_import(importing: Importing) -> None:
    importing.bring(HEADER + GOOD)
    with importing.database.transaction() as cursor:
        cursor.execute(
            "insert into order_refund by name select order_id, line, partner_id, sku, currency,"
            " 1 as quantity, 15 as amount, now() as refunded_at from order_item"
        )
    back = line(line="2", quantity="-1", ordered_at="2011-04-01")

    job = importing.bring(HEADER + GOOD + back)

    assert ledger(job) == (2, 1, 1, 0)
    assert orders(importing) == {"A1": ("REFUNDED", Decimal(30), Decimal(30))}


def test_line_that_makes_the_known_total_too_large_is_not_added(importing: Importing) -> None:
    half = {"quantity": "1", "unit_price": "40000000000000"}
    importing.bring(HEADER + line(**half))

    fits = importing.bring(HEADER + line(**half) + line(line="2", **half))
    more = importing.bring(HEADER + line(**half) + line(line="3", **half))

    assert (ledger(fits), ledger(more)) == ((2, 1, 1, 0), (2, 0, 1, 1))
    assert importing.skipped(more) == [(3, "unit_price/too_large", "40000000000000")]
    assert orders(importing) == {"A1": ("CONFIRMED", Decimal(80_000_000_000_000), Decimal(0))}
