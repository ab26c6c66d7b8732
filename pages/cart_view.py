"""The cart on the page: its lines with what is wrong with each, its total, and the button."""

import logging
from collections import defaultdict
from decimal import Decimal

import streamlit as st
from pydantic import ValidationError

from orders.desk import place_order
from orders.offers import Offer
from orders.order import Order
from orders.pricing import round_money
from orders.refusals import OrderUnavailable, RefusedLine
from orders.request import MAX_LINES, MAX_QUANTITY
from pages.amounts import counted, shown_money
from pages.cart import Cart, current_cart, start_cart
from pages.clicks import current_clicks
from pages.failures import show_kept_failure
from pages.plain_text import plain
from pages.product_finder import offers_of, stock_of
from pages.services import services
from pages.visitor import visitor_name

LOG = logging.getLogger("feedledger.pages")
PLACED = "place order"
MAX_CUSTOMER_LENGTH = 200
REASONS = {
    "product/not_found": "It is not in the catalog any more.",
    "product/inactive": "Its partner's last full feed does not name it any more.",
    "product/not_available": "It cannot be ordered now.",
}


def show_cart() -> None:
    """Show the cart, and place it when asked."""
    st.subheader("Cart")
    cart = current_cart()
    offers = offers_of(list(cart.quantities))
    for gone in cart.quantities.keys() - {offer.product_id for offer in offers}:
        cart.remove(gone)
        st.warning("A product of the cart is not in the catalog any more: it was taken out.")
    if not offers:
        st.info("The cart is empty. Find a product and add it.")
        return
    for offer in offers:
        _show_line(cart, offer)
    _show_totals(cart, offers)
    if cart.refusals:
        _say_refused(cart)
    customer = st.text_input(
        "Customer",
        key=f"customer_{cart.key}",
        max_chars=MAX_CUSTOMER_LENGTH,
        placeholder="A name or number",
    )
    with st.container(horizontal=True):
        wanted = st.button("Place order", type="primary", key=f"place_{cart.key}")
        st.button("Empty the cart", on_click=start_cart)
    if wanted:
        _place(cart, offers, customer.strip())


def _show_line(cart: Cart, offer: Offer) -> None:
    key = f"quantity_{cart.key}_{offer.product_id}"
    st.session_state[key] = cart.quantities[offer.product_id]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.number_input(
                plain(offer.product_name),
                min_value=1,
                max_value=MAX_QUANTITY,
                key=key,
                on_change=_take_quantity,
                args=(cart, offer.product_id, key),
            )
            st.button(
                "Remove",
                key=f"remove_{offer.product_id}",
                on_click=cart.remove,
                args=(offer.product_id,),
            )
        st.caption(
            f"{plain(offer.partner)} · {plain(offer.sku)} · {stock_of(offer)} ·"
            f" {_unbroken(shown_money(offer.unit_price, offer.currency))} each ·"
            f" **{_unbroken(shown_money(_line_total(cart, offer), offer.currency))}**"
        )
        refusal = cart.refusals.get((offer.partner, offer.sku))
        if refusal:
            st.error(_reason(refusal))


def _unbroken(text: str) -> str:
    """Return the text as one that no line of a phone breaks."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _take_quantity(cart: Cart, product_id: int, key: str) -> None:
    quantity = st.session_state[key]
    if quantity:
        cart.set(product_id, int(quantity))


def _line_total(cart: Cart, offer: Offer) -> Decimal:
    amount = (offer.unit_price or Decimal(0)) * cart.quantities[offer.product_id]
    return round_money(amount, offer.minor_unit or 0)


def _show_totals(cart: Cart, offers: list[Offer]) -> None:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for offer in offers:
        totals[offer.currency or ""] += _line_total(cart, offer)
    shown = " and ".join(shown_money(total, currency) for currency, total in totals.items())
    st.markdown(f"**Total: {shown}**")
    if len(totals) > 1:
        st.warning("An order has one currency: remove the lines of the others.")


def _place(cart: Cart, offers: list[Offer], customer: str) -> None:
    products = [(offer.product_id, (offer.partner, offer.sku)) for offer in offers]
    try:
        request = cart.request(customer, products)
    except ValidationError:
        st.error(
            "**Not ordered.** An order names its customer in 1 to 200 characters, and has"
            f" at most {MAX_LINES} lines: correct it and place it again."
        )
        return
    clicks, desk, owner = current_clicks(), services().desk, visitor_name()

    def write() -> Order | None:
        try:
            placed = place_order(desk, request, owner=owner, idempotency_key=cart.key)
        except OrderUnavailable as error:
            cart.refusals = {(line.partner, line.sku): line for line in error.lines}
            return None
        cart.order_id = placed.order.order_id
        LOG.info("order %s is placed", placed.order.order_number)
        return placed.order

    if clicks.do((PLACED, cart.key, repr(request)), write):
        st.rerun()
    show_kept_failure()


def _say_refused(cart: Cart) -> None:
    st.error(
        f"**Not ordered: {counted(len(cart.refusals), 'line')} cannot be met.**"
        " No order was written and no stock was taken. Change or remove the marked lines,"
        " then place the order again. `order/unavailable`"
    )


def _reason(line: RefusedLine) -> str:
    if line.code == "stock/short":
        return f"{line.requested:,} asked for, {line.available:,} left. `{line.code}`"
    return f"{REASONS.get(line.code, 'It cannot be ordered.')} `{line.code}`"
