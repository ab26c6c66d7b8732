"""Schedules through the API."""

from typing import Any

import pytest

from catalog.database import Database
from catalog.partners import NewPartner, create_partner, get_partner
from jobs.queue import get_job
from tests.api import Client, count_rows

NIGHTLY = {
    "partner": "lumen",
    "name": "nightly",
    "url": "https://shop.example.com/feed.csv?key=hidden",
    "cron": "30 2 * * *",
    "timezone": "Europe/Berlin",
    "credentials": "shop",
}


@pytest.fixture(autouse=True)
def partners(database: Database) -> None:
    for code in ("lumen", "other"):
        create_partner(database, NewPartner(code=code, name=code))


def add(client: Client, **changed: object) -> dict[str, Any]:
    answer = client.post("/api/v1/schedules", json={**NIGHTLY, **changed})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def path(schedule: dict[str, Any], action: str = "") -> str:
    return f"/api/v1/schedules/{schedule['schedule_id']}{action}"


def test_schedule_is_made_read_and_listed(client: Client) -> None:
    made = add(client)

    assert made["created_by"] == "key:test"
    assert made["next_runs"][0] == made["next_run_at"]
    assert len(set(made["next_runs"])) == 5
    assert (made["mode"], made["kind"], made["is_paused"]) == ("full", "pull", False)
    assert client.get(path(made)).json() == made
    assert client.get("/api/v1/schedules").json() == {"items": [made], "next_cursor": None}


def test_list_is_paged_by_name_and_filtered(client: Client) -> None:
    for name, partner in (("c", "lumen"), ("a", "lumen"), ("b", "other")):
        add(client, name=name, partner=partner)

    first = client.get("/api/v1/schedules?limit=2").json()
    second = client.get(f"/api/v1/schedules?limit=2&cursor={first['next_cursor']}").json()
    of_other = client.get("/api/v1/schedules?partner=other").json()

    assert [item["name"] for item in first["items"] + second["items"]] == ["a", "b", "c"]
    assert [item["name"] for item in of_other["items"]] == ["b"]


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"cron": None}, "either cron or interval_s"),
        ({"interval_s": 60}, "either cron or interval_s"),
        ({"cron": "* * *"}, "five fields"),
        ({"cron": "0 0 31 2 *"}, "never comes"),
        ({"cron": None, "interval_s": 59}, "greater than or equal to 60"),
        ({"timezone": "Mars/Olympus"}, "IANA"),
        ({"url": None}, "needs a url"),
        ({"url": "https://anna:secret@shop.example.com/a.csv"}, "no user or password"),
        ({"url": "gopher://shop.example.com/a.csv"}, "begins with one of"),
        ({"url": "https:///a.csv"}, "names a host"),
        ({"url": "file://host/a.csv"}, "names a host"),
        ({"url": "sftp://shop.example.com/"}, "names a file"),
        ({"url": "https://shop.example.com/a b.csv"}, "no spaces"),
        ({"url": "https://shop.example.com:port/a.csv"}, "no address"),
        ({"url": "ftp://shop.example.com/a%0d%0aDELE%20b"}, "no control characters"),
        ({"url": "https://shop.example.com/{day}.csv"}, "between braces"),
        ({"kind": "expected"}, "neither url nor credentials"),
        ({"name": ""}, "at least 1"),
        ({"name": "a\nb"}, "match"),
        ({"unknown": 1}, "not permitted"),
    ],
)
def test_what_is_no_schedule_is_refused_and_not_repeated_in_the_answer(
    client: Client, changed: dict[str, object], where: str
) -> None:
    answer = client.post("/api/v1/schedules", json={**NIGHTLY, **changed})

    assert answer.status_code == 422
    assert where in answer.text
    assert "secret" not in answer.text
    assert client.get("/api/v1/schedules").json()["items"] == []


def test_name_is_taken_once(client: Client) -> None:
    add(client)
    other = add(client, name="other")

    again = client.post("/api/v1/schedules", json=NIGHTLY)
    renamed = client.send("PATCH", path(other), json={"name": "nightly"})

    assert (again.status_code, again.json()["code"]) == (409, "schedule/exists")
    assert (renamed.status_code, renamed.json()["code"]) == (409, "schedule/exists")
    assert client.get(path(other)).json() == other


def test_partner_must_be_there(client: Client) -> None:
    answer = client.post("/api/v1/schedules", json={**NIGHTLY, "partner": "nobody"})

    assert (answer.status_code, answer.json()["code"]) == (404, "partner/not_found")


