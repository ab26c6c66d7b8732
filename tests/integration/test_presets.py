"""Exports of shop systems become the products that they hold."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ingestion.presets import offer_preset
from ingestion.profile_store import save_profile
from ingestion.profiles import PresetName, Profile
from ingestion.report import ReportFilter, read_report, summarize_issues
from tests.feeding import Feeding, ledger
from tests.judging import Judge

SHOPIFY = ["shopify/apparel.csv", "shopify/home-and-garden.csv", "shopify/jewelery.csv"]
WOOCOMMERCE = ["woocommerce_sample.csv", "woocommerce_bom_dups.csv"]
OPTIONS = [f"Option{number} Value" for number in (1, 2, 3)]
Records = list[dict[str, str]]


def records_of(path: Path) -> Records:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{k: v.strip() for k, v in row.items()} for row in csv.DictReader(file)]


def use_preset(feeding: Feeding, preset: PresetName) -> None:
    save_profile(feeding.database, "lumen", Profile(preset=preset, constants={"currency": "USD"}))


@pytest.mark.parametrize("name", SHOPIFY)
def test_shopify_export_gives_its_variants(feeding: Feeding, realdata: Path, name: str) -> None:
    path = realdata / "feeds" / name
    use_preset(feeding, "shopify")
    variants: dict[str, dict[str, str]] = {}
    first: dict[tuple[str, str], str] = {}
    records = records_of(path)
    for record in records:
        for column in ("Title", "Vendor", "Body (HTML)", "Image Src", "Tags"):
            if record[column]:
                first.setdefault((record["Handle"], column), record[column])
        if record["Variant SKU"] or record["Variant Price"]:
            options = [record[o] for o in OPTIONS if record[o] not in {"", "Default Title"}]
            variants["/".join([record["Handle"], *options])] = record

    feed = feeding.load(path)

    images = len(records) - len(variants)
    assert ledger(feed) == (len(records), len(variants), 0, 0, images, 0)
    issues = {issue.code: issue.count for issue in summarize_issues(feeding.database, feed.feed_id)}
    assert issues.get("row/image_only", 0) == images
    products = {product["sku"]: product for product in feeding.products()}
    assert products.keys() == variants.keys()
    for sku, product in products.items():
        sent = variants[sku]
        handle = sent["Handle"]
        assert product["price"] == Decimal(sent["Variant Price"])
        assert product["product_name"] == first[handle, "Title"]
        assert product["brand"] == first[handle, "Vendor"]
        assert product["description"] == first[handle, "Body (HTML)"]
        assert product["image_link"] == (sent["Variant Image"] or first[handle, "Image Src"])
        assert (product["availability"], product["quantity"]) == stock_of(sent)
        assert '"Image' not in product["attributes"]
        assert '"Handle"' in product["attributes"]


def stock_of(variant: dict[str, str]) -> tuple[str, Decimal | None]:
    if not variant["Variant Inventory Tracker"]:
        return "in_stock", None
    quantity = Decimal(variant["Variant Inventory Qty"])
    return "in_stock" if quantity > 0 else "out_of_stock", quantity


@pytest.mark.parametrize("name", WOOCOMMERCE)
def test_woocommerce_export_gives_what_can_be_bought(
    feeding: Feeding, realdata: Path, name: str
) -> None:
    path = realdata / "feeds" / name
    use_preset(feeding, "woocommerce")
    records = records_of(path)
    last = {record["SKU"]: record for record in records}
    priced = {sku: record for sku, record in last.items() if record["Regular price"]}
    parents = [r for r in records if r["Type"] == "variable" and not r["Regular price"]]
    grouped = [r for r in records if r["Type"] == "grouped" and not r["Regular price"]]

    feed = feeding.load(path)

    assert ledger(feed)[:2] == (len(records), len(priced))
    products = {product["sku"]: product for product in feeding.products()}
    assert products.keys() == priced.keys()
    for sku, product in products.items():
        sale = priced[sku]["Sale price"]
        assert product["price"] == Decimal(priced[sku]["Regular price"])
        assert product["sale_price"] == (Decimal(sale) if sale else None)
        assert product["category"] == (priced[sku]["Categories"] or None)
    issues = {issue.code: issue.count for issue in summarize_issues(feeding.database, feed.feed_id)}
    assert issues["row/variable_parent"] == len(parents)
    assert issues["price/missing"] == len(grouped)
    assert issues.get("sku/duplicate_in_feed", 0) == len(records) - len(last)


def test_magento_export_has_categories_and_not_types(feeding: Feeding, realdata: Path) -> None:
    path = realdata / "feeds" / "magento2_luma.csv"
    use_preset(feeding, "magento")
    last = {record["sku"]: record for record in records_of(path)}
    loaded = {sku: r for sku, r in last.items() if r["price"] and Decimal(r["price"]) > 0}

    feed = feeding.load(path)

    assert feed.counters["inserted"] == len(loaded)
    products = {product["sku"]: product for product in feeding.products()}
    assert products.keys() == loaded.keys()
    for sku, product in products.items():
        assert product["category"] == (loaded[sku]["categories"] or None)
        assert product["availability"] == "in_stock"
        assert product["quantity"] == Decimal(loaded[sku]["qty"])
    kept = Counter('"product_type"' in product["attributes"] for product in products.values())
    assert kept[True] == len(products)


@pytest.mark.parametrize("name", [*SHOPIFY, *WOOCOMMERCE, "magento2_luma.csv"])
def test_second_delivery_of_an_export_changes_nothing(
    feeding: Feeding, realdata: Path, name: str
) -> None:
    path = realdata / "feeds" / name
    use_preset(feeding, name_of_preset(name))

    first, second = feeding.load(path), feeding.load(path)

    inserted, skipped = first.counters["inserted"], first.counters["skipped"]
    assert ledger(second) == (first.counters["rows_read"], 0, 0, inserted, skipped, 0)


@pytest.mark.parametrize("name", [*SHOPIFY, *WOOCOMMERCE, "magento2_luma.csv"])
def test_preset_is_offered_for_its_headers(realdata: Path, name: str) -> None:
    (first, *_) = records_of(realdata / "feeds" / name)

    assert offer_preset(list(first)) == name_of_preset(name)


def name_of_preset(name: str) -> PresetName:
    return "shopify" if "shopify" in name else "woocommerce" if "woo" in name else "magento"


VARIANT = (
    "Handle,Title,Option1 Name,Option1 Value,Option2 Value,Variant SKU,Variant Price,"
    "Variant Barcode,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,"
    "Status,Image Src,Material (product.metafields.x.y)"
)


def variants(judge: Judge, *records: str, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - the profile's entries
    profile = {"preset": "shopify", "constants": {"currency": "USD"}, **more}
    return judge(*records, header=VARIANT, **profile)


@pytest.mark.parametrize(
    ("sku", "option1", "option2", "found"),
    [
        ("L-1", "Red", "Big", "L-1"),
        ("'007", "Red", "Big", "007"),
        ("''7", "Red", "Big", "'7"),
        ("", "Red", "Big", "lamp/Red/Big"),
        ("'", "Red", "Big", "lamp/Red/Big"),
        ("", "Default Title", "", "lamp"),
        ("", " ", "Big", "lamp/Big"),
    ],
)
def test_shopify_variant_without_sku_is_known_by_its_options(
    judge: Judge, sku: str, option1: str, option2: str, found: str
) -> None:
    (row,) = variants(judge, f"lamp,Lamp,Colour,{option1},{option2},{sku},15,,,,deny,active,,")

    assert (row["sku"], row["codes"]) == (found, [])


@pytest.mark.parametrize(
    ("sent", "availability", "stored"),
    [
        (",0,deny,active", "in_stock", None),
        ("shopify,3,deny,active", "in_stock", 3),
        ("shopify,0,deny,active", "out_of_stock", 0),
        ("shopify,0,continue,active", "backorder", 0),
        ("shopify,-2,continue,", "backorder", -2),
        ("shopify,3,continue,", "in_stock", 3),
        ("shopify,3,deny,draft", "discontinued", 3),
        (",,deny,Archived", "discontinued", None),
    ],
)
def test_shopify_stock_is_read_by_tracker_policy_and_status(
    judge: Judge, sent: str, availability: str, stored: int | None
) -> None:
    (row,) = variants(judge, f"lamp,Lamp,,,,L,15,,{sent},,")

    assert (row["availability"], row["quantity"]) == (availability, stored)


def test_shopify_columns_of_a_product_fill_down_its_handle(judge: Judge) -> None:
    rows = variants(
        judge,
        "lamp,Lamp,Colour,Red,,L-R,15,'4006381333931,,,,active,one.jpg,oak",
        "rug,Rug,Colour,Red,,R-R,20,,,,,draft,,",
        "lamp,,,Blue,,L-B,16,,,,,,two.jpg,",
        "lamp,,,,,,,,,,,,three.jpg,",
        "rug,,,Blue,,R-B,21,,,,,,rug.jpg,",
        ",,,,,X-1,5,,,,,,,",
    )

    assert [row["product_name"] for row in rows] == ["Lamp", "Rug", "Lamp", "Lamp", "Rug", None]
    assert [row["image_link"] for row in rows] == [
        *("one.jpg", "rug.jpg", "one.jpg", "one.jpg", "rug.jpg", None)
    ]
    assert rows[0]["gtin"] == "4006381333931"
    assert rows[2]["attributes"] == (
        '{"Handle":"lamp","Material (product.metafields.x.y)":"oak","Option1 Name":"Colour",'
        '"Option1 Value":"Blue","Status":"active"}'
    )
    assert [row["availability"] for row in rows[1:5:3]] == ["discontinued", "discontinued"]
    assert [row["codes"] for row in rows[3:]] == [
        ["row/image_only"],
        [],
        ["product_name/missing"],
    ]
    assert (rows[3]["action"], rows[3]["sku"]) == ("skipped", None)


def test_profile_reads_the_cells_that_the_preset_rewrote(judge: Judge) -> None:
    (row,) = variants(
        judge,
        "lamp,Lamp,Colour,Red,,,15,,,,,,one.jpg,",
        fields={"sku": "Variant SKU", "mpn": "Handle", "link": "Image Src", "category": "Status"},
    )

    assert (row["sku"], row["mpn"], row["link"]) == ("lamp/Red", "lamp", "one.jpg")


def test_shopify_stock_counts_alone_are_no_images(feeding: Feeding) -> None:
    use_preset(feeding, "shopify")
    feeding.load(f"{VARIANT}\nlamp,Lamp,,,,L-1,15,,shopify,0,deny,active,,\n")

    feed = feeding.load("Handle,Variant SKU,Variant Inventory Qty\nlamp,L-1,4\n", "supplemental")

    assert ledger(feed) == (1, 0, 1, 0, 0, 0)
    product = feeding.product("L-1")
    assert (product["availability"], product["quantity"]) == ("in_stock", 4)


def test_shopify_product_that_is_active_again_can_be_ordered_again(feeding: Feeding) -> None:
    use_preset(feeding, "shopify")
    feeding.load(f"{VARIANT}\nlamp,Lamp,,,,L-1,15,,shopify,4,deny,draft,,\n")

    feeding.load(f"{VARIANT}\nlamp,Lamp,,,,L-1,15,,shopify,4,deny,active,,\n", "delta")

    assert feeding.product("L-1")["availability"] == "in_stock"


def test_records_that_are_no_products_are_told_as_nothing_to_mend(feeding: Feeding) -> None:
    use_preset(feeding, "woocommerce")

    feed = feeding.load(
        "Type,SKU,Name,In stock?,Sale price,Regular price\n"
        'variable,tee,Tee,1,,\nvariation,tee-s,Tee S,1,9,10\n"variable, virtual",cup,Cup,1,,5\n'
    )

    assert feed.status == "COMPLETED_WITH_ERRORS"
    assert ledger(feed) == (3, 2, 0, 0, 1, 0)
    rows = read_report(feeding.database, ReportFilter(feed.feed_id)).items
    told = [(row.code, row.severity, row.row_outcome) for row in rows if row.sku]
    assert told == [("row/variable_parent", "info", "skipped")]


def test_google_feed_is_read_with_its_prefix(judge: Judge) -> None:
    (row,) = judge(
        "L-1,Lamp,15.00 USD,12.00 USD,in_stock,Home > Lamps,7,x",
        header="g:id,g:title,g:price,g:sale_price,g:availability,g:product_type,"
        "quantity_to_sell_on_facebook,g:google_product_category",
        preset="google",
    )

    assert (row["sku"], row["price"], row["sale_price"]) == ("L-1", 15, 12)
    assert (row["category"], row["quantity"], row["codes"]) == ("Home > Lamps", 7, [])
