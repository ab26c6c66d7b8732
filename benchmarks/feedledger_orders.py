"""Feedledger's side: the services, a catalog and history, customers in threads, and the check."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from pydantic import SecretStr

from benchmarks.demand import Demand, Line
from benchmarks.latencies import Answered
from benchmarks.statements import read_statement
from catalog.clock import utc_now
from catalog.errors import TryAgain
from catalog.partners import NewPartner, create_partner
from catalog.settings import Settings
from ingestion.delivery import Delivery, deliver_feed
from ingestion.feeds import Feed, get_feed
from ingestion.profiles import Mode
from orders.desk import place_order
from orders.refusals import OrderUnavailable
from orders.request import OrderLine, OrderRequest
from orders.stock import available_units
from wiring import Feedledger

WAY = "Feedledger, place_order"
PARTNER, OWNER = "bench", "key:bench"
POLL_EVERY_S = 0.1


@dataclass
class FeedledgerShop:
    """The running services, and what was answered so far."""

    running: Feedledger
    counted_at: datetime = field(default_factory=utc_now)
    tallies: list[Answered] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)

    def fill(self, path: Path, history_items: int) -> None:
        """Load the feed as the partner's catalog, then append so many items of past orders."""
        create_partner(self.running.database, NewPartner(code=PARTNER, name="Benchmark"))
        self.load(path, "full")
        for name, parameters in (
            ("past_orders", {"orders": history_items // 3, "owner": OWNER}),
            ("past_items", {}),
        ):
            with self.running.database.transaction() as cursor:
                cursor.execute(read_statement(f"feedledger_{name}"), parameters)
        self.before = self._written()

    def load(self, path: Path, mode: Mode = "delta") -> tuple[float, float, float]:
        """
        Send a feed through the jobs: its VALIDATE begun, its ETL begun, done (since 1970).

        Raises:
            RuntimeError: it was not loaded.
        """
        delivery = Delivery(PARTNER, mode, path.name, "benchmark", "benchmark")
        with path.open("rb") as source:
            feed = deliver_feed(self.running.ingestion, delivery, source)
        begun_s = time.time()
        merging_s = self._wait(feed, ("PROCESSING", "COMPLETED", "HELD"))
        finished_s = self._wait(feed, ("COMPLETED", "HELD"))
        self.counted_at = feed.received_at
        return begun_s, merging_s, finished_s

    def load_uncounted(self, path: Path) -> None:
        """Load a feed without quantities: what was counted before goes on."""
        counted_at = self.counted_at
        self.load(path)
        self.counted_at = counted_at

    def _wait(self, feed: Feed, statuses: tuple[str, ...]) -> float:
        while (now := get_feed(self.running.database, feed.feed_id)).status not in statuses:
            if now.is_finished:
                raise RuntimeError(f"the feed ended {now.status}: {now.error}")
            time.sleep(POLL_EVERY_S)
        if now.status == "HELD":
            raise RuntimeError("the feed is held")
        return time.time()

    def measure(
        self, demand: Demand, clients: int, go_on: Callable[[], bool], seed: int
    ) -> Answered:
        """Order in so many threads, each as soon as it is answered, while `go_on` says so."""

        def buy(client: int) -> Answered:
            return _buy(self.running, demand.orders(seed + client), go_on)

        with ThreadPoolExecutor(clients) as threads:
            answered = Answered.together(list(threads.map(buy, range(clients))))
        self.tallies.append(answered)
        return answered

    def check(self) -> list[str]:
        """Return what is wrong: orders and units against the answers, stock against the items."""
        total = Answered.together(self.tallies)
        told = {"orders": total.orders, "units": total.units, "keys": total.orders}
        written = self._written()
        found = {name: written[name] - self.before[name] for name in told}
        faults = [f"{found} is written, {told} was answered"] if found != told else []
        text = read_statement("feedledger_stock")
        rows = self.running.database.rows(text, {"counted_at": self.counted_at})
        left = available_units(self.running.database, [row["product_id"] for row in rows])
        wrong = sum(left[row["product_id"]] != row["units_left"] for row in rows)
        return faults + ([f"{wrong} products have another stock than was left"] if wrong else [])

    def _written(self) -> dict[str, int]:
        row = self.running.database.row(read_statement("feedledger_written"))
        return {name: int(count) for name, count in (row or {}).items()}


@contextmanager
def open_feedledger(folder: Path, memory_limit: str) -> Iterator[FeedledgerShop]:
    """Lend all services on a new database in the folder, as the application wires them."""
    settings = Settings(
        data_dir=folder, memory_limit=memory_limit, admin_password=SecretStr(uuid4().hex)
    )
    running = Feedledger(settings)
    running.start()
    try:
        yield FeedledgerShop(running)
    finally:
        running.close()


def _buy(
    running: Feedledger, orders: Iterator[tuple[Line, ...]], go_on: Callable[[], bool]
) -> Answered:
    ends_s: list[float] = []
    waits_s: list[float] = []
    placed = units = refused = 0
    while go_on():
        lines = next(orders)
        begun_s = time.perf_counter()
        if _place(running, lines):
            placed += 1
            units += sum(wanted for _, wanted in lines)
        else:
            refused += 1
        waits_s.append(time.perf_counter() - begun_s)
        ends_s.append(time.time())
    return Answered(ends_s, waits_s, placed, units, refused)


def _place(running: Feedledger, lines: tuple[Line, ...]) -> bool:
    asked = [OrderLine(partner=PARTNER, sku=sku, quantity=units) for sku, units in lines]
    request = OrderRequest(customer_ref="benchmark", lines=tuple(asked))
    key = str(uuid4())
    while True:
        try:
            place_order(running.desk, request, owner=OWNER, idempotency_key=key)
        except OrderUnavailable:
            return False
        except TryAgain:
            continue
        return True
