"""The pre-check of a chosen file: what would become of it, before it is delivered."""

import streamlit as st

from catalog.errors import FeedledgerError
from catalog.partners import Partner
from ingestion.checking import Trial
from ingestion.findings import CODES
from ingestion.precheck import PreCheck, pre_check
from ingestion.profiles import Mode, Profile
from ingestion.report import IssueCount
from pages.amounts import counted
from pages.failures import show_failure, shown_code
from pages.issues_view import show_examples
from pages.links import linked_code
from pages.plain_text import plain
from pages.precheck_texts import dialect_of, forecast_of, level_of, scope_of, summary_of
from pages.services import services
from pages.statuses import badge
from pages.uploaded_file import Uploaded

KEPT = "pre_check"
OPEN = 3
SHOWN_AS = {"good": st.success, "doubtful": st.warning, "bad": st.error}


def checked_file(partner: Partner, mode: Mode, file: Uploaded, profile: Profile) -> PreCheck | None:
    """Return the pre-check of the file, kept until something else is asked; None if it failed."""
    asked = (file.file_id, partner.code, mode, profile.model_dump_json())
    kept = st.session_state.get(KEPT)
    if kept is None or kept[0] != asked:
        try:
            file.seek(0)
            kept = (
                asked,
                pre_check(services().ingestion, Trial(partner, mode, profile=profile), file),
            )
        except FeedledgerError as error:
            show_failure(error)
            return None
        finally:
            file.seek(0)
        st.session_state[KEPT] = kept
    found: PreCheck = kept[1]
    return found


def show_summary(pre: PreCheck, mode: Mode) -> None:
    """Say in one sentence whether the file is fit to be delivered, and what that rests on."""
    error = pre.checked.error
    reason = "" if error is None else f" {plain(_sentence(str(error)))} {shown_code(error.code)}"
    SHOWN_AS[level_of(pre)](f"**{plain(summary_of(pre))}**{reason}")
    told = (forecast_of(pre, mode), scope_of(pre), dialect_of(pre))
    st.caption(plain(" ".join(filter(None, told[:2]))))
    if told[2]:
        st.caption(plain(f"The file is {told[2]}."))


def show_first_findings(pre: PreCheck) -> None:
    """Show each code that was found with its first examples, errors first."""
    if pre.checked.issues:
        st.subheader("First findings")
    for place, issue in enumerate(pre.checked.issues):
        is_open = issue.severity == "error" and place < OPEN
        _show_issue(pre, issue, is_open=is_open)


def _show_issue(pre: PreCheck, issue: IssueCount, *, is_open: bool) -> None:
    title = (
        f"{badge(issue.severity)} **{counted(issue.count, 'time')}** {issue.message} `{issue.code}`"
    )
    with st.expander(title, expanded=is_open):
        hint = plain(CODES[issue.code].hint)
        st.markdown(f"**What to do:** {hint} More, with an example: {linked_code(issue.code)}")
        show_examples(
            tuple(each for each in pre.checked.examples if each.code == issue.code), issue.message
        )


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
