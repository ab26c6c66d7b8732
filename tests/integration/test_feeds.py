"""A feed's way from delivery to the catalog, on a real database, store and workers."""

from decimal import Decimal

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from catalog.partners import PartnerNotFound
from ingestion.feeds import Feed, FeedFilter, FeedNotFound, get_feed, list_feeds
from ingestion.report import ReportFilter, read_report, summarize_issues
from ingestion.spool import FeedEmpty, FeedTooLarge
from jobs.queue import JobFilter, get_job, list_jobs, retry_job
from tests.feeding import Feeding, ledger

TWO = "sku,name,price,quantity\n1,Lamp,15.00,5\n2,Rug,20.00,0\n"


def test_first_load_inserts_and_the_second_changes_nothing(feeding: Feeding) -> None:
    first = feeding.load(TWO)
    before = feeding.database.rows("from product order by sku")
    second = feeding.load(TWO)

    assert (first.status, ledger(first)) == ("COMPLETED", (2, 2, 0, 0, 0, 0))
    assert (second.status, ledger(second)) == ("COMPLETED", (2, 0, 0, 2, 0, 0))
    assert feeding.database.rows("from product order by sku") == before
    assert feeding.database.rows("from product_change") == []


def test_skipped_record_ends_the_feed_with_errors_and_a_row_in_the_report(
    feeding: Feeding,
) -> None:
    feed = feeding.load("sku,name,price\n1,Lamp,15\n2,Rug,abc\n\n3,,7\n")

    assert (feed.status, ledger(feed)) == ("COMPLETED_WITH_ERRORS", (3, 1, 0, 0, 2, 0))
    report = read_report(feeding.database, ReportFilter(feed.feed_id)).items
    assert [(row.line_number, row.record_number, row.code) for row in report] == [
        (None, None, "row/blank"),
        (3, 2, "price/invalid"),
        (5, 3, "product_name/missing"),
    ]
    assert (report[1].raw_value, report[1].row_outcome) == ("abc", "skipped")
    assert {issue.code: issue.count for issue in summarize_issues(feeding.database, feed.feed_id)}


def test_changed_price_is_updated_with_its_before_image(feeding: Feeding) -> None:
    first = feeding.load(TWO)
    second = feeding.load("sku,name,price,quantity\n1,Lamp,16.50,5\n2,Rug,20.00,0\n")

    assert ledger(second) == (2, 0, 1, 1, 0, 0)
    lamp, rug = feeding.products()
    assert lamp["price"] == Decimal("16.5000")
    assert str(lamp["price_feed_id"]) == str(lamp["last_feed_id"]) == second.feed_id
    assert str(lamp["first_feed_id"]) == str(rug["last_feed_id"]) == first.feed_id
    (change,) = feeding.database.rows("from product_change")
    assert change["changed_columns"] == ["price"]
    assert (change["before"]["price"], change["after"]["price"]) == (
        Decimal("15.0000"),
        Decimal("16.5000"),
    )


def test_full_feed_deactivates_what_it_no_longer_has_and_takes_it_back(feeding: Feeding) -> None:
    feeding.load(TWO)
    without = feeding.load("sku,name,price\n1,Lamp,15.00\n")
    gone = feeding.product("2")
    back = feeding.load(TWO)

    assert ledger(without) == (1, 0, 1, 0, 0, 1)  # the lamp's quantity is cleared
    assert gone["is_active"] is False
    assert ledger(back) == (2, 0, 2, 0, 0, 0)
    assert feeding.product("2")["is_active"] is True


def test_skipped_record_keeps_its_product_active(feeding: Feeding) -> None:
    feeding.load(TWO)

    feed = feeding.load("sku,name,price,quantity\n1,Lamp,15.00,5\n2,Rug,abc,0\n")

    assert ledger(feed) == (2, 0, 0, 1, 1, 0)
    assert feeding.product("2")["is_active"] is True


