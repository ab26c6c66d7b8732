"""Rows of revenue as the small bars that stand side by side."""

from collections.abc import Iterable, Mapping, Sequence

from analytics.revenue import RevenueRow, Totals
from catalog.category_path import parts_of
from pages.amounts import counted, short_money, shown_money
from pages.revenue_chart import named
from pages.revenue_panel_chart import Bar


def bars_of_rows(
    rows: Sequence[RevenueRow], by: str, names: Mapping[str, str], *, is_compared: bool
) -> list[Bar]:
    """Return a bar of the net of each row; a category is called by the last part of its path."""
    return [
        Bar(
            id=row.key,
            label=parts_of(row.key)[-1] if by == "category" and row.key else named(row.key, names),
            length=float(row.net),
            short=short_money(row.net, row.currency),
            exact=shown_money(row.net, row.currency),
            before=float(row.previous_net or 0) if is_compared else None,
            exact_before=shown_money(row.previous_net, row.currency) if is_compared else "-",
        )
        for row in rows
    ]


def bars_of_currencies(totals: Iterable[Totals], *, is_compared: bool) -> list[Bar]:
    """Return a bar of the orders of each currency: amounts of two cannot be compared."""
    return [
        Bar(
            id=each.currency,
            label=each.currency,
            length=each.orders,
            short=f"{each.orders:,}",
            exact=f"{counted(each.orders, 'order')}, {shown_money(each.net, each.currency)}",
            before=each.previous_orders if is_compared else None,
            exact_before=counted(each.previous_orders or 0, "order") if is_compared else "-",
        )
        for each in totals
    ]


def with_chosen(
    rows: Sequence[RevenueRow], chosen: str | None, totals: Totals
) -> Sequence[RevenueRow]:
    """Return the rows with that of the chosen key, which may be behind the first of them."""
    if chosen is None or any(row.key == chosen for row in rows):
        return rows
    shared = {
        name: getattr(totals, name) for name in RevenueRow.__dataclass_fields__ if name != "key"
    }
    return [*rows, RevenueRow(key=chosen, **shared)]
