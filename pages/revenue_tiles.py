"""The totals of a period as tiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import streamlit as st

from analytics.revenue import RevenueRow, Totals
from pages.amounts import money_cell, shown_move

Amount = Decimal | int | None

FEWEST_POINTS = 3
MEASURES = ("net", "orders", "average_order", "gross", "refunds", "units")


@dataclass(frozen=True)
class Tile:
    """What a tile says: its name, the amount now and before, and its line over time."""

    name: str
    now: Amount
    then: Amount
    line: list[float] | None


def show_totals(totals: Totals, trend: Sequence[RevenueRow | None], *, is_compared: bool) -> None:
    """
    Show the totals of the period, each against what the period is compared with.

    `trend` has a row for each day, week or month of the period in order, None where nothing was
    sold; each tile has a line over them, none of fewer than three.
    """
    currency = totals.currency
    refunds = None
    if totals.previous_gross is not None and totals.previous_net is not None:
        refunds = totals.previous_gross - totals.previous_net
    tiles: dict[str, tuple[Amount, Amount]] = {
        f"Net revenue ({currency})": (totals.net, totals.previous_net),
        "Orders": (totals.orders, totals.previous_orders),
        f"Average order ({currency})": (totals.average_order, totals.previous_average_order),
        f"Gross ({currency})": (totals.gross, totals.previous_gross),
        f"Refunds ({currency})": (totals.refunds, refunds),
        "Units": (totals.units, totals.previous_units),
    }
    columns = (*st.columns(3), *st.columns(3))
    lines = (_line(trend, measure) for measure in MEASURES)
    for place, line, (name, (now, then)) in zip(columns, lines, tiles.items(), strict=True):
        with place:
            _show_tile(Tile(name, now, then if is_compared else None, line), currency)


def _line(trend: Sequence[RevenueRow | None], measure: str) -> list[float] | None:
    """Return the measure over time, None where that is one point: it makes no line."""
    if len(trend) < FEWEST_POINTS:
        return None
    return [float(_measure(row, measure)) if row else 0.0 for row in trend]


def _measure(row: RevenueRow, measure: str) -> Decimal | int:
    if measure == "average_order":
        return row.gross / row.orders if row.orders else 0
    amount: Decimal | int = getattr(row, measure)
    return amount


def _show_tile(tile: Tile, currency: str) -> None:
    name, now, then = tile.name, tile.now, tile.then
    # more refunds are no good news: the arrow says which way, the colour whether it is welcome
    colour: Literal["normal", "inverse"] = "inverse" if name.startswith("Refunds") else "normal"
    st.metric(
        name,
        _shown(now, currency),
        _move(now, then),
        delta_color=colour,
        delta_description=None if then is None else f"before: {_shown(then, currency)}",
        border=True,
        chart_data=tile.line,
        height="stretch",
    )


def _shown(amount: Amount, currency: str) -> str:
    return f"{amount:,}" if isinstance(amount, int) else money_cell(amount, currency) or "-"


def _move(now: Amount, then: Amount) -> str | None:
    if now is None or not then or now == then:
        return None
    base = abs(Decimal(then))
    return shown_move(base, base + Decimal(now) - Decimal(then)) or None
