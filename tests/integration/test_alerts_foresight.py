"""What a channel would have been told of is what a round tells it of, and nothing is written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog.database import Database
from ingestion.alert_channels import NewChannel, Thresholds, create_channel
from ingestion.alert_desk import AlertDesk
from ingestion.alert_foresight import Foreseen, Listener, foresee_alerts
from ingestion.alert_round import run_round
from ingestion.alert_rules import Condition
from tests.alerting import NOON
from tests.makers import make_partner

CONDITIONS = (
    Condition("disk_low", "disk", None, {"free_bytes": 1, "needed_bytes": 2}),
    Condition("feeds_failing", "p1", 1, {"partner": "lumen", "count": 3}, 3),
    Condition("feeds_failing", "p2", 2, {"partner": "nordhus", "count": 5}, 5),
    Condition("feed_held", "f1", 1, {"partner": "lumen", "held_by": ["x"]}, 20),
)
EVERYBODY = Listener(None, None, Thresholds())


@pytest.fixture
def desk(database: Database) -> AlertDesk:
    """Lend a desk at which that is the matter at noon."""
    for code in ("lumen", "nordhus"):
        make_partner(database, code)
    return AlertDesk(database, "http://test", (lambda _: list(CONDITIONS),), lambda: NOON)


def keys(found: tuple[Foreseen, ...]) -> set[tuple[str, str]]:
    return {(each.rule, str(each.details.get("partner", ""))) for each in found}


@pytest.mark.parametrize(
    "listener",
    [
        EVERYBODY,
        Listener(("disk_low", "feed_held"), None, Thresholds()),
        Listener(None, 2, Thresholds()),
        Listener(None, None, Thresholds(feeds_failing=4)),
        Listener(("feeds_failing",), 1, Thresholds(feeds_failing=4)),
        Listener(None, None, Thresholds(feed_held=30, feeds_failing=1)),
    ],
    ids=["all", "two rules", "one partner", "higher", "nothing", "lower and higher"],
)
def test_channel_is_told_of_what_was_foreseen(
    desk: AlertDesk, database: Database, listener: Listener
) -> None:
    codes = {1: "lumen", 2: "nordhus", None: None}
    foreseen = foresee_alerts(desk, listener)
    new = NewChannel(
        name="ops",
        url="json://127.0.0.1:1/",
        rules=list(listener.rules) if listener.rules else None,
        partner=codes[listener.partner_id],
        thresholds=listener.thresholds,
    )
    create_channel(database, new, NOON)
    run_round(desk)

    told = database.rows(
        "select rule, coalesce(details ->> 'partner', '') as partner"
        " from alert_delivery join alert using (alert_id)"
    )
    assert keys(foreseen) == {(row["rule"], row["partner"]) for row in told}
    assert all(each.raised_at is None for each in foreseen)


def test_what_is_over_counts_for_a_day(desk: AlertDesk) -> None:
    run_round(desk)
    later = replace(desk, probes=(), clock=lambda: NOON + timedelta(minutes=30))
    run_round(later)

    found = foresee_alerts(later, EVERYBODY)

    assert len(found) == len(CONDITIONS)
    assert all(each.raised_at == NOON and each.resolved_at for each in found)
    next_day = replace(later, clock=lambda: NOON + timedelta(days=1, minutes=31))
    assert foresee_alerts(next_day, EVERYBODY) == ()


def test_what_is_open_counts_once(desk: AlertDesk) -> None:
    run_round(desk)

    found = foresee_alerts(desk, EVERYBODY)

    assert len(found) == len(CONDITIONS)
    assert all(each.raised_at == NOON for each in found)


def test_foreseeing_writes_nothing(desk: AlertDesk, database: Database) -> None:
    foresee_alerts(desk, EVERYBODY)

    for table in ("alert", "alert_delivery", "alert_channel"):
        assert database.rows(f"from {table}") == []