def test_delta_changes_only_what_is_in_it(feeding: Feeding) -> None:
    feeding.load("sku,name,price,brand,Colour,Size\n1,Lamp,15,Halo,red,L\n2,Rug,20,Oslo,blue,M\n")

    feed = feeding.load("sku,name,brand,Colour\n1,,__CLEAR__,__CLEAR__\n", "delta")

    assert ledger(feed) == (1, 0, 1, 0, 0, 0)
    lamp, rug = feeding.products()
    assert (lamp["product_name"], lamp["brand"], lamp["attributes"]) == (
        "Lamp",
        None,
        '{"Size":"L"}',
    )
    assert (rug["brand"], rug["is_active"]) == ("Oslo", True)


def test_delta_needs_everything_for_a_new_product(feeding: Feeding) -> None:
    feed = feeding.load("sku,name,price\n1,Lamp,15\n2,,20\n", "delta")

    assert ledger(feed) == (2, 1, 0, 0, 1, 0)


def test_delta_clears_no_needed_field(feeding: Feeding) -> None:
    feeding.load(TWO)

    feed = feeding.load("sku,price\n1,__CLEAR__\n", "delta")

    assert ledger(feed) == (1, 0, 0, 0, 1, 0)
    assert feeding.product("1")["price"] == Decimal("15.0000")


def test_derived_availability_follows_the_quantity_and_a_sent_one_stays(feeding: Feeding) -> None:
    feeding.partner("derived", default_availability=None)
    feeding.load("sku,name,price,quantity\n1,Lamp,15,5\n", partner="derived")
    feeding.load("sku,quantity\n1,0\n", "delta", "derived")
    derived = feeding.product("1")
    feeding.load("sku,name,price,quantity,availability\n2,Rug,15,5,preorder\n")
    feeding.load("sku,quantity\n2,0\n", "delta")

    assert (derived["availability"], derived["quantity"]) == ("out_of_stock", Decimal(0))
    assert feeding.product("2")["availability"] == "preorder"


def test_partners_never_touch_each_others_products(feeding: Feeding) -> None:
    feeding.partner("other")
    feeding.load(TWO)

    feeding.load("sku,name,price\n1,Vase,9\n", partner="other")

    names = feeding.database.rows("select partner_id, product_name, is_active from product")
    assert len(names) == 3
    assert all(row["is_active"] for row in names)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("name,price\nLamp,15\n", "header/missing_required"),
        ("sku,price\n1,15\n", "header/missing_required"),
        ("sku,name,price\n", "file/no_records"),
        ("\n\n  \n", "file/no_records"),
        (b"\x1f\x8b\x08\x00damaged", "file/undecodable"),
    ],
)
def test_unreadable_file_changes_nothing_and_says_why(
    feeding: Feeding, body: bytes | str, code: str
) -> None:
    feeding.load(TWO)
    before = feeding.products()

    feed = feeding.load(body)

    assert feed.status == "VALIDATION_FAILED"
    assert feed.error is not None
    assert feed.error["code"] == code
    assert set(feed.counters.values()) == {None}
    assert feeding.products() == before


def test_empty_or_oversized_or_unaddressed_delivery_leaves_nothing(feeding: Feeding) -> None:
    feeding.ingestion.spool.max_bytes = 100

    with pytest.raises(FeedEmpty):
        feeding.deliver(b"")
    with pytest.raises(FeedTooLarge):
        feeding.deliver(b"x" * 101)
    with pytest.raises(PartnerNotFound):
        feeding.deliver(TWO, partner="nobody")

    assert list_feeds(feeding.database, FeedFilter()).items == ()
    assert list_jobs(feeding.database, JobFilter()).items == ()
    assert [path for path in feeding.folder.rglob("*") if "raw" in path.name] == []


def test_raw_file_is_stored_as_it_came(feeding: Feeding) -> None:
    body = "\ufeffsku,name,price\r\n1,L\u00e4mp,15\r\n".encode()

    feed = feeding.load(body)

    with feeding.ingestion.store.open(feed.raw_key) as raw:
        assert raw.read() == body
    assert feed.dialect is not None
    assert (feed.dialect["encoding"], feed.dialect["delimiter"]) == ("utf-8-bom", ",")


def test_held_feed_waits_with_its_forecast(feeding: Feeding) -> None:
    feed = feeding.load(TWO, hold=True)

    assert (feed.status, feed.held_by) == ("HELD", ("guard/hold_requested",))
    assert ledger(feed) == (2, 2, 0, 0, 0, 0)
    assert feeding.products() == []


