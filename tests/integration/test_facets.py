"""Facets count what the list shows, and say so where they do not count all of it."""

import uuid
from collections import Counter
from decimal import Decimal

import pytest

from catalog.database import Database
from catalog.facets import Facets, count_facets
from catalog.kept_counts import refresh_counts
from catalog.partners import PartnerNotFound
from catalog.products import ProductFilter, search_products
from tests.api import Client
from tests.makers import make_partner, make_products

FACETS = "/api/v1/products/facets"
FILTERS: tuple[dict[str, object], ...] = (
    {},
    {"active": True},
    {"q": "lamp"},
    {"brand": "Ikaria", "partner": "nord"},
    {"q": "no"},
    {"category_path": "home"},
    {"category_path": "Home"},
    {"category_path": "Home/Light", "active": True},
    {"issue": "gtin/invalid"},
    {"issue": "gtin/invalid", "category_path": "Home > Light > Lamps", "partner": "lumen"},
)
CATEGORIES = ("Home > Light > Lamps", None, "Home>Light", "Home/Rugs", "Garden", " > ")
PATHS = ("Home > Light > Lamps", None, "Home > Light", "Home > Rugs", "Garden", None)


@pytest.fixture
def shelf(database: Database) -> Database:
    for code in ("lumen", "nord"):
        partner = make_partner(database, code)
        products = [
            {
                "product_name": ("Lamp", "Rug")[number % 2],
                "brand": (None, "Ikaria", "Nomad")[number % 3],
                "category": CATEGORIES[number % 6],
                "currency": ("USD", "EUR")[number % 2],
                "availability": ("in_stock", "preorder")[number % 2],
                "is_active": number % 4 > 0,
                "price": Decimal(number + 1),
            }
            for number in range(11)
        ]
        make_products(database, partner, *products)
    return database


FEED = """
insert into feed by name
select
    $feed_id as feed_id, partner_id, 'full' as mode, 'api' as origin, 'test' as delivered_by,
    'feed.csv' as filename, 'key' as raw_key, 1 as size_bytes, '' as sha256,
    false as hold_requested, 1 as profile_version, 'COMPLETED' as status, now() as received_at,
    1 as rows_read, 1 as inserted, 0 as updated, 0 as unchanged, 0 as skipped
from partner
where code = $partner
"""
FINDING = """
insert into feed_issue (feed_id, position, sku, code, severity)
select $feed_id, row_number() over (), unnest($skus), $code, 'warning'
"""


def find_issues(database: Database, partner: str, code: str, *skus: str) -> None:
    """Write a loaded feed of the partner that found this in these products."""
    feed_id = str(uuid.uuid4())
    with database.transaction() as cursor:
        cursor.execute(FEED, {"feed_id": feed_id, "partner": partner})
        cursor.execute(FINDING, {"feed_id": feed_id, "skus": list(skus), "code": code})


def as_counts(facets: Facets) -> dict[str, dict[str, int]]:
    return {
        facet: {each.value: each.products for each in values}
        for facet, values in facets.values.items()
    }


def next_below(path: str | None, category: str | None) -> str | None:
    """Return what comes next below the path in a category, as a person would cut it."""
    whole = PATHS[CATEGORIES.index(category)]
    parts, depth = (whole or "").split(" > "), len(path.split(" > ")) if path else 0
    is_below = not path or (whole or "").startswith(f"{path} > ")
    return " > ".join(parts[: depth + 1]) if whole and is_below else None


@pytest.mark.parametrize("asked", FILTERS)
def test_counts_are_those_of_the_products_listed(shelf: Database, asked: dict[str, object]) -> None:
    find_issues(shelf, "lumen", "gtin/invalid", "SKU-1", "SKU-3", "NO-PRODUCT")
    wanted = ProductFilter.model_validate(asked)
    listed = search_products(shelf, wanted, 1000).items

    facets = count_facets(shelf, wanted)

    expected = {
        facet: dict(Counter(filter(None, (getattr(each, facet) for each in listed))))
        for facet in ("partner", "availability", "currency", "brand", "category")
    }
    paths = Counter(filter(None, (next_below(wanted.path, each.category) for each in listed)))
    states = Counter("active" if each.is_active else "inactive" for each in listed)
    issues = sum(each.sku in {"SKU-1", "SKU-3"} for each in listed)
    assert as_counts(facets) == {
        **expected,
        "category_path": dict(paths),
        "state": dict(states),
        "issue": {"gtin/invalid": issues} if issues else {},
    }
    assert (facets.products, facets.is_limited) == (len(listed), False)


