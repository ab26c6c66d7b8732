"""The served application and a browser with a session, for the tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.visit import DESKTOP, Visit, sign_in, visiting
from tests.served import Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Lend the application on the folder store, one for the module's tests."""
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="module")
def tab(browser: Browser, served: Served) -> Iterator[Visit]:
    """Lend a tab that is signed in; one for the module, so that it has the front end already."""
    with visiting(browser, served) as visit:
        sign_in(visit)
        yield visit


@pytest.fixture
def visit(tab: Visit) -> Iterator[Visit]:
    """Lend that tab at the size of a desktop; nothing in it may complain during the test."""
    tab.page.set_viewport_size(DESKTOP)
    yield tab
    tab.check()
