"""Reconciliation through the API: ordered by an administrator, read by analysts and partners."""

import pytest

from analytics.reconciliation import CHECKS
from analytics.reconciliation_desk import run_reconciliation
from catalog.clock import utc_now
from catalog.database import Database
from catalog.partners import NewPartner, create_partner
from jobs.claims import claim_job
from jobs.context import JobContext
from tests.api import Client

PATH = "/api/v1/analytics/reconciliation"
NO_RUN = "6f3a67eb-f904-4a97-8bdd-35116539e4b1"
ORDERED = """
insert into customer_order
select uuidv7(), $number, 'CONFIRMED', 'USD', 5, 'c', 'ann', $partner_ids, null, now(), null, null,
    null, null, null
"""


def run_one(client: Client) -> str:
    """Order a run, run it on this thread, and return its id."""
    answer = client.post(PATH)
    assert answer.status_code == 202
    assert answer.json()["kind"] == "RECONCILE"
    database = client.services.database
    job = claim_job(database, utc_now())
    assert job is not None
    run_reconciliation(client.services.reconciliations, JobContext(database, job))
    with database.transaction() as cursor:
        cursor.execute("update job set status = 'SUCCEEDED', finished_at = now()")
    return job.job_id


@pytest.fixture
def damaged(client: Client, database: Database) -> Client:
    """Lend a client of a shop with orders without lines, of one partner and of two."""
    for code in ("lumen", "other"):
        create_partner(database, NewPartner(code=code, name=code))
    with database.transaction() as cursor:
        for number, partner_ids in (("1", [1]), ("2", [1]), ("3", [2]), ("4", [1, 2])):
            cursor.execute(ORDERED, {"number": number, "partner_ids": partner_ids})
    return client


def test_before_the_first_run_there_is_none(client: Client) -> None:
    assert client.get(PATH).json() == {"items": [], "next_cursor": None, "run": None}
    assert client.get(f"{PATH}/order_totals").json()["items"] == []
    assert client.get(f"{PATH}/runs").json()["items"] == []


def test_each_check_is_told_with_what_it_looked_at(damaged: Client) -> None:
    run_id = run_one(damaged)

    told = damaged.get(PATH).json()
    assert told["run"]["run_id"] == run_id
    assert len(told["items"]) == told["run"]["checks"] == len(CHECKS)
    checks = {item["check"]: item for item in told["items"]}
    assert checks["order_totals"]["looked_at"] == 4
    assert checks["order_totals"]["differences"] == 4
    assert checks["feed_changes"]["differences"] == 0
    assert [run["run_id"] for run in damaged.get(f"{PATH}/runs").json()["items"]] == [run_id]


def test_rows_that_differ_are_paged_with_amounts_as_text(damaged: Client) -> None:
    run_id = run_one(damaged)

    first = damaged.get(f"{PATH}/order_totals?limit=3").json()
    second = damaged.get(
        f"{PATH}/order_totals?limit=3&run={run_id}&cursor={first['next_cursor']}"
    ).json()
    rows = first["items"] + second["items"]
    assert {row["values"]["order_number"] for row in rows} == {"1", "2", "3", "4"}
    assert {row["values"]["total"] for row in rows} == {"5.00"}
    assert second["next_cursor"] is None


def test_key_of_a_partner_sees_what_is_its_alone(damaged: Client) -> None:
    run_one(damaged)
    key = damaged.make_key("analytics:read", partner="lumen")

    told = damaged.get(PATH, key=key).json()
    checks = {item["check"]: item for item in told["items"]}
    assert checks["order_totals"]["differences"] == 2
    assert {item["looked_at"] for item in told["items"]} == {None}
    assert told["run"]["differences"] == sum(item["differences"] for item in told["items"])
    rows = damaged.get(f"{PATH}/order_totals", key=key).json()["items"]
    assert {row["values"]["order_number"] for row in rows} == {"1", "2"}
    assert {row["partner"] for row in rows} == {"lumen"}
    (run,) = damaged.get(f"{PATH}/runs", key=key).json()["items"]
    assert run["differences"] == told["run"]["differences"]


@pytest.mark.parametrize("path", ["nonsense", f"order_totals?run={NO_RUN}", "order_totals?run=x"])
def test_unknown_checks_and_runs_are_not_found(client: Client, path: str) -> None:
    refused = client.get(f"{PATH}/{path}")

    assert (refused.status_code, refused.json()["code"]) == (404, "reconciliation/not_found")


def test_only_an_administrator_of_everything_orders_a_run(damaged: Client) -> None:
    for key in (
        damaged.make_key("analytics:read"),
        damaged.make_key("admin", partner="lumen"),
    ):
        refused = damaged.post(PATH, key=key)
        assert (refused.status_code, refused.json()["code"]) == (403, "auth/scope")
    assert damaged.services.database.rows("from job") == []
