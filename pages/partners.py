"""Partners: who delivers feeds, and the defaults by which each one's are read."""

import streamlit as st
from pydantic import ValidationError

from catalog.currencies import MINOR_UNITS
from catalog.errors import FeedledgerError
from catalog.paging import MAX_LIMIT
from catalog.partners import NewPartner, Partner, create_partner, list_partners
from pages.failures import show_failure
from pages.links import show_link
from pages.plain_text import plain
from pages.retention_view import show_retention, shown_days
from pages.services import services
from pages.statuses import shown_status
from pages.times import time_cell

AVAILABILITIES = ("in_stock", "out_of_stock", "preorder", "backorder", "discontinued")
WRONG = {
    "code": "The code has 1 to 64 letters, digits, dots, hyphens or underscores, and begins with a"
    " letter or digit.",
    "name": "The name has 1 to 200 characters.",
}


def show_page() -> None:
    """Show the partners, and the form for another one."""
    st.title("Partners")
    # first, so that a new partner is in the list below it
    created = st.session_state.pop("created_partner", None)
    if created:
        st.success(f"Partner **{plain(created)}** is there. Its feeds can come in now.")
        show_link("upload.py", "Upload its first feed")
    partners = list_partners(services().database, MAX_LIMIT).items
    if partners:
        show_partners(partners)
    else:
        st.info("There is no partner yet. Create the first one, then upload its feed.")
    show_form()
    if partners:
        show_retention(partners)


def show_partners(partners: tuple[Partner, ...]) -> None:
    """Show the partners with their defaults."""
    zone = services().settings.zone
    st.dataframe(
        [
            {
                "Code": partner.code,
                "Name": partner.name,
                "Default currency": constant(partner, "currency"),
                "Default availability": shown_status(constant(partner, "availability") or None),
                "Raw files kept": shown_days(partner.retention.raw_days),
                "Reports kept": shown_days(partner.retention.report_days),
                f"Created ({zone.key})": time_cell(partner.created_at, zone),
            }
            for partner in partners
        ],
        hide_index=True,
        height="content",
        alt="Partners with their defaults",
    )


def constant(partner: Partner, field: str) -> str:
    """Return the partner's default of a field, or an empty text."""
    return str(partner.profile.get("constants", {}).get(field, ""))


def show_form() -> None:
    """Ask for a partner and create it."""
    st.subheader("New partner")
    with st.form("new_partner"):
        code = st.text_input("Code", max_chars=64, help="Short and lasting: it is in addresses.")
        name = st.text_input("Name", max_chars=200)
        currency = st.selectbox(
            "Default currency",
            sorted(MINOR_UNITS),
            index=None,
            placeholder="None: each price says its own",
            help="For prices without a currency in their cell or a column.",
        )
        availability = st.selectbox(
            "Default availability",
            AVAILABILITIES,
            index=None,
            placeholder="None: the feed says it",
            format_func=shown_status,
            help="For feeds without an availability or quantity column.",
        )
        if st.form_submit_button("Create partner", type="primary"):
            create(code.strip(), name.strip(), currency, availability)


def create(code: str, name: str, currency: str | None, availability: str | None) -> None:
    """Create the partner, or say what is wrong."""
    sent = {
        "code": code,
        "name": name or code,
        "default_currency": currency,
        "default_availability": availability,
    }
    try:
        partner = create_partner(services().database, NewPartner.model_validate(sent))
    except ValidationError as error:
        fields = dict.fromkeys(str(found["loc"][0]) for found in error.errors())
        st.error(" ".join(WRONG.get(field, f"The {field} is not right.") for field in fields))
    except FeedledgerError as error:
        show_failure(error)
    else:
        st.session_state["created_partner"] = partner.code
        st.rerun()


show_page()
