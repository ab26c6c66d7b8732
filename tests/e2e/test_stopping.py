"""A stop in the middle of the work: the application ends within seconds, and goes on later."""

from collections.abc import Iterator
from pathlib import Path

from tests.served import serving

RECORDS = 300_000
HEADER = "id,title,price,currency,availability,quantity,brand,description\n"
TEXT = "sturdy and plain and made to last " * 4


def feed_of(records: int) -> Iterator[bytes]:
    yield HEADER.encode()
    for number in range(records):
        price = f"{number % 900 + 1}.50"
        yield f"S-{number},Stool {number},{price},USD,in stock,7,Oak,{TEXT}\n".encode()


def test_stopped_load_is_finished_after_the_restart(tmp_path: Path) -> None:
    content = b"".join(feed_of(RECORDS))
    with serving(tmp_path) as served:
        served.add_partner("oak")
        feed_id = served.deliver("oak", "stools.csv", content)
        served.wait_for_feed(feed_id, "PROCESSING")

        assert served.stop() < 10

    with serving(tmp_path) as served:
        feed = served.wait_for_feed(feed_id)
        check_ledger(feed["counters"])
        assert feed["status"] == "COMPLETED"
        assert [job["status"] for job in feed["jobs"]] == ["SUCCEEDED", "SUCCEEDED"]

        again = served.wait_for_feed(served.deliver("oak", "stools.csv", content))
        assert again["counters"]["unchanged"] == RECORDS


def test_stopped_check_is_finished_after_the_restart(tmp_path: Path) -> None:
    content = b"".join(feed_of(RECORDS))
    with serving(tmp_path) as served:
        served.add_partner("oak")
        feed_id = served.deliver("oak", "stools.csv", content)
        served.wait_for_feed(feed_id, "VALIDATING")

        assert served.stop() < 10

    with serving(tmp_path) as served:
        check_ledger(served.wait_for_feed(feed_id)["counters"])


def check_ledger(counters: dict[str, int]) -> None:
    assert counters["rows_read"] == RECORDS
    assert counters["inserted"] == RECORDS
    assert counters["updated"] == counters["unchanged"] == counters["skipped"] == 0
