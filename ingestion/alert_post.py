"""The outbox, emptied: each channel on a thread of its own, so that none waits for another."""

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
from apprise import Apprise, NotifyFormat, NotifyType
from duckdb import DuckDBPyConnection

from catalog.database import Row
from catalog.errors import FeedledgerError
from catalog.statements import Statements
from ingestion.alert_desk import AlertDesk
from ingestion.alert_texts import Message, joined_message
from ingestion.alert_urls import ANSWERED, AlertUrlRefused, open_channel
from jobs.retrying import backoff_s

LOG = logging.getLogger("feedledger.alerts")
SQL = Statements(__file__)
LONGEST_WAIT_S = 3600.0
MAX_ATTEMPTS = 18  # over three and a half hours at least, seven at most
MAX_TEST_ATTEMPTS = 1
GIVE_UP_AFTER_S = 60.0
STOP_WITHIN_S = 5.0
# of more than a few that are due at once, a channel gets one message
FEW, MOST_AT_ONCE = 5, 50
TYPES = {
    "raised": NotifyType.WARNING,
    "resolved": NotifyType.SUCCESS,
    "test": NotifyType.INFO,
}
HUNG = f"the channel did not take it within {GIVE_UP_AFTER_S:.0f} s"
SILENT = "the channel cannot be reached, or does not take it"


@dataclass
class _Sending:
    """Messages under way as one; `outcome` holds, once there is one, why they failed, or None."""

    deliveries: list[Row]
    began_s: float
    thread: threading.Thread | None = None
    outcome: tuple[str | None] | None = None


class AlertPost:
    """
    Sends what waits, each channel by itself: a slow or dead one holds nobody up.

    A message is marked sent after the channel has taken it: a crash between the two sends it
    twice, and never loses it. While it cannot be marked, nothing more goes to that channel.
    """

    def __init__(self, desk: AlertDesk) -> None:
        self._desk = desk
        self._sending: dict[str, _Sending] = {}
        self._lock = threading.Lock()
        self._is_stopping = False

    @property
    def is_busy(self) -> bool:
        """Whether something is being sent, or waits to be marked."""
        with self._lock:
            return bool(self._sending)

    def send_due(self) -> None:
        """Begin to send what is due on each channel that is not busy, and return at once."""
        with self._lock:
            self._look()

    def stop(self) -> None:
        """Begin nothing more, and wait some seconds for what is being sent."""
        with self._lock:
            self._is_stopping = True
            threads = [sending.thread for sending in self._sending.values()]
        deadline_s = time.monotonic() + STOP_WITHIN_S
        for thread in threads:
            if thread is not None:
                thread.join(max(0.0, deadline_s - time.monotonic()))

    def _look(self) -> None:
        if self._is_stopping:
            return
        now_s = time.monotonic()
        for channel_id, sending in list(self._sending.items()):
            if sending.outcome is None and now_s - sending.began_s >= GIVE_UP_AFTER_S:
                # a thread cannot be ended: it runs on, and its late answer is ignored
                sending.outcome = (HUNG,)
            self._mark(channel_id, sending)
        for channel_id, due in self._due().items():
            if channel_id not in self._sending:
                self._begin(channel_id, _Sending(_first_of(due), now_s))

    def _begin(self, channel_id: str, sending: _Sending) -> None:
        self._sending[channel_id] = sending
        sending.thread = threading.Thread(
            target=self._work, args=(channel_id, sending), name="alert post", daemon=True
        )
        sending.thread.start()

    def _work(self, channel_id: str, sending: _Sending) -> None:
        error = _send(sending.deliveries)
        with self._lock:
            if self._sending.get(channel_id) is sending and sending.outcome is None:
                sending.outcome = (error,)
                self._mark(channel_id, sending)
                if channel_id not in self._sending:
                    self._look()

    def _mark(self, channel_id: str, sending: _Sending) -> None:
        if sending.outcome is None:
            return
        try:
            self._record(sending.deliveries, *sending.outcome)
        except (FeedledgerError, duckdb.Error) as failure:
            LOG.warning("messages to channel %s are not marked: %s", channel_id, failure)
        else:
            del self._sending[channel_id]

    def _record(self, deliveries: list[Row], error: str | None) -> None:
        now = self._desk.clock()
        marks = [_mark_of(delivery, error, now) for delivery in deliveries]

        def write(cursor: DuckDBPyConnection) -> None:
            for mark in marks:
                cursor.execute(SQL["mark_alert_delivery"], mark)

        self._desk.database.write(write)
        if error is not None:
            for delivery, mark in zip(deliveries, marks, strict=True):
                told = (delivery["channel_id"], mark["attempt"], mark["status"], error)
                LOG.warning(
                    "alert %s to channel %s, attempt %d: %s: %s", delivery["delivery_id"], *told
                )

    def _due(self) -> dict[str, list[Row]]:
        wanted = {"now": self._desk.clock(), "most": MOST_AT_ONCE}
        due: dict[str, list[Row]] = {}
        for row in self._desk.database.rows(SQL["select_due_deliveries"], wanted):
            due.setdefault(str(row["channel_id"]), []).append(row)
        return due


def _first_of(due: list[Row]) -> list[Row]:
    """Return what goes out next: one message, or many alerts as one."""
    alerts = [row for row in due if row["event"] != "test"]
    return due[:1] if due[0]["event"] == "test" or len(alerts) <= FEW else alerts


def _mark_of(delivery: Row, error: str | None, now: datetime) -> Row:
    attempt = delivery["attempt"] + 1
    most = MAX_TEST_ATTEMPTS if delivery["event"] == "test" else MAX_ATTEMPTS
    return {
        "delivery_id": delivery["delivery_id"],
        "attempt": attempt,
        "status": "sent" if error is None else "failed" if attempt >= most else "retrying",
        "error": error,
        "now": now,
        "next_at": now + timedelta(seconds=backoff_s(attempt, LONGEST_WAIT_S)),
    }


def _send(deliveries: list[Row]) -> str | None:
    """Send them as one message, and return why the channel did not take it, None if it did."""
    try:
        channel = open_channel(deliveries[0]["url"])
    except AlertUrlRefused as error:
        return str(error)
    apprise = Apprise(asset=channel.asset)
    apprise.add(channel)
    message = joined_message([Message(row["title"], row["body"]) for row in deliveries])
    result = apprise.notify(
        title=message.title,
        body=message.body,
        body_format=NotifyFormat.TEXT,
        notify_type=TYPES[deliveries[0]["event"]],
    )
    if result:
        return None
    answered = ANSWERED.search(" ".join(str(entry.message) for entry in result.logs()))
    return f"the channel answered {answered[1]}" if answered else SILENT
