"""
Orders while a backup is made: how long each waits, beside the time before.

`python -m benchmarks.backups`: a catalog of five million products, customers who order three of
them each, pausing between orders as people do, and one backup after the other.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import uuid4

from backups.desk import order_elsewhere
from benchmarks.feedledger_orders import WAY, FeedledgerShop, open_feedledger
from benchmarks.feeds import ORDERABLE, write_feed
from benchmarks.latencies import markdown
from benchmarks.orders_beside import add_customers, finish, measure_beside


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if a backup failed, or an order was lost or oversold."""
    asked = _parse(arguments)
    with tempfile.TemporaryDirectory(prefix="feedledger-bench-") as name:
        folder = Path(name)
        with open_feedledger(folder / "home", asked.memory) as shop:
            feed = folder / "first.csv"
            shop.fill(write_feed(feed, asked.products, malformed=False, cells=ORDERABLE), 0)
            feed.unlink()
            steps = [
                (f"backup {number + 1}", partial(_back_up, shop, folder))
                for number in range(asked.backups)
            ]
            print(markdown(measure_beside(shop, asked, "no backup", steps), WAY))
            faults = shop.check()
            size_mb = shop.running.settings.database_path.stat().st_size / 1e6
        print(f"\nThe database has {size_mb:,.0f} MB.")
    print("\n".join(faults) or "Units sold are the stock taken, orders are those answered.")
    return 1 if faults else 0


def _back_up(shop: FeedledgerShop, folder: Path) -> None:
    desk, place = shop.running.backups, f"file://{folder / 'backups'}"
    job = order_elsewhere(desk, place, with_raw=False, order_id=str(uuid4()))
    finish(shop.running.database, job)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_customers(parser)
    parser.add_argument("--backups", type=int, default=2)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
