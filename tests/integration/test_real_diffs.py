"""What the diff of a held feed says is what its load then does: on every real feed that we have."""

import csv
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from catalog.database import Row
from ingestion.decisions import approve_feed
from ingestion.diff import DiffRow
from ingestion.feeds import Feed
from ingestion.fields import FIELDS
from ingestion.profile_store import save_profile
from ingestion.profiles import Mode, Profile
from ingestion.report import ReportFilter, read_report
from tests.feeding import NO_GUARDS, Feeding, ledger
from tests.realdata import asked_folder

CONSTANTS = {"currency": "USD", "availability": "in_stock"}
VENDURE = {"fields": {"quantity": "stockOnHand"}}
NORWEGIAN = {
    "fields": {"sku": "Varenummer", "product_name": "Varenavn", "price": "Pris",
               "category": "Varetype"},
    "constants": {**CONSTANTS, "currency": "NOK"},
}  # fmt: skip
PROFILES: dict[str, dict[str, Any]] = {
    "amazon_electronics.csv": {},
    "walmart_electronics.csv": {},
    "magento2_luma.csv": {"preset": "magento"},
    "woocommerce_bom_dups.csv": {"preset": "woocommerce"},
    "woocommerce_sample.csv": {"preset": "woocommerce"},
    "shopify/apparel.csv": {"preset": "shopify"},
    "shopify/home-and-garden.csv": {"preset": "shopify"},
    "shopify/jewelery.csv": {"preset": "shopify"},
    "vinmonopolet.csv": NORWEGIAN,
    "vendure/custom-fields.csv": VENDURE,
    "vendure/invalid-option-values.csv": VENDURE,
    "vendure/invalid-row-length.csv": VENDURE,
    "vendure/invalid-columns.csv": {},
    "vendure/multiple-languages.csv": {"fields": {"product_name": "name:en"}},
    "vendure/multiple-products-multiple-variants.csv": VENDURE,
    "vendure/product-import.csv": VENDURE,
    "vendure/products.csv": VENDURE,
    "vendure/single-product-multiple-variants.csv": VENDURE,
    "vendure/single-product-single-variant.csv": VENDURE,
}
INVENTORY = "commercetools_inventory.csv"
DELIMITERS = {"amazon_electronics.csv": "|", "walmart_electronics.csv": "|"}
COLUMNS = (*FIELDS[1:], "attributes", "is_active")
NAMELESS = [(number, "product_name/missing") for number in (2, 3, 4)]  # variants of the first
INVALID: dict[str, list[tuple[int, str]]] = {
    "vendure/invalid-columns.csv": NAMELESS,
    "vendure/invalid-option-values.csv": NAMELESS,
    "vendure/invalid-row-length.csv": [(2, "row/missing_cells"), (2, "price/missing")],
}


def use(feeding: Feeding, profile: dict[str, Any]) -> None:
    wanted = {"constants": CONSTANTS, "guards": NO_GUARDS, **profile}
    save_profile(feeding.database, "lumen", Profile.model_validate(wanted))


def count_by_csv(path: Path, name: str) -> int:
    """Return how many data records Python's csv module finds."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=DELIMITERS.get(name, ","))
        return sum(any(cell.strip() for cell in cells) for cells in rows) - 1


def mutated(body: bytes, seed: int) -> bytes:
    """Return the file with a tenth of its lines gone and every other number moved by a digit."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    header, *lines = body.decode("utf-8-sig").splitlines(keepends=True)
    kept = [line for line in lines if dice.random() < 0.9] or lines
    return (header + "".join(_moved(line, dice) for line in kept)).encode()


def _moved(line: str, dice: random.Random) -> str:
    if dice.random() < 0.8:
        return line
    return "".join(
        str(dice.randrange(1, 10)) if letter.isdigit() and dice.random() < 0.1 else letter
        for letter in line
    )


def catalog(feeding: Feeding) -> dict[str, Row]:
    return {
        row["sku"]: {
            **{name: row[name] for name in COLUMNS},
            "attributes": json.loads(row["attributes"]),
        }
        for row in feeding.products()
    }


