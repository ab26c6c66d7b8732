"""Jobs over HTTP: read, cancelled while they wait, run again when they are over."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog.database import Database
from catalog.partners import NewPartner, create_partner
from jobs.queue import NewJob, enqueue
from tests.api import Client, count_rows


@pytest.fixture
def job_id(database: Database) -> str:
    with database.transaction() as cursor:
        return enqueue(cursor, NewJob("PUBLISH", "publish", 1))


def test_job_has_the_contracts_shape(client: Client, job_id: str) -> None:
    job = client.get(f"/api/v1/jobs/{job_id}").json()

    assert job.pop("queued_at").endswith("Z")
    assert job == {
        "job_id": job_id,
        "kind": "PUBLISH",
        "status": "QUEUED",
        "feed_id": None,
        "attempt": 0,
        "max_attempts": 3,
        "progress": 0,
        "phase": None,
        "rows_done": None,
        "rows_per_s": None,
        "started_at": None,
        "finished_at": None,
        "duration_s": None,
        "error": None,
        "result": None,
    }


def test_waiting_job_is_cancelled_once_and_can_be_queued_again(client: Client, job_id: str) -> None:
    cancelled = client.post(f"/api/v1/jobs/{job_id}/cancel")
    twice = client.post(f"/api/v1/jobs/{job_id}/cancel")
    queued = client.post(f"/api/v1/jobs/{job_id}/retry")
    queued_twice = client.post(f"/api/v1/jobs/{job_id}/retry")

    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "CANCELLED")
    assert (queued.status_code, queued.json()["status"]) == (200, "QUEUED")
    for refused in (twice, queued_twice):
        assert (refused.status_code, refused.json()["code"]) == (409, "job/wrong_state")


@pytest.mark.parametrize("kind", ["BACKUP", "IMPORT", "PULL"])
def test_job_that_only_an_administrator_may_begin_is_left_alone_by_others(
    client: Client, kind: str
) -> None:
    database = client.services.database
    with database.transaction() as cursor:
        job_id = enqueue(cursor, NewJob(kind, kind, 1))
    administrator = client.key
    client.key = client.make_key("feeds:read", "feeds:write")

    refused = [client.post(f"/api/v1/jobs/{job_id}/{act}") for act in ("cancel", "retry")]

    assert [answer.json()["code"] for answer in refused] == ["auth/scope", "auth/scope"]
    assert client.get(f"/api/v1/jobs/{job_id}").json()["status"] == "QUEUED"
    client.key = administrator
    assert client.post(f"/api/v1/jobs/{job_id}/cancel").json()["status"] == "CANCELLED"


@pytest.mark.parametrize("sent", ["x", "%00", "1", "x" * 3000])
@pytest.mark.parametrize(
    ("method", "action"), [("GET", ""), ("POST", "/retry"), ("POST", "/cancel")]
)
def test_job_that_is_none_is_not_found(client: Client, sent: str, method: str, action: str) -> None:
    before = count_rows(client.services.database)

    missing = client.send(method, f"/api/v1/jobs/{sent}{action}")

    assert (missing.status_code, missing.json()["code"]) == (404, "job/not_found")
    assert count_rows(client.services.database) == before


def test_jobs_are_filtered(client: Client, job_id: str) -> None:
    for query, found in {
        "": [job_id],
        "?status=QUEUED&kind=PUBLISH": [job_id],
        "?status=FAILED": [],
        "?kind=ETL": [],
    }.items():
        listed = client.get(f"/api/v1/jobs{query}").json()["items"]
        assert [job["job_id"] for job in listed] == found
    assert client.get("/api/v1/jobs?kind=COOK").json()["code"] == "request/invalid"
    assert client.get("/api/v1/jobs?cursor=WzFd").json()["code"] == "request/cursor"


def test_job_queued_again_twice_at_once_is_queued_once(client: Client, job_id: str) -> None:
    client.post(f"/api/v1/jobs/{job_id}/cancel")

    with ThreadPoolExecutor(4) as pool:
        retry = f"/api/v1/jobs/{job_id}/retry"
        answers = list(pool.map(lambda _: client.post(retry), range(4)))

    assert [answer.status_code for answer in answers].count(200) == 1
    refused = {answer.json()["code"] for answer in answers if answer.status_code != 200}
    assert refused <= {"job/wrong_state", "server/write_conflict"}


def test_feed_goes_with_its_job(client: Client) -> None:
    create_partner(client.services.database, NewPartner(code="lumen", name="Lumen"))
    sent = client.post("/api/v1/feeds?partner=lumen&mode=full", content=b"sku\n1\n").json()
    job = f"/api/v1/jobs/{sent['jobs'][0]['job_id']}"

    cancelled = client.post(f"{job}/cancel")
    refused = client.post(f"{job}/retry")

    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "CANCELLED")
    assert client.get(f"/api/v1/feeds/{sent['feed_id']}").json()["status"] == "CANCELLED"
    assert (refused.status_code, refused.json()["code"]) == (409, "feed/wrong_state")
