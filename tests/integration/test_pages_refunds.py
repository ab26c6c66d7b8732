"""Cancelling and refunding on an order's page, on a real database and without a browser."""

from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from catalog.errors import WriteConflict
from orders.book import get_order
from orders.desk import place_order
from orders.order import Order
from orders.refunds import cancel_order, refund_order
from orders.stock import available_units
from pages.clicks import KEY
from pages.refund_view import MOST_FIELDS
from tests.feeding import Feeding
from tests.shop import ask
from tests.shown import labels, press, read_on, said, show, show_placed, texts

SHELF = "sku,name,price,quantity\nLAMP,Lamp,0.3333,5\nRUG,Wool *rug*,120.00,5\n"
TABLES = ("customer_order", "order_item", "order_refund", "order_event", "idempotency_key")


@pytest.fixture
def order(feeding: Feeding) -> Order:
    feeding.load(SHELF)
    return place_order(feeding.desk, ask(LAMP=3, RUG=1), owner="user:admin").order


def state(feeding: Feeding) -> list[object]:
    return [feeding.database.rows(f"from {table} order by all") for table in TABLES]


def left(feeding: Feeding, sku: str) -> int | None:
    product_id = feeding.product(sku)["product_id"]
    return available_units(feeding.database, [product_id])[product_id]


def choose(pages: AppTest, *quantities: int) -> None:
    for box, quantity in zip(pages.number_input, quantities, strict=True):
        box.set_value(quantity)
    pages.run()


def steps(pages: AppTest) -> list[tuple[object, ...]]:
    table = next(table.value for table in pages.dataframe if "What" in table.value)
    return [tuple(row) for row in table[["What", "By", "Amount (USD)", "Lines"]].to_numpy()]


def test_order_is_cancelled_once_it_was_confirmed(
    pages: AppTest, feeding: Feeding, order: Order
) -> None:
    show(pages, "order.py", order=order.order_id)
    before = state(feeding)

    press(pages, "Cancel the order…")
    asked, unchanged = said(pages), state(feeding) == before
    press(pages, "Cancel now")

    assert "**121.00 USD** for 4 units" in asked
    assert "can be sold again" in asked
    assert unchanged
    assert get_order(feeding.database, order.order_id).status == "CANCELLED"
    assert (left(feeding, "LAMP"), left(feeding, "RUG")) == (5, 5)
    assert f"Order {order.order_number} is cancelled. 121.00 USD of 121.00 USD" in texts(pages)
    assert not {"Cancel the order…", "Refund…", "Cancel now"} & set(labels(pages))
    assert steps(pages) == [
        ("Placed", "user admin", "121.00", "LAMP: 3, RUG: 1"),
        ("Cancelled", "user admin", "121.00", "LAMP: 3, RUG: 1"),
    ]


def test_what_is_not_confirmed_does_not_happen(
    pages: AppTest, feeding: Feeding, order: Order
) -> None:
    show(pages, "order.py", order=order.order_id)
    before = state(feeding)

    for button in ("Cancel the order…", "Refund…"):
        press(pages, button)
        press(pages, "Keep the order")

    assert state(feeding) == before
    assert {"Cancel the order…", "Refund…"} <= set(labels(pages))


def test_refund_says_what_it_pays_back_and_does_just_that(
    pages: AppTest, feeding: Feeding, order: Order
) -> None:
    show(pages, "order.py", order=order.order_id)
    press(pages, "Refund…")
    nothing_chosen = next(button for button in pages.button if button.label == "Refund now")
    assert nothing_chosen.disabled

    choose(pages, 1, 1)
    asked = said(pages)
    press(pages, "Refund now")
    press(pages, "Refund…")
    press(pages, "All that is left")
    rest = said(pages)
    press(pages, "Refund now")

    assert "do not return to stock" in asked
    assert "Pays back **120.33 USD** for 2 units; the order is then partly refunded." in asked
    assert "Pays back **0.67 USD** for 2 units; the order is then refunded." in rest
    after = get_order(feeding.database, order.order_id)
    assert (after.status, after.refunded) == ("REFUNDED", order.total)
    assert (left(feeding, "LAMP"), left(feeding, "RUG")) == (2, 4)
    assert [step[2] for step in steps(pages)] == ["121.00", "120.33", "0.67"]
    assert "Refund…" not in labels(pages)


