"""Nothing local is left of a feed on which nobody works any more, however it ended."""

from unittest import mock

import pytest

from ingestion.bench import Bench
from ingestion.decisions import cancel_feed
from ingestion.feed_jobs import cancel_job
from ingestion.feeds import Feed, get_feed
from jobs.queue import read_jobs_of
from tests.feeding import Feeding
from tests.reverting import A

ANNA = "user:anna"


def local_copies(feeding: Feeding) -> list[str]:
    return [path.name for path in feeding.ingestion.spool.folder.iterdir()]


@pytest.fixture
def waiting(feeding: Feeding) -> Feed:
    """Deliver a feed for which no worker is there."""
    feeding.runner.stop()
    feed = feeding.deliver(A)
    assert local_copies(feeding) == [f"{feed.feed_id}.raw"]
    return feed


def test_cancelled_feed_that_waited_for_its_check_leaves_no_copy(
    feeding: Feeding, waiting: Feed
) -> None:
    cancel_feed(feeding.ingestion, waiting.feed_id, ANNA)

    assert local_copies(feeding) == []


def test_cancelled_check_that_waited_leaves_no_copy(feeding: Feeding, waiting: Feed) -> None:
    (job,) = read_jobs_of(feeding.database, [waiting.feed_id])[waiting.feed_id]

    cancel_job(feeding.ingestion, job, ANNA)

    assert local_copies(feeding) == []


def test_cancelled_feed_leaves_no_copy_when_others_were_checked_since(
    feeding: Feeding, waiting: Feed
) -> None:
    for code in ("one", "two"):
        feeding.partner(code)
        feeding.deliver(A, partner=code)
    assert [feeding.run_next() for _ in range(3)] == ["VALIDATE"] * 3
    assert feeding.ingestion.bench.take(waiting.feed_id) is None

    cancel_feed(feeding.ingestion, waiting.feed_id, ANNA)

    assert f"{waiting.feed_id}.raw" not in local_copies(feeding)


def test_feed_that_is_cancelled_at_the_end_of_its_check_leaves_nothing(
    feeding: Feeding, waiting: Feed
) -> None:
    put = Bench.put

    def cancel_and_put(*asked: object) -> None:
        cancel_feed(feeding.ingestion, waiting.feed_id, ANNA)
        put(*asked)  # type: ignore[arg-type]

    with mock.patch.object(Bench, "put", cancel_and_put):
        feeding.run_next()

    assert get_feed(feeding.database, waiting.feed_id).status == "CANCELLED"
    assert local_copies(feeding) == []
    assert feeding.ingestion.bench.take(waiting.feed_id) is None
