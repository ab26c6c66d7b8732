"""
Loading a feed against a bare CREATE TABLE AS of the same file, in turn, medians of three.

    make bench                                      1 M rows and 5 M rows
    .venv/bin/python -m benchmarks.ingest 200000    so many rows

The way is measured from the queued VALIDATE job to the finished ETL: reading, all rules, report,
history, merge and commit. Delivery (hash and store) is measured apart.
"""

import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

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
from jobs.runner import Handler, JobRunner

MEMORY_LIMIT = "2GB"
THREADS = 2
ROUNDS = 3
POLL_EVERY_S = 0.2  # each look takes some milliseconds from what is measured
FEED_BYTES = 20 * 1024**3
SIZES = (1_000_000, 5_000_000)


def main(sizes: tuple[int, ...]) -> None:
    """Print a table for each size, and the most memory that any of it took."""
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="feedledger-bench-") as folder:
            measure(Path(folder), rows)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak resident memory {peak_kib / 1024:,.0f} MiB with MEMORY_LIMIT={MEMORY_LIMIT}")


def measure(folder: Path, rows: int) -> None:
    """Print the medians of one size and their ratios to the bare load."""
    first, changed = write_feed(folder / "a.csv", rows), write_feed(folder / "b.csv", rows, 1)
    print(f"{rows:,} rows, {first.stat().st_size / 1e6:,.0f} MB", flush=True)
    taken: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        seconds = {"bare load": load_bare(folder, first), **load_thrice(folder, first, changed)}
        for name, value in seconds.items():
            taken.setdefault(name, []).append(value)
    bare = statistics.median(taken["bare load"])
    for name, values in taken.items():
        middle = statistics.median(values)
        print(f"  {name:<12} {middle:8.1f} s  {middle / bare:5.2f} x", flush=True)


def load_bare(folder: Path, path: Path) -> float:
    """Return the seconds of a bare, typed, durable load."""
    database = folder / "bare.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("set memory_limit = $limit", {"limit": MEMORY_LIMIT})
        connection.execute("set threads = $threads", {"threads": THREADS})
        connection.execute("set enable_progress_bar = false")
        begun = time.perf_counter()
        connection.execute("create table bare as from read_csv($path)", {"path": str(path)})
        connection.execute("checkpoint")
        seconds = time.perf_counter() - begun
    database.unlink()
    return seconds


def load_thrice(folder: Path, first: Path, changed: Path) -> dict[str, float]:
    """Return the seconds of a first load, of the same again, and with one row in 20 changed."""
    home = folder / "home"
    database = Database(home / "x.duckdb", memory_limit=MEMORY_LIMIT, threads=THREADS)
    migrate(database)
    write_currencies(database)
    create_partner(database, NewPartner(code="bench", name="bench"))
    ingestion = _ingestion(database, home)
    handlers = {
        "VALIDATE": Handler(lambda job: validate_feed(ingestion, job), fail_validation),
        "ETL": Handler(lambda job: load_feed(ingestion, [], job), fail_load),
    }
    runner = JobRunner(database, handlers)
    runner.start()
    taken: dict[str, float] = {}
    for name, path in (("first load", first), ("same again", first), ("5 % changed", changed)):
        begun = time.perf_counter()
        feed = _deliver(ingestion, path)
        taken.setdefault("delivery", time.perf_counter() - begun)
        begun = time.perf_counter()
        runner.wake()
        _follow(database, feed)
        taken[name] = time.perf_counter() - begun
    runner.stop()
    ingestion.bench.clear()
    database.close()
    shutil.rmtree(home)
    return taken


def _ingestion(database: Database, home: Path) -> Ingestion:
    spool, store = Spool(home / "spool", FEED_BYTES), FolderStore(home / "landing")
    return Ingestion(database, store, spool, Bench(), utc_now, lambda: None)


def _deliver(ingestion: Ingestion, path: Path) -> Feed:
    delivery = Delivery("bench", "full", path.name, "benchmark", "benchmark")
    with path.open("rb") as source:
        return deliver_feed(ingestion, delivery, source)


def _follow(database: Database, feed: Feed) -> None:
    while not feed.is_finished:
        time.sleep(POLL_EVERY_S)
        feed = get_feed(database, feed.feed_id)
    if feed.status != "COMPLETED_WITH_ERRORS":
        raise RuntimeError(f"the feed ended {feed.status}: {feed.error}")


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
