"""The shelf and the keys are taken into memory whole, beside the orders that go on."""

from collections.abc import Iterator
from threading import Lock
from typing import Any

from duckdb import DuckDBPyConnection

from catalog.database import Database, Row
from catalog.statements import Statements
from orders.hashes import HashIndex
from orders.offer_table import OfferTable
from orders.partner_shelf import PartnerShelf
from orders.shelf import Shelf, Stamp

SQL = Statements(__file__)
FETCH_ROWS = 5_000
MAX_ROWS = 2_000_000  # of all partners, some 150 bytes each


def refresh_shelf(database: Database, shelf: Shelf, lock: Lock) -> None:
    """Load each partner whose products were merged or reverted since it was last loaded."""
    rows = database.rows(SQL["select_partners"])
    for stamp in [Stamp(**row) for row in rows]:
        if not shelf.is_whole(stamp):
            _load(database, shelf, lock, stamp.partner_id)


def _load(database: Database, shelf: Shelf, lock: Lock, partner_id: int) -> None:
    with database.transaction() as cursor:
        with lock:  # no order is between its snapshot and its commit when ours begins
            stamp = _stamp(cursor, partner_id)
            shelf.watch(stamp)
            room_rows = MAX_ROWS - shelf.rows_beside(partner_id)
        loaded = read_whole(cursor, stamp, room_rows)
        with lock:
            shelf.install(stamp, loaded)


def _stamp(cursor: DuckDBPyConnection, partner_id: int) -> Stamp:
    found = dict(cursor.execute(SQL["select_partners"]).fetchall())
    return Stamp(partner_id, found[partner_id])


def read_whole(cursor: DuckDBPyConnection, stamp: Stamp, room_rows: int) -> PartnerShelf:
    """
    Return all that there is to know of the partner, as the caller's transaction sees it.

    Of more products than there is room for, only the hashes are kept.
    """
    of_partner = {"partner_id": stamp.partner_id}
    taken = dict(_rows(cursor, "select_partner_taken", of_partner))
    recounted = frozenset(number for (number,) in _rows(cursor, "select_recounted", of_partner))
    ((products,),) = cursor.execute(SQL["count_products"], of_partner).fetchall()
    skus: HashIndex | OfferTable
    if products <= room_rows:
        skus = OfferTable.read(cursor, stamp.partner_id)
    else:
        hashes = cursor.execute(SQL["select_hashes"], of_partner).fetchnumpy()
        skus = HashIndex(hashes["hash"], hashes["product_id"])
    return PartnerShelf(stamp.merges, taken=taken, skus=skus, recounted=recounted)


def _rows(cursor: DuckDBPyConnection, statement: str, parameters: Row) -> Iterator[Any]:
    """Yield the rows in pieces: no other thread gets on while one is fetched."""
    cursor.execute(SQL[statement], parameters)
    while rows := cursor.fetchmany(FETCH_ROWS):
        yield from rows
