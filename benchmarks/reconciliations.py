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
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from analytics.reconciliation_desk import order_reconciliation
from analytics.reconciliation_runs import find_last_run, read_checks
from benchmarks.feedledger_orders import WAY, FeedledgerShop, open_feedledger
from benchmarks.feeds import ORDERABLE, write_feed
from benchmarks.latencies import markdown
from benchmarks.orders_beside import add_customers, finish, measure_beside

PRICED = {**ORDERABLE, "price": "'10.00'"}  # as past lines have it


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; return 1 if a run failed or found a difference, or an order was lost."""
    asked = _parse(arguments)
    with tempfile.TemporaryDirectory(prefix="feedledger-bench-") as name:
        folder = Path(name)
        with open_feedledger(folder / "home", asked.memory) as shop:
            feed = folder / "first.csv"
            shop.fill(write_feed(feed, asked.products, malformed=False, cells=PRICED), asked.items)
            feed.unlink()
            steps = [
                (f"reconciliation {number + 1}", partial(_reconcile, shop))
                for number in range(asked.runs)
            ]
            print(markdown(measure_beside(shop, asked, "no reconciliation", steps), WAY))
            differences = _print_checks(shop)
            faults = shop.check()
    most_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nAt most {most_mib:,.0f} MiB resident, MEMORY_LIMIT={asked.memory}.")
    print("\n".join(faults) or "Units sold are the stock taken, orders are those answered.")
    return 1 if faults or differences else 0


def _reconcile(shop: FeedledgerShop) -> None:
    finish(shop.running.database, order_reconciliation(shop.running.reconciliations))


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


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_customers(parser)
    parser.add_argument("--items", type=int, default=10_000_000, help="of past orders")
    parser.add_argument("--runs", type=int, default=2)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
