"""The alerts page on a real database, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from ingestion.alert_channels import list_channels
from ingestion.alert_desk import AlertDesk
from ingestion.alert_post import AlertPost
from ingestion.alert_round import run_round
from ingestion.alert_rules import Condition, RuleName
from tests.alerting import Receiver, wait
from tests.feeding import Feeding
from tests.shown import labels, press, said, show, texts

SECRET_URL = "jsons://user:s3cret@127.0.0.1:1/s3cret"


def fill(pages: AppTest, label: str, value: str) -> None:
    next(field for field in pages.text_input if field.label == label).set_value(value)


def add_channel(pages: AppTest, url: str = SECRET_URL, name: str = "ops") -> None:
    fill(pages, "Name", name)
    fill(pages, "URL", url)
    press(pages, "Add channel")


def raise_alert(feeding: Feeding, *conditions: Condition) -> None:
    run_round(AlertDesk(feeding.database, "http://test", (lambda _: list(conditions),)))


def test_page_without_alerts_and_channels_says_what_to_do(pages: AppTest) -> None:
    show(pages, "alerts.py")

    assert "Nothing is the matter." in texts(pages)
    assert "Nobody is told of alerts yet. Add a channel below" in texts(pages)


def test_channel_is_added_and_shown_without_its_secret(pages: AppTest, feeding: Feeding) -> None:
    show(pages, "alerts.py")
    add_channel(pages)

    (channel,) = list_channels(feeding.database, 10).items
    assert (channel.name, channel.rules, channel.partner) == ("ops", None, None)
    assert "Channel **ops** is saved" in texts(pages)
    show(pages, "alerts.py")
    assert "jsons://****@127.0.0.1:1/****" in said(pages)
    assert "s3cret" not in str(list(pages.main)) + said(pages) + texts(pages)


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "nonsense"])
def test_channel_of_a_url_that_leads_nowhere_is_not_added(
    pages: AppTest, feeding: Feeding, url: str
) -> None:
    show(pages, "alerts.py")
    add_channel(pages, url)

    assert "Nothing was written" in texts(pages)
    assert list_channels(feeding.database, 10).items == ()


def test_channel_is_changed_and_keeps_its_url(pages: AppTest, feeding: Feeding) -> None:
    show(pages, "alerts.py")
    add_channel(pages)
    press(pages, "Edit…")
    fill(pages, "Name", "night")
    press(pages, "Save")

    (row,) = feeding.database.rows("select name, url from alert_channel")
    assert row == {"name": "night", "url": SECRET_URL}
    assert "Save" not in labels(pages)


def test_channel_is_paused_and_resumed(pages: AppTest, feeding: Feeding) -> None:
    show(pages, "alerts.py")
    add_channel(pages)
    press(pages, "Pause")
    assert not list_channels(feeding.database, 10).items[0].is_active
    press(pages, "Resume")

    assert list_channels(feeding.database, 10).items[0].is_active


def test_channel_is_deleted_once_that_is_confirmed(pages: AppTest, feeding: Feeding) -> None:
    show(pages, "alerts.py")
    add_channel(pages)
    press(pages, "Delete…")
    press(pages, "Keep it")
    assert len(list_channels(feeding.database, 10).items) == 1
    press(pages, "Delete…")
    press(pages, "Delete it now")

    assert list_channels(feeding.database, 10).items == ()
    assert "Nobody is told of alerts yet" in texts(pages)


def test_test_message_that_is_not_taken_says_why(
    pages: AppTest, feeding: Feeding, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    show(pages, "alerts.py")
    add_channel(pages, receiver.url)
    press(pages, "Send a test")
    assert "A test message is on its way" in texts(pages)
    post = AlertPost(AlertDesk(feeding.database, "http://test"))
    post.send_due()
    wait(lambda: not post.is_busy)
    show(pages, "alerts.py")

    assert "The last message was not taken" in texts(pages)
    assert "the channel answered 500" in texts(pages)


def test_open_alert_leads_to_its_feed_and_moves_to_what_is_over(
    pages: AppTest, feeding: Feeding
) -> None:
    feed = feeding.load("id,title,price\nLAMP,Lamp,5\n", hold=True)
    show(pages, "alerts.py")
    add_channel(pages)
    raise_alert(feeding)
    show(pages, "alerts.py")

    assert "Nothing is the matter." not in texts(pages)
    links = {link.proto.label: link.proto for link in pages.get("page_link")}
    (link,) = (proto for label, proto in links.items() if "lumen is held" in label)
    assert feed.feed_id in str(link)
    assert "Waiting" in said(pages)
    show(pages, "home.py")
    assert any("1 alert is open" in link.proto.label for link in pages.get("page_link"))
    with feeding.database.transaction() as cursor:
        cursor.execute("update feed set status = 'REJECTED'")
    raise_alert(feeding)
    show(pages, "alerts.py")

    assert "Nothing is the matter." in texts(pages)
    assert "message that it is over" in said(pages)
    show(pages, "home.py")
    assert not any("alert is open" in link.proto.label for link in pages.get("page_link"))


@pytest.mark.parametrize(
    ("rule", "details", "page"),
    [
        ("schedule_overdue", {"schedule_id": "s1", "schedule": "daily"}, "schedules"),
        ("job_failed", {"kind": "IMPORT", "job_id": "j1"}, "jobs"),
        ("inbox_refused", {"filename": "inbox/x"}, "inbox"),
    ],
)
def test_alert_leads_to_where_one_sees_to_it(
    pages: AppTest, feeding: Feeding, rule: RuleName, details: dict[str, str], page: str
) -> None:
    raise_alert(feeding, Condition(rule, "x", None, details))
    show(pages, "alerts.py")

    assert [link.proto.page for link in pages.get("page_link")] == [page]


def test_names_of_others_are_no_markdown_on_the_page(pages: AppTest, feeding: Feeding) -> None:
    details = {"partner": "[x](http://evil.example)", "kind": "<b>ETL</b>", "code": "**x**"}
    raise_alert(feeding, Condition("job_failed", "ETL x", None, details))
    show(pages, "alerts.py")

    shown = "\n".join(part.value for part in (*pages.markdown, *pages.caption))
    shown += str([link.proto.label for link in pages.get("page_link")])
    assert "](http" not in shown
    assert "<b>" not in shown
    assert "**x**" not in shown


def test_form_says_what_it_would_have_told_before_it_is_saved(
    pages: AppTest, feeding: Feeding
) -> None:
    feeding.load("id,title,price\nLAMP,Lamp,5\n", hold=True)
    show(pages, "alerts.py")
    press(pages, "What would it have told?")
    assert "it would have told of **1 alert**" in texts(pages)
    assert "A feed of lumen is held: so now, and no alert yet" in said(pages)
    held = next(each for each in pages.number_input if each.label == "Minutes that a feed is held")
    held.set_value(60.0)
    press(pages, "What would it have told?")

    assert "it would have told **nothing**" in texts(pages)
    assert list_channels(feeding.database, 10).items == ()
