"""The browser itself, before anything of ours is asked of it."""

from playwright.sync_api import Browser


def test_browser_shows_a_page(browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto("data:text/html,<title>ready</title><h1>Feeds</h1>")

        assert page.title() == "ready"
        assert page.get_by_role("heading", name="Feeds").is_visible()
