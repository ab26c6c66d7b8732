"""Orders that go on beside something else: how long each waits meanwhile, and with nothing else."""

import argparse
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from benchmarks.demand import Demand
from benchmarks.feedledger_orders import FeedledgerShop
from benchmarks.latencies import Measured
from catalog.database import Database
from jobs.queue import Job, get_job

POLL_S = 0.05
OVER = ("SUCCEEDED", "FAILED", "CANCELLED")
Step = tuple[str, Callable[[], object]]


def add_customers(parser: argparse.ArgumentParser) -> None:
    """Let the caller choose the shop, its customers, and how long they are measured alone."""
    parser.add_argument("--products", type=int, default=5_000_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between orders")
    parser.add_argument("--seconds", type=float, default=15, help="with nothing beside")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--memory", default="2GB", help="DuckDB's MEMORY_LIMIT")


def measure_beside(
    shop: FeedledgerShop, asked: argparse.Namespace, nothing: str, steps: Sequence[Step]
) -> list[Measured]:
    """
    Order all the time: some seconds alone, in a row named `nothing`, then during each step.

    `asked` is what `add_customers` reads. What a step raises ends the orders and is raised.
    """
    is_over = Event()

    def go_on() -> bool:
        time.sleep(asked.pause)
        return not is_over.is_set()

    demand = Demand(asked.products)
    with ThreadPoolExecutor(1) as beside:
        ordering = beside.submit(shop.measure, demand, asked.clients, go_on, asked.seed)
        try:
            time.sleep(asked.seconds)  # what orders look up is taken into memory
            alone: Step = (nothing, lambda: time.sleep(asked.seconds))
            spans = [(name, *_time(do)) for name, do in (alone, *steps)]
        finally:
            is_over.set()
        answered = ordering.result()
    return [
        Measured(
            f"{name}, {ended_s - begun_s:.1f} s",
            demand.name,
            asked.clients,
            ended_s - begun_s,
            answered.between(begun_s, ended_s),
        )
        for name, begun_s, ended_s in spans
    ]


def finish(database: Database, job: Job) -> None:
    """
    Wait until the job has succeeded.

    Raises:
        RuntimeError: it ended otherwise.
    """
    while (now := get_job(database, job.job_id)).status not in OVER:
        time.sleep(POLL_S)
    if now.status != "SUCCEEDED":
        raise RuntimeError(f"{now.kind} ended {now.status}: {now.error}")


def _time(do: Callable[[], object]) -> tuple[float, float]:
    begun_s = time.time()
    do()
    return begun_s, time.time()
