"""The served application is backed up, killed, and restored elsewhere with every feed."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.seaweed import Seaweed
from tests.served import Served, serving
from tests.sources import ROOT

HEAD = "sku,product_name,price,quantity\n"
FIRST = HEAD + "".join(f"S{number},Product {number},1.50,1000000\n" for number in range(200))
DELTA = "sku,price\nS1,9.00\n"
LAST = HEAD + "S1,Product 1,3.00,5\nNEW,Later,4.00,5\n"


def command(settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the operators' commands."""
    kept = ("FEEDLEDGER_", "AWS_")
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(kept)}
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env={**inherited, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def order(api: httpx.Client, sku: str) -> str:
    """Place an order and return its number."""
    lines = [{"partner": "lumen", "sku": sku, "quantity": 1}]
    body = {"customer_ref": "e2e", "lines": lines}
    answer = api.post("/orders", json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["order_number"])


def order_until(served: Served, stop: threading.Event, numbers: list[str]) -> None:
    """Place one order after the other."""
    with served.api() as api:
        while not stop.is_set():
            numbers.append(order(api, f"S{len(numbers) % 200}"))


def catalog(served: Served) -> dict[str, tuple[str, bool]]:
    """Return price and state of each product."""
    with served.api() as api:
        items = api.get("/products", params={"limit": 1000}).raise_for_status().json()["items"]
    return {item["sku"]: (item["price"], item["is_active"]) for item in items}


def order_numbers(served: Served) -> set[str]:
    """Return the numbers of all orders."""
    numbers: set[str] = set()
    with served.api() as api:
        cursor: str | None = ""
        while cursor is not None:
            page = api.get("/orders", params={"limit": 1000, "cursor": cursor}).json()
            numbers |= {item["order_number"] for item in page["items"]}
            cursor = page["next_cursor"]
    return numbers


def back_up_under_orders(
    served: Served, settings: dict[str, str], destination: str, numbers: list[str]
) -> None:
    """Have the running application make a backup while orders are placed."""
    stop = threading.Event()
    ordering = threading.Thread(target=order_until, args=(served, stop, numbers))
    ordering.start()
    asked = {**settings, "FEEDLEDGER_DATA_DIR": str(served.data_dir)}
    made = command(asked, "backup", destination, "--with-raw")
    stop.set()
    ordering.join()
    assert made.returncode == 0, made.stdout + made.stderr + served.log


def deliver_and_kill(served: Served) -> tuple[list[str], dict[str, tuple[str, bool]]]:
    """Deliver feeds, kill the application, and return the last ones and the catalog before them."""
    served.wait_for_feed(served.deliver("lumen", "prices.csv", DELTA.encode(), "delta"))
    loaded = served.deliver("lumen", "last.csv", LAST.encode(), "delta")
    served.wait_for_feed(loaded)
    after = catalog(served)
    # told 202, and perhaps not looked at before the end
    told = served.deliver("lumen", "very-last.csv", b"sku,price\nS2,7.00\n", "delta")
    served.process.kill()
    served.process.wait()
    return [loaded, told], after


@pytest.mark.parametrize("kind", ["folder", "s3"])
def test_killed_application_comes_back_with_every_feed(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    settings = {"FEEDLEDGER_STORE": f"file://{tmp_path / 'raw'}"}
    destination = str(tmp_path / "backups")
    if kind == "s3":
        seaweed: Seaweed = request.getfixturevalue("seaweed")
        settings = {"FEEDLEDGER_STORE": seaweed.fresh_url(), **seaweed.environment}
        destination = seaweed.fresh_url()
    numbers: list[str] = []
    with serving(tmp_path / "old", settings) as served:
        served.add_partner("lumen", default_currency="USD", default_availability="in_stock")
        served.wait_for_feed(served.deliver("lumen", "first.csv", FIRST.encode()))
        with served.api() as api:
            first = order(api, "S0")
        back_up_under_orders(served, settings, destination, numbers)
        expected, after = deliver_and_kill(served)

    restored = command(
        {**settings, "FEEDLEDGER_DATA_DIR": str(tmp_path / "new")},
        *("restore", destination, "--deep", "--recover"),
    )
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "3 raw files are recorded as delivered, 0 are left." in restored.stdout

    with serving(tmp_path / "new", settings) as served:
        for feed_id in expected:
            assert served.wait_for_feed(feed_id)["status"] == "COMPLETED"
        assert catalog(served) == {**after, "S2": ("7.00", True)}
        kept = order_numbers(served)
        assert {first} <= kept <= {first, *numbers}
        with served.api() as api:
            fresh = order(api, "S3")
        assert fresh not in kept
