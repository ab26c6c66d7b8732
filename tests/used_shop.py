"""A served application that has been in use: something of everything that pages show."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.served import POLL_S, Served
from tests.sources import ROOT

ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
ENDED_WITHIN_S = 120
SAMPLES = ROOT / "data" / "samples"
PARTNER = "lumen"
# an address that nobody listens at, on this machine
DEAF_CHANNEL = "json://127.0.0.1:1/"
DAYS_OF_PAST_ORDERS = 70


# what has a page of its own, or another look by its address
SHOWN = {
    "loaded feed": "/feeds?feed={loaded}",
    "delta feed": "/feeds?feed={delta}",
    "held feed": "/feeds?feed={held}",
    "failed feed": "/feeds?feed={failed}",
    "uploaded feed": "/upload?feed={loaded}",
    "partner": "/partners?partner=lumen",
    "quality of feeds": "/feeds?view=Quality",
    "product": "/catalog?product={product}",
    "placed orders": "/order?status=CONFIRMED",
    "order": "/order?order={order}",
    "schedule": "/schedules?schedule={schedule}",
    "new schedule": "/schedules?schedule=new",
    "revenue by partner": "/revenue?by=Partner&period=All+time",
    "revenue side by side": "/revenue?beside=Category&beside=Brand&beside=Product&beside=Currency",
}


def use_shop(served: Served) -> dict[str, str]:
    """Have something of everything come in; return the addresses of what has pages of its own."""
    for code in (PARTNER, "nordhus"):
        served.add_partner(code, default_currency="EUR")
    with served.api() as api:
        _add_clockwork(api)
        _drop_strange_file(served)
        feeds = _deliver_feeds(served)
        order_id = _sell(api)
        _import_past(api)
        job = api.post("/analytics/reconciliation").raise_for_status().json()
        _wait_for_job(api, job["job_id"])
        _wait_for_alert(api)
        schedules = api.get("/schedules").json()["items"]
        product = api.get("/products", params={"sku": "LUM-0007"}).json()["items"][0]
    ids = {
        **feeds,
        "product": product["product_id"],
        "order": order_id,
        "schedule": schedules[0]["schedule_id"],
    }
    return {name: address.format(**ids) for name, address in SHOWN.items()}


def _deliver_feeds(served: Served) -> dict[str, str]:
    full, delta = (
        (SAMPLES / name).read_bytes() for name in ("lumen_full.csv", "lumen_prices_delta.csv")
    )
    few = b"\n".join(full.splitlines()[:9])
    nordhus = (SAMPLES / "nordhus_full.csv").read_bytes()
    sent = {
        "loaded": (PARTNER, "lumen_full.csv", full, "full"),
        "delta": (PARTNER, "lumen_prices_delta.csv", delta, "delta"),
        "other": ("nordhus", "nordhus_full.csv", nordhus, "full"),
        "held": (PARTNER, "half the shelf.csv", few, "full"),
        "failed": ("nordhus", "without_sku.csv", b"colour,size\nred,3\n", "full"),
    }
    feeds = {name: served.deliver(*each) for name, each in sent.items()}
    for name, feed_id in feeds.items():
        served.wait_for_feed(feed_id, *(("HELD",) if name == "held" else ()))
    return feeds


def _sell(api: httpx.Client) -> str:
    """Place three orders, give one line back and cancel one; return the refunded one's id."""
    ids = [
        api.post(
            "/orders",
            json={
                "customer_ref": "Café Central",
                "lines": [{"partner": PARTNER, "sku": "LUM-0007", "quantity": units}],
            },
            headers={"Idempotency-Key": f"order {units}"},
        )
        .raise_for_status()
        .json()["order_id"]
        for units in (1, 2, 3)
    ]
    lines = {"lines": [{"line": 1, "quantity": 1}]}
    for path, body in ((f"/orders/{ids[1]}/refund", lines), (f"/orders/{ids[2]}/cancel", {})):
        answer = api.post(path, json=body, headers={"Idempotency-Key": path})
        assert answer.is_success, answer.text
    return str(ids[1])


def _import_past(api: httpx.Client) -> None:
    """Import an order a day in two currencies, so that charts have something to draw."""
    lines = ["order_number,ordered_at,partner,sku,product_name,quantity,unit_price,currency"]
    for number in range(DAYS_OF_PAST_ORDERS):
        at = (datetime.now(UTC) - timedelta(days=number, minutes=5)).isoformat()
        sku, units = f"LUM-{number % 9 + 1:04}", number % 7 + 1
        currency = "USD" if number % 3 == 0 else "EUR"
        lines.append(f"P{number},{at},{PARTNER},{sku},Lamp {sku},{units},1249.5,{currency}")
    params = {"preset": "plain", "source": "past", "currency": "EUR"}
    answer = api.post("/orders/import", params=params, content="\n".join(lines))
    job = _wait_for_job(api, answer.raise_for_status().json()["job_id"])
    assert job["status"] == "SUCCEEDED", job


def _add_clockwork(api: httpx.Client) -> None:
    """Add a schedule that waits, one whose run fails, a channel, and a key."""
    expected = {"kind": "expected", "partner": PARTNER, "name": "morning", "cron": "0 6 * * *"}
    pull = {
        "kind": "pull",
        "partner": "nordhus",
        "name": "nightly",
        "url": "file:///nowhere/feed.csv",
        "cron": "30 2 * * *",
    }
    for schedule in (expected, pull):
        made = api.post("/schedules", json={**schedule, "timezone": "Europe/Berlin"})
        made.raise_for_status()
    run = api.post(f"/schedules/{made.json()['schedule_id']}/run").raise_for_status()
    assert _wait_for_job(api, run.json()["job_id"])["status"] == "FAILED"
    api.post("/alerts", json={"name": "night shift", "url": DEAF_CHANNEL}).raise_for_status()
    key = {"name": "warehouse", "scopes": ["catalog:read"]}
    api.post("/keys", json=key).raise_for_status()


def _drop_strange_file(served: Served) -> None:
    """Put a file into the inbox that is nobody's."""
    folder = served.data_dir / "landing" / "inbox" / "nobody"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "strange.csv").write_text("id,title\n1,Lamp\n")


def _wait_for_job(api: httpx.Client, job_id: str) -> dict[str, Any]:
    deadline_s = time.monotonic() + ENDED_WITHIN_S
    while time.monotonic() < deadline_s:
        job: dict[str, Any] = api.get(f"/jobs/{job_id}").raise_for_status().json()
        if job["status"] in ENDED:
            return job
        time.sleep(POLL_S)
    raise AssertionError(f"{job} after {ENDED_WITHIN_S} s")


def _wait_for_alert(api: httpx.Client) -> None:
    deadline_s = time.monotonic() + ENDED_WITHIN_S
    while not api.get("/alerts/raised", params={"state": "open"}).json()["items"]:
        assert time.monotonic() < deadline_s, "no alert was raised"
        time.sleep(POLL_S)
