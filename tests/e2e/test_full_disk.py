"""The served application on a disk that fills: a clear state, nothing lost, and on it goes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha512
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalog.database import Database
from catalog.disk_guard import MIB
from tests.served import Served, serving
from tests.small_disk import SmallDisk, small_disk
from tests.sources import ROOT

RESERVE_BYTES = 8 * MIB
RECORDS = 5000
LOST_EXIT_CODE = 70
# the application without its pages: what its watch does about a checkpoint that finds no room
CHECKPOINT_WITHOUT_ROOM = """
import os, time
from pathlib import Path
from catalog.errors import DatabaseLost
from catalog.settings import read_settings
from wiring import Feedledger

running = Feedledger(read_settings())
running.start()
with running.database.transaction() as cursor:
    cursor.execute("create table kept as select md5(range::varchar) as text from range(100000)")
with Path(os.environ["FEEDLEDGER_DATA_DIR"], "filler").open("wb", buffering=0) as filler:
    try:
        while filler.write(b"x" * 4096):
            pass
    except OSError:
        pass
try:
    running.database.checkpoint()
except DatabaseLost:
    time.sleep(30)
"""
FULL = (507, "server/disk_full")
PRODUCTS = "select sku, price::varchar as price from product where is_active order by sku"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Lend a disk of 96 MiB."""
    with small_disk(tmp_path / "disk", 96) as disk:
        yield disk


def settings(disk: SmallDisk, reserve_bytes: int) -> dict[str, str]:
    # what publishing takes and gives back would be room again on a disk that was just filled
    seldom = {"PUBLISH_MIN_INTERVAL_S": "100000", "PUBLISH_PARQUET_INTERVAL_S": "0"}
    return {
        **({} if reserve_bytes else {f"FEEDLEDGER_{name}": s for name, s in seldom.items()}),
        "FEEDLEDGER_DATA_DIR": str(disk.inside),
        "FEEDLEDGER_MIN_FREE_BYTES": str(reserve_bytes),
    }


def feed_of(price: int, kind: str = "S", records: int = RECORDS) -> bytes:
    rows = (
        f"{kind}-{number},Stool {number},{price}.50,USD,in stock,7000,Oak,"
        f"{sha512(f'{kind} {number}'.encode()).hexdigest()}\n"  # nothing to compress it by
        for number in range(records)
    )
    head = "id,title,price,currency,availability,quantity,brand,description\n"
    return (head + "".join(rows)).encode()


def send(served: Served, content: bytes, mode: str = "full") -> httpx.Response:
    asked = {"partner": "oak", "mode": mode, "filename": "feed.csv"}
    with served.api() as api:
        return api.post("/feeds", params=asked, content=content)


def order(served: Served, key: str, sku: str = "S-1") -> httpx.Response:
    line = {"partner": "oak", "sku": sku, "quantity": 1}
    with served.api() as api:
        return api.post(
            "/orders",
            json={"customer_ref": "anna", "lines": [line]},
            headers={"Idempotency-Key": key},
        )


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def ready(served: Served) -> dict[str, Any]:
    answer = httpx.get(f"{served.url}/api/ready").raise_for_status()
    return dict(answer.json())


def waits_for_room(feed: dict[str, Any]) -> bool:
    codes = [(job["error"] or {}).get("code") for job in feed["jobs"]]
    waiting = [job["status"] for job in feed["jobs"]][-1] in {"QUEUED", "RUNNING", "RETRY_WAIT"}
    return waiting and set(codes) <= {None, "server/disk_full"}


def check_file(disk: SmallDisk, copy: Path, products: dict[str, str], orders: int) -> None:
    """Open a copy of the closed file: the catalog is the model's, the orders are those told of."""
    database = Database(disk.copy(copy) / "feedledger.duckdb")
    found = {row["sku"]: row["price"] for row in database.rows(PRODUCTS)}
    assert found == products
    assert len(database.rows("from customer_order")) == orders
    unended = "from job where status not in ('SUCCEEDED', 'CANCELLED')"
    assert database.rows(unended) == []
    database.close()


def model(price: int, kind: str = "S", records: int = RECORDS) -> dict[str, str]:
    return {f"{kind}-{number}": f"{price}.5000" for number in range(records)}


