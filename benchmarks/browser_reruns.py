"""
Reruns of the pages in a real browser, many sessions at once, and what 200 of them hold of memory.

    make bench-browser
    make bench-browser ARGS="--products 20000 --items 30000 --repeats 3 --sessions 5 --held 10"

The application is served on a catalog of 10 M products and 10 M order items of two years, which is
built in `--folder` the first time. A rerun is timed in the page, from the click until the script
rests, no skeleton is left and two frames were drawn. Each tour is gone once before it is timed.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from playwright.sync_api import Browser, sync_playwright

from benchmarks.buying import buying
from benchmarks.crowd import Crowd, Heard, Known, hold_open, live_together
from benchmarks.shop import Shop, keep_shop
from benchmarks.stopwatch import Stopwatch, times_table
from benchmarks.tours import TOURS, Tourist
from benchmarks.trade import ZONE
from tests.chromium import FLAGS, find_chromium
from tests.e2e.visit import sign_in, visiting
from tests.served import Served, serving

TARGET_MS = 500.0
POLL_S = 1.0
QUEUED_AT_START_S = 15.0  # the first publication of a process is queued by then
UNFINISHED = ("QUEUED", "RUNNING", "RETRY_WAIT")
FORGOTTEN_AFTER_S = 150.0  # Streamlit keeps a session that hung up for two minutes


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; return 1 if a rerun of the crowd failed."""
    asked = _parse(arguments)
    shop = keep_shop(asked.folder, asked.products, asked.items, asked.memory)
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, MEMORY_LIMIT={asked.memory},"
        f" {shop.products:,} products, {shop.items:,} order items, load"
        f" {os.getloadavg()[0]:.1f} before.\n",
        flush=True,
    )
    heard = Heard()
    with serving(asked.folder, settings_of(asked.memory)) as served:
        wait_until_quiet(served)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            for name in asked.only:
                taken = tour(browser, served, shop, [name], asked.repeats)
                print(times_table(taken, TARGET_MS), flush=True)
            browser.close()
        if asked.sessions:
            heard = crowd(served, shop, asked)
        if asked.held:
            tell_memory(served, asked.held, asked.forgotten_after)
    return 1 if heard.failures else 0


def settings_of(memory: str) -> dict[str, str]:
    """Return the settings served with: nothing is published or reconciled while we measure."""
    return {
        "FEEDLEDGER_REPORTING_TIMEZONE": ZONE,
        "FEEDLEDGER_MEMORY_LIMIT": memory,
        "FEEDLEDGER_RECONCILE_CRON": "never",
        "FEEDLEDGER_PUBLISH_MIN_INTERVAL_S": "86400",
        "FEEDLEDGER_PUBLISH_PARQUET_INTERVAL_S": "0",
    }


def wait_until_quiet(served: Served, at_least_s: float = QUEUED_AT_START_S) -> None:
    """Wait until no job is left to do: the first file for analysts is published at start."""
    began_s = time.monotonic()
    with served.api() as api:
        while time.monotonic() - began_s < at_least_s or any(
            api.get("/jobs", params={"status": status}).raise_for_status().json()["items"]
            for status in UNFINISHED
        ):
            time.sleep(POLL_S)


def tour(
    browser: Browser, served: Served, shop: Shop, names: Sequence[str], repeats: int
) -> dict[str, list[float]]:
    """Go each of the tours so often, after once for nothing; return the times in ms by rerun."""
    taken: dict[str, list[float]] = {}
    with visiting(browser, served) as visit:
        watch = Stopwatch(visit.page)
        sign_in(visit)
        tourist = Tourist(visit, watch, Random(7), shop.products_each)  # noqa: S311 - no secret
        for name in names:
            TOURS[name](tourist)
            watch.taken_ms.clear()
            for _ in range(repeats):
                TOURS[name](tourist)
            taken |= watch.taken_ms
    return taken


def crowd(served: Served, shop: Shop, asked: argparse.Namespace) -> Heard:
    """Have sessions click together, and print what they heard."""
    known = read_known(served, shop)
    with buying(served, asked.orders) as placed:
        heard = asyncio.run(
            live_together(served.url, known, Crowd(asked.sessions, asked.seconds, asked.pace))
        )
    every = [taken_ms for each in heard.taken_ms.values() for taken_ms in each]
    print(f"\n{asked.sessions} sessions at once for {asked.seconds:g} s,", end=" ")
    print(f"each a click every {asked.pace:g} s: {len(every)} reruns,", end=" ")
    print(f"{len(heard.failures)} failures\n")
    ordered = {"an order placed by the API beside": placed} if placed else {}
    print(times_table({**heard.taken_ms, "all": every, **ordered}, TARGET_MS))
    for failure in heard.failures:
        print(failure)
    return heard


def read_known(served: Served, shop: Shop) -> Known:
    """Return what visitors look for, from the API."""
    with served.api() as api:
        orders, feeds = (
            api.get(f"/{name}", params={"limit": 100}).raise_for_status().json()["items"]
            for name in ("orders", "feeds")
        )
    return Known(
        products=shop.products,
        order_ids=[each["order_id"] for each in orders],
        feed_ids=[each["feed_id"] for each in feeds],
    )


def tell_memory(served: Served, sessions: int, forgotten_after_s: float) -> None:
    """Print what open sessions hold of memory."""
    process_id = served.process.pid
    held = asyncio.run(hold_open(served.url, process_id, sessions, forgotten_after_s))
    print(
        f"\nResident, MiB: {held.before_mib:,.0f} before, {held.open_mib:,.0f} with {sessions}"
        f" sessions open, {held.left_mib:,.0f} when they had left,"
        f" {held.forgotten_mib:,.0f} after {forgotten_after_s:g} s more."
    )


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    folder = Path(tempfile.gettempdir()) / "feedledger-shop"
    parser.add_argument("--folder", type=Path, default=folder, help="where the shop is kept")
    parser.add_argument("--products", type=int, default=10_000_000)
    parser.add_argument("--items", type=int, default=10_000_000)
    parser.add_argument("--memory", default="4GB", help="DuckDB's MEMORY_LIMIT")
    parser.add_argument("--only", nargs="*", choices=TOURS, default=list(TOURS), help="tours")
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--sessions", type=int, default=50, help="that click at once; 0: none")
    parser.add_argument("--seconds", type=float, default=120, help="how long they do")
    parser.add_argument("--pace", type=float, default=8, help="seconds between their clicks")
    parser.add_argument("--orders", type=float, default=0, help="placed a second beside them")
    parser.add_argument("--held", type=int, default=200, help="sessions held open; 0: none")
    parser.add_argument("--forgotten-after", type=float, default=FORGOTTEN_AFTER_S)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
