"""What an alert says: a title, a sentence, its identifiers, and where to look."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from ingestion.alert_rules import RuleName
from jobs.kinds import kind_name

MAX_VALUE_LENGTH = 200
MIB = 1024**2
# what markup of mail, Slack, Teams and the like begins with, as signs that look alike
LOOK_ALIKES = str.maketrans(
    "<>[]`*|~@",
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
    "()'\N{ASTERISK OPERATOR}\N{BROKEN BAR}\N{TILDE OPERATOR}\N{FULLWIDTH COMMERCIAL AT}",
)
ADDRESS = re.compile(r"(?<=[A-Za-z]):(?=//)")

TITLES: Mapping[RuleName, str] = {
    "feeds_failing": "feeds of {partner} fail one after another",
    "feeds_failing_often": "many feeds of {partner} failed",
    "feed_held": "a feed of {partner} is held",
    "zero_rows": "a feed of {partner} brought no product",
    "job_failed": "{kind} failed{of_partner}",
    "job_running_long": "{kind} runs long{of_partner}",
    "job_crashing": "the process ends again and again: {kind}{of_partner}",
    "schedule_overdue": "the feed of schedule {schedule} did not come{of_partner}",
    "inbox_refused": "files in the inbox are not taken{of_partner}",
    "disk_low": "the disk is nearly full",
    "reconciliation_differs": "the reconciliation finds differences: {check}{of_partner}",
}
SENTENCES: Mapping[RuleName, str] = {
    "feeds_failing": "The last {count} feeds of the partner all failed.",
    "feeds_failing_often": "{count} feeds of the partner failed within a day.",
    "feed_held": "The feed waits for a person to approve or reject it ({held_by}).",
    "zero_rows": "The partner's latest feed holds no record, or not one that is valid.",
    "job_failed": "It failed for good and is not tried again by itself ({count} so far).",
    "job_running_long": "It has run for {running_s}; {usual_s} is usual.",
    "job_crashing": "The process ended {count} times in a row while it ran: cancel it, or see why.",
    "schedule_overdue": "It was due at {expected_at} ({reason}).",
    "inbox_refused": "Files that are not taken: {count}. The last: {reason}.",
    "disk_low": "{free_bytes} are free. Below {needed_bytes} no new feed is taken.",
    "reconciliation_differs": "Not so: {promise}. Rows that differ: {count}, such as {rows}.",
}
LABELS: Mapping[str, str] = {
    "partner": "Partner",
    "feed_id": "Feed",
    "filename": "File",
    "job_id": "Job",
    "kind": "Kind",
    "schedule": "Schedule",
    "schedule_id": "Schedule id",
    "code": "Code",
    "check": "Check",
    "request_id": "Request",
}
# the filter of the page of jobs, where one sees to what is about no feed and no schedule
JOB_STATUSES: Mapping[RuleName, str] = {
    "job_failed": "Failed",
    "job_running_long": "Running",
    "job_crashing": "",
}
PREFIX = "[Feedledger]"
OVER = "Over:"


@dataclass(frozen=True)
class Message:
    """A message to a channel: plain text, the title one line of it."""

    title: str
    body: str


def headline(rule: RuleName, details: Mapping[str, Any]) -> str:
    """Return what is the matter, in one line that begins small."""
    return TITLES[rule].format_map(_Values(details))


def sentence(rule: RuleName, details: Mapping[str, Any]) -> str:
    """Return the same with its figures, as a sentence."""
    return SENTENCES[rule].format_map(_Values(details))


def raised_message(
    rule: RuleName, details: Mapping[str, Any], raised_at: datetime, public_url: str
) -> Message:
    """Return what tells that the alert is raised."""
    lines = (sentence(rule, details), "", *_facts(rule, details))
    when = f"Since: {_moment(raised_at)}"
    title = f"{PREFIX} {headline(rule, details)}"
    return Message(title, "\n".join((*lines, when, _link(rule, details, public_url))))


def resolved_message(
    rule: RuleName,
    details: Mapping[str, Any],
    raised_at: datetime,
    resolved_at: datetime,
    public_url: str,
) -> Message:
    """Return what tells that the alert is over."""
    lines = ("This is over.", "", *_facts(rule, details))
    when = (f"Since: {_moment(raised_at)}", f"Over: {_moment(resolved_at)}")
    title = f"{PREFIX} {OVER} {headline(rule, details)}"
    return Message(title, "\n".join((*lines, *when, _link(rule, details, public_url))))


def joined_message(messages: Sequence[Message]) -> Message:
    """Return many messages as one, each by its title and its page; one alone is as it is."""
    if len(messages) == 1:
        return messages[0]
    lines = []
    for message in messages:
        *_, link = message.body.splitlines()
        lines += [message.title.removeprefix(PREFIX).strip(), link, ""]
    return Message(f"{PREFIX} {len(messages)} alerts", "\n".join(lines).strip())


def test_message(name: str, public_url: str) -> Message:
    """Return what shows that a channel works."""
    body = f"Alerts of Feedledger reach the channel {harmless(name)}.\n\nPage: {public_url}/alerts"
    return Message(f"{PREFIX} test", body)


def page_of(rule: RuleName, details: Mapping[str, Any], public_url: str) -> str:
    """Return the address of the page on which one sees to it."""
    page, asked = place_of(rule, details)
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked.items())
    return f"{public_url}/{page}" + (f"?{query}" if query else "")


def place_of(rule: RuleName, details: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the name of that page, and what is asked of it."""
    if "feed_id" in details:
        return "feeds", {"feed": str(details["feed_id"])}
    if "schedule_id" in details:
        return "schedules", {"schedule": str(details["schedule_id"])}
    if rule in JOB_STATUSES:
        kind = kind_name(str(details["kind"])) if "kind" in details else ""
        asked = {"job_status": JOB_STATUSES[rule], "job_kind": kind}
        return "jobs", {name: value for name, value in asked.items() if value}
    if rule == "reconciliation_differs":
        return "reconciliation", {"check": str(details["check"])}
    return "inbox" if rule == "inbox_refused" else "alerts", {}


