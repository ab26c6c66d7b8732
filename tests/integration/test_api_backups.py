"""Backups through the API: an administrator of all partners orders and lists them."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from accounts.identities import SCOPES
from backups.desk import run_backup
from catalog.partners import NewPartner, create_partner
from jobs.claims import claim_job
from jobs.context import JobContext
from tests.api import Client

BACKUPS = "/api/v1/backups"


def make_one(client: Client) -> httpx.Response:
    """Order a backup, make it on this thread, and return the answer to the order."""
    answer = client.post(BACKUPS)
    backups = client.services.backups
    job = claim_job(backups.database, backups.workshop.clock())
    assert job
    context = JobContext(backups.database, job)
    run_backup(backups, context)
    with backups.database.transaction() as cursor:
        cursor.execute("update job set status = 'SUCCEEDED'")
    return answer


def test_backup_is_ordered_as_a_job_and_listed_once_it_is_whole(client: Client) -> None:
    assert client.get(BACKUPS).json() == {"items": [], "next_cursor": None}

    answer = make_one(client)

    assert answer.status_code == 202
    assert answer.json()["kind"] == "BACKUP"
    job = client.get(answer.headers["Location"]).json()
    (backup,) = client.get(BACKUPS).json()["items"]
    assert job["result"]["name"] == backup["name"]
    assert backup["size_bytes"] == job["result"]["size_bytes"]
    assert backup["has_raw_copies"] is False


def test_list_of_backups_is_paged_newest_first(client: Client) -> None:
    for _ in range(3):
        make_one(client)

    first = client.get(f"{BACKUPS}?limit=2").json()
    second = client.get(f"{BACKUPS}?limit=2&cursor={first['next_cursor']}").json()

    names = [item["name"] for item in first["items"] + second["items"]]
    assert len(set(names)) == 3
    assert names == sorted(names, reverse=True)
    assert second["next_cursor"] is None


def test_backup_without_a_place_is_refused(client: Client) -> None:
    backups = client.services.backups
    client.replace(backups=replace(backups, plan=replace(backups.plan, to="")))

    for answer in (client.post(BACKUPS), client.get(BACKUPS)):
        assert answer.status_code == 409
        assert answer.json()["code"] == "backup/no_destination"
    assert client.get("/api/v1/jobs").json()["items"] == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_an_administrator_of_all_partners_may(client: Client, method: str) -> None:
    create_partner(client.services.database, NewPartner(code="lumen", name="Lumen"))
    bound = client.make_key("admin", partner="lumen")
    others = client.make_key(*(SCOPES - {"admin"}))

    for key in (bound, others):
        answer = client.send(method, BACKUPS, key)
        assert (answer.status_code, answer.json()["code"]) == (403, "auth/scope")
        assert 'scope="admin"' in answer.headers["WWW-Authenticate"]
    assert client.get("/api/v1/jobs").json()["items"] == []


def test_damaged_manifest_is_said_and_not_skipped(client: Client) -> None:
    make_one(client)
    (name,) = client.services.backups.shelf().names()
    folder = client.services.backups.plan.to.removeprefix("file://")
    manifest = Path(folder) / "backups" / name / "manifest.json"
    manifest.chmod(0o600)
    manifest.write_bytes(manifest.read_bytes()[:100])

    answer = client.get(BACKUPS)

    assert (answer.status_code, answer.json()["code"]) == (500, "backup/damaged")
