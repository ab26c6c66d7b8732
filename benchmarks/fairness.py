"""
How long a small feed takes beside large ones, with a worker kept free of those and without.

    .venv/bin/python -m benchmarks.fairness                       three feeds of 500,000 rows
    .venv/bin/python -m benchmarks.fairness --rows 2000000 --large 2

The small feed is delivered when the first large one is being checked. Its time counts from its
delivery to the finished load, the time of the large ones from the first delivery to the last load.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from benchmarks.feeds import write_feed
from catalog.clock import utc_now
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.migrations import migrate
from catalog.partners import NewPartner, create_partner
from ingestion.bench import Bench
from ingestion.delivery import Delivery, Ingestion, deliver_feed
from ingestion.feeds import Feed, get_feed
from ingestion.folder_store import FolderStore
from ingestion.loading import fail_load, load_feed
from ingestion.spool import Spool
from ingestion.validation import fail_validation, validate_feed
from jobs.claims import LARGE_BYTES
from jobs.handlers import Handler
from jobs.runner import JobRunner

THREADS = 2
ROUNDS = 3
SMALL_ROWS = 1_000
POLL_S = 0.02
FEED_BYTES = 20 * 1024**3
BOUNDS = {"one worker kept free": LARGE_BYTES, "no worker kept free": FEED_BYTES}


def main(rows: int, large: int, memory_limit: str) -> None:
    """Print the median times of both ways, taken in turn."""
    with tempfile.TemporaryDirectory(prefix="feedledger-fairness-") as name:
        folder = Path(name)
        files = [
            write_feed(folder / "large.csv", rows),
            write_feed(folder / "small.csv", SMALL_ROWS),
        ]
        print(
            f"{large} feeds of {files[0].stat().st_size / 1e6:,.0f} MB, one of {SMALL_ROWS:,} rows"
        )
        taken: dict[str, list[tuple[float, float]]] = {way: [] for way in BOUNDS}
        for number in range(ROUNDS):
            for way, bound in BOUNDS.items():
                with mock.patch("jobs.claims.LARGE_BYTES", bound):
                    home = folder / f"{way} {number}"
                    taken[way].append(measure(home, files, large, memory_limit))
    for way, times in taken.items():
        small, all_large = (statistics.median(each) for each in zip(*times, strict=True))
        print(f"  {way:<22} small {small:6.1f} s   all large {all_large:6.1f} s")


def measure(home: Path, files: list[Path], large: int, memory_limit: str) -> tuple[float, float]:
    """Return the seconds of the small feed, and of all large ones together."""
    with running(home, large, memory_limit) as ingestion:
        begun = time.perf_counter()
        giants = [deliver(ingestion, f"large{number}", files[0]) for number in range(large)]
        follow(ingestion, giants[0], "VALIDATING")
        sent = time.perf_counter()
        follow(ingestion, deliver(ingestion, "small", files[1]))
        small_s = time.perf_counter() - sent
        for each in giants:
            follow(ingestion, each)
        return small_s, time.perf_counter() - begun


@contextmanager
def running(home: Path, large: int, memory_limit: str) -> Iterator[Ingestion]:
    """Lend an ingestion with its workers and partners."""
    database = Database(home / "x.duckdb", memory_limit=memory_limit, threads=THREADS)
    migrate(database)
    write_currencies(database)
    for code in ("small", *(f"large{number}" for number in range(large))):
        create_partner(database, NewPartner(code=code, name=code))
    store = FolderStore(home / "landing")
    spool = Spool(home / "spool", FEED_BYTES)

    def wake() -> None:
        runner.wake()

    ingestion = Ingestion(database, store, spool, Bench(), utc_now, wake)
    handlers = {
        "VALIDATE": Handler(lambda job: validate_feed(ingestion, job), fail_validation),
        "ETL": Handler(lambda job: load_feed(ingestion, [], job), fail_load),
    }
    runner = JobRunner(database, handlers)
    runner.start()
    try:
        yield ingestion
    finally:
        runner.stop()
        ingestion.bench.clear()
        database.close()


def deliver(ingestion: Ingestion, partner: str, path: Path) -> Feed:
    """Deliver the file as the partner's feed."""
    delivery = Delivery(partner, "full", path.name, "benchmark", "benchmark")
    with path.open("rb") as source:
        return deliver_feed(ingestion, delivery, source)


def follow(ingestion: Ingestion, feed: Feed, *statuses: str) -> None:
    """Wait until the feed is finished, or in one of the states."""
    while not feed.is_finished and feed.status not in statuses:
        time.sleep(POLL_S)
        feed = get_feed(ingestion.database, feed.feed_id)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000, help="of each large feed")
    parser.add_argument("--large", type=int, default=3, help="how many large feeds, one a partner")
    parser.add_argument("--memory", default="3GB", help="MEMORY_LIMIT")
    asked = parser.parse_args()
    main(asked.rows, asked.large, asked.memory)
