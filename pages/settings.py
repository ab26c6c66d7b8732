"""Settings: what is in force and from where, disk, backups, and how long what is kept."""

import streamlit as st

from pages.backups_view import show_backups
from pages.disk_view import show_disk
from pages.failures import show_kept_failure
from pages.retention_rows import show_retention_rows
from pages.settings_table import show_settings
from pages.visitor import refuse_others


def show_page() -> None:
    """Show what an operator has set, and what it takes of the host."""
    st.title("Settings")
    if refuse_others():
        return
    show_kept_failure()
    show_disk()
    show_backups()
    show_retention_rows()
    show_settings()


show_page()
