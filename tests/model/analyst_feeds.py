"""The answers to those of the twenty questions that are about prices, feeds and lost demand."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.model.grouping import Rows, grouped, month, named, total_of
from tests.model.season import Season

ASKED_AT = datetime(2026, 10, 10, 12, tzinfo=UTC)
DAYS = timedelta(days=14)


def price_cuts(season: Season) -> Rows:
    """10: units in the 14 days before a price was cut, and in those after."""
    rows = []
    for price in season.prices:
        if price.before is None or price.after.asked >= price.before.asked:
            continue
        product = named(price.after)
        sales = [sale for sale in season.sales if named(sale.product) == product]
        before = [sale for sale in sales if price.day - DAYS <= sale.day < price.day]
        after = [sale for sale in sales if price.day <= sale.day < price.day + DAYS]
        units = [sum(sale.units for sale in each) for each in (before, after)]
        prices = (price.after.currency, price.before.asked, price.after.asked)
        rows.append((*product, price.day, *prices, *units))
    return sorted(rows, key=lambda row: (row[2], row[:2]))


def prices_then(season: Season) -> Rows:
    """11: the price of each product at a moment."""
    rows = {}
    for price in season.prices:
        if price.at <= ASKED_AT:
            after = price.after
            rows[named(after)] = (after.price, after.sale, after.currency, price.day)
    return [(*product, *found) for product, found in sorted(rows.items())]


def never_sold(season: Season) -> Rows:
    """12: what can be ordered and was never sold."""
    sold = {named(sale.product) for sale in season.sales}
    first = {named(price.after): price.day for price in reversed(season.prices)}
    return [
        (*key, product.name, product.category, "in_stock", first[key])
        for key, product in sorted(season.shelf.items())
        if key not in sold and key not in season.gone
    ]


def lost_demand(season: Season) -> Rows:
    """13: what could not be sold, by reason, at the price of today."""
    rows = []
    for key, found in grouped(
        season.refusals,
        lambda each: (each.code, each.partner, each.product.currency if each.product else ""),
    ):
        worth = [
            season.shelf[each.partner, each.sku].asked * each.units
            for each in found
            if each.product
        ]
        products, units = {each.sku for each in found}, sum(each.units for each in found)
        counts = (len(found), len(products), units)
        rows.append((*key[:2], key[2] or None, *counts, total_of(worth) if worth else None))
    return sorted(rows, key=lambda row: (-row[5], row[:2]))


def feed_errors(season: Season) -> Rows:
    """14: what share of each partner's records was skipped, month by month."""
    rows = []
    for key, loads in grouped(season.loads, lambda load: (load.partner, month(load.day))):
        total = sum((load.errors for load in loads), Counter[str]())
        read, skipped = sum(load.rows for load in loads), total.total()
        worst = total.most_common(1)[0][0] if total else None
        rows.append((key[1], key[0], len(loads), read, skipped, 100 * skipped / read, worst))
    return rows


def price_feeds(season: Season) -> Rows:
    """15: which files changed the most prices."""
    rows = []
    changed = [price for price in season.prices if price.action == "updated"]
    for feed, prices in grouped(changed, lambda price: price.feed):
        steps = [price.after.price / price.before.price for price in prices if price.before]
        (load,) = [load for load in season.loads if load.filename == feed]
        up, down = sum(step > 1 for step in steps), sum(step < 1 for step in steps)
        mean = 100 * (sum(steps) / len(steps) - 1)
        rows.append((load.partner, feed, load.day, len(prices), up, down, mean))
    return sorted(rows, key=lambda row: (-row[3], row[2]))


def times_to_catalog(season: Season) -> Rows:
    """16: median and p95 of the seconds that a feed took."""
    rows = []
    for partner, loads in grouped(season.loads, lambda load: load.partner):
        took = sorted(load.seconds for load in loads)
        rows.append((partner, len(took), _quantile(took, 0.5), _quantile(took, 0.95)))
    return sorted(rows, key=lambda row: -row[3])


def sold_out(season: Season) -> Rows:
    """17: days on which somebody wanted what was sold out."""
    rows = []
    short = [each for each in season.refusals if each.code == "stock/short"]
    for key, found in grouped(short, lambda each: (each.partner, each.sku)):
        days = sorted({each.day for each in found})
        rows.append((*key, len(days), days[0], days[-1], sum(each.units for each in found)))
    return rows


def earning_feeds(season: Season) -> Rows:
    """20: what was ordered at the prices of each file."""
    days = {load.filename: load.day for load in season.loads}
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for sale in season.sales:
        totals[sale.product.currency] += sale.total
    rows = []
    for (partner, currency, feed), sales in grouped(
        season.sales, lambda sale: (sale.product.partner, sale.product.currency, sale.feed or "")
    ):
        gross = total_of(sale.total for sale in sales)
        share = 100 * gross / totals[currency]
        rows.append((partner, currency, feed or None, days.get(feed), gross, share))
    return sorted(rows, key=lambda row: (row[1], -row[4], row[0]))


def _quantile(ordered: list[int], share: float) -> float:
    at = share * (len(ordered) - 1)
    low, rest = int(at), at - int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + rest * (ordered[high] - ordered[low])
