"""Which scheduled feeds did not come."""

import io
from datetime import timedelta

import pytest

from catalog.errors import FeedledgerError
from ingestion.delivery import Delivery, deliver_feed
from ingestion.feeds import Feed
from ingestion.overdue import Overdue, find_overdue
from ingestion.replay import Replay, replay_feed
from ingestion.schedule_writing import pause_schedule
from tests.pulling import FEED, NOON, Pulling


def overdue(pulling: Pulling, **later: float) -> list[Overdue]:
    pulling.now += timedelta(**later)
    return find_overdue(pulling.database, pulling.now)


def shown(found: list[Overdue]) -> list[tuple[str, str]]:
    return [(one.reason, f"{one.expected_at:%H:%M}") for one in found]


def arrive(pulling: Pulling) -> Feed:
    delivery = Delivery("lumen", "full", "a.csv", "api", "key:test")
    return deliver_feed(pulling.ingestion, delivery, io.BytesIO(FEED))


def test_pull_that_never_ran_is_overdue_once_the_grace_is_over(pulling: Pulling) -> None:
    pulling.schedule(pulling.file("a.csv"), misfire_grace_s=600)

    assert overdue(pulling, hours=1, minutes=9) == []
    (missed,) = overdue(pulling, minutes=1)

    assert (missed.reason, missed.expected_at) == ("missed", NOON + timedelta(hours=1))
    assert (missed.last_at, missed.last_feed_id) == (None, None)


def test_pull_that_ran_is_not_overdue_whether_it_brought_something_or_not(
    pulling: Pulling,
) -> None:
    pulling.schedule(pulling.file("a.csv"), misfire_grace_s=600)

    for outcome in ("loaded", "unchanged"):
        pulling.tick(hours=1)
        assert pulling.work(pulling.claim()).last_outcome == outcome
        assert overdue(pulling, minutes=15) == []
        pulling.now -= timedelta(minutes=15)


def test_pull_that_failed_for_good_is_overdue_at_once_until_one_succeeds(pulling: Pulling) -> None:
    schedule = pulling.run(pulling.schedule(pulling.file("a.csv")))
    (pulling.folder / "pulls" / "a.csv").unlink()
    pulling.tick(hours=1)
    with pytest.raises(FeedledgerError):
        pulling.work(pulling.claim())

    (failed,) = overdue(pulling, seconds=5)
    assert (failed.reason, failed.expected_at) == ("failed", NOON + timedelta(hours=1))
    assert failed.last_feed_id == schedule.last_feed_id
    assert failed.error is not None
    assert failed.error["code"] == "pull/not_found"
    assert shown(overdue(pulling, hours=1)) == [("failed", "13:00")]

    pulling.file("a.csv")
    pulling.run(schedule)
    assert overdue(pulling, seconds=5) == []


def test_pull_under_way_is_not_overdue(pulling: Pulling) -> None:
    pulling.schedule(pulling.file("a.csv"), misfire_grace_s=600)

    pulling.tick(hours=1)

    assert overdue(pulling, minutes=30) == []


def test_expected_feed_is_overdue_from_the_grace_until_it_arrives(pulling: Pulling) -> None:
    pulling.schedule(None, kind="expected", misfire_grace_s=600)

    assert overdue(pulling, hours=1, minutes=9) == []
    assert shown(overdue(pulling, minutes=1)) == [("absent", "13:00")]
    feed = arrive(pulling)
    assert overdue(pulling, minutes=1) == []
    (absent,) = overdue(pulling, hours=1)

    assert (absent.reason, f"{absent.expected_at:%H:%M}") == ("absent", "14:00")
    assert (absent.last_feed_id, absent.last_at) == (feed.feed_id, feed.received_at)


def test_feed_that_comes_within_the_grace_counts_for_that_time_alone(pulling: Pulling) -> None:
    pulling.schedule(None, kind="expected", misfire_grace_s=600)
    pulling.now += timedelta(hours=1, minutes=5)
    arrive(pulling)

    assert overdue(pulling, minutes=10) == []
    assert shown(overdue(pulling, hours=1)) == [("absent", "14:00")]


def test_feed_that_comes_early_counts(pulling: Pulling) -> None:
    pulling.schedule(None, kind="expected", misfire_grace_s=600)
    pulling.now += timedelta(minutes=50)
    arrive(pulling)

    assert overdue(pulling, minutes=30) == []


def test_replay_is_no_arrival(pulling: Pulling) -> None:
    feed = arrive(pulling)
    pulling.schedule(None, kind="expected", misfire_grace_s=600)
    pulling.now += timedelta(minutes=50)
    pulling.database.write(lambda cursor: cursor.execute("update feed set status = 'FAILED'"))
    replay_feed(pulling.ingestion, feed.feed_id, Replay("user:anna", "today"))

    assert shown(overdue(pulling, minutes=30)) == [("absent", "13:00")]


def test_paused_schedule_expects_nothing(pulling: Pulling) -> None:
    schedule = pulling.schedule(None, kind="expected", misfire_grace_s=600)
    pause_schedule(pulling.ingestion, schedule.schedule_id)

    assert overdue(pulling, days=3) == []
