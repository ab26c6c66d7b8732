"""The pages on a real database, without a browser. A pytest plugin."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from accounts.accounts import Accounts
from accounts.identities import User
from analytics.kept_answers import MOST_TABLES, KeptAnswers
from analytics.past_revenue import PastRevenue
from analytics.published_files import NAME
from analytics.query_desk import QueryDesk, Room
from analytics.questions import Limits
from analytics.reconciliation_desk import ReconciliationDesk
from backups.desk import BackupDesk
from catalog.clock import utc_now
from catalog.database import Database
from catalog.settings import Settings
from ingestion.alert_desk import AlertDesk
from pages.clicks import KEY, LONGEST_S
from pages.services import PageServices, provide, withdraw
from tests.feeding import Feeding
from tests.sources import ROOT

MAIN = str(ROOT / "pages" / "main.py")


@pytest.fixture
def pages(
    feeding: Feeding, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AppTest]:
    """Lend the pages, signed in as admin."""
    admin = User(1, "admin", "admin")
    monkeypatch.setattr("pages.visitor.read_session", lambda *_: admin)
    monkeypatch.setattr("pages.charts.IS_CHECKED", True)
    settings = Settings(data_dir=tmp_path)
    services = PageServices(
        settings=settings,
        database=database,
        ingestion=feeding.ingestion,
        desk=feeding.desk,
        alerts=AlertDesk(database, "http://test"),
        reconciliations=ReconciliationDesk.of(database, settings, lambda: None, utc_now),
        queries=QueryDesk(database, tmp_path / NAME, Limits(), Room()),
        backups=BackupDesk.of(feeding.ingestion, settings),
        answers=KeptAnswers(database),
        tables=KeptAnswers(database, MOST_TABLES),
        past=PastRevenue(),
        accounts=Accounts(database),
        runner=feeding.runner,
    )
    provide(services)
    yield AppTest.from_file(MAIN, default_timeout=30).run()
    withdraw()
    services.queries.close()


def show(pages: AppTest, page: str, **asked: str | list[str]) -> AppTest:
    """Run a page with that in its address, and check that it did not fail."""
    for name in list(pages.query_params):
        del pages.query_params[name]
    for name, value in asked.items():
        pages.query_params[name] = value
    pages.switch_page(page).run()
    assert not pages.exception
    return pages


def show_placed(pages: AppTest, **asked: str) -> AppTest:
    """Run the page of orders on the tab of those placed; the other draws no rows meanwhile."""
    pages.session_state["orders_tab"] = "Placed orders"
    return show(pages, "order.py", **asked)


def press(pages: AppTest, label: str) -> None:
    """Click the button of that label."""
    next(button for button in pages.button if button.label == label).click().run()
    assert not pages.exception


def stand_still(pages: AppTest) -> None:
    """Have clicks come at one moment, however slow the machine is."""
    pages.session_state[KEY].clock = lambda: 0.0


def read_on(pages: AppTest) -> None:
    """Let so long pass that the next click is no second one of a double click."""
    pages.session_state[KEY].last.since_s -= LONGEST_S


def texts(pages: AppTest) -> str:
    """Return everything that alerts say."""
    alerts = (*pages.error, *pages.warning, *pages.info, *pages.success)
    return "\n".join(alert.value.replace("\\", "") for alert in alerts)


def labels(pages: AppTest) -> list[str]:
    """Return what the buttons say."""
    return [button.label for button in pages.button]


def said(pages: AppTest) -> str:
    """Return everything that headings, texts and captions say."""
    parts = (*pages.subheader, *pages.markdown, *pages.caption)
    return "\n".join(part.value.replace("\\", "") for part in parts)
