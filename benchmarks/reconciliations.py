"""
Orders while everything is reconciled: how long each waits, beside the time before.

`python -m benchmarks.reconciliations`: a catalog of five million products, some million lines of
past orders, customers who order three products each, pausing between orders as people do, and one
reconciliation after the other. What each check took, and the most memory, are printed, too.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from analytics.reconciliation_desk import order_reconciliation
from analytics.reconciliation_runs import find_last_run, read_checks
from benchmarks.demand import Demand
from benchmarks.feedledger_orders import WAY, FeedledgerShop, open_feedledger
from benchmarks.feeds import ORDERABLE, write_feed
from benchmarks.latencies import Answered, Measured, markdown
from jobs.queue import get_job

POLL_S = 0.05
OVER = ("SUCCEEDED", "FAILED", "CANCELLED")
PRICED = {**ORDERABLE, "price": "'10.00'"}  # as past lines have it
Span = tuple[str, float, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; return 1 if a run failed or found a difference, or an order was lost."""
    asked = _parse(arguments)
    with tempfile.TemporaryDirectory(prefix="feedledger-bench-") as name:
        folder = Path(name)
        with open_feedledger(folder / "home", asked.memory) as shop:
            feed = folder / "first.csv"
            shop.fill(write_feed(feed, asked.products, malformed=False, cells=PRICED), asked.items)
            feed.unlink()
            spans, answered = _measure(shop, asked)
            print(markdown([_row(span, answered, asked.clients) for span in spans], WAY))
            differences = _print_checks(shop)
            faults = shop.check()
    most_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nAt most {most_mib:,.0f} MiB resident, MEMORY_LIMIT={asked.memory}.")
    print("\n".join(faults) or "Units sold are the stock taken, orders are those answered.")
    return 1 if faults or differences else 0


def _measure(shop: FeedledgerShop, asked: argparse.Namespace) -> tuple[list[Span], Answered]:
    """Order all the time: some seconds alone, then during each reconciliation."""
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
            spans = [("no reconciliation", begun_s, time.time())]
            spans += [_reconcile(shop, number) for number in range(asked.runs)]
        finally:
            is_over.set()
        return spans, ordering.result()


def _reconcile(shop: FeedledgerShop, number: int) -> Span:
    """Reconcile by a job and return when that was."""
    desk, begun_s = shop.running.reconciliations, time.time()
    job = order_reconciliation(desk)
    while (job := get_job(desk.database, job.job_id)).status not in OVER:
        time.sleep(POLL_S)
    if job.status != "SUCCEEDED":
        raise RuntimeError(f"the reconciliation ended {job.status}: {job.error}")
    return f"reconciliation {number + 1}", begun_s, time.time()


def _print_checks(shop: FeedledgerShop) -> int:
    database = shop.running.database
    run = find_last_run(database)
    if run is None:
        raise RuntimeError("no run was kept")
    print("\n| check | looked at | differ | s |\n|---|---|---|---|")
    for check in read_checks(database, run.run_id):
        looked_at = f"{check.looked_at or 0:,} {check.noun}"
        print(f"| {check.name} | {looked_at} | {check.differences} | {check.took_s:.2f} |")
    return run.differences


def _row(span: Span, answered: Answered, clients: int) -> Measured:
    name, begun_s, ended_s = span
    took_s = ended_s - begun_s
    way = f"{name}, {took_s:.1f} s"
    return Measured(way, "uniform", clients, took_s, answered.between(begun_s, ended_s))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=5_000_000)
    parser.add_argument("--items", type=int, default=10_000_000, help="of past orders")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between orders")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="2GB", help="DuckDB's MEMORY_LIMIT")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