def harmless(value: object) -> str:
    """
    Return the text of others in one line that no channel takes for markup, a link or a name.

    Control characters and those that turn the direction of writing become a blank.
    """
    text = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp", "Cs"} else sign
        for sign in str(value)
    )
    text = ADDRESS.sub("\N{FULLWIDTH COLON}", " ".join(text.split()).translate(LOOK_ALIKES))
    return text if len(text) <= MAX_VALUE_LENGTH else text[: MAX_VALUE_LENGTH - 1] + "…"


class _Values(dict[str, str]):
    """The details as they stand in a sentence; what is not known is left out."""

    def __init__(self, details: Mapping[str, Any]) -> None:
        super().__init__({name: _shown(name, value) for name, value in details.items()})
        self["of_partner"] = f" for {self['partner']}" if "partner" in self else ""

    def __missing__(self, name: str) -> str:
        return "an unknown time" if name == "usual_s" else "-"


def _shown(name: str, value: object) -> str:
    if name == "kind":
        return harmless(kind_name(str(value)).lower())
    if name.endswith("_s") and isinstance(value, int | float):
        return _duration(value)
    if name.endswith("_bytes") and isinstance(value, int):
        return f"{value / MIB:,.0f} MiB"
    if isinstance(value, list):
        return ", ".join(harmless(part) for part in value)
    return harmless(value)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 - the minutes of an hour


def _facts(rule: RuleName, details: Mapping[str, Any]) -> list[str]:
    told = [
        f"{label}: {_shown(name, details[name])}"
        for name, label in LABELS.items()
        if name in details
    ]
    return [f"Rule: {rule}", *told]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _link(rule: RuleName, details: Mapping[str, Any], public_url: str) -> str:
    return f"Page: {page_of(rule, details, public_url)}"
