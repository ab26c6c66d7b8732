"""What states are called on the pages, and in which colour."""

from typing import Literal

Colour = Literal["green", "orange", "red", "blue", "violet", "gray"]

SHOWN: dict[str, tuple[str, Colour]] = {
    "RECEIVED": ("Received", "blue"),
    "VALIDATING": ("Checking", "blue"),
    "VALIDATION_FAILED": ("Cannot be read", "red"),
    "HELD": ("Held for approval", "violet"),
    "PROCESSING": ("Loading", "blue"),
    "COMPLETED": ("Completed", "green"),
    "COMPLETED_WITH_ERRORS": ("Completed with errors", "orange"),
    "FAILED": ("Failed", "red"),
    "CANCELLED": ("Cancelled", "gray"),
    "REJECTED": ("Rejected", "gray"),
    "REVERTED": ("Reverted", "gray"),
    "QUEUED": ("Queued", "blue"),
    "RUNNING": ("Running", "blue"),
    "RETRY_WAIT": ("Waiting to try again", "orange"),
    "SUCCEEDED": ("Succeeded", "green"),
    "CONFIRMED": ("Confirmed", "green"),
    "PARTIALLY_REFUNDED": ("Partly refunded", "orange"),
    "REFUNDED": ("Refunded", "gray"),
    "in_stock": ("In stock", "green"),
    "out_of_stock": ("Out of stock", "red"),
    "sold_out": ("Sold out", "red"),
    "preorder": ("Preorder", "blue"),
    "backorder": ("Backorder", "orange"),
    "discontinued": ("Discontinued", "gray"),
    "open": ("Open", "red"),
    "over": ("Over", "gray"),
    "active": ("Active", "green"),
    "paused": ("Paused", "gray"),
    "revoked": ("Revoked", "gray"),
    "ended": ("Ended", "gray"),
    "pending": ("Waiting", "blue"),
    "retrying": ("Trying again", "orange"),
    "sent": ("Sent", "green"),
    "failed": ("Not sent", "red"),
    "error": ("Error", "red"),
    "warning": ("Warning", "orange"),
    "info": ("Info", "blue"),
}
MOVING = ("QUEUED", "RUNNING", "RETRY_WAIT")  # of jobs that go on by themselves
JOB_STATUSES = (*MOVING, "SUCCEEDED", "FAILED", "CANCELLED")
FEED_STATUSES = (
    *("RECEIVED", "VALIDATING", "VALIDATION_FAILED", "HELD", "PROCESSING", "COMPLETED"),
    *("COMPLETED_WITH_ERRORS", "FAILED", "CANCELLED", "REJECTED", "REVERTED"),
)


def shown_status(status: str | None) -> str:
    """Return what the state is called."""
    return SHOWN.get(status or "", (status or "-", "gray"))[0]


def badge(status: str | None) -> str:
    """Return the state as a badge, in Markdown."""
    label, colour = SHOWN.get(status or "", (status or "unknown", "gray"))
    return f":{colour}-badge[{label}]"
