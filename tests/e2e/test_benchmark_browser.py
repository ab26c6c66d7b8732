"""The benchmark of reruns in a browser goes its ways, on a shop that is small and soon built."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser

from benchmarks.browser_reruns import read_known, settings_of, tour
from benchmarks.buying import buying
from benchmarks.crowd import Crowd, hold_open, live_together
from benchmarks.shop import OtherShop, Shop, keep_shop
from benchmarks.stopwatch import times_table
from tests.served import Served, serving

Result = TypeVar("Result")
SIZE = (2000, 3000, "1GB")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lend a folder for the module's shop."""
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(scope="module")
def shop(folder: Path) -> Shop:
    """Lend a small shop."""
    return keep_shop(folder, *SIZE, with_cells=False)


@pytest.fixture(scope="module")
def served(folder: Path, shop: Shop) -> Iterator[Served]:
    """Lend the application, served on the shop."""
    assert shop.products
    with serving(folder, settings_of("1GB")) as served:
        yield served


def run(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run it in a thread of its own: in this one, Playwright's event loop is there already."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(work())).result()


def test_shop_is_built_once(folder: Path, shop: Shop) -> None:
    assert keep_shop(folder, *SIZE) == shop

    with pytest.raises(OtherShop):
        keep_shop(folder, 4000, *SIZE[1:])


def test_each_step_of_a_tour_is_timed(browser: Browser, served: Served, shop: Shop) -> None:
    taken = tour(browser, served, shop, ["home", "facets"], repeats=1)

    assert "Home" in taken
    assert "Catalog, a facet chosen: its brand" in taken
    assert all(len(each) == 1 and each[0] > 0 for each in taken.values())


def test_crowd_is_heard(served: Served, shop: Shop) -> None:
    known = read_known(served, shop)

    heard = run(lambda: live_together(served.url, known, Crowd(3, 2, 0.3)))

    assert heard.failures == []
    assert sum(map(len, heard.taken_ms.values())) > 3


def test_orders_are_placed_beside(served: Served, shop: Shop) -> None:
    assert shop.items
    with buying(served, 20) as taken_ms:
        deadline_s = time.monotonic() + 30
        while len(taken_ms) < 3 and time.monotonic() < deadline_s:
            time.sleep(0.05)
    with served.api() as api:
        found = api.get("/orders", params={"customer_ref": "C-beside", "limit": 100}).json()[
            "items"
        ]
    assert len(found) == len(taken_ms) >= 3


def test_what_fails_is_heard(served: Served, shop: Shop) -> None:
    known = read_known(served, shop)
    in_vain = Crowd(1, 0.2, 0.1, {"buy": lambda session, *_: session.press("Buy everything")})

    heard = run(lambda: live_together(served.url, known, in_vain))

    assert "buy: there is no button 'Buy everything'" in heard.failures
    assert heard.taken_ms == {}


def test_memory_of_sessions_is_told(served: Served) -> None:
    held = run(lambda: hold_open(served.url, served.process.pid, 3, forgotten_after_s=0.1))

    assert min(held.before_mib, held.open_mib, held.left_mib, held.forgotten_mib) > 0


def test_table_says_what_misses_the_target() -> None:
    table = times_table({"Home": [100.0] * 20, "Revenue": [100.0] * 18 + [900.0] * 2}, 500)

    assert "| Home | 20 | 100 | 100 | 100 | yes |" in table
    assert "| Revenue | 20 | 100 | 900 | 900 | no |" in table
