"""A feed in parts over a faulty way to S3: each part whole or not there, and so their file."""

import pytest

from ingestion.feeds import get_feed
from tests.faulty_proxy import Fault
from tests.feeding import until
from tests.on_s3 import ALL_TRIES, OnS3
from tests.sending_parts import Sender, parts_of

PARTS = (b"sku,title,price\nLAMP,Lamp,15.00\n", b"RUG,Rug,80.00\n")
URL = "/api/v1/feeds?partner=lumen&mode=full&batch=spring"
FAULTS: list[Fault] = ["reset", "request cut", "request shortened", "request changed", "error"]
FAULTS += ["slow down", "denied"]
AT_ASSEMBLY: list[tuple[str, Fault]] = [
    *(("GET", "reset"), ("GET", "body cut"), ("GET", "body shortened"), ("GET", "body changed")),
    *(("PUT", "request cut"), ("PUT", "request changed"), ("PUT", "error")),
]


def test_part_that_the_store_did_not_take_is_not_there_and_comes_again(on_s3: OnS3) -> None:
    feed = on_s3.feed_of(on_s3.client.post(f"{URL}&part=1", content=PARTS[0]))
    before = on_s3.recorded()
    for fault in FAULTS:
        on_s3.way.fail("PUT", fault, at="/raw/", times=ALL_TRIES)

        refused = on_s3.client.post(f"{URL}&part=2&last=true", content=PARTS[1])

        on_s3.way.faults.clear()
        code = "store/refused" if fault == "denied" else "store/unavailable"
        assert (fault, refused.json()["code"]) == (fault, code)
        assert on_s3.recorded() == before
        assert on_s3.raw_files() == [PARTS[0]]
        assert parts_of(on_s3.feeding, feed).received == (1,)

    on_s3.feed_of(on_s3.client.post(f"{URL}&part=2&last=true", content=PARTS[1]))
    on_s3.work()
    on_s3.feeding.wait(feed)
    assert on_s3.is_loaded(feed, b"".join(PARTS))


@pytest.mark.parametrize(("method", "fault"), AT_ASSEMBLY)
def test_parts_are_put_together_whole_or_again(on_s3: OnS3, method: str, fault: Fault) -> None:
    feed = Sender(on_s3.feeding).send_all(PARTS)
    on_s3.way.fail(method, fault, at="/raw/", times=3)

    on_s3.work()
    on_s3.feeding.wait(feed)

    assert on_s3.way.faults == []
    assert on_s3.is_loaded(feed, b"".join(PARTS))


def test_file_of_the_parts_whose_answer_got_lost_is_taken_for_what_it_is(on_s3: OnS3) -> None:
    feed = Sender(on_s3.feeding).send_all(PARTS)
    on_s3.way.fail("PUT", "answer lost", at="/raw/", times=3)
    on_s3.way.fail("HEAD", "reset", at="/raw/", times=3)

    on_s3.work()
    on_s3.feeding.wait(feed)

    assert on_s3.way.faults == []
    assert on_s3.is_loaded(feed, b"".join(PARTS))


def test_parts_wait_for_a_store_that_is_down(on_s3: OnS3) -> None:
    feed = Sender(on_s3.feeding).send_all(PARTS)
    on_s3.way.is_down = True

    on_s3.work()
    until(lambda: on_s3.job(feed).status == "RETRY_WAIT")
    assert get_feed(on_s3.feeding.database, feed.feed_id).status == "VALIDATING"
    on_s3.way.is_down = False

    on_s3.feeding.wait(feed)
    assert on_s3.is_loaded(feed, b"".join(PARTS))
