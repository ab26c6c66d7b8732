"""The totals of a period as tiles."""

from decimal import Decimal

import streamlit as st

from analytics.revenue import Totals
from pages.amounts import money_cell


def show_totals(totals: Totals) -> None:
    """Show the totals of the period, the net against the period before."""
    currency, before = totals.currency, totals.previous_net
    tiles = (
        (f"Net revenue ({currency})", money_cell(totals.net, currency)),
        ("Orders", f"{totals.orders:,}"),
        (f"Average order ({currency})", money_cell(totals.average_order, currency)),
        (f"Gross ({currency})", money_cell(totals.gross, currency)),
        (f"Refunds ({currency})", money_cell(totals.refunds, currency)),
        ("Units", f"{totals.units:,}"),
    )
    columns = (*st.columns(3), *st.columns(3))
    for place, (label, value) in enumerate(tiles):
        is_compared = place == 0 and before
        columns[place].metric(
            label,
            value,
            _change(totals.net, before) if is_compared and before else None,
            delta_description=f"before: {money_cell(before, currency)}" if is_compared else None,
            border=True,
            height="stretch",
        )


def _change(now: Decimal, before: Decimal) -> str:
    return f"{(now - before) / abs(before) * 100:+,.1f} %"
