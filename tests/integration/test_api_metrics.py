"""The metrics: parsed as Prometheus would, for those who may see them."""

from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from catalog.disk_guard import DiskGuard
from catalog.measures import measure_host
from catalog.meters import Meters
from ingestion.measures import measure_feeds
from jobs.measures import measure_jobs
from tests.api import Client
from tests.feeding import Feeding

Samples = dict[tuple[str, tuple[str, ...]], float]


def scrape(client: Client, **sent: Any) -> Samples:  # noqa: ANN401 - what httpx takes
    answer = client.get("/api/metrics", **sent)
    assert answer.status_code == 200, answer.text
    return parse(answer.text)


def parse(text: str) -> Samples:
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def count_of(samples: Samples, *labels: str) -> float:
    return samples.get(("feedledger_http_request_seconds_count", labels), 0)


def test_requests_are_counted_by_route_and_never_by_path(client: Client) -> None:
    client.get("/api/v1/feeds/one")
    client.get("/api/v1/feeds/two")
    client.send("GET", "/api/nowhere/at/all", declared=False)
    client.send("BREW", "/api/v1/feeds", declared=False)

    samples = scrape(client)

    assert count_of(samples, "GET", "/v1/feeds/{feed_id}", "404") == 2
    assert count_of(samples, "GET", "none", "404") == 1
    assert not [labels for _, labels in samples if "one" in labels or "BREW" in labels]


def test_only_the_host_and_administrators_see_the_metrics(client: Client) -> None:
    passed_on = {"X-Forwarded-For": "10.0.0.1"}

    assert client.get("/api/metrics", key=None).status_code == 200  # from the host itself
    for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert client.get("/api/metrics", key=None, headers={header: "x"}).status_code == 401
    scoped = client.make_key("feeds:read")
    refused = client.get("/api/metrics", key=scoped, headers=passed_on)
    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]
    assert client.get("/api/metrics", headers=passed_on).status_code == 200


def test_two_applications_count_apart(client: Client) -> None:
    before = Meters()
    client.get("/api/v1/feeds")

    assert b'route="/v1/feeds"' not in before.show()
    assert count_of(parse(client.services.meters.show().decode()), "GET", "/v1/feeds", "200") == 1


@pytest.mark.parametrize("guarded", [True, False])
def test_state_is_read_at_each_scrape(feeding: Feeding, tmp_path: Path, *, guarded: bool) -> None:
    meters, spool = Meters(), tmp_path / "spool"
    guard = DiskGuard(tmp_path, min_free_bytes=10**15 if guarded else 0)
    meters.read(
        lambda: measure_jobs(feeding.database),
        lambda: measure_feeds(feeding.database),
        lambda: measure_host(tmp_path / "feedledger.duckdb", spool, guard),
    )
    assert parse(meters.show().decode())["feedledger_feed_rows_total", ("inserted",)] == 0
    feeding.load("sku,name,price\nA,Lamp,1.00\nB,Rug,x\n")

    samples = parse(meters.show().decode())

    assert samples["feedledger_feed_rows_total", ("inserted",)] == 1
    assert samples["feedledger_feed_rows_total", ("skipped",)] == 1
    assert samples["feedledger_feeds", ("api", "COMPLETED_WITH_ERRORS")] == 1
    assert samples["feedledger_jobs", ("ETL", "SUCCEEDED")] == 1
    assert samples["feedledger_queue_oldest_seconds", ()] == 0
    assert samples["feedledger_feeds_refused", ()] == guarded
    for name in ("database", "disk_free", "memory_resident"):
        assert samples[f"feedledger_{name}_bytes", ()] > 0


def test_oldest_waiting_job_is_told(feeding: Feeding) -> None:
    feeding.runner.stop()
    feeding.deliver("sku,name,price\nA,Lamp,1.00\n")
    with feeding.database.transaction() as cursor:
        cursor.execute(
            "update job set queued_at = now() - interval 1 hour, run_after = queued_at"
            " - interval 1 hour"
        )
    meters = Meters()
    meters.read(lambda: measure_jobs(feeding.database))

    samples = parse(meters.show().decode())

    assert 3600 <= samples["feedledger_queue_oldest_seconds", ()] < 3700
