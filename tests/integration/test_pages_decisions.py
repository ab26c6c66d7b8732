"""The decisions on a feed's page, on a real database and without a browser."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from ingestion.decisions import approve_feed, cancel_feed, reject_feed
from ingestion.delivery import Ingestion
from ingestion.feeds import Feed, get_feed
from tests.feeding import Feeding
from tests.reverting import state
from tests.shown import labels, press, said, show, texts

Decide = Callable[[Ingestion, str, str], Feed]
HEADER = "sku,name,price,quantity,colour\n"
A = HEADER + "LAMP,Lamp,15,5,red\nRUG,Rug,20,7,\nVASE,Vase,9,1,\n"
B = HEADER + "LAMP,Lamp,30,5,green\nRUG,Carpet,19,7,\nSOFA,Sofa,99,1,\n"
CHANGES = "1 product new, 2 updated, 1 deactivated"


def hold(feeding: Feeding, body: str = B) -> Feed:
    """Load the first feed and deliver one that is held after it."""
    feeding.load(A)
    return feeding.load(body, hold=True)


def test_feed_is_held_for_reasons_in_words_with_their_numbers(
    pages: AppTest, feeding: Feeding
) -> None:
    feeding.partner("nord", guards={}, review_first=True)
    held = feeding.load(A + "X,,1,1,\nY,,1,1,\n", partner="nord")

    show(pages, "feeds.py", feed=held.feed_id)

    told = texts(pages)
    assert "The feed is held: every feed of this partner is reviewed first." in told
    assert "too many of its rows are skipped. (2 of 5 rows; more than 20 %)" in told
    assert "Read why they are skipped." in told
    assert "(/api/docs/codes#guard/too_many_skipped)" in told
    assert "(/api/docs/codes#guard/review_first)" in told


def test_approval_says_what_it_loads_then_loads_it(pages: AppTest, feeding: Feeding) -> None:
    held = hold(feeding)
    show(pages, "feeds.py", feed=held.feed_id)
    assert f"Load it: **{CHANGES}**." in said(pages)

    press(pages, "Approve this feed")
    loaded = feeding.finished(held)
    feeding.settle()  # its job has still to clear up
    pages.run()

    assert (loaded.status, loaded.decided_by) == ("COMPLETED", "user:admin")
    assert feeding.product("LAMP")["price"] == 30
    assert "approved by user admin" in said(pages)
    assert "What it changed\n" in said(pages)
    assert "Approve this feed" not in labels(pages)


def test_approved_feed_is_followed_while_it_is_loaded(pages: AppTest, feeding: Feeding) -> None:
    held = hold(feeding)
    show(pages, "feeds.py", feed=held.feed_id)
    feeding.runner.stop()

    press(pages, "Approve this feed")

    assert get_feed(feeding.database, held.feed_id).status == "PROCESSING"
    assert "You can leave this page: the work goes on." in said(pages)
    assert "Cancel this feed…" in labels(pages)


def test_rejection_is_confirmed_and_loads_nothing(pages: AppTest, feeding: Feeding) -> None:
    held = hold(feeding)
    show(pages, "feeds.py", feed=held.feed_id)
    before = feeding.products()
    assert "Nothing of it is loaded." in said(pages)

    press(pages, "Reject this feed…")
    asked = get_feed(feeding.database, held.feed_id).status
    press(pages, "Reject now")

    rejected = get_feed(feeding.database, held.feed_id)
    assert asked == "HELD"
    assert (rejected.status, rejected.decided_by) == ("REJECTED", "user:admin")
    assert feeding.products() == before
    assert "rejected by user admin" in said(pages)
    assert "Ledger, as approval would have made it" in said(pages)
    assert "What it would change" not in said(pages)
    assert "Replay this feed" in labels(pages)


def test_rejection_that_is_not_confirmed_does_not_happen(pages: AppTest, feeding: Feeding) -> None:
    held = hold(feeding)
    show(pages, "feeds.py", feed=held.feed_id)
    before = state(feeding)

    press(pages, "Reject this feed…")
    press(pages, "Keep it held")

    assert state(feeding) == before
    assert "Reject this feed…" in labels(pages)


def test_question_about_one_feed_is_not_asked_of_another(pages: AppTest, feeding: Feeding) -> None:
    held, other = hold(feeding), feeding.load(B, hold=True)
    show(pages, "feeds.py", feed=held.feed_id)

    press(pages, "Reject this feed…")
    show(pages, "feeds.py", feed=other.feed_id)

    assert "Reject now" not in labels(pages)


@pytest.mark.parametrize(
    ("decision", "told"), [(reject_feed, "rejected"), (cancel_feed, "cancelled")]
)
@pytest.mark.parametrize("clicks", [("Approve this feed",), ("Reject this feed…", "Reject now")])
def test_feed_that_somebody_else_decided_meanwhile_says_who(
    pages: AppTest, feeding: Feeding, decision: Decide, told: str, clicks: tuple[str, ...]
) -> None:
    held = hold(feeding)
    show(pages, "feeds.py", feed=held.feed_id)
    for click in clicks[:-1]:
        press(pages, click)
    decision(feeding.ingestion, held.feed_id, "user:anna")
    before = state(feeding)

    press(pages, clicks[-1])

    assert f"You came too late: {told} by user anna. Your click changed nothing." in texts(
        pages
    ).replace("**", "")
    assert state(feeding) == before


def test_second_click_of_the_same_visitor_is_no_news(pages: AppTest, feeding: Feeding) -> None:
    held = hold(feeding)
    show(pages, "feeds.py", feed=held.feed_id)
    approve_feed(feeding.ingestion, held.feed_id, "user:admin")  # the first click
    feeding.finished(held)

    press(pages, "Approve this feed")

    assert "You came too late" not in texts(pages)
    assert "approved by user admin" in said(pages)


def test_superseded_feed_can_only_be_rejected(pages: AppTest, feeding: Feeding) -> None:
    held = hold(feeding)
    show(pages, "feeds.py", feed=held.feed_id)
    later = feeding.load(A)
    before = state(feeding)

    press(pages, "Approve this feed")

    assert f"The later full feed {later.feed_id} is loaded already" in texts(pages)
    assert "Nothing of this one is loaded" in texts(pages)
    assert texts(pages).count("feed/superseded") == 1
    assert "Approve this feed" not in labels(pages)
    assert state(feeding) == before
    press(pages, "Reject this feed…")
    press(pages, "Reject now")
    assert get_feed(feeding.database, held.feed_id).status == "REJECTED"


@pytest.mark.parametrize("approved", [False, True])
def test_feed_on_its_way_is_cancelled_after_a_second_question(
    pages: AppTest, feeding: Feeding, *, approved: bool
) -> None:
    held = hold(feeding)
    feeding.runner.stop()
    feed = approve_feed(feeding.ingestion, held.feed_id, "user:anna") if approved else None
    feed = feed or feeding.deliver(B)
    show(pages, "feeds.py", feed=feed.feed_id)
    before = state(feeding)

    press(pages, "Cancel this feed…")
    unchanged = state(feeding) == before
    press(pages, "Cancel now")

    cancelled = get_feed(feeding.database, feed.feed_id)
    assert unchanged
    assert feed.status == ("PROCESSING" if approved else "RECEIVED")
    assert (cancelled.status, cancelled.decided_by) == ("CANCELLED", "user:admin")
    assert {status for _, status in feeding.jobs_of(feed)} <= {"CANCELLED", "SUCCEEDED"}
    assert "cancelled by user admin" in said(pages)
    assert "Cancel this feed…" not in labels(pages)


def test_feed_that_was_loaded_before_it_is_cancelled_says_so(
    pages: AppTest, feeding: Feeding
) -> None:
    feeding.runner.stop()
    feed = feeding.deliver(A)
    show(pages, "feeds.py", feed=feed.feed_id)
    press(pages, "Cancel this feed…")
    assert feeding.work_off(feed).status == "COMPLETED"
    before = state(feeding)

    press(pages, "Cancel now")

    assert "You came too late: its state is Completed." in texts(pages)
    assert state(feeding) == before


def test_cancelling_that_is_not_confirmed_does_not_happen(pages: AppTest, feeding: Feeding) -> None:
    feeding.runner.stop()
    feed = feeding.deliver(A)
    show(pages, "feeds.py", feed=feed.feed_id)
    before = state(feeding)

    press(pages, "Cancel this feed…")
    press(pages, "Let it go on")

    assert state(feeding) == before
    assert "Cancel this feed…" in labels(pages)


def test_finished_feed_is_past_every_decision(pages: AppTest, feeding: Feeding) -> None:
    feed = feeding.load(A)

    show(pages, "feeds.py", feed=feed.feed_id)

    assert not [label for label in labels(pages) if label.startswith(("Approve", "Reject", "Can"))]


def test_list_says_why_a_feed_is_held_and_that_its_counters_are_a_forecast(
    pages: AppTest, feeding: Feeding
) -> None:
    held = hold(feeding)

    show(pages, "feeds.py")
    pages.selectbox[1].set_value("HELD").run()

    assert ":violet-badge[Held for approval]" in said(pages)
    assert "forecast: 3 read = 1 inserted + 2 updated" in said(pages)
    assert "(/api/docs/codes#guard/hold_requested)" in said(pages)
    assert [link.proto.query_string for link in pages.get("page_link")] == [f"feed={held.feed_id}"]


def test_upload_that_is_held_leads_to_the_decision(pages: AppTest, feeding: Feeding) -> None:
    held = hold(feeding)

    show(pages, "upload.py", feed=held.feed_id)

    links = [
        (link.proto.label.replace("\\", ""), link.proto.query_string)
        for link in pages.get("page_link")
    ]
    label = ":blue[**See what it would change, and decide**]"
    assert (label, f"feed={held.feed_id}") in links
    assert "Approve this feed" not in labels(pages)
