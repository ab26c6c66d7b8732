"""The whole way over HTTP: a feed comes in, is read and loaded, and its products are sold."""

import csv
import io
import time
from typing import Any

import httpx
import pytest

from tests.api import Client
from tests.feeding import Feeding

WITHIN_S = 30
FEED = b"""sku,product_name,price,currency,quantity,Color
LAMP,Lamp,15.00,USD,5,red
RUG,Rug,0,USD,1,
,Nameless,1.00,USD,1,
SHELF,Shelf,80.5,USD,2,oak
"""


@pytest.fixture
def served(client: Client, feeding: Feeding) -> Client:
    """Lend a client of an ingestion whose workers run."""
    client.replace(ingestion=feeding.ingestion)
    return client


def finish(client: Client, taken: httpx.Response) -> dict[str, Any]:
    assert taken.status_code == 202, taken.text
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        feed: dict[str, Any] = client.get(taken.headers["Location"]).json()
        if feed["finished_at"] is not None and not _has_running(feed):
            return feed
        time.sleep(0.02)
    pytest.fail(f"the feed stayed {feed['status']}, its jobs {feed['jobs']}")


def _has_running(feed: dict[str, Any]) -> bool:
    """Tell whether a job runs: a feed is finished by its job's last commit but one."""
    return any(job["status"] == "RUNNING" for job in feed["jobs"])


def deliver(client: Client, content: bytes = FEED, mode: str = "full") -> dict[str, Any]:
    url = f"/api/v1/feeds?partner=lumen&mode={mode}"
    return finish(client, client.post(url, content=content))


def test_feed_ends_with_a_ledger_that_balances(served: Client) -> None:
    feed = deliver(served)

    counters = feed["counters"]
    assert feed["status"] == "COMPLETED_WITH_ERRORS"
    assert (counters["rows_read"], counters["inserted"], counters["skipped"]) == (4, 2, 2)
    assert feed["error"] is None
    assert feed["held_by"] == []
    assert (feed["dialect"]["encoding"], feed["dialect"]["delimiter"]) == ("utf-8", ",")
    assert [job["kind"] for job in feed["jobs"]] == ["VALIDATE", "ETL"]
    assert {job["status"] for job in feed["jobs"]} == {"SUCCEEDED"}
    issues = {issue["code"]: issue["count"] for issue in feed["issues"]}
    assert issues["sku/missing"] == issues["price/not_positive"] == 1
    assert served.get("/api/v1/feeds").json()["items"] == [feed]


def test_report_has_every_finding_as_json_and_csv(served: Client) -> None:
    url = f"/api/v1/feeds/{deliver(served)['feed_id']}/report"

    whole = served.get(url).json()["items"]
    first = served.get(f"{url}?limit=1").json()
    rest = served.get(url, params={"cursor": first["next_cursor"]}).json()
    table = served.get(f"{url}?format=csv")
    pages = [served.get(f"{url}?format=csv&limit=1")]
    while "next" in pages[-1].links:
        pages.append(served.get(pages[-1].links["next"]["url"]))

    assert first["items"] + rest["items"] == whole
    assert {row["code"] for row in whole} == {
        "header/unmapped",
        "price/not_positive",
        "sku/missing",
    }
    (priced,) = served.get(f"{url}?code=price/not_positive").json()["items"]
    assert (priced["line_number"], priced["record_number"], priced["sku"]) == (3, 2, "RUG")
    assert (priced["raw_value"], priced["row_outcome"]) == ("0", "skipped")
    assert served.get(f"{url}?severity=warning").json()["items"] == []
    assert table.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in table.headers["Content-Disposition"]
    assert read_csv(table) == [row for page in pages for row in read_csv(page)]
    assert [row["code"] for row in read_csv(table)] == [row["code"] for row in whole]


def read_csv(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_second_delivery_changes_nothing_and_a_new_price_is_history(served: Client) -> None:
    deliver(served)

    again = deliver(served)["counters"]
    deliver(served, FEED.replace(b"15.00", b"16.00"))

    assert (again["inserted"], again["updated"], again["unchanged"]) == (0, 0, 2)
    lamp = served.get("/api/v1/partners/lumen/products/LAMP").json()
    assert (lamp["price"], lamp["quantity"], lamp["attributes"]) == ("16.00", 5, {"Color": "red"})
    history = served.get(f"/api/v1/products/{lamp['product_id']}/history").json()["items"]
    assert [change["action"] for change in history] == ["updated", "inserted"]
    assert history[0]["changes"] == [{"column": "price", "before": "15.00", "after": "16.00"}]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"product_name,price\nLamp,15.00\n", "header/missing_required"),
        (b"sku,price\nLAMP,15.00\n", "header/missing_required"),
        (b"sku,product_name,price\n", "file/no_records"),
        (b"\n\n", "file/no_records"),
    ],
)
def test_file_that_is_no_feed_ends_with_its_code_and_no_product(
    served: Client, content: bytes, code: str
) -> None:
    feed = deliver(served, content)

    assert feed["status"] == "VALIDATION_FAILED"
    assert feed["error"]["code"] == code
    assert set(feed["counters"].values()) == {None}
    assert served.get("/api/v1/products").json()["items"] == []


def test_jobs_of_a_bound_key_are_those_of_its_partner(served: Client, feeding: Feeding) -> None:
    feeding.partner("other")
    own = deliver(served)["jobs"][0]["job_id"]
    foreign = finish(served, served.post("/api/v1/feeds?partner=other", content=FEED))
    bound = served.make_key("feeds:read", "feeds:write", partner="lumen")

    listed = served.get("/api/v1/jobs", key=bound).json()["items"]
    hidden = f"/api/v1/jobs/{foreign['jobs'][0]['job_id']}"

    assert {job["job_id"] for job in listed} >= {own}
    assert len(served.get("/api/v1/jobs?limit=3").json()["items"]) == 3
    assert len(listed) == 2
    assert served.get(f"/api/v1/jobs/{own}", key=bound).json()["kind"] == "VALIDATE"
    assert served.get(hidden, key=bound).json()["code"] == "job/not_found"
    assert served.post(f"{hidden}/retry", key=bound).json()["code"] == "job/not_found"
    assert served.post(f"{hidden}/cancel", key=bound).json()["code"] == "job/not_found"
    assert served.post(f"/api/v1/jobs/{own}/retry").json()["code"] == "job/wrong_state"
