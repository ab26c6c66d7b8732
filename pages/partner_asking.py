"""Asking for a partner; the answer is in the address, too."""

import streamlit as st

from catalog.paging import MAX_LIMIT
from catalog.partners import list_partners
from pages.services import services


def ask_partner() -> int | None:
    """Ask for a partner and return its id, None for any."""
    partners = list_partners(services().database, MAX_LIMIT).items
    ids = {partner.code: partner.partner_id for partner in partners}
    code = st.selectbox(
        "Partner", tuple(ids), index=None, placeholder="Any", key="partner", bind="query-params"
    )
    return ids.get(code) if code else None
