"""Imported orders over HTTP: shown with their source, and without what is not known of them."""

from catalog.database import Database
from tests.api import Client
from tests.makers import make_imported, make_partner


def test_imported_order_is_shown_with_its_source_and_without_what_it_lacks(
    client: Client, database: Database
) -> None:
    make_partner(database, "lumen")
    order_id = make_imported(database, "536379")
    bare_id = make_imported(database, "C536379", lines=0, country=None)

    order = client.get(f"/api/v1/orders/{order_id}").json()
    bare = client.get(f"/api/v1/orders/{bare_id}").json()

    assert (order["imported_from"], order["country"]) == ("old shop", "DE")
    assert (order["items"][0]["product_id"], order["items"][0]["feed_id"]) == (None, None)
    assert (bare["items"], bare["country"]) == ([], None)
    assert client.get("/api/v1/orders").json()["items"] == [
        *sorted((order, bare), key=lambda each: str(each["order_id"]), reverse=True)
    ]


def test_number_that_sources_share_finds_the_order_of_each(
    client: Client, database: Database
) -> None:
    make_partner(database, "lumen")
    for source in ("old shop", "older shop"):
        make_imported(database, "Inv-7", source=source)
    make_imported(database, "Inv-70")

    found = client.get("/api/v1/orders?order_number=INV-7").json()["items"]

    assert sorted(order["imported_from"] for order in found) == ["old shop", "older shop"]
