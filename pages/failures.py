"""What went wrong, in three sentences: what happened, what was not written, what to do."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from catalog.errors import FeedledgerError, NotFound, TryAgain
from pages.clicks import current_clicks
from pages.links import linked_code
from pages.plain_text import plain


@dataclass(frozen=True)
class Advice:
    """What of the data stayed as it was, and what the reader can do."""

    unchanged: str
    remedy: str


OF_FEEDS = ("file/", "header/", "etl/")  # explained in the guide to the codes of feeds
NOTHING = "Nothing was written."
NOTHING_READ = "It was not run."
READ_ONLY = "Nothing was changed."
NO_PRODUCT = "No product was changed; the raw file is kept."
NOT_PULLED = "Nothing was loaded."
AGAIN = Advice(NOTHING, "Try again in a moment.")
REJECTED = Advice(NOTHING, "Correct it and send it again.")
GONE = Advice("Nothing was changed.", "Check the address, or choose from the list.")
FEED_FAILED = Advice(
    NO_PRODUCT, "Run it again once the cause is gone; if it stays, tell the operator."
)
ADVICE = {
    "batch/expired": Advice(
        "Nothing of it was loaded.", "Have the sender send all parts, as a new batch."
    ),
    "file/empty": Advice("Nothing was stored.", "Choose another file."),
    "file/too_large": Advice(
        "Nothing was stored.", "Divide the file, or ask the operator to raise MAX_FEED_BYTES."
    ),
    "file/no_records": Advice(NO_PRODUCT, "Once that is done, upload it again."),
    "file/undecodable": Advice(NO_PRODUCT, "Export the file as UTF-8 CSV and upload it again."),
    "file/unpacks_too_large": Advice(NO_PRODUCT, "Divide the file and upload the parts."),
    "header/missing_required": Advice(NO_PRODUCT, "Once that is done, upload it again."),
    "partner/exists": Advice(NOTHING, "Choose another code, or use the partner that is there."),
    "partner/not_found": Advice(NOTHING, "Choose a partner of the list."),
    "feed/wrong_state": Advice(NOTHING, "Reload the page: its state has changed meanwhile."),
    "feed/raw_expired": Advice(NOTHING, "Its raw file is deleted: have the feed sent again."),
    "feed/report_expired": Advice(NOTHING, "Its report is deleted; the counters stay."),
    "feed/superseded": Advice(
        "Nothing of this one is loaded.",
        "If it is right after all, replay it as a new feed: a held one once it is rejected.",
    ),
    "query/not_published": Advice(NOTHING_READ, "It is written soon after the start: try again."),
    "query/refused": Advice(NOTHING_READ, "Write one statement that only reads."),
    "query/too_large": Advice(READ_ONLY, "Ask for fewer rows or columns, or sum up in SQL."),
    "query/too_long": Advice(
        READ_ONLY, "Ask for fewer days or partners, or open the file with a DuckDB of your own."
    ),
    "query/cancelled": Advice(READ_ONLY, "Press Run to ask it again."),
    "query/busy": Advice(NOTHING_READ, "Try again in a moment."),
    "query/unavailable": Advice(NOTHING_READ, "Try again; if it stays, tell the operator."),
    "query/exists": Advice(NOTHING, "Choose another name."),
    "view/exists": Advice(NOTHING, "Choose another name."),
    "schedule/exists": Advice(NOTHING, "Choose another name."),
    "schedule/wrong_state": Advice(NOTHING, "Reload the page: a pull is under way by now."),
    "pull/unavailable": Advice(NOT_PULLED, "The next run tries again; or run it now."),
    "pull/not_found": Advice(NOT_PULLED, "See that the address is right and the file is there."),
    "pull/refused": Advice(NOT_PULLED, "See that the credentials are right."),
    "pull/credentials": Advice(NOT_PULLED, "The operator has to mend the credentials file."),
    "pull/forbidden": Advice(NOT_PULLED, "Choose another address."),
    "pull/too_large": Advice(NOT_PULLED, "Raise the limit of the schedule, or MAX_FEED_BYTES."),
    "store/object_missing": Advice(NOTHING, "The raw file is gone: deliver the feed again."),
    "store/unavailable": Advice(
        "Nothing was recorded.", "Try again; if it stays, tell the operator."
    ),
    "job/wrong_state": Advice(NOTHING, "Reload the page: its state has changed meanwhile."),
    "order/mixed_currency": Advice(
        "Nothing was ordered.", "Place one order for each currency: remove the other lines."
    ),
    "order/amount_too_large": Advice("Nothing was ordered.", "Divide the order."),
    "order/repeated_product": Advice("Nothing was ordered.", "Keep one line of each product."),
    "order/wrong_state": Advice(
        "Nothing was given back.", "The page shows how the order stands now."
    ),
    "order/refund_exceeds": Advice(
        "Nothing was given back.", "The page shows how much of each line is left now."
    ),
    "idempotency/conflict": Advice(
        "Nothing more was written.", "It was sent before with other content: begin anew."
    ),
    "server/disk_full": Advice(
        "Nothing of it was written.", "It works once the operator has made room on the disk."
    ),
    "alert/url": Advice(NOTHING, "Enter the URL of a service that alerts go by."),
    "alert/too_many": Advice(NOTHING, "Delete a channel that is not needed."),
    "server/write_conflict": Advice(
        "Nothing was written.", "Another writer came first: try again."
    ),
}


def show_kept_failure() -> None:
    """Show why the last click wrote nothing, if it did not."""
    error = current_clicks().failure()
    if error is not None:
        show_failure(error)


def show_failure(error: FeedledgerError) -> None:
    """Say what happened, what was not written, and what to do."""
    _say(error.code, str(error), ADVICE.get(error.code) or _advice(error))


def show_problem(problem: dict[str, Any]) -> None:
    """Say the same of a problem that a job or a feed ended with."""
    code = str(problem.get("code", "server/error"))
    _say(code, str(problem.get("detail", "")), ADVICE.get(code, FEED_FAILED))


def show_setback(problem: dict[str, Any]) -> None:
    """Say what an attempt of a job failed by; the job goes on without anybody."""
    code = str(problem.get("code", "server/error"))
    st.warning(_said(code, str(problem.get("detail", "")), "It is tried again by itself."))


def shown_code(code: str) -> str:
    """Return the code as Markdown, with a link where the guide to codes of feeds explains it."""
    return linked_code(code) if code.startswith(OF_FEEDS) else f"`{code}`"


def _advice(error: FeedledgerError) -> Advice:
    if isinstance(error, TryAgain):
        return AGAIN
    return GONE if isinstance(error, NotFound) else REJECTED


def _say(code: str, happened: str, advice: Advice) -> None:
    st.error(_said(code, happened, f"{advice.unchanged} {advice.remedy}"))


def _said(code: str, happened: str, then: str) -> str:
    sentence = happened[:1].upper() + happened[1:]
    end = "" if sentence.endswith((".", "!", "?")) else "."
    return f"**{plain(sentence)}{end}** {then} {shown_code(code)}"
