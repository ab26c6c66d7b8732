"""The catalog: products by search and filter, and one of them with everything known of it."""

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.paging import MAX_BIGINT
from catalog.products import ProductNotFound, get_product, search_products
from pages.failures import show_failure, show_kept_failure
from pages.links import show_link
from pages.product_copies import show_export_links
from pages.product_facets import show_facets
from pages.product_filter import NO_FILTER, ask_filter
from pages.product_view import show_product
from pages.product_views import open_addressed, show_views
from pages.products_table import show_products
from pages.services import services
from pages.turner import current_cursor, show_turner

PRODUCTS_A_PAGE = 50
MAX_DIGITS = len(str(MAX_BIGINT))


def show_page() -> None:
    """Show the product that the address names, else the search."""
    named = st.query_params.get("product")
    if named:
        show_one(named)
    else:
        show_search()


def show_one(named: str) -> None:
    """Show one product."""
    st.button("← All products", on_click=leave_product)
    try:
        product = get_product(services().database, product_number(named))
    except FeedledgerError as error:
        st.title("Catalog")
        show_failure(error)
        return
    show_product(product)


def leave_product() -> None:
    """Show the search."""
    st.query_params.pop("product", None)


def product_number(named: str) -> int:
    """
    Return the product's id.

    Raises:
        ProductNotFound: it is no id.
    """
    if not (named.isascii() and named.isdecimal() and len(named) < MAX_DIGITS):
        raise ProductNotFound(f"there is no product {named!r}")
    return int(named)


def show_search() -> None:
    """Show the products that the filters name."""
    st.title("Catalog")
    show_kept_failure()
    open_addressed()
    wanted = ask_filter()
    show_views()
    try:
        show_facets(wanted)
        page = search_products(
            services().database, wanted, PRODUCTS_A_PAGE, current_cursor("catalog", wanted)
        )
    except FeedledgerError as error:
        show_failure(error)
        return
    if page.items:
        show_products(page.items)
        show_turner("catalog", page)
        show_export_links(wanted)
    elif wanted == NO_FILTER:
        st.info("The catalog is empty. Products come into it with the feeds of partners.")
        show_link("upload.py", "Upload a feed")
    else:
        st.info("No product fits. Take a filter away, or search for fewer letters.")


show_page()
