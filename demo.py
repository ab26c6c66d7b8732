"""`make demo`: sample feeds through the real pipeline, sample orders, then what came of them."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from analytics.revenue import read_revenue
from analytics.revenue_query import RevenueQuery
from catalog.clock import Clock
from catalog.currencies import money
from catalog.database import Database
from catalog.errors import RejectedInput
from catalog.partners import NewPartner, PartnerExists, create_partner
from catalog.products import Product, ProductFilter, search_products
from ingestion.delivery import Delivery, Ingestion, deliver_feed
from ingestion.feeds import Feed, get_feed
from ingestion.profiles import Mode
from ingestion.report import summarize_issues
from orders.desk import OrderDesk, place_order
from orders.request import OrderLine, OrderRequest

SAMPLES = Path(__file__).parent / "data" / "samples"
PARTNERS = (
    NewPartner(code="lumen", name="Lumen Lighting"),
    NewPartner(code="nordhus", name="Nordhus", default_currency="EUR"),
)
FEEDS: tuple[tuple[str, Mode, str], ...] = (
    ("lumen", "full", "lumen_full.csv"),
    ("nordhus", "full", "nordhus_full.csv"),
    ("lumen", "delta", "lumen_prices_delta.csv"),
)
ORDER_DAYS = 28
ORDERS_A_DAY = 4


@dataclass(frozen=True)
class Demo:
    """What the demo works with."""

    database: Database
    ingestion: Ingestion
    desk: OrderDesk
    clock: Clock
    say: Callable[[str], None]


def run_demo(demo: Demo) -> None:
    """Load the sample feeds, place the sample orders, and print ledgers and revenue."""
    for partner in PARTNERS:
        try:
            create_partner(demo.database, partner)
        except PartnerExists:
            demo.say(f"Partner {partner.code} is there already.")
    for code, mode, filename in FEEDS:
        _print_ledger(demo, _load(demo, code, mode, filename))
    _place_orders(demo)
    _print_revenue(demo)


def _load(demo: Demo, code: str, mode: Mode, filename: str) -> Feed:
    delivery = Delivery(code, mode, filename, origin="upload", delivered_by="demo")
    with (SAMPLES / filename).open("rb") as source:
        feed = deliver_feed(demo.ingestion, delivery, source)
    while not feed.is_finished:
        time.sleep(0.05)
        feed = get_feed(demo.database, feed.feed_id)
    return feed


def _print_ledger(demo: Demo, feed: Feed) -> None:
    counters = feed.counters
    demo.say(f"\n{feed.filename} ({feed.partner}, {feed.mode}): {feed.status}")
    demo.say(
        "  {rows_read} read = {inserted} inserted + {updated} updated + {unchanged} unchanged"
        " + {skipped} skipped; {deactivated} deactivated".format(**counters)
    )
    for issue in summarize_issues(demo.database, feed.feed_id):
        demo.say(f"  {issue.count:>5}  {issue.severity:<7}  {issue.code}: {issue.message}")


def _place_orders(demo: Demo) -> None:
    """Place some orders a day for four weeks; a second run finds its keys and adds none."""
    random = Random(20)  # noqa: S311 - the same orders in each demo, no secret
    placed = refused = 0
    for number, lines in enumerate(_baskets(demo, random)):
        days_ago = ORDER_DAYS - number // ORDERS_A_DAY
        ordered_at = demo.clock() - timedelta(days=days_ago, minutes=random.randrange(600))
        desk = demo.desk.at(partial(_at, ordered_at))
        request = OrderRequest(customer_ref=f"customer {number % 17 + 1}", lines=lines)
        try:
            place_order(desk, request, owner="demo", idempotency_key=f"demo-{number}")
            placed += 1
        except RejectedInput:
            refused += 1
    demo.say(f"\n{placed} sample orders placed, {refused} refused for want of stock.")


def _at(moment: datetime) -> datetime:
    return moment


def _baskets(demo: Demo, random: Random) -> Iterator[tuple[OrderLine, ...]]:
    shelves = [_orderable(demo.database, partner.code) for partner in PARTNERS]
    for _ in range(ORDER_DAYS * ORDERS_A_DAY):
        chosen = random.sample(random.choice(shelves), k=random.randint(1, 3))
        yield tuple(
            OrderLine(partner=each.partner, sku=each.sku, quantity=random.randint(1, 2))
            for each in chosen
        )


def _orderable(database: Database, partner: str) -> tuple[Product, ...]:
    wanted = ProductFilter(partner=partner, availability="in_stock", active=True, sort="sku")
    return search_products(database, wanted, 1000).items


def _print_revenue(demo: Demo) -> None:
    for group_by in ("partner", "month"):
        demo.say(f"\nRevenue by {group_by}:")
        for row in read_revenue(demo.database, RevenueQuery.model_validate({"group_by": group_by})):
            net = money(row.net, row.currency)
            demo.say(f"  {row.key:<10} {net:>12} {row.currency}  {row.orders} orders")
