"""The served application and a browser with a session, for the tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, StorageState

from tests.e2e.visit import Visit, sign_in, visiting
from tests.served import Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Lend the application on the folder store, one for the module's tests."""
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="module")
def session(browser: Browser, served: Served) -> StorageState:
    """Lend a session of user admin."""
    with visiting(browser, served) as visit:
        return sign_in(visit)


@pytest.fixture
def visit(browser: Browser, served: Served, session: StorageState) -> Iterator[Visit]:
    """Lend a tab that is signed in."""
    with visiting(browser, served, session=session) as visit:
        yield visit
