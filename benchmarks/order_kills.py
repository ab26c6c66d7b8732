"""
Customers at the served application, which is killed again and again; then the books are checked.

    make soak-orders SECONDS=60 ARGS="--seed 7"

64 customers order 50 scarce products over HTTP. The application is killed (SIGKILL) at random
moments and started anew; customers repeat what was not answered under the same idempotency key, or
give it up. At the end all that is left is sold, the application is killed once more, and its file
is opened: every answer must be true, every key counted once, every unit sold once. The seed says
what is asked and when it is killed, not how the threads meet.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Barrier, Event

from benchmarks.counters import PARTNER, Doors, HttpCounter
from benchmarks.customers import Customer, Placed, Refused, Told
from benchmarks.order_books import check_books
from benchmarks.promises import broken_promises
from catalog.database import Database
from tests.served import API_KEY, Served, serving

MOST_SHOWN = 20
DONE_WITHIN_S = 120


@dataclass(frozen=True)
class Plan:
    """How long, by how many, of how much, and how long the application lives each time."""

    seconds: float = 60
    seed: int = 1
    customers: int = 64
    products: int = 50
    units: int = 0  # of each product; 0: by the seconds, so that they last a while
    lives_s: tuple[float, float] = (1.0, 6.0)

    @property
    def stock(self) -> dict[str, int]:
        """Units by SKU."""
        units = self.units or max(20, round(20 * self.seconds))
        return {f"SCARCE-{number}": units for number in range(self.products)}


@dataclass(frozen=True)
class Outcome:
    """What customers were told, how often it was killed meanwhile, and what was wrong."""

    told: tuple[Told, ...]
    cancelled: int
    kills: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        """Return the outcome in one sentence."""
        placed = sum(isinstance(one.said, Placed) for one in self.told)
        refused = sum(isinstance(one.said, Refused) for one in self.told)
        unheard = sum(one.unheard > 0 for one in self.told)
        return (
            f"{placed:,} orders placed, {self.cancelled:,} of them cancelled, and {refused:,}"
            f" refused; {self.kills} kills, {unheard:,}"
            f" requests not answered, {len(self.told) - placed - refused:,} of them given up;"
            f" {len(self.faults)} faults"
        )


def run_kills(plan: Plan, folder: Path) -> Outcome:
    """Sell everything through an application that keeps its data in the folder, and check."""
    doors, is_over = Doors(), Event()
    # what one sells out, no other cancels afterwards
    are_all_done = Barrier(plan.customers, timeout=DONE_WITHIN_S)
    counters = [HttpCounter(doors, API_KEY) for _ in range(plan.customers)]
    skus = list(plan.stock)
    customers = [
        Customer(counter, f"c{number}", skus, plan.seed) for number, counter in enumerate(counters)
    ]

    def shop(number: int) -> None:
        customers[number].shop(lambda: not is_over.is_set())
        are_all_done.wait()
        for sku in skus[number :: plan.customers]:
            customers[number].sell_out(sku)

    with ThreadPoolExecutor(plan.customers) as threads:
        shopping = [threads.submit(shop, number) for number in range(plan.customers)]

        def finish() -> None:
            is_over.set()
            # the first that failed says why; the others wait for it in vain
            done, _ = wait(shopping, return_when=FIRST_EXCEPTION)
            for one in done:
                one.result()

        try:
            kills, log = _serve_and_kill(plan, folder, doors, finish)
        finally:
            # nobody goes on asking if the application failed
            is_over.set()
            are_all_done.abort()
            doors.give_up()
    for counter in counters:
        counter.client.close()
    return _hold_against_books(plan, folder, customers, kills, log)


def _hold_against_books(
    plan: Plan, folder: Path, customers: Sequence[Customer], kills: int, log: str
) -> Outcome:
    told = tuple(one for customer in customers for one in customer.told)
    faults = [fault for customer in customers for fault in customer.faults]
    if "Traceback" in log:
        faults.append(f"the application failed:\n{log}")
    cancelled = {order_id for customer in customers for order_id in customer.cancelled}
    faults += _faults_of_file(folder, plan.stock, told, cancelled)
    return Outcome(told, len(cancelled), kills, tuple(faults))


def _serve_and_kill(
    plan: Plan, folder: Path, doors: Doors, finish: Callable[[], None]
) -> tuple[int, str]:
    draws = Random(plan.seed)  # noqa: S311 - no secret
    ends_s, kills, is_last = None, 0, False
    while not is_last:
        with serving(folder) as served:
            if ends_s is None:
                _stock(served, plan.stock)
                ends_s = time.monotonic() + plan.seconds
            is_last = kills > 0 and time.monotonic() >= ends_s
            doors.open(served.url)
            if is_last:
                finish()
            else:
                time.sleep(draws.uniform(*plan.lives_s))
            served.process.kill()
            served.process.wait()
            doors.close()
            kills += 1
    return kills, served.log


def _stock(served: Served, stock: Mapping[str, int]) -> None:
    head = "id,title,price,currency,availability,quantity\n"
    rows = (f"{sku},Scarce thing,9.95,USD,in stock,{units}\n" for sku, units in stock.items())
    served.add_partner(PARTNER)
    feed_id = served.deliver(PARTNER, "scarce.csv", (head + "".join(rows)).encode())
    feed = served.wait_for_feed(feed_id)
    if feed["counters"]["inserted"] != len(stock):
        raise RuntimeError(f"the feed was not loaded: {feed}")


def _faults_of_file(
    folder: Path, stock: Mapping[str, int], told: Sequence[Told], cancelled: AbstractSet[str]
) -> list[str]:
    database = Database(folder / "feedledger.duckdb")
    try:
        found = check_books(database, stock, told, cancelled)
        return [*found, *broken_promises(database)]
    finally:
        database.close()


def main(plan: Plan) -> int:
    """Print what came of it, and return 1 if anything was wrong."""
    with tempfile.TemporaryDirectory(prefix="feedledger-soak-") as folder:
        outcome = run_kills(plan, Path(folder))
    print(f"seed {plan.seed}, {os.cpu_count()} cores: {outcome}")
    for fault in outcome.faults[:MOST_SHOWN]:
        print(fault)
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=Plan.seconds)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--customers", type=int, default=Plan.customers)
    parser.add_argument("--products", type=int, default=Plan.products)
    parser.add_argument("--units", type=int, default=Plan.units, help="of each; 0: 20 a second")
    sys.exit(main(Plan(**vars(parser.parse_args()))))
