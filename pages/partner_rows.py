"""Partners as a list of links, each with its defaults and its last feed."""

from collections.abc import Iterable

import streamlit as st

from catalog.partners import Partner
from ingestion.feeds import Feed, FeedFilter, list_feeds
from pages.links import show_link
from pages.plain_text import one_line, plain, shortened
from pages.services import services
from pages.statuses import badge, shown_status
from pages.times import shown_time

NAME_LENGTH = 60


def show_partner_rows(partners: Iterable[Partner]) -> None:
    """Show each partner as a link to its page."""
    for partner in partners:
        last = list_feeds(services().database, FeedFilter(partner_id=partner.partner_id), 1).items
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                name = shortened(one_line(partner.name), NAME_LENGTH)
                show_link("partners.py", f"{name} ({partner.code})", partner=partner.code)
                if last:
                    st.markdown(badge(last[0].status), width="content")
            st.caption(" · ".join(filter(None, _facts(partner, last[0] if last else None))))


def _facts(partner: Partner, last: Feed | None) -> tuple[str, ...]:
    zone = services().settings.zone
    constants = partner.profile.get("constants", {})
    availability = constants.get("availability")
    return (
        f"last feed {shown_time(last.received_at, zone)}" if last else "no feed yet",
        f"profile version {partner.profile_version}",
        plain(constants.get("currency", "")),
        plain(shown_status(availability)) if availability else "",
        "every feed is held" if partner.profile.get("review_first") else "",
    )
