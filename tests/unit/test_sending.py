"""A chosen file goes to the store once, and every click learns what became of it."""

from threading import Event, Thread
from types import SimpleNamespace
from typing import cast

from catalog.errors import FeedledgerError
from ingestion.feeds import Feed
from pages.sending import Sending, Sent
from pages.uploaded_file import Uploaded

PATIENCE_S = 30
FEED = cast("Feed", SimpleNamespace(feed_id="feed"))


def chosen(file_id: str) -> Uploaded:
    return cast("Uploaded", SimpleNamespace(file_id=file_id))


def test_click_while_the_file_is_stored_waits_and_sends_nothing() -> None:
    sending, begun, may_end = Sending(), Event(), Event()
    sent, seen = [], []

    def slowly() -> Feed:
        sent.append("first")
        begun.set()
        assert may_end.wait(PATIENCE_S)
        return FEED

    def again() -> None:
        sending.send(chosen("a"), lambda: sent.append("second") or FEED)  # type: ignore[func-returns-value]
        seen.append(sending.last.outcome)

    first = Thread(target=sending.send, args=(chosen("a"), slowly))
    first.start()
    assert begun.wait(PATIENCE_S)
    second = Thread(target=again)
    second.start()
    second.join(0.1)
    assert second.is_alive()
    assert seen == []
    may_end.set()
    first.join(PATIENCE_S)
    second.join(PATIENCE_S)

    assert sent == ["first"]
    assert seen == [FEED]
    assert sending.last.rounds == 1


def test_refused_file_says_why_and_the_next_one_is_sent() -> None:
    sending, refusal = Sending(), FeedledgerError("no room")

    def refused() -> Feed:
        raise refusal

    sending.send(chosen("a"), refused)
    assert sending.last.failure is refusal
    sending.send(chosen("b"), lambda: FEED)
    assert sending.last == Sent(2, FEED, sending.last.since_s)
    assert sending.last.failure is None


def test_what_was_sent_is_forgotten_when_another_is_to_be_sent() -> None:
    sending = Sending()
    sending.send(chosen("a"), lambda: FEED)
    sending.forget()
    assert sending.last == Sent(1)
    assert sending.last.fresh_feed is None
