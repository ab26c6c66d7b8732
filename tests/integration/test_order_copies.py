"""Copies of orders: CSV that is whole and no formula, a page to print that is only text."""

import asyncio
import csv
import io
import re
from zoneinfo import ZoneInfo

import httpx
import pytest

from api.copies import create_copies
from api.order_sheet import sheet_policy
from api.services import ApiServices
from orders.book import OrderFilter
from orders.order import Order
from orders.order_csv import COLUMNS, write_orders
from orders.request import OrderLine, OrderRequest
from tests.api import Client
from tests.doorway import BASE, Gate
from tests.makers import make_imported
from tests.shop import Shop, ask

EVIL = '"><script>alert(1)</script>&amp;'
EXPORT = "/api/v1/orders/export"
BROWSER = {"accept": "text/html,*/*;q=0.8", "sec-fetch-dest": "document"}


@pytest.fixture
def shop(api_services: ApiServices) -> Shop:
    shop = Shop(api_services.database)
    shop.add("LAMP", price="1234.5")
    shop.add("YEN", price="1500", currency="JPY")
    shop.add("RUG", "weaver")
    return shop


def place(shop: Shop, customer_ref: str = "c-1", **quantities: int) -> Order:
    shop.wait(minutes=1)
    lines = ask(**(quantities or {"LAMP": 2})).lines
    return shop.place(OrderRequest(customer_ref=customer_ref, lines=lines)).order


def read_csv(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert all(tuple(row) == COLUMNS for row in rows)
    return rows


def test_export_has_a_row_for_each_line_of_each_order(client: Client, shop: Shop) -> None:
    first, second = place(shop, LAMP=2), place(shop, YEN=3)
    lines = (*ask(LAMP=1).lines, OrderLine(partner="weaver", sku="RUG", quantity=2))
    shop.wait(minutes=1)
    mixed = shop.place(OrderRequest(customer_ref="c-2", lines=lines)).order

    answer = client.get(EXPORT)

    rows = read_csv(answer.text)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="orders.csv"'
    assert [(row["order_id"], row["line"]) for row in rows] == [
        (mixed.order_id, "1"),
        (mixed.order_id, "2"),
        (second.order_id, "1"),
        (first.order_id, "1"),
    ]
    item = first.items[0]
    assert rows[3] == {
        "order_id": first.order_id,
        "order_number": first.order_number,
        "status": "CONFIRMED",
        "created_at": "2026-11-23T09:01:00Z",
        "customer_ref": "c-1",
        "country": "",
        "imported_from": "",
        "currency": "USD",
        "order_total": "2469.00",
        "order_refunded": "0.00",
        "line": "1",
        "partner": "lumen",
        "product_id": str(item.product_id),
        "sku": "LAMP",
        "product_name": "LAMP by lumen",
        "unit_price": "1234.50",
        "quantity": "2",
        "line_total": "2469.00",
        "feed_id": item.feed_id,
    }
    assert (rows[2]["unit_price"], rows[2]["line_total"]) == ("1500", "4500")


def test_export_takes_the_filters_of_the_list(client: Client, shop: Shop) -> None:
    ann, bob = place(shop, "ann"), place(shop, "bob")

    for query, wanted in {
        "": [bob, ann],
        "customer_ref=ann": [ann],
        f"order_number={bob.order_number.lower()}": [bob],
        f"order_id={ann.order_id}": [ann],
        "partner=weaver": [],
        "status=CONFIRMED&status=": [bob, ann],
        "from=2026-11-23T09:02:00Z": [bob],
        "to=2026-11-23": [],
    }.items():
        rows = read_csv(client.get(f"{EXPORT}?{query}").text)
        assert [row["order_id"] for row in rows] == [order.order_id for order in wanted], query
    assert client.get(f"{EXPORT}?partner=nobody").json()["code"] == "partner/not_found"
    for query in ("status=LOST", "from=yesterday", "limit=5", "cursor=x", "colour=red"):
        assert client.get(f"{EXPORT}?{query}").json()["code"] == "request/invalid", query


def test_no_cell_of_the_export_is_a_formula(client: Client, shop: Shop) -> None:
    for customer_ref in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "a=1", 'a,"b"\nc'):
        place(shop, customer_ref)

    rows = read_csv(client.get(EXPORT).text)

    assert [row["customer_ref"] for row in reversed(rows)] == [
        *("'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "a=1", 'a,"b"\nc')
    ]


def test_bound_key_exports_and_prints_its_orders_alone(client: Client, shop: Shop) -> None:
    own = place(shop)
    lines = (*ask(LAMP=1).lines, OrderLine(partner="weaver", sku="RUG", quantity=2))
    mixed = shop.place(OrderRequest(customer_ref="stranger", lines=lines)).order
    bound = client.make_key("orders:read", partner="lumen")

    text = client.get(EXPORT, key=bound).text

    assert [row["order_id"] for row in read_csv(text)] == [own.order_id]
    assert client.get(f"/api/v1/orders/{own.order_id}/print", key=bound).status_code == 200
    hidden = client.get(f"/api/v1/orders/{mixed.order_id}/print", key=bound)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "order/not_found")
    assert "stranger" not in hidden.text
    foreign = client.get(f"{EXPORT}?partner=weaver", key=bound)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "partner/not_found")


