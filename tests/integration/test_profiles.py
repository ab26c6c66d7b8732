"""Profiles over HTTP and in the file: versions are added, and none is lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from catalog.database import Database
from catalog.partners import PartnerNotFound, get_partner
from ingestion.profile_store import read_profile, save_profile
from ingestion.profiles import Profile
from tests.api import Client, count_rows
from tests.feeding import Feeding
from tests.makers import make_partner

SENT: dict[str, Any] = {
    "preset": "plain",
    "file": {"encoding": None, "delimiter": ";", "quote": '"', "header": True, "columns": None},
    "fields": {"sku": "IdProd", "link": "link"},
    "constants": {"currency": "EUR", "availability": "in_stock"},
    "decimal_mark": ",",
    "price_divisor": 1,
    "availability_words": {"Si": "in_stock", "No": "out_of_stock"},
    "guards": {"mass_deactivation": 0.2},
    "review_first": False,
}


@pytest.fixture
def url(client: Client) -> str:
    client.post("/api/v1/partners", json={"code": "lumen", "name": "Lumen"})
    return "/api/v1/partners/lumen/profile"


def test_profile_is_put_in_force_as_the_next_version(client: Client, url: str) -> None:
    first = client.send("PUT", url, json=SENT)
    second = client.send("PUT", url, json={**first.json(), "decimal_mark": None})

    assert (first.status_code, first.json()) == (200, {**SENT, "version": 2})
    assert second.json() == {**SENT, "decimal_mark": None, "version": 3}
    assert client.get("/api/v1/partners/lumen").json()["profile"] == second.json()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"constants": {"currency": "XXL"}}, "constants"),
        ({"file": {"header": False}}, "file"),
        ({"file": {"quote": "ab"}}, "file.quote"),
        ({"colour": "red"}, "colour"),
        ([], ""),
    ],
)
def test_profile_that_cannot_be_is_refused_by_field(
    client: Client, url: str, sent: object, field: str
) -> None:
    before = count_rows(client.services.database)

    refused = client.send("PUT", url, content=json.dumps(sent), headers={
        "Content-Type": "application/json"
    })  # fmt: skip

    assert (refused.status_code, refused.json()["code"]) == (422, "request/invalid")
    assert refused.json()["errors"][0]["field"] == field
    assert count_rows(client.services.database) == before


def test_profile_needs_the_admin_scope_and_its_own_partner(client: Client, url: str) -> None:
    client.post("/api/v1/partners", json={"code": "other", "name": "Other"})
    before = count_rows(client.services.database)

    refused = client.send("PUT", url, json=SENT, key=client.make_key("feeds:write"))
    foreign = client.send("PUT", url, json=SENT, key=client.make_key("admin", partner="other"))
    unknown = client.send("PUT", "/api/v1/partners/nobody/profile", json=SENT)

    assert [a.status_code for a in (refused, foreign, unknown)] == [403, 404, 404]
    after = count_rows(client.services.database)
    assert after["mapping_profile"] == before["mapping_profile"]


def test_profiles_saved_at_once_each_get_a_version_of_their_own(database: Database) -> None:
    partner = make_partner(database, "lumen")
    sent = [Profile(constants={"brand": f"brand {number}"}) for number in range(16)]

    with ThreadPoolExecutor(8) as pool:
        versions = list(pool.map(lambda one: save_profile(database, "lumen", one), sent))

    assert sorted(versions) == list(range(2, 18))
    for version, profile in zip(versions, sent, strict=True):
        assert read_profile(database, partner.partner_id, version).constants == profile.constants
    assert get_partner(database, "lumen").profile_version == 17


def test_profile_of_an_unknown_partner_is_written_nowhere(database: Database) -> None:
    with pytest.raises(PartnerNotFound):
        save_profile(database, "nobody", Profile())

    assert count_rows(database)["mapping_profile"] == 0


def test_feed_keeps_the_version_it_was_delivered_under(feeding: Feeding) -> None:
    save_profile(feeding.database, "lumen", Profile(price_divisor=100, constants={
        "currency": "EUR", "availability": "yes"
    }))  # fmt: skip

    feed = feeding.load("sku,name,price\nL-1,Lamp,1550\n")

    assert feed.profile_version == 2
    assert str(feeding.product("L-1")["price"]) == "15.5000"
    assert feeding.product("L-1")["currency"] == "EUR"
