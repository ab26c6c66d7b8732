"""What is written of feeds, held against what clients were told and against the model."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.feed_clients import LOADED, Asked, Delivered
from benchmarks.feed_parcels import Parcel
from benchmarks.statements import read_statement
from catalog.database import Database, Row
from catalog.errors import FeedledgerError
from ingestion.feeds import Feed, FeedFilter, list_feeds
from ingestion.findings import CODES
from ingestion.raw_files import read_raw
from ingestion.store import ObjectStore
from tests.model.columns import FIELDS, FileRefused
from tests.model.contract import load
from tests.model.history import Change, History
from tests.model.products import Product

COUNTERS = ("rows_read", "inserted", "updated", "unchanged", "skipped", "deactivated")
# what a feed may be once each of these was answered by 202 and nothing waits
AFTER = {
    "approve": {*LOADED, "REVERTED", "FAILED", "CANCELLED"},
    "reject": {"REJECTED"},
    "cancel": {"CANCELLED"},
    "revert": {"REVERTED"},
}
Sent = tuple[str, str, bool, str]


def check_feed_books(
    database: Database,
    store: ObjectStore,
    delivered: Sequence[Delivered],
    asked: Sequence[Asked],
) -> list[str]:
    """
    Return every fault, once nothing waits and the application is stopped.

    A feed that was answered is there as it was sent, and at an end or held; one that nobody heard
    of is there whole, or not at all. Nothing is loaded twice, every ledger balances, and products,
    counters and history are what the model makes of the feeds, in the order of their loads.
    """
    feeds = database.rows(read_statement("feed_books_feeds"))
    parcels = {_sha256(one.parcel): one.parcel for one in delivered}
    return [
        *_faults_of_deliveries(feeds, delivered),
        *_faults_of_decisions(feeds, asked),
        *_faults_of_raw_files(database, store),
        *(_fault(row) for row in database.rows(read_statement("feed_books_faults"))),
        *_faults_of_ends(feeds, parcels),
        *_faults_by_model(database, feeds, parcels),
    ]


def _fault(row: Row) -> str:
    return f"{row['rows']} {row['fault']}"


def _sha256(parcel: Parcel) -> str:
    return hashlib.sha256(parcel.body).hexdigest()


def _sent(feed: Row) -> Sent:
    return feed["partner"], feed["mode"], feed["hold_requested"], feed["sha256"]


def _faults_of_deliveries(feeds: Sequence[Row], delivered: Sequence[Delivered]) -> Iterator[str]:
    by_id = {feed["feed_id"]: feed for feed in feeds}
    unheard: Counter[Sent] = Counter()
    for one in delivered:
        parcel = one.parcel
        sent = (parcel.partner, parcel.mode, parcel.hold, _sha256(parcel))
        unheard[sent] += one.unheard
        if one.feed_id is None:
            continue
        feed = by_id.pop(one.feed_id, None)
        if feed is None:
            yield f"{one.feed_id} of {parcel.partner} was answered by 202 and is lost"
        elif _sent(feed) != sent or feed["size_bytes"] != len(parcel.body):
            yield f"{one.feed_id} of {parcel.partner} is there as another feed"
    for feed in by_id.values():
        if feed["origin"] == "replay":
            continue
        unheard[_sent(feed)] -= 1
        if unheard[_sent(feed)] < 0:
            yield f"{feed['feed_id']} of {feed['partner']} was never sent"


def _faults_of_decisions(feeds: Sequence[Row], asked: Sequence[Asked]) -> Iterator[str]:
    by_id = {feed["feed_id"]: feed for feed in feeds}
    for one in asked:
        feed = by_id[one.feed_id]
        if one.act in AFTER and feed["status"] not in AFTER[one.act]:
            yield f"{one} was answered by 202, and the feed is {feed['status']} {feed['error']}"
        if one.made is not None:
            made = by_id.get(one.made)
            if made is None or made["replays_feed_id"] != one.feed_id:
                yield f"{one} was answered by 202 and is lost"
            elif made["sha256"] != feed["sha256"]:
                yield f"{one} made a feed of another file"


def _faults_of_raw_files(database: Database, store: ObjectStore) -> Iterator[str]:
    for feed in _feeds(database):
        try:
            size_bytes = sum(len(piece) for piece in read_raw(store, feed))
        except FeedledgerError as error:
            yield f"the raw file of {feed.feed_id}: {error}"
        else:
            if size_bytes != feed.size_bytes:
                yield f"the raw file of {feed.feed_id} has {size_bytes} bytes"


def _feeds(database: Database) -> Iterator[Feed]:
    cursor, is_last = None, False
    while not is_last:
        page = list_feeds(database, FeedFilter(), 1000, cursor)
        yield from page.items
        cursor, is_last = page.next_cursor, page.next_cursor is None


def _faults_of_ends(feeds: Sequence[Row], parcels: Mapping[str, Parcel]) -> Iterator[str]:
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


def _faults_by_model(
    database: Database, feeds: Sequence[Row], parcels: Mapping[str, Parcel]
) -> Iterator[str]:
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
