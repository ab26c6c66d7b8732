"""Where orders are placed: the desk in this process, or the served application over HTTP."""

import time
from collections.abc import Iterable, Mapping
from decimal import Decimal
from threading import Condition
from typing import Any

import httpx

from benchmarks.customers import (
    Answer,
    Asked,
    Cancelled,
    Conflict,
    NotAnswered,
    Placed,
    Refused,
    Shortage,
)
from catalog.errors import TryAgain
from orders.desk import OrderDesk, place_order
from orders.refunds import cancel_order
from orders.refusals import IdempotencyConflict, OrderUnavailable
from orders.request import OrderLine, OrderRequest

PARTNER = "scarce"
OWNER = "key:customers"
REOPENS_WITHIN_S = 120
ANSWERS_WITHIN_S = 60


class UnexpectedAnswer(Exception):
    """An answer that no order should get."""


class DeskCounter:
    """The service layer itself."""

    def __init__(self, desk: OrderDesk) -> None:
        self.desk = desk

    def ask(self, asked: Asked) -> Answer:
        """Place the order through `place_order`."""
        lines = [OrderLine(partner=PARTNER, sku=sku, quantity=units) for sku, units in asked.lines]
        request = OrderRequest(customer_ref="soak", lines=tuple(lines))
        try:
            placed = place_order(self.desk, request, owner=OWNER, idempotency_key=asked.key)
        except OrderUnavailable as error:
            return Answer(refused(vars(line) for line in error.lines))
        except IdempotencyConflict:
            return Answer(Conflict())
        except TryAgain as error:
            raise NotAnswered from error
        order = placed.order
        items = [vars(item) for item in order.items]
        return Answer(placed_order({**vars(order), "items": items}), placed.replayed)

    def cancel(self, order_id: str, key: str) -> Answer:
        """Cancel the order through `cancel_order`."""
        try:
            settled = cancel_order(
                self.desk, order_id, owner=OWNER, actor="soak", idempotency_key=key
            )
        except TryAgain as error:
            raise NotAnswered from error
        return Answer(Cancelled(settled.order.order_id), settled.replayed)


class Doors:
    """Where the application is served at the moment, if it is."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._url: str | None = None
        self._is_given_up = False

    def open(self, url: str) -> None:
        """Let everybody in who waits."""
        with self._changed:
            self._url = url
            self._changed.notify_all()

    def close(self) -> None:
        """Let nobody in until it is open again."""
        with self._changed:
            self._url = None

    def give_up(self) -> None:
        """Send everybody home, those who wait too: it is never opened again."""
        with self._changed:
            self._url, self._is_given_up = None, True
            self._changed.notify_all()

    def wait(self) -> str:
        """
        Return the address as soon as there is one.

        Raises:
            TimeoutError: it was not opened again, or is given up.
        """
        deadline_s = time.monotonic() + REOPENS_WITHIN_S
        with self._changed:
            while self._url is None:
                left_s = deadline_s - time.monotonic()
                if self._is_given_up or not self._changed.wait(left_s):
                    raise TimeoutError("the application was not opened again")
            return self._url


class HttpCounter:
    """The API of the application, wherever it is served; one for each customer."""

    def __init__(self, doors: Doors, api_key: str) -> None:
        self.doors = doors
        headers = {"Authorization": f"Bearer {api_key}"}
        self.client = httpx.Client(headers=headers, timeout=ANSWERS_WITHIN_S, trust_env=False)

    def ask(self, asked: Asked) -> Answer:
        """
        Place the order by POST /orders.

        Raises:
            NotAnswered: the connection broke, or the answer was to come again.
            UnexpectedAnswer: neither an order, nor a refusal.
        """
        lines = [{"partner": PARTNER, "sku": sku, "quantity": units} for sku, units in asked.lines]
        body = {"customer_ref": "soak", "lines": lines}
        return _understand(self._post("orders", asked.key, body))

    def cancel(self, order_id: str, key: str) -> Answer:
        """
        Cancel the order by POST /orders/{id}/cancel.

        Raises:
            NotAnswered: the connection broke, or the answer was to come again.
            UnexpectedAnswer: it was not cancelled.
        """
        answer = self._post(f"orders/{order_id}/cancel", key, None)
        body = answer.json()
        if answer.status_code != httpx.codes.OK or body["status"] != "CANCELLED":
            raise UnexpectedAnswer(f"{answer.status_code} {answer.text}")
        is_replay = answer.headers.get("Idempotent-Replayed") == "true"
        return Answer(Cancelled(body["order_id"]), is_replay)

    def _post(self, path: str, key: str, body: object) -> httpx.Response:
        try:
            answer = self.client.post(
                f"{self.doors.wait()}/api/v1/{path}", json=body, headers={"Idempotency-Key": key}
            )
        except httpx.TransportError as error:
            raise NotAnswered from error
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise NotAnswered
        return answer


def _understand(answer: httpx.Response) -> Answer:
    body = answer.json()
    if answer.status_code == httpx.codes.CREATED:
        return Answer(placed_order(body))
    if answer.status_code == httpx.codes.OK and answer.headers["Idempotent-Replayed"] == "true":
        return Answer(placed_order(body), replayed=True)
    if body.get("code") == OrderUnavailable.code:
        return Answer(refused(body["errors"]))
    if body.get("code") == IdempotencyConflict.code:
        return Answer(Conflict())
    raise UnexpectedAnswer(f"{answer.status_code} {answer.text}")


def placed_order(order: Mapping[str, Any]) -> Placed:
    """Return what customers compare of an order; amounts may be text."""
    items = tuple(
        (
            int(item["line"]),
            str(item["sku"]),
            Decimal(item["unit_price"]),
            int(item["quantity"]),
            Decimal(item["line_total"]),
        )
        for item in order["items"]
    )
    total = Decimal(order["total"])
    return Placed(str(order["order_id"]), str(order["order_number"]), total, items)


def refused(lines: Iterable[Mapping[str, Any]]) -> Refused:
    """Return the refusal of these lines."""
    names = ("line", "sku", "code", "requested", "available")
    return Refused(tuple(Shortage(**{name: line[name] for name in names}) for line in lines))
