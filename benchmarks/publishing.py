"""
What publishing the analysts' file takes, and what orders notice of it.

`python -m benchmarks.publishing`: a catalog of five million products and ten million lines of past
orders; the file is written anew, then by changes: after a hundred orders, after a delta of one
percent, and time and again while customers order three products each, pausing as people do.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.demand import Demand
from benchmarks.feedledger_orders import WAY, FeedledgerShop, open_feedledger
from benchmarks.feeds import ORDERABLE, write_feed
from benchmarks.latencies import Measured, markdown
from benchmarks.orders_beside import add_customers, measure_beside
from benchmarks.statements import read_statement
from jobs.queue import JobFilter, list_jobs

POLL_S = 0.25  # seldom: it costs others time
NEVER_S = 1e9


@dataclass
class Bench:
    """A shop, and publishing that happens only when it is asked for."""

    shop: FeedledgerShop

    def publish(self) -> dict[str, Any]:
        """Publish once and return what the job tells."""
        publisher, database = self.shop.running.publisher, self.shop.running.database
        last, begun_cpu_s = self._last(), time.process_time()
        publisher.interval_s = 0.0
        while (now := self._last()) == last or now is None or now[1] != "SUCCEEDED":
            time.sleep(POLL_S)
            if now and now != last and now[1] == "RUNNING":
                publisher.interval_s = NEVER_S
        publisher.interval_s = NEVER_S
        (job,) = list_jobs(database, JobFilter(kind="PUBLISH"), limit=1).items
        return {**(job.result or {}), "cpu_s": time.process_time() - begun_cpu_s}

    def hold(self) -> None:
        """Wait for the publication at the start, and have no other, and no Parquet, by itself."""
        self.shop.running.parquet.interval_s = 0.0
        while (last := self._last()) is None or last[1] != "SUCCEEDED":
            time.sleep(POLL_S)
        self.shop.running.publisher.interval_s = NEVER_S

    def _last(self) -> tuple[str, str] | None:
        found = list_jobs(self.shop.running.database, JobFilter(kind="PUBLISH"), limit=1).items
        return (found[0].job_id, found[0].status) if found else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; return 1 if an order was lost or oversold, or the file is not right."""
    asked = _parse(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="feedledger-bench-", dir=asked.dir) as name,
        open_feedledger(Path(name) / "home", asked.memory) as shop,
    ):
        folder, bench = Path(name), Bench(shop)
        bench.hold()
        feed = write_feed(folder / "all.csv", asked.products, malformed=False, cells=ORDERABLE)
        shop.fill(feed, asked.items)
        changed = write_feed(
            folder / "some.csv",
            asked.products // 100,
            malformed=False,
            cells={**ORDERABLE, "title": "'Renamed ' || i", "quantity": "''"},
        )
        print("| alone | took s | CPU s | rows written | removed | file MB | how |")
        print("|---|---|---|---|---|---|---|")
        shop.running.publisher.begin_anew()
        _say("all of it", bench.publish())
        _say("nothing but the first changes", _after(bench, lambda: _order(shop, asked, 1)))
        for number in (1, 2):
            _say(f"100 orders ({number})", _after(bench, lambda: _order(shop, asked, 100)))
        _say("1 % of the products", _after(bench, lambda: shop.load_uncounted(changed)))
        print(f"\nPeak memory: {_peak_mb():,.0f} MB resident.\n")
        print(markdown(_measure(bench, asked), WAY))
        faults = [*shop.check(), *_faults_of(bench)]
        print(f"\nPeak memory: {_peak_mb():,.0f} MB resident.")
    print("\n".join(faults) or "Orders are those answered, and the file agrees with itself.")
    return 1 if faults else 0


def _after(bench: Bench, change: Callable[[], object]) -> dict[str, Any]:
    change()
    return bench.publish()


def _say(what: str, told: dict[str, Any]) -> None:
    numbers = (
        f"{told['rows_written']:,} | {told['rows_removed']:,} | {told['size_bytes'] / 1e6:,.0f}"
    )
    took = f"{told['took_s']:.2f} | {told['cpu_s']:.2f}"
    print(f"| {what} | {took} | {numbers} | {told['how']} |", flush=True)


def _order(shop: FeedledgerShop, asked: argparse.Namespace, orders: int) -> None:
    left = iter(range(orders))
    shop.measure(Demand(asked.products), 1, lambda: next(left, None) is not None, asked.seed)


def _measure(bench: Bench, asked: argparse.Namespace) -> list[Measured]:
    """Order some seconds alone, then while it is published in two ways."""

    def publish_anew() -> None:
        bench.shop.running.publisher.begin_anew()
        bench.publish()

    steps = [
        ("by changes, one after another", lambda: _repeat(bench, asked)),
        ("all of it", publish_anew),
    ]
    return measure_beside(bench.shop, asked, "no publishing", steps)


def _repeat(bench: Bench, asked: argparse.Namespace) -> None:
    ends_s = time.monotonic() + 2 * asked.seconds
    while time.monotonic() < ends_s:
        bench.publish()


def _faults_of(bench: Bench) -> list[str]:
    bench.publish()
    with duckdb.connect(str(bench.shop.running.publisher.files.public), read_only=True) as reader:
        (row,) = reader.execute(read_statement("published_sums")).fetchall()
    return [] if row[0] == row[1] else [f"the file says {row[0]} and {row[1]}"]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_customers(parser)
    parser.add_argument("--items", type=int, default=10_000_000, help="of past orders")
    parser.add_argument("--dir", default=None, help="where the temporary folder is made")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
