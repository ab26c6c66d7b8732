"""Messages to real receivers: each once, again after a failure, none behind another channel."""

from datetime import timedelta

from ingestion.alert_post import LONGEST_WAIT_S, MAX_ATTEMPTS
from tests.alerting import PUBLIC_URL, Alerting, Mailbox, Receiver, receiving

LONG = timedelta(seconds=2 * LONGEST_WAIT_S)
HOSTILE = "<!channel> [a](http://evil.example) *x*\r\nBcc: all@example.org\n\u202e@here.csv"


def test_mail_says_what_where_and_is_sent_once(alerting: Alerting, mailbox: Mailbox) -> None:
    alerting.channel(mailbox.url)
    alerting.matter(
        "f1",
        "feed_held",
        partner="lumen",
        feed_id="f1",
        filename="feed.csv",
        held_by=["guard/price_moves"],
        job_id="j1",
        code="a/b",
        request_id="r1",
    )
    for _ in range(3):
        alerting.round(timedelta(seconds=15))
        alerting.send()

    (mail,) = mailbox.mails
    assert mail["Subject"] == "[Feedledger] a feed of lumen is held"
    assert (mail["From"], mail["To"]) == ("feeds@example.org", "ops@example.org")
    assert mail.get_content().splitlines() == [
        "The feed waits for a person to approve or reject it (guard/price_moves).",
        "",
        "Rule: feed_held",
        "Partner: lumen",
        "Feed: f1",
        "File: feed.csv",
        "Job: j1",
        "Code: a/b",
        "Request: r1",
        "Since: 2026-11-27 12:00:15 UTC",
        f"Page: {PUBLIC_URL}/feeds?feed=f1",
    ]


def test_webhook_is_told_of_the_end_too(alerting: Alerting, receiver: Receiver) -> None:
    alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    alerting.send()
    alerting.found.clear()
    alerting.round(timedelta(minutes=3))
    alerting.send()

    assert receiver.titles == [
        "[Feedledger] the disk is nearly full",
        "[Feedledger] Over: the disk is nearly full",
    ]
    assert [message["type"] for message in receiver.got] == ["warning", "success"]
    assert receiver.got[1]["message"].splitlines()[-3:] == [
        "Since: 2026-11-27 12:00:00 UTC",
        "Over: 2026-11-27 12:03:00 UTC",
        f"Page: {PUBLIC_URL}/alerts",
    ]


def test_names_of_others_forge_neither_text_nor_headers(
    alerting: Alerting, mailbox: Mailbox, receiver: Receiver
) -> None:
    alerting.channel(mailbox.url)
    alerting.channel(receiver.url)
    alerting.matter("f1", "feed_held", partner=HOSTILE, feed_id="f1", filename=HOSTILE)
    alerting.round()
    alerting.send()
    alerting.send()

    ((mail,), (message,)) = mailbox.mails, receiver.got
    assert mail["Bcc"] is None
    for told in (
        f"{mail['Subject']}\n{mail.get_content()}",
        f"{message['title']}\n{message['message']}",
    ):
        text = "\n".join(told.splitlines())  # mail ends its lines with CRLF
        assert not set("<>[]*@\u202e\r") & set(text.replace("[Feedledger]", ""))
        assert "http://evil" not in text
        assert not any(line.startswith("Bcc") for line in text.splitlines())
    assert [line.partition(":")[0] for line in message["message"].splitlines()[2:]] == [
        *("Rule", "Partner", "Feed", "File", "Since", "Page")
    ]


def test_message_is_tried_again_until_the_channel_takes_it(
    alerting: Alerting, receiver: Receiver
) -> None:
    receiver.statuses = [500, 429, 200]
    alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    alerting.send()

    (row,) = alerting.rows("alert_delivery")
    assert (row["status"], row["attempt"]) == ("retrying", 1)
    assert row["error"] == "the channel answered 500"
    assert timedelta(seconds=1) <= row["next_at"] - alerting.now <= timedelta(seconds=2)
    alerting.send()  # not due yet
    assert receiver.asked == 1
    alerting.send(LONG)
    alerting.send(LONG)
    alerting.send(LONG)

    (row,) = alerting.rows("alert_delivery")
    assert (row["status"], row["attempt"], row["error"]) == ("sent", 3, None)
    assert (len(receiver.got), receiver.asked) == (1, 3)


def test_alert_raised_and_over_while_the_channel_is_down_is_told_in_order(
    alerting: Alerting,
) -> None:
    with receiving() as receiver:
        url = receiver.url
    channel = alerting.channel(url)
    alerting.matter()
    alerting.round()
    alerting.send()
    alerting.found.clear()
    alerting.round()
    alerting.send()
    assert alerting.told() == [("raised", "retrying"), ("resolved", "pending")]
    assert alerting.rows("alert_delivery")[0]["error"].startswith("the channel cannot be reached")

    with receiving() as receiver:
        alerting.move(channel, receiver.url)
        alerting.send()
        alerting.send()

        assert len(receiver.got) == 2
        assert "Over" not in receiver.titles[0]
        assert "Over" in receiver.titles[1]


def test_message_fails_after_its_last_attempt_and_says_why(
    alerting: Alerting, receiver: Receiver
) -> None:
    receiver.statuses = [503]
    alerting.channel(receiver.url)
    alerting.matter()
    alerting.round()
    waits = []
    for _ in range(MAX_ATTEMPTS + 2):
        alerting.send(LONG)
        (row,) = alerting.rows("alert_delivery")
        waits.append(row["next_at"] - alerting.now)

    assert timedelta(minutes=30) <= max(waits) <= timedelta(hours=1)
    assert (row["status"], row["attempt"]) == ("failed", MAX_ATTEMPTS)
    assert row["error"] == "the channel answered 503"
    assert receiver.asked == MAX_ATTEMPTS
