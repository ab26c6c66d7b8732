"""Which partners are silent for longer than they ever are."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from catalog.database import Database
from ingestion.silence import SilentPartner, find_silent_partners
from tests.feeding import Feeding

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SHELF = "id,title,price\nLAMP,Lamp,5\n"


@pytest.fixture
def sent(feeding: Feeding) -> Feeding:
    """Lend a partner that sent six feeds, on days that its tests say."""
    for _ in range(6):
        feeding.deliver(SHELF)
    return feeding


def date_feeds(database: Database, *days_ago: int, origin: str = "api") -> None:
    """Have the feeds come so many days before noon, and those that are left over with the first."""
    feeds = database.rows("select feed_id from feed order by feed_no")
    ages = [*days_ago, *[days_ago[0]] * (len(feeds) - len(days_ago))]
    with database.transaction() as cursor:
        for feed, age in zip(feeds, ages, strict=True):
            asked = {"feed_id": feed["feed_id"], "at": NOON - age * DAY, "origin": origin}
            cursor.execute(
                "update feed set received_at = $at, origin = $origin where feed_id = $feed_id",
                asked,
            )


def silent(feeding: Feeding, zone: str = "UTC", now: datetime = NOON) -> list[SilentPartner]:
    return find_silent_partners(feeding.database, now, ZoneInfo(zone))


def test_partner_is_silent_once_its_longest_pause_is_passed(sent: Feeding) -> None:
    sent.settle()
    date_feeds(sent.database, 4, 5, 6, 9, 10, 11)

    (found,) = silent(sent)

    assert (found.partner, found.silent_days, found.usual_days) == ("lumen", 4, 3)
    assert silent(sent, now=NOON - DAY) == []


def test_days_of_silence_are_those_of_the_zone(sent: Feeding) -> None:
    sent.settle()
    date_feeds(sent.database, 2, 3, 4, 5, 6, 7)
    late = NOON - DAY + timedelta(hours=11, minutes=30)

    assert silent(sent, now=late) == []
    assert [each.silent_days for each in silent(sent, "Europe/Berlin", late)] == [2]


def test_who_sent_on_four_days_has_no_habit_yet(sent: Feeding) -> None:
    sent.settle()
    date_feeds(sent.database, 20, 21, 22, 23)

    assert silent(sent) == []


def test_pause_long_ago_is_no_habit(sent: Feeding) -> None:
    sent.settle()
    date_feeds(sent.database, 5, 6, 7, 8, 9, 70)

    assert [each.usual_days for each in silent(sent)] == [1]


def test_replay_is_no_feed_of_the_partner(sent: Feeding) -> None:
    sent.settle()
    date_feeds(sent.database, 5, 6, 7, 8, 9, 10, origin="replay")

    assert silent(sent) == []
