"""A delivery over a faulty way to S3: taken whole, or refused with a code and nothing recorded."""

import pytest

from tests.faulty_proxy import Fault
from tests.on_s3 import ALL_TRIES, PART_BYTES, OnS3

URL = "/api/v1/feeds?partner=lumen&mode=full"
HEAD = b"sku,title,price\n"
SMALL = HEAD + b"LAMP,Lamp,15.00\nRUG,Rug,80.00\n"
NOTE = b"x" * 9_000
LARGE = b"sku,title,price,note\n" + b"".join(
    b"SKU%d,Lamp,15.00,%s\n" % (number, NOTE) for number in range(PART_BYTES // 9_000 + 50)
)
# what a second try of the store's client gets over
PASSING: list[Fault] = ["reset", "request reset", "request cut", "answer lost", "error"]
PASSING += ["slow down", "body cut", "body reset"]
REFUSED: list[Fault] = ["denied", "request shortened", "request changed"]
UNTOLD = {"answer lost", "body cut", "body reset"}  # the server does it and cannot say so
STEPS = {
    "small: put": (SMALL, "PUT", "/raw/"),
    "small: note": (SMALL, "PUT", "/notes/"),
    "large: begin": (LARGE, "POST", "?uploads"),
    "large: part": (LARGE, "PUT", "partNumber=2"),
    "large: complete": (LARGE, "POST", "uploadId="),
}
steps = pytest.mark.parametrize("step", STEPS)


@steps
def test_trouble_that_passes_is_not_noticed(on_s3: OnS3, step: str) -> None:
    content, method, at = STEPS[step]
    for fault in PASSING:
        on_s3.way.fail(method, fault, at=at)

        taken = on_s3.client.post(URL, content=content)

        assert on_s3.way.faults == []
        assert on_s3.raw(on_s3.feed_of(taken)) == content, fault
    assert len(list(on_s3.scene.straight.list("raw/"))) == len(PASSING)


@steps
def test_trouble_that_lasts_is_told_and_nothing_is_recorded(on_s3: OnS3, step: str) -> None:
    content, method, at = STEPS[step]
    before = on_s3.recorded()
    for fault in [*PASSING, *REFUSED]:
        if step == "large: begin" and fault.startswith("request"):
            continue  # it has no body
        on_s3.way.fail(method, fault, at=at, times=ALL_TRIES)

        answer = on_s3.client.post(URL, content=content)

        assert len(on_s3.way.faults) < ALL_TRIES
        on_s3.way.faults.clear()
        assert set(on_s3.raw_files()) <= {content}, fault
        if answer.status_code == 202:
            assert fault in UNTOLD
            assert on_s3.raw(on_s3.feed_of(answer)) == content, fault
            before = on_s3.recorded()
        else:
            code = "store/refused" if fault == "denied" else "store/unavailable"
            assert (fault, answer.json()["code"]) == (fault, code)
            assert on_s3.recorded() == before, fault


@pytest.mark.parametrize("fault", ["answer lost", "denied"])
def test_refused_delivery_leaves_no_parts_and_can_be_sent_again(on_s3: OnS3, fault: Fault) -> None:
    on_s3.way.fail("PUT", fault, at="partNumber=2", times=ALL_TRIES)
    assert on_s3.client.post(URL, content=LARGE).status_code in {500, 503}
    on_s3.way.faults.clear()
    assert on_s3.scene.unfinished() == []

    feed = on_s3.feed_of(on_s3.client.post(URL, content=LARGE))

    on_s3.work()
    on_s3.feeding.wait(feed)
    assert on_s3.is_loaded(feed, LARGE)
    assert on_s3.raw_files() == [LARGE]


def test_server_that_says_nothing_is_not_waited_for(
    on_s3: OnS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_s3.use_read_timeout(monkeypatch, 0.5)
    before = on_s3.recorded()
    on_s3.way.fail("PUT", "hang", times=ALL_TRIES)

    refused = on_s3.client.post(URL, content=SMALL)

    assert (refused.status_code, refused.json()["code"]) == (503, "store/unavailable")
    assert on_s3.recorded() == before
    on_s3.way.faults.clear()
    assert on_s3.raw(on_s3.feed_of(on_s3.client.post(URL, content=SMALL))) == SMALL


def test_store_that_is_down_refuses_each_delivery_until_it_is_back(on_s3: OnS3) -> None:
    before = on_s3.recorded()
    on_s3.way.is_down = True
    for content in (SMALL, LARGE):
        refused = on_s3.client.post(URL, content=content)
        assert (refused.status_code, refused.json()["code"]) == (503, "store/unavailable")
    assert on_s3.recorded() == before

    on_s3.way.is_down = False
    feed = on_s3.feed_of(on_s3.client.post(URL, content=SMALL))

    on_s3.work()
    on_s3.feeding.wait(feed)
    assert on_s3.is_loaded(feed, SMALL)
    assert on_s3.raw_files() == [SMALL]
