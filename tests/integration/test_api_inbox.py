"""What lies in the inbox and is not taken, through the API."""

from datetime import UTC, datetime

from ingestion.inbox_refusals import FoundRefusal, note_refusals
from tests.api import Client

SEEN_AT = datetime(2026, 3, 1, tzinfo=UTC)


def refuse(client: Client, *keys: str) -> None:
    found = [
        FoundRefusal(key, key.split("/")[1] if key.count("/") > 1 else None, "file/empty", "", 0)
        for key in keys
    ]
    note_refusals(client.services.database, found, SEEN_AT)


def test_refused_files_are_listed_with_their_reasons(client: Client) -> None:
    refuse(client, "inbox/lumen/a\nb.csv", "inbox/stray.csv")

    answer = client.get("/api/v1/inbox/refusals")

    assert answer.json() == {
        "items": [
            {
                "key": "inbox/lumen/a\nb.csv",
                "partner": "lumen",
                "code": "file/empty",
                "detail": "",
                "size_bytes": 0,
                "first_seen_at": "2026-03-01T00:00:00Z",
            },
            {
                "key": "inbox/stray.csv",
                "partner": None,
                "code": "file/empty",
                "detail": "",
                "size_bytes": 0,
                "first_seen_at": "2026-03-01T00:00:00Z",
            },
        ],
        "next_cursor": None,
    }


def test_refused_files_are_paged(client: Client) -> None:
    refuse(client, *(f"inbox/lumen/{number}.csv" for number in range(5)))

    first = client.get("/api/v1/inbox/refusals?limit=3").json()
    rest = client.get(f"/api/v1/inbox/refusals?cursor={first['next_cursor']}").json()

    keys = [item["key"] for item in (*first["items"], *rest["items"])]
    assert keys == [f"inbox/lumen/{number}.csv" for number in range(5)]


def test_key_of_a_partner_sees_that_partner_folder_alone(client: Client) -> None:
    client.post("/api/v1/partners", json={"code": "lumen", "name": "Lumen"})
    refuse(client, "inbox/lumen/own.csv", "inbox/atelier/foreign.csv", "inbox/stray.csv")
    key = client.make_key("feeds:read", partner="lumen")

    answer = client.send("GET", "/api/v1/inbox/refusals", key=key)

    assert [item["key"] for item in answer.json()["items"]] == ["inbox/lumen/own.csv"]


def test_reading_refusals_takes_the_scope(client: Client) -> None:
    key = client.make_key("catalog:read")

    assert client.send("GET", "/api/v1/inbox/refusals", key=key).status_code == 403


def test_feed_tells_who_delivered_it(client: Client) -> None:
    client.post("/api/v1/partners", json={"code": "lumen", "name": "Lumen"})

    feed = client.post("/api/v1/feeds?partner=lumen", content=b"sku,price\n1,2.00\n").json()

    assert (feed["origin"], feed["delivered_by"]) == ("api", "key:test")
