"""One product: its fields, its stock, what feeds did to it and found in it, and its orders."""

import streamlit as st

from catalog.products import Product
from orders.stock import available_units
from pages.amounts import shown_money
from pages.cart import current_cart
from pages.clicks import current_clicks
from pages.plain_text import plain
from pages.product_history_view import show_history, show_product_issues
from pages.product_sales_view import show_product_orders, show_stock
from pages.services import services
from pages.statuses import badge
from pages.times import shown_time

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
        cart = current_cart()
        current_clicks().do(("add", product.product_id), lambda: cart.add(product.product_id))
        st.switch_page("order.py")
    _show_fields(product)
    show_stock(product)
    show_history(product)
    show_product_issues(product)
    show_product_orders(product)


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
