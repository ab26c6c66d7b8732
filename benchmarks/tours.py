"""What a visitor does on the pages, one tour each: every step is a rerun with a name."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from playwright.sync_api import TimeoutError  # noqa: A004 - its own name

from benchmarks.stopwatch import Stopwatch
from tests.e2e.visit import Visit

LIST_TRIES, LIST_OPENS_WITHIN_MS = 5, 2000
AGAIN = ", again in a tab"  # whose scripts the browser has compiled by then
CODES = [f"partner-{number:02d}" for number in range(1, 21)]


@dataclass
class Tourist:
    """A visitor with a stopwatch; `products_each` of each partner, which the SKUs count on."""

    visit: Visit
    watch: Stopwatch
    draws: Random
    products_each: int

    def enter(self, address: str, name: str | None = None) -> None:
        """Open an address as a new session, whose widgets ask for nothing yet."""
        self.visit.page.goto(self.visit.served.url + address)
        took_ms = self.watch.wait()
        if name is not None:
            self.watch.taken_ms[name].append(took_ms)

    def go(self, page: str, name: str | None = None) -> None:
        """Open a page by the navigation."""
        link = self.visit.page.get_by_test_id("stSidebarNav").get_by_role(
            "link", name=page, exact=True
        )
        self.watch.time(name, link.click)

    def press(self, button: str | re.Pattern[str], name: str | None = None) -> None:
        """Press the first button of that text."""
        found = self.visit.page.get_by_role("button", name=button).first
        self.watch.time(name, found.click)

    def fill(self, label: str, text: str, name: str | None = None) -> None:
        """Type into the field and press Enter."""
        box = self.visit.page.get_by_role("textbox", name=label, exact=True).first
        box.fill(text)
        self.watch.time(name, lambda: box.press("Enter"))

    def choose(self, label: str, option: str, name: str | None = None) -> None:
        """Choose an option of a select box."""
        box = self.visit.page.get_by_role("combobox", name=label).first
        found = self.visit.page.get_by_role("option", name=option, exact=True).first
        for _ in range(LIST_TRIES):  # a rerun that ends late shuts the list
            box.fill(option)
            box.press("ArrowDown")
            with suppress(TimeoutError):
                found.wait_for(timeout=LIST_OPENS_WITHIN_MS)
                break
        self.watch.time(name, found.click)

    def follow(self, link: str | re.Pattern[str], name: str | None = None) -> None:
        """Follow the first link of the page's body of that text."""
        found = self.visit.page.get_by_test_id("stMain").get_by_role("link", name=link).first
        self.watch.time(name, found.click)

    def turn_to(self, tab: str, name: str | None = None) -> None:
        """Open a tab that reruns the page."""
        found = self.visit.page.get_by_role("tab", name=tab, exact=True)
        self.watch.time(name, found.click)

    def switch(self, label: str, name: str | None = None) -> None:
        """Flick a switch."""
        found = self.visit.page.get_by_test_id("stCheckbox").filter(has_text=label)
        self.watch.time(name, lambda: found.locator("label").click())

    def tick(self, name: str | None = None) -> None:
        """Tick a row of the first table."""
        row = self.draws.randrange(10)
        self.watch.time(name, lambda: self.visit.tick_row(row))

    def any_number(self) -> int:
        """Return the number of some product."""
        return self.draws.randrange(20 * self.products_each)


def see_home(tourist: Tourist) -> None:
    """Come to Home from another page."""
    tourist.go("Jobs")
    tourist.go("Home", "Home")


def see_catalog(tourist: Tourist) -> None:
    """Search, turn pages, sort, narrow down."""
    tourist.enter("/jobs", "Jobs, its address opened anew")
    tourist.go("Catalog", "Catalog, opened")
    start = f"SKU-{tourist.any_number():08d}"[:-2]
    tourist.fill("Search", start, "Catalog, start of a SKU searched")
    tourist.fill("Search", "", "Catalog, search taken away")
    word = f"Oslo {tourist.draws.randrange(tourist.products_each)}"
    tourist.fill("Search", word, "Catalog, words that few names have searched")
    tourist.fill("Search", "lamp", "Catalog, a word that many names have searched")
    tourist.press("Next →", "Catalog, next page of a search")
    tourist.fill("Search", "nowhere to be found", "Catalog, what nothing has searched")
    tourist.fill("Search", "")
    tourist.press("Next →", "Catalog, next page")
    tourist.choose("Partner", tourist.draws.choice(CODES), "Catalog, a partner chosen")
    tourist.press("Next →", "Catalog, next page of a partner")


