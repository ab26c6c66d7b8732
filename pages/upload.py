"""Upload a feed and watch what becomes of every row of it."""

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.paging import MAX_LIMIT
from catalog.partners import Partner, list_partners
from ingestion.delivery import Delivery, deliver_feed
from ingestion.feeds import Feed, get_feed
from ingestion.profiles import Mode, Profile
from pages.disk_notice import show_disk_notice
from pages.failures import show_failure
from pages.feed_view import show_outcome, show_standing
from pages.links import PROFILES_GUIDE, show_link
from pages.plain_text import plain
from pages.precheck_view import checked_file, show_first_findings, show_summary
from pages.profile_draft import draft_prefix, read_draft
from pages.profile_editor import edit_mapping
from pages.profile_preview import show_preview
from pages.profile_saving import offer_saving
from pages.progress import follow_feed, is_moving, jobs_of
from pages.sending import Sending, Sent, current_sending
from pages.services import services
from pages.uploaded_file import Uploaded
from pages.visitor import visitor_name

MODES: dict[Mode, str] = {
    "full": "The file is the partner's whole catalog: products that are not in it become inactive"
    " and cannot be ordered.",
    "delta": "Only the products in the file change: a blank cell keeps the old value,"
    " `__CLEAR__` clears it.",
    "supplemental": "Only the columns in the file change, of products that exist: unknown SKUs"
    " are skipped.",
}
EXTENSIONS = ("csv", "tsv", "txt", "gz")


def show_page() -> None:
    """Show the form, or the feed that was delivered with it."""
    st.title("Upload a feed")
    sending = current_sending()
    sent = sending.last
    feed_id = st.query_params.get("feed") or sent.fresh_feed
    if feed_id is None:
        show_form(sending, sent)
        return
    st.query_params["feed"] = feed_id
    try:
        feed = get_feed(services().database, feed_id)
    except FeedledgerError as error:
        show_failure(error)
        st.button("Upload a feed", on_click=start_anew)
        return
    show_delivered(feed)


def show_form(sending: Sending, sent: Sent) -> None:
    """Ask for partner, mode and file, and deliver them."""
    show_disk_notice()
    partners = list_partners(services().database, MAX_LIMIT).items
    if not partners:
        st.info("A feed belongs to a partner, and there is none yet.")
        show_link("partners.py", "Create the first partner")
        return
    partner = st.selectbox(
        "Partner", partners, format_func=lambda each: f"{each.name} ({each.code})"
    )
    show_link("partners.py", "Another partner? Create it first")
    mode = st.radio("Mode", tuple(MODES), captions=tuple(MODES.values()), format_func=str.title)
    file = st.file_uploader("File", type=EXTENSIONS, key=f"upload_file_{sent.rounds}")
    st.caption(
        "CSV with comma, semicolon, tab or pipe, plain or gzipped; UTF-8, UTF-16 or windows-1252."
        f" [What its columns are called]({PROFILES_GUIDE}#columns)."
        " Larger files go through the API, which streams them."
    )
    if sending.last is not sent:  # the click before has stored the file meanwhile
        st.rerun()
    if sent.failure:
        show_failure(sent.failure)
    if file is None:
        st.button("Deliver", type="primary", disabled=True)
    else:
        show_chosen(partner, mode, file)


def show_chosen(partner: Partner, mode: Mode, file: Uploaded) -> None:
    """Show what would become of the file, let its mapping be edited, and deliver it."""
    stored = Profile.stored(partner.profile_version, partner.profile)
    prefix = draft_prefix(partner, file.file_id)
    draft, fault = read_draft(stored, prefix)
    pre = checked_file(partner, mode, file, draft)
    if fault:
        st.error(f"**The mapping cannot be so:** {plain(fault)}")
    if pre is not None:
        show_summary(pre, mode)
    is_unsaved = offer_saving(partner, stored, draft)
    if is_unsaved:
        st.caption(f"Deliver reads the file by version {stored.version}, without your changes.")
    if st.button("Deliver", type="primary"):
        deliver(partner, mode, file)
    if pre is not None:
        edit_mapping(pre, stored, prefix)
        show_link("partners.py", "Its guards, and older versions", partner=partner.code)
        show_preview(pre)
        show_first_findings(pre)


def deliver(partner: Partner, mode: Mode, file: Uploaded) -> None:
    """Hand the file to the store, and show what became of it."""
    delivery = Delivery(partner.code, mode, file.name, "upload", visitor_name())
    sending, ingestion = current_sending(), services().ingestion
    with st.spinner("Storing the file…"):
        sending.send(file, lambda: deliver_feed(ingestion, delivery, file, file.size))
    st.rerun()


def show_delivered(feed: Feed) -> None:
    """Show what becomes of the feed, and the ways on."""
    st.subheader(plain(feed.filename))
    if is_moving(jobs_of(feed)):
        follow_feed(feed.feed_id)
    else:
        # read again: a job may have ended between
        feed = get_feed(services().database, feed.feed_id)
        show_standing(feed)
        if feed.status == "HELD":
            show_link("feeds.py", "See what it would change, and decide", feed=feed.feed_id)
        show_outcome(feed)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Upload another feed", on_click=start_anew)
        show_link("feeds.py", "This feed's page", feed=feed.feed_id)
        show_link("catalog.py", f"{feed.partner} in the catalog", partner=feed.partner)


def start_anew() -> None:
    """Show the empty form."""
    current_sending().forget()
    st.query_params.clear()


show_page()
