"""The analysts' file: whole, documented, and the same however it was made."""

import tomllib
from collections.abc import Callable

from catalog.database import Database
from catalog.partner_names import PartnerChange, rename_partner
from tests.feeding import Feeding
from tests.publishing import Publishing, Rows
from tests.shop import Shop, ask
from tests.sources import ROOT

FEED = "sku,title,price,availability\nA,Lamp,10.00,in stock\nB,Rug,20.00,in stock\n"
NEXT = "sku,title,price,availability\nA,Lamp,12.00,in stock\nC,Vase,5.00,in stock\n"
Anew = Callable[[], dict[str, Rows]]


def test_everything_in_the_file_says_what_it_is(publishing: Publishing) -> None:
    publishing.publish()

    silent = publishing.read(
        "select table_name, '' from duckdb_tables() where comment is null"
        " union all select view_name, '' from duckdb_views() where not internal and comment is null"
        " union all select table_name, column_name from duckdb_columns()"
        " where not internal and coalesce(trim(comment), '') = ''"
    )

    assert silent == []


def test_file_made_by_changes_is_the_same_as_one_made_anew(
    publishing: Publishing, feeding: Feeding, anew: Anew
) -> None:
    first = feeding.load(FEED)
    publishing.publish()
    feeding.load(NEXT)
    publishing.publish()
    feeding.revert(feeding.load(FEED))
    told = publishing.publish()

    assert told["how"] == "changes"
    assert publishing.tables() == anew()
    assert publishing.read("select count(*) from feeds") == [(3,)]
    assert first.feed_id in {str(row[0]) for row in publishing.tables()["feeds"]}


def test_orders_cancels_and_refusals_are_taken_over(
    publishing: Publishing, database: Database, anew: Anew
) -> None:
    shop = Shop(database)
    shop.stocked(LAMP=5, RUG=5)
    publishing.publish()
    shop.place(ask(LAMP=2, RUG=1))
    assert publishing.publish()["how"] == "changes"

    assert publishing.read("select orders, units, gross, net from daily_revenue") == [
        (1, 3, 30, 30)
    ]
    assert publishing.tables() == anew()


def test_new_name_of_a_partner_is_published(
    publishing: Publishing, feeding: Feeding, anew: Anew
) -> None:
    publishing.publish()

    rename_partner(feeding.database, "lumen", PartnerChange(name="Lumen & Co"), "user:anna")

    assert publishing.is_due()
    assert publishing.publish()["how"] == "changes"
    assert publishing.read("select partner, name from partners") == [("lumen", "Lumen & Co")]
    assert publishing.tables() == anew()


def test_nothing_is_queued_while_nothing_changes(
    publishing: Publishing, database: Database
) -> None:
    publishing.publish()
    assert not publishing.publisher.queue_due()

    Shop(database).stocked(LAMP=5)

    assert publishing.publisher.queue_due()
    assert not publishing.publisher.queue_due()


def test_next_file_is_begun_when_the_interval_is_over_and_not_before(
    publishing: Publishing, database: Database
) -> None:
    now_s = 1000.0
    publisher = publishing.publisher
    publisher.interval_s = 30.0
    publisher.monotonic = lambda: now_s
    publishing.publish()
    Shop(database).stocked(LAMP=50)

    now_s += 29.9
    assert not publisher.queue_due()
    now_s += 0.1
    assert publisher.queue_due()


def test_version_in_the_file_is_that_of_the_project(publishing: Publishing) -> None:
    publishing.publish()

    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ((source,),) = publishing.read("select source_version from about")
    assert source.startswith(said["project"]["version"] + " (0")
