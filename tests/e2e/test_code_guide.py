"""From a code on a feed's page to its explanation, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.visit import DESKTOP, PHONE, Visit
from tests.served import Served

FEED = b"""\
id,title,price,currency,availability,gtin,Material,colour
1,Lamp,1.234,USD,in stock,,brass,red
2,Rug,abc,USD,in stock,4006381333930,wool,
3,A vase with a rather long name that goes on and on,-1,USD,maybe,,clay,
4,Cup,9.00,USD,in stock,7.70231E+12,,
4,Cup,9.50,USD,in stock,7.70231E+12,,
,Pot,9.50,USD,in stock,,,
"""
GUIDES = ("codes", "profiles", "api", "errors")
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])


@pytest.fixture(scope="module")
def feed_id(served: Served) -> str:
    """Lend a feed that is held, with errors, warnings and infos."""
    served.add_partner("guide")
    feed_id = served.deliver("guide", "spring.csv", FEED)
    served.wait_for_feed(feed_id, "HELD")
    return feed_id


def fits(page: Page) -> bool:
    """Return whether nothing of the page is to the right of the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@SIZES
def test_code_of_an_issue_leads_to_its_explanation(
    visit: Visit, feed_id: str, size: ViewportSize
) -> None:
    visit.page.set_viewport_size(size)
    visit.open(f"/feeds?feed={feed_id}")
    visit.sees_heading("Issues")
    visit.picture("issues")

    with visit.page.expect_popup() as opened:
        visit.page.get_by_role("link", name="price/ambiguous").click()
    guide = opened.value
    guide.set_viewport_size(size)
    heading = guide.get_by_role("heading", name="price/ambiguous")
    expect(heading).to_be_in_viewport()
    assert fits(guide)
    guide.screenshot(path=visit.picture("issues").with_name(f"guide_{size['width']}.png"))
    guide.close()


@pytest.mark.usefixtures("feed_id")
@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", GUIDES)
def test_guide_is_read_without_a_session(
    visit: Visit, name: str, scheme: str, size: ViewportSize
) -> None:
    browser = visit.page.context.browser
    assert browser is not None
    with browser.new_context(viewport=size, color_scheme=scheme) as stranger:  # type: ignore[arg-type]
        page = stranger.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(f"{visit.served.url}/api/docs/{name}")

        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert fits(page)
        assert complaints == []
        page.screenshot(
            path=visit.picture("issues").with_name(f"guide_{name}_{scheme}_{size['width']}.png")
        )
