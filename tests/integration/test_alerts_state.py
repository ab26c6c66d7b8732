"""Alerts on a real database: raised once, resolved when over, never lost, never a flood."""

import threading
from datetime import timedelta

import pytest

from catalog.database import Database
from catalog.errors import WriteConflict
from catalog.partners import NewPartner, create_partner
from ingestion.alert_desk import AlertDesk
from ingestion.alert_round import CALM, run_round
from ingestion.alert_rules import Condition
from tests.alerting import Alerting, Receiver

NOWHERE = "json://127.0.0.1:1/"
A_ROUND = timedelta(seconds=15)


def test_alert_is_raised_once_however_often_it_is_seen(alerting: Alerting) -> None:
    alerting.channel(NOWHERE)
    alerting.matter()

    for _ in range(50):
        alerting.round(A_ROUND)

    (alert,) = alerting.rows("alert")
    assert alert["resolved_at"] is None
    assert alert["last_seen_at"] > alert["raised_at"]
    assert alerting.told() == [("raised", "pending")]


def test_alert_is_resolved_when_it_is_over_and_that_is_told(alerting: Alerting) -> None:
    alerting.channel(NOWHERE)
    alerting.matter()
    alerting.round()
    alerting.found.clear()

    for _ in range(3):
        alerting.round(A_ROUND)

    (alert,) = alerting.rows("alert")
    assert alert["resolved_at"] == alert["raised_at"] + A_ROUND
    assert alerting.told() == [("raised", "pending"), ("resolved", "pending")]


def test_alerts_of_one_rule_are_told_apart_by_their_subject(alerting: Alerting) -> None:
    alerting.matter("a")
    alerting.matter("b")
    alerting.round()
    alerting.found.pop()
    alerting.round(A_ROUND)

    assert [(row["subject"], row["resolved_at"] is None) for row in alerting.rows("alert")] == [
        ("a", True),
        ("b", False),
    ]


def test_what_comes_back_soon_is_the_same_alert_and_no_second_message(alerting: Alerting) -> None:
    alerting.channel(NOWHERE)
    for _ in range(15):
        alerting.matter()
        alerting.round(A_ROUND)
        alerting.found.clear()
        alerting.round(A_ROUND)

    (alert,) = alerting.rows("alert")
    assert alert["reopened"] == 14
    assert alerting.told() == [("raised", "pending"), ("resolved", "pending")]


def test_what_came_back_and_stays_is_told_again_once_calm_is_over(alerting: Alerting) -> None:
    alerting.channel(NOWHERE)
    alerting.matter()
    alerting.round()
    alerting.found.clear()
    alerting.round(A_ROUND)
    alerting.matter()
    alerting.round(A_ROUND)

    alerting.round(CALM - 2 * A_ROUND)
    assert len(alerting.told()) == 2
    alerting.round(A_ROUND)

    assert [event for event, _ in alerting.told()] == ["raised", "resolved", "raised"]


def test_what_comes_back_late_is_another_alert(alerting: Alerting) -> None:
    alerting.channel(NOWHERE)
    alerting.matter()
    alerting.round()
    alerting.found.clear()
    alerting.round(A_ROUND)
    alerting.matter()
    alerting.round(CALM)

    assert len(alerting.rows("alert")) == 2
    assert [event for event, _ in alerting.told()] == ["raised", "resolved", "raised"]


def test_two_rounds_at_once_raise_one_alert(alerting: Alerting, database: Database) -> None:
    alerting.channel(NOWHERE)
    together = threading.Barrier(4)
    failures: list[Exception] = []

    def find(_now: object) -> list[Condition]:
        return [Condition("disk_low", "disk", None, {})]

    def look() -> None:
        desk = AlertDesk(database, "http://test", (find,), lambda: alerting.now)
        for _ in range(5):
            together.wait()
            try:
                run_round(desk)
            except WriteConflict as error:
                failures.append(error)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(alerting.rows("alert")) == 1
    assert alerting.told() == [("raised", "pending")]
    # not one of them raised nothing because the others were in its way
    assert len(failures) < 20


