"""What a partner is called: shown, and changed after saying what that will do."""

import streamlit as st
from pydantic import ValidationError

from catalog.partner_names import PartnerChange, list_renames, rename_partner
from catalog.partners import LONGEST_NAME, Partner
from pages.clicks import ask, current_clicks, is_asked
from pages.failures import show_kept_failure
from pages.plain_text import one_line, plain
from pages.services import services
from pages.times import shown_time
from pages.visitor import visitor_name

RENAME, RENAMED = "rename partner", "renamed partner"
MOST_NAMES = 3
WRONG_NAME = (
    f"The name has 1 to {LONGEST_NAME} characters in one line, none of which is a control"
    " character or otherwise cannot be seen."
)


def show_renames(partner: Partner) -> None:
    """Tell what the partner was called before, and offer to rename it."""
    zone = services().settings.zone
    for each in list_renames(services().database, partner.partner_id, MOST_NAMES):
        by = each.renamed_by.replace(":", " ", 1)
        old_name = one_line(each.old_name)
        st.caption(plain(f"Called {old_name} until {shown_time(each.renamed_at, zone)} ({by})"))
    if current_clicks().did(RENAMED, partner.code):
        st.success(f"The partner is called **{plain(partner.name)}** from now on.")
    question = (RENAME, partner.code)
    if is_asked(question):
        _ask_name(partner)
    else:
        st.button("Rename…", on_click=ask, args=(question,))


def _ask_name(partner: Partner) -> None:
    st.markdown(
        f"Pages, the API and the analysts' file show the new name from then on. The code"
        f" **{plain(partner.code)}** stays: addresses, feeds, orders, keys and revenue name the"
        " partner by it."
    )
    with st.form("rename_partner"):
        name = st.text_input("New name", partner.name, max_chars=LONGEST_NAME)
        is_wanted = st.form_submit_button("Save the name", type="primary")
    st.button("Leave it as it is", on_click=ask, args=(None,))
    if is_wanted:
        _rename(partner, name.strip())


def _rename(partner: Partner, name: str) -> None:
    try:
        change = PartnerChange(name=name)
    except ValidationError:
        st.error(f"{WRONG_NAME} Nothing was written.")
        return
    clicks, actor, database = current_clicks(), visitor_name(), services().database
    if clicks.answer(
        (RENAMED, partner.code, name),
        lambda: rename_partner(database, partner.code, change, actor),
    ):
        st.rerun()
    show_kept_failure()
