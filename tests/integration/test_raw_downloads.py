"""The raw file of a feed for visitors of the pages: with a session, while it is kept."""

import io

import pytest
from streamlit.testing.v1 import AppTest

from api.services import ApiServices
from ingestion.delivery import Delivery, deliver_feed
from ingestion.feeds import Feed
from tests.doorway import Gate
from tests.feeding import Feeding
from tests.makers import make_partner
from tests.retaining import BAD, DAYS, Keeper, keep
from tests.sending_parts import HEAD, LAMP, RUG, Sender
from tests.shown import show

RAW = b"id,title\r\n\xffLAMP,=1+1\n"


@pytest.fixture
def feed(api_services: ApiServices) -> Feed:
    make_partner(api_services.database, "lumen")
    delivery = Delivery("lumen", "delta", "Gr\u00f6\u00dfe 1.html", "upload", "user:admin")
    return deliver_feed(api_services.ingestion, delivery, io.BytesIO(RAW))


def addresses(pages: AppTest) -> list[str]:
    return [button.proto.url for button in pages.get("link_button")]


def test_visitor_takes_the_raw_file_along_with_the_session_alone(gate: Gate, feed: Feed) -> None:
    address = f"/copies/feeds/{feed.feed_id}/file"

    without = gate.ask("GET", address, headers={"sec-fetch-dest": "empty"})
    gate.sign_in()
    answer = gate.ask("GET", address)

    assert without.status_code == 401
    assert answer.content == RAW
    assert answer.headers["Content-Type"] == "application/octet-stream"
    name = "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%201.html"
    assert answer.headers["Content-Disposition"] == name
    assert answer.headers["Cache-Control"] == "no-store"


def test_visitor_is_told_of_a_feed_that_is_none(gate: Gate, feed: Feed) -> None:
    gate.sign_in()

    answer = gate.ask("GET", f"/copies/feeds/{feed.feed_id[:-1]}x/file")

    assert (answer.status_code, answer.json()["code"]) == (404, "feed/not_found")


def test_raw_file_is_offered_on_the_page_of_its_feed(pages: AppTest, feeding: Feeding) -> None:
    for content in (HEAD + LAMP, "no header"):
        feed = feeding.load(content)
        show(pages, "feeds.py", feed=feed.feed_id)

        assert addresses(pages) == [f"/copies/feeds/{feed.feed_id}/file"]


def test_raw_file_that_is_not_there_is_not_offered(pages: AppTest, feeding: Feeding) -> None:
    waiting = Sender(feeding).send(2, HEAD + RUG)
    keep(feeding, raw_days=DAYS, report_days=DAYS)
    old = feeding.load(HEAD + LAMP + BAD)
    feeding.load(HEAD + LAMP)
    Keeper(feeding).apply()

    for feed in (waiting, old):
        show(pages, "feeds.py", feed=feed.feed_id)

        assert addresses(pages) == []
