"""All products that the filters name, to take along: served beside the pages, whatever the size."""

from urllib.parse import urlencode

import streamlit as st

from catalog.exports import Form
from catalog.products import ProductFilter

COPIES = "/copies/products"
FORMS: dict[Form, str] = {"csv": "Download as CSV", "parquet": "Download as Parquet"}
HELP: dict[Form, str] = {
    "csv": "Every product that the filters name, for a spreadsheet, as of one moment.",
    "parquet": "The same for programs, with types; money is decimal.",
}


def show_export_links(wanted: ProductFilter) -> None:
    """Show the way to all products of the filter as files."""
    with st.container(horizontal=True):
        for form, label in FORMS.items():
            st.link_button(label, copy_address(wanted, form), help=HELP[form])


def copy_address(wanted: ProductFilter, form: Form) -> str:
    """Return where the products of the filter are to be had in that form."""
    sent = wanted.model_dump(mode="json", exclude_none=True)
    return f"{COPIES}?{urlencode({**sent, 'format': form})}"