def sort_catalog(tourist: Tourist) -> None:
    """Sort in each way, of all and of a partner."""
    tourist.enter("/catalog")
    for name in ("SKU", "Price, lowest first", "Last change, oldest first"):
        tourist.choose("Sort by", name, f"Catalog, by {name}")
        tourist.press("Next →", f"Catalog, by {name}, next page")
    tourist.choose("Partner", tourist.draws.choice(CODES))
    tourist.choose("Sort by", "Price, lowest first", "Catalog, a partner's by price")


def count_catalog(tourist: Tourist) -> None:
    """Count by facet, and choose values by their counts."""
    tourist.enter("/catalog")
    tourist.switch("Count by", "Catalog, counts by facet")
    tourist.press(re.compile("partner-.. · "), "Catalog, a facet chosen: a partner")
    tourist.press(re.compile("^Brand [0-9]+ · "), "Catalog, a facet chosen: its brand")
    tourist.fill("Search", "lamp", "Catalog, counts of a search")


def see_product(tourist: Tourist) -> None:
    """Open a product from the list and go back."""
    tourist.enter("/catalog")
    tourist.choose("Partner", tourist.draws.choice(CODES))
    tourist.tick("A product, from the list")
    tourist.press("← All products", "Back to the catalog")
    tourist.tick(f"A product, from the list{AGAIN}")


def see_orders(tourist: Tourist) -> None:
    """Look orders up."""
    tourist.enter("/jobs")
    tourist.go("Orders", "Orders, opened")
    tourist.turn_to("Placed orders", "Orders, placed ones")
    tourist.press("Next →", "Orders, next page")
    tourist.follow(re.compile("^FL-"), "An order")
    tourist.press("← Placed orders", "Back to the orders")
    tourist.choose("Partner", tourist.draws.choice(CODES), "Orders, a partner chosen")
    number = tourist.draws.randrange(2000)
    tourist.fill("Placed for", f"C-{number}", "Orders, a customer named")


def find_orders(tourist: Tourist) -> None:
    """Find an order by its number, and products for a new one."""
    tourist.enter("/order")
    word = f"Porto {tourist.draws.randrange(tourist.products_each)}"
    tourist.fill("Name, SKU or brand", word, "Orders, products found for a new one")
    tourist.turn_to("Placed orders")
    number = tourist.draws.randrange(2000)
    tourist.fill("Order number or id", f"FL-{number:08d}", "Orders, a number named")


def see_revenue(tourist: Tourist) -> None:
    """Look at revenue in periods, by keys, narrowed down; then the same again in the same tab."""
    tourist.enter("/jobs")
    for again in ("", AGAIN):
        tourist.go("Revenue", f"Revenue, opened: 28 days by day{again}")
        tourist.choose("By", "Product", f"Revenue, 28 days by product{again}")
        tourist.choose("Period", "Last 365 days", f"Revenue, a year by product{again}")
        tourist.choose("By", "Brand", f"Revenue, a year by brand{again}")
        tourist.choose("By", "Month", f"Revenue, a year by month{again}")
        tourist.choose("By", "Day")  # the page keeps what was chosen
        tourist.choose("Period", "Last 28 days")
        tourist.go("Jobs")


def see_sold(tourist: Tourist) -> None:
    """Look at which products sell."""
    tourist.enter("/jobs")
    tourist.go("Products in sales", "Products in sales, opened: 28 days")
    tourist.choose("Period", "Last 365 days", "Products in sales, a year")
    tourist.go("Jobs")
    tourist.go("Products in sales", "Products in sales, a year, opened again in a tab")


def see_feeds(tourist: Tourist) -> None:
    """Look feeds up."""
    tourist.enter("/")
    tourist.go("Jobs", "Jobs")
    tourist.go("Feeds", "Feeds, opened")
    tourist.press("Next →", "Feeds, next page")
    tourist.choose("Partner", tourist.draws.choice(CODES), "Feeds, a partner chosen")
    tourist.follow(re.compile("^feed-"), "A feed")
    tourist.press("← All feeds", "Back to the feeds")
    tourist.follow(re.compile("^feed-"), f"A feed{AGAIN}")


TOURS: Mapping[str, Callable[[Tourist], None]] = {
    "home": see_home,
    "catalog": see_catalog,
    "sorts": sort_catalog,
    "facets": count_catalog,
    "product": see_product,
    "orders": see_orders,
    "finding": find_orders,
    "revenue": see_revenue,
    "sold": see_sold,
    "feeds": see_feeds,
}
