"""Two served applications share a bucket and its inbox, and are killed while they take files."""

from collections.abc import Iterable
from pathlib import Path

from tests.dropping import Dropping
from tests.feeding import until
from tests.seaweed import Seaweed
from tests.served import Served, serving

FILES = 10
DELTA = "id,title,price,currency,availability\n{sku},Lamp,1.00,USD,in_stock\n"


def test_killed_applications_take_each_file_of_a_shared_inbox_once(
    s3: Seaweed, s3_dropping: Dropping, tmp_path: Path
) -> None:
    store = f"s3://{s3.bucket}/{s3_dropping.prefix}"
    settings = {**s3.environment, "FEEDLEDGER_STORE": store, "FEEDLEDGER_INBOX_POLL_S": "1"}
    one, other = tmp_path / "one", tmp_path / "other"

    with serving(one, settings) as first, serving(other, settings) as second:
        for served in (first, second):
            served.add_partner("lumen")
        drop(s3_dropping, range(FILES))
        until(lambda: len(s3_dropping.names()) < FILES)
        first.process.kill()
        with serving(one, settings) as again:
            drop(s3_dropping, range(FILES, 2 * FILES))
            until(lambda: len(s3_dropping.names()) < FILES)
            second.process.kill()
            with serving(other, settings) as last:
                until(lambda: not s3_dropping.names())
                feeds = [feed for served in (again, last) for feed in loaded(served)]

    assert sorted(feeds) == sorted(f"{number}.csv" for number in range(2 * FILES))
    assert len(s3_dropping.raw_files()) == 2 * FILES


def drop(dropping: Dropping, numbers: Iterable[int]) -> None:
    for number in numbers:
        dropping.drop(f"lumen/delta/{number}.csv", DELTA.format(sku=number).encode())


def loaded(served: Served) -> list[str]:
    """Return the names of the feeds once all are loaded, each with its one product."""
    with served.api() as api:
        feeds = api.get("/feeds").json()["items"]
    done = [served.wait_for_feed(feed["feed_id"]) for feed in feeds]
    assert {feed["status"] for feed in done} <= {"COMPLETED"}
    with served.api() as api:
        products = api.get("/products?limit=1000").json()["items"]
    assert sorted(f"{product['sku']}.csv" for product in products) == sorted(
        feed["filename"] for feed in done
    )
    return [feed["filename"] for feed in done]