def test_change_keeps_what_was_not_sent(client: Client) -> None:
    made = add(client)

    changed = client.send("PATCH", path(made), json={"interval_s": 3600, "hold": True}).json()

    assert (changed["cron"], changed["interval_s"], changed["hold"]) == (None, 3600, True)
    assert (changed["url"], changed["name"]) == (made["url"], made["name"])


@pytest.mark.parametrize(
    "change", [{"url": None}, {"cron": None}, {"timezone": "x"}, {"timeout_s": 0}, {"name": None}]
)
def test_change_that_leaves_no_schedule_changes_nothing(
    client: Client, change: dict[str, object]
) -> None:
    made = add(client)

    answer = client.send("PATCH", path(made), json={"hold": True, **change})

    assert (answer.status_code, answer.json()["code"]) == (422, "schedule/invalid")
    assert client.get(path(made)).json() == made


def test_schedule_is_paused_and_resumed(client: Client) -> None:
    made = add(client)

    paused = client.post(path(made, "/pause")).json()
    resumed = client.post(path(made, "/resume")).json()

    assert (paused["is_paused"], paused["next_run_at"], paused["next_runs"]) == (True, None, [])
    assert (resumed["is_paused"], resumed["next_run_at"]) == (False, made["next_run_at"])


def test_run_now_queues_one_pull_at_a_time(client: Client, database: Database) -> None:
    made = add(client, is_paused=True)

    answer = client.post(path(made, "/run?force=true"), headers={"X-Request-ID": "me"})
    again = client.post(path(made, "/run"))

    job = get_job(database, answer.json()["job_id"])
    assert answer.headers["Location"] == f"/api/v1/jobs/{job.job_id}"
    assert (job.kind, job.subject_id) == ("PULL", made["schedule_id"])
    assert (job.request_id, job.payload["force"]) == ("me", True)
    assert (again.status_code, again.json()["code"]) == (409, "schedule/wrong_state")
    assert client.get(path(made)).json()["last_job_id"] == job.job_id


def test_what_is_only_expected_is_not_run(client: Client) -> None:
    made = add(client, kind="expected", url=None, credentials=None)

    answer = client.post(path(made, "/run"))

    assert (answer.status_code, answer.json()["code"]) == (409, "schedule/wrong_state")


def test_deleted_schedule_is_gone_and_its_pull_cancelled(
    client: Client, database: Database
) -> None:
    made = add(client)
    job_id = client.post(path(made, "/run")).json()["job_id"]

    assert client.send("DELETE", path(made)).status_code == 204

    assert get_job(database, job_id).status == "CANCELLED"
    for answer in (
        client.get(path(made)),
        client.send("DELETE", path(made)),
        client.post(path(made, "/run")),
        client.post(path(made, "/pause")),
        client.post(path(made, "/resume")),
        client.send("PATCH", path(made), json={"hold": True}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "schedule/not_found")


def test_reader_sees_its_partner_s_schedules_without_secrets(
    client: Client, database: Database
) -> None:
    own = add(client)
    strange = add(client, name="strange", partner="other")
    partner = get_partner(database, "lumen")
    key = client.make_key("feeds:read", partner=partner.code)

    listed = client.send("GET", "/api/v1/schedules", key).json()["items"]

    assert [item["name"] for item in listed] == ["nightly"]
    assert (listed[0]["url"], listed[0]["credentials"]) == (
        "https://shop.example.com/feed.csv",
        None,
    )
    assert client.send("GET", path(own), key).json() == listed[0]
    assert client.send("GET", path(strange), key).status_code == 404


def test_only_an_administrator_of_all_partners_writes(client: Client, database: Database) -> None:
    made = add(client)
    before = count_rows(database)
    writer = client.make_key("feeds:write", "feeds:read")
    bound = client.make_key("admin", partner="lumen")

    for key in (writer, bound):
        for method, where in (
            *(("POST", "/api/v1/schedules"), ("PATCH", path(made)), ("DELETE", path(made))),
            *(("POST", path(made, action)) for action in ("/run", "/pause", "/resume")),
        ):
            sent = {**NIGHTLY, "name": "x"} if where == "/api/v1/schedules" else {"name": "x"}
            answer = client.send(method, where, key, json=sent)
            assert (answer.status_code, answer.json()["code"]) == (403, "auth/scope")

    after = count_rows(database)
    assert {**after, "api_key": 0} == {**before, "api_key": 0}
    assert client.get(path(made)).json() == made
    assert client.send("GET", path(made), bound).json()["credentials"] is None
