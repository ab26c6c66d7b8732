"""The diff on a feed's page: what it would change or has changed, the biggest price move first."""

from collections.abc import Iterable, Iterator

import streamlit as st

from catalog.database import Row
from ingestion.diff import KNOWN_IN, DiffRow, read_diff
from ingestion.feeds import Feed, FeedWrongState
from pages.amounts import counted, shown_money, shown_move
from pages.failures import show_failure
from pages.field_values import MONEY_COLUMNS, ChangedValue, changed_values
from pages.services import services
from pages.turner import current_cursor, show_turner

PRODUCTS_A_PAGE = 25
FEW, TALL_PX = 15, 560
LETTER_PX, PADDING_PX, NARROW_PX, WIDE_PX = 7, 20, 70, 280
TITLES = {"HELD": "What it would change", "REVERTED": "What it had changed"}
NOTHING = "No product: each record is of a product that has these values already, or is skipped."
COLUMNS = {
    "Price move": st.column_config.TextColumn(alignment="right"),
    "Product": st.column_config.LinkColumn(display_text="Open"),
}


def show_diff(feed: Feed) -> None:
    """Show a page of what the feed does to the products; nothing where that is not known."""
    if feed.status not in KNOWN_IN:
        return
    st.subheader(TITLES.get(feed.status, "What it changed"))
    cursor = current_cursor("diff", (feed.feed_id, feed.status))
    try:
        page = read_diff(services().database, feed.feed_id, PRODUCTS_A_PAGE, cursor)
    except FeedWrongState as error:  # decided since the page began
        show_failure(error)
        return
    if not page.items:
        st.info(NOTHING)
        return
    st.markdown(f"**{counted_changes(feed)}**, the biggest price move first.")
    _show_rows([row for product in page.items for row in _rows(product)])
    show_turner("diff", page)


def counted_changes(feed: Feed) -> str:
    """Return how many products the feed changes, such as `1 product new, 2 updated, …`."""
    new, updated, gone = (
        feed.counters[name] or 0 for name in ("inserted", "updated", "deactivated")
    )
    return f"{counted(new, 'product')} new, {updated:,} updated, {gone:,} deactivated"


def _show_rows(rows: list[dict[str, str | None]]) -> None:
    values = {
        name: st.column_config.TextColumn(width=_width_px(row[name] or "" for row in rows))
        for name in ("Before", "After")
    }
    st.dataframe(
        rows,
        hide_index=True,
        height=TALL_PX if len(rows) > FEW else "content",
        placeholder="",
        alt="Products that the feed changes, field by field",
        column_config={**COLUMNS, **values},
    )


def _width_px(values: Iterable[str]) -> int:
    """Return what the longest value needs; the table itself looks at the first few rows alone."""
    needed = LETTER_PX * max(map(len, values)) + PADDING_PX
    return min(max(needed, NARROW_PX), WIDE_PX)


def _rows(product: DiffRow) -> Iterator[dict[str, str | None]]:
    """Yield a row for each field of a product updated, and one for any other product."""
    address = f"/catalog?product={product.product_id}" if product.product_id is not None else None
    for value, move in _changes(product):
        yield {  # what matters most first: on a phone the rest is scrolled to
            "SKU": product.sku,
            "Column": value.column,
            "Before": value.before,
            "After": value.after,
            "Price move": move,
            "What": product.action.capitalize(),
            "Product": address,
        }


def _changes(product: DiffRow) -> Iterator[tuple[ChangedValue, str]]:
    """Yield what changes, each with its move where it is a price."""
    if product.action == "inserted":
        yield ChangedValue("", "", _named(product.after)), ""
    elif product.action == "deactivated":
        yield ChangedValue("", _named(product.before), ""), ""
    else:
        # the price leads, as it is what the products are sorted by
        columns = sorted(product.columns, key=lambda name: name != "price")
        for value in changed_values(columns, product.before, product.after):
            yield value, _move(product, value.column)


def _move(product: DiffRow, column: str) -> str:
    if column not in MONEY_COLUMNS:
        return ""
    return shown_move(product.before[column], product.after[column])


def _named(image: Row) -> str:
    return f"{image['product_name']}, {shown_money(image['price'], image['currency'])}"
