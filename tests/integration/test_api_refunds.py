"""Cancelling and refunding over HTTP: once for each key, with every line that fails named."""

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import pytest

from catalog.database import Database
from tests.api import Client, count_rows
from tests.makers import make_imported, make_partner, make_products

PLACED = {"Idempotency-Key": "placed"}
KEY = {"Idempotency-Key": "k"}
LAMPS = {"lines": [{"line": 1, "quantity": 1}]}


@pytest.fixture
def order(client: Client, database: Database) -> dict[str, Any]:
    """Place an order of three lamps and a rug."""
    lumen = make_partner(database, "lumen")
    make_partner(database, "other")
    make_products(
        database,
        lumen,
        {"sku": "LAMP", "product_name": "Lamp", "price": Decimal("0.3333"), "quantity": Decimal(5)},
        {"sku": "RUG", "price": Decimal("80.5")},
    )
    quantities = {"LAMP": 3, "RUG": 1}
    lines = [
        {"partner": "lumen", "sku": sku, "quantity": units} for sku, units in quantities.items()
    ]
    asked = {"customer_ref": "c-1", "lines": lines}
    placed: dict[str, Any] = client.post("/api/v1/orders", json=asked, headers=PLACED).json()
    return placed


def cancel(client: Client, order: dict[str, Any], **sent: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
    return client.post(f"/api/v1/orders/{order['order_id']}/cancel", **{"headers": KEY, **sent})


def refund(client: Client, order: dict[str, Any], **sent: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
    asked = {"headers": KEY, "json": LAMPS, **sent}
    return client.post(f"/api/v1/orders/{order['order_id']}/refund", **asked)


def read(client: Client, order: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/orders/{order['order_id']}").json()
    return found


def test_cancelled_order_is_answered_and_read_back(client: Client, order: dict[str, Any]) -> None:
    answer = cancel(client, order)

    assert answer.status_code == 200
    assert answer.json() == order | {"status": "CANCELLED", "refunded": "81.50"}
    assert "Idempotent-Replayed" not in answer.headers
    assert read(client, order) == answer.json()


def test_refunds_go_line_by_line_to_the_total(client: Client, order: dict[str, Any]) -> None:
    rest = {"lines": [{"line": 2, "quantity": 1}, {"line": 1, "quantity": 2}]}

    partly = refund(client, order)
    whole = refund(client, order, json=rest, headers={"Idempotency-Key": "2"})

    assert partly.json() == order | {"status": "PARTIALLY_REFUNDED", "refunded": "0.33"}
    assert whole.json() == order | {"status": "REFUNDED", "refunded": "81.50"}
    assert read(client, order) == whole.json()


@pytest.mark.parametrize("call", [cancel, refund])
def test_repeat_returns_the_first_answer_and_writes_nothing(
    client: Client,
    order: dict[str, Any],
    call: Any,  # noqa: ANN401 - one of the two above
) -> None:
    first = call(client, order)
    before = count_rows(client.services.database)

    again = call(client, order)

    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert again.json() == first.json()
    assert count_rows(client.services.database) == before


@pytest.mark.parametrize("call", [cancel, refund])
def test_key_is_needed_and_must_be_one_for_this_request(
    client: Client,
    order: dict[str, Any],
    call: Any,  # noqa: ANN401 - one of the two above
) -> None:
    before = count_rows(client.services.database)

    missing = call(client, order, headers={})
    used = call(client, order, headers=PLACED)

    assert (missing.status_code, missing.json()["code"]) == (400, "idempotency/missing")
    assert (used.status_code, used.json()["code"]) == (422, "idempotency/conflict")
    assert count_rows(client.services.database) == before


def test_key_of_another_body_is_refused(client: Client, order: dict[str, Any]) -> None:
    refund(client, order)

    other = refund(client, order, json={"lines": [{"line": 1, "quantity": 2}]})

    assert (other.status_code, other.json()["code"]) == (422, "idempotency/conflict")
    assert read(client, order)["refunded"] == "0.33"


def test_key_that_cancelled_does_not_place(client: Client, order: dict[str, Any]) -> None:
    cancel(client, order)
    line = {"partner": "lumen", "sku": "LAMP", "quantity": 1}

    refused = client.post(
        "/api/v1/orders", json={"customer_ref": "c", "lines": [line]}, headers=KEY
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency/conflict")


def test_second_cancellation_is_refused_and_so_is_its_repeat(
    client: Client, order: dict[str, Any]
) -> None:
    cancel(client, order)

    refused = [cancel(client, order, headers={"Idempotency-Key": "2"}) for _ in range(2)]

    for answer in refused:
        assert (answer.status_code, answer.json()["code"]) == (409, "order/wrong_state")
        assert "is cancelled already" in answer.json()["detail"]


def test_refund_of_too_much_names_every_line(client: Client, order: dict[str, Any]) -> None:
    wanted = [{"line": 1, "quantity": 4}, {"line": 2, "quantity": 1}, {"line": 3, "quantity": 1}]

    refused = refund(client, order, json={"lines": wanted})

    assert (refused.status_code, refused.json()["code"]) == (409, "order/refund_exceeds")
    assert refused.json()["errors"] == [
        {"line": 1, "requested": 4, "refundable": 3},
        {"line": 3, "requested": 1, "refundable": 0},
    ]
    assert read(client, order) == order


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "request/invalid"),
        ({"lines": []}, "request/invalid"),
        ({"lines": [{"line": 1, "quantity": 0}]}, "request/invalid"),
        ({"lines": [{"line": 1, "quantity": -1}]}, "request/invalid"),
        ({"lines": [{"line": 1, "quantity": "1"}]}, "request/invalid"),
        ({"lines": [{"line": 10**30, "quantity": 1}]}, "request/invalid"),
        ({"lines": [{"line": 1, "quantity": 1, "amount": "9.00"}]}, "request/invalid"),
        ({"lines": LAMPS["lines"] * 2}, "order/repeated_line"),
        ({"lines": LAMPS["lines"] * 501}, "request/invalid"),
    ],
)
def test_refund_that_cannot_be_is_refused(
    client: Client, order: dict[str, Any], body: dict[str, Any], code: str
) -> None:
    before = count_rows(client.services.database)

    headers = {**KEY, "Content-Type": "application/json"}
    refused = refund(client, order, json=None, content=json.dumps(body), headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"]
    assert count_rows(client.services.database) == before


@pytest.mark.parametrize("call", [cancel, refund])
def test_foreign_order_and_none_are_not_found(
    client: Client,
    order: dict[str, Any],
    call: Any,  # noqa: ANN401 - one of the two above
) -> None:
    bound = client.make_key("orders:read", "orders:write", partner="other")
    own = client.make_key("orders:read", "orders:write", partner="lumen")
    before = count_rows(client.services.database)

    for answer in (call(client, order, key=bound), call(client, {"order_id": "x"})):
        assert (answer.status_code, answer.json()["code"]) == (404, "order/not_found")

    assert count_rows(client.services.database) == before
    hidden = client.get(f"/api/v1/orders/{order['order_id']}/history", key=bound)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "order/not_found")
    assert call(client, order, key=own).status_code == 200


@pytest.mark.parametrize("call", [cancel, refund])
def test_who_may_only_read_gives_nothing_back(
    client: Client,
    order: dict[str, Any],
    call: Any,  # noqa: ANN401 - one of the two above
) -> None:
    refused = call(client, order, key=client.make_key("orders:read"))

    assert (refused.status_code, refused.json()["code"]) == (403, "auth/scope")
    assert read(client, order) == order


@pytest.mark.parametrize("lines", [0, 1])
def test_imported_order_is_given_back_where_it_was_placed(
    client: Client, database: Database, lines: int
) -> None:
    make_partner(database, "lumen")
    past = {"order_id": make_imported(database, "C1", lines=lines)}

    refused = [cancel(client, past), refund(client, past, headers={"Idempotency-Key": "2"})]

    assert [each.status_code for each in refused] == [409, 409]
    assert {each.json()["code"] for each in refused} == {"order/wrong_state"}
    assert count_rows(database)["order_refund"] == 0


def test_key_sent_many_times_at_once_refunds_once(client: Client, order: dict[str, Any]) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: refund(client, order), range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 7
    assert read(client, order)["refunded"] == "0.33"


def test_history_names_each_step(client: Client, order: dict[str, Any]) -> None:
    refund(client, order)
    refund(client, order, headers={"Idempotency-Key": "2"})

    history = client.get(f"/api/v1/orders/{order['order_id']}/history").json()

    assert history["next_cursor"] is None
    steps = [(step["kind"], step["actor"], step["amount"]) for step in history["items"]]
    assert steps == [
        ("placed", "key:test", "81.50"),
        ("refunded", "key:test", "0.33"),
        ("refunded", "key:test", "0.34"),
    ]
    assert history["items"][2]["happened_at"].endswith("Z")
    assert history["items"][2]["lines"] == [
        {"line": 1, "sku": "LAMP", "product_name": "Lamp", "quantity": 1, "amount": "0.34"}
    ]


def test_what_is_given_back_stands_in_the_revenue(client: Client, order: dict[str, Any]) -> None:
    refund(client, order, json={"lines": [{"line": 2, "quantity": 1}]})

    (total,) = client.get("/api/v1/analytics/revenue?group_by=partner").json()["items"]

    assert (total["gross"], total["refunds"], total["net"]) == ("81.50", "80.50", "1.00")
