"""Random trade for tests: drawn as plain steps, done at the real desk and in a plain model."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from analytics.definitions import define_measures
from analytics.rollup import Rollup
from catalog.currencies import write_currencies
from catalog.database import Database
from catalog.migrations import migrate
from catalog.partners import NewPartner, create_partner
from orders.refunds import cancel_order, refund_order
from orders.refusals import OrderUnavailable
from orders.request import OrderLine, OrderRequest
from tests.importing import Importing
from tests.model.trade import Item, Trade
from tests.shop import Shop

PARTNERS = ("lumen", "weaver")
LEFT = 40  # units of each product, more than most examples order
HEADER = (
    "order_number,line,ordered_at,customer_ref,partner,sku,product_name,quantity,unit_price,"
    "currency,country\n"
)
KEYS = count()

shelves = st.lists(
    st.builds(
        Item,
        partner=st.sampled_from(PARTNERS),
        sku=st.sampled_from(["LAMP", "RUG"]),
        price=st.one_of(st.integers(1, 30_000), st.integers(1, 99_999_999)),
        # mostly of one currency, or no order would have two lines
        currency=st.sampled_from(["USD", "USD", "JPY", "KWD"]),
        category=st.sampled_from([None, "Home", "Home > Light", "Home > Floor"]),
        brand=st.sampled_from([None, "Lux"]),
    ),
    min_size=2,
    max_size=4,
    unique_by=lambda item: (item.partner, item.sku),
)
which = st.integers(0, 5)
past_lines = st.tuples(
    st.integers(-70, 0),  # hours ago
    which,
    st.integers(-3, 4).filter(bool),
    st.sampled_from([None, "France", "Spain"]),
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 40)),
        *[st.tuples(st.just("order"), st.dictionaries(which, st.integers(1, 9), min_size=1))] * 3,
        st.tuples(st.just("cancel"), which),
        *[st.tuples(st.just("refund"), which, st.integers(1, 4), st.integers(1, 5))] * 2,
        st.tuples(st.just("refuse"), which),
        st.tuples(st.just("roll up")),
        st.tuples(st.just("import"), st.lists(past_lines, min_size=1, max_size=3)),
        st.tuples(st.just("extend"), which, which, st.integers(-3, 4).filter(bool)),
    ),
    min_size=3,
    max_size=12,
)


@dataclass
class Past:
    """An order that an import brought: more lines may come to it, of its day and currency."""

    number: str
    at: datetime
    currency: str
    country: str | None
    lines: int = 0


@dataclass
class Trading:
    """A shop with a clock, past orders beside it, and the model of both."""

    shop: Shop
    importing: Importing
    shelf: list[Item]
    model: Trade = field(default_factory=Trade)
    numbers: list[str] = field(default_factory=list)
    past: list[Past] = field(default_factory=list)
    refused: list[tuple[datetime, Item, int]] = field(default_factory=list)

    @property
    def database(self) -> Database:
        """Where everything is written."""
        return self.shop.database

    def take(self, step: tuple[object, ...]) -> None:
        """Do one step at the desk and in the model; what cannot be done is left out."""
        match step:
            case ("wait", int(hours)):
                self.shop.wait(hours=hours, minutes=hours % 31)
            case ("order", dict(wanted)):
                self._order(wanted)
            case ("roll up",):
                rollup = Rollup(self.database, ZoneInfo(self.importing.zone))
                while rollup.step():
                    continue
            case ("refuse", int(number)):
                self._refuse(self._item(number))
            case ("cancel", int(number)) if self.numbers:
                self._cancel(self.numbers[number % len(self.numbers)])
            case ("refund", int(number), int(line), int(units)) if self.numbers:
                self._refund(self.numbers[number % len(self.numbers)], line, units)
            case ("import", list(lines)):
                self._import(lines)
            case ("extend", int(order), int(number), int(units)) if self.past:
                self._extend(self.past[order % len(self.past)], number, units)

    def _item(self, number: int) -> Item:
        return self.shelf[number % len(self.shelf)]

    def _order(self, wanted: dict[int, int]) -> None:
        asked: dict[Item, int] = {}
        for number, units in wanted.items():
            item = self._item(number)
            if not asked or next(iter(asked)).currency == item.currency:
                asked[item] = units
        try:
            placed = self.shop.place(_request(asked))
        except OrderUnavailable as refused:
            by_sku = {(item.partner, item.sku): item for item in asked}
            short = [(by_sku[line.partner, line.sku], line.requested) for line in refused.lines]
            self.refused += [(self.shop.now, item, units) for item, units in short]
            return
        self.numbers.append(placed.order.order_id)
        self.model.place(self.shop.now, placed.order.order_id, asked.items())

    def _refuse(self, item: Item) -> None:
        with pytest.raises(OrderUnavailable):
            self.shop.place(_request({item: LEFT + 1}))
        self.refused.append((self.shop.now, item, LEFT + 1))

    def _cancel(self, number: str) -> None:
        order = self.model.orders[number]
        if order.status != "CONFIRMED":
            return
        order.status = "CANCELLED"
        cancel_order(
            self.shop.desk,
            number,
            owner="ann",
            actor="user:ann",
            idempotency_key=f"key-{next(KEYS)}",
        )
        whole = [(at, line.bought) for at, (_, line) in enumerate(order.lines, start=1)]
        self.model.give_back(self.shop.now, number, whole)

    def _refund(self, number: str, line: int, units: int) -> None:
        order = self.model.orders[number]
        line = (line - 1) % len(order.lines) + 1
        _, bought = order.lines[line - 1]
        units = min(units, bought.bought - bought.refunded_units)
        if order.status == "CANCELLED" or not units:
            return
        order.status = "PARTIALLY_REFUNDED"
        refund_order(
            self.shop.desk,
            number,
            [(line, units)],
            owner="ann",
            actor="user:ann",
            idempotency_key=f"key-{next(KEYS)}",
        )
        self.model.give_back(self.shop.now, number, [(line, units)])

    def _import(self, lines: list[tuple[int, int, int, str | None]]) -> None:
        text = HEADER
        for hours, number, units, country in lines:
            item = self._item(number)
            at = datetime.fromtimestamp(int(self.shop.now.timestamp()) + hours * 3600, UTC)
            order = Past(str(UUID(int=next(KEYS))), at, item.currency, country)
            self.past.append(order)
            text += self._bring(order, item, units)
        self._run(text, len(lines))

    def _extend(self, order: Past, number: int, units: int) -> None:
        """Bring a line that the order has not, of something that has its currency."""
        items = [item for item in self.shelf if item.currency == order.currency]
        text = self._bring(order, items[number % len(items)], units)
        self._run(HEADER + text, 1)

    def _bring(self, order: Past, item: Item, units: int) -> str:
        """Enter the next line of the order into the model, and return it as text."""
        order.lines += 1
        price = f"{item.price // 10_000}.{item.price % 10_000:04}"
        named = (order.number, order.lines, f"{order.at:%Y-%m-%dT%H:%M:%SZ}", "c-1", item.partner)
        cells = (*named, item.sku, item.sku, units, price, item.currency, order.country or "")
        self.model.bring(order.at, order.number, item, units, order.country)
        return ",".join(map(str, cells)) + "\n"

    def _run(self, text: str, lines: int) -> None:
        job = self.importing.bring(text)
        assert job.result is not None, job.error
        assert job.result["inserted"] == lines


@dataclass
class TradingFloor:
    """Databases for examples: each a copy of one that was migrated once."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.template = self.folder / "template.duckdb"
        database = Database(self.template, threads=1)
        migrate(database)
        define_measures(database)
        write_currencies(database)
        define_measures(database)
        for code in PARTNERS:
            create_partner(database, NewPartner(code=code, name=code))
        database.close()

    @contextmanager
    def open(self, shelf: list[Item], now: datetime, zone: str) -> Iterator[Trading]:
        """Lend a shop with these products in a database of its own."""
        with self.lend() as database:
            shop = Shop(database, now)
            importing = Importing(database, self.folder / "imports", zone)
            importing.room = replace(importing.room, desk=shop.desk)
            for item in shelf:
                named = {"category": item.category, "brand": item.brand, "currency": item.currency}
                price = f"{item.price // 10_000}.{item.price % 10_000:04}"
                shop.add(item.sku, item.partner, price=price, quantity=LEFT, **named)
            yield Trading(shop, importing, shelf)

    @contextmanager
    def lend(self) -> Iterator[Database]:
        """Lend a database of its own, which knows the partners."""
        path = self.folder / f"{next(self.numbers)}.duckdb"
        shutil.copy(self.template, path)
        database = Database(path, threads=1)
        try:
            yield database
        finally:
            database.close()
            path.unlink()


def _request(wanted: dict[Item, int]) -> OrderRequest:
    lines = tuple(
        OrderLine(partner=item.partner, sku=item.sku, quantity=units)
        for item, units in wanted.items()
    )
    return OrderRequest(customer_ref="c-1", lines=lines)
