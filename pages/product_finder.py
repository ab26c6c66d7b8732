"""Products to order: searched by name, SKU or brand, each with its price and what is left."""

import streamlit as st

from catalog.products import MAX_SEARCH_LENGTH, ProductFilter, search_products
from orders.offers import Offer, read_offers
from pages.amounts import shown_money
from pages.cart import current_cart
from pages.links import show_link
from pages.plain_text import plain, shortened
from pages.services import services
from pages.statuses import badge

FEW = 6
NAME_LENGTH = 120


def find_products(*, is_seen: bool) -> None:
    """
    Ask for a word and show the products that hold it, each with a button to take one.

    While another tab is seen, only the field is drawn, so that it keeps its word.
    """
    st.subheader("Find products")
    text = st.text_input(
        "Name, SKU or brand", key="find", max_chars=MAX_SEARCH_LENGTH, placeholder="Part of it"
    ).strip()[:MAX_SEARCH_LENGTH]
    if not is_seen:
        return
    wanted = ProductFilter(active=True, **({"q": text} if text else {"availability": "in_stock"}))
    found = search_products(services().database, wanted, FEW)
    if not found.items and text:
        st.info("No active product holds that. Try fewer letters, or look into the catalog.")
    elif not found.items:
        st.info("Nothing is in stock. Products come in with the feeds of partners.")
        show_link("upload.py", "Upload a feed")
    for offer in offers_of([product.product_id for product in found.items]):
        _show_offer(offer)
    if found.next_cursor:
        st.caption(f"The first {FEW}; type more of the name to see others.")


def offers_of(product_ids: list[int]) -> list[Offer]:
    """Return the products as they can be ordered now, in the order asked; the gone left out."""
    with services().database.cursor() as cursor:
        offers = {offer.product_id: offer for offer in read_offers(cursor, product_ids)}
    return [offers[product_id] for product_id in product_ids if product_id in offers]


def stock_of(offer: Offer) -> str:
    """Return availability and what is left, in Markdown."""
    if offer.units_left == 0 and not offer.refusal:
        return badge("sold_out")
    left = "" if offer.units_left is None else f" {offer.units_left:,} left"
    return badge(offer.availability) + left


def _show_offer(offer: Offer) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        name = plain(shortened(offer.product_name, NAME_LENGTH))
        in_cart = current_cart().quantities.get(offer.product_id)
        st.markdown(
            f"**{name}**  \n{plain(offer.partner)} · {plain(offer.sku)} · {stock_of(offer)}"
            + (f"  \n**{in_cart:,} in the cart**" if in_cart else ""),
            width="stretch",
        )
        st.markdown(f"**{shown_money(offer.unit_price, offer.currency)}**", width="content")
        st.button(
            "Add",
            key=f"add_{offer.product_id}",
            on_click=current_cart().add,
            args=(offer.product_id,),
        )
