"""The answers to the twenty questions of docs/analysts.md, from a season's plain records."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import combinations

from tests.model.analyst_feeds import (
    earning_feeds,
    feed_errors,
    lost_demand,
    never_sold,
    price_cuts,
    price_feeds,
    prices_then,
    sold_out,
    times_to_catalog,
)
from tests.model.grouping import Rows, grouped, month, named, total_of
from tests.model.season import Return, Sale, Season


def by_month(season: Season) -> Rows:
    """1: orders, units, gross, refunds and net of each month and currency."""
    return [
        (*key, *_measures(entries))
        for key, entries in grouped(
            _entries(season), lambda entry: (month(entry.day), entry.product.currency)
        )
    ]


def against_before(season: Season) -> Rows:
    """2: this month so far, against as many days of the last and of a year ago."""
    today, rows = season.last_day, []
    last = today.replace(month=today.month - 1)
    year = today.replace(year=today.year - 1)
    names = ("this month so far", "last month, as many days", "a year ago, as many days")
    for name, end in zip(names, (today, last, year), strict=True):
        first = end.replace(day=1)
        found = [entry for entry in _entries(season) if first <= entry.day <= end]
        for currency, entries in grouped(found, lambda entry: entry.product.currency):
            _, _, gross, _, net = _measures(entries)
            rows.append((name, first, end, currency, gross, net))
    return rows


def best_products(season: Season) -> Rows:
    """3: the products by net, with their share of the currency's."""
    rows = []
    for key, entries in grouped(_entries(season), _product):
        _, units, _, _, net = _measures(entries)
        rows.append((*key, season.shelf[key[1:]].name, units, net))
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        totals[row[0]] += row[-1]
    return sorted(
        ((*row, 100 * row[-1] / totals[row[0]]) for row in rows),
        key=lambda row: (row[0], -row[5], *row[1:3]),
    )


def pareto(season: Season) -> Rows:
    """4: how many products bring four fifths."""
    rows = []
    for currency, found in grouped(best_products(season), lambda row: row[0]):
        nets = [row[5] for row in found]
        so_far, enough = Decimal(0), 0
        while so_far < sum(nets) * Decimal("0.8"):
            so_far += nets[enough]
            enough += 1
        rows.append((currency, len(nets), enough, Decimal(100 * enough) / len(nets)))
    return rows


def new_and_returning(season: Season) -> Rows:
    """5: customers in the month of their first order, and later."""
    first, rows = _first_months(season), []
    for key, sales in grouped(
        _of_customers(season), lambda sale: (month(sale.day), sale.product.currency)
    ):
        new = [sale for sale in sales if first[sale.customer] == key[0]]
        old = [sale for sale in sales if first[sale.customer] != key[0]]
        customers = [len({sale.customer for sale in each}) for each in (new, old)]
        rows.append(
            (*key, *customers, *(total_of(sale.total for sale in each) for each in (new, old)))
        )
    return rows


def retention(season: Season) -> Rows:
    """6: how many of the customers of a month ordered so many months later."""
    first = _first_months(season)
    seen = {
        (first[sale.customer], month(sale.day), sale.customer) for sale in _of_customers(season)
    }
    counts = Counter((cohort, _months_between(cohort, later)) for cohort, later, _ in seen)
    return [
        (cohort, later, customers, Decimal(100 * customers) / counts[cohort, 0])
        for (cohort, later), customers in sorted(counts.items())
    ]


def average_order(season: Season) -> Rows:
    """7: gross by orders of each month, and how it changed."""
    rows: Rows = []
    for (currency, name), sales in grouped(
        season.sales, lambda sale: (sale.product.currency, month(sale.day))
    ):
        orders = len({sale.order for sale in sales})
        gross = total_of(sale.total for sale in sales)
        before = rows[-1][2:4] if rows and rows[-1][1] == currency else None
        change = before and 100 * (gross / orders) / (before[1] / before[0]) - 100
        rows.append((name, currency, orders, gross, gross / orders, change))
    return rows


def refund_rates(season: Season) -> Rows:
    """8: what of each partner's sales was given back."""
    rows = []
    for key, entries in grouped(
        _entries(season), lambda entry: (entry.product.partner, entry.product.currency)
    ):
        orders, _, gross, refunds, _ = _measures(entries)
        rows.append((key[0], key[0], key[1], orders, gross, refunds, 100 * refunds / gross))
    return sorted(rows, key=lambda row: -row[-1])


def category_tree(season: Season) -> Rows:
    """9: units and net of each category with all below it."""
    found: dict[tuple[str, str], list[Sale | Return]] = defaultdict(list)
    for entry in _entries(season):
        parts = (entry.product.category or "").split(" > ")
        for level in range(1, len(parts) + 1):
            found[entry.product.currency, " > ".join(parts[:level])].append(entry)
    rows = []
    for (currency, path), entries in sorted(found.items()):
        _, units, _, _, net = _measures(entries)
        rows.append((path, path.count(" > ") + 1, currency, units, net))
    return rows


def pairs(season: Season) -> Rows:
    """18: products that were in the same order at least twice."""
    counts: Counter[tuple[str, str]] = Counter()
    for _, sales in grouped(season.sales, lambda sale: sale.order):
        counts.update(combinations(sorted({"/".join(named(sale.product)) for sale in sales}), 2))
    kept = [(*pair, orders) for pair, orders in counts.items() if orders > 1]
    return sorted(kept, key=lambda row: (-row[2], row[:2]))


def heat_map(season: Season) -> Rows:
    """19: orders and units by weekday and hour of the reporting zone."""
    rows = []
    for key, sales in grouped(season.sales, lambda sale: (sale.day.isoweekday(), sale.local_hour)):
        orders = {sale.order for sale in sales}
        rows.append((*key, len(orders), sum(sale.units for sale in sales)))
    return rows


ANSWERS: tuple[Callable[[Season], Rows], ...] = (
    *(by_month, against_before, best_products, pareto, new_and_returning, retention),
    *(average_order, refund_rates, category_tree, price_cuts, prices_then, never_sold),
    *(lost_demand, feed_errors, price_feeds, times_to_catalog, sold_out, pairs, heat_map),
    earning_feeds,
)


def _entries(season: Season) -> list[Sale | Return]:
    return [*season.sales, *season.returns]


def _measures(entries: Iterable[Sale | Return]) -> tuple[int, int, Decimal, Decimal, Decimal]:
    entries = list(entries)
    sales = [entry for entry in entries if isinstance(entry, Sale)]
    gross = total_of(sale.total for sale in sales)
    refunds = total_of(entry.amount for entry in entries if isinstance(entry, Return))
    units = sum(sale.units for sale in sales)
    return len({sale.order for sale in sales}), units, gross, refunds, gross - refunds


def _product(entry: Sale | Return) -> tuple[str, str, str]:
    return (entry.product.currency, *named(entry.product))


def _of_customers(season: Season) -> list[Sale]:
    return [sale for sale in season.sales if sale.customer != "unknown"]


def _first_months(season: Season) -> dict[str, str]:
    groups = grouped(_of_customers(season), lambda sale: sale.customer)
    return {customer: min(month(sale.day) for sale in sales) for customer, sales in groups}


def _months_between(first: str, later: str) -> int:
    years, months = (int(later[at]) - int(first[at]) for at in (slice(4), slice(5, 7)))
    return 12 * years + months
