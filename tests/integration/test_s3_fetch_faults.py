"""A feed read back over a faulty way to S3: in the end, and never from other bytes than came."""

import pytest

from ingestion.feeds import get_feed
from jobs.queue import Job
from tests.faulty_proxy import Fault
from tests.feeding import until
from tests.on_s3 import ALL_TRIES, OnS3

FEED = b"sku,title,price\nLAMP,Lamp,15.00\nRUG,Rug,80.00\n"
OTHER = b"sku,title,price\nBED,Bed,500.00\n"
PASSING: list[Fault] = ["reset", "answer lost", "error", "slow down"]
DAMAGING: list[Fault] = ["body cut", "body reset", "body shortened", "body changed"]


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        *(("VALIDATE", fault) for fault in [*PASSING, *DAMAGING]),
        *(("ETL", fault) for fault in ("reset", "body shortened", "body changed")),
    ],
)
def test_job_meets_trouble_and_loads_what_was_sent(on_s3: OnS3, kind: str, fault: Fault) -> None:
    feed = on_s3.deliver_cold(FEED)
    if kind == "ETL":
        assert on_s3.feeding.run_next() == "VALIDATE"
        on_s3.feeding.ingestion.bench.clear()
        on_s3.feeding.ingestion.spool.release(feed.feed_id)
    on_s3.way.fail("GET", fault, at="/raw/", times=3)

    on_s3.work()
    on_s3.feeding.wait(feed)

    assert on_s3.way.faults == []
    assert on_s3.is_loaded(feed, FEED)
    assert on_s3.feeding.jobs_of(feed) == [("ETL", "SUCCEEDED"), ("VALIDATE", "SUCCEEDED")]


def why_it_waits(job: Job) -> tuple[str, str | None]:
    """Return the kind of the job and the code of its last error; None while it tries again."""
    return job.kind, job.error["code"] if job.error else None


@pytest.mark.parametrize("kind", ["VALIDATE", "ETL"])
def test_feed_waits_for_a_store_that_is_down_and_others_go_on(on_s3: OnS3, kind: str) -> None:
    feed = on_s3.deliver_cold(FEED)
    if kind == "ETL":
        assert on_s3.feeding.run_next() == "VALIDATE"
        on_s3.feeding.ingestion.bench.clear()
        on_s3.feeding.ingestion.spool.release(feed.feed_id)
    other = on_s3.feeding.deliver(OTHER, partner="other")
    on_s3.way.is_down = True

    on_s3.work()
    until(lambda: on_s3.job(feed).status == "RETRY_WAIT")
    on_s3.feeding.wait(other)

    until(lambda: why_it_waits(on_s3.job(feed)) == (kind, "store/unavailable"))
    assert on_s3.is_loaded(other, OTHER)
    assert not get_feed(on_s3.feeding.database, feed.feed_id).is_finished
    assert list(on_s3.feeding.ingestion.spool.folder.iterdir()) == []

    on_s3.way.is_down = False
    on_s3.feeding.wait(feed)
    assert on_s3.is_loaded(feed, FEED)


def test_silent_store_is_not_waited_for(on_s3: OnS3, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = on_s3.deliver_cold(FEED)
    on_s3.use_read_timeout(monkeypatch, 0.5)
    on_s3.way.fail("GET", "hang", times=4)

    on_s3.work()
    on_s3.feeding.wait(feed)

    assert on_s3.is_loaded(feed, FEED)


def test_refused_credentials_end_the_feed_with_the_reason_and_it_can_be_replayed(
    on_s3: OnS3,
) -> None:
    feed = on_s3.deliver_cold(FEED)
    on_s3.way.fail("GET", "denied", times=ALL_TRIES)

    on_s3.work()
    ended = on_s3.feeding.wait(feed)

    assert ended.status == "VALIDATION_FAILED"
    assert ended.error is not None
    assert ended.error["code"] == "store/refused"
    assert on_s3.feeding.products() == []
    on_s3.way.faults.clear()
    assert on_s3.is_loaded(on_s3.feeding.replay(feed), FEED)
