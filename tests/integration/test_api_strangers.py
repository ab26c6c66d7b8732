"""No address of the analysts tells a partner's key anything of another partner."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from analytics.definitions import define_measures
from analytics.reconciliation_desk import order_reconciliation, run_reconciliation
from api.services import ApiServices
from catalog.clock import utc_now
from jobs.claims import claim_job
from jobs.context import JobContext
from orders.desk import place_order
from orders.refunds import refund_order
from orders.refusals import OrderUnavailable
from orders.request import OrderLine, OrderRequest
from tests.api import Client, api_document
from tests.feeding import Feeding

STRANGER = "stranger"  # in everything that is the other partner's
FEED = "sku,product_name,price,quantity,brand,category\n"
OF_STRANGER = FEED + "stranger-1,stranger lamp,1234.56,7,stranger brand,stranger > lamps\n"
OWN = FEED + "own-1,own lamp,2,7,own brand,own > lamps\n"
PATHS = sorted(
    path
    for path, operations in api_document()["paths"].items()
    if path.startswith("/v1/analytics") and "get" in operations
)
FILTERS = ({"partner": STRANGER}, {"product": "stranger/stranger-1"}, {"product": "stranger/x"})
# what is the other's alone, as amounts
AMOUNTS = ("1234.56", "2469.12", "8641.92", "12345.60")


@pytest.fixture
def client(api_services: ApiServices, feeding: Feeding) -> Client:
    """Lend a client of a shop in which two partners sold, gave back, refused and changed."""
    define_measures(feeding.database)
    feeding.partner(STRANGER)
    for partner, body, changed in (
        ("lumen", OWN, ("own > lamps", "own > rugs")),
        (STRANGER, OF_STRANGER, ("1234.56,7", "1500.00,0")),
    ):
        feeding.load(body, partner=partner)
        sku = body.splitlines()[1].split(",")[0]
        order_id = _order(feeding, partner, sku, 2)
        named = {"owner": "ann", "actor": "user:ann", "idempotency_key": partner}
        refund_order(feeding.desk, order_id, [(1, 1)], **named)  # type: ignore[arg-type]
        feeding.load(body.replace(*changed), partner=partner)
        with pytest.raises(OrderUnavailable):
            _order(feeding, partner, sku, 50)
    with feeding.database.transaction() as cursor:  # differences of both, to be told of
        cursor.execute("update customer_order set total = total + 1")
    feeding.runner.stop()
    desk = replace(api_services.reconciliations, wake=lambda: None)
    order_reconciliation(desk)
    job = claim_job(feeding.database, utc_now())
    assert job is not None
    run_reconciliation(desk, JobContext(feeding.database, job))
    return Client(replace(api_services, ingestion=feeding.ingestion))


def _order(feeding: Feeding, partner: str, sku: str, units: int) -> str:
    request = OrderRequest(
        customer_ref=f"customer of {partner}",
        lines=(OrderLine(partner=partner, sku=sku, quantity=units),),
    )
    return place_order(feeding.desk, request, owner="ann").order.order_id


def _asked(path: str) -> dict[str, Any]:
    today = utc_now().date()
    ends = {"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=1))}
    parameters = api_document()["paths"][path]["get"].get("parameters", [])
    names = {each["name"] for each in parameters if each["in"] == "query"}
    known = {**ends, "currency": "USD", "compare": "previous"}
    return {name: value for name, value in known.items() if name in names}


def _address(path: str, feed_id: str) -> str:
    today = str(utc_now().date())
    named = {"{day}": today, "{feed_id}": feed_id, "{check}": "order_totals"}
    for place, value in named.items():
        path = path.replace(place, value)
    return f"/api{path}"


def test_there_is_something_of_a_stranger_to_be_told(client: Client) -> None:
    told = [
        client.get(_address(path, _feed_of(client, STRANGER)), params=_asked(path)).text
        for path in PATHS
    ]

    assert sum(STRANGER in text for text in told) >= 8  # the others tell sums and moments


def test_key_of_a_partner_is_told_nothing_of_a_stranger(client: Client) -> None:
    key = client.make_key("analytics:read", partner="lumen")
    stranger = _secrets(client)
    for path in PATHS:
        address = _address(path, _feed_of(client, "lumen"))
        told = client.get(address, key=key, params=_asked(path))

        assert told.status_code == 200, (path, told.text)
        assert [word for word in stranger if word in told.text] == [], (path, told.text)


def test_stranger_asked_for_by_name_is_not_there(client: Client) -> None:
    key = client.make_key("analytics:read", partner="lumen")
    for path in PATHS:
        parameters = api_document()["paths"][path]["get"].get("parameters", [])
        names = {each["name"] for each in parameters}
        feed = _feed_of(client, STRANGER if "{feed_id}" in path else "lumen")
        for filters in FILTERS:
            if "{feed_id}" in path or filters.keys() <= names:
                asked = {**_asked(path), **(filters if filters.keys() <= names else {})}
                told = client.get(_address(path, feed), key=key, params=asked)

                assert told.status_code == 404, (path, told.text)


def _feed_of(client: Client, partner: str) -> str:
    rows = client.services.database.rows(
        "select feed_id from feed join partner using (partner_id) where code = $code"
        " order by feed_no desc",
        {"code": partner},
    )
    return str(rows[0]["feed_id"])


def _secrets(client: Client) -> list[str]:
    """Return what is the stranger's: names, amounts, and every id."""
    database = client.services.database
    named = {"code": STRANGER}
    ids = database.rows(
        "select feed_id::varchar as id from feed join partner using (partner_id)"
        " where code = $code union all"
        " select order_id::varchar from order_item join partner using (partner_id)"
        " where code = $code union all"
        " select product_id::varchar from product join partner using (partner_id)"
        " where code = $code",
        named,
    )
    return [STRANGER, *AMOUNTS, *(row["id"] for row in ids)]
