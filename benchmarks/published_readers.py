"""
The analysts' file is replaced a hundred times under load, while other processes read it.

`python -m benchmarks.published_readers`: readers hold the file open for a moment and ask it again
and again, customers order, a partner delivers. Each reader must see one version as long as it has
it open, whose tables agree with each other to the cent, and no error.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from benchmarks.demand import Demand
from benchmarks.feedledger_orders import FeedledgerShop, open_feedledger
from benchmarks.feeds import ORDERABLE, write_feed

CLIENTS = 4
PAUSE_S = 0.05
POLL_S = 0.02
# run by each reader: it prints a line for each file that it had open, and ends when told to
READER = """
import sys, time
import duckdb

path, stop = sys.argv[1], sys.argv[2]
QUESTION = '''
select
    (select published_at from about),
    (select products = (select count(*) from products)
        and order_items = (select count(*) from order_items)
        and orders = (select count(*) from orders) from about),
    (select coalesce(sum(net), 0) from daily_revenue)
        = (select coalesce(sum(line_total), 0) from order_items)
        - (select coalesce(sum(amount), 0) from refunds),
    (select coalesce(sum(total), 0) from orders)
        = (select coalesce(sum(line_total), 0) from order_items)
'''
import os
held = 0
while not os.path.exists(stop):
    with duckdb.connect(path, read_only=True, config={"threads": 1}) as reader:
        answers = set()
        for _ in range(3 + held % 5):
            answers.add(reader.execute(QUESTION).fetchone())
            time.sleep(0.05 + 0.02 * (held % 7))
    (answer,) = answers
    if not all(answer[1:]):
        sys.exit(f"it does not agree with itself: {answer}")
    held += 1
    print(answer[0], flush=True)
"""


@dataclass(frozen=True)
class Outcome:
    """How often the file was replaced, how many versions were read, and what went wrong."""

    replaced: int
    held: int
    versions: int
    seconds: float
    faults: tuple[str, ...]


def replace_while_read(
    shop: FeedledgerShop, folder: Path, replacements: int, readers: int
) -> Outcome:
    """Fill the shop, then publish so often while orders, feeds and readers go on."""
    feed = write_feed(folder / "all.csv", 2_000, malformed=False, cells=ORDERABLE)
    shop.fill(feed, 3_000)
    shop.running.publisher.interval_s = 0.0
    with _reading(shop.running.publisher.files.public, folder, readers) as processes:
        began_s = time.monotonic()
        with _under_load(shop, folder):
            seen = _count_replacements(shop, replacements, processes)
        took_s = time.monotonic() - began_s
    told = [process.communicate() for process in processes]
    codes = [process.returncode for process in processes]
    faults = [err for code, (_, err) in zip(codes, told, strict=True) if code]
    versions = [line for out, _ in told for line in out.splitlines()]
    return Outcome(seen, len(versions), len(set(versions)), took_s, (*faults, *shop.check()))


@contextmanager
def _reading(path: Path, folder: Path, readers: int) -> Iterator[list[subprocess.Popen[str]]]:
    while not path.exists():
        time.sleep(POLL_S)
    stop = folder / "stop"
    command = [sys.executable, "-c", READER, str(path), str(stop)]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(readers)
    ]
    try:
        yield processes
    finally:
        stop.touch()


@contextmanager
def _under_load(shop: FeedledgerShop, folder: Path) -> Iterator[None]:
    is_over = Event()
    demand = Demand(2_000)

    def go_on() -> bool:
        time.sleep(PAUSE_S)
        return not is_over.is_set()

    def deliver() -> None:
        version = 0
        while not is_over.is_set():
            version += 1
            named = {**ORDERABLE, "title": f"'Name {version} of ' || i", "quantity": "''"}
            some = write_feed(folder / "some.csv", 200, malformed=False, cells=named)
            shop.load_uncounted(some)

    with ThreadPoolExecutor(2) as beside:
        work: list[Callable[[], object]] = [
            lambda: shop.measure(demand, CLIENTS, go_on, 1),
            deliver,
        ]
        running = [beside.submit(each) for each in work]
        try:
            yield
        finally:
            is_over.set()
        for each in running:
            each.result()


def _count_replacements(
    shop: FeedledgerShop, wanted: int, processes: Sequence[subprocess.Popen[str]]
) -> int:
    """Wait until the file was replaced so often, or a reader has ended, and return how often."""
    path, seen = shop.running.publisher.files.public, 0
    last = path.stat().st_mtime_ns
    while seen < wanted and all(process.poll() is None for process in processes):
        time.sleep(POLL_S)
        now = path.stat().st_mtime_ns
        seen += now != last
        last = now
    return seen


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was seen; return 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replacements", type=int, default=100)
    parser.add_argument("--readers", type=int, default=4)
    asked = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="feedledger-bench-") as name,
        open_feedledger(Path(name) / "home", "1GB") as shop,
    ):
        outcome = replace_while_read(shop, Path(name), asked.replacements, asked.readers)
    print(
        f"Replaced {outcome.replaced} times in {outcome.seconds:,.0f} s; {asked.readers} readers"
        f" held it {outcome.held:,} times and saw {outcome.versions} versions."
    )
    print("\n".join(outcome.faults) or "No error; each read one consistent version.")
    return 1 if outcome.faults or outcome.replaced < asked.replacements else 0


if __name__ == "__main__":
    sys.exit(main())
