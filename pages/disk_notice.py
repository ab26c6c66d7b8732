"""Says that new feeds are refused, while the disk is short of room."""

import streamlit as st

from pages.plain_text import plain
from pages.services import services


def show_disk_notice() -> bool:
    """Say why new feeds are refused, and return whether they are."""
    refusal = services().ingestion.spool.guard.refusal()
    if refusal is None:
        return False
    st.warning(
        f"**New feeds are refused: {plain(str(refusal))}.** What is here is safe, and orders go on."
        " Jobs that need room wait for it, and go on by themselves once the operator has made some."
        f" `{refusal.code}`"
    )
    return True
