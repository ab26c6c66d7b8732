"""
The promise to analysts: a change is followed by a publication within the interval, and 3 s of it.

The clock is the test's own, looked at once a second as the application does: what is held is when
each publication is due, in whichever order things happen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from analytics.published_files import Seen
from analytics.publisher import Publisher
from analytics.publishing_queue import KEPT_FAILED, LONGEST_REST_S, rest_s
from catalog.clock import utc_now
from catalog.database import Database
from catalog.settings import Settings
from ingestion.alert_desk import AlertDesk
from ingestion.alert_round import run_round
from ingestion.alerts import list_alerts
from jobs.runner import POLL_EVERY_S
from tests.publishing import Publishing
from tests.shop import Shop
from wiring import LOOK_WHAT_TO_PUBLISH_EVERY_S

INTERVAL_S, GRACE_S, TAKES_S = 30.0, 3.0, 1.0
MOST_LOOKS = 300
FAILED = """
insert into job (job_id, kind, status, lane, lane_position, max_attempts, finished_at)
select uuidv7(), 'PUBLISH', 'FAILED', 'PUBLISH', 0, 3, $ended_at from range($rows)
"""


class Fault(Exception):
    """What a publication fails by."""


@dataclass
class Clockwork:
    """A publisher that is looked at each second of the test's clock, and takes one to publish."""

    database: Database
    folder: Path
    now_s: float = 1000.0
    takes_s: float = TAKES_S
    faults: int = 0
    attempts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    meanwhile: Callable[[], object] = field(default=lambda: None)

    def __post_init__(self) -> None:
        self.shop = Shop(self.database)
        self._of_last: Publisher | None = None
        self.start()

    def start(self) -> None:
        """Have a publisher of a new process."""
        self.publishing = Publishing(self.database, self.folder)
        self.publishing.publisher.interval_s = INTERVAL_S
        self.publishing.publisher.monotonic = lambda: self.now_s

    def change(self, sku: str) -> float:
        """Have another product, and return when."""
        self.shop.add(sku, quantity=1)
        return self.now_s

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass in which nothing is due."""
        self.now_s += seconds

    def wait_for(self, sku: str) -> float:
        """Let time pass until readers see the product, and return when."""
        while not (self.publishing.path.exists() and self.shows(sku)):
            self.attempt()
        return self.now_s

    def shows(self, sku: str) -> bool:
        return (sku,) in self.publishing.read("select sku from products")

    def attempt(self) -> None:
        """Let time pass until one publication has gone well or failed."""
        before = len(self.attempts)
        if self.attempts and self.publishing.publisher is self._of_last:
            self.now_s = max(self.now_s, self.attempts[-1] + INTERVAL_S - GRACE_S)
        for _ in range(MOST_LOOKS):
            self.tick()
            if len(self.attempts) > before:
                return
        pytest.fail(f"nothing is due within {MOST_LOOKS} looks")

    def tick(self) -> None:
        """Let a second pass; a publication that is due then is made."""
        self.now_s += LOOK_WHAT_TO_PUBLISH_EVERY_S
        if not self.publishing.publisher.queue_due():
            return
        self.attempts.append(self.now_s)
        self._of_last = self.publishing.publisher
        with self._eventful():
            if self.faults:
                self.faults -= 1
                with pytest.raises(Fault):
                    self.publishing.publish()
                self._note_failure()
            else:
                self.publishing.publish()
        self.ends.append(self.now_s)

    @contextmanager
    def _eventful(self) -> Iterator[None]:
        files, is_faulty = self.publishing.files, bool(self.faults)
        put_in_place = files.put_in_place

        def put() -> Seen:
            meanwhile, self.meanwhile = self.meanwhile, lambda: None
            meanwhile()
            self.now_s += self.takes_s
            if is_faulty:
                raise Fault
            return put_in_place()

        with patch.object(files, "put_in_place", put):
            yield

    def _note_failure(self) -> None:
        end = "update job set status = 'FAILED', finished_at = now(), error = '{\"code\": \"x\"}'"
        with self.database.transaction() as cursor:
            cursor.execute(f"{end} where status = 'RUNNING'")


@pytest.fixture
def clockwork(database: Database, tmp_path: Path) -> Clockwork:
    """Lend a clockwork whose file is published."""
    clockwork = Clockwork(database, tmp_path / "published")
    clockwork.change("FIRST")
    clockwork.wait_for("FIRST")
    return clockwork


def test_grace_is_enough_for_the_looks_at_what_is_due() -> None:
    assert LOOK_WHAT_TO_PUBLISH_EVERY_S + POLL_EVERY_S < GRACE_S
    assert Settings.model_fields["publish_min_interval_s"].default == INTERVAL_S


@pytest.mark.parametrize("after_s", [0, 500])
def test_change_is_shown_within_the_interval(clockwork: Clockwork, after_s: int) -> None:
    clockwork.wait(after_s)
    changed_s = clockwork.change("LAMP")

    assert clockwork.wait_for("LAMP") - changed_s <= INTERVAL_S + GRACE_S


def test_change_during_a_publication_is_shown_by_the_next(clockwork: Clockwork) -> None:
    changed_s: list[float] = []
    clockwork.meanwhile = lambda: changed_s.append(clockwork.change("RUG"))
    clockwork.change("LAMP")
    clockwork.wait_for("LAMP")
    assert changed_s
    assert not clockwork.shows("RUG")

    assert clockwork.wait_for("RUG") - changed_s[0] <= INTERVAL_S + GRACE_S


def test_publication_that_takes_longer_than_the_interval_is_followed_at_once(
    clockwork: Clockwork,
) -> None:
    clockwork.takes_s = 2 * INTERVAL_S
    clockwork.meanwhile = lambda: clockwork.change("RUG")
    clockwork.change("LAMP")
    clockwork.wait_for("LAMP")
    clockwork.wait_for("RUG")

    assert clockwork.attempts[-1] - clockwork.ends[-2] <= LOOK_WHAT_TO_PUBLISH_EVERY_S


def test_change_before_a_restart_is_published_at_once(clockwork: Clockwork) -> None:
    changed_s = clockwork.change("LAMP")
    clockwork.start()

    assert clockwork.wait_for("LAMP") - changed_s <= GRACE_S


def test_change_whose_publication_failed_is_published_an_interval_later(
    clockwork: Clockwork,
) -> None:
    clockwork.wait(INTERVAL_S)
    clockwork.faults = 1
    changed_s = clockwork.change("LAMP")
    shown_s = clockwork.wait_for("LAMP")

    failed_s = clockwork.attempts[-2]
    assert failed_s - changed_s <= LOOK_WHAT_TO_PUBLISH_EVERY_S
    assert shown_s - failed_s <= INTERVAL_S + GRACE_S


def test_rest_after_failures_in_a_row_doubles_up_to_an_hour(clockwork: Clockwork) -> None:
    rests = []
    for _ in range(10):
        with clockwork.database.transaction() as cursor:
            rests.append(rest_s(cursor, "PUBLISH", INTERVAL_S))
            cursor.execute(FAILED, {"ended_at": utc_now(), "rows": 1})

    assert rests == [30, 30, 60, 120, 240, 480, 960, 1920, LONGEST_REST_S, LONGEST_REST_S]


def test_success_ends_the_rest(clockwork: Clockwork) -> None:
    clockwork.faults = 2
    clockwork.change("LAMP")
    clockwork.wait_for("LAMP")
    changed_s = clockwork.change("RUG")
    first, second, third = clockwork.attempts[-3:]

    assert second - first <= INTERVAL_S + GRACE_S
    assert third - second >= 2 * INTERVAL_S
    assert clockwork.wait_for("RUG") - changed_s <= INTERVAL_S + GRACE_S


def test_failing_publication_is_one_alert_that_a_success_ends(clockwork: Clockwork) -> None:
    desk = AlertDesk(clockwork.database, "http://test")
    clockwork.faults = 2
    clockwork.change("LAMP")
    while clockwork.faults:
        clockwork.attempt()
        run_round(desk)
    raised = list_alerts(clockwork.database).items
    clockwork.wait_for("LAMP")
    end = "update job set finished_at = now() where status = 'SUCCEEDED' and finished_at is null"
    with clockwork.database.transaction() as cursor:
        cursor.execute(end)
    run_round(desk)

    assert [(alert.rule, alert.details["kind"]) for alert in raised] == [("job_failed", "PUBLISH")]
    assert list_alerts(clockwork.database, "open").items == ()


def test_failed_publications_do_not_pile_up(clockwork: Clockwork) -> None:
    database = clockwork.database
    long_ago = utc_now() - timedelta(days=31)
    with database.transaction() as cursor:
        cursor.execute(FAILED, {"ended_at": long_ago, "rows": 5})
        cursor.execute(FAILED, {"ended_at": utc_now(), "rows": KEPT_FAILED - 2})
    clockwork.change("LAMP")
    clockwork.start()
    clockwork.wait_for("LAMP")

    (kept,) = database.rows("select count(*) as rows from job where status = 'FAILED'")
    assert kept["rows"] == KEPT_FAILED - 2
