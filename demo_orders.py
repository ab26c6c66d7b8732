"""`make demo ORDERS=FILE`: past orders of a real shop beside the samples, for every dashboard."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self, cast
from urllib.parse import urlencode

from analytics.revenue import read_revenue, read_totals
from analytics.revenue_query import RevenueQuery
from catalog.currencies import money
from catalog.partners import get_partner
from catalog.settings import Settings
from demo import Demo
from ingestion.deposits import IncomingDeposit
from jobs.queue import Job, get_job
from orders.import_presets import LINES, Preset
from orders.import_request import ImportRequest, StoredFile, queue_import

PIECE_BYTES = 1024**2
POLL_S = 0.2
PERIOD_OF_ONES_OWN = "From … to …"  # as the page of revenue calls it in its address


@dataclass(frozen=True)
class PastOrders:
    """A file of past orders, and how it is to be read; its name is where they were placed."""

    path: Path
    preset: Preset
    currency: str

    @classmethod
    def named_in(cls, environment: Mapping[str, str]) -> Self | None:
        """Return what ORDERS, PRESET and CURRENCY name; None without ORDERS."""
        path = environment.get("ORDERS")
        if not path:
            return None
        preset = cast("Preset", environment.get("PRESET", "online_retail"))
        return cls(Path(path), preset, environment.get("CURRENCY", "GBP"))

    @property
    def source(self) -> str:
        """The code of the partner that they become the sales of."""
        return self.path.name.split(".")[0]


def import_past_orders(demo: Demo, settings: Settings, past: PastOrders) -> None:
    """
    Import the file through the real importer, and print its ledger and its revenue by month.

    The file is read where it is; what is kept of it is in the store, as with every delivery.
    """
    demo.say(f"\nImporting {past.path.name} by the preset {past.preset} …")
    job = _run(demo, settings, past)
    if job.result is None:
        demo.say(f"  {job.status}: {job.error}")
        return
    ledger = "  {rows_read} read = {inserted} inserted + {unchanged} unchanged + {skipped} skipped"
    demo.say(ledger.format(**job.result))
    _print_revenue(demo, settings, past)


def _run(demo: Demo, settings: Settings, past: PastOrders) -> Job:
    incoming = IncomingDeposit(demo.ingestion, f"imports/{past.source}", past.path.name)
    with past.path.open("rb") as source:
        while piece := source.read(PIECE_BYTES):
            incoming.write(piece)
    request = ImportRequest(
        preset=past.preset,
        source=past.source,
        currency=past.currency,
        zone=settings.zone.key,
        asked_by="demo",
        asked_at=demo.clock(),
        files={LINES: StoredFile(**vars(incoming.finish()))},
    )
    job_id = queue_import(demo.database, request, None)
    demo.ingestion.wake()
    while (job := get_job(demo.database, job_id)).finished_at is None:
        time.sleep(POLL_S)
    return job


def _print_revenue(demo: Demo, settings: Settings, past: PastOrders) -> None:
    partner = get_partner(demo.database, past.source)
    zone = settings.zone.key
    query = RevenueQuery(group_by="month", partner_id=partner.partner_id, zone=zone)
    months = read_revenue(demo.database, query)
    for row in months:
        demo.say(f"  {row.key}  {money(row.net, row.currency):>14} {row.currency}")
    for total in read_totals(demo.database, query):
        demo.say(f"  in all   {money(total.net, total.currency):>14} {total.currency}")
    days = read_revenue(demo.database, query.model_copy(update={"group_by": "day"}))
    if days:
        asked = {
            "period": PERIOD_OF_ONES_OWN,
            "from": days[0].key,
            "to": days[-1].key,
            "by": "Month",
            "partner": past.source,
        }
        address = f"http://{settings.host}:{settings.port}/revenue?{urlencode(asked)}"
        demo.say(f"\n  Look at it: {address}")
