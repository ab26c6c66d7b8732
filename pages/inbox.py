"""Inbox: where partners drop their files, and what lies there and is not taken."""

from typing import Literal

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.paging import MAX_LIMIT
from catalog.partners import list_partners
from ingestion.drops import INBOX
from ingestion.inbox_sight import LyingFile, Sight, look_into
from pages.failures import show_failure
from pages.links import INBOX_GUIDE, show_link
from pages.plain_text import one_line
from pages.services import services
from pages.times import time_cell

MOST_SHOWN = 200
ROWS_IN_FULL, HEIGHT_OF_MORE_PX = 10, 400
RESTS = "it will be taken once it has rested"


def show_page() -> None:
    """Show the inbox: its addresses, and what lies in it."""
    st.title("Inbox")
    poll_s = services().settings.inbox_poll_s
    if poll_s:
        st.caption(
            f"Files dropped here become feeds. The inbox is looked into every {poll_s:g} s; a file"
            " that two looks find the same is taken."
        )
    else:
        st.warning("The inbox is switched off: `INBOX_POLL_S` is 0. Nothing is taken from it.")
    show_addresses()
    st.subheader("In the inbox now")
    st.button("Look again")
    try:
        sight = look_into(services().ingestion)
    except FeedledgerError as error:
        show_failure(error)
        return
    show_files(sight)


def show_addresses() -> None:
    """Show for each partner where to drop what."""
    partners = list_partners(services().database, MAX_LIMIT).items
    if not partners:
        st.info("There is no partner yet. Each one has a folder in the inbox.")
        show_link("partners.py", "Create the first one")
        return
    address = services().ingestion.store.inbox.address
    st.dataframe(
        [
            {
                "Partner": partner.code,
                "Drop its files at": f"{address}{partner.code}/",
            }
            for partner in partners
        ],
        hide_index=True,
        height=height_of(len(partners)),
        alt="Where each partner drops its files",
    )
    st.caption(
        "A file there is a full feed; in a folder `delta` or `supplemental` below, it is of that"
        " mode. Upload under a name that ends in `.part`, and rename the file when it is whole: one"
        " that grows slowly could look finished."
    )


def show_files(sight: Sight) -> None:
    """Show what lies there, what is refused first."""
    if not sight.files:
        st.info("The inbox is empty: everything has been taken.")
        return
    refused = sum(1 for file in sight.files if file.refusal)
    more = "" if sight.is_all else " or more"
    st.markdown(
        f"**Files: {len(sight.files):,}{more}**, not taken: **{refused:,}**."
        f" A file that is not taken stays where it is: [what to do about it]({INBOX_GUIDE})."
    )
    st.dataframe(
        [file_row(file) for file in sight.files[:MOST_SHOWN]],
        hide_index=True,
        column_config={"File": st.column_config.TextColumn(width="medium")},
        height=height_of(len(sight.files)),
        alt="Files in the inbox",
    )
    if len(sight.files) > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN} are shown. The API lists all that are not taken.")


def height_of(rows: int) -> int | Literal["content"]:
    """Return the height of a table of so many rows; a long one scrolls."""
    return "content" if rows <= ROWS_IN_FULL else HEIGHT_OF_MORE_PX


def file_row(file: LyingFile) -> dict[str, object]:
    """Return the file as a row of the table."""
    zone = services().settings.zone
    return {
        "File": one_line(file.key.removeprefix(INBOX)),
        "Why it is still there": one_line(file.refusal.detail) if file.refusal else RESTS,
        "Code": file.refusal.code if file.refusal else "",
        "Bytes": file.size_bytes,
        f"Came ({zone.key})": time_cell(file.arrived_at, zone),
        f"Not taken since ({zone.key})": time_cell(
            file.refusal.first_seen_at if file.refusal else None, zone
        ),
    }


show_page()
