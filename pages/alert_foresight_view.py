"""What a channel as it is entered would have told in the last day, before it is saved."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from catalog.errors import FeedledgerError
from catalog.partners import get_partner
from ingestion.alert_channels import Thresholds
from ingestion.alert_foresight import Foreseen, Listener, foresee_alerts
from pages.amounts import counted
from pages.failures import show_failure
from pages.plain_text import plain
from pages.services import services
from pages.times import shown_time

MOST = 20


def show_foresight(sent: dict[str, Any]) -> None:
    """Say of which alerts of the last day such a channel would have been told."""
    try:
        found = foresee_alerts(services().alerts, _listener(sent))
    except ValidationError:
        st.error("A threshold is out of its range.")
        return
    except FeedledgerError as error:
        show_failure(error)
        return
    if not found:
        st.info("In the last day it would have told **nothing**.")
    else:
        st.info(f"In the last day it would have told of **{counted(len(found), 'alert')}**.")
        st.markdown("\n".join(f"- {_shown(each)}" for each in found[:MOST]))
    if len(found) > MOST:
        st.caption(f"These are the newest {MOST}.")
    st.caption(
        "What was below the thresholds of every channel, and is over by now, was never noted: it is"
        " not counted. Nothing was saved or sent."
    )


def _listener(sent: dict[str, Any]) -> Listener:
    partner = get_partner(services().database, sent["partner"]) if sent["partner"] else None
    return Listener(
        sent["rules"],
        partner.partner_id if partner else None,
        Thresholds.model_validate(sent["thresholds"]),
    )


def _shown(found: Foreseen) -> str:
    zone, title = services().settings.zone, plain(found.title[:1].upper() + found.title[1:])
    if found.raised_at is None:
        return f"{title}: so now, and no alert yet"
    over = f", over {shown_time(found.resolved_at, zone)}" if found.resolved_at else ", still open"
    return f"{title}: since {shown_time(found.raised_at, zone)}{over}"
