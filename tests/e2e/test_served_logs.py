"""The log and the metrics of the served application, as a collector of both reads them."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.served import API_KEY, PASSWORD, Served, serving

SECRET_NAME = 'evil\n{"level": "ERROR"}.csv'


@pytest.fixture
def lines(tmp_path: Path) -> list[dict[str, Any]]:
    """Have a feed loaded and an order placed, and return the log of it all."""
    with serving(tmp_path) as served:
        served.add_partner("oak", default_currency="USD", default_availability="in_stock")
        feed = b"sku,name,price\nA,Lamp,1.00\nB,Rug,2.00\n"
        asked = {"partner": "oak", "filename": "feed.csv"}
        files = {"file": (SECRET_NAME, feed)}
        with served.api() as api:
            api.headers["X-Request-ID"] = "of-the-feed"
            answer = api.post("/feeds", params={"partner": "oak"}, files=files)
            assert answer.headers["X-Request-ID"] == "of-the-feed"
            served.wait_for_feed(answer.json()["feed_id"])
            line = {"partner": "oak", "sku": "A", "quantity": 1}
            ordered = api.post(
                "/orders",
                json={"customer_ref": "anna", "lines": [line]},
                headers={"Idempotency-Key": "k", "X-Request-ID": "of-the-order"},
            )
            assert ordered.status_code == 201, ordered.text
            api.get("/feeds", params={**asked, "cursor": "no-cursor"})
        check_metrics(served)
        httpx.get(f"{served.url}/", headers={"Authorization": "Bearer stranger"})
    return [json.loads(line) for line in served.log_lines.splitlines()]


def check_metrics(served: Served) -> None:
    answer = httpx.get(f"{served.url}/api/metrics")
    families = {family.name for family in text_string_to_metric_families(answer.text)}
    assert families >= {
        *("feedledger_jobs", "feedledger_job_seconds", "feedledger_feeds", "feedledger_orders"),
        *("feedledger_http_request_seconds", "feedledger_open_alerts"),
        *("feedledger_queue_oldest_seconds", "feedledger_feed_rows", "feedledger_spool_bytes"),
    }
    assert 'feedledger_orders_total{outcome="placed"} 1.0' in answer.text
    assert 'status="SUCCEEDED"' in answer.text
    passed_on = httpx.get(f"{served.url}/api/metrics", headers={"X-Forwarded-For": "10.0.0.9"})
    assert passed_on.status_code == 401


def test_every_line_is_an_object_with_the_ids_of_its_work(lines: list[dict[str, Any]]) -> None:
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    of_jobs = [
        line
        for line in lines
        if line["logger"] == "feedledger.jobs" and line["job_kind"] != "PUBLISH"  # by the clock
    ]
    ends = [line for line in of_jobs if line["message"] == "job ends"]
    assert [line["job_kind"] for line in ends] == ["VALIDATE", "ETL"]
    for line in of_jobs:
        assert line["job_id"]
        assert line["request_id"] == "of-the-feed"
    for line in ends:
        assert (line["outcome"], line["partner"]) == ("succeeded", "oak")
    (feed_id,) = {line["feed_id"] for line in ends}
    (delivered,) = [
        line
        for line in lines
        if line["logger"] == "feedledger.api"
        and line["request_id"] == "of-the-feed"
        and line["message"] == "POST /v1/feeds: 202"
    ]
    assert delivered["feed_id"] == feed_id
    placed = [line for line in lines if line.get("request_id") == "of-the-order"]
    assert [line["message"] for line in placed] == ["POST /v1/orders: 201"]
    assert {line["order_number"] for line in placed} == {"FL-000001"}
    assert all(line["order_id"] for line in placed)

    text = json.dumps(lines)
    assert PASSWORD not in text
    assert API_KEY not in text
