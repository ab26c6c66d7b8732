"""Faults around the commit of orders: none is placed twice, none is forgotten."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from catalog.database import Database
from orders import refresh
from orders.offers import read_offers
from orders.shelf import Shelf
from tests.shop import Shop, ask


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def raise_after_commits(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have transactions fail once they are committed, as if a checkpoint after it failed."""
    transaction = shop.database.transaction

    @contextmanager
    def failing() -> Iterator[DuckDBPyConnection]:
        with transaction() as cursor:
            yield cursor
        raise duckdb.IOException("the checkpoint failed")

    monkeypatch.setattr(shop.database, "transaction", failing)


def left_in_memory(shop: Shop, sku: str) -> int | None:
    with shop.desk.lock, shop.database.transaction() as cursor:
        found = shop.desk.shelf.find(cursor, [("lumen", sku)])
        assert list(found.values()) == read_offers(cursor, [shop.ids["lumen", sku]])
    return found["lumen", sku].units_left


@pytest.mark.parametrize("refreshed", [False, True])
def test_order_whose_commit_is_in_doubt_is_answered_on_its_repeat(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, *, refreshed: bool
) -> None:
    shop.stocked(LAMP=9)
    shop.place(ask(LAMP=1), key="before")
    if refreshed:
        shop.desk.refresh()
    with monkeypatch.context() as patched:
        raise_after_commits(shop, patched)
        with pytest.raises(duckdb.IOException):
            shop.place(ask(LAMP=2), key="k")

    again = shop.place(ask(LAMP=2), key="k")

    assert again.replayed
    assert shop.place(ask(LAMP=1)).order.order_number == "FL-000003"
    assert left_in_memory(shop, "LAMP") == 5
    assert shop.written() == {"orders": 3, "items": 3, "keys": 2, "refusals": 0}


def test_order_that_memory_could_not_take_in_stands_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shop.stocked(LAMP=9, RUG=9)
    shop.desk.refresh()

    def fail(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(Shelf, "take", fail)
        placed = shop.place(ask(LAMP=2, RUG=1), key="k")

    assert "could not be kept in memory" in caplog.text
    assert shop.place(ask(LAMP=2, RUG=1), key="k").order == placed.order
    assert shop.place(ask(LAMP=1)).order.order_number == "FL-000002"
    assert (left_in_memory(shop, "LAMP"), left_in_memory(shop, "RUG")) == (6, 8)


def test_load_that_began_before_the_doubt_is_not_put_in_place(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.stocked(LAMP=9)
    read_whole = refresh.read_whole

    def order_in_doubt(*arguments: object) -> object:
        with monkeypatch.context() as patched:
            raise_after_commits(shop, patched)
            with pytest.raises(duckdb.IOException):
                shop.place(ask(LAMP=2))
        return read_whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(refresh, "read_whole", order_in_doubt)
    shop.desk.refresh()

    assert left_in_memory(shop, "LAMP") == 7