def test_failing_merge_changes_nothing_and_a_retry_loads_it_once(feeding: Feeding) -> None:
    def defect(_cursor: DuckDBPyConnection, _feed: Feed) -> None:
        raise ZeroDivisionError("a defect after the merge")

    feeding.load(TWO)
    before = feeding.products()
    feeding.hooks.append(defect)

    failed = feeding.load("sku,name,price\n1,Lamp,99\n3,Vase,9\n")
    unchanged, history = feeding.products(), feeding.database.rows("from product_change")
    feeding.hooks.clear()
    jobs = list_jobs(feeding.database, JobFilter(kind="ETL", subject_id=failed.feed_id)).items
    retry_job(feeding.database, jobs[0].job_id)
    feeding.wake()
    retried = failed
    while retried.status != "COMPLETED":
        retried = feeding.wait(failed)

    assert (failed.status, ledger(failed)) == ("FAILED", (None,) * 6)
    assert unchanged == before
    assert history == []
    assert ledger(retried) == (2, 1, 1, 0, 0, 1)


@pytest.mark.parametrize("kind", ["VALIDATE", "ETL"])
def test_job_that_runs_again_after_a_crash_changes_nothing(feeding: Feeding, kind: str) -> None:
    feed = feeding.load("sku,name,price\n1,Lamp,15\n2,Rug,abc\n")
    feeding.settle()
    products = feeding.products()

    with feeding.database.transaction() as cursor:
        cursor.execute("update job set status = 'QUEUED' where kind = $kind", {"kind": kind})
    feeding.wake()
    again = list_jobs(feeding.database, JobFilter(kind=kind)).items[0]
    while again.status != "SUCCEEDED":
        assert again.status in {"QUEUED", "RUNNING"}
        again = get_job(feeding.database, again.job_id)

    assert get_feed(feeding.database, feed.feed_id) == feed
    assert feeding.products() == products
    assert len(list_jobs(feeding.database, JobFilter()).items) == 2


def test_no_local_copy_is_left_behind(feeding: Feeding) -> None:
    feeding.load(TWO)
    feeding.load("name\nLamp\n")
    feeding.load(TWO, hold=True)

    assert list(feeding.ingestion.spool.folder.iterdir()) == []


def test_unbalanced_ledger_is_refused_by_the_table_itself(feeding: Feeding) -> None:
    feed = feeding.load(TWO)

    with pytest.raises(duckdb.ConstraintException), feeding.database.transaction() as cursor:
        cursor.execute("update feed set inserted = inserted + 1")

    assert get_feed(feeding.database, feed.feed_id) == feed


def test_merge_is_told_which_products_carried_a_quantity(feeding: Feeding) -> None:
    seen: list[int] = []

    def count(cursor: DuckDBPyConnection, _feed: Feed) -> None:
        seen.extend(row[0] for row in cursor.execute("from carried_quantity").fetchall())

    feeding.load(TWO)
    feeding.hooks.append(count)
    feeding.load("sku,name,price,quantity\n1,Lamp,15.00,5\n2,Rug,20.00,\n3,Vase,7,1\n")

    assert seen == [feeding.product("1")["product_id"]]


@pytest.mark.parametrize("feed_id", ["", "x", "01a20a84-0585-76e9-b8ca-f8a4c5fe010d"])
def test_unknown_feed_is_not_found(feeding: Feeding, feed_id: str) -> None:
    with pytest.raises(FeedNotFound):
        get_feed(feeding.database, feed_id)


def test_another_partners_feed_is_not_found(feeding: Feeding) -> None:
    feed = feeding.load(TWO)

    with pytest.raises(FeedNotFound):
        get_feed(feeding.database, feed.feed_id, partner_id=feed.partner_id + 1)


def test_feeds_of_one_partner_are_loaded_in_the_order_received(feeding: Feeding) -> None:
    feeds = [feeding.deliver(f"sku,name,price\n1,Lamp,{price}\n") for price in (10, 11, 12, 13, 14)]
    for feed in feeds:
        feeding.wait(feed)

    assert feeding.product("1")["price"] == Decimal("14.0000")
    history = feeding.database.rows(
        "select after.price as price from product_change order by rowid"
    )
    assert [row["price"] for row in history] == [Decimal(price) for price in (11, 12, 13, 14)]
