"""What is written of feeds, held against what clients were told, dropped, and the model."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.feed_clients import LOADED, Asked, Delivered
from benchmarks.feed_drops import Dropped
from benchmarks.feed_history import faults_by_model, faults_of_ends
from benchmarks.feed_parcels import Parcel
from benchmarks.promises import broken_promises
from benchmarks.statements import read_statement
from catalog.database import Database, Row
from catalog.errors import FeedledgerError
from ingestion.feeds import Feed, FeedFilter, list_feeds
from ingestion.raw_files import read_raw
from ingestion.store import ObjectStore

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
    dropped: Sequence[Dropped],
) -> list[str]:
    """
    Return every fault, once nothing waits and the application is stopped.

    A feed that was answered is there as it was sent, and at an end or held; one that nobody heard
    of is there whole, or not at all. Each file that was dropped is one feed, and none is left in
    the inbox. Nothing is loaded twice, every promise of the books is kept, and products, counters
    and history are what the model makes of the feeds, in the order of their loads.
    """
    feeds = database.rows(read_statement("feed_books_feeds"))
    sent = [one.parcel for one in delivered] + [one.parcel for one in dropped]
    parcels = {_sha256(parcel): parcel for parcel in sent}
    known = [feed for feed in feeds if feed["sha256"] in parcels]  # the others were never sent
    return [
        *_faults_of_deliveries(feeds, delivered),
        *_faults_of_drops(feeds, dropped),
        *(f"{drop.key!r} is left in the inbox" for drop in store.inbox.drops()),
        *_faults_of_decisions(feeds, asked),
        *_faults_of_raw_files(database, store),
        *broken_promises(database),
        *(_fault(row) for row in database.rows(read_statement("feed_books_faults"))),
        *faults_of_ends(known, parcels),
        *faults_by_model(database, known, parcels),
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
        if feed["origin"] in {"replay", "inbox"}:
            continue
        unheard[_sent(feed)] -= 1
        if unheard[_sent(feed)] < 0:
            yield f"{feed['feed_id']} of {feed['partner']} was never sent"


def _faults_of_drops(feeds: Sequence[Row], dropped: Sequence[Dropped]) -> Iterator[str]:
    """Yield the files that were dropped more or fewer times than they became feeds."""
    taken: Counter[tuple[Sent, str]] = Counter()
    taken.update((_sent(feed), feed["filename"]) for feed in feeds if feed["origin"] == "inbox")
    wanted: Counter[tuple[Sent, str]] = Counter()
    for one in dropped:
        parcel = one.parcel
        wanted[(parcel.partner, parcel.mode, False, _sha256(parcel)), one.name] += 1
    for (sent, name), times in (taken - wanted).items():
        yield f"{name} of {sent[0]} ({sent[1]}) was taken {times} times too often"
    for (sent, name), times in (wanted - taken).items():
        yield f"{name} of {sent[0]} ({sent[1]}) was dropped and is lost {times} times"


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
