"""Orders that are placed by the API, so many a second, beside whatever else goes on."""

import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

from tests.served import Served

SHELF = {"active": "true", "availability": "in_stock", "limit": "100"}


@contextmanager
def buying(served: Served, orders_a_second: float) -> Iterator[list[float]]:
    """
    Order one unit so often until the block ends; lend how long each order took, in ms.

    Raises:
        HTTPStatusError: an order was refused.
    """
    taken_ms: list[float] = []
    is_over, draws = threading.Event(), Random(7)  # noqa: S311 - no secret

    def buy() -> None:
        with served.api() as api:
            shelf = api.get("/products", params=SHELF).raise_for_status().json()["items"]
            while not is_over.wait(1 / orders_a_second):
                wanted = draws.choice(shelf)
                line = {"partner": wanted["partner"], "sku": wanted["sku"], "quantity": 1}
                began_s = time.perf_counter()
                asked = {"customer_ref": "C-beside", "lines": [line]}
                once = {"Idempotency-Key": str(uuid.uuid4())}
                api.post("/orders", json=asked, headers=once).raise_for_status()
                taken_ms.append((time.perf_counter() - began_s) * 1000)

    if not orders_a_second:
        yield taken_ms
        return
    with ThreadPoolExecutor(1) as buyer:
        bought = buyer.submit(buy)
        try:
            yield taken_ms
        finally:
            is_over.set()
        bought.result()
