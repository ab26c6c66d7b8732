"""One feed: what it changed, and what the products sold before it and since."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

import streamlit as st

from analytics.feed_effects import DAYS, FeedEffects, TouchedProduct, read_feed_effects
from analytics.feed_sales import FeedSales, list_feed_sales
from catalog.errors import FeedledgerError
from ingestion.feeds import get_feed
from pages.amounts import counted, money_cell, shown_money, shown_move
from pages.day_tables import show_refused
from pages.failures import show_failure
from pages.links import show_link
from pages.plain_text import one_line, plain
from pages.services import services
from pages.statuses import badge, shown_status
from pages.table_columns import COUNT, NAME, PRODUCT, product_address, show_rows
from pages.times import shown_time

MOST = 100
AMOUNT = partial(st.column_config.TextColumn, alignment="right")


def show_effects(feed_id: str) -> None:
    """Show what the feed changed and what came of it."""
    # a link from the list to this same page leaves the browser's address as it was
    st.query_params["feed"] = feed_id
    st.button("← All feeds and sales", on_click=leave_feed)
    try:
        feed = get_feed(services().database, feed_id)
    except FeedledgerError as error:
        show_failure(error)
        return
    found = list_feed_sales(services().database, 1, feed_id=feed.feed_id).items
    st.subheader(plain(one_line(feed.filename)))
    show_link("feeds.py", "The feed's page: its ledger, its diff, and its revert", feed=feed_id)
    if not found:
        st.info("This feed was not loaded, so it changed nothing and sold nothing.")
        return
    effects = read_feed_effects(services().database, found[0], datetime.now(UTC), MOST)
    _show_facts(found[0], effects)
    _show_sold(found[0])
    _show_touched(effects)
    _show_products("Taken from sale, and used to sell", effects.stopped, "feed_stopped")
    _show_products("Prices it moved", effects.repriced, "feed_repriced")
    show_refused(effects.refused)


def leave_feed() -> None:
    """Show the lists."""
    st.query_params.pop("feed", None)


def _show_facts(feed: FeedSales, effects: FeedEffects) -> None:
    zone = services().settings.zone
    touched = effects.touched
    st.markdown(f"{badge(feed.status)} **{plain(feed.partner)}** · {feed.mode} feed")
    facts = (
        f"loaded {shown_time(feed.finished_at, zone)}",
        f"reverted {shown_time(feed.reverted_at, zone)}" if feed.reverted_at else "",
        f"{counted(touched.products, 'product')} changed",
        f"{touched.repriced:,} repriced ({touched.dearer:,} up, {touched.cheaper:,} down)",
        f"{touched.stopped:,} taken from sale",
    )
    st.caption(plain(" · ".join(filter(None, facts))))


def _show_sold(feed: FeedSales) -> None:
    st.markdown("**Ordered at the prices it set**, to this day")
    if not feed.sales:
        st.caption("Nothing was ordered at its prices yet.")
        return
    for each, place in zip(feed.sales, st.columns(max(len(feed.sales), 3)), strict=False):
        place.metric(
            f"Net ({each.currency})",
            money_cell(each.net, each.currency),
            delta=f"{counted(each.units, 'unit')}, {counted(each.orders, 'order')}",
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
        )


def _show_touched(effects: FeedEffects) -> None:
    window = effects.window
    st.markdown(f"**All products that it changed**, a day, up to {DAYS} days before it and since")
    if not effects.sales:
        st.caption("None of them was ordered in that time.")
        return
    for each, place in zip(effects.sales, st.columns(max(len(effects.sales), 3)), strict=False):
        before = window.a_day_before(each.net_before, each.currency)
        after = window.a_day_after(each.net_after, each.currency)
        place.metric(
            f"Net a day since ({each.currency})",
            money_cell(after, each.currency) or "-",
            shown_move(before, after) or None,
            delta_description=f"before: {money_cell(before, each.currency)}",
            border=True,
            height="stretch",
        )
    st.caption("Before and since stand beside each other; other things may have changed as well.")


def _show_products(title: str, products: Sequence[TouchedProduct], file: str) -> None:
    if not products:
        return
    st.subheader(title)
    columns = {
        "sku": "SKU",
        "product_name": NAME,
        "stopped": "Since then",
        "price_before": AMOUNT("From"),
        "price_after": AMOUNT("To"),
        "move": AMOUNT("Move"),
        "net_before": AMOUNT(f"Net, {DAYS} days before"),
        "net_after": AMOUNT("Net since"),
        "units_before": COUNT("Units before"),
        "units_after": COUNT("Units since"),
        "partner": "Partner",
        "product": PRODUCT,
    }
    is_stopped = file == "feed_stopped"
    hidden = ("price_before", "price_after", "move") if is_stopped else ("stopped",)
    shown = {name: each for name, each in columns.items() if name not in hidden}
    show_rows([_cells(row) for row in products], shown, title, file)


def _cells(row: TouchedProduct) -> dict[str, object]:
    return {
        "partner": row.partner,
        "sku": row.sku,
        "product_name": row.product_name,
        "stopped": shown_status(row.stopped).lower() if row.stopped else "",
        "price_before": shown_money(row.price_before, row.currency_before),
        "price_after": shown_money(row.price_after, row.currency_after),
        "move": _move(row),
        "net_before": _money(row.net_before, row.currency),
        "net_after": _money(row.net_after, row.currency),
        "units_before": row.units_before,
        "units_after": row.units_after,
        "product": product_address(row.product_id),
    }


def _move(row: TouchedProduct) -> str:
    if row.currency_before != row.currency_after:
        return "currency"
    return shown_move(row.price_before, row.price_after)


def _money(amount: Decimal, currency: str | None) -> str:
    return shown_money(amount, currency) if amount else "0"