@pytest.fixture
def long_order(feeding: Feeding) -> Order:
    """Place an order with two lines more than the form has fields."""
    skus = [f"BULB-{number}" for number in range(MOST_FIELDS + 2)]
    shelf = "".join(f"{sku},Bulb,1.00,5\n" for sku in skus)
    feeding.load(f"sku,name,price,quantity\n{shelf}")
    return place_order(feeding.desk, ask(**dict.fromkeys(skus, 2)), owner="user:admin").order


def test_lines_of_a_long_order_are_picked_first(
    pages: AppTest, feeding: Feeding, long_order: Order
) -> None:
    show(pages, "order.py", order=long_order.order_id)
    press(pages, "Refund…")
    without = len(pages.number_input)

    pages.multiselect[0].set_value([2, 5]).run()
    choose(pages, 1, 2)
    # a line that is not picked any more is not refunded
    pages.multiselect[0].set_value([5]).run()
    press(pages, "Refund now")

    assert without == 0
    rows = feeding.database.rows("select line, quantity from order_refund")
    assert rows == [{"line": 5, "quantity": 2}]


def test_picked_line_that_is_given_back_meanwhile_is_no_choice(
    pages: AppTest, feeding: Feeding, long_order: Order
) -> None:
    show(pages, "order.py", order=long_order.order_id)
    press(pages, "Refund…")
    pages.multiselect[0].set_value([2, 5]).run()
    named = {"owner": "ann", "actor": "user:ann", "idempotency_key": "k"}
    refund_order(feeding.desk, long_order.order_id, [(2, 2)], **named)  # type: ignore[arg-type]

    pages.run()

    assert not pages.exception
    assert [box.label for box in pages.number_input] == ["Line 5: Bulb"]


def test_all_of_a_long_order_is_refunded_at_once(
    pages: AppTest, feeding: Feeding, long_order: Order
) -> None:
    show(pages, "order.py", order=long_order.order_id)
    press(pages, "Refund…")
    pages.multiselect[0].set_value([2]).run()
    choose(pages, 1)

    pages.checkbox[0].check().run()
    press(pages, "Refund now")

    after = get_order(feeding.database, long_order.order_id)
    assert (after.status, after.refunded) == ("REFUNDED", long_order.total)


def test_list_says_what_is_given_back(pages: AppTest, feeding: Feeding, order: Order) -> None:
    named = {"owner": "ann", "actor": "user:ann", "idempotency_key": "k"}
    refund_order(feeding.desk, order.order_id, [(1, 1)], **named)  # type: ignore[arg-type]

    assert "4 units in 2 lines · 0.33 USD given back" in said(show_placed(pages))


def test_finder_says_what_is_sold_out_and_what_the_cart_has(
    pages: AppTest, feeding: Feeding, order: Order
) -> None:
    place_order(feeding.desk, ask(LAMP=2), owner="user:admin")
    show(pages, "order.py")
    sold_out = said(pages)

    press(pages, "Add")

    assert order.items
    assert "lumen · LAMP · :red-badge[Sold out]\n" in sold_out
    assert "lumen · RUG · :green-badge[In stock] 4 left\n" in sold_out
    assert "lumen · LAMP · :red-badge[Sold out]  \n**1 in the cart**" in said(pages)


