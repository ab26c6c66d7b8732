"""The books: they agree after anything that the application does, and a fault in them is found."""

from collections.abc import Mapping

from duckdb import DuckDBPyConnection

from backups.books import CHECKS, check_books
from catalog.database import Database
from ingestion.decisions import approve_feed
from orders.desk import place_order
from orders.refunds import cancel_order, refund_order
from orders.request import OrderLine, OrderRequest
from tests.feeding import Feeding
from tests.importing import HEADER, Importing, line

FIRST = "sku,product_name,price,quantity\nA,Lamp,1.50,5\nB,Rug,2,5\nC,,x,1\nA,Lamp,1.60,-2\n"
SECOND = "sku,product_name,price,quantity\nA,Lamp,1.75,5\nD,Vase,3,5\n"

DAMAGE = {
    "update feed set inserted = inserted - 1, unchanged = unchanged + 1": "feeds did",
    "delete from product_change": "feeds did",
    "delete from product where sku = 'D'": "partners have",
    "insert into product from product where sku = 'D'": "products are there once",
    "update product set price = 99 where sku = 'A'": "products are as",
    "update product set first_feed_id = uuid()": "products are there once",
    "delete from feed_issue where row_outcome = 'skipped'": "reports say",
    "delete from job where kind = 'VALIDATE' and status = 'QUEUED'": "feeds on their way",
    "update feed set feed_no = feed_no + 1000": "no number is given twice",
}
DAMAGE_OF_ORDERS = {
    "update order_item set line_total = line_total + 0.01 where line = 1": "orders are",
    "delete from order_item where line = 2": "orders are",
    "delete from customer_order": "orders are",
    "insert into customer_order from customer_order": "orders are",
    "update customer_order set currency = 'EUR'": "orders are",
    "delete from order_refund": "no more is given back",
    "update order_refund set quantity = 99 where line = 1": "no more is given back",
    "update customer_order set status = 'CONFIRMED'": "no more is given back",
    "insert into idempotency_key from idempotency_key": "idempotency keys",
}


def against(database: Database) -> dict[str, list[str]]:
    """Return the faults by their promise."""
    with database.cursor() as cursor:
        return against_on(cursor)


def against_on(cursor: DuckDBPyConnection) -> dict[str, list[str]]:
    """Return the faults that the cursor sees."""
    return {
        each.promise: [f"{fault.subject}: {fault.sentence}" for fault in each.faults]
        for each in check_books(cursor)
        if each.count
    }


def not_found(database: Database, damages: Mapping[str, str]) -> list[str]:
    """Return the damages that break no promise of theirs; each is undone again."""
    missed = []
    for damage, promise in damages.items():
        with database.cursor() as cursor:
            cursor.execute("begin transaction")
            cursor.execute(damage)
            if not any(said.startswith(promise) for said in against_on(cursor)):
                missed.append(damage)
            cursor.execute("rollback")
    return missed


def test_books_agree_after_feeds_of_all_modes_reverts_and_replays(feeding: Feeding) -> None:
    first = feeding.load(FIRST)
    second = feeding.load(SECOND)
    feeding.load("sku,price\nA,1.8\nZ,2\n", "supplemental")
    delta = feeding.load("sku,price,product_name\nD,4,\nE,5,Bowl\n", "delta")
    feeding.load("nothing\n1\n")
    feeding.revert(delta)
    feeding.revert(second)
    feeding.replay(first)
    feeding.load(FIRST)

    assert against(feeding.database) == {}


def test_books_agree_on_a_feed_that_a_guard_held_approved_and_reverted(feeding: Feeding) -> None:
    feeding.partner("strict", guards={"too_many_skipped": 0.2})
    held = feeding.load(FIRST, partner="strict")
    assert (held.status, held.held_by) == ("HELD", ("guard/too_many_skipped",))

    approve_feed(feeding.ingestion, held.feed_id, "user:anna")
    feeding.finished(held)
    assert against(feeding.database) == {}
    feeding.revert(held)

    assert against(feeding.database) == {}
    damage = {"delete from feed_issue where starts_with(code, 'guard/')": "reports say"}
    assert not_found(feeding.database, damage) == []


def test_each_fault_in_the_books_of_feeds_is_found(feeding: Feeding) -> None:
    feeding.load(FIRST)
    feeding.load(SECOND)
    feeding.runner.stop()
    feeding.deliver(SECOND)
    assert against(feeding.database) == {}

    assert not_found(feeding.database, DAMAGE) == []


def test_each_promise_is_checked(database: Database) -> None:
    with database.cursor() as cursor:
        assert [each.promise for each in check_books(cursor)] == list(CHECKS.values())


def test_books_agree_after_orders_cancellations_refunds_and_past_orders(
    database: Database, importing: Importing, feeding: Feeding
) -> None:
    feeding.load("sku,product_name,price\nA,Lamp,1.50\nB,Rug,2\nC,Vase,0.99\n")
    placed = [_place(feeding, number) for number in range(4)]
    cancel_order(feeding.desk, placed[1], owner="ann", actor="user:ann", idempotency_key="c")
    _refund(feeding, placed[2], [(1, 2)], "r")
    _refund(feeding, placed[3], [(1, 1), (2, 3)], "p")
    _refund(feeding, placed[3], [(1, 2)], "q")
    past = HEADER + line() + line(line="2", quantity="-1") + line(order_number="X", quantity="-3")
    importing.bring(past)
    importing.bring(past + line(line="3", quantity="7"))

    assert {row["status"] for row in database.rows("select status from customer_order")} > {
        *("CANCELLED", "CONFIRMED", "PARTIALLY_REFUNDED", "REFUNDED")
    } - {"CONFIRMED"}
    assert against(database) == {}


def test_each_fault_in_the_books_of_orders_is_found(feeding: Feeding) -> None:
    feeding.load("sku,product_name,price\nA,Lamp,1.50\nB,Rug,2\n")
    refund_order(
        feeding.desk,
        _place(feeding, 0),
        [(1, 1)],
        owner="ann",
        actor="user:ann",
        idempotency_key="r",
    )
    assert against(feeding.database) == {}

    assert not_found(feeding.database, DAMAGE_OF_ORDERS) == []


def _place(feeding: Feeding, number: int) -> str:
    lines = [OrderLine(partner="lumen", sku=sku, quantity=3) for sku in "AB"]
    request = OrderRequest(customer_ref="books", lines=tuple(lines))
    placed = place_order(feeding.desk, request, owner="ann", idempotency_key=f"k{number}")
    return placed.order.order_id


def _refund(feeding: Feeding, order_id: str, lines: list[tuple[int, int]], key: str) -> None:
    refund_order(feeding.desk, order_id, lines, owner="ann", actor="user:ann", idempotency_key=key)
