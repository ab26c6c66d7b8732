"""What one visitor sends to the store: each chosen file once, however often it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

import streamlit as st

from catalog.errors import FeedledgerError
from ingestion.feeds import Feed
from pages.clicks import READ_S
from pages.uploaded_file import Uploaded, release


@dataclass(frozen=True)
class Sent:
    """What became of the file sent last, and how many there were; each has its own uploader."""

    rounds: int = 0
    outcome: Feed | FeedledgerError | None = None
    since_s: float = 0.0

    @property
    def failure(self) -> FeedledgerError | None:
        """Return why the file was not stored; None if it was, or if none was sent."""
        return self.outcome if isinstance(self.outcome, FeedledgerError) else None

    @property
    def fresh_feed(self) -> str | None:
        """Return the id of a feed that was stored just now, else None."""
        is_fresh = monotonic() - self.since_s < READ_S
        return self.outcome.feed_id if is_fresh and isinstance(self.outcome, Feed) else None


@dataclass
class Sending:
    """
    Sends the files of one visitor.

    A click that comes while a file is being stored runs the page in a second thread, and cuts
    off the first one at its next access of the session's state or the page (Streamlit 1.67). So
    what must not be lost is kept here, in one assignment, and the second thread waits for it.
    """

    last: Sent = Sent()
    _sent: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def send(self, file: Uploaded, deliver: Callable[[], Feed]) -> None:
        """Have the file stored, unless it was already, and let go of it; `last` has the outcome."""
        with self._lock:
            if file.file_id in self._sent:
                return
            outcome = attempt(deliver)
            self._sent.add(file.file_id)
            self.last = Sent(self.last.rounds + 1, outcome, monotonic())
            release(file)

    def forget(self) -> None:
        """Show no more what became of the last file."""
        self.last = Sent(self.last.rounds)


def attempt(deliver: Callable[[], Feed]) -> Feed | FeedledgerError:
    """Return the feed, or why there is none."""
    try:
        return deliver()
    except FeedledgerError as error:
        return error


def current_sending() -> Sending:
    """Return what this visitor sends."""
    sending: Sending = st.session_state.setdefault("upload_sending", Sending())
    return sending
