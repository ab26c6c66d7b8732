"""The totals of a period as tiles."""

from decimal import Decimal
from typing import Literal

import streamlit as st

from analytics.revenue import Totals
from pages.amounts import money_cell, shown_move

Amount = Decimal | int | None


def show_totals(totals: Totals, *, is_compared: bool) -> None:
    """Show the totals of the period, each against what the period is compared with."""
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
    for place, (name, (now, then)) in zip(columns, tiles.items(), strict=True):
        with place:
            _show_tile(name, now, then if is_compared else None, currency)


def _show_tile(name: str, now: Amount, then: Amount, currency: str) -> None:
    # more refunds are no good news: the arrow says which way, the colour whether it is welcome
    colour: Literal["normal", "inverse"] = "inverse" if name.startswith("Refunds") else "normal"
    st.metric(
        name,
        _shown(now, currency),
        _move(now, then),
        delta_color=colour,
        delta_description=None if then is None else f"before: {_shown(then, currency)}",
        border=True,
        height="stretch",
    )


def _shown(amount: Amount, currency: str) -> str:
    return f"{amount:,}" if isinstance(amount, int) else money_cell(amount, currency) or "-"


def _move(now: Amount, then: Amount) -> str | None:
    if now is None or not then or now == then:
        return None
    base = abs(Decimal(then))
    return shown_move(base, base + Decimal(now) - Decimal(then)) or None
