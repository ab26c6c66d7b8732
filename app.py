"""
The composition root: settings, services, pages, API and gate, and the lifespan of them all.

`python app.py` serves by the settings, `python app.py demo` loads the sample feeds first,
and `streamlit run app.py` works too. `backup`, `verify`, `restore`
and `recover` are the operators' commands, in backup_commands.py.
"""

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TextIO

import altair as alt
import pandas as pd
import pyarrow as pa
from starlette.middleware import Middleware
from starlette.routing import Mount
from streamlit import App

from accounts.gate import LoginGate
from analytics.kept_answers import MOST_TABLES, KeptAnswers
from analytics.past_revenue import PastRevenue
from api.application import create_api
from api.copies import create_copies
from api.paths import PathGuard
from api.services import ApiServices
from backup_commands import COMMANDS, run_command
from catalog.clock import utc_now
from catalog.logs import configure_logs
from catalog.settings import read_settings
from demo import Demo, run_demo
from demo_orders import PastOrders, import_past_orders
from pages.probes import PageProbes
from pages.services import PageServices, provide, withdraw
from pages.streamlit_logs import hand_over_logs
from wiring import Feedledger

# imported before the first page is asked for, which they would make wait
WARM = (alt, pd, pa)
DEMO_LOG = "demo.log"
PUBLISHED_WITHIN_S = 60.0


class _Holder:
    """The running Feedledger: the API and the gate are made before it is opened."""

    running: Feedledger | None = None

    def __call__(self) -> Feedledger:
        if self.running is None:
            raise RuntimeError("Feedledger is not started")
        return self.running


feedledger = _Holder()


def open_feedledger(log: TextIO | None = None) -> Feedledger:
    """Open and start everything by the settings, and lend it to the pages; `log` is for stderr."""
    settings = read_settings()
    configure_logs(settings.log_format, settings.log_level, settings.secrets, log)
    hand_over_logs()
    opened = Feedledger(settings)
    opened.start()
    feedledger.running = opened
    provide(
        PageServices(
            settings=opened.settings,
            database=opened.database,
            ingestion=opened.ingestion,
            desk=opened.desk,
            alerts=opened.alerts,
            reconciliations=opened.reconciliations,
            queries=opened.queries,
            backups=opened.backups,
            answers=KeptAnswers(opened.database),
            tables=KeptAnswers(opened.database, MOST_TABLES),
            past=PastRevenue(),
            accounts=opened.accounts,
            runner=opened.runner,
        )
    )
    return opened


def close_feedledger() -> None:
    """Take everything back and close it."""
    withdraw()
    feedledger().close()
    feedledger.running = None


@asynccontextmanager
async def lifespan(_app: App) -> AsyncIterator[None]:
    """Open before the first request, close after the last; the blocking work in threads."""
    if feedledger.running is None:
        await asyncio.to_thread(open_feedledger)
    gc.freeze()  # what is there now need not be looked through by every collection
    try:
        yield
    finally:
        await asyncio.to_thread(close_feedledger)


def api_services() -> ApiServices:
    """Return what the API works with now."""
    running = feedledger()
    return ApiServices(
        database=running.database,
        accounts=running.accounts,
        ingestion=running.ingestion,
        desk=running.desk,
        alerts=running.alerts,
        backups=running.backups,
        reconciliations=running.reconciliations,
        queries=running.queries,
        zone=running.settings.zone,
        readiness=running.readiness(),
        meters=running.meters,
        exports=running.exports,
    )


app = App(
    "pages/main.py",
    lifespan=lifespan,
    # the copies, unlike the API, lie behind the gate: for visitors of the pages
    routes=[
        Mount("/api", create_api(api_services)),
        Mount("/copies", create_copies(api_services)),
    ],
    middleware=[
        Middleware(PathGuard),
        Middleware(LoginGate, accounts=lambda: feedledger().accounts),
        Middleware(PageProbes),
    ],
)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main(arguments: list[str]) -> int:
    """Serve; with `demo`, load the sample feeds first, and with SERVE=0 stop after them."""
    if arguments and arguments[0] in COMMANDS:
        return run_command(arguments, _say)
    if arguments == ["demo"]:
        past = PastOrders.named_in(os.environ)
        if past and not past.path.is_file():
            _say(f"There is no file {past.path}: nothing was started.")
            return 1
        _show_demo(past)
        if os.environ.get("SERVE") == "0":
            _await_publication()
            close_feedledger()
            return 0
    settings = read_settings()
    configure_logs(settings.log_format, settings.log_level, settings.secrets)
    _say(f"Feedledger: http://{settings.host}:{settings.port}, user admin")
    app.run(config={"server.address": settings.host, "server.port": settings.port})
    return 0


def _show_demo(past: PastOrders | None) -> None:
    """Load the samples and print what came of them; what is logged meanwhile goes to a file."""
    settings = read_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = settings.data_dir / DEMO_LOG
    running = open_feedledger(path.open("a", encoding="utf-8", buffering=1))
    demo = Demo(running.database, running.ingestion, running.desk, utc_now, _say)
    run_demo(demo)
    if past:
        import_past_orders(demo, running.settings, past)
    _say(f"\nWhat was logged meanwhile: {path}")


def _await_publication() -> None:
    """See that the analysts' file has what the demo did before nobody writes it any more."""
    path = feedledger().publisher.files.public
    if feedledger().await_publication(PUBLISHED_WITHIN_S):
        _say(f"The file for analysts has all of it: {path}")
    else:
        _say(f"The file for analysts does not have all of it yet: {path}. `make run` goes on.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
