"""The totals of a period as tiles, each with its line over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import streamlit as st

from analytics.revenue import Totals
from pages.amounts import money_cell, shown_move
from pages.revenue_trend import Point, draw_trend

Amount = Decimal | int | None


@dataclass(frozen=True)
class Tile:
    """What a tile says: its name, the amount now and before, and by which measure its line is."""

    name: str
    measure: str
    now: Amount
    then: Amount


def show_totals(totals: Totals, trend: Sequence[Point], *, is_compared: bool) -> None:
    """Show the totals of the period, each against what the period is compared with."""
    places = (*st.columns(3), *st.columns(3))
    for place, tile in zip(places, _tiles(totals, is_compared=is_compared), strict=True):
        line = draw_trend(trend, tile.measure, tile.name, totals.currency) if trend else ""
        with place.container(border=True, height="stretch", gap="xsmall"):
            _show_tile(tile, totals.currency)
            if line:
                st.html(line)


def _tiles(totals: Totals, *, is_compared: bool) -> list[Tile]:
    refunds = None
    if totals.previous_gross is not None and totals.previous_net is not None:
        refunds = totals.previous_gross - totals.previous_net
    money = f"({totals.currency})"
    tiles: dict[str, tuple[str, Amount]] = {
        "net": (f"Net revenue {money}", totals.previous_net),
        "orders": ("Orders", totals.previous_orders),
        "average_order": (f"Average order {money}", totals.previous_average_order),
        "gross": (f"Gross {money}", totals.previous_gross),
        "refunds": (f"Refunds {money}", refunds),
        "units": ("Units", totals.previous_units),
    }
    return [
        Tile(name, measure, getattr(totals, measure), then if is_compared else None)
        for measure, (name, then) in tiles.items()
    ]


def _show_tile(tile: Tile, currency: str) -> None:
    # more refunds are no good news: the arrow says which way, the colour whether it is welcome
    colour: Literal["normal", "inverse"] = "inverse" if tile.measure == "refunds" else "normal"
    st.metric(
        tile.name,
        _shown(tile.now, currency),
        _move(tile.now, tile.then),
        delta_color=colour,
        delta_description=None if tile.then is None else f"before: {_shown(tile.then, currency)}",
    )


def _shown(amount: Amount, currency: str) -> str:
    return f"{amount:,}" if isinstance(amount, int) else money_cell(amount, currency) or "-"


def _move(now: Amount, then: Amount) -> str | None:
    if now is None or not then or now == then:
        return None
    base = abs(Decimal(then))
    return shown_move(base, base + Decimal(now) - Decimal(then)) or None
