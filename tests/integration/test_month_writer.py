"""A month is written in parts: none of them is read before it is whole."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from duckdb import DuckDBPyConnection

from analytics.month_writer import claim
from analytics.rollup import Rollup
from catalog.database import Database
from catalog.errors import WriteConflict
from tests.cells import LATER, UTC_ZONE, cover, net, small_shop
from tests.shop import Shop, ask

pytestmark = pytest.mark.usefixtures("in_parts")


@pytest.fixture
def shop(database: Database) -> Shop:
    """Lend a shop that has sold something in November."""
    return small_shop(database)


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each month written a row at a time."""
    monkeypatch.setattr("analytics.month_writer.PART_ROWS", 1)


def cut_off_at(monkeypatch: pytest.MonkeyPatch, part: int, then: Callable[[], object]) -> None:
    """Do this before that part of a month is written."""
    parts = count()

    def claim_or_not(cursor: DuckDBPyConnection, steps: int | None = None) -> int:
        if steps is not None and next(parts) == part:
            then()
        return claim(cursor, steps)

    monkeypatch.setattr("analytics.month_writer.claim", claim_or_not)


def sell_more(shop: Shop) -> Rollup:
    """Sell in three more orders, and return what has yet to work all of it out."""
    for units in (2, 3, 4):
        shop.place(ask(LAMP=units))
    rollup = Rollup(shop.database, UTC_ZONE, lambda: LATER)
    rollup.step()  # the first one only looks for what is false
    return rollup


@pytest.mark.parametrize("part", range(14))
def test_month_that_is_cut_off_between_its_parts_is_not_read(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    rollup = sell_more(shop)

    def cut_off() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        cut_off_at(patch, part, cut_off)
        with pytest.raises(KeyboardInterrupt):
            rollup.step()

    assert cover(shop.database).whole.keys() == set()
    assert net(shop.database) == Decimal(100)
    Rollup(shop.database, UTC_ZONE, lambda: LATER).refresh()
    assert cover(shop.database).whole.keys() == {date(2026, 11, 1)}
    assert net(shop.database) == Decimal(100)
    assert shop.database.rows("select sum(gross) as gross from revenue_line") == [
        {"gross": Decimal(100)}
    ]


def test_month_is_given_up_where_lines_were_looked_at_between_its_parts(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rollup = sell_more(shop)

    def look_at_another() -> None:
        shop.place(ask(LAMP=5))
        Rollup(shop.database, UTC_ZONE, lambda: LATER).step()

    with monkeypatch.context() as patch:
        cut_off_at(patch, 3, look_at_another)
        with pytest.raises(WriteConflict):
            rollup.step()

    assert net(shop.database) == Decimal(150)
    rollup.refresh()
    assert net(shop.database) == Decimal(150)
    assert cover(shop.database).whole.keys() == {date(2026, 11, 1)}
