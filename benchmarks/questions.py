"""
What a process for each question costs, beside the same question in a DuckDB of our own.

`python -m benchmarks.questions`: on the published file of the demo, or on `--file`. Times are
medians in milliseconds, side by side in one run; memory is that of a process that waits, and what
a bomb adds to ours.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from analytics.published_files import NAME
from analytics.question_pool import Child, QuestionPool
from analytics.questions import Limits
from catalog.errors import RejectedInput

ROOT = Path(__file__).parents[1]
QUESTION = "select day, partner, currency, sum(net) as net from daily_revenue group by all"
BOMB = "select repeat('x', 100_000_000) from range(10_000)"
BOMB_S = 2.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="a published file; without it the demo's")
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.file or publish_demo(Path(folder))
        print(f"{path.stat().st_size / 1024**2:.0f} MiB, {asked.rounds} rounds")
        measure_times(path, asked.rounds)
        measure_memory(path)


def publish_demo(folder: Path) -> Path:
    """Return the file that the demo publishes."""
    environment = {**os.environ, "SERVE": "0", "FEEDLEDGER_DATA_DIR": str(folder)}
    command = [sys.executable, "app.py", "demo"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return folder / NAME


def measure_times(path: Path, rounds: int) -> None:
    """Print how long the question takes in each way."""
    ours = median_ms(lambda: ask_here(path), rounds)
    start = median_ms(lambda: Child.start().end(), rounds)
    waiting: list[float] = []
    for _ in range(rounds):
        child = Child.start()
        waiting.append(took_ms(lambda child=child: child.ask(path, QUESTION, Limits())))  # type: ignore[misc]
    warm = statistics.median(waiting)
    print(f"in this process          {ours:7.0f} ms")
    print(f"by a process that waits  {warm:7.0f} ms  ({warm / ours:.1f} x)")
    print(f"start of a process       {start:7.0f} ms  (what the very first answer waits for)")


def measure_memory(path: Path) -> None:
    """Print what a process that waits takes, and what a bomb adds to ours."""
    pool = QuestionPool()
    child = pool.take()
    resident, private = (memory_mib(child.process_id, name) for name in ("Rss:", "Private_Dirty:"))
    print(f"a process that waits     {resident:7.0f} MiB resident, {private:.0f} of its own")
    before = memory_mib(os.getpid(), "Rss:")
    began_s = time.monotonic()
    try:
        child.ask(path, BOMB, Limits(seconds=BOMB_S))
    except RejectedInput as error:
        ended = error.code
    took_s = time.monotonic() - began_s
    more = memory_mib(os.getpid(), "Rss:") - before
    print(f"a bomb, {BOMB_S:g} s allowed     {took_s:7.1f} s, {ended}, {more:.0f} MiB more of ours")
    pool.close()


def ask_here(path: Path) -> None:
    """Answer the question in this process, in a file that is opened for it."""
    with duckdb.connect(str(path), read_only=True, config={"threads": 1}) as reader:
        reader.sql(QUESTION).to_arrow_table()


def median_ms(run: Callable[[], object], rounds: int) -> float:
    """Return the median of so many runs."""
    return statistics.median(took_ms(run) for _ in range(rounds))


def took_ms(run: Callable[[], object]) -> float:
    """Return how long one run takes."""
    began_s = time.monotonic()
    run()
    return (time.monotonic() - began_s) * 1000


def memory_mib(process_id: int, name: str) -> float:
    """Return a figure of smaps_rollup (proc(5))."""
    lines = Path(f"/proc/{process_id}/smaps_rollup").read_text(encoding="ascii").splitlines()
    (line,) = (line for line in lines if line.startswith(name))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
