"""The list of orders on the page: narrowed by what is asked, shared by its address."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from orders.book import OrderFilter
from orders.desk import place_order
from orders.order import Order
from orders.request import OrderLine, OrderRequest
from pages.order_copies import copy_address
from tests.feeding import Feeding
from tests.makers import make_imported
from tests.shown import press, said, show, show_placed, texts

SHELF = "id,title,price\nLAMP,Lamp,10.00\nRUG,Rug,20.00\n"


@pytest.fixture
def placed(pages: AppTest, feeding: Feeding) -> list[Order]:
    """Place orders of Ann, Bob and Ann again, the last of them from another partner, too."""
    assert pages
    feeding.load(SHELF)
    feeding.partner("weaver")
    feeding.load("id,title,price\nMAT,Mat,5.00\n", partner="weaver")
    lamp = OrderLine(partner="lumen", sku="LAMP", quantity=1)
    mat = OrderLine(partner="weaver", sku="MAT", quantity=2)
    asked = (("ann", [lamp]), ("bob", [lamp]), ("ann", [lamp, mat]))
    return [
        place_order(
            feeding.desk, OrderRequest(customer_ref=ref, lines=tuple(lines)), owner="test"
        ).order
        for ref, lines in asked
    ]


def numbers(pages: AppTest) -> list[str]:
    """Return the numbers of the orders that are listed, as Markdown has them."""
    links = [link.proto.label for link in pages.get("page_link") if "order" in link.proto.page]
    return [found[1] for label in links if (found := re.search(r"\*\*(.+)\*\*", label))]


def addresses(pages: AppTest) -> list[str]:
    """Return where the link buttons lead to."""
    return [button.proto.url for button in pages.get("link_button")]


def of(orders: Sequence[Order]) -> list[str]:
    return [order.order_number.replace("-", "\\-") for order in orders]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, [2, 1, 0]),
        ({"customer": "ann"}, [2, 0]),
        ({"partner": "weaver"}, [2]),
        ({"number": "fl-000002"}, [1]),
        ({"status": "Confirmed", "customer": "bob"}, [1]),
        ({"from": "2026-01-01", "to": "2999-01-01"}, [2, 1, 0]),
    ],
)
def test_address_narrows_the_list(
    pages: AppTest, placed: list[Order], asked: dict[str, str], wanted: list[int]
) -> None:
    assert numbers(show_placed(pages, **asked)) == of([placed[at] for at in wanted])


def test_widgets_narrow_the_list_by_number_id_and_state(
    pages: AppTest, placed: list[Order]
) -> None:
    first, second, _ = placed
    show_placed(pages)
    named = next(box for box in pages.text_input if box.label == "Order number or id")

    named.set_value(f" {first.order_id} ").run()
    by_id = numbers(pages)
    named.set_value(second.order_number.lower()).run()
    by_number = numbers(pages)
    next(box for box in pages.selectbox if box.label == "Status").set_value("CANCELLED").run()

    assert (by_id, by_number) == (of([first]), of([second]))
    assert "No order fits" in texts(pages)


def test_export_button_leads_to_just_the_orders_shown(pages: AppTest, placed: list[Order]) -> None:
    assert placed
    show(pages, "order.py", customer="ann", partner="weaver", to="2999-01-01")

    assert addresses(pages) == ["/copies/orders?partner=weaver&customer_ref=ann&to=2999-01-02"]


def test_copy_address_holds_any_customer(pages: AppTest) -> None:
    assert pages
    address = copy_address(OrderFilter(customer_ref="a&b=c #é"))

    assert address == "/copies/orders?customer_ref=a%26b%3Dc+%23%C3%A9"


def test_order_leads_to_its_page_to_print(pages: AppTest, placed: list[Order]) -> None:
    show(pages, "order.py", order=placed[0].order_id)

    assert addresses(pages) == [f"/copies/orders/{placed[0].order_id}"]


@pytest.mark.parametrize(
    "asked",
    [
        {"customer": "nobody"},
        {"status": "Refunded"},
        {"number": "FL-999999"},
        {"number": "01a20a84-0585-76e9-b8ca-f8a4c5fe010d"},
        {"to": "2020-01-01"},
    ],
)
def test_filter_that_fits_nothing_says_what_to_do(
    pages: AppTest, placed: list[Order], asked: dict[str, str]
) -> None:
    assert placed
    show(pages, "order.py", **asked)

    assert "No order fits. Take a filter away" in texts(pages)
    assert addresses(pages) == []


def test_empty_list_says_how_to_place_the_first(pages: AppTest) -> None:
    show_placed(pages)

    assert "No order has been placed yet. The first is placed under **New order**." in texts(pages)


@pytest.mark.parametrize(
    ("asked", "tab"), [({}, "New order"), ({"status": "Confirmed"}, "Placed orders")]
)
def test_address_that_filters_opens_at_the_list(
    pages: AppTest, asked: dict[str, str], tab: str
) -> None:
    assert show(pages, "order.py", **asked).session_state["orders_tab"] == tab


def test_hidden_tab_shows_no_rows_and_keeps_its_word(pages: AppTest, placed: list[Order]) -> None:
    on_new = show(pages, "order.py").text_input(key="find").set_value("mat").run()
    found, listed = added(on_new), numbers(on_new)

    on_placed = show_placed(pages)

    assert (found, listed) == (1, [])
    assert (added(on_placed), numbers(on_placed)) == (0, of(placed[::-1]))
    pages.session_state["orders_tab"] = "New order"
    back = pages.run()
    assert (back.text_input(key="find").value, added(back)) == ("mat", 1)


def added(pages: AppTest) -> int:
    """Return how many products can be added to the cart."""
    return sum(button.label == "Add" for button in pages.button)


def test_way_back_from_an_order_leads_to_the_list(pages: AppTest, placed: list[Order]) -> None:
    show(pages, "order.py", order=placed[0].order_id)

    press(pages, "← Placed orders")

    assert pages.session_state["orders_tab"] == "Placed orders"
    assert numbers(pages) == of(placed[::-1])


def test_days_in_the_wrong_order_are_told(pages: AppTest, placed: list[Order]) -> None:
    assert placed
    show(pages, "order.py", **{"from": "2026-02-01", "to": "2026-01-01"})

    assert "swap them" in texts(pages)


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "LOST"},
        {"partner": "nobody"},
        {"from": "soon"},
        {"number": "\0"},
        {"to": "2999-12-31"},
    ],
)
def test_address_that_asks_for_what_is_none_stands(
    pages: AppTest, placed: list[Order], asked: dict[str, Any]
) -> None:
    assert placed
    assert not show(pages, "order.py", **asked).exception


def test_pages_of_a_filter_are_turned(pages: AppTest, feeding: Feeding) -> None:
    feeding.load(SHELF)
    line = OrderLine(partner="lumen", sku="LAMP", quantity=1)
    request = OrderRequest(customer_ref="ann", lines=(line,))
    orders = [place_order(feeding.desk, request, owner="test").order for _ in range(12)]
    place_order(feeding.desk, request.model_copy(update={"customer_ref": "bob"}), owner="test")
    show(pages, "order.py", customer="ann")
    first = numbers(pages)

    press(pages, "Next →")

    assert first + numbers(pages) == of(orders[::-1])


@pytest.mark.parametrize("lines", [0, 2])
def test_imported_order_says_where_it_comes_from(
    pages: AppTest, feeding: Feeding, lines: int
) -> None:
    order_id = make_imported(feeding.database, "C1", lines=lines)

    show(pages, "order.py", order=order_id)

    assert addresses(pages) == [f"/copies/orders/{order_id}"]
    assert "Imported from **old shop**: it is cancelled or refunded there." in said(pages)
    assert "It went to DE." in said(pages)
    assert ("Nothing but refunds of it is known." in said(pages)) is (lines == 0)
    tables = [table for table in pages.dataframe if "SKU" in table.value]
    assert [len(table.value) for table in tables] == [lines] * bool(lines)
    assert all("Feed of the price" not in table.proto.column_order for table in tables)


def test_imported_order_is_told_apart_in_the_list(pages: AppTest, feeding: Feeding) -> None:
    make_imported(feeding.database, "C1")

    assert " · imported from old shop" in said(show_placed(pages))
    assert numbers(pages) == ["C1"]


def test_way_back_from_an_order_keeps_the_filters(pages: AppTest, placed: list[Order]) -> None:
    show(pages, "order.py", customer="ann", partner="weaver")
    (link,) = [each.proto for each in pages.get("page_link") if "order" in each.proto.page]
    asked = dict(parse_qsl(link.query_string))

    show(pages, "order.py", **asked)
    press(pages, "← Placed orders")

    assert asked["order"] == placed[2].order_id
    assert numbers(pages) == of([placed[2]])
    assert "customer" in pages.query_params
