"""Whatever happens in whatever order: the file made by changes is the one made anew."""

import os
import random
from collections.abc import Callable
from contextlib import ExitStack, suppress
from itertools import count

import pytest

from catalog.errors import RejectedInput
from catalog.partners import get_partner
from catalog.retention import Retention, save_retention
from ingestion.feeds import Feed, FeedFilter, get_feed, list_feeds
from ingestion.profiles import Mode
from ingestion.replay import Replay, replay_feed
from ingestion.revert import request_revert
from orders.desk import place_order
from orders.order import Order
from orders.refunds import cancel_order, refund_order
from orders.request import OrderLine, OrderRequest
from tests.feeding import Feeding
from tests.importing import HEADER, Importing
from tests.importing import line as past_line
from tests.publishing import Publishing, Rows
from tests.retaining import Keeper

PARTNERS = ("lumen", "nordhus")
SKUS = tuple("12345678")
ZONE = "America/New_York"
ANN = "user:ann"
MODES: list[Mode] = ["full", "full", "delta", "supplemental"]
LOADED = ("COMPLETED", "COMPLETED_WITH_ERRORS")


class Year:
    """Everything that can happen, chosen by a seed."""

    def __init__(self, feeding: Feeding, importing: Importing, seed: int) -> None:
        self.feeding, self.importing = feeding, importing
        self.chance = random.Random(seed)  # noqa: S311 - no secrets
        self.orders: list[Order] = []
        self.numbers = count(1)

    def happen(self) -> None:
        """Let one thing happen; some are refused, which is fine too."""
        things: tuple[Callable[[], object], ...] = (
            *(self.feed,) * 4,
            *(self.order,) * 4,
            *(self.revert, self.replay, self.cancel, self.refund, self.bring),
            *(self.rename, self.retain),
        )
        with suppress(RejectedInput):
            self.chance.choice(things)()

    def feed(self) -> None:
        """Deliver a feed of any mode with good and bad records."""
        cells = [
            f"{sku},Name {self.chance.randrange(3)},{self.price()},{self.chance.randrange(9)}"
            for sku in self.chance.sample(SKUS, self.chance.randint(1, len(SKUS)))
        ]
        mode = self.chance.choice(MODES)
        text = "sku,title,price,quantity\n" + "\n".join(cells)
        sent = self.feeding.deliver(text, mode, self.chance.choice(PARTNERS))
        self.feeding.work_off(sent)

    def price(self) -> str:
        """Return a price, which now and then is none."""
        return self.chance.choice(("10.00", "12.50", "15.00", "0.99", "x"))

    def order(self) -> None:
        """Order some products, which may not be there."""
        named = {(self.chance.choice(PARTNERS), sku) for sku in self.chance.choices(SKUS, k=3)}
        lines = [
            OrderLine(partner=partner, sku=sku, quantity=self.chance.randint(1, 3))
            for partner, sku in sorted(named)
        ]
        lines = lines[: self.chance.randint(1, 3)]
        request = OrderRequest(customer_ref=f"C-{next(self.numbers)}", lines=tuple(lines))
        self.orders.append(place_order(self.feeding.desk, request, owner="ann").order)

    def revert(self) -> None:
        """Undo a feed that was loaded."""
        if feed := self.loaded():
            request_revert(self.feeding.ingestion, feed.feed_id, "user:anna")
            self.feeding.work_off(feed)

    def replay(self) -> None:
        """Read the file of a feed once more."""
        if feed := self.loaded():
            again = replay_feed(self.feeding.ingestion, feed.feed_id, Replay("user:anna", "today"))
            self.feeding.work_off(again)

    def cancel(self) -> None:
        """Cancel an order."""
        if self.orders:
            order = self.chance.choice(self.orders)
            key = f"k-{next(self.numbers)}"
            cancel_order(
                self.feeding.desk, order.order_id, owner="ann", actor=ANN, idempotency_key=key
            )

    def refund(self) -> None:
        """Give a unit of an order back."""
        if self.orders:
            order = self.chance.choice(self.orders)
            key = f"k-{next(self.numbers)}"
            asked = [(1, 1)]
            refund_order(
                self.feeding.desk,
                order.order_id,
                asked,
                owner="ann",
                actor=ANN,
                idempotency_key=key,
            )

    def bring(self) -> None:
        """Import past orders, some of which are known and get more lines, and refunds."""
        number = f"P-{self.chance.randrange(4)}"
        lines = [
            past_line(
                order_number=number,
                line=str(self.chance.randrange(1, 9)),
                partner=self.chance.choice((*PARTNERS, "elsewhere")),
                sku=self.chance.choice(SKUS),
                quantity=self.chance.choice(("1", "2", "-1")),
                ordered_at=f"2011-03-04 0{self.chance.randrange(10)}:30:00",
            )
            for _ in range(2)
        ]
        self.importing.bring(HEADER + "".join(lines))

    def rename(self) -> None:
        """Give a partner another name."""
        with self.feeding.database.transaction() as cursor:
            name = f"Name {next(self.numbers)}"
            cursor.execute("update partner set name = ? where code = 'lumen'", [name])

    def retain(self) -> None:
        """Let the reports of a partner expire."""
        database = self.feeding.database
        partner_id = get_partner(database, self.chance.choice(PARTNERS)).partner_id
        save_retention(database, partner_id, Retention(raw_days=None, report_days=30))
        Keeper(self.feeding).apply()

    def loaded(self) -> Feed | None:
        """Return a feed that is loaded, if there is one."""
        feeds = list_feeds(self.feeding.database, FeedFilter()).items
        there = [feed for feed in feeds if feed.status in LOADED]
        return get_feed(self.feeding.database, self.chance.choice(there).feed_id) if there else None


@pytest.mark.parametrize("seed", range(2))
def test_file_made_by_changes_is_the_one_made_anew(
    feeding: Feeding, importing: Importing, anew: Callable[[str], dict[str, Rows]], seed: int
) -> None:
    feeding.runner.stop()  # its jobs run on this thread
    feeding.partner("nordhus")
    publishing = Publishing(feeding.database, feeding.folder / "published", ZONE)
    year = Year(feeding, importing, seed)
    ways = [publishing.publish()["how"]]

    with ExitStack() as readers:
        for step in range(1, 17):
            year.happen()
            if year.chance.random() < 0.4 and publishing.is_due():
                ways.append(publishing.publish()["how"])
            if year.chance.random() < 0.2:  # what is open cannot be used once more
                readers.callback(os.close, os.open(publishing.path, os.O_RDONLY))
            if step % 8 == 0:
                if publishing.is_due():
                    ways.append(publishing.publish()["how"])
                assert publishing.tables() == anew(ZONE)

    assert ways[1:] == ["changes"] * (len(ways) - 1)
    assert len(ways) > 3