def differences(before: dict[str, Row], after: dict[str, Row]) -> dict[str, dict[str, Any]]:
    """Return each changed product's columns as (before, after), worked out from the catalogs."""
    nothing = dict.fromkeys(COLUMNS) | {"attributes": {}}
    found = {}
    for sku, now in after.items():
        was = before.get(sku, {**nothing, "is_active": True})
        moved = {name: (was[name], now[name]) for name in COLUMNS if was[name] != now[name]}
        if moved or sku not in before:
            found[sku] = moved
    return found


def told(rows: list[DiffRow]) -> dict[str, dict[str, Any]]:
    """Return the same as a diff tells it."""
    return {
        row.sku: {
            change.column: (change.before or {}, change.after)
            if change.column == "attributes"
            else (change.before, change.after)
            for change in row.changes
        }
        for row in rows
    }


def hold_and_approve(feeding: Feeding, body: bytes, mode: Mode = "full") -> Feed:
    """Load a feed by way of a hold, and see that all happens as it was told."""
    held = feeding.load(body, mode, hold=True)
    assert held.status == "HELD", held.error
    before, forecast = catalog(feeding), feeding.diff(held)

    approve_feed(feeding.ingestion, held.feed_id, "user:anna")
    loaded = feeding.finished(held)

    assert loaded.counters == held.counters
    assert feeding.diff(loaded) == forecast
    assert told(forecast) == differences(before, catalog(feeding))
    counted = Counter(row.action for row in forecast)
    for action in ("inserted", "updated", "deactivated"):
        assert counted[action] == loaded.counters[action]
    rows_read, *sides, _ = ledger(loaded)
    assert rows_read == sum(side or 0 for side in sides)
    changes = feeding.database.rows(
        "select action, count(*) as products from product_change where feed_id = $feed_id"
        " group by action",
        {"feed_id": loaded.feed_id},
    )
    written = {row["action"]: row["products"] for row in changes}
    assert written == {name: n for name, n in counted.items() if name != "inserted"}
    return loaded


@pytest.mark.parametrize("name", PROFILES)
def test_held_real_feed_does_what_its_diff_says(
    feeding: Feeding, realdata: Path, name: str
) -> None:
    path = realdata / "feeds" / name
    use(feeding, PROFILES[name])
    body = path.read_bytes()

    hold_and_approve(feeding, mutated(body, seed=1))
    loaded = hold_and_approve(feeding, body)

    assert loaded.counters["rows_read"] == count_by_csv(path, name)
    assert catalog(feeding)


@pytest.mark.parametrize("mode", ["delta", "supplemental"])
def test_held_inventory_does_what_its_diff_says(
    feeding: Feeding, realdata: Path, mode: Mode
) -> None:
    path = realdata / "feeds" / INVENTORY
    with path.open(encoding="utf-8-sig", newline="") as file:
        skus = sorted({row["sku"] for row in csv.DictReader(file)})
    use(feeding, {})
    feeding.load("sku,name,price\n" + "".join(f'"{sku}",Lamp,15\n' for sku in skus[::2]))

    loaded = hold_and_approve(feeding, path.read_bytes(), mode)

    rows_read, inserted, updated, _, skipped, _ = ledger(loaded)
    assert rows_read == count_by_csv(path, INVENTORY)
    assert inserted == 0
    assert updated
    assert skipped
    assert skipped >= len(skus) // 2


@pytest.mark.parametrize("name", INVALID)
def test_feed_that_is_deliberately_invalid_says_what_is_wrong(
    feeding: Feeding, realdata: Path, name: str
) -> None:
    use(feeding, PROFILES[name])

    feed = feeding.load((realdata / "feeds" / name).read_bytes())

    report = read_report(feeding.database, ReportFilter(feed.feed_id)).items
    assert feed.status == "COMPLETED_WITH_ERRORS"
    assert [(row.record_number, row.code) for row in report if row.record_number] == INVALID[name]


@pytest.mark.realdata
def test_every_real_feed_is_tried() -> None:
    folder = asked_folder() / "feeds"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}

    assert names == {*PROFILES, INVENTORY}
