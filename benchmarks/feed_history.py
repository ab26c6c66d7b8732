"""How feeds ended and what they made of the products, held against the model of the contract."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.feed_clients import LOADED
from benchmarks.feed_parcels import Parcel
from benchmarks.statements import read_statement
from catalog.database import Database, Row
from ingestion.findings import CODES
from tests.model.columns import FIELDS, FileRefused
from tests.model.contract import load
from tests.model.history import Change, History
from tests.model.products import Product

COUNTERS = ("rows_read", "inserted", "updated", "unchanged", "skipped", "deactivated")


def faults_of_ends(feeds: Sequence[Row], parcels: Mapping[str, Parcel]) -> Iterator[str]:
    """Yield the feeds that ended otherwise than their files and the decisions on them allow."""
    last_no: dict[str, int] = {}
    for feed in sorted(feeds, key=lambda feed: (feed["finished_at"] is None, feed["finished_at"])):
        status, code = feed["status"], (json.loads(feed["error"] or "{}")).get("code")
        is_readable = _is_readable(feed, parcels[feed["sha256"]])
        if status == "VALIDATION_FAILED" and is_readable:
            yield f"{feed['feed_id']} of {feed['partner']} could be read and failed: {code}"
        if status == "FAILED" and code != "feed/superseded":
            yield f"{feed['feed_id']} of {feed['partner']} failed: {feed['error']}"
        if status in (*LOADED, "REVERTED", "HELD", "REJECTED") and not is_readable:
            yield f"{feed['feed_id']} of {feed['partner']} cannot be read and is {status}"
        if status in (*LOADED, "REVERTED") and not feed["held_by"]:
            if feed["feed_no"] < last_no.get(feed["partner"], 0):
                yield f"{feed['feed_id']} of {feed['partner']} was loaded after a later feed"
            last_no[feed["partner"]] = feed["feed_no"]


def _is_readable(feed: Row, parcel: Parcel) -> bool:
    if parcel.sent is None:
        return False
    try:
        load(replace(parcel.sent, profile=json.loads(feed["profile"]), records=()), {})
    except FileRefused:
        return False
    return True


def faults_by_model(
    database: Database, feeds: Sequence[Row], parcels: Mapping[str, Parcel]
) -> Iterator[str]:
    """Yield what loads and reverts made otherwise than the model makes it, in their order."""
    histories: dict[str, History] = defaultdict(History)
    for _, act, feed in sorted(_events(feeds), key=lambda event: event[:2]):
        history = histories[feed["partner"]]
        if act == "revert":
            yield from _faults_of_revert(feed, history)
        else:
            yield from _faults_of_load(feed, parcels[feed["sha256"]], history)
    for partner, history in histories.items():
        yield from _faults_of_catalog(database, partner, history)


def _events(feeds: Sequence[Row]) -> Iterator[tuple[Any, str, Row]]:
    """Yield each load and each revert with its time."""
    for feed in feeds:
        if feed["status"] in (*LOADED, "REVERTED"):
            yield feed["finished_at"], "load", feed
        if feed["status"] == "REVERTED":
            yield feed["reverted_at"], "revert", feed


def _faults_of_load(feed: Row, parcel: Parcel, history: History) -> Iterator[str]:
    if parcel.sent is None:
        return
    sent = replace(parcel.sent, mode=feed["mode"], profile=json.loads(feed["profile"]))
    expected = history.load(feed["feed_id"], sent).counters
    warnings = sum(CODES[code].severity == "warning" for code in feed["held_by"])
    expected["warnings"] += warnings
    found = {name: feed[name] for name in (*COUNTERS, "warnings")}
    if found != expected:
        yield f"{feed['feed_id']} of {feed['partner']} counts {found}, the model {expected}"


def _faults_of_revert(feed: Row, history: History) -> Iterator[str]:
    expected = {**history.revert(feed["feed_id"]), "kept_for_orders": 0}
    if feed["reverted"] != expected:
        yield f"the revert of {feed['feed_id']} counts {feed['reverted']}, the model {expected}"


def _faults_of_catalog(database: Database, partner: str, history: History) -> Iterator[str]:
    named = {"partner": partner}
    rows = database.rows(read_statement("feed_books_products"), named)
    catalog = {row["sku"]: _product(row) for row in rows}
    expected = history.catalog
    differing = [
        sku for sku in catalog.keys() | expected.keys() if catalog.get(sku) != expected.get(sku)
    ]
    if differing:
        sku = differing[0]
        yield (
            f"{len(differing)} products of {partner} are not those of the model:"
            f" {sku} is {catalog.get(sku)}, not {expected.get(sku)}"
        )
    changes = Counter(_key(change) for change in _changes(database, named))
    wanted = Counter(_key(change) for change in history.changes)
    if changes != wanted:
        more, less = changes - wanted, wanted - changes
        yield (
            f"the history of {partner} has {more.total()} changes that the model has not, such as"
            f" {next(iter(more), None)}, and lacks {less.total()}, such as {next(iter(less), None)}"
        )


def _changes(database: Database, named: Mapping[str, str]) -> Iterator[Change]:
    for row in database.rows(read_statement("feed_books_changes"), dict(named)):
        images = {**row, "before": _product(row["before"]), "after": _product(row["after"])}
        yield Change(**images)


def _key(change: Change) -> tuple[Any, ...]:
    images = (_values(change.before), _values(change.after))
    return change.feed_id, change.sku, change.action, *images


def _values(product: Product) -> tuple[Any, ...]:
    values = tuple(product.values[name] for name in FIELDS if name != "sku")
    attributes = tuple(sorted(product.attributes.items()))
    return *values, attributes, product.is_active, product.derived


def _product(row: Mapping[str, Any]) -> Product:
    values = {name: row[name] for name in FIELDS if name != "sku"}
    attributes = json.loads(row["attributes"])
    return Product(values, attributes, row["is_active"], row["availability_derived"])