def test_feeds_are_refused_before_the_disk_is_full_and_taken_again(
    disk: SmallDisk, tmp_path: Path
) -> None:
    with serving(tmp_path / "out", settings(disk, RESERVE_BYTES), disk.enter) as served:
        served.add_partner("oak", default_currency="USD")
        with served.api() as api:
            api.put("/partners/oak/profile", json={"guards": {"price_moves": 1.0}})
        taken = [served.deliver("oak", "first.csv", feed_of(1))]
        served.wait_for_feed(taken[0])
        disk.fill(RESERVE_BYTES + 6 * MIB)

        while (answer := send(served, feed_of(len(taken) + 1))).is_success:
            taken.append(answer.json()["feed_id"])
        assert told(answer) == FULL
        assert int(answer.headers["Retry-After"]) > 0
        assert len(taken) > 1
        assert disk.free_bytes > RESERVE_BYTES // 2
        disk.fill(RESERVE_BYTES - MIB // 2)
        assert ready(served)["feeds"]["code"] == "server/disk_full"
        assert order(served, "in between").status_code == 201
        time.sleep(1)
        for feed_id in taken:
            feed = served.read_feed(feed_id)
            assert feed["status"] == "COMPLETED" or waits_for_room(feed), feed

        disk.make_room()
        feeds = [served.wait_for_feed(feed_id) for feed_id in taken]
        feeds.append(served.wait_for_feed(served.deliver("oak", "last.csv", feed_of(99))))
        for feed in feeds:
            assert feed["status"] == "COMPLETED"
            check_ledger(feed["counters"])
        assert ready(served)["feeds"] == {"accepted": True, "code": None, "detail": None}

    check_file(disk, tmp_path / "copy", model(99), orders=1)


def test_what_the_full_disk_refuses_leaves_nothing_and_works_later(
    disk: SmallDisk, tmp_path: Path
) -> None:
    with serving(tmp_path / "out", settings(disk, 0), disk.enter) as served:
        served.add_partner("oak", default_currency="USD")
        served.wait_for_feed(served.deliver("oak", "first.csv", feed_of(1)))
        content = feed_of(2, "T")

        disk.fill()
        placed = order_until_full(served, "early")
        assert told(send(served, content)) == FULL  # no room in the spool
        disk.fill(len(content) + MIB // 2)
        assert told(send(served, content)) == FULL  # room in the spool, none in the store
        assert list((disk.folder / "spool").iterdir()) == []
        with served.api() as api:
            assert len(api.get("/feeds").json()["items"]) == 1
            assert api.get("/products").is_success
        disk.fill(2 * len(content) + 256 * 1024)
        feed_id = send(served, content, "delta").json()["feed_id"]
        disk.fill()  # neither can its job write, nor can be written that it waits
        time.sleep(2)
        assert waits_for_room(served.read_feed(feed_id))
        disk.fill()  # once more: what waits has given back its local copy
        placed += order_until_full(served, "late")

        disk.make_room()
        feed = served.wait_for_feed(feed_id)
        assert feed["status"] == "COMPLETED"
        check_ledger(feed["counters"])
        assert [order(served, "key").status_code for _ in range(2)] == [201, 200]

    check_file(disk, tmp_path / "copy", {**model(1), **model(2, "T")}, orders=placed + 1)


def test_file_that_duckdb_gives_up_ends_the_process_and_is_whole(
    disk: SmallDisk, tmp_path: Path
) -> None:
    environment = {**os.environ, **settings(disk, 0), "FEEDLEDGER_ADMIN_PASSWORD": "correct horse"}
    command = [*disk.enter, sys.executable, "-c", CHECKPOINT_WITHOUT_ROOM]

    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False
    )
    disk.make_room()

    assert ended.returncode == LOST_EXIT_CODE, ended.stderr
    assert b"opened anew" in ended.stderr
    database = Database(disk.copy(tmp_path / "copy") / "feedledger.duckdb")
    assert database.row("select count(*) as rows from kept") == {"rows": 100_000}
    database.close()


def order_until_full(served: Served, key: str) -> int:
    """Order until the disk is full, the last page of the log too; return how many were placed."""
    for placed in range(100):
        answer = order(served, f"{key} {placed}")
        if not answer.is_success:
            assert told(answer) == FULL
            assert told(order(served, "key")) == FULL
            return placed
    raise AssertionError("a hundred orders found room on a full disk")


def check_ledger(counters: dict[str, int]) -> None:
    outcomes = ("inserted", "updated", "unchanged", "skipped")
    assert counters["rows_read"] == sum(counters[name] for name in outcomes)
    assert counters["skipped"] == 0
