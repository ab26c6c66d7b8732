"""The outbox when things go wrong: hanging channels, crashes, races, and many messages at once."""

import sys
import threading
from datetime import timedelta

import pytest
import requests
from apprise.manager_plugins import NotificationManager

from catalog.errors import WriteConflict
from ingestion.alert_answers import SHORTENED
from ingestion.alert_post import LONGEST_WAIT_S, AlertPost
from ingestion.alert_urls import SCHEMES
from ingestion.alerts import send_test
from tests.alerting import PUBLIC_URL, Alerting, Mailbox, Receiver, receiving, wait

LONG = timedelta(seconds=2 * LONGEST_WAIT_S)


def test_channel_that_hangs_holds_no_other_up(
    alerting: Alerting, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.alert_urls.READ_WITHIN_S", 0.5)
    with receiving() as hanging:
        hanging.is_free.clear()
        slow = alerting.channel(hanging.url, name="slow")
        alerting.channel(mailbox.url, name="quick")
        alerting.matter("a")
        alerting.matter("b")
        alerting.round()
        alerting.post.send_due()

        wait(lambda: len(mailbox.mails) == 2)
        assert hanging.hangs.wait(5)
        wait(lambda: not alerting.post.is_busy)
        told = alerting.database.rows(
            "select status from alert_delivery where channel_id = $id", {"id": slow.channel_id}
        )

        assert {row["status"] for row in told} == {"retrying"}
        assert hanging.got == []


def test_thread_that_never_comes_back_is_given_up(
    alerting: Alerting, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.alert_post.GIVE_UP_AFTER_S", 0.0)
    receiver.is_free.clear()
    alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    alerting.post.send_due()
    assert receiver.hangs.wait(5)
    alerting.post.send_due()

    (row,) = alerting.rows("alert_delivery")
    assert (row["status"], row["attempt"]) == ("retrying", 1)
    receiver.is_free.set()
    wait(lambda: len(receiver.got) == 1)
    alerting.send()
    assert alerting.told() == [("raised", "retrying")]  # its late answer is ignored: sent twice


@pytest.mark.parametrize(("status", "marked"), [(200, "sent"), (503, "retrying")])
def test_answer_without_an_end_is_not_read_to_it(
    alerting: Alerting, receiver: Receiver, status: int, marked: str
) -> None:
    receiver.statuses, receiver.endless = [status], b"x" * 100_000
    alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    alerting.send()

    assert alerting.told() == [("raised", marked)]
    assert receiver.broken_off.wait(5)


def test_answer_that_trickles_is_left_after_a_while(
    alerting: Alerting, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.alert_answers.WITHIN_S", 0.1)
    monkeypatch.setattr("ingestion.alert_answers.MOST_BYTES", 1024**5)
    receiver.endless = b"x"
    alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    alerting.send()

    assert alerting.told() == [("raised", "sent")]
    assert receiver.broken_off.wait(5)


@pytest.mark.parametrize("scheme", sorted(SCHEMES - {"mailto", "mailtos"}))
def test_each_plugin_asks_by_the_module_that_is_put_in_its_place(scheme: str) -> None:
    plugin = NotificationManager()[scheme]  # type: ignore[no-untyped-call]

    assert vars(sys.modules[plugin.__module__])["requests"] in {requests, SHORTENED}


def test_two_looks_at_once_send_once(alerting: Alerting, receiver: Receiver) -> None:
    alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    threads = [threading.Thread(target=alerting.post.send_due) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alerting.send()

    assert (receiver.asked, alerting.told()) == (1, [("raised", "sent")])


def test_message_that_was_sent_and_not_marked_is_sent_again(
    alerting: Alerting, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise WriteConflict("somebody else")

    alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    with monkeypatch.context() as broken:
        broken.setattr(AlertPost, "_record", fail)
        alerting.post.send_due()
        wait(lambda: len(receiver.got) > 0)
        alerting.post.stop()
    assert alerting.told() == [("raised", "pending")]

    again = Alerting(alerting.database, now=alerting.now)
    again.send()

    assert alerting.told() == [("raised", "sent")]


def test_message_that_could_not_be_marked_at_once_is_marked_and_not_sent_again(
    alerting: Alerting, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise WriteConflict("somebody else")

    alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    with monkeypatch.context() as broken:
        broken.setattr(AlertPost, "_record", fail)
        alerting.post.send_due()
        wait(lambda: len(receiver.got) > 0)
        for _ in range(3):
            alerting.post.send_due()

    alerting.send()

    assert (receiver.asked, alerting.told()) == (1, [("raised", "sent")])


def test_many_alerts_at_once_are_one_message(alerting: Alerting, receiver: Receiver) -> None:
    alerting.channel(receiver.url)
    receiver.statuses = [503, 200]
    for number in range(30):
        alerting.matter(f"f{number}", "feed_held", partner="lumen", feed_id=f"f{number}")
    alerting.round()
    alerting.send()
    alerting.send(LONG)

    (message,) = receiver.got
    assert message["title"] == "[Feedledger] 30 alerts"
    lines = message["message"].splitlines()
    assert lines[:3] == ["a feed of lumen is held", f"Page: {PUBLIC_URL}/feeds?feed=f0", ""]
    assert sum(line.startswith("Page: ") for line in lines) == 30
    assert alerting.told() == [("raised", "sent")] * 30


def test_test_goes_out_by_itself_before_many_alerts(alerting: Alerting, receiver: Receiver) -> None:
    channel = alerting.channel(receiver.url)
    send_test(alerting.desk, channel.channel_id)
    for number in range(30):
        alerting.matter(str(number))
    alerting.round()
    alerting.send()

    assert receiver.titles == ["[Feedledger] test", "[Feedledger] 30 alerts"]


def test_paused_channel_is_sent_nothing_and_then_what_waited(
    alerting: Alerting, receiver: Receiver
) -> None:
    channel = alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    alerting.change(channel, is_active=False)
    alerting.send(LONG)
    assert receiver.asked == 0

    alerting.change(channel, is_active=True)
    alerting.send()

    assert len(receiver.got) == 1
