"""Pulls on real workers: stopped while they run, tried again, and never ahead of who reads them."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from catalog.partners import get_partner
from ingestion.feed_jobs import cancel_job
from ingestion.feeds import FeedFilter, get_feed, list_feeds
from ingestion.pull_http import Door
from ingestion.pull_source import NO_MARKS, Found, Marks
from ingestion.pull_transfer import PIECES_AHEAD, transferring
from ingestion.pulling import PullRoom, fail_pull, pull_feed
from ingestion.schedule_clock import queue_due
from ingestion.schedule_forms import NewSchedule
from ingestion.schedule_writing import create_schedule, delete_schedule, run_schedule
from ingestion.schedules import Schedule, get_schedule
from jobs.context import JobContext
from jobs.handlers import Handler
from jobs.queue import get_job
from tests.feeding import Feeding, until
from tests.pulling import FEED
from tests.web_source import Answer, Exchange, WebSource

Serve = Callable[[Answer], WebSource]


@pytest.fixture(autouse=True)
def can_pull(feeding: Feeding) -> None:
    room = PullRoom(feeding.ingestion, stall_s=20)

    def run(context: JobContext) -> None:
        pull_feed(room, context)

    feeding.handlers["PULL"] = Handler(run, lambda *ended: fail_pull(feeding.ingestion, *ended))


def add(feeding: Feeding, url: str) -> Schedule:
    new = NewSchedule(partner="lumen", name="nightly", url=url, cron="0 3 * * *")
    return create_schedule(feeding.ingestion, new, "user:anna")


def endless(exchange: Exchange) -> None:
    exchange.head(200)
    while not exchange.web.closing.wait(0.01):
        exchange.wfile.write(FEED)


def silent(exchange: Exchange) -> None:
    exchange.head(200, Content_Length="1000")
    exchange.web.closing.wait(20)


@pytest.mark.parametrize("answer", [endless, silent])
def test_cancelled_pull_stops_its_transfer_and_leaves_nothing(
    feeding: Feeding, serve: Serve, answer: Answer
) -> None:
    web = serve(answer)
    schedule = add(feeding, f"{web.url}/a.csv")
    job_id = run_schedule(feeding.ingestion, schedule.schedule_id)
    until(lambda: bool(web.requests))

    cancel_job(feeding.ingestion, get_job(feeding.database, job_id), "user:anna")
    feeding.settle()

    assert get_job(feeding.database, job_id).status == "CANCELLED"
    assert list_feeds(feeding.database, FeedFilter()).items == ()
    until(lambda: not list(feeding.ingestion.spool.folder.iterdir()))
    assert get_schedule(feeding.database, schedule.schedule_id).last_outcome is None


def test_deleted_schedule_stops_its_transfer(feeding: Feeding, serve: Serve) -> None:
    web = serve(endless)
    schedule = add(feeding, f"{web.url}/a.csv")
    job_id = run_schedule(feeding.ingestion, schedule.schedule_id)
    until(lambda: bool(web.requests))

    delete_schedule(feeding.ingestion, schedule.schedule_id)
    until(lambda: not list(feeding.ingestion.spool.folder.iterdir()))

    assert get_job(feeding.database, job_id).status == "CANCELLED"
    assert list_feeds(feeding.database, FeedFilter()).items == ()


def test_stop_of_the_server_waits_for_no_source_and_the_pull_goes_on_after_it(
    feeding: Feeding, serve: Serve
) -> None:
    web = serve(silent)
    schedule = add(feeding, f"{web.url}/a.csv")
    job_id = run_schedule(feeding.ingestion, schedule.schedule_id)
    until(lambda: bool(web.requests))

    feeding.runner.stop()  # would wait for the 20 s that the source may be silent

    assert get_job(feeding.database, job_id).status == "QUEUED"
    assert not web.closing.is_set()


def test_source_that_comes_back_is_loaded_by_a_later_attempt(
    feeding: Feeding, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.retrying.FIRST_WAIT_S", 0.01)
    monkeypatch.setattr("jobs.retrying.LONGEST_WAIT_S", 0.01)

    def down_twice(exchange: Exchange) -> None:
        status = 503 if len(exchange.web.requests) < 3 else 200
        exchange.reply(status, FEED)

    web = serve(down_twice)
    schedule = add(feeding, f"{web.url}/a.csv")
    job_id = run_schedule(feeding.ingestion, schedule.schedule_id)
    until(lambda: get_job(feeding.database, job_id).status == "SUCCEEDED")
    feeding.settle()

    assert (get_job(feeding.database, job_id).attempt, len(web.requests)) == (3, 3)
    after = get_schedule(feeding.database, schedule.schedule_id)
    feed = get_feed(feeding.database, str(after.last_feed_id))
    assert (feed.status, feed.origin) == ("COMPLETED", "pull")
    assert feed.partner_id == get_partner(feeding.database, "lumen").partner_id


def test_clock_and_edits_of_the_same_schedule_at_once_lose_nothing(feeding: Feeding) -> None:
    schedule = add(feeding, "https://shop.example.com/a.csv")
    feeding.database.write(
        lambda cursor: cursor.execute("update schedule set next_run_at = '2020-01-01 00:00:00+00'")
    )

    threads = [threading.Thread(target=queue_due, args=[feeding.ingestion]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    after = get_schedule(feeding.database, schedule.schedule_id)
    assert after.next_run_at is not None
    assert after.next_run_at > feeding.ingestion.clock()


class Pieces:
    """A source of a hundred pieces that counts those it was asked for."""

    given = 0

    @contextmanager
    def open(self, _known: Marks) -> Iterator[Found | None]:
        yield Found("a.csv", None, NO_MARKS, self.pieces())

    def pieces(self) -> Iterator[bytes]:
        for _ in range(100):
            self.given += 1
            yield b"a"


def test_source_is_read_no_further_than_a_few_pieces_ahead() -> None:
    source = Pieces()

    with transferring(source, NO_MARKS, 60, lambda: None) as transfer:
        assert transfer.find() is not None
        pieces = transfer.pieces()
        for taken in range(1, 100):
            assert next(pieces) == b"a"
            assert source.given <= taken + PIECES_AHEAD + 1

    assert source.given >= 99


@pytest.mark.parametrize(
    ("first", "then", "is_let_through"),
    [
        ("93.184.216.34", "93.184.216.35", True),
        ("93.184.216.34", "127.0.0.1", False),
        ("93.184.216.34", "169.254.169.254", False),
        ("93.184.216.34", "10.0.0.7", False),
        ("93.184.216.34", "::ffff:127.0.0.1", False),
        ("10.0.0.7", "127.0.0.1", True),
    ],
)
def test_public_server_redirects_to_no_address_inside(
    first: str, then: str, *, is_let_through: bool
) -> None:
    door = Door()

    assert reaches(door, first)
    door.is_redirected = True

    assert reaches(door, then) is is_let_through
    assert door.has_refused is not is_let_through


def test_name_of_public_and_inside_addresses_redirects_to_no_address_inside() -> None:
    door = Door()
    assert reaches(door, "93.184.216.34")
    assert reaches(door, "10.0.0.7")  # tried as well, as the first one was slow

    door.is_redirected = True

    assert not reaches(door, "169.254.169.254")


def reaches(door: Door, address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        door.make_socket((family, socket.SOCK_STREAM, 0, "", (address, 80))).close()
    except OSError:
        return False
    return True
