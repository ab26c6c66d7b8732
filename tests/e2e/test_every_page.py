"""
Every page with something on it, at a desk and on a phone, light and dark.

None may complain on the console, be wider than the screen, or keep people out who see little or
use no mouse; each look is kept as a picture in test-artifacts/, to be looked at.
"""

from collections.abc import Iterator
from html import escape
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser

from tests.accessibility import Excuse, find_violations
from tests.e2e.visit import DESKTOP, PHONE, Visit, sign_in, visiting
from tests.page_addresses import page_addresses
from tests.served import PASSWORD, Served, serving
from tests.used_shop import PARTNER, SHOWN, use_shop

NAVIGATION = "[data-testid=stSidebarNav]"
# of Streamlit's own making, and not to be mended by theme, label or style
EXCUSES = (
    Excuse("list", NAVIGATION, "sections of st.navigation are no list items"),
    Excuse("listitem", NAVIGATION, "the pages of a section stand in a div, not in a list"),
)
Scheme = Literal["light", "dark"]
# the dark look differs from the light one in its colours alone
SCHEMES: dict[Scheme, list[str] | None] = {"light": None, "dark": ["color-contrast"]}
# something that a page shows
SEEN = {
    "/": "half the shelf.csv",
    "/upload": "Mode",
    "/feeds": "lumen_full.csv",
    "/schedules": "New schedule",
    "/partners": "New partner",
    "/jobs": "took",
    "/alerts": "New channel",
    "/catalog": "Tick a row",
    "/order": "Placed orders",
    "/revenue": "Net revenue",
    "loaded feed": "Row report",
    "held feed": "Approve this feed",
    "partner": "Which column is what",
    "product": "History",
    "order": "Café Central",
}
STREAMLITS_OWN = ("/_stcore/host-config", "/_stcore/metrics")
IS_TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
# else a colour is on its way from one look to the next
AT_ONCE = "* { transition: none !important; animation: none !important }"
BARRED = "<main><img src='data:,'><p style='color: #ccc; background: #fff'>Hardly there</p></main>"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Lend the application where days are not those of UTC."""
    settings = {"FEEDLEDGER_REPORTING_TIMEZONE": "Europe/Berlin"}
    with serving(tmp_path_factory.mktemp("served"), settings) as served:
        yield served


@pytest.fixture(scope="module")
def addresses(served: Served) -> dict[str, str]:
    """Lend the addresses of what has pages of its own, once the shop has been used."""
    return use_shop(served)


@pytest.mark.parametrize("name", [*page_addresses(), *SHOWN])
def test_page_is_open_to_everybody_in_every_look(
    visit: Visit, addresses: dict[str, str], name: str
) -> None:
    visit.page.emulate_media(color_scheme="light")
    visit.open(addresses.get(name, name))
    visit.page.add_style_tag(content=AT_ONCE)
    if name in SEEN:
        visit.sees(SEEN[name])

    assert list(look_at(visit, name)) == []


def look_at(visit: Visit, name: str) -> Iterator[str]:
    """Take every look, keep its picture, and return what is wrong with it."""
    title = name.strip("/").replace(" ", "_") or "home"
    for size in (DESKTOP, PHONE):
        visit.page.set_viewport_size(size)
        with visit.stretched():
            for scheme, rules in SCHEMES.items():
                visit.page.emulate_media(color_scheme=scheme)
                visit.snap(f"look_{title}_{scheme}")
                look = f"{size['width']} px, {scheme}"
                if visit.page.evaluate(IS_TOO_WIDE):
                    yield f"{look}: it is wider than the screen"
                for violation in find_violations(visit.page, EXCUSES, rules):
                    yield f"{look}: {violation}"


@pytest.mark.usefixtures("addresses")
def test_each_excuse_is_still_needed(visit: Visit) -> None:
    visit.open("/")

    for excuse in EXCUSES:
        others = [each for each in EXCUSES if each != excuse]
        assert find_violations(visit.page, others, [excuse.rule]) != []


def test_what_keeps_people_out_is_found(browser: Browser) -> None:
    with browser.new_page() as page:
        page.set_content(BARRED)

        found = [violation["rule"] for violation in find_violations(page)]
        excused = find_violations(page, [Excuse("image-alt", "main", "a test")], ["image-alt"])

    assert {"image-alt (critical)", "color-contrast (serious)"} <= set(found)
    assert excused == []


@pytest.mark.parametrize("address", ["/feeds?feed=x", "/catalog?product=x", "/order?order=x"])
def test_address_of_nothing_says_so(visit: Visit, address: str) -> None:
    visit.open(address)

    visit.sees("/not_found")


@pytest.mark.parametrize("name", [*page_addresses(), *SHOWN, *STREAMLITS_OWN])
def test_nothing_comes_out_without_a_session(
    served: Served, addresses: dict[str, str], name: str
) -> None:
    address = addresses.get(name, name)
    answer = httpx.get(served.url + address, headers={"accept": "text/html"})

    # the form names the address that was asked for, which tells nobody more than he said
    assert PARTNER not in answer.text.replace(escape(address), "").lower()
    assert "Sign in" in answer.text or answer.status_code == httpx.codes.UNAUTHORIZED


def test_form_asks_again_after_a_wrong_password(browser: Browser, served: Served) -> None:
    with visiting(browser, served) as visit:
        visit.page.goto(served.url + "/revenue")
        visit.page.get_by_label("User").fill("admin")
        visit.page.get_by_label("Password").fill("guess")
        visit.page.keyboard.press("Enter")
        visit.sees("User or password is wrong")
        visit.page.get_by_label("Password").fill(PASSWORD)
        visit.page.keyboard.press("Enter")

        visit.sees_heading("Revenue")


def test_signing_out_ends_the_session(browser: Browser, served: Served) -> None:
    with visiting(browser, served) as visit:
        sign_in(visit)
        visit.page.get_by_role("link", name="Sign out").click()
        visit.press("Sign out")
        visit.sees("You are signed out")

        visit.page.goto(served.url + "/revenue")
        visit.sees_heading("Sign in")
