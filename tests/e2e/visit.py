"""A visit with a real browser: what a user does on the pages, and what must never appear."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.served import PASSWORD, Served
from tests.sources import ROOT

ARTEFACTS = ROOT / "test-artifacts"
DESKTOP = ViewportSize(width=1440, height=1000)
PHONE = ViewportSize(width=390, height=844)
PATIENCE_MS = 60_000
POLL_MS = 100
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
HEADER_PX, ROW_PX, MARKER_PX = 35, 35, 15


@dataclass
class Visit:
    """One tab on the served application."""

    page: Page
    served: Served
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on(
            "console",
            lambda said: (
                self._complain(f"console {said.type}: {said.text}")
                if said.type in ("error", "warning")
                else None
            ),
        )
        self.page.on("pageerror", lambda error: self._complain(f"script: {error}"))
        self.page.on("request", lambda sent: self._check_target(sent.url))

    def open(self, address: str) -> None:
        """Open a page by its address and wait until it stands."""
        self.page.goto(self.served.url + address)
        self.settle()

    def follow(self, link: str) -> None:
        """Click a link of that text."""
        self.page.get_by_role("link", name=link, exact=True).first.click()
        self.settle()

    def press(self, button: str) -> None:
        """Click a button of that text."""
        self.page.get_by_role("button", name=button, exact=True).first.click()

    def press_last(self, button: str) -> None:
        """Click the last button of that text, once nothing moves."""
        self.settle()
        self.page.get_by_role("button", name=button, exact=True).last.click()

    def turn_to(self, tab: str) -> None:
        """Open the tab of that name."""
        self.page.get_by_role("tab", name=tab, exact=True).click()
        self.settle()

    def fill(self, label: str, text: str) -> None:
        """Type into the field and leave it."""
        box = self.page.get_by_role("textbox", name=label)
        box.fill(text)
        box.press("Tab")

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a select box."""
        box = self.page.get_by_role("combobox", name=label)
        box.fill(option)
        self.page.get_by_role("option", name=option).first.click()

    def pick(self, label: str, option: str) -> None:
        """Choose an option of the select box that is called just so, and wait for what it does."""
        self.settle()
        box = self.page.get_by_role("combobox", name=label, exact=True)
        box.fill(option)
        box.press("ArrowDown")  # else the list may stay shut
        self.page.get_by_role("option", name=option, exact=True).click()
        self.settle()

    def download(self, name: str) -> bytes:
        """Return the file that comes by the button or link of that name."""
        way = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        with self.page.expect_download() as saved:
            way.or_(link).first.click()
        return Path(saved.value.path()).read_bytes()

    def upload(self, filename: str, content: bytes) -> None:
        """Give the uploader a file and wait until it has it."""
        file = {"name": filename, "mimeType": "text/csv", "buffer": content}
        self.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        expect(self.page.get_by_role("button", name="Deliver")).to_be_enabled()

    def tick_row(self, number: int, table: str = "") -> None:
        """Tick a row of the first table of that name, from 0; tables are drawn on a canvas."""
        canvas = self._table(table).locator("canvas").first
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        self.page.mouse.click(
            box["x"] + MARKER_PX, box["y"] + HEADER_PX + number * ROW_PX + ROW_PX / 2
        )

    def sees(self, text: str | re.Pattern[str]) -> Locator:
        """Wait until the text is on the page."""
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible(timeout=PATIENCE_MS)
        return found

    def gone(self, text: str) -> None:
        """Wait until the text is not on the page any more, and what was below it stands."""
        expect(self.page.get_by_text(text, exact=True)).to_have_count(0, timeout=PATIENCE_MS)
        self.settle()

    def sees_heading(self, name: str) -> None:
        """Wait until there is a heading of that text."""
        heading = self.page.get_by_role("heading", name=name, exact=True)
        expect(heading).to_be_visible(timeout=PATIENCE_MS)

    def metric(self, label: str) -> str:
        """Return the value of a figure."""
        figure = self.page.get_by_test_id("stMetric").filter(
            has=self.page.get_by_text(label, exact=True)
        )
        return figure.get_by_test_id("stMetricValue").inner_text()

    def cells(self, table: str = "") -> Sequence[str]:
        """Return what the first table of that name says to those who cannot see it, by cells."""
        frame = self._table(table)
        expect(frame.locator("canvas td").first).to_be_attached(timeout=PATIENCE_MS)
        return [" ".join(cell.split()) for cell in frame.locator("canvas td").all_inner_texts()]

    def _table(self, name: str) -> Locator:
        frames = self.page.get_by_test_id("stDataFrame")
        named = self.page.get_by_role("region", name=name)
        return (frames.filter(has=named) if name else frames).first

    def waits_until(self, holds: Callable[[], bool]) -> None:
        """Ask again and again, until it holds."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while not holds():
            assert time.monotonic() < deadline, "it never came to hold"
            self.page.wait_for_timeout(POLL_MS)

    def settle(self) -> None:
        """Wait until the page's script is over and everything it asked for is there."""
        self.page.wait_for_load_state("networkidle")
        self.page.locator(SETTLED).wait_for()
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0)

    def picture(self, name: str) -> Path:
        """Keep a picture of the whole page, to be looked at."""
        with self.stretched():
            return self.snap(name)

    @contextmanager
    def stretched(self) -> Iterator[None]:
        """Make the window as high as the page, until the block ends."""
        size = self.page.viewport_size or DESKTOP
        height = self.page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
        self.page.set_viewport_size(ViewportSize(width=size["width"], height=min(height, 4000)))
        self.page.wait_for_timeout(400)  # charts and tables are drawn anew
        yield
        self.page.set_viewport_size(size)

    def snap(self, name: str) -> Path:
        """Keep a picture of the window, to be looked at."""
        ARTEFACTS.mkdir(exist_ok=True)
        size = self.page.viewport_size or DESKTOP
        path = ARTEFACTS / f"{name}_{size['width']}.png"
        self.page.screenshot(path=path)
        return path

    def check(self) -> None:
        """Fail if the page did, or if anything has complained since the last check."""
        complaints, self.complaints = self.complaints, []
        assert self.page.get_by_test_id("stException").count() == 0
        assert complaints == []

    def _complain(self, complaint: str) -> None:
        self.complaints.append(complaint)

    def _check_target(self, url: str) -> None:
        if not url.startswith((self.served.url, "data:", "blob:", "about:")):
            self._complain(f"asked outside: {url}")


@contextmanager
def visiting(browser: Browser, served: Served) -> Iterator[Visit]:
    """Lend a tab; when it is closed, nothing may have complained and no page have failed."""
    with browser.new_context(viewport=DESKTOP) as context:
        visit = Visit(context.new_page(), served)
        yield visit
        visit.check()


def sign_in(visit: Visit) -> None:
    """Sign in as admin by the form."""
    visit.page.goto(visit.served.url)
    visit.page.get_by_label("User").fill("admin")
    visit.page.get_by_label("Password").fill(PASSWORD)
    visit.page.keyboard.press("Enter")
    visit.sees_heading("Feedledger")
