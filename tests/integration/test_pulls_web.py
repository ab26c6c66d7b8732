"""Pulls from a web server that behaves, and from some that do not."""

import hashlib
import time
from collections.abc import Callable

import pytest

from catalog.errors import FeedledgerError
from ingestion.pull_source import (
    PullNotFound,
    PullRefused,
    PullTooLarge,
    PullUnavailable,
)
from ingestion.schedules import get_schedule
from ingestion.spool import FeedEmpty
from jobs.queue import cancel_unfinished_job
from tests.api import count_rows
from tests.pulling import FEED, Pulling
from tests.web_source import Answer, Exchange, WebSource

Serve = Callable[[Answer], WebSource]
OTHER = FEED.replace(b"Lamp", b"Lantern")


def whole(exchange: Exchange) -> None:
    exchange.reply(200, FEED)


def test_source_becomes_a_feed_that_says_where_it_came_from(pulling: Pulling, serve: Serve) -> None:
    schedule = pulling.schedule(f"{serve(whole).url}/feeds/night.csv?v=1", hold=True)

    after = pulling.run(schedule)

    (feed,) = pulling.feeds()
    assert (feed.origin, feed.delivered_by) == ("pull", "schedule:nightly")
    assert (feed.filename, feed.mode, feed.hold_requested) == ("night.csv", "full", True)
    assert pulling.content(feed) == FEED
    assert (after.last_outcome, after.last_feed_id) == ("loaded", feed.feed_id)
    assert after.last_run_at == pulling.now
    assert after.sha256 == hashlib.sha256(FEED).hexdigest()
    assert pulling.jobs()[0].result == {"outcome": "loaded", "feed_id": feed.feed_id}


@pytest.mark.parametrize(
    ("mark", "condition"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
)
def test_unchanged_source_is_asked_for_by_its_mark_and_not_sent_again(
    pulling: Pulling, serve: Serve, mark: str, condition: str
) -> None:
    version = {"ETag": '"one"', "Last-Modified": "Mon, 01 Jun 2026 10:00:00 GMT"}[mark]

    def conditional(exchange: Exchange) -> None:
        if exchange.headers[condition] == version:
            exchange.reply(304)
        else:
            exchange.reply(200, FEED, **{mark.replace("-", "_"): version})

    web = serve(conditional)
    schedule = pulling.run(pulling.schedule(f"{web.url}/a.csv"))

    after = pulling.run(schedule)

    assert after.last_outcome == "unchanged"
    assert after.last_feed_id == schedule.last_feed_id
    assert len(pulling.feeds()) == 1
    assert [asked.headers[condition] for asked in web.requests] == [None, version]


def test_source_without_marks_is_told_by_its_bytes(pulling: Pulling, serve: Serve) -> None:
    web = serve(whole)
    schedule = pulling.run(pulling.schedule(f"{web.url}/a.csv"))

    assert pulling.run(schedule).last_outcome == "unchanged"
    web.answer = lambda exchange: exchange.reply(200, OTHER)
    assert pulling.run(schedule).last_outcome == "loaded"

    assert [pulling.content(feed) for feed in pulling.feeds()] == [FEED, OTHER]


def test_forced_run_loads_what_is_unchanged(pulling: Pulling, serve: Serve) -> None:
    def conditional(exchange: Exchange) -> None:
        known = exchange.headers["If-None-Match"]
        exchange.reply(304) if known else exchange.reply(200, FEED, ETag='"one"')

    schedule = pulling.run(pulling.schedule(f"{serve(conditional).url}/a.csv"))

    assert pulling.run(schedule, force=True).last_outcome == "loaded"
    assert len(pulling.feeds()) == 2


def test_name_of_the_file_is_what_the_server_says_and_leads_nowhere(
    pulling: Pulling, serve: Serve
) -> None:
    named = "attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpr%C3%A9is%0A.csv"
    web = serve(lambda exchange: exchange.reply(200, FEED, Content_Disposition=named))

    pulling.run(pulling.schedule(f"{web.url}/download?id=7"))

    (feed,) = pulling.feeds()
    assert "/" not in feed.filename
    assert "\n" not in feed.filename
    assert feed.filename.endswith(".csv")


def test_mark_that_is_no_plain_text_is_not_kept(pulling: Pulling, serve: Serve) -> None:
    web = serve(lambda exchange: exchange.reply(200, FEED, ETag='"\xe9"'))

    schedule = pulling.run(pulling.schedule(f"{web.url}/a.csv"))

    assert (schedule.last_outcome, schedule.etag) == ("loaded", None)


def cut_off(exchange: Exchange) -> None:
    exchange.head(200, Content_Length=str(len(FEED) * 2))
    exchange.wfile.write(FEED)


def cut_chunk(exchange: Exchange) -> None:
    exchange.protocol_version = "HTTP/1.1"
    exchange.head(200, Transfer_Encoding="chunked", Connection="close")
    exchange.wfile.write(b"%x\r\n%s" % (len(FEED) * 2, FEED))


def reset(exchange: Exchange) -> None:
    exchange.connection.close()


def fall_silent(exchange: Exchange) -> None:
    exchange.head(200, Content_Length="1000")
    exchange.wfile.write(FEED)
    exchange.web.closing.wait(20)


def never_answer(exchange: Exchange) -> None:
    exchange.web.closing.wait(20)


def busy(exchange: Exchange) -> None:
    exchange.reply(503)


def broken(exchange: Exchange) -> None:
    exchange.reply(500)


def throttled(exchange: Exchange) -> None:
    exchange.reply(429)


@pytest.mark.parametrize(
    "answer",
    [cut_off, cut_chunk, reset, fall_silent, never_answer, busy, broken, throttled],
)
def test_answer_that_may_be_whole_another_time_is_tried_again_and_leaves_nothing(
    pulling: Pulling, serve: Serve, answer: Answer
) -> None:
    pulling.wait_only(0.5)
    schedule = pulling.schedule(f"{serve(answer).url}/a.csv")

    with pytest.raises(PullUnavailable):
        pulling.run(schedule)

    assert pulling.feeds() == []
    after = get_schedule(pulling.database, schedule.schedule_id)
    assert (after.etag, after.last_modified, after.sha256) == (None, None, None)
    assert (after.last_outcome, after.last_feed_id) == ("failed", None)
    assert after.last_error is not None
    assert after.last_error["code"] == "pull/unavailable"
    assert list(pulling.ingestion.spool.folder.iterdir()) == []


def test_server_that_is_not_there_is_tried_again(pulling: Pulling) -> None:
    with pytest.raises(PullUnavailable):
        pulling.run(pulling.schedule("http://127.0.0.1:9/a.csv"))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((404, PullNotFound), (410, PullNotFound), (401, PullRefused), (403, PullRefused)),
        *((400, PullRefused), (204, PullRefused), (206, PullRefused), (304, PullRefused)),
    ],
)
def test_answer_that_will_not_change_fails_at_once(
    pulling: Pulling, serve: Serve, status: int, error: type[FeedledgerError]
) -> None:
    web = serve(lambda exchange: exchange.reply(status, FEED if status == 206 else b""))

    with pytest.raises(error):
        pulling.run(pulling.schedule(f"{web.url}/a.csv"))

    assert pulling.feeds() == []