def test_limited_counts_say_so(shelf: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.facets.MOST_FOUND_BY_TEXT", 3)

    facets = count_facets(shelf, ProductFilter(q="lamp"))

    assert (facets.products, facets.is_limited) == (3, True)
    monkeypatch.setattr("catalog.facets.MOST_COUNTED", 4)
    facets = count_facets(shelf, ProductFilter(currency="USD"))
    assert (facets.products, facets.is_limited) == (4, True)
    assert not count_facets(shelf, ProductFilter(active=True)).is_limited


@pytest.mark.parametrize(
    ("limit", "asked"),
    [("MOST_FOUND_BY_TEXT", {"q": "lamp"}), ("MOST_COUNTED", {"currency": "USD"})],
)
def test_as_many_as_are_counted_are_all_of_them(
    shelf: Database, monkeypatch: pytest.MonkeyPatch, limit: str, asked: dict[str, str]
) -> None:
    wanted = ProductFilter.model_validate(asked)
    there_are = len(search_products(shelf, wanted, 1000).items)

    for most, told in ((there_are, False), (there_are - 1, True)):
        monkeypatch.setattr(f"catalog.facets.{limit}", most)
        facets = count_facets(shelf, wanted)
        assert (facets.products, facets.is_limited) == (most, told)
        assert sum(as_counts(facets)["partner"].values()) == most


def test_facets_of_a_partner_tell_nothing_of_others(shelf: Database) -> None:
    row = shelf.row("select partner_id from partner where code = 'lumen'") or {}

    facets = count_facets(shelf, ProductFilter(), row["partner_id"])

    assert as_counts(facets)["partner"] == {"lumen": 11}
    with pytest.raises(PartnerNotFound):
        count_facets(shelf, ProductFilter(partner="nord"), row["partner_id"])


def test_kept_counts_follow_each_merge(shelf: Database) -> None:
    before = count_facets(shelf, ProductFilter())
    (row,) = shelf.rows("select partner_id from partner where code = 'nord'")

    with shelf.transaction() as cursor:
        cursor.execute("delete from product where partner_id = $partner_id", row)
        cursor.execute("update partner set merges = merges + 1 where partner_id = $partner_id", row)

    assert (before.products, count_facets(shelf, ProductFilter()).products) == (22, 11)
    assert as_counts(count_facets(shelf, ProductFilter()))["partner"] == {"lumen": 11}


def test_kept_counts_take_no_more_memory_after_many_merges(shelf: Database) -> None:
    kept = "select memory_usage_bytes as bytes from duckdb_memory() where tag = 'IN_MEMORY_TABLE'"
    count_facets(shelf, ProductFilter())
    first = shelf.row(kept)

    for _ in range(20):
        with shelf.transaction() as cursor:
            cursor.execute("update partner set merges = merges + 1")
        refresh_counts(shelf)

    assert shelf.row(kept) == first


@pytest.mark.usefixtures("shelf")
def test_keys_are_told_the_same_and_bound_ones_of_their_partner_alone(client: Client) -> None:
    shelf = client.services.database
    find_issues(shelf, "lumen", "gtin/invalid", "SKU-1")
    find_issues(shelf, "nord", "price/minor_unit", "SKU-12")
    bound = client.make_key("catalog:read", partner="lumen")

    told = client.get(f"{FACETS}?category_path=Home&active=true").json()
    of_lumen = client.get(FACETS, key=bound).json()

    expected = count_facets(shelf, ProductFilter(category_path="Home", active=True))
    counts = {
        each["facet"]: {value["value"]: value["products"] for value in each["values"]}
        for each in told["facets"]
    }
    assert counts == as_counts(expected)
    assert (told["products"], told["is_limited"]) == (expected.products, False)
    assert of_lumen["products"] == 11
    assert "nord" not in str(of_lumen)
    assert "price/minor_unit" not in str(of_lumen)
    foreign = client.get(f"{FACETS}?partner=nord", key=bound)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "partner/not_found")
    assert client.get(f"{FACETS}?issue=price/minor_unit", key=bound).json()["products"] == 0
    for query in ("limit=5", "cursor=x", "colour=red"):
        assert client.get(f"{FACETS}?{query}").json()["code"] == "request/invalid", query
