"""One product: its fields, its stock, and what feeds did to it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from catalog.history import ProductChange, list_changes, list_prices
from catalog.products import Product
from orders.stock import available_units
from pages.amounts import shown_money
from pages.cart import current_cart
from pages.field_values import changed_values
from pages.plain_text import plain
from pages.price_chart import draw_prices
from pages.services import services
from pages.statuses import badge
from pages.times import shown_time, time_cell
from pages.turner import current_cursor, show_turner

CHANGES_A_PAGE = 20
MOST_PRICES = 500
FIELDS = {
    "sku": "SKU",
    "brand": "Brand",
    "category": "Category",
    "gtin": "GTIN",
    "mpn": "MPN",
    "condition": "Condition",
    "availability_date": "Available from",
    "link": "Link",
    "image_link": "Image",
    "description": "Description",
}


def show_product(product: Product) -> None:
    """Show everything known of the product, and the way to order it."""
    st.title(plain(product.product_name or product.sku))
    state = badge(product.availability) if product.is_active else ":gray-badge[Inactive]"
    st.markdown(f"{state} **{plain(product.partner)}** · `{product.sku}`")
    if not product.is_active:
        st.caption(
            "It is kept, but not orderable: the partner's last full feed does not name it,"
            " or the feed that brought it was reverted."
        )
    _show_numbers(product)
    if st.button("Add to order", type="primary"):
        current_cart().add(product.product_id)
        st.switch_page("order.py")
    _show_fields(product)
    _show_history(product)


def _show_numbers(product: Product) -> None:
    left = available_units(services().database, [product.product_id]).get(product.product_id, 0)
    with st.container(horizontal=True):
        st.metric("Price", shown_money(product.price, product.currency), width="content")
        if product.sale_price is not None:
            st.metric(
                "Sale price", shown_money(product.sale_price, product.currency), width="content"
            )
        st.metric(
            "Can be ordered",
            "Any number" if left is None else f"{left:,}",
            help="The feed's last count less what was ordered since.",
            width="content",
        )


def _show_fields(product: Product) -> None:
    zone = services().settings.zone
    known = {
        label: str(getattr(product, name))
        for name, label in FIELDS.items()
        if getattr(product, name) is not None
    }
    times = {
        "In the catalog since": shown_time(product.created_at, zone),
        "Last changed": shown_time(product.updated_at, zone),
    }
    _show_pairs("Fields", {**known, **times})
    if product.attributes:
        _show_pairs("Attributes", {name: str(value) for name, value in product.attributes.items()})


def _show_pairs(title: str, pairs: dict[str, str]) -> None:
    st.subheader(title)
    shown = {f"**{plain(name)}**": plain(value) for name, value in pairs.items()}
    st.table(shown, border="horizontal", width="content", alt=title)


def _show_history(product: Product) -> None:
    st.subheader("History")
    database, zone = services().database, services().settings.zone
    prices = list_prices(database, product.product_id, MOST_PRICES)
    if len(prices) > 1:
        chart = draw_prices(prices, product.currency, datetime.now(zone))
        st.altair_chart(chart, alt="Price over time, reverts marked")
    cursor = current_cursor("changes", product.product_id)
    page = list_changes(database, product.product_id, CHANGES_A_PAGE, cursor)
    st.dataframe(
        [cell for change in page.items for cell in _cells(change, zone)],
        hide_index=True,
        height="content",
        placeholder="",
        alt="What feeds did to this product",
        column_config={"Feed": st.column_config.LinkColumn(display_text="Open")},
    )
    show_turner("changes", page)


def _cells(change: ProductChange, zone: ZoneInfo) -> list[dict[str, str]]:
    """Return a row for each column that changed, or one for the whole change."""
    common = {
        f"When ({zone.key})": time_cell(change.changed_at, zone),
        "What": change.action.capitalize(),
    }
    feed = {"Feed": f"/feeds?feed={change.feed_id}"}
    if not change.columns:
        return [{**common, "Column": "", "Before": "", "After": "", **feed}]
    return [
        {
            **common,
            "Column": value.column,
            "Before": value.before,
            "After": value.after,
            **feed,
        }
        for value in changed_values(change.columns, change.before, change.after)
    ]
