"""Feeds at random, and reverts: each takes back what its feed did, and all of them everything."""

import csv
import io
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.database import Row
from catalog.partners import get_partner
from ingestion.feeds import Feed
from ingestion.profiles import Mode
from ingestion.revert import request_revert
from tests.feeding import Feeding, ledger
from tests.reverting import diff, preview

Sent = tuple[Mode, list[tuple[str, ...]]]

EXAMPLE = count()
COLUMNS = ("sku", "name", "price", "quantity", "colour", "currency")
VALUES = """
select * exclude (created_at, updated_at, record_hash)
from product
where partner_id = $partner_id
order by sku
"""
MODES: list[Mode] = ["full", "full", "delta", "supplemental"]

record = st.tuples(
    st.sampled_from("12345"),
    st.sampled_from(["Lamp", "Rug", ""]),
    st.sampled_from(["15.00", "30.00", "x", ""]),
    st.sampled_from(["0", "7", "", "__CLEAR__"]),
    st.sampled_from(["red", "", "__CLEAR__"]),
    st.sampled_from(["USD", "EUR"]),
)
sent = st.tuples(st.sampled_from(MODES), st.lists(record, min_size=1, max_size=6))


@pytest.fixture
def quiet(feeding: Feeding) -> Feeding:
    """Lend an ingestion without workers: its jobs run on this thread."""
    feeding.runner.stop()
    return feeding


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(sent, min_size=1, max_size=4))
def test_reverts_take_back_what_feeds_did(quiet: Feeding, feeds: list[Sent]) -> None:
    partner = f"partner-{next(EXAMPLE)}"
    quiet.partner(partner)
    states, loaded = [], []
    for mode, records in feeds:
        states.append(values(quiet, partner))
        loaded.append(load(quiet, partner, mode, records))
    whole = values(quiet, partner)

    take_back(quiet, loaded[-1])
    assert values(quiet, partner) == states[-1]
    again = load(quiet, partner, *feeds[-1])

    assert ledger(again) == ledger(loaded[-1])
    assert unnamed(values(quiet, partner)) == unnamed(whole)
    for feed, before in zip([again, *loaded[-2::-1]], reversed(states), strict=True):
        take_back(quiet, feed)
        assert values(quiet, partner) == before
    assert values(quiet, partner) == []


def load(feeding: Feeding, partner: str, mode: Mode, records: list[tuple[str, ...]]) -> Feed:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *records])
    feed = feeding.work_off(feeding.deliver(text.getvalue(), mode, partner))
    assert feed.status.startswith("COMPLETED")
    return feed


def take_back(feeding: Feeding, feed: Feed) -> None:
    foreseen, changes = preview(feeding, feed), diff(feeding, feed)
    request_revert(feeding.ingestion, feed.feed_id, "user:anna")

    reverted = feeding.work_off(feed)

    assert (reverted.status, reverted.reverted) == ("REVERTED", foreseen)
    assert (foreseen.changed_since, foreseen.kept_for_orders) == (0, 0)
    assert ledger(reverted) == ledger(feed)
    assert diff(feeding, feed) == changes


def values(feeding: Feeding, partner: str) -> list[Row]:
    """Return the partner's products in every value but times and hashes."""
    named = {"partner_id": get_partner(feeding.database, partner).partner_id}
    return feeding.database.rows(VALUES, named)


def unnamed(products: list[Row]) -> list[Row]:
    """Return the products without the ids of what made them."""
    return [
        {name: value for name, value in row.items() if not name.endswith(("_id", "_at"))}
        for row in products
    ]
