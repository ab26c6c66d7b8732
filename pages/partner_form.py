"""The form for a new partner: what it will do is said beside it."""

import streamlit as st
from pydantic import ValidationError

from catalog.currencies import MINOR_UNITS
from catalog.partners import LONGEST_NAME, NewPartner, create_partner
from ingestion.availability import WORDS
from pages.clicks import current_clicks
from pages.failures import show_kept_failure
from pages.partner_name import WRONG_NAME
from pages.services import services
from pages.statuses import shown_status
from pages.visitor import visitor_name

CREATED = "create partner"
WRONG = {
    "code": "The code has 1 to 64 letters, digits, dots, hyphens or underscores, and begins with a"
    " letter or digit.",
    "name": WRONG_NAME,
}


def show_form() -> None:
    """Ask for a partner and create it."""
    st.subheader("New partner")
    st.caption(
        "Creating it loads nothing. It makes version 1 of its profile, and from then on its feeds"
        " are taken: from the page Upload, the API, its folder of the inbox, and schedules."
    )
    with st.form("new_partner"):
        code = st.text_input("Code", max_chars=64, help="Short and lasting: it is in addresses.")
        name = st.text_input("Name", max_chars=LONGEST_NAME)
        currency = st.selectbox(
            "Default currency",
            sorted(MINOR_UNITS),
            index=None,
            placeholder="None: each price says its own",
            help="For prices without a currency in their cell or a column.",
        )
        availability = st.selectbox(
            "Default availability",
            tuple(WORDS),
            index=None,
            placeholder="None: the feed says it",
            format_func=shown_status,
            help="For feeds without an availability or quantity column.",
        )
        review_first = st.checkbox("Hold every feed until somebody approves it")
        if st.form_submit_button("Create partner", type="primary"):
            sent: dict[str, object] = {
                "code": code.strip(),
                "name": name.strip() or code.strip(),
                "default_currency": currency,
                "default_availability": availability,
                "review_first": review_first,
            }
            _create(sent)


def _create(sent: dict[str, object]) -> None:
    """Create the partner and show the page anew, or say what is wrong."""
    try:
        new = NewPartner.model_validate(sent)
    except ValidationError as error:
        fields = dict.fromkeys(str(found["loc"][0]) for found in error.errors())
        st.error(" ".join(WRONG.get(field, f"The {field} is not right.") for field in fields))
        return
    actor = visitor_name()
    clicks = current_clicks()
    if clicks.do((CREATED, repr(new)), lambda: create_partner(services().database, new, actor)):
        st.rerun()
    show_kept_failure()