@pytest.mark.parametrize("path", [EXPORT, "/api/v1/orders/x/print"])
def test_copies_need_the_scope_of_reading(client: Client, path: str) -> None:
    writer = client.make_key("orders:write", "analytics:read", "admin")

    assert client.get(path, key=None).status_code == 401
    assert client.get(path, key=writer).json()["code"] == "auth/scope"


def test_order_without_lines_has_a_row_of_its_own(client: Client, shop: Shop) -> None:
    order_id = make_imported(shop.database, "C536379", lines=0)

    (row,) = read_csv(client.get(EXPORT).text)
    page = client.get(f"/api/v1/orders/{order_id}/print").text

    assert (row["order_number"], row["line"], row["sku"], row["line_total"]) == (
        *("C536379", "", "", ""),
    )
    assert (row["imported_from"], row["country"]) == ("old shop", "DE")
    assert "Nothing but refunds of this order is known." in page


def test_export_is_whole_over_its_pages_and_holds_one_at_a_time(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orders.order_csv.ORDERS_A_PAGE", 3)
    placed = [place(shop).order_id for _ in range(10)]

    pieces = write_orders(shop.database, OrderFilter())
    first = [next(pieces), next(pieces)]
    place(shop)  # while the copy is on its way
    text = "".join([*first, *pieces])

    assert first[1].count("\r\n") == 3
    assert [row["order_id"] for row in read_csv(text)] == placed[::-1]


def test_printed_order_says_all_of_it(client: Client, shop: Shop) -> None:
    client.replace(zone=ZoneInfo("Europe/Berlin"))
    order = place(shop, LAMP=2)
    give_back(shop, order, "234.5")

    answer = client.get(f"/api/v1/orders/{order.order_id}/print")

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))
    for said in (
        f"Order {order.order_number}",
        "Customer c-1",
        "Status Confirmed",
        "Placed 2026-11-23 10:01 (Europe/Berlin)",
        "1 LAMP by lumen lumen · LAMP 2 1,234.50 2,469.00",
        "Total 2,469.00",
        "Refunded 234.50",
        "Net 2,234.50",
        f"Order id {order.order_id}",
    ):
        assert said in text, said
    assert "Total (USD)" in text
    assert answer.headers["Cache-Control"] == "no-store"


def give_back(shop: Shop, order: Order, amount: str) -> None:
    with shop.database.transaction() as cursor:
        cursor.execute(
            "insert into order_refund by name select order_id, line, product_id, partner_id, sku,"
            " currency, 1 as quantity, $amount::decimal(18, 4) as amount,"
            " ordered_at as refunded_at from order_item where order_id = $order_id",
            {"order_id": order.order_id, "amount": amount},
        )


def test_texts_of_others_are_never_tags_of_the_page(client: Client, shop: Shop) -> None:
    shop.add(EVIL)
    order = place(shop, EVIL + "{line} $style %s", **{EVIL: 1})

    answer = client.get(f"/api/v1/orders/{order.order_id}/print")

    assert "<script" not in answer.text
    assert answer.text.count("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;") == 3
    assert "{line} $style %s" in answer.text
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", answer.text)
    assert "url(" not in answer.text
    assert "@import" not in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert policy == sheet_policy()
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_visitor_reads_copies_with_the_session_alone(gate: Gate, shop: Shop) -> None:
    order = place(shop)
    address = f"/copies/orders/{order.order_id}"

    without = gate.ask("GET", address, headers=BROWSER)
    script = gate.ask("GET", "/copies/orders", headers={"sec-fetch-dest": "empty"})
    gate.sign_in()
    page, text = gate.ask("GET", address), gate.ask("GET", "/copies/orders?customer_ref=c-1")

    assert 'action="/login"' in without.text
    assert f'value="{address}"' in without.text
    assert order.order_number not in without.text
    assert script.status_code == 401
    assert f"Order {order.order_number}" in page.text
    assert [row["order_id"] for row in read_csv(text.text)] == [order.order_id]
    for answer in (page, text):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Content-Security-Policy"] == sheet_policy()


def test_visitor_is_told_of_an_order_that_is_none(gate: Gate, shop: Shop) -> None:
    place(shop)
    gate.sign_in()

    missing = gate.ask("GET", "/copies/orders/%3Cscript%3E")

    assert (missing.status_code, missing.headers["Content-Type"]) == (
        404,
        "text/html; charset=utf-8",
    )
    assert "No order has the id &lt;script&gt;." in missing.text
    refused = gate.ask("GET", "/copies/orders?status=LOST")
    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_copies_are_only_read(gate: Gate, method: str) -> None:
    gate.sign_in()

    assert gate.ask(method, "/copies/orders").status_code == 405


def test_copies_without_a_gate_are_for_nobody(api_services: ApiServices, shop: Shop) -> None:
    order = place(shop)
    app = create_copies(lambda: api_services)

    async def ask_without_gate(path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as client:
            return await client.get(path, headers={"feedledger_user": "admin"})

    for path in ("/orders", f"/orders/{order.order_id}", "/feeds/any/file"):
        answer = asyncio.run(ask_without_gate(path))
        assert (answer.status_code, answer.json()["code"]) == (404, "request/not_found")