def test_empty_source_is_no_feed(pulling: Pulling, serve: Serve) -> None:
    with pytest.raises(FeedEmpty):
        pulling.run(pulling.schedule(f"{serve(lambda e: e.reply(200)).url}/a.csv"))

    assert pulling.feeds() == []


def test_announced_size_above_the_limit_is_not_read(pulling: Pulling, serve: Serve) -> None:
    web = serve(lambda exchange: exchange.head(200, Content_Length=str(10**12)))

    with pytest.raises(PullTooLarge):
        pulling.run(pulling.schedule(f"{web.url}/a.csv"))

    assert pulling.feeds() == []


@pytest.mark.parametrize("max_bytes", [None, 1000])
def test_endless_source_is_cut_off_at_the_limit(
    pulling: Pulling, serve: Serve, max_bytes: int | None
) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.head(200)
        while not exchange.web.closing.is_set():
            exchange.wfile.write(FEED * 1000)

    with pytest.raises(PullTooLarge):
        pulling.run(pulling.schedule(f"{serve(endless).url}/a.csv", max_bytes=max_bytes))

    assert pulling.feeds() == []
    assert list(pulling.ingestion.spool.folder.iterdir()) == []


def test_slow_source_is_given_up_when_the_time_is_over(pulling: Pulling, serve: Serve) -> None:
    def drip(exchange: Exchange) -> None:
        exchange.head(200)
        while not exchange.web.closing.wait(0.05):
            exchange.wfile.write(b"a")

    began_s = time.monotonic()
    with pytest.raises(PullUnavailable, match="longer than 1 s"):
        pulling.run(pulling.schedule(f"{serve(drip).url}/a.csv", timeout_s=1))

    assert time.monotonic() - began_s >= 1
    assert pulling.feeds() == []


def test_packed_answer_is_kept_as_it_came(pulling: Pulling, serve: Serve) -> None:
    packed = b"\x1f\x8b-not-unpacked-here"
    web = serve(lambda exchange: exchange.reply(200, packed, Content_Encoding="gzip"))

    pulling.run(pulling.schedule(f"{web.url}/a.csv.gz"))

    assert pulling.content(pulling.feeds()[0]) == packed
    assert web.requests[0].headers["Accept-Encoding"] == "identity"


def test_cancelled_pull_records_nothing(pulling: Pulling, serve: Serve) -> None:
    before = count_rows(pulling.database)

    def cancel_first(exchange: Exchange) -> None:
        cancel_unfinished_job(pulling.database, pulling.jobs()[0].job_id)
        exchange.reply(200, FEED)

    with pytest.raises(FeedledgerError) as stopped:
        pulling.run(pulling.schedule(f"{serve(cancel_first).url}/a.csv"))

    assert stopped.value.code == "job/stopped"
    assert count_rows(pulling.database)["feed"] == before["feed"]
