"""
Orders while the months of revenue are worked out: how long each waits, beside the time before.

`python -m benchmarks.months`: a catalog of five million products, lines of past orders,
customers who order three products each, pausing between orders as people do; all that was worked
out is thrown away, and then worked out again, a month after the other, as after an update.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from analytics.rollup import Rollup
from benchmarks.feedledger_orders import WAY, FeedledgerShop, open_feedledger
from benchmarks.feeds import ORDERABLE, write_feed
from benchmarks.latencies import markdown
from benchmarks.orders_beside import add_customers, measure_beside
from benchmarks.statements import read_statement
from catalog.errors import WriteConflict

POLL_S = 0.25


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if an order was lost or oversold."""
    asked = _parse(arguments)
    with tempfile.TemporaryDirectory(prefix="feedledger-bench-", dir=asked.dir) as name:
        folder = Path(name)
        with open_feedledger(folder / "home", asked.memory) as shop:
            feed = folder / "first.csv"
            shop.fill(
                write_feed(feed, asked.products, malformed=False, cells=ORDERABLE), asked.items
            )
            feed.unlink()
            _wait(shop)
            steps = [("all months worked out", partial(_work_out_anew, shop))]
            print(markdown(measure_beside(shop, asked, "nothing to work out", steps), WAY))
            faults = shop.check()
    print("\n".join(faults) or "\nUnits sold are the stock taken, orders are those answered.")
    return 1 if faults else 0


def _work_out_anew(shop: FeedledgerShop) -> None:
    while True:
        with suppress(WriteConflict):
            Rollup(shop.running.database, shop.running.settings.zone).forget()
            break
    _wait(shop)


def _wait(shop: FeedledgerShop) -> None:
    """Wait until the application itself has worked out each month that has past orders."""
    statement = read_statement("months_missing")
    while (shop.running.database.row(statement) or {})["missing"]:
        time.sleep(POLL_S)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_customers(parser)
    parser.add_argument("--items", type=int, default=10_000_000, help="of past orders")
    parser.add_argument("--dir", default=None, help="where the temporary folder is made")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
