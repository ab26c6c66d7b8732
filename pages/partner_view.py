"""One partner: its profile with a live preview, guards, versions and retention, edited in place."""

import streamlit as st

from catalog.partners import Partner
from ingestion.precheck import PreCheck
from ingestion.profiles import Profile
from pages.guards_editor import edit_guards, show_trials
from pages.links import PROFILES_GUIDE, show_link
from pages.partner_name import show_renames
from pages.plain_text import plain
from pages.precheck_view import show_first_findings, show_summary
from pages.profile_draft import base_of, draft_prefix, read_draft
from pages.profile_editor import edit_profile
from pages.profile_effect import show_effect, show_guard_effect
from pages.profile_preview import show_preview
from pages.profile_sample import ask_sample, checked_sample
from pages.profile_saving import offer_saving
from pages.profile_versions_view import show_versions
from pages.retention_view import show_retention
from pages.services import services
from pages.times import shown_time

EXTENSIONS = ("csv", "tsv", "txt", "gz")


def show_partner(partner: Partner) -> None:
    """Show everything about one partner; what is edited is a draft until it is saved."""
    stored = Profile.stored(partner.profile_version, partner.profile)
    base = base_of(partner, stored)
    prefix = draft_prefix(partner, f"base {base.version}")
    draft, fault = read_draft(base, prefix)
    with st.container():  # one element, whatever is in it: else the chosen tab is forgotten
        st.title(plain(partner.name))
        _show_facts(partner)
        show_renames(partner)
        pre = _show_draft(partner, stored, draft, fault, is_older=base.version != stored.version)
    mapping, guards, versions, retention = st.tabs(["Profile", "Guards", "Versions", "Retention"])
    with mapping:
        _show_mapping(pre, base, prefix)
    with guards:
        edit_guards(base, prefix)
        show_trials(partner, draft)
    with versions:
        show_versions(partner, stored)
    with retention:
        show_retention(partner)


def _show_draft(
    partner: Partner, stored: Profile, draft: Profile, fault: str, *, is_older: bool
) -> PreCheck | None:
    """Show how a file is read by the draft, and what saving it would do; return the former."""
    if fault:
        st.error(f"**The profile cannot be so:** {plain(fault)}")
    sample = ask_sample(partner, EXTENSIONS)
    pre = checked_sample(sample, draft) if sample else None
    if pre is not None and sample is not None:
        show_summary(pre, sample.mode)
    if is_older:
        st.info(f"An older version is in the editor; version {stored.version} is in force.")

    def show_effects() -> None:
        before = checked_sample(sample, stored) if sample else None
        if before is not None and pre is not None:
            show_effect(before, pre)
        show_guard_effect(partner, stored, draft)

    offer_saving(partner, stored, draft, show_effects)
    return pre


def _show_facts(partner: Partner) -> None:
    created = shown_time(partner.created_at, services().settings.zone)
    st.caption(
        plain(f"Code {partner.code} · created {created} · profile version")
        + f" {partner.profile_version} · [What a profile can say]({PROFILES_GUIDE})"
    )
    with st.container(horizontal=True):
        show_link("feeds.py", "Its feeds", **{"from": partner.code})
        show_link("upload.py", "Upload a feed")
        show_link("catalog.py", "Its products", partner=partner.code)


def _show_mapping(pre: PreCheck | None, base: Profile, prefix: str) -> None:
    edit_profile(pre, base, prefix)
    if pre is not None:
        show_preview(pre)
        show_first_findings(pre)
