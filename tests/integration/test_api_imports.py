"""Past orders over HTTP: who may bring them, what is refused, and what is told afterwards."""

import gzip
from functools import partial
from typing import Any

import httpx
import pytest

from catalog.clock import utc_now
from catalog.partners import NewPartner, create_partner
from jobs.claims import claim_job
from jobs.context import JobContext
from jobs.handlers import Handler
from jobs.runner import JobRunner
from orders.import_request import KIND
from orders.imports import ImportRoom, import_orders
from tests.api import MAX_FEED_BYTES, Client, count_rows, hang_up
from wiring import open_sheet

IMPORT = "/api/v1/orders/import"
PLAIN = f"{IMPORT}?source=oldshop"
HEADER = "order_number,ordered_at,partner,sku,quantity,unit_price,currency\n"
TEXT = HEADER + "A,2011-03-01,lumen,LAMP,3,10,USD\nB,2011-03-01,lumen,LAMP,-1,10,USD\n"
FILES = {
    "Invoice": "InvoiceId,CustomerId,InvoiceDate,BillingCountry\n1,5,2009-01-01,Norway\n",
    "InvoiceLine": "InvoiceLineId,InvoiceId,TrackId,UnitPrice,Quantity\n1,1,7,0.99,2\n",
    "Track": "TrackId,Name\n7,Fast As a Shark\n",
}
CHINOOK = f"{IMPORT}?preset=chinook&source=music&currency=USD"


def run_import(client: Client, answer: httpx.Response) -> dict[str, Any]:
    """Run the job that was queued, and return it as the API shows it."""
    assert answer.status_code == 202, answer.text
    services = client.services
    room = ImportRoom(services.desk, partial(open_sheet, services.ingestion))
    runner = JobRunner(services.database, {KIND: Handler(partial(import_orders, room))})
    job = claim_job(services.database, utc_now())
    assert job is not None
    runner._run(JobContext(services.database, job))  # noqa: SLF001 - without its threads
    job_id = answer.json()["job_id"]
    assert answer.headers["Location"] == f"/api/v1/jobs/{job_id}"
    shown: dict[str, Any] = client.get(answer.headers["Location"]).json()
    return shown


def sent(parts: dict[str, str], *, by_filename: bool = False) -> dict[str, Any]:
    """Return a multipart body whose files are known by their parts' names, or by their own."""
    if by_filename:
        files = [("files", (f"{name}.csv", text)) for name, text in parts.items()]
    else:
        files = [(name, ("x.csv", text)) for name, text in parts.items()]
    return {"files": files}


def stored(client: Client) -> dict[str, bytes]:
    """Return what the store holds of imports, by the name of each file."""
    store = client.services.ingestion.store
    found = {}
    for listed in store.list("imports/"):
        with store.open(listed.key) as file:
            found[listed.key.rpartition("/")[2]] = file.read()
    return found


@pytest.mark.parametrize("body", [TEXT.encode(), gzip.compress(TEXT.encode())])
def test_delivered_orders_are_imported_and_their_file_is_kept(client: Client, body: bytes) -> None:
    job = run_import(client, client.post(PLAIN, content=body))

    assert (job["kind"], job["status"], job["feed_id"]) == ("IMPORT", "SUCCEEDED", None)
    assert job["result"] == {"rows_read": 2, "inserted": 2, "unchanged": 0, "skipped": 0}
    assert stored(client) == {"orders.csv": body}
    by_country = client.get("/api/v1/analytics/revenue?group_by=country").json()["items"]
    assert [(row["key"], row["net"]) for row in by_country] == [("", "20.00")]
    who = client.services.database.rows("select distinct owner from customer_order")
    assert who == [{"owner": "key:test"}]


def test_imported_orders_are_read_like_others(client: Client) -> None:
    run_import(client, client.post(PLAIN, content=TEXT.encode()))

    orders = client.get("/api/v1/orders?partner=lumen").json()["items"]

    shown = {order["order_number"]: order for order in orders}
    said = ("status", "total", "refunded")
    assert {number: [order[name] for name in said] for number, order in shown.items()} == {
        "A": ["CONFIRMED", "30.00", "0.00"],
        "B": ["REFUNDED", "0.00", "10.00"],
    }
    assert (len(shown["A"]["items"]), shown["B"]["items"]) == (1, [])
    assert {order["imported_from"] for order in orders} == {"oldshop"}


def test_file_in_a_multipart_body_keeps_its_name(client: Client) -> None:
    answer = client.post(PLAIN, files={"file": ("past orders.csv", TEXT)})

    assert run_import(client, answer)["result"]["inserted"] == 2
    assert stored(client) == {"past orders.csv": TEXT.encode()}


@pytest.mark.parametrize("by_filename", [False, True])
def test_chinook_is_three_files_in_one_body(client: Client, *, by_filename: bool) -> None:
    job = run_import(client, client.post(CHINOOK, **sent(FILES, by_filename=by_filename)))

    assert job["result"] == {"rows_read": 1, "inserted": 1, "unchanged": 0, "skipped": 0}
    kept = client.services.database.rows("select product_name, country, line_total from order_item")
    assert [(r["product_name"], r["country"], str(r["line_total"])) for r in kept] == [
        ("Fast As a Shark", "Norway", "1.9800")
    ]
    assert len(stored(client)) == 3


