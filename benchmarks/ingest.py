"""
Loading a feed against a bare CREATE TABLE AS of the same file, in turn, medians of three.

    make bench                                                   1 M rows and 5 M rows
    .venv/bin/python -m benchmarks.ingest 200000 --memory 2GB    so many rows, within so much

One row in a hundred is bad by its values, in each of ten ways. The same rows are then loaded with
malformed records among them, of each kind, which a bare load would refuse: they are held against
the bare load of the well-formed file.

The way is measured from the queued VALIDATE job to the finished ETL: reading, all rules, report,
history, merge and commit. Delivery (hash, count and store) is measured apart.
"""

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
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
from jobs.handlers import Handler
from jobs.runner import JobRunner

THREADS = 2
ROUNDS = 3
POLL_EVERY_S = 0.1  # each look takes some milliseconds from what is measured
FEED_BYTES = 20 * 1024**3
SIZES = (1_000_000, 5_000_000)


def main(sizes: Sequence[int], memory_limit: str) -> None:
    """Print a table for each size, and the most memory that any of it took."""
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="feedledger-bench-") as folder:
            measure(Path(folder), rows, memory_limit)
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak resident memory {peak_kib / 1024:,.0f} MiB with MEMORY_LIMIT={memory_limit}")


def measure(folder: Path, rows: int, memory_limit: str) -> None:
    """Print the medians of one size and their ratios to the bare load."""
    kinds = {"": False, ", malformed": True}
    feeds = {kind: write_versions(folder, rows, malformed=is_so) for kind, is_so in kinds.items()}
    first = feeds[""][0]
    print(f"{rows:,} rows, {first.stat().st_size / 1e6:,.0f} MB", flush=True)
    taken: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        seconds = {"bare load": load_bare(folder, first, memory_limit)}
        for kind, versions in feeds.items():
            loads = load_thrice(folder, versions, memory_limit)
            seconds |= {name + kind: value for name, value in loads.items()}
        for name, value in seconds.items():
            taken.setdefault(name, []).append(value)
    bare = statistics.median(taken["bare load"])
    for name, values in taken.items():
        middle = statistics.median(values)
        print(f"  {name:<23} {middle:8.1f} s  {middle / bare:5.2f} x", flush=True)


def write_versions(folder: Path, rows: int, *, malformed: bool) -> tuple[Path, Path]:
    """Return a feed, and the same with another price in every twentieth row."""
    first, changed = (folder / f"{version}-{malformed}.csv" for version in (0, 1))
    write_feed(first, rows, malformed=malformed)
    return first, write_feed(changed, rows, 1, malformed=malformed)


def load_bare(folder: Path, path: Path, memory_limit: str) -> float:
    """Return the seconds of a bare, typed, durable load."""
    database = folder / "bare.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("set memory_limit = $limit", {"limit": memory_limit})
        connection.execute("set threads = $threads", {"threads": THREADS})
        connection.execute("set enable_progress_bar = false")
        begun = time.perf_counter()
        connection.execute("create table bare as from read_csv($path)", {"path": str(path)})
        connection.execute("checkpoint")
        seconds = time.perf_counter() - begun
    database.unlink()
    return seconds


def load_thrice(folder: Path, versions: tuple[Path, Path], memory_limit: str) -> dict[str, float]:
    """Return the seconds of a first load, of the same again, and with one row in 20 changed."""
    home = folder / "home"
    database = Database(home / "x.duckdb", memory_limit=memory_limit, threads=THREADS)
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
    first, changed = versions
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=SIZES)
    parser.add_argument("--memory", default="3500MB", help="MEMORY_LIMIT of both loads")
    asked = parser.parse_args()
    main(asked.rows, asked.memory)
