"""
Orders while a backup is made: how long each waits, beside the time before.

`python -m benchmarks.backups`: a catalog of five million products, customers who order three of
them each, pausing between orders as people do, and one backup after the other.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from uuid import uuid4

from backups.desk import order_elsewhere
from benchmarks.demand import Demand
from benchmarks.feedledger_orders import WAY, FeedledgerShop, open_feedledger
from benchmarks.feeds import ORDERABLE, write_feed
from benchmarks.latencies import Answered, Measured, markdown
from jobs.queue import get_job

POLL_S = 0.05
OVER = ("SUCCEEDED", "FAILED", "CANCELLED")
Span = tuple[str, float, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if a backup failed, or an order was lost or oversold."""
    asked = _parse(arguments)
    with tempfile.TemporaryDirectory(prefix="feedledger-bench-") as name:
        folder = Path(name)
        with open_feedledger(folder / "home", asked.memory) as shop:
            feed = folder / "first.csv"
            shop.fill(write_feed(feed, asked.products, malformed=False, cells=ORDERABLE), 0)
            feed.unlink()
            spans, answered = _measure(shop, folder, asked)
            demand = Demand(asked.products)
            print(markdown([_row(span, answered, asked.clients) for span in spans], WAY))
            faults = shop.check()
            size_mb = shop.running.settings.database_path.stat().st_size / 1e6
        print(f"\nThe database has {size_mb:,.0f} MB; demand is {demand.name}.")
    print("\n".join(faults) or "Units sold are the stock taken, orders are those answered.")
    return 1 if faults else 0


def _measure(
    shop: FeedledgerShop, folder: Path, asked: argparse.Namespace
) -> tuple[list[Span], Answered]:
    """Order all the time: some seconds alone, then during each backup."""
    is_over = Event()

    def go_on() -> bool:
        time.sleep(asked.pause)
        return not is_over.is_set()

    with ThreadPoolExecutor(1) as beside:
        ordering = beside.submit(
            shop.measure, Demand(asked.products), asked.clients, go_on, asked.seed
        )
        try:
            time.sleep(asked.seconds)  # what orders look up is taken into memory
            begun_s = time.time()
            time.sleep(asked.seconds)
            spans = [("no backup", begun_s, time.time())]
            spans += [_back_up(shop, folder, number) for number in range(asked.backups)]
        finally:
            is_over.set()
        return spans, ordering.result()


def _back_up(shop: FeedledgerShop, folder: Path, number: int) -> Span:
    """Make a backup by a job and return when that was."""
    desk, database = shop.running.backups, shop.running.database
    begun_s = time.time()
    place = f"file://{folder / 'backups'}"
    job = order_elsewhere(desk, place, with_raw=False, order_id=str(uuid4()))
    while (job := get_job(database, job.job_id)).status not in OVER:
        time.sleep(POLL_S)
    if job.status != "SUCCEEDED":
        raise RuntimeError(f"the backup ended {job.status}: {job.error}")
    return f"backup {number + 1}", begun_s, time.time()


def _row(span: Span, answered: Answered, clients: int) -> Measured:
    name, begun_s, ended_s = span
    took_s = ended_s - begun_s
    way = f"{name}, {took_s:.1f} s"
    return Measured(way, "uniform", clients, took_s, answered.between(begun_s, ended_s))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=5_000_000)
    parser.add_argument("--backups", type=int, default=2)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between orders")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="2GB", help="DuckDB's MEMORY_LIMIT")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
