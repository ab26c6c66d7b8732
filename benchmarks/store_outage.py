"""
The store is down for a minute under the served application, with the waits that it really has.

    make soak-outage SECONDS=60

Feeds of two partners come in over HTTP while a way to a real S3 server works, then breaks every
connection, then works again. During the outage a delivery must be refused with a reason, and what
had been delivered must wait; after it all that was answered by 202 must be loaded by itself, from
the bytes that were sent.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import httpx

from catalog.database import Database
from ingestion.feeds import get_feed
from ingestion.open_store import open_store
from ingestion.raw_files import read_raw
from tests.faulty_proxy import FaultyProxy, faulty_way_to
from tests.seaweed import Seaweed, running_seaweed
from tests.served import Served, serving

PARTNERS = ("ash", "elm")
ROWS = 20_000
LOADED = ("COMPLETED", "COMPLETED_WITH_ERRORS")
BY_ITSELF_WITHIN_S = 420
AFTER_S = 2.0


def run_outage(seconds: float, folder: Path) -> tuple[list[str], str]:
    """Return every fault, and in a sentence how it went."""
    with running_seaweed() as server, faulty_way_to(server.endpoint) as way:
        way_there = {**server.environment, "AWS_ENDPOINT_URL": way.address}
        url = server.fresh_url()
        with serving(folder / "data", {**way_there, "FEEDLEDGER_STORE": url}) as served:
            for partner in PARTNERS:
                served.add_partner(partner, default_currency="USD", default_availability="in_stock")
            outage = _Outage(served, way, seconds)
            faults, said = outage.live_through()
        return [*faults, *_check_file(server, url, folder / "data", outage.sent)], said


class _Outage:
    def __init__(self, served: Served, way: FaultyProxy, seconds: float) -> None:
        self._served, self._way, self._seconds = served, way, seconds
        self.sent: dict[str, bytes] = {}
        self._refusals: list[str] = []

    def live_through(self) -> tuple[list[str], str]:
        for partner in PARTNERS:
            self._deliver(partner, 1)
        self._way.is_down = True
        until_s = time.monotonic() + self._seconds
        while time.monotonic() < until_s:
            self._deliver(PARTNERS[0], 2)
            time.sleep(AFTER_S)
        self._way.is_down = False
        came_back_s = time.monotonic()
        for partner in PARTNERS:
            self._deliver(partner, 3)
        faults = list(self._wait_for_all(came_back_s + BY_ITSELF_WITHIN_S))
        took_s = time.monotonic() - came_back_s
        if not self._refusals:
            faults.append("no delivery was refused")
        wrong = [said for said in self._refusals if said != "503 store/unavailable"]
        faults += [f"a delivery was refused with {said}" for said in dict.fromkeys(wrong)]
        said = (
            f"{self._seconds:g} s of outage: {len(self._refusals)} deliveries refused with 503,"
            f" {len(self.sent)} feeds answered by 202, all at their end {took_s:.0f} s after it"
        )
        return faults, said

    def _deliver(self, partner: str, version: int) -> None:
        body = "".join(_lines(partner, version)).encode()
        asked = {"partner": partner, "filename": f"{version}.csv"}
        with self._served.api() as api:
            answer = api.post("/feeds", params=asked, content=body)
        if answer.status_code == httpx.codes.ACCEPTED:
            self.sent[answer.json()["feed_id"]] = body
        else:
            self._refusals.append(f"{answer.status_code} {answer.json().get('code')}")

    def _wait_for_all(self, until_s: float) -> Iterator[str]:
        for feed_id in self.sent:
            status = ""
            while status not in LOADED and time.monotonic() < until_s:
                status = self._served.read_feed(feed_id)["status"]
                time.sleep(0.2)
            if status not in LOADED:
                yield f"{feed_id} was answered by 202 and is {status}"


def _lines(partner: str, version: int) -> Iterator[str]:
    yield "sku,name,price,quantity\n"
    for number in range(ROWS):
        yield f"{partner}-{number},Lamp {number},{20 + version}.{number % 100:02},{version}\n"


def _check_file(server: Seaweed, url: str, data_dir: Path, sent: dict[str, bytes]) -> Iterator[str]:
    database = Database(data_dir / "feedledger.duckdb")
    try:
        with mock.patch.dict(os.environ, server.environment):
            store = open_store(url)
            for feed_id, body in sent.items():
                feed = get_feed(database, feed_id)
                if b"".join(read_raw(store, feed)) != body:
                    yield f"the raw file of {feed_id} is not what was sent"
                if feed.counters["rows_read"] != ROWS:
                    yield f"{feed_id} counts {feed.counters}"
        found = database.rows("select count(*) as feeds from feed")[0]["feeds"]
        if found != len(sent):
            yield f"{found} feeds are recorded, {len(sent)} were answered by 202"
    finally:
        database.close()


def main(seconds: float) -> int:
    """Print what came of it, and return 1 if anything was wrong."""
    with tempfile.TemporaryDirectory(prefix="feedledger-outage-") as folder:
        faults, said = run_outage(seconds, Path(folder))
    print(f"{os.cpu_count()} cores: {said}; {len(faults)} faults")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    sys.exit(main(parser.parse_args().seconds))