def test_round_that_fails_writes_neither_alert_nor_message(
    alerting: Alerting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no more")

    alerting.channel(NOWHERE)
    alerting.matter()
    with monkeypatch.context() as broken:
        broken.setattr("ingestion.alert_round.raised_message", fail)
        with pytest.raises(OSError, match="no more"):
            alerting.round()

    assert (alerting.rows("alert"), alerting.told()) == ([], [])
    alerting.round()
    assert alerting.told() == [("raised", "pending")]


def test_restart_neither_raises_again_nor_forgets(alerting: Alerting, database: Database) -> None:
    alerting.channel(NOWHERE)
    alerting.matter()
    alerting.round()

    again = Alerting(database, now=alerting.now)
    again.matter()
    again.round(A_ROUND)
    again.found.clear()
    again.round(A_ROUND)

    assert len(alerting.rows("alert")) == 1
    assert [event for event, _ in alerting.told()] == ["raised", "resolved"]


def test_channel_made_later_is_told_of_what_is_open(alerting: Alerting) -> None:
    alerting.matter()
    alerting.round()
    alerting.channel(NOWHERE)
    alerting.round(A_ROUND)

    assert alerting.told() == [("raised", "pending")]


def test_alert_that_was_given_up_is_sent_once_the_channel_works(
    alerting: Alerting, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.alert_post.MAX_ATTEMPTS", 1)
    receiver.statuses = [503, 200]
    alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    alerting.send()
    assert alerting.told() == [("raised", "failed")]

    alerting.round(A_ROUND)
    alerting.send()

    assert alerting.told() == [("raised", "failed"), ("raised", "sent")]
    assert len(receiver.got) == 1


def test_channel_hears_of_its_rules_and_its_partner_alone(alerting: Alerting) -> None:
    ours, theirs = (
        create_partner(alerting.database, NewPartner(code=code, name=code)).partner_id
        for code in ("ours", "theirs")
    )
    alerting.channel(NOWHERE, name="held", rules=["feed_held"])
    alerting.channel(NOWHERE, name="ours", partner="ours")
    alerting.channel(NOWHERE, name="off", is_active=False)
    for partner_id in (ours, theirs):
        alerting.found.append(Condition("zero_rows", str(partner_id), partner_id, {}))
    alerting.matter()
    alerting.round()

    told = alerting.database.rows(
        "select channel.name, rule, alert.partner_id from alert_delivery as delivery"
        " join alert using (alert_id) join alert_channel as channel using (channel_id)"
    )
    assert told == [{"name": "ours", "rule": "zero_rows", "partner_id": ours}]


def test_channel_hears_from_its_own_threshold_on(alerting: Alerting) -> None:
    alerting.channel(NOWHERE, name="soon", thresholds={"feeds_failing": 2})
    alerting.channel(NOWHERE, name="late", thresholds={"feeds_failing": 4})
    told = []
    for count in (2, 3, 4, 5):
        alerting.found = [Condition("feeds_failing", "1", None, {"count": count}, count)]
        alerting.round(A_ROUND)
        told.append(len(alerting.told()))

    assert told == [1, 1, 2, 2]
    assert len(alerting.rows("alert")) == 1


def test_threshold_of_one_partners_channel_raises_nothing_of_another(alerting: Alerting) -> None:
    ours, theirs = make_partners(alerting, "ours", "theirs")
    alerting.channel(NOWHERE, partner="ours", thresholds={"feeds_failing": 1})
    alerting.channel(NOWHERE, rules=["feed_held"], thresholds={"feeds_failing": 1})
    alerting.found = [
        Condition("feeds_failing", str(partner_id), partner_id, {"count": 2}, 2)
        for partner_id in (ours, theirs)
    ]

    alerting.round()

    assert [row["partner_id"] for row in alerting.rows("alert")] == [ours]


@pytest.mark.parametrize("is_sent", [True, False])
def test_channel_that_is_given_to_another_partner_hears_nothing_of_the_first(
    alerting: Alerting, receiver: Receiver, *, is_sent: bool
) -> None:
    ours, _ = make_partners(alerting, "ours", "theirs")
    channel = alerting.channel(receiver.url, partner="ours")
    alerting.found = [Condition("zero_rows", "1", ours, {})]
    alerting.round()
    if is_sent:
        alerting.send()

    alerting.change(channel, partner="theirs")
    alerting.send()
    alerting.found = []
    alerting.round(A_ROUND)
    alerting.send()

    assert alerting.told() == [("raised", "sent" if is_sent else "failed")]
    assert len(receiver.got) == is_sent


def make_partners(alerting: Alerting, *codes: str) -> list[int]:
    """Make partners, and return their ids."""
    new = [NewPartner(code=code, name=code) for code in codes]
    return [create_partner(alerting.database, one).partner_id for one in new]