def test_second_click_gives_nothing_more_back(
    pages: AppTest, feeding: Feeding, order: Order
) -> None:
    show(pages, "order.py", order=order.order_id)
    press(pages, "Refund…")
    choose(pages, 1, 0)
    question = pages.session_state[KEY].question
    press(pages, "Refund now")
    before = state(feeding)

    # as if the answer had been lost: the same question, under the same key, once more
    pages.session_state[KEY].question = question
    read_on(pages)
    pages.run()
    choose(pages, 1, 0)
    press(pages, "Refund now")

    assert state(feeding) == before
    assert "is partly refunded. 0.33 USD of 121.00 USD" in texts(pages)


def test_cancellation_that_comes_too_late_says_so(
    pages: AppTest, feeding: Feeding, order: Order
) -> None:
    show(pages, "order.py", order=order.order_id)
    press(pages, "Cancel the order…")
    named = {"owner": "ann", "actor": "user:ann", "idempotency_key": "k"}
    refund_order(feeding.desk, order.order_id, [(1, 1)], **named)  # type: ignore[arg-type]
    before = state(feeding)[:-1]

    press(pages, "Cancel now")

    assert "order/wrong_state" in texts(pages)
    assert "Nothing was given back." in texts(pages)
    assert state(feeding)[:-1] == before
    assert "Cancel the order…" not in labels(pages)
    assert "Refund…" in labels(pages)


def test_refund_of_what_is_given_back_meanwhile_says_so(
    pages: AppTest, feeding: Feeding, order: Order
) -> None:
    show(pages, "order.py", order=order.order_id)
    press(pages, "Refund…")
    choose(pages, 3, 0)
    named = {"owner": "ann", "actor": "user:ann", "idempotency_key": "k"}
    refund_order(feeding.desk, order.order_id, [(1, 1)], **named)  # type: ignore[arg-type]

    press(pages, "Refund now")

    assert "order/refund_exceeds" in texts(pages)
    assert get_order(feeding.database, order.order_id).refunded == Decimal("0.33")


def test_choice_of_more_than_is_left_by_now_is_made_anew(
    pages: AppTest, feeding: Feeding, order: Order
) -> None:
    show(pages, "order.py", order=order.order_id)
    press(pages, "Refund…")
    choose(pages, 3, 0)
    named = {"owner": "ann", "actor": "user:ann", "idempotency_key": "k"}
    refund_order(feeding.desk, order.order_id, [(1, 1)], **named)  # type: ignore[arg-type]

    pages.run()

    assert not pages.exception
    assert "LAMP · 2 of 3 units left to refund" in said(pages)
    assert pages.number_input[0].value == 0


def test_attempt_that_another_writer_beat_can_be_made_again(
    pages: AppTest, feeding: Feeding, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object, **__: object) -> None:
        raise WriteConflict("another writer came first")

    show(pages, "order.py", order=order.order_id)
    press(pages, "Cancel the order…")
    with monkeypatch.context() as racing:
        racing.setattr("orders.refunds.keep_answer", lose)
        press(pages, "Cancel now")
    assert "Nothing was written." in texts(pages)

    press(pages, "Cancel now")

    assert get_order(feeding.database, order.order_id).status == "CANCELLED"


def test_imported_order_is_not_given_back_here(
    pages: AppTest, feeding: Feeding, order: Order
) -> None:
    with feeding.database.transaction() as cursor:
        cursor.execute("update customer_order set imported_from = '*old* shop'")

    show(pages, "order.py", order=order.order_id)

    assert "Imported from ***old* shop**: it is cancelled or refunded there." in said(pages)
    assert not {"Cancel the order…", "Refund…"} & set(labels(pages))


def test_cancelled_order_offers_nothing(pages: AppTest, feeding: Feeding, order: Order) -> None:
    named = {"owner": "ann", "actor": "user:ann", "idempotency_key": "k"}
    cancel_order(feeding.desk, order.order_id, **named)  # type: ignore[arg-type]

    show(pages, "order.py", order=order.order_id)

    assert not {"Cancel the order…", "Refund…"} & set(labels(pages))
    assert [step[1] for step in steps(pages)] == ["user admin", "user ann"]
