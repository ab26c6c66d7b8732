"""Open issues: what the last feeds found in a product, until a later one has judged it anew."""

import pytest

from catalog.facets import count_facets
from catalog.products import ProductFilter, search_products
from tests.feeding import Feeding

HEADER = "id,title,price,gtin\n"
SOUND = "4006381333931"
BOTH_BAD = f"{HEADER}LAMP,Lamp,15.00,123\nRUG,Rug,9.00,123\nSOFA,Sofa,5.00,{SOUND}\n"
CODE = "gtin/invalid"


def open_issues(feeding: Feeding) -> dict[str, list[str]]:
    """Return the SKUs of each code that is open, which must be as many as are counted."""
    counted = count_facets(feeding.database, ProductFilter()).values["issue"]
    found = {
        each.value: sorted(
            product.sku
            for product in search_products(
                feeding.database, ProductFilter(issue=each.value), 100
            ).items
        )
        for each in counted
    }
    assert {code: len(skus) for code, skus in found.items()} == {
        each.value: each.products for each in counted
    }
    return found


@pytest.fixture
def found(feeding: Feeding) -> Feeding:
    feeding.load(BOTH_BAD)
    assert open_issues(feeding) == {CODE: ["LAMP", "RUG"]}
    return feeding


def test_full_feed_closes_what_it_does_not_find(found: Feeding) -> None:
    feed = found.load(f"{HEADER}LAMP,Lamp,15.00,{SOUND}\nRUG,Rug,9.00,123\n")
    assert open_issues(found) == {CODE: ["RUG"]}

    found.revert(feed)

    assert open_issues(found) == {CODE: ["LAMP", "RUG"]}


def test_delta_closes_what_it_writes_over_and_leaves_the_others(found: Feeding) -> None:
    found.load(f"id,gtin\nLAMP,{SOUND}\n", "delta")
    assert open_issues(found) == {CODE: ["RUG"]}

    found.load("id,price\nRUG,dear\nSOFA,dear\n", "delta")

    assert open_issues(found) == {"price/invalid": ["RUG", "SOFA"]}


def test_feed_that_is_not_loaded_opens_nothing(found: Feeding) -> None:
    held = found.deliver("id,price\nSOFA,dear\n", "delta", hold=True)
    assert found.wait(held).status == "HELD"

    assert open_issues(found) == {CODE: ["LAMP", "RUG"]}


def test_report_that_is_deleted_tells_no_issue(found: Feeding) -> None:
    count_facets(found.database, ProductFilter())

    with found.database.transaction() as cursor:
        cursor.execute("delete from feed_issue")
        cursor.execute("update feed set report_deleted_at = now()")

    assert open_issues(found) == {}
