"""What catalog managers do, once each, in a real browser: catalog, feeds, partners."""

import io

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import ViewportSize, expect

from tests.e2e.visit import DESKTOP, PHONE, Visit
from tests.served import Served
from tests.used_shop import SAMPLES, use_shop


@pytest.fixture(scope="module")
def addresses(served: Served) -> dict[str, str]:
    """Have the shop used; lend the addresses of what has pages of its own."""
    return use_shop(served)


@pytest.mark.usefixtures("addresses")
def test_catalog_is_narrowed_kept_as_a_view_and_taken_along(visit: Visit) -> None:
    visit.open("/catalog")
    visit.page.get_by_text("Count by partner, brand, category …").click()
    visit.page.get_by_role("button", name="lumen · ").first.click()
    visit.waits_until(lambda: "partner=lumen" in visit.page.url)
    narrow(visit)
    visit.pick("Sort by", "Price, lowest first")
    visit.page.get_by_text("Saved views").click()
    visit.fill("Keep these filters as", "Lumen by price")
    visit.page.get_by_text("Everybody may open and change it").click()
    visit.press_last("Save")
    visit.sees("Opened: ")
    visit.press_last("Replace it")
    assert b"product_id" in visit.download("Download as CSV").splitlines()[0]
    products = pq.read_table(io.BytesIO(visit.download("Download as Parquet")))
    assert set(products["partner"].to_pylist()) == {"lumen"}
    visit.open("/catalog")
    visit.page.get_by_text("Saved views").click()
    visit.press("Lumen by price · shared")
    visit.waits_until(lambda: "partner=lumen" in visit.page.url)
    visit.press_last("Delete…")
    visit.press("Keep it")
    visit.press_last("Delete…")
    visit.press("Delete now")
    visit.gone("Lumen by price · shared")
    visit.tick_row(0)
    visit.sees("Add to order")
    visit.press("← All products")
    visit.sees_heading("Catalog")


def narrow(visit: Visit) -> None:
    """Go down into a category and up again, and drop a filter that is folded away."""
    levels = visit.page.locator("[class*=st-key-facet_category_path_]").get_by_role("button")
    levels.first.click()
    visit.press("← All categories")
    visit.gone("← All categories")
    visit.settle()
    visit.open(f"{visit.page.url.removeprefix(visit.served.url)}&brand=Lumen")
    visit.page.get_by_role("button", name="Brand: ").click()
    visit.waits_until(lambda: "brand=" not in visit.page.url)


def test_feed_is_looked_into_and_its_files_are_taken_along(
    visit: Visit, addresses: dict[str, str]
) -> None:
    visit.open(addresses["loaded feed"])
    visit.pick("Severity", "Error")
    visit.settle()
    rejects = visit.download("Download the rejects")
    assert b"_errors" in rejects.splitlines()[0]
    assert visit.download("Download the raw file") == (SAMPLES / "lumen_full.csv").read_bytes()
    visit.press("Revert this feed…")
    visit.press("Keep the feed")
    visit.sees("Revert this feed…")
    visit.follow("What was ordered since, and refused")
    visit.sees("← All feeds and sales")
    visit.press("← All feeds and sales")
    visit.gone("← All feeds and sales")
    visit.open(addresses["loaded feed"])
    visit.press("← All feeds")
    visit.sees_heading("Feeds")
    visit.page.get_by_text("Quality", exact=True).click()
    visit.sees("Share")
    visit.open(addresses["held feed"])
    visit.press("Reject this feed…")
    visit.press("Keep it held")
    visit.sees("Reject this feed…")
    visit.open(addresses["failed feed"])
    visit.sees("header/missing_required")


@pytest.mark.usefixtures("addresses")
def test_feed_that_waits_for_its_parts_is_cancelled(visit: Visit, served: Served) -> None:
    asked: dict[str, str | int] = {
        "partner": "nordhus",
        "filename": "part.csv",
        "batch": "b",
        "part": 1,
        "last": "false",
    }
    with served.api() as api:
        sent = api.post("/feeds", params=asked, content=b"id\n1\n").raise_for_status().json()
    visit.open(f"/feeds?feed={sent['feed_id']}")
    visit.press("Cancel this feed…")
    visit.press("Let it go on")
    visit.press_last("Cancel this feed…")
    visit.settle()
    visit.page.get_by_role("button", name="Cancel now").dblclick()
    visit.sees("cancelled by user admin")
    visit.gone("You came too late")


@pytest.mark.usefixtures("addresses")
def test_profile_is_edited_dropped_saved_and_taken_back(visit: Visit) -> None:
    visit.open("/partners")
    visit.fill("Code", "twice")
    visit.page.get_by_text("Hold every feed until somebody approves it").click()
    visit.page.get_by_role("button", name="Create partner").dblclick()
    visit.sees("Partner twice is there.")
    visit.gone("partner/exists")
    rename(visit)
    drop_changes(visit)
    save_versions(visit)
    keep_files(visit)
    visit.press("← All partners")
    visit.sees_heading("Partners")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_partner_is_renamed_by_two_clicks_at_once(
    visit: Visit, served: Served, size: ViewportSize
) -> None:
    code, name = f"lumen{size['width']}", f"Lumen & Co {size['width']}"
    served.add_partner(code)
    visit.page.set_viewport_size(size)
    visit.open(f"/partners?partner={code}")
    visit.press("Rename…")
    visit.sees("stays: addresses, feeds, orders, keys and revenue name the partner by it")
    visit.fill("New name", name)

    visit.page.get_by_role("button", name="Save the name").dblclick()

    visit.sees_heading(name)
    visit.settle()
    expect(visit.page.get_by_text(f"Called {code.title()} until")).to_have_count(1)
    with served.api() as api:
        assert api.get(f"/partners/{code}").json()["name"] == name
    visit.picture("partner_renamed")


def rename(visit: Visit) -> None:
    visit.follow("Lumen (lumen)")
    visit.press("Rename…")
    visit.sees("Leave it as it is")
    visit.settle()
    visit.press("Leave it as it is")
    visit.gone("Leave it as it is")
    visit.press("Rename…")
    visit.fill("New name", "Lumen & Co")
    visit.press("Save the name")
    visit.sees("The partner is called Lumen & Co from now on.")


def drop_changes(visit: Visit) -> None:
    visit.pick("Currency where the file says none", "USD")
    visit.sees("Your changes are not saved.")
    visit.settle()
    visit.press("Drop these changes")
    visit.gone("Your changes are not saved.")
    visit.page.get_by_text("Rarely needed: quotes").first.click()
    visit.settle()  # what is unfolded moves
    visit.page.get_by_text("The first line names the columns", exact=True).click()
    visit.sees("Names of the columns, one a line")
    visit.press_last("Drop these changes")
    visit.gone("Your changes are not saved.")


def save_versions(visit: Visit) -> None:
    visit.turn_to("Guards")
    visit.page.get_by_text("Hold every feed, whatever is in it").click()
    visit.sees("Your changes are not saved.")
    visit.settle()
    visit.press("Save as the partner's profile")
    visit.sees("Version 2 of the profile is saved")
    visit.settle()
    visit.turn_to("Versions")
    visit.press("Take version 1 into the editor")
    visit.sees("An older version is in the editor")
    visit.settle()


def keep_files(visit: Visit) -> None:
    visit.turn_to("Retention")
    days = visit.page.get_by_role("spinbutton", name="Days of raw files")
    days.fill("365")
    days.press("Tab")
    visit.sees("deletes nothing yet")
    visit.settle()
    visit.press("Save")
    visit.sees("Saved for partner lumen.")