def test_skipped_records_are_listed_by_pages(client: Client) -> None:
    rows = "".join(f"A,2011-03-01,lumen,LAMP,{n},10,USD\n" for n in ("0", "x", "1", "0", "?"))
    job = run_import(client, client.post(PLAIN, content=(HEADER + rows).encode()))
    issues = f"/api/v1/orders/imports/{job['job_id']}/issues"

    first = client.get(f"{issues}?limit=3").json()
    second = client.get(f"{issues}?limit=3&cursor={first['next_cursor']}").json()
    zero = client.get(f"{issues}?code=quantity/zero").json()

    assert job["result"] == {"rows_read": 5, "inserted": 1, "unchanged": 0, "skipped": 4}
    assert first["items"][0] == {
        "line_number": 2,
        "record_number": 1,
        "order_number": "A",
        "column": "quantity",
        "code": "quantity/zero",
        "raw_value": "0",
    }
    assert [issue["line_number"] for issue in first["items"] + second["items"]] == [2, 3, 5, 6]
    assert second["next_cursor"] is None
    assert [issue["line_number"] for issue in zero["items"]] == [2, 5]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("preset=shopify&source=x", "preset"),
        ("preset=plain", "source"),
        ("source=../x", "source"),
        ("source=x&currency=usd", "currency"),
        ("source=x&preset=online_retail", ""),
        ("source=x&filename=y", "filename"),
    ],
)
def test_import_that_cannot_be_read_is_refused(client: Client, query: str, field: str) -> None:
    before = count_rows(client.services.database)

    refused = client.post(f"{IMPORT}?{query}", content=TEXT.encode())

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
    assert [fault["field"] for fault in refused.json()["errors"]] == [field]
    assert count_rows(client.services.database) == before


def test_only_an_administrator_brings_orders(client: Client) -> None:
    create_partner(client.services.database, NewPartner(code="lumen", name="Lumen"))
    job_id = client.post(PLAIN, content=TEXT.encode()).json()["job_id"]
    others = client.make_key(
        *("orders:write", "orders:read", "feeds:write", "feeds:read", "catalog:read")
    )
    bound = client.make_key("admin", partner="lumen")
    before = count_rows(client.services.database)

    for key in (others, bound):
        for method, path in [("POST", PLAIN), ("GET", f"/api/v1/orders/imports/{job_id}/issues")]:
            refused = client.send(method, path, key=key, content=TEXT.encode())
            assert (refused.status_code, refused.json()["code"]) == (403, "auth/scope")
    assert client.send("POST", PLAIN, key=None, content=TEXT.encode()).status_code == 401

    assert client.get(f"/api/v1/jobs/{job_id}").status_code == 200
    assert client.send("GET", f"/api/v1/jobs/{job_id}", key=bound).status_code == 404
    alone = client.make_key("admin")
    assert client.send("GET", f"/api/v1/jobs/{job_id}", key=alone).status_code == 200
    assert count_rows(client.services.database) == before | {"api_key": before["api_key"] + 1}


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (PLAIN, {"content": b""}, 400, "file/empty"),
        (PLAIN, {"content": b"x" * (MAX_FEED_BYTES + 1)}, 413, "file/too_large"),
        (CHINOOK, {"content": TEXT.encode()}, 400, "request/multipart"),
        (CHINOOK, sent({"Invoice": "x", "Track": "x"}), 400, "request/multipart"),
        (CHINOOK, sent({**FILES, "Album": "x"}), 400, "request/multipart"),
        (CHINOOK, sent({**FILES, "invoice": "x"}), 400, "request/multipart"),
        (CHINOOK, sent({**FILES, "Track": "x" * 3 * MAX_FEED_BYTES}), 413, "file/too_large"),
        (CHINOOK, sent({**FILES, "Track": ""}), 400, "file/empty"),
    ],
)
def test_body_that_is_no_delivery_is_refused_and_not_recorded(
    client: Client, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    before = count_rows(client.services.database)

    refused = client.post(path, **body)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert count_rows(client.services.database) == before
    assert list(client.services.ingestion.spool.folder.iterdir()) == []


def test_sender_who_hangs_up_leaves_nothing(client: Client) -> None:
    before = count_rows(client.services.database)

    hang_up(client, PLAIN, [TEXT.encode()], {"Content-Type": "text/csv"})

    assert count_rows(client.services.database) == before
    assert stored(client) == {}
    assert list(client.services.ingestion.spool.folder.iterdir()) == []


def test_import_that_there_is_not_has_no_issues(client: Client) -> None:
    for job_id in ("01a21cf4-a64b-70c5-ac65-28fef9fcd476", "no-id"):
        missing = client.get(f"/api/v1/orders/imports/{job_id}/issues")
        assert (missing.status_code, missing.json()["code"]) == (404, "job/not_found")
