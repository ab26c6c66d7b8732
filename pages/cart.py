"""The cart of a session: products and how many of each, and the key under which it is placed."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

import streamlit as st

from orders.refusals import RefusedLine
from orders.request import OrderLine, OrderRequest

ProductKey = tuple[str, str]


@dataclass
class Cart:
    """
    What is about to be ordered, product by product.

    `key` is made once and sent with every attempt: however often the button is clicked, the
    cart is placed once; `order_id` is then its order. `refusals` says why the last attempt failed.
    """

    key: str = field(default_factory=lambda: f"page-{uuid.uuid4()}")
    quantities: dict[int, int] = field(default_factory=dict)
    order_id: str | None = None
    refusals: dict[ProductKey, RefusedLine] = field(default_factory=dict)

    def add(self, product_id: int) -> None:
        """Take one more of the product."""
        self.quantities[product_id] = self.quantities.get(product_id, 0) + 1
        self.refusals.clear()

    def set(self, product_id: int, quantity: int) -> None:
        """Take that many of the product."""
        if self.quantities.get(product_id) != quantity:
            self.quantities[product_id] = quantity
            self.refusals.clear()

    def remove(self, product_id: int) -> None:
        """Take none of the product."""
        self.quantities.pop(product_id, None)
        self.refusals.clear()

    def request(
        self, customer_ref: str, products: Iterable[tuple[int, ProductKey]]
    ) -> OrderRequest:
        """Return the order that the cart asks for."""
        lines = tuple(
            OrderLine(partner=partner, sku=sku, quantity=self.quantities[product_id])
            for product_id, (partner, sku) in products
        )
        return OrderRequest(customer_ref=customer_ref, lines=lines)


def current_cart() -> Cart:
    """Return the session's cart; an empty one once it was placed."""
    cart: Cart = st.session_state.setdefault("cart", Cart())
    if cart.order_id is not None:
        cart = st.session_state["cart"] = Cart()
    return cart


def start_cart() -> None:
    """Begin another cart, with a key of its own."""
    st.session_state["cart"] = Cart()
